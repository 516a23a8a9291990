//! What a value was made from: every tag of it, or nobody knows.

use std::fmt;
use std::sync::Arc;

use super::log::Log;
use super::rules::{Position, Rules, Source};
use super::tag::TagId;

/// The tags of a value with the stamps of the data behind them.
///
/// Of a value whose tags are not all known nobody can say for how long it is right. It is for those
/// who wait for it, is never kept, and makes whatever reads it a value of the same kind.
#[derive(Clone, Debug)]
pub(crate) enum Sources {
    Known(Box<[Source<TagId>]>),
    Unknown {
        /// The oldest data in it.
        as_of: Position,
        why: Unknown,
    },
}

impl Sources {
    /// Whether something of it has been invalidated since: of what is not known, anything.
    pub(crate) fn is_invalid(&self, rules: &dyn Rules, log: &dyn Log) -> bool {
        match self {
            Self::Known(sources) => any_invalid(sources, rules, log),
            Self::Unknown { as_of, .. } => rules.is_invalid(*as_of, log.applied()),
        }
    }

    /// Whether a change of this tag can make it wrong.
    pub(crate) fn may_have(&self, tag: Option<TagId>) -> bool {
        match self {
            Self::Known(sources) => {
                tag.is_some_and(|tag| sources.iter().any(|source| source.tag == tag))
            }
            Self::Unknown { .. } => true,
        }
    }

    /// The bytes that it holds on to.
    pub(crate) fn heap(&self) -> usize {
        match self {
            Self::Known(sources) => size_of_val::<[_]>(sources),
            // It is not kept.
            Self::Unknown { as_of: _, why: _ } => 0,
        }
    }
}

pub(crate) fn any_invalid(sources: &[Source<TagId>], rules: &dyn Rules, log: &dyn Log) -> bool {
    sources
        .iter()
        .any(|source| rules.is_invalid(source.as_of, log.hard(source.tag)))
}

/// Why not all of a value's tags are known.
#[derive(Clone, Debug)]
pub(crate) struct Unknown {
    why: Why,
    /// The value in it of which this is true.
    within: Option<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    UnfitTag,
    TooManyTags,
    /// It was made in spite of an error, of which nobody knows what it depended on.
    Failed,
    /// It was made without a value that it did not wait for.
    GivenUp,
    /// It was made from one that was old when it was read.
    Stale,
}

impl From<Why> for Unknown {
    fn from(why: Why) -> Self {
        Self { why, within: None }
    }
}

impl Unknown {
    /// As it is for whatever reads the value of this name.
    pub(crate) fn within(&self, name: &str) -> Self {
        Self {
            why: self.why,
            within: Some(self.within.clone().unwrap_or_else(|| name.into())),
        }
    }

    /// Whether the app's own code is to blame, and not the hour.
    pub(crate) fn is_mistake(&self) -> bool {
        matches!(self.why, Why::UnfitTag | Why::TooManyTags)
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.why {
            Why::UnfitTag => "one of its tags is empty or has more than 256 bytes",
            Why::TooManyTags => "it has more than 128 tags",
            Why::Failed => "it could not be computed",
            Why::GivenUp => "it was not waited for",
            Why::Stale => "it was stale",
        };
        match &self.within {
            Some(name) => write!(f, "of `{name}`, which it was made from: {what}"),
            None => f.write_str(what),
        }
    }
}
