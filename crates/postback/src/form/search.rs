//! [`Search`]: forms that only read, `<form method="get">`.

use std::collections::HashSet;
use std::fmt::Display;
use std::ops::Deref;
use std::sync::Arc;

use super::decode;
use super::limits::{ERRORS, FIELDS};
use super::submitted::Submitted;
use super::view::Attributes;
use super::{FormContext, FormField, FormId, FromForm, Pairs, tree};
use crate::html::{Html, IntoHtml};

/// An extractor for the query of a page with a search form, filters, or page numbers.
///
/// It never rejects a request. A value that cannot be decoded counts as missing, and its field
/// shows the error: an `Option` is `None`, and a list omits the items (also rows) that cannot be
/// decoded. A field of any other type needs a value even if nothing was asked for (zero, empty, the
/// first choice), so use `Option` and `Vec` for values that may be missing. Broken rules are shown
/// at their fields as well, but the value stays as it was submitted.
///
/// ```
/// use postback::{FromForm, Html, Search};
///
/// #[derive(FromForm)]
/// struct Filter { topic: Option<String>, page: Option<u32> }
///
/// async fn problems(search: Search<Filter>) -> String {
///     let page = search.page.unwrap_or(1);
///     let field = search.fields();
///     let form = search.open(Html::from_trusted(format!("{}<button>Search</button>", field.topic.labelled("Topic"))));
///     format!("{form} page {page} <a href=\"{}\">next</a>", search.url_with("page", page + 1))
/// }
/// ```
#[derive(Debug)]
pub struct Search<T> {
    value: T,
    pairs: Pairs,
    form: FormContext,
}

impl<T: FromForm + FormField> Search<T> {
    /// Decodes a query string, without its `?`.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let all = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .take(FIELDS);
        let pairs: Pairs = all.filter(|(name, _)| is_known::<T>(name)).collect();
        let submitted = Submitted::texts(&pairs);
        let (read, mut errors) = decode::judged::<T>(submitted);
        let value = read
            .get()
            .unwrap_or_else(|| decode::without_nonsense(submitted));
        // A field that was not asked for shows no error.
        let dense = tree::renumbered(&pairs);
        let asked = NamesAsked::of(dense.as_deref().unwrap_or(&pairs));
        errors.retain(|error| asked.has(&error.field));
        decode::bound(&mut errors, ERRORS);
        let mut form = FormContext::new(id::<T>());
        if !pairs.is_empty() {
            form = form.submitted(Arc::new(pairs.clone()), Arc::new(errors));
        }
        Self { value, pairs, form }
    }

    /// Returns the fields of the search form, filled with the query.
    #[must_use]
    pub fn fields(&self) -> T::Fields<'_> {
        T::fields(&self.form)
    }

    /// Renders the search form around `body`. It submits to the page's own path.
    #[must_use]
    pub fn open(&self, body: impl IntoHtml) -> Html {
        let mut out = String::new();
        let mut attributes = Attributes::new();
        // An empty `action` would keep the address of a page that answers a form, with its
        // additional query. `?` drops it.
        attributes
            .put("method", "get")
            .put("action", "?")
            .put("id", self.form.id());
        attributes.write_tag("form", &mut out);
        out.push_str(body.into_html().as_str());
        out.push_str("</form>");
        Html::from_trusted(out)
    }

    /// Returns the names in the query that this search reads.
    #[must_use]
    pub fn query_keys() -> &'static [&'static str] {
        T::NAMES
    }

    /// Returns the URL of the same search with another value in one field: `?topic=rust&page=2`.
    #[must_use]
    pub fn url_with(&self, name: &str, value: impl Display) -> String {
        self.url(name, Some(&value.to_string()))
    }

    /// Returns the URL of the same search without one field and without everything inside it.
    #[must_use]
    pub fn url_without(&self, name: &str) -> String {
        self.url(name, None)
    }

    fn url(&self, name: &str, value: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::for_suffix(String::from("?"), 1);
        let mut value = value;
        for (known, old) in &self.pairs {
            if decode::above(known).any(|path| path == name) {
                if let Some(value) = value.take() {
                    query.append_pair(name, value);
                }
            } else if !old.is_empty() {
                query.append_pair(known, old);
            }
        }
        if let Some(value) = value {
            query.append_pair(name, value);
        }
        query.finish()
    }
}

/// The names in the query, and the paths that contain them.
struct NamesAsked<'p>(HashSet<&'p str>);

