//! Attempts to get something of one visitor to another.

use axum::Router;
use axum::extract::{ConnectInfo, Extension, Request, State};
use axum::middleware::{Next, from_fn};
use axum::routing::get;
use http::StatusCode;
use postback::{Cache, Done, Html, Page, Result, action, actions, page};
use postback_testing::{Browser, both_ways};
use std::net::SocketAddr;

use super::site::{CURRENT, SECRET, Site, Who, all_of, fresh, site, spy};
use crate::support::{Answer, Effects, button, document, request, send};

fn spying() -> Site {
    let pages = Router::new().route("/spy", page(get(spy)));
    site(pages, |app| {
        app.cache_page("/spy", fresh().query(["topic"]).vary(["accept-language"]))
    })
}

/// Sends the first request, then one of somebody else. The answers are one and the same, and the
/// secret is nowhere.
async fn nothing_passes(app: &Router, seen: &Effects, first: Request) {
    let one = send(app, first).await;
    let other = send(app, request("GET", "/spy", &[])).await;
    for answer in [&one, &other] {
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!all_of(answer).contains(SECRET), "{}", all_of(answer));
    }
    assert_eq!(seen.count(), 1, "{:?}", seen.all());
    assert!(!seen.all()[0].contains(SECRET), "{:?}", seen.all());
}

#[tokio::test]
async fn headers_that_are_not_declared_do_not_reach_the_page() {
    for (name, value) in [
        ("cookie", "session=s3cret"),
        ("authorization", "Bearer s3cret"),
        ("proxy-authorization", "Basic s3cret"),
        ("x-user", "s3cret"),
        ("referer", "https://else.example/?token=s3cret"),
        ("user-agent", "s3cret"),
        ("origin", "https://s3cret.example"),
        ("accept", "text/s3cret"),
        ("postback-request", "s3cret"),
        ("if-modified-since", "s3cret"),
        ("accept-languages", "s3cret"),
    ] {
        let Site { app, seen, .. } = spying();
        nothing_passes(&app, &seen, request("GET", "/spy", &[(name, value)])).await;
    }
}

#[tokio::test]
async fn where_a_request_came_along_does_not_reach_the_page() {
    for (name, value) in [
        ("host", "s3cret.example"),
        ("x-forwarded-host", "s3cret.example"),
        ("x-forwarded-proto", "s3cret"),
        ("x-forwarded-for", "s3cret"),
        ("x-forwarded-prefix", "/s3cret"),
        ("x-original-url", "/s3cret"),
        ("x-rewrite-url", "/s3cret"),
        ("x-http-method-override", "s3cret"),
        ("forwarded", "host=s3cret.example"),
        ("via", "1.1 s3cret"),
    ] {
        let Site { app, seen, .. } = spying();
        nothing_passes(&app, &seen, request("GET", "/spy", &[(name, value)])).await;
    }
    let Site { app, seen, .. } = spying();
    let absolute = request("GET", "http://s3cret.example/spy", &[]);
    nothing_passes(&app, &seen, absolute).await;
}

#[tokio::test]
async fn query_names_that_are_not_declared_do_not_reach_the_page() {
    for query in [
        "token=s3cret",
        "topics=s3cret",
        "Topic=s3cret",
        "_topic=s3cret",
        "_action=s3cret",
        "topic%00=s3cret",
        "token=topic&x=s3cret",
        "s3cret",
        "=s3cret",
        "a;topic=s3cret",
    ] {
        let Site { app, seen, .. } = spying();
        nothing_passes(&app, &seen, request("GET", &format!("/spy?{query}"), &[])).await;
    }
}

#[tokio::test]
async fn a_session_of_a_layer_outside_does_not_reach_the_page() {
    let Site { app, seen, .. } = spying();
    let signed_in = app.clone().layer(Extension(Who(SECRET)));
    let first = send(&signed_in, request("GET", "/spy", &[])).await;
    assert!(!all_of(&first).contains(SECRET));
    nothing_passes(&app, &seen, request("GET", "/spy", &[])).await;
}

#[tokio::test]
async fn the_address_of_a_visitor_does_not_reach_the_page() {
    let Site { app, seen, .. } = spying();
    let address: SocketAddr = "203.0.113.7:4711".parse().unwrap();
    let first = request("GET", "/spy", &[]);
    let answer = send(&app.clone().layer(Extension(ConnectInfo(address))), first).await;
    assert!(!all_of(&answer).contains("203.0.113.7"));
    assert!(!seen.all()[0].contains("203.0.113.7"), "{:?}", seen.all());
}

