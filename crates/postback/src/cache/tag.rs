//! Tags: the names of data, and how they are kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

/// The most tags that one value may depend on.
pub(crate) const MOST: usize = 128;

/// How many names are remembered for the lines in the log.
const REMEMBERED: usize = 10_000;

/// The name of some data, like `"problems"` or `"problem/42"`: what cached values and pages depend
/// on, and what [`Cache::revalidate_tag`](crate::Cache::revalidate_tag) says has changed.
///
/// Wherever a tag is taken, a string will do. A constant cannot be misspelled:
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
/// A tag has 1 to 256 bytes. A value that is given another one, or more than 128 of them, could not
/// be invalidated as it should: it is computed for every reader and not kept, and neither is a value or
/// a page that reads it, with a warning in the log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tag(Cow<'static, str>);

impl Tag {
    /// The most bytes of a tag.
    pub const LONGEST: usize = 256;

    /// A tag that is known beforehand.
    ///
    /// # Panics
    ///
    /// If it is empty or longer than 256 bytes; for a constant, when it is compiled.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        assert!(
            !name.is_empty() && name.len() <= Self::LONGEST,
            "a tag has 1 to 256 bytes"
        );
        Self(Cow::Borrowed(name))
    }

    /// The name.
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

/// What can be invalidated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Name<'n> {
    /// Data.
    Tag(&'n str),
    /// The stored page at a path, or all of a route pattern.
    Page(&'n str),
    /// Whatever the page there reads.
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

/// A name as it is kept: two that fall together are invalidated together, which costs time only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TagId(pub(crate) u64);

/// From names to ids. The hash has a random key, so nobody outside can make names fall together.
pub(crate) struct Names {
    hash: RandomState,
    /// In development, for people.
    texts: Option<Mutex<HashMap<TagId, Box<str>>>>,
}

impl Names {
    pub(crate) fn new() -> Self {
        Self {
            hash: RandomState::new(),
            texts: cfg!(debug_assertions).then(Mutex::default),
        }
    }

    /// `None` for a tag that is none: nothing depends on it.
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

    /// The names of these, as far as they are remembered.
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