impl<'p> NamesAsked<'p> {
    fn of(pairs: &'p [(String, String)]) -> Self {
        let names = pairs.iter().map(|(name, _)| name.as_str());
        Self(names.flat_map(decode::above).collect())
    }

    /// Returns whether the query contains the field, the list of which it is an item, or the row in
    /// which it is missing.
    fn has(&self, field: &str) -> bool {
        let row = field.rfind(']').map(|end| &field[..=end]);
        let list = field
            .strip_suffix(']')
            .and_then(|entry| entry.rsplit_once('['));
        let names = [Some(field), list.map(|(list, _)| list), row];
        names
            .into_iter()
            .flatten()
            .any(|name| self.0.contains(name))
    }
}

/// Returns whether a form of this type has a field that is submitted under this name, or that
/// contains it.
pub(crate) fn is_known<T: FromForm>(name: &str) -> bool {
    let first = name.split(['.', '[']).next();
    T::NAMES.iter().any(|known| Some(*known) == first) && tree::segments(name).is_some()
}

/// Two searches on one page have two types, so the type's name distinguishes their ids.
fn id<T>() -> String {
    let name = std::any::type_name::<T>();
    let name = name.rsplit("::").next().unwrap_or(name);
    let mut id = String::from("search");
    for (at, letter) in name.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        if at == 0 || letter.is_uppercase() {
            id.push('-');
        }
        id.extend(letter.to_lowercase());
    }
    id
}

impl<T> Deref for Search<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> FormId for Search<T> {
    fn form_id(&self) -> &str {
        self.form.id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FromForm;

    #[derive(FromForm, garde::Validate)]
    struct Filter {
        #[garde(skip)]
        topic: Option<String>,
        #[garde(range(max = 100))]
        page: Option<u32>,
        #[garde(length(utf16, min = 1))]
        word: String,
        #[garde(skip)]
        tags: Vec<String>,
    }

    fn search(query: &str) -> Search<Filter> {
        Search::from_query(query)
    }

    #[test]
    fn a_first_visit_has_no_errors() {
        let search = search("");
        assert_eq!((search.page, &*search.word), (None, ""));
        assert!(
            !search
                .fields()
                .word
                .labelled("Word")
                .as_str()
                .contains("required</p>")
        );
        assert!(search.fields().word.error().as_str().ends_with("></p>"));
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field_and_the_rest_stays() {
        let search = search("topic=rust&page=x&word=a");
        assert_eq!((search.topic.as_deref(), search.page), (Some("rust"), None));
        assert!(
            search
                .fields()
                .page
                .error()
                .as_str()
                .contains("must be a whole number")
        );
        assert_eq!(search.fields().topic.value(), "rust");
    }

    #[test]
    fn a_broken_rule_is_said_but_the_value_is_there() {
        let search = search("page=101&word=");
        assert_eq!(search.page, Some(101));
        assert!(
            search
                .fields()
                .page
                .error()
                .as_str()
                .contains("must be at most 100")
        );
        assert!(
            search
                .fields()
                .word
                .error()
                .as_str()
                .contains("is required")
        );
    }

    #[test]
    fn addresses_keep_what_is_known_and_nothing_else() {
        let search = search("topic=a%26b&page=2&utm=x&word=&tags=1&tags=2");
        assert_eq!(
            search.url_with("page", 3),
            "?topic=a%26b&page=3&tags=1&tags=2"
        );
        assert_eq!(search.url_without("page"), "?topic=a%26b&tags=1&tags=2");
        assert_eq!(search.url_without("tags"), "?topic=a%26b&page=2");
        assert_eq!(
            super::Search::<Filter>::from_query("").url_without("page"),
            "?"
        );
        assert_eq!(
            super::Search::<Filter>::from_query("").url_with("page", 2),
            "?page=2"
        );
        assert_eq!(
            Search::<Filter>::query_keys(),
            ["topic", "page", "word", "tags"]
        );
    }

    #[test]
    fn the_form_goes_to_the_same_page() {
        let form = search("").open(Html::from_trusted("<button>Go</button>"));
        assert_eq!(
            form.as_str(),
            "<form method=\"get\" action=\"?\" id=\"search-filter\"><button>Go</button></form>"
        );
    }

    #[test]
    fn no_query_is_refused() {
        for query in [
            "&&&",
            "%",
            "=",
            "page",
            "page=1&page=%ff",
            "tags[0]=1&[=2",
            "topic=%00",
        ] {
            let _ = search(query);
        }
    }
}
