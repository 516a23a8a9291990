//! [`Sources`]: the tags of a value, or the fact that they are not all known.

use std::fmt;
use std::sync::Arc;

use super::log::Log;
use super::rules::{Position, Rules, Source};
use super::tag::TagId;

/// The tags of a value with the stamps of the data behind them.
///
/// A value whose tags are not all known might become wrong at any time. Only the readers that wait
/// for it receive it; it is not stored, and every value that reads it is of the same kind.
#[derive(Clone, Debug)]
pub(crate) enum Sources {
    Known(Box<[Source<TagId>]>),
    Unknown {
        /// The stamp of the oldest data in it.
        as_of: Position,
        why: Unknown,
    },
}

impl Sources {
    /// Returns whether one of the sources has been invalidated since. If they are unknown, any
    /// invalidation counts.
    pub(crate) fn is_invalid(&self, rules: &dyn Rules, log: &dyn Log) -> bool {
        match self {
            Self::Known(sources) => any_invalid(sources, rules, log),
            Self::Unknown { as_of, .. } => rules.is_invalid(*as_of, log.applied()),
        }
    }

    /// Returns whether a change of this tag can make the value wrong.
    pub(crate) fn may_have(&self, tag: Option<TagId>) -> bool {
        match self {
            Self::Known(sources) => {
                tag.is_some_and(|tag| sources.iter().any(|source| source.tag == tag))
            }
            Self::Unknown { .. } => true,
        }
    }

    /// Returns the memory that it holds, in bytes.
    pub(crate) fn heap(&self) -> usize {
        match self {
            Self::Known(sources) => size_of_val::<[_]>(sources),
            // Such a value is not stored.
            Self::Unknown { as_of: _, why: _ } => 0,
        }
    }
}

pub(crate) fn any_invalid(sources: &[Source<TagId>], rules: &dyn Rules, log: &dyn Log) -> bool {
    sources
        .iter()
        .any(|source| rules.is_invalid(source.as_of, log.hard(source.tag)))
}

/// Why not all tags of a value are known.
#[derive(Clone, Debug)]
pub(crate) struct Unknown {
    why: Why,
    /// The inner value to which the reason applies.
    within: Option<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    UnfitTag,
    TooManyTags,
    /// It handled an error whose dependencies are unknown.
    Failed,
    /// It was made without a value whose read was cancelled.
    GivenUp,
    /// It was made from a value that was stale when it was read.
    Stale,
}

impl From<Why> for Unknown {
    fn from(why: Why) -> Self {
        Self { why, within: None }
    }
}

impl Unknown {
    /// Returns the reason as it applies to a reader of the value with this name.
    pub(crate) fn within(&self, name: &str) -> Self {
        Self {
            why: self.why,
            within: Some(self.within.clone().unwrap_or_else(|| name.into())),
        }
    }

    /// Returns whether the app's code is to blame, rather than the timing.
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
