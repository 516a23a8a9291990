//! Where a page stands: the route that the ids of its forms are good on.
//!
//! A route is named by what the pages Router alone has matched: the path that the page is nested at,
//! and its pattern. Both are patterns of the app; no visitor can make one up. A fallback has no
//! pattern, and the one of a nested router is told from others by where it is nested.

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

/// How many routes are remembered, each with the ids that were written on it; an app has fewer.
const MOST: usize = 1_000;

/// One of them for each call of [`page(..)`](crate::page()): it tells two pages with one pattern apart.
pub(crate) type PageIdentity = Arc<()>;

/// The id of an action, as far as it is the same on every route.
pub(crate) struct Written {
    /// `name.hmac`
    pub(crate) id: String,
    /// Which of the app's actions it is.
    index: usize,
    /// Its id needs no proof.
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

    /// The id as it stands in a form of a page on this route: `name.hmac.proof`.
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
    /// Where it is nested, and its pattern; either may be empty.
    name: [Box<str>; 2],
    identity: PageIdentity,
    /// Another page has this name: nothing tells whose form an id is from.
    is_taken: bool,
    /// By the index of the action, each made when it is first asked for.
    ids: Box<[OnceLock<Box<str>>]>,
    /// Those that scripts get, made when they are first asked for.
    #[cfg(feature = "typescript")]
    pub(super) exported: OnceLock<Arc<str>>,
}

impl Route {
    /// The pattern that the pages Router has matched; `None` for a fallback.
    pub(crate) fn pattern(&self) -> Option<&str> {
        let [_, matched] = &self.name;
        (!matched.is_empty()).then_some(matched)
    }

    /// # Errors
    ///
    /// Two pages have the same route: what to do about it.
    pub(crate) fn is_unique(&self) -> Result<(), String> {
        if !self.is_taken {
            return Ok(());
        }
        let [nested, matched] = &self.name;
        Err(format!(
            "two `page(..)` stand at the route `{}`{}, and a form of one of them could be posted to the other, past its guards: \
             write one `page(..)` for all methods of a route, and give routers that something else than the path tells apart \
             a `Postback` of their own",
            matched,
            if nested.is_empty() {
                String::new()
            } else {
                format!(" nested at `{nested}`")
            },
        ))
    }

    /// Whether this id, `name.hmac` and the proof, was written on this route. Most were, and are remembered;
    /// one from before a restart, from another instance or under another key is proven.
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

/// The routes that pages were seen at, with the ids that were written there.
#[derive(Default)]
pub(crate) struct Routes(RwLock<Known>);

#[derive(Default)]
struct Known {
    /// By where they are nested, then by their patterns.
    routes: HashMap<Box<str>, HashMap<Box<str>, Arc<Route>>>,
    count: usize,
}

impl Routes {
    /// Where the page stands that this request has reached. `earlier` is where the request has been
    /// before, `actions` how many the app has.
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
        // Another request may have noted it meanwhile.
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

/// What routers around the app have matched: it goes before what the pages Router matches, and is no
/// part of a route. A page that is rendered for everybody has none of it.
#[derive(Clone)]
struct Outside {
    matched: Box<str>,
    nested: Box<str>,
}

/// Notes what of the request's route is not the app's own, before the pages Router adds to it.
pub(crate) fn enter(extensions: &mut Extensions) {
    // Of an app that this one is a page of.
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

/// What axum puts before the pattern of the next router. It keeps that to itself below `nest_service`,
/// so a router with one known route is asked.
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

/// Where the pages Router has nested a page, and the pattern of its route.
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
