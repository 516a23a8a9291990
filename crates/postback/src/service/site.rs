//! [`Site`]: the app as the service runs it, with its pages and actions.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;

use super::pages::DeclaredPages;
use crate::action::DynAction;
use crate::context::App;

pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) pages: Router,
    /// The actions by every valid id: under all keys, and under former paths.
    pub(crate) actions: HashMap<String, Arc<dyn DynAction>>,
    /// The pages that are declared as cached, if any.
    pub(crate) cached: Option<DeclaredPages>,
}
