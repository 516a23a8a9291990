use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use crate::both_ways::Log;
use crate::page::TestPage;
use crate::tab::{Outgoing, Settings, Tab};

/// A browser without a browser: it drives an axum app in process, without a
/// socket, and does what a browser does between a click and the next page.
///
/// It keeps cookies, sends `Host`, `Origin`, `Referer` and `Sec-Fetch-*`, follows
/// redirects and encodes forms as HTML says. It runs no JavaScript and fetches
/// nothing besides the pages themselves.
///
/// Wrong use, and everything a person could not do in a browser, panics with a
/// sentence that says what the page has instead.
///
/// ```
/// use axum::{Form, Router, response::{Html, Redirect}, routing::get};
/// use postback_testing::Browser;
///
/// async fn show() -> Html<&'static str> {
///     Html(r#"<form method="post"><label>Name <input name="name"></label>
///             <button>Save</button></form>"#)
/// }
/// async fn save(Form(_fields): Form<Vec<(String, String)>>) -> Redirect {
///     Redirect::to("/thanks")
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let app = Router::new()
///     .route("/", get(show).post(save))
///     .route("/thanks", get(|| async { Html("<h1>Thank you</h1>") }));
///
/// let browser = Browser::new(app);
/// let page = browser.get("/").await;
/// let page = page.form_labelled("Save").fill("Name", "Ann").submit().await;
/// assert_eq!(page.url(), "/thanks");
/// page.assert_text("Thank you");
/// # });
/// ```
#[derive(Debug)]
pub struct Browser {
    tab: Tab,
}

impl Browser {
    /// A browser at `http://localhost` with JavaScript off: every form is sent as a plain POST.
    #[must_use]
    pub fn new(app: Router) -> Self {
        Self::with(app, false, None)
    }

    /// The same browser with the runtime on: the forms of actions are sent as
    /// enhanced requests (`Postback-Request: 1`), and the answer's frame is read.
    ///
    /// The page of an answer becomes the new page as it is; what the runtime does
    /// for a person besides (keeping what was typed, optimistic changes) is not
    /// imitated.
    #[must_use]
    pub fn enhanced(app: Router) -> Self {
        Self::with(app, true, None)
    }

    pub(crate) fn with(app: Router, enhanced: bool, log: Option<Log>) -> Self {
        let origin: Url = "http://localhost/".parse().expect("it is a URL");
        let settings = Settings {
            origin: origin.clone(),
            enhanced,
            headers: HeaderMap::new(),
            address: Ipv4Addr::LOCALHOST.into(),
        };
        let tab = Tab {
            app,
            settings: Arc::new(settings),
            jar: Arc::default(),
            location: Arc::new(Mutex::new(origin)),
            log,
        };
        Self { tab }
    }

    /// The app is at this origin, such as `https://app.example` or `http://127.0.0.1:3000`.
    ///
    /// Browsers send `Sec-Fetch-*` and keep `Secure` cookies only on https and
    /// on this machine, and so does this one.
    ///
    /// # Panics
    ///
    /// If it is not an `http` or `https` origin.
    #[must_use]
    #[track_caller]
    pub fn origin(mut self, origin: &str) -> Self {
        let url = Url::parse(origin).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none()
        });
        let Some(url) = url else {
            panic!("`{origin}` is not an origin; write one like `https://app.example`");
        };
        Arc::make_mut(&mut self.tab.settings).origin = url.clone();
        self.tab.location = Arc::new(Mutex::new(url));
        self
    }

    /// The app is at `https://localhost`.
    #[must_use]
    pub fn https(self) -> Self {
        self.origin("https://localhost")
    }

    /// Sends this header with every request, as `Accept-Language` or what a proxy adds.
    ///
    /// # Panics
    ///
    /// If name or value cannot be in a request.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let parsed = (HeaderName::try_from(name), HeaderValue::from_str(value));
        let (Ok(name), Ok(value)) = parsed else {
            panic!("`{name}: {value}` is not a header");
        };
        Arc::make_mut(&mut self.tab.settings)
            .headers
            .append(name, value);
        self
    }

    /// The browser is at this address, which the app's `ConnectInfo` says; without it at 127.0.0.1.
    ///
    /// # Panics
    ///
    /// If it is not an IPv4 or IPv6 address.
    #[must_use]
    #[track_caller]
    pub fn address(mut self, address: &str) -> Self {
        let Ok(parsed) = address.parse() else {
            panic!("`{address}` is not an address; write one like `192.0.2.1`");
        };
        Arc::make_mut(&mut self.tab.settings).address = parsed;
        self
    }

    /// Another tab of this browser: its own pages, the same cookies.
    #[must_use]
    pub fn tab(&self) -> Self {
        let location = Arc::new(Mutex::new(self.tab.settings.origin.clone()));
        let tab = Tab {
            location,
            ..self.tab.clone()
        };
        Self { tab }
    }

    /// Goes to an address, as if typed; a relative one starts at the present page.
    ///
    /// # Panics
    ///
    /// If the address is outside of the app, if the app redirects more than 20
    /// times, or if the page has the URL of an action where a click would GET it.
    pub async fn get(&self, address: &str) -> TestPage {
        let url = match self.tab.location().join(address) {
            Ok(url) if self.tab.is_inside(&url) => url,
            Ok(url) => panic!(
                "{url} is outside of the app at {}",
                self.tab.settings.origin
            ),
            Err(error) => panic!("`{address}` is not an address: {error}"),
        };
        let request = Outgoing {
            method: Method::GET,
            url,
            body: None,
            from: None,
            enhanced: false,
            shown: None,
        };
        self.tab.navigate(request).await
    }

    /// The value of a cookie that the browser holds, whatever its path.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.tab.jar().value(name)
    }

    /// What a script on the present page could read: `document.cookie`.
    #[must_use]
    pub fn cookies_seen_by_scripts(&self) -> String {
        self.tab.jar().seen_by_scripts(&self.tab.location())
    }

    /// One sentence for each cookie that the app set and a browser does not keep.
    #[must_use]
    pub fn refused_cookies(&self) -> Vec<String> {
        self.tab.jar().refused()
    }

    /// Sets a cookie as if the present page had: `name=value`, attributes may follow.
    ///
    /// # Panics
    ///
    /// If a browser would not keep it.
    #[track_caller]
    pub fn set_cookie(&self, line: &str) {
        let location = self.tab.location();
        let mut jar = self.tab.jar();
        let before = jar.refused().len();
        jar.store(&location, line);
        let why = jar.refused().into_iter().nth(before);
        drop(jar);
        if let Some(why) = why {
            panic!("{why}");
        }
    }

    /// Forgets all cookies.
    pub fn clear_cookies(&self) {
        self.tab.jar().clear();
    }

    /// Moves this browser's clock forward, so that its cookies grow old. The app's clock is its own.
    pub fn pass_time(&self, by: Duration) {
        self.tab.jar().pass_time(by);
    }
}
