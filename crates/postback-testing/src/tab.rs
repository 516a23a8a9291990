//! [`Tab`]: one tab, which sends requests, keeps cookies and follows redirects as a browser does.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use url::Url;

use crate::both_ways::Log;
use crate::cookies::Jar;
use crate::hosts::is_trustworthy;
use crate::loaded::Loaded;
use crate::page::TestPage;

/// The number of redirects that browsers follow.
const MOST_REDIRECTS: usize = 20;

/// A port that an operating system might give to a client.
const CLIENT_PORT: u16 = 49_152;

const ACCEPT_PAGE: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const ACCEPT_FRAME: &str = "application/vnd.postback, text/html;q=0.5";

/// A tab; clones are the same tab.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    pub(crate) app: Router,
    pub(crate) settings: Arc<Settings>,
    pub(crate) jar: Arc<Mutex<Jar>>,
    pub(crate) location: Arc<Mutex<Url>>,
    pub(crate) log: Option<Log>,
}

/// The settings of all requests of a browser.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) origin: Url,
    pub(crate) enhanced: bool,
    pub(crate) headers: HeaderMap,
    pub(crate) address: IpAddr,
}

/// A request to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// The content type and the bytes.
    pub(crate) body: Option<(String, Vec<u8>)>,
    /// The page that sends it; `None` if the address was typed.
    pub(crate) from: Option<Referrer>,
    /// Whether the browser runtime sends it.
    pub(crate) enhanced: bool,
    /// The etag of the page that the runtime shows.
    pub(crate) shown: Option<String>,
}

/// The page that sends a request, and its referrer policy.
#[derive(Clone, Debug)]
pub(crate) struct Referrer {
    pub(crate) url: Url,
    pub(crate) policy: Policy,
}

/// The effect of a `Referrer-Policy` between pages of one origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Policy {
    Nothing,
    Origin,
    Url,
}

