//! [`App`]: the state of one wrapped app. Two apps in one process share nothing.

use std::any::TypeId;
#[cfg(feature = "typescript")]
use std::collections::BTreeMap;
use std::collections::HashMap;
#[cfg(feature = "typescript")]
use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use tokio_util::task::TaskTracker;

use super::action_info::ActionForm;
use super::partition::Partition;
use super::public_path::PublicPath;
use super::renamed::Renamed;
use super::route::{Routes, Written};
use crate::cache::{CacheLimits, Engine};
use crate::client::{Build, Client};
#[cfg(feature = "uploads")]
use crate::form::Uploads;
use crate::form::{Limits, MessageFn, with_messages};
use crate::guard::once::Once;
use crate::guard::origin::OriginPolicy;
use crate::guard::rates::Rates;
use crate::guard::repeats::Repeats;
use crate::guard::running::Running;
use crate::keys::Keys;
use crate::outcome::{ActionOutcome, ErrorMap, Look};

pub(crate) struct App {
    pub(crate) keys: Keys,
    /// The forms of the registered actions.
    pub(crate) forms: Vec<ActionForm>,
    pub(crate) renamed: Renamed,
    /// The ids to render, by the hidden type of the action.
    pub(crate) ids: HashMap<TypeId, Written>,
    /// The types of the islands that are listed.
    #[cfg(feature = "typescript")]
    pub(crate) islands: HashSet<TypeId>,
    /// The names by which scripts call the exported actions.
    #[cfg(feature = "typescript")]
    pub(crate) exported: BTreeMap<String, TypeId>,
    /// The routes on which they are rendered.
    pub(crate) routes: Routes,
    pub(crate) errors: ErrorMap,
    pub(crate) origins: OriginPolicy,
    /// The origins of other sites to which redirects may lead, in the form of
    /// [`Place::elsewhere`](crate::outcome::Place::elsewhere).
    pub(crate) allowed_redirects: Vec<String>,
    pub(crate) messages: Option<MessageFn>,
    pub(crate) framing: bool,
    /// The pages that browsers must not store.
    pub(crate) no_store: NoStore,
    pub(crate) error_page: Option<Look>,
    /// Identical submissions that are running.
    pub(crate) in_flight: Repeats<Arc<ActionOutcome>>,
    /// Submissions of actions with the option `once`, running and finished.
    pub(crate) once: Repeats<Arc<ActionOutcome>>,
    /// The ids of their forms, including those that were submitted earlier than `once` remembers.
    pub(crate) once_ids: Once,
    /// Submissions of enhanced requests by their ids, running and finished.
    pub(crate) submissions: Repeats<Arc<ActionOutcome>>,
    pub(crate) rates: Rates,
    /// Whether the log has the warning about unknown addresses.
    pub(crate) warned_of_addresses: AtomicBool,
    /// The number of trusted proxies in front of the app.
    pub(crate) trusted_proxies: usize,
    pub(crate) public_path: PublicPath,
    pub(crate) tracker: TaskTracker,
    pub(crate) cache: Arc<Engine>,
    pub(crate) partition: Option<Arc<Partition>>,
    /// The warnings that a developer has received: actions that may have forgotten to revalidate,
    /// or settings.
    pub(crate) warned: Mutex<Vec<&'static str>>,
    pub(crate) client: Client,
    pub(crate) limits: Limits,
    /// The places for request bodies whose clients have to be waited for.
    pub(crate) places: Running,
    /// The places for running actions.
    pub(crate) running: Running,
    #[cfg(feature = "uploads")]
    pub(crate) uploads: Uploads,
}

/// The pages that browsers must not store, among those that show an outcome.
#[derive(Default)]
pub(crate) struct NoStore {
    /// All of them.
    pub(crate) always: bool,
    /// Those of the actions with these names and paths.
    pub(crate) actions: Vec<(&'static str, &'static str)>,
}

impl NoStore {
    /// Returns whether the action is among them. `path` is empty for an unknown id, of which only
    /// the name is known.
    pub(crate) fn has(&self, name: &str, path: &str) -> bool {
        let is_this =
            |known: &(&str, &str)| known.1 == path || (path.is_empty() && known.0 == name);
        self.always || self.actions.iter().any(is_this)
    }
}

impl App {
    /// Runs `decode` with the app's sentences about fields.
    pub(crate) fn in_own_words<R>(&self, decode: impl FnOnce() -> R) -> R {
        match &self.messages {
            Some(messages) => {
                let messages = Arc::clone(messages);
                with_messages(move |problem| messages(problem), decode)
            }
            None => decode(),
        }
    }
}

impl Default for App {
    fn default() -> Self {
        let limits = Limits::new();
        Self {
            keys: Keys::random(),
            forms: Vec::new(),
            renamed: Renamed::default(),
            ids: HashMap::new(),
            #[cfg(feature = "typescript")]
            islands: HashSet::new(),
            #[cfg(feature = "typescript")]
            exported: BTreeMap::new(),
            routes: Routes::default(),
            errors: ErrorMap::default(),
            origins: OriginPolicy::default(),
            allowed_redirects: Vec::new(),
            messages: None,
            framing: false,
            no_store: NoStore::default(),
            error_page: None,
            in_flight: Repeats::in_flight(),
            once: Repeats::once(|ended| ended.weight()),
            once_ids: Once::since_now(),
            submissions: Repeats::once(|ended| ended.weight()),
            rates: Rates::default(),
            warned_of_addresses: AtomicBool::new(false),
            trusted_proxies: 0,
            public_path: PublicPath::default(),
            tracker: TaskTracker::new(),
            cache: Arc::new(Engine::new(CacheLimits::new())),
            partition: None,
            warned: Mutex::default(),
            client: Client::new(Build::of_this_program()),
            places: Running::at_most(limits.concurrent_bodies, 1),
            running: Running::at_most(limits.concurrent_actions, 1),
            #[cfg(feature = "uploads")]
            uploads: Uploads::of(&limits),
            limits,
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("actions", &self.ids.len())
            .finish_non_exhaustive()
    }
}
