//! `page.actions()`: what scripts need to call actions from a page.

use super::Page;
use crate::html::{Html, escape_in_single_quotes};

impl Page {
    /// The `<meta>` by which scripts call the actions that say `#[action(typescript)]`: their ids, good on the
    /// route of this page. It belongs into the `<head>`, beside [`script`](Self::script).
    ///
    /// Whoever gets the page can call each of them at this address, with any arguments, also where the page
    /// shows no form of it. What guards an exported action is its `caller`, not the page that it was meant for.
    ///
    /// ```
    /// # use postback::{Html, Page};
    /// fn layout(page: &Page, main: &Html) -> Html {
    ///     Html::from_trusted(format!(
    ///         "<!DOCTYPE html><html lang=en><head>{}{}<title>News</title></head><body>{main}</body></html>",
    ///         page.script(),
    ///         page.actions(),
    ///     ))
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// If the route of this page is not wrapped in [`page(..)`](crate::page()): no call could arrive there.
    #[must_use]
    pub fn actions(&self) -> Html {
        let render = &self.render;
        let route = self.route.as_ref().or_else(|| render.route.get());
        let route = route.unwrap_or_else(|| {
            panic!(
                "the page {} has `page.actions()`, but its route takes no actions: write `.route(path, page(get(..)))`",
                render.url.path(),
            )
        });
        if let Err(sentence) = route.is_unique() {
            panic!("{sentence}");
        }
        let ids = route.exported_ids(&render.app);
        render.note(|notes| notes.actions = Some(ids.clone()));
        let mut html = String::with_capacity(ids.len() + 48);
        html.push_str("<meta name=\"postback-actions\" content='");
        escape_in_single_quotes(ids, &mut html);
        html.push_str("'>");
        Html::from_trusted(html)
    }
}
