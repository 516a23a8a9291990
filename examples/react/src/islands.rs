//! What React takes over in the pages: the name of a component, and its properties.

use postback::{Island, Islands, islands};
use serde::Serialize;
use ts_rs::TS;

use crate::model::{Problem, ProblemId};

#[derive(Serialize, TS, Island)]
pub struct ProblemList {
    pub problems: Vec<Problem>,
}

#[derive(Serialize, TS, Island)]
#[serde(rename_all = "camelCase")]
pub struct SolveButton {
    pub problem_id: ProblemId,
    pub user_id: String,
}

#[derive(Serialize, TS, Island)]
pub struct SettingsPage {}

#[derive(Serialize, TS, Island)]
pub struct UserName {}

#[derive(Serialize, TS, Island)]
pub struct Login {}

#[derive(Serialize, TS, Island)]
pub struct Board {}

pub(crate) fn all() -> Islands {
    islands![
        ProblemList,
        SolveButton,
        SettingsPage,
        UserName,
        Login,
        Board
    ]
}
