//! The app as the service runs it: what it knows, its pages, its actions.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;

use super::pages::DeclaredPages;
use crate::action::DynAction;
use crate::context::App;

pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) pages: Router,
    /// By every id that is readable: under all keys, and under former paths.
    pub(crate) actions: HashMap<String, Arc<dyn DynAction>>,
    /// `None` if no page is declared as cached.
    pub(crate) cached: Option<DeclaredPages>,
}
