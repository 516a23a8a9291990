//! Islands: the props of components that scripts put into a page, and the list of them.

use std::any::{TypeId, type_name};
use std::fmt;

use serde::Serialize;

use crate::action::{HasTypescript, Types};

/// The props of a component that a script puts into the page, and its name; implemented by
/// `#[derive(Island)]` for a struct with named fields.
///
/// ```
/// # use postback::{Html, Island, Page};
/// #[derive(serde::Serialize, ts_rs::TS, Island)]
/// struct SolveButton {
///     problem: u32,
///     solved: bool,
/// }
///
/// async fn problem(page: Page) -> Html {
///     let fallback = Html::from_trusted("<p>Solved</p>");
///     Html::from_trusted(page.island(&SolveButton { problem: 7, solved: true }, fallback).to_string())
/// }
/// # fn main() {}
/// ```
///
/// `#[island(crate = "web::postback")]` names the library in an app that imports it under another name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an island",
    label = "no component has these props",
    note = "derive it: `#[derive(serde::Serialize, ts_rs::TS, postback::Island)]`"
)]
pub trait Island: Serialize + HasTypescript {
    /// The name of the component, which is that of the struct.
    const NAME: &'static str;
}

/// The islands that the pages of an app have, built by [`islands!`](crate::islands).
///
/// ```
/// # #[derive(serde::Serialize, ts_rs::TS, postback::Island)] struct Clock { zone: String }
/// let pages = axum::Router::new();
/// let app = postback::Postback::<()>::new(pages).islands(postback::islands![Clock]);
/// # let _ = app;
/// ```
#[derive(Default)]
pub struct Islands(pub(crate) Vec<ListedIsland>);

pub(crate) struct ListedIsland {
    pub(crate) name: &'static str,
    /// The path of the struct.
    pub(crate) path: &'static str,
    pub(crate) type_id: TypeId,
    /// Declares the props, and returns what they are called.
    pub(crate) describe: fn(&mut Types) -> String,
}

impl Islands {
    /// Creates an empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an island.
    #[must_use]
    pub fn add<I: Island>(mut self) -> Self {
        self.0.push(ListedIsland {
            name: I::NAME,
            path: type_name::<I>(),
            type_id: TypeId::of::<I>(),
            describe: |types| types.name::<I>(),
        });
        self
    }

    /// Adds the islands of another list.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns a sentence for two islands of the same name, if there are any.
    pub(crate) fn same_names(&self) -> Option<String> {
        let mut listed: Vec<_> = self.0.iter().map(|one| (one.name, one.path)).collect();
        listed.sort_unstable();
        let pair = listed.windows(2).find(|pair| pair[0].0 == pair[1].0)?;
        let [(name, one), (_, other)] = [pair[0], pair[1]];
        Some(format!(
            "the islands `{one}` and `{other}` are both called `{name}`: list each once, and rename one of two structs"
        ))
    }
}

impl fmt::Debug for Islands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|island| island.path))
            .finish()
    }
}

/// Lists islands by their types: `islands![ProblemList, shop::Cart]`.
#[macro_export]
macro_rules! islands {
    ($($island:ty),* $(,)?) => {
        $crate::Islands::new()$(.add::<$island>())*
    };
}
