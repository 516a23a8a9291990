//! [`Tag`]: the name of some data, and its representation in the cache.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

/// The largest number of tags of one value.
pub(crate) const MOST: usize = 128;

/// The number of tag names that are remembered for log messages.
const REMEMBERED: usize = 10_000;

/// The name of some data, such as `"problems"` or `"problem/42"`. Cached values and pages depend on
/// tags, and [`Cache::revalidate_tag`](crate::Cache::revalidate_tag) records that the data of one
/// has changed.
///
/// Every function that takes a tag also takes a string. A constant prevents misspelling:
///
/// ```
/// use postback::{Cache, Tag};
///
/// const PROBLEMS: Tag = Tag::new("problems");
///
/// fn problem(id: u64) -> Tag {
///     format!("problem/{id}").into()
/// }
///
/// fn changed(cache: &Cache) {
///     cache.revalidate_tag(PROBLEMS);
///     cache.revalidate_tag(problem(42));
///     cache.revalidate_tag("members");
/// }
/// ```
///
/// A tag has 1 to 256 bytes. A value with an invalid tag, or with more than 128 tags, could not be
/// invalidated reliably. It is therefore computed for every reader and not stored, and so is every
/// value or page that reads it; the log has a warning.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tag(Cow<'static, str>);

impl Tag {
    /// The largest length of a tag, in bytes.
    pub(crate) const LONGEST: usize = 256;

    /// Creates a tag that is known at compile time.
    ///
    /// # Panics
    ///
    /// If the name is empty or longer than 256 bytes. For a constant this is a compile-time error.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        assert!(
            !name.is_empty() && name.len() <= Self::LONGEST,
            "a tag has 1 to 256 bytes"
        );
        Self(Cow::Borrowed(name))
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn fits(&self) -> bool {
        !self.0.is_empty() && self.0.len() <= Self::LONGEST
    }
}

impl From<&str> for Tag {
    fn from(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }
}

impl From<String> for Tag {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl From<&String> for Tag {
    fn from(name: &String) -> Self {
        name.as_str().into()
    }
}

impl From<&Tag> for Tag {
    fn from(tag: &Tag) -> Self {
        tag.clone()
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name that can be invalidated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Name<'n> {
    /// Data.
    Tag(&'n str),
    /// The stored page at a path, or all pages of a route pattern.
    Page(&'n str),
    /// Everything that the page there reads.
    Below(&'n str),
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(name) | Self::Page(name) => f.write_str(name),
            Self::Below(path) => write!(f, "everything on {path}"),
        }
    }
}

/// A hashed name. Two names with the same hash are invalidated together, which only costs time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TagId(pub(crate) u64);

/// Converts names to ids. The hash has a random key, so that visitors cannot provoke collisions.
pub(crate) struct Names {
    hash: RandomState,
    /// The names of the ids, remembered in debug builds for log messages.
    texts: Option<Mutex<HashMap<TagId, Box<str>>>>,
}

impl Names {
    pub(crate) fn new() -> Self {
        Self {
            hash: RandomState::new(),
            texts: cfg!(debug_assertions).then(Mutex::default),
        }
    }

    /// Returns the id of a tag, or `None` if the tag is invalid.
    pub(crate) fn of(&self, tag: &Tag) -> Option<TagId> {
        tag.fits().then(|| self.id(Name::Tag(tag.as_str())))
    }

    pub(crate) fn id(&self, name: Name<'_>) -> TagId {
        let id = TagId(self.hash.hash_one(name));
        if let Some(texts) = &self.texts {
            let mut texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
            if texts.len() < REMEMBERED {
                texts.entry(id).or_insert_with(|| name.to_string().into());
            }
        }
        id
    }

    /// Returns the names of these ids, as far as they are remembered.
    pub(crate) fn texts(&self, ids: impl Iterator<Item = TagId>) -> Vec<String> {
        let Some(texts) = &self.texts else {
            return Vec::new();
        };
        let texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
        ids.filter_map(|id| texts.get(&id).map(ToString::to_string))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_1_to_256_bytes() {
        assert!(Tag::from("x".repeat(256)).fits());
        assert!(!Tag::from("x".repeat(257)).fits());
        assert!(!Tag::from("").fits());
    }

    #[test]
    fn a_path_is_not_the_tag_of_the_same_text() {
        let names = Names::new();
        let all = [Name::Tag("/x"), Name::Page("/x"), Name::Below("/x")].map(|name| names.id(name));
        assert!(all[0] != all[1] && all[1] != all[2] && all[0] != all[2]);
        assert_eq!(names.id(Name::Tag("/x")), all[0]);
    }
}
