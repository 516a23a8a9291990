//! `page.island(..)`: a component of a script, and what stands there without it.

use std::any::TypeId;

use super::Page;
use super::island_view::IslandView;
use super::islands::Island;
use crate::html::IntoHtml;
use crate::outcome::typed_json;

impl Page {
    /// The place of a component with these props. `fallback` is what stands there before the script has
    /// come, and without it: with plain forms it works as well.
    ///
    /// After an action the component gets the props of the refreshed page, and keeps its state.
    /// Two islands of one component on a page are told apart by [`keyed`](IslandView::keyed). The props are in
    /// the page for whoever gets it, as everything else that is in it.
    ///
    /// ```
    /// # use postback::{Html, Island, Page};
    /// # #[derive(Clone, serde::Serialize, ts_rs::TS)] struct Problem { id: u32, title: String }
    /// #[derive(serde::Serialize, ts_rs::TS, Island)]
    /// struct ProblemRow {
    ///     problem: Problem,
    /// }
    ///
    /// fn row(page: &Page, problem: &Problem) -> postback::IslandView {
    ///     let fallback = Html::from_trusted("<p>..</p>");
    ///     page.island(&ProblemRow { problem: problem.clone() }, fallback).keyed(problem.id)
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Panics
    ///
    /// If the island is not listed in [`islands!`](crate::islands), so no script would know it, or if its
    /// props do not serialise.
    pub fn island<I: Island>(&self, props: &I, fallback: impl IntoHtml) -> IslandView {
        assert!(
            self.render.app.islands.contains(&TypeId::of::<I>()),
            "the island `{}` is not listed: add it to islands![..] of the app",
            I::NAME,
        );
        let props = typed_json(props).unwrap_or_else(|error| {
            panic!(
                "the props of the island `{}` do not serialise to JSON: {error}",
                I::NAME
            )
        });
        IslandView {
            name: I::NAME,
            key: None,
            props,
            fallback: fallback.into_html(),
        }
    }
}
