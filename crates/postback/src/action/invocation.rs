//! A call of an action, and the action as a trait object.

use std::any::TypeId;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;

use crate::context::{ActionForm, ActionInfo, App, RenderContext};
use crate::guard::running::Slot;
use crate::keys::Keys;
use crate::outcome::ActionOutcome;

/// The context of a call, as the service has found it in the request.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) app: Arc<App>,
    pub(crate) render: Arc<RenderContext>,
    /// The URL of the page that was posted to, with its own query.
    pub(crate) page: String,
    pub(crate) arguments: String,
    pub(crate) keyed: Option<String>,
    pub(crate) once: Option<String>,
    /// The id of the form whose button was pressed, if it is a form of another action.
    pub(crate) pressed: Option<String>,
    /// The id of this submission, which the runtime generates for each.
    pub(crate) submission: Option<String>,
    /// Whether a script calls the action directly, without a form.
    pub(crate) is_call: bool,
    /// What runs has room to run in.
    pub(crate) slot: Slot,
}

/// An action as a trait object.
pub(crate) trait DynAction: Send + Sync {
    fn info(&self) -> ActionInfo;
    /// Returns the type by which the app looks up the action's id.
    fn hidden_type(&self) -> TypeId;
    /// Returns the instance of the form with this key or these arguments, or `None` if they cannot
    /// be parsed.
    fn instance(&self, keys: &Keys, keyed: Option<&str>, arguments: &str) -> Option<String>;
    fn form(&self) -> ActionForm;
    fn run(
        self: Arc<Self>,
        call: Invocation,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Arc<ActionOutcome>> + Send>>;
    /// Ends the call on a route that did not render its form: the action does not run, and the
    /// typed values are kept.
    fn out_of_place(
        self: Arc<Self>,
        call: Invocation,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Arc<ActionOutcome>> + Send>>;
}
