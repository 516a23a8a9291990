//! [`Route`]: the route of a page, on which the ids of its forms are valid.
//!
//! A route is identified by what the Router of pages has matched: the path at which the page is
//! nested, and its pattern. Both are written by the app, so a visitor cannot invent one. A fallback
//! has no pattern; that of a nested router is identified by where it is nested.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, NestedPath, Request};
use axum::response::Response;
use axum::routing::any;
use futures_util::FutureExt as _;
use http::Extensions;
use tower_service::Service as _;

use crate::keys::{Keys, is_same};

/// The largest number of remembered routes with their ids; an app has fewer.
const MOST: usize = 1_000;

/// Unique for each call of [`page(..)`](crate::page()), to tell apart two pages with one pattern.
pub(crate) type PageIdentity = Arc<()>;

/// The part of an action's id that is the same on every route.
pub(crate) struct Written {
    /// `name.hmac`.
    pub(crate) id: String,
    /// The index of the action.
    index: usize,
    /// Whether the id needs no proof.
    is_anywhere: bool,
}

impl Written {
    pub(crate) fn new(id: String, index: usize, is_anywhere: bool) -> Self {
        Self {
            id,
            index,
            is_anywhere,
        }
    }

    pub(crate) fn is_anywhere(&self) -> bool {
        self.is_anywhere
    }

    /// Returns the id for a form of a page on this route: `name.hmac.proof`.
    pub(crate) fn on<'r>(&'r self, route: &'r Route, keys: &Keys) -> &'r str {
        if self.is_anywhere {
            return &self.id;
        }
        let [nested, matched] = &route.name;
        route.ids[self.index].get_or_init(|| {
            let proof = keys.prove(&self.id, [nested, matched]);
            format!("{}.{proof}", self.id).into()
        })
    }
}

/// The route of a page.
pub(crate) struct Route {
    /// The path at which it is nested, and its pattern. Either may be empty.
    name: [Box<str>; 2],
    identity: PageIdentity,
    /// Whether another page has this name, so that the form of an id cannot be determined.
    is_taken: bool,
    /// The ids by the index of the action, each created on demand.
    ids: Box<[OnceLock<Box<str>>]>,
    /// The ids for scripts, created on demand.
    #[cfg(feature = "typescript")]
    pub(super) exported: OnceLock<Arc<str>>,
}

impl Route {
    /// Returns the pattern that the Router of pages has matched, or `None` for a fallback.
    pub(crate) fn pattern(&self) -> Option<&str> {
        let [_, matched] = &self.name;
        (!matched.is_empty()).then_some(matched)
    }

    /// # Errors
    ///
    /// Returns a sentence that says what to do if two pages have the same route.
    pub(crate) fn is_unique(&self) -> Result<(), String> {
        if !self.is_taken {
            return Ok(());
        }
        let [nested, matched] = &self.name;
        Err(format!(
            "two `page(..)` have the route `{}`{}, so a form of one of them could be posted to the other, past its guards: write one `page(..)` for all methods of a route, and if something other than the path distinguishes two routers, give each of them a `Postback` of its own",
            matched,
            if nested.is_empty() {
                String::new()
            } else {
                format!(" nested at `{nested}`")
            },
        ))
    }

    /// Returns whether this id, `name.hmac` and the proof, was rendered on this route. Most ids are
    /// remembered; one from before a restart, from another instance or under another key is
    /// verified.
    pub(crate) fn has_written(&self, known: &Written, keys: &Keys, [id, proof]: [&str; 2]) -> bool {
        let [nested, matched] = &self.name;
        let is_remembered = |written: &str| {
            let written = written
                .strip_prefix(id)
                .and_then(|rest| rest.strip_prefix('.'));
            written.is_some_and(|written| is_same(written, proof))
        };
        let remembered = self.ids[known.index].get();
        !self.is_taken
            && (remembered.is_some_and(|written| is_remembered(written))
                || keys.proves(id, [nested, matched], proof))
    }

    fn is(&self, name: [&str; 2], identity: &PageIdentity) -> bool {
        Arc::ptr_eq(&self.identity, identity) && self.name.iter().map(|part| &**part).eq(name)
    }
}

/// The known routes of pages, with the ids that were rendered there.
#[derive(Default)]
pub(crate) struct Routes(RwLock<KnownRoutes>);

#[derive(Default)]
struct KnownRoutes {
    /// By the path at which they are nested, then by their patterns.
    routes: HashMap<Box<str>, HashMap<Box<str>, Arc<Route>>>,
    count: usize,
}

