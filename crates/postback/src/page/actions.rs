//! `page.actions()`: the data with which scripts call actions from a page.

use super::Page;
use crate::html::{Html, escape_in_single_quotes};

impl Page {
    /// Renders the `<meta>` tag with which scripts call the actions that have the option
    /// `typescript`: the ids of the actions, valid on the route of this page. Place it in the
    /// `<head>`, beside [`script`](Self::script).
    ///
    /// Every visitor who receives the page can call each of these actions at this URL, with any
    /// arguments, even if the page shows no form of the action. An exported action is protected by
    /// its `caller`, not by the page for which it is intended.
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
    /// If the route of this page is not wrapped in [`page(..)`](crate::page()): calls could not
    /// reach it.
    #[must_use]
    pub fn actions(&self) -> Html {
        let render = &self.render;
        let route = render.route_of_ids(self.route.as_ref(), format_args!("`page.actions()`"));
        let ids = route.exported_ids(&render.app);
        render.note(|notes| notes.actions = Some(ids.clone()));
        let mut html = String::with_capacity(ids.len() + 48);
        html.push_str("<meta name=\"postback-actions\" content='");
        escape_in_single_quotes(ids, &mut html);
        html.push_str("'>");
        Html::from_trusted(html)
    }
}
