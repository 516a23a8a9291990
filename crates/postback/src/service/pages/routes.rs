//! The declared page of a path.

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::CachedPage;

/// The largest number of undeclared patterns that are learned; an app has fewer routes.
const MOST_LEARNED: usize = 1_000;

/// A page that the app has declared.
pub(super) struct Declared {
    pub(super) pattern: Cow<'static, str>,
    pub(super) page: CachedPage,
    /// Whether caching is switched off, because another pattern of the app has the same paths.
    is_off: AtomicBool,
    is_warned: AtomicBool,
}

/// A tree of the same kind as axum's, so that a static path takes precedence over a parameter as it
/// does there.
///
/// It starts with the declared patterns. `/problems/new` may match `/problems/{id}` here while the
/// app routes it elsewhere: that is learned from the first response, and stored as a pattern that
/// is not cached.
pub(crate) struct DeclaredPages(RwLock<Tree>);

#[derive(Clone, Default)]
struct Tree {
    patterns: matchit::Router<Option<Arc<Declared>>>,
    learned: usize,
}

impl DeclaredPages {
    /// # Errors
    ///
    /// Returns a sentence about a pattern that is invalid or declared twice.
    pub(crate) fn new(
        declared: impl IntoIterator<Item = (Cow<'static, str>, CachedPage)>,
    ) -> Result<Self, String> {
        let mut tree = Tree::default();
        for (pattern, page) in declared {
            check(&pattern)?;
            let declared = Arc::new(Declared {
                pattern: pattern.clone(),
                page,
                is_off: AtomicBool::new(false),
                is_warned: AtomicBool::new(false),
            });
            let inserted = tree.patterns.insert(&*pattern, Some(declared));
            inserted.map_err(|error| match error {
                matchit::InsertError::Conflict { with } if with == pattern => {
                    format!("the cached page `{pattern}` is declared twice")
                }
                error => format!("the cached page `{pattern}` has no pattern of a route: {error}"),
            })?;
        }
        Ok(Self(RwLock::new(tree)))
    }

    /// Returns the declared page of a path as it was sent, because axum matches before it decodes.
    pub(super) fn find(&self, path: &str) -> Option<Arc<Declared>> {
        let tree = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = tree.patterns.at(path).ok()?.value.as_ref()?;
        (!found.is_off.load(Ordering::Relaxed)).then(|| Arc::clone(found))
    }

    /// Learns that a path of `declared` is routed as `actual`. Returns whether the two are
    /// distinguished from now on.
    pub(super) fn learn(&self, declared: &Declared, actual: &str) -> bool {
        let mut tree = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if tree.learned == MOST_LEARNED {
            return false;
        }
        // An insertion may fail half-way.
        let mut more = tree.clone();
        match more.patterns.insert(actual, None) {
            Ok(()) => {
                more.learned += 1;
                *tree = more;
            }
            // Another request has learned it meanwhile.
            Err(matchit::InsertError::Conflict { with }) if with == actual => {}
            Err(_) => {
                declared.is_off.store(true, Ordering::Relaxed);
                tracing::warn!(target: "postback::cache", declared = &*declared.pattern, actual,
                    "the page is not cached: declare the pattern of its route");
            }
        }
        true
    }
}

impl Declared {
    /// Warns the developer once about what keeps the page out of the cache.
    pub(super) fn warn(&self, path: &str, reason: &str) {
        if self.is_warned.swap(true, Ordering::Relaxed) {
            tracing::debug!(target: "postback::cache", declared = &*self.pattern, path, reason, "not cached");
        } else {
            tracing::warn!(target: "postback::cache", declared = &*self.pattern, path,
                "the page is declared as cached, but it is rendered for every visitor: {reason}");
        }
    }
}

fn check(pattern: &str) -> Result<(), String> {
    if !pattern.starts_with('/') {
        return Err(format!(
            "the cached page `{pattern}` has no pattern of a route: it must start with `/`"
        ));
    }
    // axum rejects the syntax of its former versions; here it would silently match nothing.
    if let Some(segment) = pattern
        .split('/')
        .find(|segment| segment.starts_with([':', '*']))
    {
        return Err(format!(
            "the cached page `{pattern}` has no pattern of a route: write `{{{}}}` instead of `{segment}`",
            segment.trim_start_matches(':')
        ));
    }
    Ok(())
}

impl fmt::Debug for DeclaredPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeclaredPages").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(patterns: &[&str]) -> Result<DeclaredPages, String> {
        let page = || CachedPage::fresh("5m");
        DeclaredPages::new(
            patterns
                .iter()
                .map(|pattern| ((*pattern).to_owned().into(), page())),
        )
    }

    fn found(routes: &DeclaredPages, path: &str) -> Option<String> {
        Some(routes.find(path)?.pattern.to_string())
    }

    #[test]
    fn a_path_falls_under_the_pattern_that_axum_would_choose() {
        let routes = routes(&[
            "/",
            "/problems",
            "/problems/{id}",
            "/docs/{*path}",
            "/@{name}",
        ])
        .unwrap();
        for (path, pattern) in [
            ("/", Some("/")),
            ("/problems", Some("/problems")),
            ("/problems/", None),
            ("/problems/7", Some("/problems/{id}")),
            ("/problems/a%2Fb", Some("/problems/{id}")),
            ("/problems/7/edit", None),
            ("/docs/a/b", Some("/docs/{*path}")),
            ("/docs/", None),
            ("/@ann", Some("/@{name}")),
            ("/%40ann", None),
        ] {
            assert_eq!(found(&routes, path).as_deref(), pattern, "{path}");
        }
    }

    #[test]
    fn a_pattern_that_is_learned_takes_its_paths_away() {
        let routes = routes(&["/problems/{id}"]).unwrap();
        let declared = routes.find("/problems/new").unwrap();
        for _ in 0..2 {
            assert!(routes.learn(&declared, "/problems/new"));
            assert_eq!(found(&routes, "/problems/new"), None);
            assert_eq!(
                found(&routes, "/problems/7").as_deref(),
                Some("/problems/{id}")
            );
        }
    }

    #[test]
    fn a_declaration_that_is_not_the_route_is_off() {
        let routes = routes(&["/problems/{id}", "/a"]).unwrap();
        let declared = routes.find("/problems/7").unwrap();
        assert!(routes.learn(&declared, "/problems/{number}"));
        assert_eq!(found(&routes, "/problems/7"), None);
        assert_eq!(found(&routes, "/a").as_deref(), Some("/a"));
    }

    #[test]
    fn no_more_is_learned_than_an_app_can_have() {
        let routes = routes(&["/{id}"]).unwrap();
        let declared = routes.find("/x").unwrap();
        for number in 0..MOST_LEARNED {
            assert!(routes.learn(&declared, &format!("/{number}")));
        }
        assert!(!routes.learn(&declared, "/one-more"));
        assert_eq!(found(&routes, "/one-more").as_deref(), Some("/{id}"));
    }

    #[test]
    fn a_pattern_that_no_route_can_have_is_refused() {
        for (pattern, sentence) in [
            ("", "must start with `/`"),
            ("problems", "must start with `/`"),
            ("/:id", "write `{id}` instead of `:id`"),
            ("/*rest", "write `{*rest}` instead of `*rest`"),
            ("/{id", "has no pattern of a route"),
            ("/{a}{b}", "has no pattern of a route"),
            ("/{*rest}/more", "has no pattern of a route"),
        ] {
            let error = routes(&[pattern]).err().unwrap();
            assert!(error.contains(sentence), "{pattern}: {error}");
        }
    }

    #[test]
    fn a_pattern_is_declared_once() {
        assert!(
            routes(&["/a", "/a"])
                .err()
                .unwrap()
                .contains("`/a` is declared twice")
        );
        let error = routes(&["/{a}", "/{b}"]).err().unwrap();
        assert!(
            error.contains("`/{b}` has no pattern of a route"),
            "{error}"
        );
    }
}