impl Routes {
    /// Returns the route that this request has reached. `earlier` is the route that it reached
    /// before, and `actions` the number of the app's actions.
    pub(crate) fn of(
        &self,
        extensions: &Extensions,
        identity: &PageIdentity,
        earlier: Option<&Arc<Route>>,
        actions: usize,
    ) -> Arc<Route> {
        let name = name(extensions);
        // A layer that repeats requests repeats most of them along the same route.
        if let Some(earlier) = earlier.filter(|route| route.is(name, identity)) {
            return Arc::clone(earlier);
        }
        let [nested, matched] = name;
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.routes.get(nested).and_then(|all| all.get(matched));
        let found = found.cloned();
        drop(known);
        let route = found.unwrap_or_else(|| self.noted(name, identity, actions));
        if Arc::ptr_eq(&route.identity, identity) {
            return route;
        }
        let taken = Route::new(name, identity, true, actions);
        if let Err(sentence) = taken.is_unique() {
            tracing::error!(target: "postback::refused", "{sentence}");
        }
        Arc::new(taken)
    }

    fn noted(&self, name: [&str; 2], identity: &PageIdentity, actions: usize) -> Arc<Route> {
        let [nested, matched] = name;
        let new = Arc::new(Route::new(name, identity, false, actions));
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.count == MOST {
            return new;
        }
        let all = known.routes.entry(nested.into()).or_default();
        // Another request may have added it meanwhile.
        if let Some(route) = all.get(matched) {
            return Arc::clone(route);
        }
        all.insert(matched.into(), Arc::clone(&new));
        known.count += 1;
        new
    }
}

impl Route {
    fn new(
        [nested, matched]: [&str; 2],
        identity: &PageIdentity,
        is_taken: bool,
        actions: usize,
    ) -> Self {
        Self {
            name: [nested.into(), matched.into()],
            identity: Arc::clone(identity),
            is_taken,
            ids: (0..actions).map(|_| OnceLock::new()).collect(),
            #[cfg(feature = "typescript")]
            exported: OnceLock::new(),
        }
    }
}

/// The match of routers around the app, which precedes that of the Router of pages and is not part
/// of a route. A page that is rendered for everyone has none.
#[derive(Clone)]
struct Outside {
    matched: Box<str>,
    nested: Box<str>,
}

/// Records the outer part of the request's match, before the Router of pages extends it.
pub(crate) fn enter(extensions: &mut Extensions) {
    // It belongs to an app of which this app is a page.
    extensions.remove::<Outside>();
    let nested = extensions.get::<NestedPath>();
    let nested: Box<str> = match nested {
        Some(nested) => nested.as_str().trim_end_matches('/').into(),
        None if extensions.get::<MatchedPath>().is_none() => return,
        None => Box::default(),
    };
    let matched = matched_before(extensions);
    extensions.insert(Outside { matched, nested });
}

/// Returns the prefix that axum adds to the pattern of the next router. Below `nest_service` axum
/// does not expose it, so it is read through a router with one known route.
fn matched_before(extensions: &Extensions) -> Box<str> {
    static ASKED: LazyLock<Router> = LazyLock::new(|| {
        Router::new().route(
            "/",
            any(|request: Request| async move {
                let mut response = Response::new(Body::empty());
                if let Some(matched) = request.extensions().get::<MatchedPath>() {
                    response.extensions_mut().insert(matched.clone());
                }
                response
            }),
        )
    });
    if let Some(matched) = extensions.get::<MatchedPath>() {
        return matched.as_str().into();
    }
    let mut request = Request::new(Body::empty());
    *request.extensions_mut() = extensions.clone();
    let asked = LazyLock::force(&ASKED).clone().call(request).now_or_never();
    let response = asked.and_then(Result::ok);
    let matched = response.and_then(|response| response.extensions().get::<MatchedPath>().cloned());
    matched.map_or_else(Box::default, |matched| {
        matched
            .as_str()
            .strip_suffix('/')
            .unwrap_or_default()
            .into()
    })
}

/// Returns the path at which a page is nested, and the pattern of its route.
fn name(extensions: &Extensions) -> [&str; 2] {
    let nested = extensions
        .get::<NestedPath>()
        .map_or("", NestedPath::as_str);
    let matched = extensions
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    match extensions.get::<Outside>() {
        Some(outside) => [
            nested.strip_prefix(&*outside.nested).unwrap_or(nested),
            matched.strip_prefix(&*outside.matched).unwrap_or(matched),
        ],
        None => [nested, matched],
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
