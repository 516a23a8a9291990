//! The app by hand, in axum and maud: what a careful developer writes, and as fast as it comes.
//!
//! It does what the app with postback does for the person, and it does the same checks:
//!
//! - origin of a POST, by tower-http's `csrf` (the rules that postback follows, too);
//! - caller before body, 1 MiB of body, 30 s to read it and 30 s to run;
//! - a panic anywhere is a 500 and not a dropped connection (tower-http's `catch-panic`);
//! - a tracing span for each action, with outcome, status, duration and sizes;
//! - garde's rules on the same struct, every error at once, each at its field, what was typed kept,
//!   422; ids, `aria-invalid`, `aria-describedby`, `autofocus`, constraints and escaping as there;
//! - 303 after a success, the saved name in an encrypted cookie of 60 s that is cleared when it was
//!   shown; `no-store` on what is good for one answer, `X-Frame-Options` on pages.
//!
//! It leaves out what the measured app would not miss: joining identical submissions that run at
//! the same time, finishing an action whose client is gone, guards and layers of the app between
//! page and action, multipart bodies, the refresh for enhanced requests, error digests, the notice
//! for an outcome that no page shows, and stale pages after a deploy.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::extract::{DefaultBodyLimit, FromRef, FromRequest, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::{Cookie, Key, SameSite};
use garde::Validate;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::shared::{self, Db, Profile, Saved, User, layout};

const LIMIT: usize = 1 << 20;
const DEADLINE: Duration = Duration::from_secs(30);
/// How long a browser may take to follow the redirect, in seconds.
const LIFE: u64 = 60;

