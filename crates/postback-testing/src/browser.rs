use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use crate::both_ways::Log;
use crate::page::TestPage;
use crate::tab::{Outgoing, Settings, Tab};

/// A test browser: it drives an axum app in process, without a socket, and performs every step
/// between a click and the next page.
///
/// It keeps cookies, sends `Host`, `Origin`, `Referer` and `Sec-Fetch-*`, follows redirects and
/// encodes forms as HTML specifies. It runs no JavaScript and loads only the pages themselves.
///
/// If a test does something that a user could not do in a browser, the method panics with a message
/// that says what the page contains instead.
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
    /// Creates a browser at `http://localhost` with JavaScript off: every form is sent as a plain
    /// POST.
    #[must_use]
    pub fn new(app: Router) -> Self {
        Self::with(app, false, None)
    }

    /// Creates a browser with the runtime on: the forms of actions are sent as enhanced requests
    /// (`Postback-Request: 1`), and the response's frame is parsed.
    ///
    /// The page of a response replaces the current page. Other features of the runtime (keeping
    /// typed values, optimistic changes) are not simulated.
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

    /// Sets the origin of the app, such as `https://app.example` or `http://127.0.0.1:3000`.
    ///
    /// Like real browsers, it sends `Sec-Fetch-*` and keeps `Secure` cookies only with https and on
    /// the local machine.
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

    /// Sets the origin `https://localhost`.
    #[must_use]
    pub fn https(self) -> Self {
        self.origin("https://localhost")
    }

    /// Sends this header with every request, such as `Accept-Language` or a header that a proxy
    /// adds.
    ///
    /// # Panics
    ///
    /// If the name or the value is not valid in a request.
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

    /// Sets the client's address in the app's `ConnectInfo`; by default it is 127.0.0.1.
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

    /// Opens another tab of this browser, with its own pages and the same cookies.
    #[must_use]
    pub fn tab(&self) -> Self {
        let location = Arc::new(Mutex::new(self.tab.settings.origin.clone()));
        let tab = Tab {
            location,
            ..self.tab.clone()
        };
        Self { tab }
    }

    /// Opens an address as if it was typed. A relative one starts at the current page.
    ///
    /// # Panics
    ///
    /// If the address is outside of the app, if the app redirects more than 20 times, or if the
    /// page contains the URL of an action where a click would GET it.
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

    /// Returns the value of a cookie, whatever its path.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.tab.jar().value(name)
    }

    /// Returns `document.cookie` of the current page: the cookies that a script can read.
    #[must_use]
    pub fn cookies_seen_by_scripts(&self) -> String {
        self.tab.jar().seen_by_scripts(&self.tab.location())
    }

    /// Returns a sentence for each cookie that the app has set and a browser does not keep.
    #[must_use]
    pub fn refused_cookies(&self) -> Vec<String> {
        self.tab.jar().refused()
    }

    /// Sets a cookie as if the current page had: `name=value`, optionally with attributes.
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

    /// Removes all cookies.
    pub fn clear_cookies(&self) {
        self.tab.jar().clear();
    }

    /// Moves this browser's clock forward, so that its cookies age. It does not affect the app's
    /// clock.
    pub fn pass_time(&self, by: Duration) {
        self.tab.jar().pass_time(by);
    }
}
