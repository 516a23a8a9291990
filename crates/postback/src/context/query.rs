//! The URL of a request: the library's query parameters, and the page's own.

use axum::extract::OriginalUri;
use form_urlencoded::parse;
use http::{HeaderMap, Uri};

/// The library's query parameters. All others belong to the page.
pub(crate) const OURS: [&str; 6] = ["_action", "_args", "_k", "_once", "_form", "_call"];

/// What a script that calls an action receives besides its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// The page that was posted to, as after a form.
    Page,
    /// Nothing: the script shows the outcome itself.
    Nothing,
}

impl Call {
    fn of(value: &str) -> Option<Self> {
        match value {
            "page" => Some(Self::Page),
            "none" => Some(Self::Nothing),
            _ => None,
        }
    }

    /// Returns the value of `_call` in the query, if it is valid.
    pub(crate) fn in_query(query: &str) -> Option<Self> {
        let mut calls = query.split('&').filter(|pair| name(pair) == "_call");
        calls.find_map(|pair| Self::of(&value(pair)))
    }
}

pub(crate) fn names_an_action(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| name(pair) == "_action"))
}

fn name(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// Returns the decoded value of one pair.
fn value(pair: &str) -> String {
    let decoded = parse(pair.as_bytes()).next();
    decoded.map_or_else(String::new, |(_, value)| value.into_owned())
}

/// Returns the page's own part of the query unchanged, or `None` if it is empty.
pub(crate) fn own_query(query: &str) -> Option<String> {
    let own: Vec<&str> = query
        .split('&')
        .filter(|pair| !OURS.contains(&name(pair)))
        .collect();
    (!own.is_empty()).then(|| own.join("&"))
}

/// The library's query parameters, parsed.
#[derive(Debug, Default)]
pub(crate) struct ActionQuery {
    pub(crate) id: String,
    pub(crate) arguments: String,
    pub(crate) keyed: Option<String>,
    pub(crate) once: Option<String>,
    /// The id of the form whose button was pressed, if it is a form of another action.
    pub(crate) pressed: Option<String>,
    pub(crate) call: Option<Call>,
}

impl ActionQuery {
    /// # Errors
    ///
    /// Returns the name of a parameter that occurs twice, because either value could be the
    /// intended one, or whose value is invalid.
    pub(crate) fn read(query: &str) -> Result<Self, &'static str> {
        let mut values: [Option<String>; 6] = Default::default();
        for pair in query.split('&') {
            let Some(index) = OURS.iter().position(|ours| *ours == name(pair)) else {
                continue;
            };
            if values[index].replace(value(pair)).is_some() {
                return Err(OURS[index]);
            }
        }
        let [id, arguments, keyed, once, pressed, call] = values;
        let call = call
            .map(|call| Call::of(&call).ok_or("_call"))
            .transpose()?;
        Ok(Self {
            id: id.unwrap_or_default(),
            arguments: arguments.unwrap_or_default(),
            keyed,
            once,
            pressed,
            call,
        })
    }

    /// Returns the id of the action, `name.hmac`, and the proof that it was rendered on a route.
    pub(crate) fn parts(&self) -> [&str; 2] {
        match self.id.match_indices('.').nth(1) {
            Some((at, _)) => [&self.id[..at], &self.id[at + 1..]],
            None => [&self.id, ""],
        }
    }
}

/// Returns the URL without the library's parameters, which the address bar still contains after a
/// 422.
pub(crate) fn external(uri: &Uri, original: Option<&OriginalUri>) -> Uri {
    let uri = original.map_or(uri, |OriginalUri(uri)| uri);
    match uri.query() {
        Some("") => with_query(uri, None),
        Some(query) if query.split('&').any(|pair| pair.starts_with('_')) => {
            with_query(uri, own_query(query).as_deref())
        }
        _ => uri.clone(),
    }
}

