//! What React takes over in the pages: the name of a component, and its properties.

use maud::{Markup, Render, html};
use serde::Serialize;

use crate::model::{Problem, ProblemId};

#[derive(Serialize)]
pub struct ProblemList {
    pub problems: Vec<Problem>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SolveButton {
    pub problem_id: ProblemId,
    pub user_id: String,
}

#[derive(Serialize)]
pub struct SettingsPage {}

#[derive(Serialize)]
pub struct UserName {}

#[derive(Serialize)]
pub struct Login {}

#[derive(Serialize)]
pub struct Board {}

/// A component by its name; what implements it are its properties.
pub(crate) trait Island: Serialize {
    const NAME: &'static str;
}

/// The place of a component. `fallback` works before and without script.
pub(crate) fn island<I: Island>(properties: &I, fallback: impl Render) -> Markup {
    let properties = serde_json::to_string(properties).expect("texts, booleans and lists of them");
    html! {
        div id={ "island-" (I::NAME) } data-pb-island=(I::NAME) data-pb-props=(properties) {
            div { (fallback) }
        }
    }
}

macro_rules! named {
    ($($name:ident),*) => {$(
        impl Island for $name {
            const NAME: &'static str = stringify!($name);
        }
    )*};
}

named!(
    ProblemList,
    SolveButton,
    SettingsPage,
    UserName,
    Login,
    Board
);
