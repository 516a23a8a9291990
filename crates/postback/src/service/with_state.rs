//! Builds the app from the builder's settings.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;

use super::AppService;
use super::builder::Postback;
use super::pages::DeclaredPages;
use super::site::Site;
use crate::action::{Actions, DynAction};
use crate::cache::Engine;
use crate::client::{Build, Client};
use crate::context::{ActionInfo, App, Renamed, Written};
#[cfg(feature = "uploads")]
use crate::form::Uploads;
use crate::guard::origin::OriginPolicy;
use crate::guard::rates::Per;
use crate::guard::running::Running;
use crate::keys::Keys;
use crate::outcome::origin;

impl<S: Clone + Send + Sync + 'static> Postback<S> {
    /// Builds the app: an axum `Router` to layer, nest, merge and serve.
    ///
    /// The app is the fallback of this Router, so put your own `.fallback(..)` on the pages. On the
    /// result it would replace everything.
    ///
    /// # Panics
    ///
    /// If the configuration is invalid: no keys in a release build, two actions with the same path,
    /// an invalid origin, a cached page with an invalid pattern or one that is declared twice, or a
    /// build id that cannot appear in a URL. The message names the cause.
    pub fn with_state(self, state: S) -> Router {
        let mut app = self.app;
        app.keys = self.keys.unwrap_or_else(Keys::load);
        app.origins =
            OriginPolicy::new(self.public_origins).unwrap_or_else(|sentence| panic!("{sentence}"));
        let allowed = self.allowed_redirects.iter().map(|text| origin(text));
        app.allowed_redirects = allowed
            .collect::<Result<_, _>>()
            .unwrap_or_else(|sentence| panic!("{sentence}"));
        let build = match self.build_id {
            Some(id) => Build::new(id).unwrap_or_else(|sentence| panic!("{sentence}")),
            None => Build::of_this_program(),
        };
        app.client = Client::new(build);
        app.tracker = self.handle.0.tracker.clone();
        app.cache = Arc::new(Engine::new(self.cache_limits));
        self.handle.0.cache.set(Arc::clone(&app.cache));
        let infos = self.actions.infos();
        say_what_addresses_need(&infos, app.trusted_proxies);
        let unkept = infos.iter().filter(|info| info.no_store);
        app.no_store.actions = unkept.map(|info| (info.name, info.path)).collect();
        app.places = Running::at_most(app.limits.concurrent_bodies, 1);
        app.running = Running::at_most(app.limits.concurrent_actions, infos.len());
        #[cfg(feature = "uploads")]
        {
            app.uploads = Uploads::of(&app.limits);
            if infos.iter().any(|info| info.takes_files) {
                app.uploads.sweep();
            }
        }
        let listed = self.actions.0.iter();
        app.renamed = Renamed::of(listed.map(|listed| (listed.info.name, listed.was)));
        #[cfg(feature = "typescript")]
        {
            let islands = &self.islands;
            if let Some(sentence) = islands.same_names() {
                panic!("{sentence}");
            }
            app.islands = islands.0.iter().map(|island| island.type_id).collect();
            app.exported = self
                .actions
                .exported()
                .unwrap_or_else(|sentence| panic!("{sentence}"));
        }
        let actions = registered(self.actions, &mut app, &state);
        let cached = (!self.cached_pages.is_empty())
            .then(|| DeclaredPages::new(self.cached_pages))
            .transpose();
        Router::new().fallback_service(AppService(Arc::new(Site {
            app: Arc::new(app),
            pages: self.pages.with_state(state),
            actions,
            cached: cached.unwrap_or_else(|sentence| panic!("{sentence}")),
        })))
    }
}

/// Reports at the start what rates per address need. Whether requests carry an address is only
/// known with the first one.
fn say_what_addresses_need(actions: &[ActionInfo], trusted_proxies: usize) {
    let counts = |action: &&ActionInfo| action.rates.iter().any(|rate| rate.per() == Per::Address);
    if let Some(action) = actions.iter().find(counts) {
        tracing::info!(target: "postback::address", action = action.path, trusted_proxies,
            "a `rate` counts per address: serve the app with `into_make_service_with_connect_info::<SocketAddr>()`, and set the number of proxies in front of it with `Postback::trusted_proxies(n)`");
    }
}

type ById = HashMap<String, Arc<dyn DynAction>>;

/// Returns the actions by their ids, and records the ids and the forms in the app.
fn registered<S>(listed: Actions<S>, app: &mut App, state: &S) -> ById {
    let App {
        keys, ids, forms, ..
    } = app;
    let mut actions = ById::new();
    let mut former: Vec<(String, Arc<dyn DynAction>)> = Vec::new();
    for listed in listed.0 {
        let path = listed.info.path;
        let action = (listed.bind)(state);
        forms.push(action.form());
        let id = Written::new(keys.action_id(path), ids.len(), listed.info.anywhere);
        assert!(
            ids.insert(listed.type_id, id).is_none(),
            "the action `{path}` is listed twice in actions![..]"
        );
        for id in keys.action_ids(path) {
            assert!(
                actions.insert(id, Arc::clone(&action)).is_none(),
                "two actions have the path `{path}`: one of them is inside a function, so that their paths are equal: move it to a module of its own"
            );
        }
        former.extend(
            listed
                .was
                .iter()
                .flat_map(|was| keys.action_ids(was))
                .map(|id| (id, Arc::clone(&action))),
        );
    }
    for (id, action) in former {
        let name = id.clone();
        assert!(
            actions.insert(id, action).is_none(),
            "two actions answer to the former path of `{name}`: check the `was = \"..\"` of both"
        );
    }
    actions
}
