//! What the tests of a whole app share: a record of what ran, parts of pages, raw requests, the log.

pub(crate) mod log;
pub(crate) mod proxy;
mod requests;
mod targets;
pub(crate) mod user;

use std::sync::{Arc, Mutex};

use postback::{Action, Html, Page};

pub(crate) use self::requests::{
    Answer, get, get_request, post, post_enhanced, post_request, request, send, sent,
};
pub(crate) use self::targets::{only_target, query_of, target_of, targets};

/// What ran, in order. Each app gets its own as its state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects(Arc<Mutex<Vec<String>>>);

impl Effects {
    pub(crate) fn add(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// How many, and from now on none of them.
    pub(crate) fn take(&self) -> usize {
        std::mem::take(&mut *self.0.lock().unwrap()).len()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

pub(crate) fn button(label: &str) -> Html {
    Html::from_trusted(format!("<button>{label}</button>"))
}

/// The form of an action without fields; its button has the name of the action.
pub(crate) fn form_of<A: Action<Arguments = ()>>(page: &Page) -> Html {
    page.form::<A>().open(button(A::NAME))
}

/// A whole page around these parts.
pub(crate) fn document(parts: impl IntoIterator<Item = impl ToString>) -> Html {
    let body: String = parts.into_iter().map(|part| part.to_string()).collect();
    Html::from_trusted(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Page</title></head><body>{body}</body></html>"
    ))
}

/// A whole page around its notice and these parts.
pub(crate) fn page_with(page: &Page, parts: &[Html]) -> Html {
    let notice = page.notice();
    document(std::iter::once(notice.as_str()).chain(parts.iter().map(Html::as_str)))
}
