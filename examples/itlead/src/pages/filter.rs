//! The filter of the list of problems.

use garde::Validate;
use postback::FromForm;

use crate::model::{Solved, Summary, Topic};

/// The query of the list.
#[derive(Debug, Default, FromForm, Validate)]
#[garde(allow_unvalidated)]
pub struct Filter {
    #[form(trim)]
    pub q: Option<String>,
    pub topic: Option<Topic>,
    pub status: Option<Status>,
    pub page: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, FromForm)]
pub enum Status {
    Open,
    Solved,
}

impl Filter {
    /// Returns the problems of a topic whose title contains the words and that the reader has, or
    /// has not, solved.
    pub(super) fn narrow<'p>(&self, problems: &'p [Summary], solved: &Solved) -> Vec<&'p Summary> {
        let words = self.q.as_deref().unwrap_or_default().to_lowercase();
        let is_asked_for = |problem: &&Summary| {
            let is_solved = solved.contains_key(&problem.id);
            let has_state = match self.status {
                Some(Status::Open) => !is_solved,
                Some(Status::Solved) => is_solved,
                None => true,
            };
            has_state && problem.title.to_lowercase().contains(&words)
        };
        problems.iter().filter(is_asked_for).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Level, ProblemId};

    use super::*;

    /// Returns the numbers of the problems that pass the filter, of three, of which the second one
    /// is solved.
    fn left(filter: &Filter) -> Vec<i64> {
        let problems = [
            (1, "100% of the Zebras"),
            (2, "Zebras, again"),
            (3, "\u{c4}pfel"),
        ]
        .map(|(id, title)| Summary {
            id: ProblemId(id),
            title: title.into(),
            topic: Topic::Rust,
            level: Level::Easy,
        });
        let solved = Solved::from([(ProblemId(2), 1_800_000_000)]);
        let left = filter.narrow(&problems, &solved);
        left.iter().map(|problem| problem.id.0).collect()
    }

    fn words(q: &str) -> Filter {
        Filter {
            q: Some(q.into()),
            ..Filter::default()
        }
    }

    #[test]
    fn words_are_found_in_any_case_and_character_by_character() {
        assert_eq!(left(&Filter::default()), [1, 2, 3]);
        assert_eq!(left(&words("zebras")), [1, 2]);
        assert_eq!(left(&words("\u{e4}PF")), [3]);
        assert_eq!(left(&words("%")), [1]);
        assert_eq!(left(&words("no such words")), [] as [i64; 0]);
    }

    #[test]
    fn a_state_is_that_of_the_reader() {
        let in_state = |status| Filter {
            status: Some(status),
            ..words("zebras")
        };
        assert_eq!(left(&in_state(Status::Open)), [1]);
        assert_eq!(left(&in_state(Status::Solved)), [2]);
    }
}
