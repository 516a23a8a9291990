//! What one wrapped app knows. Two apps in one process share nothing.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use http::StatusCode;
use tokio_util::task::TaskTracker;

use super::address::PublicPath;
use super::minimal::Look;
use super::pages::Pages;
use super::partition::Partition;
use super::route::{Routes, Written};
use crate::action::Callable;
use crate::cache::Engine;
use crate::client::Client;
use crate::form::{Limits, Uploads, Words, with_messages};
use crate::guard::once::Once;
use crate::guard::origin::OriginPolicy;
use crate::guard::rates::Rates;
use crate::guard::repeats::Repeats;
use crate::guard::running::Running;
use crate::keys::{self, Keys};
use crate::outcome::{End, Ended, ErrorMap, Extras, HiddenEnd, Kind, Target};

pub(crate) struct App {
    pub(crate) keys: Keys,
    /// By every id that is readable: under all keys, and under former paths.
    pub(crate) actions: HashMap<String, Arc<dyn Callable>>,
    /// The id to write, by the action's hidden type.
    pub(crate) ids: HashMap<TypeId, Written>,
    /// Where it is written.
    pub(crate) routes: Routes,
    pub(crate) errors: ErrorMap,
    pub(crate) origins: OriginPolicy,
    /// Origins that a redirect may leave for, in the form of [`Place::elsewhere`](crate::outcome::Place::elsewhere).
    pub(crate) allowed_redirects: Vec<String>,
    pub(crate) messages: Option<Words>,
    pub(crate) framing: bool,
    /// What no browser keeps.
    pub(crate) no_store: NoStore,
    pub(crate) error_page: Option<Look>,
    /// Identical submissions that run now.
    pub(crate) in_flight: Repeats<Arc<Ended>>,
    /// Submissions of `#[action(once)]`, running and ended.
    pub(crate) once: Repeats<Arc<Ended>>,
    /// The ids of their forms: those that `once` would remember.
    pub(crate) once_ids: Once,
    /// Submissions of enhanced requests by their ids, running and ended.
    pub(crate) submissions: Repeats<Arc<Ended>>,
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
    /// `None` if no page is declared as cached.
    pub(crate) pages: Option<Pages>,
    pub(crate) client: Client,
    pub(crate) limits: Limits,
    /// One for each body that is waited for.
    pub(crate) places: Running,
    /// Room for the actions that run.
    pub(crate) running: Running,
    pub(crate) uploads: Uploads,
}

/// An end as it goes out: mapped, checked, logged.
pub(crate) struct Settled {
    pub(crate) end: End,
    pub(crate) extras: Extras,
    pub(crate) digest: Option<String>,
}

impl Settled {
    /// As a page, which belongs to no action.
    pub(crate) fn as_ended(&self) -> Ended {
        let kind = match &self.end {
            // What led here may have been an action that ended well.
            End::Error(Kind::Failed(_)) => Kind::Refused(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side, so this page could not be shown. Please reload it in a moment.".into(),
            ),
            // Nothing says that there ever was such a page.
            End::Error(Kind::NotFound) => {
                Kind::Refused(StatusCode::NOT_FOUND, "There is no such page.".into())
            }
            End::Error(kind) => kind.clone(),
            _ => Kind::NotFound,
        };
        Ended {
            digest: self.digest.clone(),
            flash: self.extras.flash.clone(),
            ..Ended::refused("", "", None, kind)
        }
    }
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

    /// The app's mapping, then the check of a redirect; a failure gets its digest and its line in the
    /// log. `has_begun` says whether the function of an action was called, so that something may have changed.
    pub(crate) fn settle(&self, HiddenEnd(end, mut extras): HiddenEnd, has_begun: bool) -> Settled {
        let end = match end {
            End::Error(kind @ Kind::Failed(_)) => {
                let HiddenEnd(end, more) = self.errors.apply(kind).into();
                extras.merge(more);
                end
            }
            end => end,
        };
        let end = match end {
            End::Redirect {
                target,
                done,
                replace,
            } => match self.allowed(target) {
                Ok(target) => End::Redirect {
                    target,
                    done,
                    replace,
                },
                Err(reason) => End::Error(Kind::Unshown {
                    cause: Arc::from(Box::from(reason)),
                    done,
                }),
            },
            end => end,
        };
        let mut end = match end {
            End::Error(Kind::Unshown { cause, done }) => {
                // It speaks of what is not shown: "You are there".
                extras.flash = None;
                End::Error(if has_begun {
                    Kind::Unshown { cause, done }
                } else {
                    Kind::Failed(cause)
                })
            }
            end => end,
        };
        let digest = match &mut end {
            End::Error(Kind::Failed(cause) | Kind::Unshown { cause, .. }) => {
                let digest = logged(&**cause);
                // An outcome may be remembered; an error of the app may hold on to anything.
                *cause = Arc::new(Logged);
                Some(digest)
            }
            _ => None,
        };
        Settled {
            end,
            extras,
            digest,
        }
    }

    fn allowed(&self, target: Target) -> Result<Target, String> {
        if let Target::External(_, origin) = &target
            && !self.allowed_redirects.contains(origin)
        {
            return Err(format!(
                "a redirect to {origin} is not allowed; add it to Postback::allow_redirects_to"
            ));
        }
        Ok(target)
    }
}

/// A cause that is in the log.
#[derive(Debug)]
struct Logged;

impl fmt::Display for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("see the log")
    }
}

impl std::error::Error for Logged {}

/// The digest that page, header and log share. It is random for each occurrence, so it says nothing
/// about the error.
fn logged(cause: &(dyn std::error::Error + 'static)) -> String {
    let digest = keys::digest();
    let mut text = cause.to_string();
    let mut source = cause.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    tracing::error!(target: "postback::failed", digest, error = text, "failed");
    digest
}

#[cfg(any(test, fuzzing))]
use crate::cache::CacheLimits;
#[cfg(any(test, fuzzing))]
use crate::client::Build;

#[cfg(any(test, fuzzing))]
impl App {
    pub(crate) fn for_tests() -> Self {
        Self {
            keys: Keys::random(),
            actions: HashMap::new(),
            ids: HashMap::new(),
            routes: Routes::default(),
            errors: ErrorMap::default(),
            origins: OriginPolicy::default(),
            allowed_redirects: Vec::new(),
            messages: None,
            framing: false,
            no_store: NoStore::default(),
            error_page: None,
            in_flight: Repeats::in_flight(),
            once: Repeats::once(|_| 0),
            once_ids: Once::since_now(),
            submissions: Repeats::once(|_| 0),
            rates: Rates::default(),
            warned_of_addresses: AtomicBool::new(false),
            trusted_proxies: 0,
            public_path: PublicPath::default(),
            tracker: TaskTracker::new(),
            cache: Arc::new(Engine::new(CacheLimits::new())),
            partition: None,
            warned: Mutex::default(),
            pages: None,
            client: Client::new(Build::of_this_program()),
            limits: Limits::new(),
            places: Running::at_most(1, 1),
            running: Running::at_most(1, 1),
            uploads: Uploads::new(None, 0, 0),
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
