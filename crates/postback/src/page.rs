//! [`Page`]: the extractor that a page handler passes to its components.

#[cfg(feature = "typescript")]
mod actions;
mod address;
mod form_view;
#[cfg(feature = "typescript")]
mod island;
#[cfg(feature = "typescript")]
mod island_view;
#[cfg(feature = "typescript")]
mod islands;
mod message;
mod optimistic;

pub use self::form_view::{FormState, FormView, UnboundForm};
#[cfg(feature = "typescript")]
pub use self::island_view::IslandView;
#[cfg(feature = "typescript")]
pub use self::islands::{Island, Islands};
pub(crate) use self::message::{write_error, write_values};
pub use self::optimistic::Optimistic;

use self::message::{write_message, write_problem};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::action::Action;
use crate::client::Script;
use crate::context::{RenderContext, Route};
use crate::html::{Html, escape};
use crate::outcome::{Error, OutcomeKind};

/// An extractor that gives a page handler its forms, its notice and its URL.
///
/// It is owned and cheap to clone, so it can be passed to layouts and components.
///
/// ```
/// # use postback::{Html, Page, Result, action};
/// # #[action(public)]
/// # async fn subscribe() -> Result<()> { Ok(()) }
/// async fn news(page: Page) -> Html {
///     page.form::<subscribe>().open(Html::from_trusted("<button>Subscribe</button>"))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Page {
    render: Arc<RenderContext>,
    /// The route of the page. `None` where the request has not reached a page of its own.
    route: Option<Arc<Route>>,
}

impl Page {
    /// Returns the form that calls the action `A`: `page.form::<update_profile>()`. It is a
    /// [`FormView`], or for an action with arguments an [`UnboundForm`](crate::UnboundForm), whose
    /// `bind` returns one.
    ///
    /// # Panics
    ///
    /// If the action is not registered in [`actions!`](crate::actions), or the route of this page
    /// is not wrapped in [`page(..)`](crate::page()): the form could not work. The service answers
    /// the panic with 500 and a digest; the log has the message.
    #[must_use]
    pub fn form<A: Action<Arguments: FormState>>(
        &self,
    ) -> <A::Arguments as FormState>::Form<'_, A> {
        A::Arguments::of(FormView::new(&self.render, self.route.as_ref()))
    }

    /// Renders the result of the last action: a flash message, or a problem that no form on the
    /// page shows.
    ///
    /// The HTML is empty if there is nothing to show. Place it in the layout, near the top of the
    /// page.
    #[must_use]
    pub fn notice(&self) -> Html {
        let mut html = String::new();
        // A next state is invisible, so a notice rendered into it would be lost.
        let shown = self.render.shown.as_ref();
        if let Some(shown) = shown.filter(|_| !optimistic::is_inside()) {
            if let Some(flash) = self.render.see_flash() {
                html.push_str("<div class=\"pb-notice\" role=\"status\">");
                escape(flash, &mut html);
                html.push_str("</div>");
            }
            // Field errors are shown in their form.
            let problem =
                matches!(&shown.ended.end, OutcomeKind::Error(kind) if !kind.is_about_fields());
            if problem && self.render.see_outcome() {
                write_problem(&shown.ended, &mut html);
            }
        }
        Html::from_trusted(html)
    }

    /// Renders the `<script>` tag that loads the browser runtime.
    ///
    /// With the runtime, forms of actions are submitted without a reload, and the page is refreshed
    /// in place. Place the tag first in the `<head>`. Without JavaScript, forms work as they do
    /// without the tag.
    ///
    /// ```
    /// # use postback::{Html, Page};
    /// fn layout(page: &Page, main: &Html) -> Html {
    ///     Html::from_trusted(format!(
    ///         "<!DOCTYPE html><html lang=en><head>{}<title>News</title></head><body>{main}</body></html>",
    ///         page.script()
    ///     ))
    /// }
    /// ```
    ///
    /// The script's address is relative, which is correct under a `nest` and behind a proxy that
    /// strips a path, but does not work with `<base href>`. On the front page it is a query
    /// (`?/_postback/..`); with [`public_path`](crate::Postback::public_path) it is an absolute
    /// path. The service serves the file under a name that changes with its content. A debug build
    /// adds a second tag, which loads warnings for developers.
    pub fn script(&self) -> Script<'_> {
        self.render.note(|notes| notes.has_script = true);
        Script::new(&self.render.app.client, &self.render.place())
    }

    /// Returns the path and query of this page as the browser sees them, without the library's own
    /// query parameters.
    ///
    /// The result begins with exactly one `/`, so a link or redirect to it never leads to another
    /// host, whatever address the visitor was sent to.
    #[must_use]
    pub fn url(&self) -> &str {
        let url = self.render.url.path_and_query();
        one_slash(url.map_or("/", http::uri::PathAndQuery::as_str))
    }

    /// Returns the path of this page as the browser sees it, beginning with exactly one `/`.
    #[must_use]
    pub fn path(&self) -> &str {
        one_slash(self.render.url.path())
    }
}

/// Reduces leading slashes to one: `//host` names another host, and browsers read a backslash as a
/// slash.
fn one_slash(path: &str) -> &str {
    let rest = path.trim_start_matches(['/', '\\']);
    match path[..path.len() - rest.len()].rfind('/') {
        Some(last) if path[last + 1..].len() == rest.len() => &path[last..],
        _ => "/",
    }
}

impl<S: Sync> FromRequestParts<S> for Page {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        match parts.extensions.get::<Arc<RenderContext>>() {
            Some(render) => Ok(Self {
                render: Arc::clone(render),
                route: parts.extensions.get().cloned(),
            }),
            None => Err(
                "`Page` works in the pages of a `Postback`: wrap the Router in `Postback::new(..)`"
                    .into(),
            ),
        }
    }
}

/// Renders the outcome and the flash message that the page itself did not show. The service inserts
/// them, so nothing is lost if a layout omits the notice.
pub(crate) fn owed(render: &RenderContext) -> Html {
    let mut html = String::new();
    if let Some(shown) = &render.shown {
        let problem = matches!(shown.ended.end, OutcomeKind::Error(_)) && render.see_outcome();
        let flash = render.see_flash();
        // The form has announced the rest already.
        html.push_str(if problem || flash.is_some() {
            "<div class=\"pb-notice\" role=\"alert\">"
        } else {
            "<div class=\"pb-notice\">"
        });
        if let Some(text) = flash {
            html.push_str("<p>");
            escape(text, &mut html);
            html.push_str("</p>");
        }
        if problem {
            write_message(&shown.ended, &mut html);
        }
        write_values(shown.values_left(&render.notes()), &mut html);
        html.push_str("</div>");
    }
    Html::from_trusted(html)
}
