//! Steps 2 and 3: the action that a POST names, and what its headers declare about the body.

use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, StatusCode, header};

use super::site::Site;
use crate::action::body::echoed;
use crate::action::{DynAction, kept, kept_by_name};
use crate::context::{ActionQuery, App, Route, plain_instance};
use crate::form::{Exceeded, body};
use crate::guard::running::{NoRoom, Slot};
use crate::outcome::{ActionOutcome, Error, ErrorKind, OutcomeKind};
use crate::wording::UNREADABLE_ADDRESS;

/// A known action. The route decides later whether it may run there.
pub(crate) struct FoundAction {
    pub(crate) action: Arc<dyn DynAction>,
    pub(crate) named: ActionQuery,
}

/// Why there is no action to run.
pub(crate) enum Missing {
    /// A query parameter of the library occurs twice, or has an invalid value.
    Unreadable(&'static str),
    /// The action was removed or renamed by a deployment, or its keys are gone.
    Unknown(Box<ActionQuery>),
}

impl FoundAction {
    pub(crate) fn of(site: &Site, query: &str) -> Result<Self, Missing> {
        let named = ActionQuery::read(query).map_err(Missing::Unreadable)?;
        let [id, _] = named.parts();
        match site.actions.get(id) {
            Some(action) => Ok(Self {
                action: Arc::clone(action),
                named,
            }),
            None => Err(Missing::Unknown(Box::new(named))),
        }
    }

    /// Returns the instance of the form, or `None` if its seal cannot be opened.
    fn instance(&self, app: &App) -> Option<String> {
        let (keyed, arguments) = (self.named.keyed.as_deref(), &self.named.arguments);
        self.action.instance(&app.keys, keyed, arguments)
    }

    /// Returns whether the id was rendered in a form of a page on this route, or is valid on every
    /// route.
    pub(crate) fn may_run_on(&self, route: &Route, app: &App) -> bool {
        let known = &app.ids[&self.action.hidden_type()];
        known.is_anywhere() || route.has_written(known, &app.keys, self.named.parts())
    }

    /// # Errors
    ///
    /// Returns the outcome if the headers alone exceed a limit.
    pub(crate) fn declared(&self, headers: &HeaderMap) -> Result<(), ErrorKind> {
        let info = self.action.info();
        let refused = |kind, exceeded: Option<Exceeded>| {
            let (setting, limit) = exceeded
                .map(|exceeded| (exceeded.setting(), exceeded.most()))
                .unzip();
            tracing::info!(target: "postback::refused", action = info.path, limit, setting, "refused by its headers");
            Err(kind)
        };
        if length(headers).is_some_and(|length| length > info.body_limit as u64) {
            let exceeded = Exceeded::Body(info.body_limit);
            return refused(ErrorKind::TooLarge(exceeded), Some(exceeded));
        }
        match body::declared(headers) {
            Ok(()) => Ok(()),
            Err(error) => refused(
                ErrorKind::Refused(error.status(), error.to_string().into()),
                None,
            ),
        }
    }

    /// Reserves a place to run in.
    ///
    /// # Errors
    ///
    /// Returns the outcome if no place is free.
    pub(crate) fn room(&self, app: &App) -> Result<Slot, Arc<ActionOutcome>> {
        let info = self.action.info();
        app.running.enter(info.path).map_err(|NoRoom| {
            tracing::info!(target: "postback::refused", action = info.path, setting = "`Limits::concurrent_actions`", limit = app.running.most(), "too many actions are running");
            Arc::new(ActionOutcome::refused(info.name, info.path, None, ErrorKind::Busy))
        })
    }

    /// Ends a call whose headers are refused, and keeps the typed values.
    pub(crate) async fn refused(
        &self,
        app: &App,
        headers: &HeaderMap,
        body: Body,
        kind: ErrorKind,
    ) -> Arc<ActionOutcome> {
        let info = self.action.info();
        let instance = self.instance(app);
        let sent = echoed(app, headers, body).await;
        let pressed = self.named.pressed.as_deref();
        Arc::new(ActionOutcome {
            kept: kept(app, &self.action.form(), pressed, &sent),
            ..ActionOutcome::refused(info.name, info.path, instance, kind)
        })
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

impl Missing {
    /// Ends the call with `Stale`, keeping the typed values, or with a 400.
    pub(crate) async fn into_outcome(
        self,
        app: &App,
        headers: &HeaderMap,
        body: Body,
    ) -> Arc<ActionOutcome> {
        match self {
            Self::Unreadable(name) => {
                tracing::info!(target: "postback::refused", name, "the query repeats a name, or has an invalid value");
                Arc::new(ActionOutcome::refused(
                    "",
                    "",
                    None,
                    ErrorKind::Refused(StatusCode::BAD_REQUEST, UNREADABLE_ADDRESS.into()),
                ))
            }
            Self::Unknown(named) => {
                let name = named.id.split_once('.').map_or("", |(name, _)| name);
                tracing::info!(target: "postback::refused", action = %name.escape_debug(), "no action has this id: the page is from another version, or the keys have changed");
                let sent = echoed(app, headers, body).await;
                let kept = kept_by_name(app, named.pressed.as_deref(), &sent);
                Arc::new(ActionOutcome {
                    name: app.renamed.name(name).to_owned(),
                    path: "",
                    instance: Some(plain_instance(
                        &app.keys,
                        named.keyed.as_deref(),
                        &named.arguments,
                    )),
                    end: OutcomeKind::Error(Error::new(ErrorKind::Stale).kind),
                    kept,
                    ..ActionOutcome::nothing()
                })
            }
        }
    }
}