#[tokio::test]
async fn a_task_local_of_a_layer_outside_does_not_reach_the_page() {
    let Site { app, seen, .. } = spying();
    let layered = app
        .clone()
        .layer(from_fn(async |request: Request, next: Next| {
            CURRENT.scope(SECRET, next.run(request)).await
        }));
    let first = send(&layered, request("GET", "/spy", &[])).await;
    assert!(!all_of(&first).contains(SECRET), "{}", all_of(&first));
    nothing_passes(&app, &seen, request("GET", "/spy", &[])).await;
}

#[tokio::test]
async fn a_head_makes_the_page_that_everybody_gets() {
    let Site { app, seen, .. } = spying();
    let head = request("HEAD", "/spy?token=s3cret", &[("cookie", "session=s3cret")]);
    nothing_passes(&app, &seen, head).await;
    assert!(seen.all()[0].starts_with("GET "), "{:?}", seen.all());
}

#[tokio::test]
async fn a_body_and_its_headers_do_not_reach_the_page() {
    let Site { app, seen, .. } = spying();
    let headers = [("content-type", "text/s3cret"), ("content-length", "6")];
    let mut first = request("GET", "/spy", &headers);
    *first.body_mut() = SECRET.into();
    nothing_passes(&app, &seen, first).await;
}

#[tokio::test]
async fn other_methods_neither_read_nor_fill() {
    let Site { app, seen, .. } = spying();
    for method in ["POST", "PUT", "OPTIONS"] {
        let answer = send(&app, request(method, "/spy", &[("x-user", SECRET)])).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    nothing_passes(&app, &seen, request("GET", "/spy", &[])).await;
}

/// With public origins the page knows its host, and nobody chooses it.
#[tokio::test]
async fn a_foreign_host_is_neither_served_from_the_cache_nor_put_into_it() {
    let pages = Router::new().route("/spy", page(get(spy)));
    let Site { app, seen, .. } = site(pages, |app| {
        app.cache_page("/spy", fresh())
            .public_origins(["https://app.example", "https://www.app.example"])
    });
    let ask = async |uri: &str, host: &str| {
        let headers = [("host", host), ("x-forwarded-host", "s3cret.example")];
        send(&app, request("GET", uri, &headers)).await
    };
    // Its own request, as it came.
    let poison = ask("/spy", "s3cret.example").await;
    assert!(poison.text().contains("s3cret.example"));
    let poison = ask("http://s3cret.example/spy", "app.example").await;
    assert!(poison.text().contains("s3cret.example"));
    let twice = [("host", "app.example"), ("host", "s3cret.example")];
    send(&app, request("GET", "/spy", &twice)).await;
    send(&app, request("GET", "/spy", &[("x-user", "s3cret")])).await;
    assert_eq!(seen.count(), 4);

    for host in [
        "app.example",
        "www.app.example",
        "APP.example",
        "app.example",
    ] {
        let answer = ask("/spy", host).await;
        assert!(!all_of(&answer).contains(SECRET), "{}", all_of(&answer));
        let sent = format!("&quot;host&quot;: &quot;{}&quot;", host.to_lowercase());
        assert!(
            answer.text().replace('"', "&quot;").contains(&sent),
            "{}",
            answer.text()
        );
    }
    assert_eq!(
        seen.count(),
        6,
        "one render for each host: {:?}",
        seen.all()
    );
    assert!(seen.all()[4..].iter().all(|seen| !seen.contains(SECRET)));
}

#[action(public)]
async fn save(State(seen): State<Effects>) -> Result<Done<String>> {
    seen.add("saved");
    Ok(Done::new(SECRET.to_owned()).flash(format!("flash {SECRET}")))
}

async fn form(State(seen): State<Effects>, page: Page) -> Html {
    seen.add("rendered");
    let form = page.form::<save>();
    document([
        page.notice().to_string(),
        form.done()
            .map(|text| format!("<p id=done>{text}</p>"))
            .unwrap_or_default(),
        form.open(button("Save")).to_string(),
    ])
}

fn saving() -> Site {
    let pages = Router::new().route("/form", page(get(form)));
    site(pages, |app| {
        app.actions(actions![save]).cache_page("/form", fresh())
    })
}

#[tokio::test]
async fn what_an_action_says_to_one_visitor_is_for_nobody_else() {
    both_ways(
        async || saving().app,
        async |browser: Browser| {
            let other = browser.tab();
            let first = browser.get("/form").await;
            assert!(!first.html().contains(SECRET));
            let own = first.form::<save>().submit().await;
            assert_eq!(
                (own.notice(), own.find("#done")),
                ("flash s3cret".into(), SECRET.into())
            );
            assert!(!own.header("cache-control").unwrap().contains("public"));
            for visitor in [&other, &browser] {
                let page = visitor.get("/form").await;
                assert!(!page.html().contains(SECRET), "{}", page.html());
                assert_eq!(
                    page.header("cache-control"),
                    Some("public, max-age=0, must-revalidate")
                );
            }
        },
    )
    .await;
}

/// The cookie of a 303, by hand.
#[tokio::test]
async fn a_visitor_with_state_goes_around_the_cache() {
    let Site { app, seen, .. } = saving();
    let target = crate::support::target_of(&app, "/form", "save").await;
    let posted = crate::support::post(&app, &target).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER);
    let cookie = posted.cookies()[0].split(';').next().unwrap().to_owned();
    let ask = async |cookie: &str| send(&app, request("GET", "/form", &[("cookie", cookie)])).await;

    let filled = ask("").await;
    assert!(!all_of(&filled).contains(SECRET));
    for _ in 0..2 {
        let own = ask(&cookie).await;
        assert!(own.text().contains(SECRET), "{}", own.text());
        assert_eq!(own.header("cache-control"), Some("private, no-cache"));
        assert_eq!(own.header("etag"), None);
    }
    let name = cookie.split('=').next().unwrap();
    let unreadable = ask(&format!("a=b; {name}=nonsense")).await;
    assert!(
        unreadable.cookies()[0].contains("Max-Age=0"),
        "{:?}",
        unreadable.cookies()
    );
    let before = seen.count();
    // A cookie of another page, or of nobody's.
    for other in ["pb_AAAAAAAAAAA=x", "session=pb_", "xpb_=1"] {
        let shared = ask(other).await;
        assert!(!all_of(&shared).contains(SECRET));
        assert_eq!(shared.bytes, filled.bytes);
    }
    assert_eq!(seen.count(), before);
}