#[derive(Clone)]
struct App {
    db: Db,
    key: Key,
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

impl FromRef<App> for Key {
    fn from_ref(app: &App) -> Self {
        app.key.clone()
    }
}

pub(crate) fn app() -> Router {
    let app = App {
        db: Db::filled(),
        key: Key::generate(),
    };
    Router::new()
        .route("/settings", get(settings).post(update_profile))
        .route("/settings/reset", post(reset_profile))
        .route("/about", get(about))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(LIMIT))
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

async fn about() -> impl IntoResponse {
    (FRAMING, shared::about().await)
}

const FRAMING: [(HeaderName, HeaderValue); 1] = [(
    header::X_FRAME_OPTIONS,
    HeaderValue::from_static("SAMEORIGIN"),
)];
const NO_STORE: [(HeaderName, HeaderValue); 1] = [(
    header::CACHE_CONTROL,
    HeaderValue::from_static("private, no-store"),
)];

/// What the cookie carries to the page.
#[derive(Deserialize, Serialize)]
struct Carried {
    saved: Saved,
    /// Unix seconds.
    until: u64,
}

async fn settings(user: User, jar: PrivateCookieJar, State(db): State<Db>) -> Response {
    let cookie = jar.get("saved");
    let saved = cookie
        .as_ref()
        .and_then(|cookie| serde_json::from_str::<Carried>(cookie.value()).ok())
        .filter(|carried| carried.until >= now())
        .map(|carried| carried.saved);
    let page = settings_page(&db.profile(&user), &[], saved.as_ref());
    match cookie {
        Some(_) => {
            let gone = Cookie::build("saved").path("/settings");
            (FRAMING, NO_STORE, jar.remove(gone), page).into_response()
        }
        None => (FRAMING, page).into_response(),
    }
}

async fn update_profile(
    user: User,
    jar: PrivateCookieJar,
    State(db): State<Db>,
    request: Request,
) -> Response {
    traced("update_profile", async {
        let form = match read::<Profile>(request).await {
            Ok(form) => form,
            Err(refused) => return ("refused", refused),
        };
        let profile = Profile {
            about: form.about.replace("\r\n", "\n"),
            ..form
        };
        let errors = errors(&profile);
        if !errors.is_empty() {
            let page = settings_page(&profile, &errors, None);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return ("invalid", (status, FRAMING, NO_STORE, page).into_response());
        }
        let name = profile.name.clone();
        let save = async { db.save(&user, profile) };
        if tokio::time::timeout(DEADLINE, save).await.is_err() {
            return ("failed", StatusCode::INTERNAL_SERVER_ERROR.into_response());
        }
        let carried = Carried {
            saved: Saved { name },
            until: now() + LIFE,
        };
        let cookie = Cookie::build(("saved", serde_json::to_string(&carried).unwrap_or_default()))
            .path("/settings")
            .max_age(Duration::from_secs(LIFE).try_into().unwrap_or_default())
            .http_only(true)
            .same_site(SameSite::Lax);
        (
            "done",
            (NO_STORE, jar.add(cookie), Redirect::to("/settings")).into_response(),
        )
    })
    .await
}

async fn reset_profile(user: User, State(db): State<Db>, request: Request) -> Response {
    traced("reset_profile", async {
        if let Err(refused) = read::<()>(request).await {
            return ("refused", refused);
        }
        let save = async { db.save(&user, db.profile(&user)) };
        if tokio::time::timeout(DEADLINE, save).await.is_err() {
            return ("failed", StatusCode::INTERNAL_SERVER_ERROR.into_response());
        }
        (
            "done",
            (NO_STORE, Redirect::to("/settings")).into_response(),
        )
    })
    .await
}

/// Runs an action in its span, and writes down how it ended.
async fn traced(name: &str, action: impl Future<Output = (&'static str, Response)>) -> Response {
    let span = tracing::info_span!(
        "action",
        name,
        outcome = Empty,
        status = Empty,
        duration_ms = Empty,
        body_bytes = Empty
    );
    async move {
        let started = Instant::now();
        let (outcome, response) = action.await;
        let span = Span::current();
        span.record("outcome", outcome);
        span.record("status", response.status().as_u16());
        span.record("duration_ms", started.elapsed().as_secs_f64() * 1000.0);
        response
    }
    .instrument(span)
    .await
}

/// The form within its time. Whatever the limit of the body refuses is axum's own answer.
async fn read<T: serde::de::DeserializeOwned>(request: Request) -> Result<T, Response> {
    if let Some(length) = request.headers().get(header::CONTENT_LENGTH) {
        Span::current().record("body_bytes", length.to_str().unwrap_or_default());
    }
    match tokio::time::timeout(DEADLINE, Form::<T>::from_request(request, &())).await {
        Ok(Ok(Form(form))) => Ok(form),
        Ok(Err(rejection)) => Err(rejection.into_response()),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT.into_response()),
    }
}

/// Every broken rule, with its field and a sentence for the person.
fn errors(profile: &Profile) -> Vec<(String, String)> {
    let Err(report) = profile.validate() else {
        return Vec::new();
    };
    report
        .into_inner()
        .into_iter()
        .map(|(path, error)| {
            let field = path.to_string();
            let sentence = match field.as_str() {
                "name" if profile.name.is_empty() => "is required".to_owned(),
                "email" if profile.email.is_empty() => "is required".to_owned(),
                "name" if profile.name.len() <= 2 => "must have at least 2 characters".to_owned(),
                "name" => "must have at most 50 characters".to_owned(),
                "email" => "must be an e-mail address, like name@example.com".to_owned(),
                "about" => "must have at most 500 characters".to_owned(),
                _ => error.to_string(),
            };
            (field, sentence)
        })
        .collect()
}

fn settings_page(values: &Profile, errors: &[(String, String)], saved: Option<&Saved>) -> Markup {
    let error = |field: &str| {
        let own = errors.iter().find(|(name, _)| name == field);
        own.map(|(_, sentence)| sentence.as_str())
    };
    let (name, email, about) = (error("name"), error("email"), error("about"));
    layout(
        "Settings",
        &html! {
            @if let Some(saved) = saved { p role="status" { "Saved, " (saved.name) } }
            form method="post" action="/settings" id="update_profile" {
                div class="pb-field" {
                    label for="update_profile-name" { "Name" }
                    input type="text" id="update_profile-name" name="name" required
                        aria-invalid=[name.map(|_| "true")]
                        aria-describedby=[name.map(|_| "update_profile-name-error")]
                        autofocus[name.is_some()]
                        minlength="2" maxlength="50" value=(values.name);
                    p class="pb-error" id="update_profile-name-error" { (name.unwrap_or_default()) }
                }
                div class="pb-field" {
                    label for="update_profile-email" { "E-mail" }
                    input type="email" id="update_profile-email" name="email" required
                        aria-invalid=[email.map(|_| "true")]
                        aria-describedby=[email.map(|_| "update_profile-email-error")]
                        autofocus[name.is_none() && email.is_some()]
                        value=(values.email);
                    p class="pb-error" id="update_profile-email-error" { (email.unwrap_or_default()) }
                }
                div class="pb-field" {
                    label for="update_profile-about" { "About you" }
                    textarea id="update_profile-about" name="about"
                        aria-invalid=[about.map(|_| "true")]
                        aria-describedby=[about.map(|_| "update_profile-about-error")]
                        autofocus[name.is_none() && email.is_none() && about.is_some()]
                        maxlength="500" { "\n" (values.about) }
                    p class="pb-error" id="update_profile-about-error" { (about.unwrap_or_default()) }
                }
                button { "Save" }
            }
            form method="post" action="/settings/reset" id="reset_profile" {
                button { "Reset" }
            }
        },
    )
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
