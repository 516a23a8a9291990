//! A call of an action, and the action behind a pointer.

use std::any::TypeId;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;

use crate::context::{ActionForm, ActionInfo, App, RenderContext};
use crate::guard::running::Slot;
use crate::keys::Keys;
use crate::outcome::ActionOutcome;

/// What the service found in the request, for the action to run with.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) app: Arc<App>,
    pub(crate) render: Arc<RenderContext>,
    /// The page that was posted to, with its own query.
    pub(crate) page: String,
    pub(crate) arguments: String,
    pub(crate) keyed: Option<String>,
    pub(crate) once: Option<String>,
    /// The form whose button was pressed, if that is not one of the action.
    pub(crate) pressed: Option<String>,
    /// The id of this submission, which the runtime gives to each.
    pub(crate) submission: Option<String>,
    /// A script calls it by itself: no form was rendered for it.
    pub(crate) is_call: bool,
    /// What runs has room to run in.
    pub(crate) slot: Slot,
}

/// An action behind a pointer.
pub(crate) trait DynAction: Send + Sync {
    fn info(&self) -> ActionInfo;
    /// By which the app knows its id.
    fn hidden_type(&self) -> TypeId;
    /// Which of its forms has this key or these arguments; `None` if they cannot be read.
    fn instance(&self, keys: &Keys, keyed: Option<&str>, arguments: &str) -> Option<String>;
    fn form(&self) -> ActionForm;
    fn run(
        self: Arc<Self>,
        call: Invocation,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Arc<ActionOutcome>> + Send>>;
    /// Ends the call on a route where its form was not rendered: nothing runs, what was typed is kept.
    fn out_of_place(
        self: Arc<Self>,
        call: Invocation,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Arc<ActionOutcome>> + Send>>;
}
