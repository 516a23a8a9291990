//! tower-sessions and axum-login, inside and around: who signs in is signed in on the page that answers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use crate::support::{self, Effects, button, document, post, post_enhanced, request, target_of};
use axum::Router;
use axum::extract::{Extension, State};
use axum::routing::get;
use axum_login::{AuthManagerLayerBuilder, AuthSession, AuthUser, AuthnBackend, login_required};
use http::StatusCode;
use postback::{Keys, Page, Postback, Redirect, Result, action, actions, page};
use postback_testing::{Browser, both_ways};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Notify;
use tower::ServiceExt as _;
use tower_sessions::{MemoryStore, Session, SessionManagerLayer};

#[derive(Clone, Debug)]
struct Ann;

impl AuthUser for Ann {
    type Id = i64;

    fn id(&self) -> i64 {
        7
    }

    fn session_auth_hash(&self) -> &[u8] {
        b"the hash of a password"
    }
}

#[derive(Clone, Debug)]
struct Users;

impl AuthnBackend for Users {
    type User = Ann;
    type Credentials = ();
    type Error = Infallible;

    async fn authenticate(&self, (): ()) -> Result<Option<Ann>, Infallible> {
        Ok(Some(Ann))
    }

    async fn get_user(&self, id: &i64) -> Result<Option<Ann>, Infallible> {
        Ok((*id == 7).then_some(Ann))
    }
}

/// Somebody else's type is a caller inside a type of ours.
struct User(Ann);

impl postback::Caller for User {
    fn key(&self) -> String {
        self.0.id().to_string()
    }
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for User {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut http::request::Parts,
        _: &S,
    ) -> Result<Self, StatusCode> {
        let session = parts.extensions.get::<AuthSession<Users>>();
        let user = session.and_then(|session| session.user.clone());
        user.map(Self).ok_or(StatusCode::UNAUTHORIZED)
    }
}

#[action(public)]
async fn sign_in(Extension(session): Extension<AuthSession<Users>>) -> Result<Redirect> {
    let mut session = session;
    if let Some(user) = session.authenticate(()).await? {
        session.login(&user).await?;
    }
    Ok(Redirect::to("/dashboard").flash("Welcome"))
}

#[action]
async fn sign_out(
    _caller: User,
    Extension(session): Extension<AuthSession<Users>>,
) -> Result<Redirect> {
    let mut session = session;
    session.logout().await?;
    Ok(Redirect::to("/"))
}

#[action(public)]
async fn count(session: Session) -> Result<()> {
    let count = session.get::<u32>("count").await?.unwrap_or_default();
    session.insert("count", count + 1).await?;
    Ok(())
}

async fn home(page: Page) -> postback::Html {
    let form = page.form::<sign_in>().open(button("Sign in"));
    let other = page.form::<sign_out>().open(button("Sign out"));
    document([
        "<h1>Home</h1>".to_owned(),
        page.notice().to_string(),
        form.to_string(),
        other.to_string(),
    ])
}

async fn dashboard(
    page: Page,
    Extension(session): Extension<AuthSession<Users>>,
) -> postback::Html {
    let who = session
        .user
        .map_or("nobody".to_owned(), |user| user.id().to_string());
    let form = page.form::<sign_out>().open(button("Sign out"));
    document([
        format!("<h1>User {who}</h1>"),
        page.notice().to_string(),
        form.to_string(),
    ])
}

async fn counter(page: Page, session: Session) -> postback::Html {
    let count = session
        .get::<u32>("count")
        .await
        .unwrap()
        .unwrap_or_default();
    let form = page.form::<count>().open(button("Count"));
    document([format!("<p id=count>{count}</p>"), form.to_string()])
}

fn sessions() -> SessionManagerLayer<MemoryStore> {
    SessionManagerLayer::new(MemoryStore::default())
}

