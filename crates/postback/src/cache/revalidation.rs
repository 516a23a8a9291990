//! [`Revalidation`]: what has changed, in the app's terms.

use super::engine::Engine;
use super::path;
use super::tag::{Name, Tag, TagId};

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Revalidation {
    Tag(Tag),
    /// A page and everything that it reads.
    Path(String),
    /// Only the stored page: the response to an action was rendered.
    Page(String),
}

impl Revalidation {
    pub(crate) fn tag(tag: Tag) -> Self {
        if !tag.fits() {
            let start: String = tag.as_str().chars().take(64).collect();
            tracing::warn!(target: "postback::cache", bytes = tag.as_str().len(), tag = ?start, "this tag revalidates nothing: a tag has 1 to 256 bytes, and a value with any other tag is not kept");
        }
        Self::Tag(tag)
    }

    pub(crate) fn path(path: &str) -> Self {
        if !path.starts_with('/') {
            tracing::warn!(target: "postback::cache", path, "this path revalidates nothing: revalidate_path needs a path from the root, like `/problems`");
        }
        Self::Path(path::decoded(path).into_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Tag(tag) => tag.as_str(),
            Self::Path(path) | Self::Page(path) => path,
        }
    }
}

impl Engine {
    /// Returns the ids that these revalidations invalidate.
    pub(crate) fn ids(&self, revalidations: &[Revalidation]) -> Vec<TagId> {
        let names = &self.names;
        let ids = revalidations.iter().flat_map(|one| match one {
            Revalidation::Tag(tag) => [names.of(tag), None],
            Revalidation::Path(path) => {
                [Name::Page(path), Name::Below(path)].map(|name| Some(names.id(name)))
            }
            Revalidation::Page(path) => [Some(names.id(Name::Page(&path::decoded(path)))), None],
        });
        ids.flatten().collect()
    }
}
