//! The origin check, through the whole app: a POST from another site runs nothing and learns nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::support::{Answer, log, only_target, post_request, send};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::routing::get;
use futures_util::stream;
use postback::{Arg, Html, Keys, Page, Postback, Result, action, actions, page};

#[derive(Clone, Default)]
struct Runs(Arc<AtomicU32>);

#[action(public)]
async fn transfer(State(runs): State<Runs>, Arg(_to): Arg<String>) -> Result<()> {
    runs.0.fetch_add(1, Ordering::SeqCst);
    Ok(())
}

async fn bank(page: Page) -> Html {
    let form = page.form::<transfer>().bind("zoe".to_owned());
    form.open(Html::from_trusted("<button>Transfer</button>"))
}

fn app(runs: &Runs, public_origins: &[&str]) -> Router {
    log::switch_on();
    let pages = Router::new().route("/bank", page(get(bank))).route(
        "/hook",
        get(|| async {}).post(|body: String| async move { format!("got {body}") }),
    );
    Postback::new(pages)
        .keys(Keys::random())
        .actions(actions![transfer])
        .public_origins(public_origins.iter().copied())
        .with_state(runs.clone())
}

type Headers<'h> = &'h [(&'h str, &'h str)];

const SAME: (&str, &str) = ("sec-fetch-site", "same-origin");
const ANOTHER_SITE: &str = "This form was sent from another site, so nothing was changed.";
const NULL: &str = "did not say which site this form comes from (Origin: null)";
const UNCLEAR: &str = "The server cannot tell which site this form comes from";

/// What is refused (the host is `app.example`), with what the person is told.
const REFUSED: &[(Headers<'_>, &str)] = &[
    (&[("sec-fetch-site", "cross-site")], ANOTHER_SITE),
    (&[("sec-fetch-site", "same-site")], ANOTHER_SITE),
    (
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://app.example"),
        ],
        ANOTHER_SITE,
    ),
    (&[("sec-fetch-site", "what-is-this")], ANOTHER_SITE),
    (&[("origin", "https://evil.example")], ANOTHER_SITE),
    (&[("origin", "https://app.example:8443")], ANOTHER_SITE),
    (
        &[("origin", "https://app.example.evil.example")],
        ANOTHER_SITE,
    ),
    (&[("origin", "null")], NULL),
    (
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        NULL,
    ),
    (&[("origin", "app.example")], UNCLEAR),
    (&[("origin", "https://app.example/bank")], UNCLEAR),
    (
        &[
            ("origin", "https://app.example"),
            ("origin", "https://evil.example"),
        ],
        UNCLEAR,
    ),
];

/// What passes.
const ACCEPTED: &[Headers<'_>] = &[
    &[SAME],
    &[("sec-fetch-site", "none")],
    &[SAME, ("origin", "null")],
    &[("origin", "https://app.example")],
    &[("origin", "http://app.example")],
    &[("origin", "https://www.app.example")],
    &[
        ("origin", "https://www.app.example"),
        ("sec-fetch-site", "same-site"),
    ],
    // Not a browser.
    &[],
];

const PUBLIC: &[&str] = &["https://www.app.example"];

async fn target(app: &Router) -> String {
    only_target(app, "/bank", &[]).await
}

fn echoes_nothing(answer: &Answer) {
    let head = format!("{:?}", answer.headers);
    for secret in [
        "marker",
        "transfer",
        "/bank",
        "_action",
        "evil.example",
        "zoe",
    ] {
        assert!(
            !answer.text().contains(secret),
            "{secret} in {}",
            answer.text()
        );
        assert!(!head.contains(secret), "{secret} in {head}");
    }
}

/// The same headers, as a plain POST or as the runtime sends them.
fn sent_by(headers: Headers<'_>, enhanced: bool) -> Vec<(&str, &str)> {
    let runtime = enhanced.then_some(("postback-request", "1"));
    headers.iter().copied().chain(runtime).collect()
}

#[tokio::test]
async fn a_post_that_is_not_from_here_runs_nothing_and_echoes_nothing() {
    for (headers, sentence) in REFUSED {
        for enhanced in [false, true] {
            let runs = Runs::default();
            let app = app(&runs, PUBLIC);
            let target = format!("{}&topic=marker", target(&app).await);
            let mut headers = headers.to_vec();
            headers.push(("cookie", "session=marker"));
            if enhanced {
                headers.push(("postback-request", "1"));
            }
            let answer = send(&app, post_request(&target, &headers, "amount=marker")).await;
            assert_eq!(answer.status, 403, "{headers:?}");
            assert!(
                answer.text().contains(sentence),
                "{headers:?}: {}",
                answer.text()
            );
            assert!(answer.header("cache-control").unwrap().contains("no-store"));
            echoes_nothing(&answer);
            assert_eq!(runs.0.load(Ordering::SeqCst), 0, "{headers:?}");
            if enhanced {
                assert_eq!(
                    answer.header("content-type"),
                    Some("application/vnd.postback; charset=utf-8")
                );
                assert!(
                    answer.text().starts_with(
                        "{\"v\":1,\"ok\":false,\"status\":403,\"outcome\":\"refused\""
                    ),
                    "{}",
                    answer.text()
                );
                assert!(answer.text().ends_with("}\n"));
            } else {
                assert_eq!(
                    answer.header("content-type"),
                    Some("text/html; charset=utf-8")
                );
            }
        }
    }
}