#[tokio::test]
async fn tenants_share_nothing() {
    async fn tenant(cache: Cache, State(seen): State<Effects>, request: Request) -> Html {
        seen.add(format!("{:?}", request.headers()));
        document([format!("<p>{}</p>", cache.partition().unwrap_or("none"))])
    }
    let pages = Router::new().route("/", page(get(tenant)));
    let Site { app, seen, .. } = site(pages, |app| {
        app.cache_page("/", fresh()).partition(|parts| {
            let tenant = parts.headers.get("x-tenant");
            tenant
                .map(|tenant| tenant.to_str().unwrap().to_owned())
                .unwrap_or_default()
        })
    });
    let ask = async |tenant: &str| send(&app, request("GET", "/", &[("x-tenant", tenant)])).await;
    for _ in 0..2 {
        for tenant in ["ann", SECRET, ""] {
            let answer = ask(tenant).await;
            assert!(
                answer.text().contains(&format!("<p>{tenant}</p>")),
                "{}",
                answer.text()
            );
        }
    }
    // The name is all that the page gets to know.
    assert_eq!(seen.all(), ["{}", "{}", "{}"]);
}

/// What a layer *inside* adds is made from the new request, so it is the same for everybody.
#[tokio::test]
async fn a_layer_inside_sees_nobody() {
    async fn who(request: Request, next: Next) -> axum::response::Response {
        let user = request.headers().get("cookie").map_or("nobody", |_| SECRET);
        let mut request = request;
        request.extensions_mut().insert(Who(user));
        next.run(request).await
    }
    let pages = Router::new()
        .route("/spy", page(get(spy)))
        .layer(from_fn(who));
    let Site { app, seen, .. } = site(pages, |app| app.cache_page("/spy", fresh()));
    nothing_passes(
        &app,
        &seen,
        request("GET", "/spy", &[("cookie", "session=s3cret")]),
    )
    .await;
    assert!(seen.all()[0].contains("nobody"));
}

#[tokio::test]
async fn readers_of_one_page_get_the_same_bytes_whoever_they_are() {
    let Site { app, seen, .. } = spying();
    let mut readers = Vec::new();
    for reader in 0..200 {
        let app = app.clone();
        readers.push(tokio::spawn(async move {
            let user = format!("{SECRET}-{reader}");
            send(
                &app,
                request("GET", "/spy", &[("cookie", &user), ("x-user", &user)]),
            )
            .await
        }));
    }
    let mut answers: Vec<Answer> = Vec::new();
    for reader in readers {
        answers.push(reader.await.unwrap());
    }
    assert_eq!(seen.count(), 1);
    for answer in &answers {
        assert_eq!(answer.bytes, answers[0].bytes);
        assert!(!all_of(answer).contains(SECRET));
    }
}
