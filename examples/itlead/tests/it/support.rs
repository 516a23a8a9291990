//! A separate site for each test.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{Extension, Router};
use itlead::{
    Avatars, Db, Site,
    actions::{
        auth::{login, signup},
        problems::create_problem,
    },
    db::{DEMO_EMAIL, DEMO_PASSWORD},
};
use postback::AppHandle;
use postback_testing::{Browser, TestPage};

/// The files of a test: the database, and a folder of pictures. They are removed with the last
/// clone of the app.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            // A missing file counts as removed.
            let _ = std::fs::remove_file(path);
        }
        let _ = std::fs::remove_dir_all(self.0.with_extension("uploads"));
    }
}

async fn start(site: Site) -> (Router, AppHandle) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path =
        std::env::temp_dir().join(format!("itlead-it-{}-{count}.sqlite", std::process::id()));
    let db = Db::open(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    let avatars = Avatars::open(path.with_extension("uploads")).unwrap();
    let (app, handle) = itlead::app(db, site, avatars);
    (app.layer(Extension(Arc::new(Temporary(path)))), handle)
}

pub(crate) async fn app_at(site: Site) -> Router {
    start(site).await.0
}

pub(crate) async fn app_and_handle() -> (Router, AppHandle) {
    start(Site::default()).await
}

pub(crate) async fn app() -> Router {
    app_at(Site::default()).await
}

pub(crate) async fn browser() -> Browser {
    Browser::new(app().await)
}

/// Returns a browser with the demo user signed in.
pub(crate) async fn demo() -> Browser {
    let browser = browser().await;
    sign_in(&browser).await;
    browser
}

pub(crate) async fn sign_in(browser: &Browser) -> TestPage {
    let page = browser.get("/login").await;
    page.form::<login>()
        .fill("E-mail", DEMO_EMAIL)
        .fill("Password", DEMO_PASSWORD)
        .submit()
        .await
}

/// Writes a problem and returns its page.
pub(crate) async fn write(browser: &Browser, title: &str) -> TestPage {
    let page = browser.get("/problems/new").await;
    let form = page.form::<create_problem>().fill("Title", title);
    let form = form.select("Topic", "Rust").select("Level", "Hard");
    form.fill("Question", "Why is that?\n\n- `a`\n- <b>")
        .submit()
        .await
}

/// Signs up a new user.
pub(crate) async fn sign_up(browser: &Browser, email: &str) -> TestPage {
    let page = browser.get("/signup").await;
    let form = page
        .form::<signup>()
        .fill("Name", "Ada Lovelace")
        .fill("E-mail", email);
    form.fill("Password", "analytical engine").submit().await
}