#[tokio::test]
async fn a_post_from_here_runs() {
    for headers in ACCEPTED {
        for enhanced in [false, true] {
            let runs = Runs::default();
            let app = app(&runs, PUBLIC);
            let headers = sent_by(headers, enhanced);
            let answer = send(&app, post_request(&target(&app).await, &headers, "")).await;
            assert_eq!(
                answer.status,
                if enhanced { 200 } else { 303 },
                "{headers:?}"
            );
            assert_eq!(runs.0.load(Ordering::SeqCst), 1, "{headers:?}");
        }
    }
}

/// A domain of somebody else's resolves to this app: to the browser its page and ours are one origin.
#[tokio::test]
async fn where_public_origins_are_known_a_page_under_another_name_runs_nothing() {
    let rebound: &[Headers<'_>] = &[
        &[SAME, ("origin", "http://evil.example")],
        &[("origin", "http://evil.example")],
        &[SAME, ("origin", "null")],
        &[("sec-fetch-site", "none")],
    ];
    for headers in rebound {
        for enhanced in [false, true] {
            let runs = Runs::default();
            let app = app(&runs, PUBLIC);
            let headers = sent_by(headers, enhanced);
            let mut request = post_request(&target(&app).await, &headers, "amount=marker");
            let host = http::HeaderValue::from_static("evil.example");
            request.headers_mut().insert("host", host);
            let answer = send(&app, request).await;
            assert_eq!(answer.status, 403, "{headers:?}");
            assert!(
                answer
                    .text()
                    .contains("at an address that does not belong to this site")
            );
            echoes_nothing(&answer);
            assert_eq!(runs.0.load(Ordering::SeqCst), 0, "{headers:?}");
        }
    }
}

#[tokio::test]
async fn without_a_public_origin_only_the_host_counts() {
    let runs = Runs::default();
    let app = app(&runs, &[]);
    let headers = [("origin", "https://www.app.example")];
    let answer = send(&app, post_request(&target(&app).await, &headers, "")).await;
    assert_eq!(answer.status, 403);
    assert_eq!(runs.0.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_body_of_a_refused_post_is_not_read() {
    let runs = Runs::default();
    let app = app(&runs, &[]);
    let read = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&read);
    let body = stream::once(async move {
        flag.store(true, Ordering::SeqCst);
        Ok::<_, std::io::Error>(Bytes::from_static(b"amount=1"))
    });
    let request = post_request(
        &target(&app).await,
        &[("sec-fetch-site", "cross-site")],
        Body::from_stream(body),
    );
    assert_eq!(send(&app, request).await.status, 403);
    assert!(!read.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_refusal_says_nothing_about_which_actions_there_are() {
    let app = app(&Runs::default(), &[]);
    let headers = [("sec-fetch-site", "cross-site")];
    let known = send(&app, post_request(&target(&app).await, &headers, "")).await;
    let unknown = send(
        &app,
        post_request("/bank?_action=nothing.here", &headers, ""),
    )
    .await;
    let no_page = send(
        &app,
        post_request("/nowhere?_action=nothing.here", &headers, ""),
    )
    .await;
    for other in [unknown, no_page] {
        assert_eq!((other.status, other.text()), (known.status, known.text()));
    }
}

#[tokio::test]
async fn the_log_says_what_was_compared_and_which_setting_changes_it() {
    let log = log::keep();
    let app = app(&Runs::default(), PUBLIC);
    let headers = [
        ("origin", "https://shop.app.example"),
        ("cookie", "session=marker"),
    ];
    let target = format!("{}&topic=marker", target(&app).await);
    send(&app, post_request(&target, &headers, "amount=marker")).await;
    let lines = log.lines("postback::refused");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].level, "WARN");
    assert_eq!(lines[0].fields["path"], "/bank");
    for part in [
        "Origin \"https://shop.app.example\"",
        "sent to host \"app.example\"",
        "[\"https://www.app.example\"]",
        "Postback::public_origins",
    ] {
        assert!(
            lines[0].fields["message"].contains(part),
            "{part}: {lines:?}"
        );
    }
    assert!(!log.text().contains("marker"), "{}", log.text());
}

#[tokio::test]
async fn the_apps_own_handlers_are_not_checked() {
    let app = app(&Runs::default(), &[]);
    for headers in [&[("sec-fetch-site", "cross-site")], &[("origin", "null")]] {
        let answer = send(&app, post_request("/hook", headers, "ping")).await;
        assert_eq!((answer.status.as_u16(), &*answer.text()), (200, "got ping"));
    }
}

#[tokio::test]
async fn no_other_method_runs_an_action() {
    let runs = Runs::default();
    let app = app(&runs, &[]);
    let target = target(&app).await;
    for method in ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"] {
        let mut request = post_request(&target, &[SAME], "");
        *request.method_mut() = method.parse().unwrap();
        send(&app, request).await;
    }
    assert_eq!(runs.0.load(Ordering::SeqCst), 0);
}

#[test]
fn a_public_origin_that_no_browser_sends_stops_the_start() {
    for wrong in [
        "app.example",
        "https://app.example/",
        "https://APP.example",
        "*",
    ] {
        let start = std::panic::catch_unwind(|| app(&Runs::default(), &[wrong]));
        let panic = start.expect_err(wrong);
        let sentence = panic.downcast_ref::<String>().unwrap();
        assert!(
            sentence.contains(wrong) && sentence.contains("https://"),
            "{sentence}"
        );
    }
}