fn members() -> Router {
    Router::new()
        .route("/dashboard", page(get(dashboard)))
        .route_layer(login_required!(Users, login_url = "/"))
        .route("/", page(get(home)))
}

fn wrapped(pages: Router) -> Router {
    Postback::new(pages)
        .actions(actions![sign_in, sign_out, count])
        .keys(Keys::random())
        .with_state(())
}

fn login_inside() -> Router {
    wrapped(members().layer(AuthManagerLayerBuilder::new(Users, sessions()).build()))
}

fn login_around() -> Router {
    wrapped(members()).layer(AuthManagerLayerBuilder::new(Users, sessions()).build())
}

#[tokio::test]
async fn axum_login_signs_in_and_out() {
    for make_app in [login_inside, login_around] {
        both_ways(
            async || make_app(),
            async |browser: Browser| {
                assert_eq!(
                    browser.get("/dashboard").await.find("h1"),
                    "Home",
                    "the guard sends home"
                );
                let page = browser.get("/").await.form::<sign_in>().submit().await;
                assert_eq!(
                    (page.url().as_str(), page.find("h1").as_str()),
                    ("/dashboard", "User 7")
                );
                assert_eq!(page.notice(), "Welcome");
                assert_eq!(browser.get("/dashboard").await.find("h1"), "User 7");

                let page = page.form::<sign_out>().submit().await;
                assert_eq!(
                    (page.url().as_str(), page.find("h1").as_str()),
                    ("/", "Home")
                );
                assert_eq!(browser.cookie("id"), None);
                assert_eq!(browser.get("/dashboard").await.find("h1"), "Home");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn login_and_dashboard_are_one_answer() {
    let app = login_inside();
    let target = target_of(&app, "/", "sign_in").await;
    let answer = post_enhanced(&app, &target).await;
    let head = answer.head();
    assert_eq!(
        (&head["url"], &head["page"]),
        (&"/dashboard".into(), &"full".into())
    );
    assert!(answer.text().contains("<h1>User 7</h1>"));
    let cookies = answer.cookies();
    assert!(
        cookies.len() == 1 && cookies[0].starts_with("id="),
        "{cookies:?}"
    );
}

/// A value in the request is as old as the request, so the guard sends the refresh away, and the
/// browser asks by itself.
#[tokio::test]
async fn with_axum_login_around_the_browser_asks_for_the_dashboard() {
    let app = login_around();
    let target = target_of(&app, "/", "sign_in").await;
    let answer = post_enhanced(&app, &target).await;
    let head = answer.head();
    assert_eq!(
        (&head["url"], &head["page"], &head["reload"]),
        (&"/dashboard".into(), &"none".into(), &true.into())
    );
    assert!(
        answer
            .cookies()
            .iter()
            .any(|cookie| cookie.starts_with("id="))
    );
}

#[tokio::test]
async fn who_is_signed_out_meanwhile_is_refused_by_guard_and_caller() {
    let app = login_inside();
    let target = {
        let browser = Browser::new(app.clone());
        let page = browser.get("/").await.form::<sign_in>().submit().await;
        format!("/dashboard{}", page.form::<sign_out>().action_url())
    };
    // axum-login answers 307, which would post the form to the login page.
    let guarded = post(&app, &target).await;
    assert_eq!(
        (guarded.status, guarded.header("location")),
        (StatusCode::SEE_OTHER, Some("/?next=%2Fdashboard"))
    );
    let guarded = post_enhanced(&app, &target).await;
    assert_eq!(
        (guarded.status, &guarded.head()["url"]),
        (StatusCode::UNAUTHORIZED, &"/?next=%2Fdashboard".into())
    );

    let unguarded = target_of(&app, "/", "sign_out").await;
    assert_eq!(post(&app, &unguarded).await.status, 401);
    assert_eq!(
        post_enhanced(&app, &unguarded).await.head()["outcome"],
        "denied"
    );
}

#[tokio::test]
async fn a_session_counts_inside_and_around() {
    let inside = || {
        wrapped(
            Router::new()
                .route("/", page(get(counter)))
                .layer(sessions()),
        )
    };
    let around = || wrapped(Router::new().route("/", page(get(counter)))).layer(sessions());
    let makers: [&dyn Fn() -> Router; 2] = [&inside, &around];
    for make_app in makers {
        both_ways(
            async || make_app(),
            async |browser: Browser| {
                let mut page = browser.get("/").await;
                for count in ["1", "2", "3"] {
                    page = page.form::<count>().submit().await;
                    assert_eq!(page.find("#count"), count);
                }
                assert_eq!(browser.get("/").await.find("#count"), "3");
            },
        )
        .await;
    }
}

/// An action that waits in its middle, and says so.
#[derive(Clone, Default)]
struct Gate {
    effects: Effects,
    reached: Arc<Notify>,
    open: Arc<Notify>,
}

#[action(public)]
async fn slowly(State(gate): State<Gate>, session: Session) -> Result<()> {
    gate.reached.notify_one();
    gate.open.notified().await;
    session.insert("count", 41_u32).await?;
    gate.effects.add("slowly");
    Ok(())
}

fn gated(gate: &Gate) -> (Router, postback::AppHandle) {
    async fn show(page: Page, session: Session) -> postback::Html {
        // A session of its own from the first visit on.
        let count = session
            .get::<u32>("count")
            .await
            .unwrap()
            .unwrap_or_default();
        session.insert("count", count).await.unwrap();
        document([
            format!("<p>{count}</p>"),
            page.form::<slowly>().open(button("Go")).to_string(),
        ])
    }
    let pages = Router::new().route("/", page(get(show))).layer(sessions());
    let app = Postback::new(pages)
        .actions(actions![slowly])
        .keys(Keys::random());
    let handle = app.handle();
    (app.with_state(gate.clone()), handle)
}

const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_session_is_saved_though_the_request_was_dropped() {
    for enhanced in ["0", "1"] {
        let gate = Gate::default();
        let (app, handle) = gated(&gate);
        let page = support::get(&app, "/").await;
        let target = format!("/?{}", support::query_of(&page, "slowly"));
        let cookie = page.cookies()[0].split(';').next().unwrap().to_owned();

        let headers = [("cookie", &*cookie), ("postback-request", enhanced)];
        let call = tokio::spawn(app.clone().oneshot(request("POST", &target, &headers)));
        gate.reached.notified().await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        assert_eq!(gate.effects.count(), 0);

        gate.open.notify_one();
        tokio::time::timeout(SOON, handle.drained()).await.unwrap();
        assert_eq!(gate.effects.count(), 1);
        let page = support::send(&app, request("GET", "/", &[("cookie", &*cookie)])).await;
        assert!(page.text().contains("<p>41</p>"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_session_is_saved_though_the_connection_was_closed() {
    let gate = Gate::default();
    let (app, handle) = gated(&gate);
    let page = support::get(&app, "/").await;
    let target = format!("/?{}", support::query_of(&page, "slowly"));
    let cookie = page.cookies()[0].split(';').next().unwrap().to_owned();

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let clone = app.clone();
    let listening = tokio::spawn(async move { axum::serve(listener, clone).await });
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nContent-Length: 0\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    tokio::time::timeout(SOON, gate.reached.notified())
        .await
        .unwrap();
    drop(socket);
    // The server has seen that the connection is gone once the call is not its own any more.
    tokio::time::sleep(Duration::from_millis(50)).await;

    gate.open.notify_one();
    tokio::time::timeout(SOON, handle.drained()).await.unwrap();
    assert_eq!(gate.effects.all(), ["slowly"]);
    let page = support::send(&app, request("GET", "/", &[("cookie", &*cookie)])).await;
    assert!(page.text().contains("<p>41</p>"), "{}", page.text());
    listening.abort();
}
