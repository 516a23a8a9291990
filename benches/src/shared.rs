//! What both apps share: the data, the rules, who is signed in, and the layout of a page.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::{FromRef, FromRequestParts};
use axum::http::StatusCode;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use maud::{DOCTYPE, Markup, html};
use postback::FromForm;
use serde::{Deserialize, Serialize};

/// How many people have a session, `session=1` and so on.
pub(crate) const PEOPLE: u64 = 1024;

/// What the form edits.
#[derive(Clone, Debug, Default, Deserialize, FromForm, garde::Validate)]
#[serde(default)]
pub(crate) struct Profile {
    #[garde(length(utf16, min = 2, max = 50))]
    pub(crate) name: String,
    #[garde(email)]
    pub(crate) email: String,
    #[garde(length(utf16, max = 500))]
    #[form(multiline)]
    pub(crate) about: String,
}

/// What the page shows after a success.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Saved {
    pub(crate) name: String,
}

/// A database that costs as good as nothing, so that the difference is not hidden behind it.
#[derive(Clone, Debug)]
pub(crate) struct Db(Arc<RwLock<HashMap<u64, Profile>>>);

impl Db {
    pub(crate) fn filled() -> Self {
        let profile = |id| Profile {
            name: format!("Person {id}"),
            email: format!("person-{id}@example.com"),
            about: "Writes Rust & <HTML>, and reads forms.".to_owned(),
        };
        Self(Arc::new(RwLock::new(
            (1..=PEOPLE).map(|id| (id, profile(id))).collect(),
        )))
    }

    pub(crate) fn profile(&self, user: &User) -> Profile {
        let people = self.0.read().unwrap_or_else(PoisonError::into_inner);
        people.get(&user.id).cloned().unwrap_or_default()
    }

    pub(crate) fn save(&self, user: &User, profile: Profile) {
        let mut people = self.0.write().unwrap_or_else(PoisonError::into_inner);
        people.insert(user.id, profile);
    }

    fn knows(&self, id: u64) -> bool {
        let people = self.0.read().unwrap_or_else(PoisonError::into_inner);
        people.contains_key(&id)
    }
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: u64,
}

impl<S: Sync> FromRequestParts<S> for User
where
    Db: FromRef<S>,
{
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let session = parts
            .headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split("; "))
            .find_map(|pair| pair.strip_prefix("session="));
        let id = session.and_then(|session| session.parse().ok());
        id.filter(|id| Db::from_ref(state).knows(*id))
            .map(|id| Self { id })
            .ok_or(StatusCode::UNAUTHORIZED)
    }
}

impl postback::Caller for User {
    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// A page that has nothing to do with forms.
pub(crate) async fn about() -> Markup {
    layout(
        "About",
        &html! { p { "A small app that exists to be measured." } },
    )
}

pub(crate) fn layout(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " - Benchmark" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                header {
                    a href="#main" { "Skip to the content" }
                    nav aria-label="Main" {
                        ul {
                            li { a href="/" { "Start" } }
                            li { a href="/problems" { "Problems" } }
                            li { a href="/settings" { "Settings" } }
                            li { a href="/about" { "About" } }
                        }
                    }
                }
                main id="main" {
                    h1 { (title) }
                    (content)
                }
                footer { p { "Every request of it is answered twice: by hand, and with postback." } }
            }
        }
    }
}
