//! What the function of `Postback::partition` is given for the page after an action is what it is given
//! for a GET from outside.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::OriginalUri;
use http::request::Parts;

use super::site::{Person, World, by_cookie, wrapped};
use crate::support::proxy::stripping;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    method: String,
    uri: String,
    original: Option<String>,
    headers: Vec<(String, String)>,
}

fn seen(parts: &Parts) -> Seen {
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    Seen {
        method: parts.method.to_string(),
        uri: parts.uri.to_string(),
        original: parts
            .extensions
            .get::<OriginalUri>()
            .map(|uri| uri.0.to_string()),
        headers,
    }
}

fn app(all: &Arc<Mutex<Vec<Seen>>>) -> Router {
    let all = Arc::clone(all);
    wrapped()
        .partition(move |parts| {
            all.lock().unwrap().push(seen(parts));
            by_cookie(parts)
        })
        .with_state(World::default())
}

#[tokio::test]
async fn the_partition_of_a_refresh_is_that_of_a_get_from_outside() {
    let all = Arc::default();
    let plain = app(&all);
    let at = [
        ("", plain.clone()),
        ("/app", Router::new().nest("/app", plain.clone())),
        ("/app", Router::new().nest_service("/app", plain.clone())),
        ("/app", stripping("/app", plain)),
    ];
    for (prefix, app) in at {
        let mut person = Person {
            tenant: Some("acme".into()),
        };
        let page = format!("{prefix}/home");
        let target = person.target(&app, &page, "enter", Some("globex")).await;
        let target = target.replace("/home?", "/home?topic=rust&page=2&");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("content-length", "0"),
            ("origin", "http://app.example"),
            ("sec-fetch-site", "same-origin"),
            ("postback-request", "1"),
        ];
        all.lock().unwrap().clear();
        person.send(&app, "POST", &target, &headers).await;
        let refreshed = all.lock().unwrap().last().cloned().unwrap();
        person
            .send(&app, "GET", &format!("{page}?topic=rust&page=2"), &[])
            .await;
        let outside = all.lock().unwrap().last().cloned().unwrap();
        assert_eq!(refreshed, outside);
        // The action's own request is known without our names in its query, too.
        assert!(
            all.lock()
                .unwrap()
                .iter()
                .all(|seen| !seen.uri.contains("_action"))
        );
    }
}