impl Policy {
    /// Parses the header, in which the last known policy counts.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::REFERRER_POLICY).into_iter();
        let tokens = values.filter_map(|value| value.to_str().ok());
        let tokens = tokens.flat_map(|value| value.split(',')).map(str::trim);
        let mut known = tokens.filter_map(|token| match token {
            "no-referrer" => Some(Self::Nothing),
            "origin" | "strict-origin" => Some(Self::Origin),
            "same-origin"
            | "unsafe-url"
            | "no-referrer-when-downgrade"
            | "origin-when-cross-origin"
            | "strict-origin-when-cross-origin" => Some(Self::Url),
            _ => None,
        });
        known.next_back().unwrap_or(Self::Url)
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn content_type(&self) -> &str {
        let value = self.headers.get(header::CONTENT_TYPE);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Tab {
    pub(crate) fn jar(&self) -> MutexGuard<'_, Jar> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn location(&self) -> Url {
        let location = self.location.lock();
        location.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn is_inside(&self, url: &Url) -> bool {
        url.origin() == self.settings.origin.origin()
    }

    /// Loads a page by a GET or a POST, and follows redirects.
    pub(crate) async fn navigate(&self, mut request: Outgoing) -> TestPage {
        let mut way = Vec::new();
        loop {
            let received = self.send(&request).await;
            let Some(target) = redirect_target(&received, &request.url) else {
                return self.show(Loaded::from_response(self, received, request.url, &way));
            };
            way.push(request.url.path().to_owned());
            assert!(
                way.len() <= MOST_REDIRECTS,
                "the app redirected more than {MOST_REDIRECTS} times: {} ...",
                way[..6].join(" -> ")
            );
            if !self.is_inside(&target) {
                return self.show(Loaded::external(received, request.url, target));
            }
            let keeps_method = match received.status.as_u16() {
                303 => request.method == Method::HEAD,
                301 | 302 => request.method != Method::POST,
                _ => true,
            };
            if !keeps_method {
                request.method = Method::GET;
                request.body = None;
            }
            request.url = target;
        }
    }

    /// Shows the loaded page in this tab.
    pub(crate) fn show(&self, loaded: Loaded) -> TestPage {
        *self.location.lock().unwrap_or_else(PoisonError::into_inner) = loaded.url.clone();
        let page = TestPage::new(self.clone(), loaded);
        page.check();
        page
    }

    /// Sends one request and stores the cookies of its response.
    pub(crate) async fn send(&self, outgoing: &Outgoing) -> Received {
        let request = self.build(outgoing);
        let answer = match self.app.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let (head, body) = answer.into_parts();
        let bytes = match body.collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => panic!("the answer to {} broke off: {error}", outgoing.url),
        };
        let mut jar = self.jar();
        for line in head.headers.get_all(header::SET_COOKIE) {
            jar.store(&outgoing.url, &String::from_utf8_lossy(line.as_bytes()));
        }
        Received {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    fn build(&self, outgoing: &Outgoing) -> Request<Body> {
        let url = &outgoing.url;
        let mut headers = self.settings.headers.clone();
        let mut set = |name: HeaderName, value: &str| {
            let value = HeaderValue::from_bytes(value.as_bytes());
            headers.insert(
                name,
                value.expect("no control character is in what a browser sends"),
            );
        };
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        set(header::HOST, host);
        set(header::USER_AGENT, "Mozilla/5.0 (postback-testing)");
        set(
            header::ACCEPT,
            if outgoing.enhanced {
                ACCEPT_FRAME
            } else {
                ACCEPT_PAGE
            },
        );
        if let Some(cookies) = self.jar().header_for(url) {
            set(header::COOKIE, &cookies);
        }

        let origin = self.settings.origin.origin().ascii_serialization();
        let policy = outgoing
            .from
            .as_ref()
            .map_or(Policy::Url, |from| from.policy);
        if outgoing.method != Method::GET {
            // Fetch: a request in `cors` mode sends its origin whatever the policy.
            let hidden = policy == Policy::Nothing && !outgoing.enhanced;
            set(header::ORIGIN, if hidden { "null" } else { &origin });
        }
        match &outgoing.from {
            Some(from) if policy == Policy::Url => {
                set(header::REFERER, &from.url[..url::Position::AfterQuery]);
            }
            Some(_) if policy == Policy::Origin => set(header::REFERER, &format!("{origin}/")),
            _ => {}
        }
        if is_trustworthy(url) {
            let site = if outgoing.from.is_some() {
                "same-origin"
            } else {
                "none"
            };
            let (mode, dest) = if outgoing.enhanced {
                ("cors", "empty")
            } else {
                ("navigate", "document")
            };
            set(HeaderName::from_static("sec-fetch-site"), site);
            set(HeaderName::from_static("sec-fetch-mode"), mode);
            set(HeaderName::from_static("sec-fetch-dest"), dest);
            if !outgoing.enhanced {
                set(HeaderName::from_static("sec-fetch-user"), "?1");
            }
        }
        if outgoing.enhanced {
            set(HeaderName::from_static("postback-request"), "1");
            set(HeaderName::from_static("postback-id"), &new_id());
            if let Some(etag) = &outgoing.shown {
                set(HeaderName::from_static("postback-if"), etag);
            }
        }
        let body = match &outgoing.body {
            Some((media, bytes)) => {
                set(header::CONTENT_TYPE, media);
                set(header::CONTENT_LENGTH, &bytes.len().to_string());
                Body::from(bytes.clone())
            }
            None => Body::empty(),
        };
        let mut request = Request::new(body);
        *request.method_mut() = outgoing.method.clone();
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        *request.uri_mut() = match target.parse() {
            Ok(uri) => uri,
            Err(error) => panic!("{target} cannot be requested: {error}"),
        };
        *request.headers_mut() = headers;
        let peer = SocketAddr::new(self.settings.address, CLIENT_PORT);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    }
}

/// Returns an id as the runtime generates it for each submission.
fn new_id() -> String {
    let number = || getrandom::u32().expect("the operating system gives random bytes");
    [(); 4].map(|()| number().to_string()).join("-")
}

/// Returns the target of a redirect, by the rules of Fetch, including fragments.
fn redirect_target(received: &Received, from: &Url) -> Option<Url> {
    if !matches!(received.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = received.headers.get(header::LOCATION)?;
    let location = String::from_utf8_lossy(location.as_bytes());
    match from.join(&location) {
        Ok(mut target) => {
            if target.fragment().is_none() {
                target.set_fragment(from.fragment());
            }
            Some(target)
        }
        Err(error) => panic!("`Location: {location}` on {from} is not a URL: {error}"),
    }
}
