//! An end on its way out: the app's mapping of errors, the check of redirects, the digest of a failure.

use std::fmt;
use std::sync::Arc;

use http::StatusCode;

use super::App;
use crate::keys;
use crate::outcome::{End, Ended, Extras, HiddenEnd, Kind, Target};

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

impl App {
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