pub(crate) fn with_query(uri: &Uri, query: Option<&str>) -> Uri {
    let path_and_query = match query {
        Some(query) => format!("{}?{query}", uri.path()),
        None => uri.path().to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = path_and_query.parse().ok();
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}

/// Replaces path and query, and keeps the host, which HTTP/2 includes in the URI.
pub(crate) fn at(uri: &Uri, path_and_query: &str) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path_and_query.parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// Returns whether the runtime sent the request. Only this header decides.
pub(crate) fn is_enhanced(headers: &HeaderMap) -> bool {
    headers
        .get("postback-request")
        .is_some_and(|value| value == "1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn wherever_ours_stand_the_own_query_comes_back_byte_for_byte(
            own in prop::collection::vec("[!-%'-~\u{e9}]{0,12}", 1..5),
            ours in prop::collection::vec((0..OURS.len(), "(=[!-%'-~]{0,12})?", 0_usize..6), 0..5),
        ) {
            prop_assume!(own.iter().all(|pair| !OURS.contains(&name(pair))));
            let mut all = own.clone();
            for (index, value, at) in ours {
                all.insert(at.min(all.len()), format!("{}{value}", OURS[index]));
            }
            prop_assert_eq!(own_query(&all.join("&")), Some(own.join("&")));
        }
    }

    #[test]
    fn the_own_query_stays_byte_for_byte() {
        assert_eq!(
            own_query("topic=r%C3%A9&_action=a.b&page=2&_args=7").as_deref(),
            Some("topic=r%C3%A9&page=2")
        );
        assert_eq!(own_query("_action=a.b&_k=x&_once=y"), None);
        assert_eq!(
            own_query("a&&b=1&_actions=1").as_deref(),
            Some("a&&b=1&_actions=1")
        );
        assert_eq!(own_query("%5Faction=1").as_deref(), Some("%5Faction=1"));
    }

    #[test]
    fn only_a_whole_name_names_an_action() {
        assert!(names_an_action(Some("x=1&_action=a.b")));
        assert!(names_an_action(Some("_action")));
        assert!(!names_an_action(Some("my_action=a&_actions=b")));
        assert!(!names_an_action(None));
    }

    #[test]
    fn a_name_that_is_there_twice_is_refused() {
        assert_eq!(
            ActionQuery::read("_action=a&_action=b").unwrap_err(),
            "_action"
        );
        assert_eq!(
            ActionQuery::read("_action=a&_args=1&_args=2").unwrap_err(),
            "_args"
        );
    }

    #[test]
    fn a_script_says_which_of_two_answers_it_wants() {
        let call = |query: &str| ActionQuery::read(query).map(|named| named.call);
        assert_eq!(call("_action=a.b"), Ok(None));
        assert_eq!(call("_action=a.b&_call=page"), Ok(Some(Call::Page)));
        assert_eq!(call("_call=none&_action=a.b"), Ok(Some(Call::Nothing)));
        for odd in [
            "_call",
            "_call=",
            "_call=1",
            "_call=Page",
            "_call=page+",
            "_call=none%00",
        ] {
            assert_eq!(call(&format!("_action=a.b&{odd}")), Err("_call"), "{odd}");
        }
        assert_eq!(call("_call=page&_call=page"), Err("_call"));
    }

    #[test]
    fn a_call_in_the_query_is_the_one_that_is_read() {
        for query in ["_call=page", "_action=a.b&_call=none", "_call=p%61ge"] {
            let read = ActionQuery::read(query).unwrap().call;
            assert_eq!(Call::in_query(query), read, "{query}");
            assert!(read.is_some(), "{query}");
        }
        assert_eq!(Call::in_query("_call=Page&my_call=page"), None);
    }

    #[test]
    fn values_are_decoded() {
        let named = ActionQuery::read("_action=a.b&_args=%221%2C+2%22&_k=row").unwrap();
        assert_eq!(
            (named.arguments.as_str(), named.keyed.as_deref()),
            ("\"1, 2\"", Some("row"))
        );
    }
}
