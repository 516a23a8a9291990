//! What one wrapped app knows. Two apps in one process share nothing.

use std::any::TypeId;
#[cfg(feature = "typescript")]
use std::collections::BTreeMap;
use std::collections::HashMap;
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
    /// The forms of the actions that it lists.
    pub(crate) forms: Vec<ActionForm>,
    pub(crate) renamed: Renamed,
    /// The id to write, by the action's hidden type.
    pub(crate) ids: HashMap<TypeId, Written>,
    /// The names by which scripts call the actions that are exported.
    #[cfg(feature = "typescript")]
    pub(crate) exported: BTreeMap<String, TypeId>,
    /// Where it is written.
    pub(crate) routes: Routes,
    pub(crate) errors: ErrorMap,
    pub(crate) origins: OriginPolicy,
    /// Origins that a redirect may leave for, in the form of [`Place::elsewhere`](crate::outcome::Place::elsewhere).
    pub(crate) allowed_redirects: Vec<String>,
    pub(crate) messages: Option<MessageFn>,
    pub(crate) framing: bool,
    /// What no browser keeps.
    pub(crate) no_store: NoStore,
    pub(crate) error_page: Option<Look>,
    /// Identical submissions that run now.
    pub(crate) in_flight: Repeats<Arc<ActionOutcome>>,
    /// Submissions of `#[action(once)]`, running and ended.
    pub(crate) once: Repeats<Arc<ActionOutcome>>,
    /// The ids of their forms: those that `once` would remember.
    pub(crate) once_ids: Once,
    /// Submissions of enhanced requests by their ids, running and ended.
    pub(crate) submissions: Repeats<Arc<ActionOutcome>>,
    pub(crate) rates: Rates,
    /// Somebody was told that addresses are unknown.
    pub(crate) warned_of_addresses: AtomicBool,
    /// How many proxies of the app's own stand in front of it.
    pub(crate) trusted_proxies: usize,
    pub(crate) public_path: PublicPath,
    pub(crate) tracker: TaskTracker,
    pub(crate) cache: Arc<Engine>,
    pub(crate) partition: Option<Arc<Partition>>,
    /// What a developer was told of: the actions that may have forgotten something, or a setting.
    pub(crate) warned: Mutex<Vec<&'static str>>,
    pub(crate) client: Client,
    pub(crate) limits: Limits,
    /// One for each body that is waited for.
    pub(crate) places: Running,
    /// Room for the actions that run.
    pub(crate) running: Running,
    #[cfg(feature = "uploads")]
    pub(crate) uploads: Uploads,
}

/// The pages that no browser keeps, of those that show how an action ended.
#[derive(Default)]
pub(crate) struct NoStore {
    /// All of them.
    pub(crate) always: bool,
    /// Those of the actions with these names and paths.
    pub(crate) actions: Vec<(&'static str, &'static str)>,
}

impl NoStore {
    /// `path` is empty for an action whose id nobody knows any more: its name alone is known.
    pub(crate) fn has(&self, name: &str, path: &str) -> bool {
        let is_this =
            |known: &(&str, &str)| known.1 == path || (path.is_empty() && known.0 == name);
        self.always || self.actions.iter().any(is_this)
    }
}

impl App {
    /// What `decode` says about fields, it says with the app's messages.
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
            places: Running::at_most(limits.reading, 1),
            running: Running::at_most(limits.running, 1),
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
