//! `Page`: what a page handler passes to its components.

mod address;
mod form_view;
mod message;
mod optimistic;

pub use self::form_view::{FormView, Ready};
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

/// The page that is being rendered: its forms, its notice, its URL.
///
/// It is an extractor, owned and cheap to clone: pass it to layouts and components.
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
    /// Where the page stands, if the request has reached other pages before.
    route: Option<Arc<Route>>,
}

impl Page {
    /// The form that calls the action `A`: `page.form::<update_profile>()`.
    ///
    /// # Panics
    ///
    /// If the action is not listed in [`actions!`](crate::actions), or the route of this page is
    /// not wrapped in [`page(..)`](crate::page()): such a form could not work. The service turns it
    /// into a 500 with a digest; the sentence is in the log.
    pub fn form<A: Action>(&self) -> FormView<'_, A> {
        FormView::new(&self.render, self.route.as_ref())
    }

    /// What the last action has to tell the person: a flash message, or a problem that no form on
    /// the page shows. Empty when there is nothing. Put it into the layout, where it is seen first.
    #[must_use]
    pub fn notice(&self) -> Html {
        let mut html = String::new();
        // What is said in a next state is not seen.
        let shown = self.render.shown.as_ref();
        if let Some(shown) = shown.filter(|_| !optimistic::is_inside()) {
            if let Some(flash) = self.render.see_flash() {
                html.push_str("<div class=\"pb-notice\" role=\"status\">");
                escape(flash, &mut html);
                html.push_str("</div>");
            }
            // The errors of a form stand in the form.
            let problem =
                matches!(&shown.ended.end, OutcomeKind::Error(kind) if !kind.is_about_fields());
            if problem && self.render.see_outcome() {
                write_problem(&shown.ended, &mut html);
            }
        }
        Html::from_trusted(html)
    }

    /// The tag that loads the browser runtime: forms of actions are sent without a reload, and the page
    /// is refreshed in place. It belongs first into the `<head>`; without JavaScript everything works
    /// as it does without the tag.
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
    /// The address of the script is relative, right under a `nest` and behind a proxy that strips a
    /// path, so it does not go with a `<base href>`. On the front page it is a query (`?/_postback/..`), and with
    /// [`public_path`](crate::Postback::public_path) a path from the root of the host on. The service serves the file, under a name that
    /// changes with what is in it. In a debug build a second tag loads the warnings for developers.
    pub fn script(&self) -> Script<'_> {
        self.render.note(|notes| notes.has_script = true);
        Script::new(&self.render.app.client, &self.render.place())
    }

    /// Path and query of this page as the browser sees them, without the query names that are ours.
    ///
    /// It begins with exactly one `/`: in a link or a redirect it never leads to another host, whatever
    /// address somebody was lured to.
    #[must_use]
    pub fn url(&self) -> &str {
        let url = self.render.url.path_and_query();
        one_slash(url.map_or("/", http::uri::PathAndQuery::as_str))
    }

    /// The path of this page as the browser sees it, with one `/` at its beginning.
    #[must_use]
    pub fn path(&self) -> &str {
        one_slash(self.render.url.path())
    }
}

/// `//host` is another host, and browsers read a backslash as a slash.
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

/// What the service puts into a page that did not say it: nothing is lost because a layout forgot it.
pub(crate) fn owed(render: &RenderContext) -> Html {
    let mut html = String::new();
    if let Some(shown) = &render.shown {
        let problem = matches!(shown.ended.end, OutcomeKind::Error(_)) && render.see_outcome();
        let flash = render.see_flash();
        // The form has said the rest already.
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
