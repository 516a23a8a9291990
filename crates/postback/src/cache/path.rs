//! Paths as the cache names them.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Returns the name of the page at a path (decoded once, without a query). A route pattern is its
/// own name.
pub(crate) fn decoded(path: &str) -> Cow<'_, str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if path.contains('{') {
        return Cow::Borrowed(path);
    }
    percent_decode_str(path).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_once_and_a_pattern_is_not() {
        assert_eq!(decoded("/caf%C3%A9?x=1"), "/café");
        assert_eq!(decoded("/100%2525"), "/100%25");
        assert_eq!(decoded("/problems/{id}"), "/problems/{id}");
        assert_eq!(decoded("/a/"), "/a/");
    }
}
