//! What a search makes of nonsense: nothing, and its field says so.

use jiff::civil::{Date, date};
use postback::{FromForm, Search};
use proptest::prelude::*;

use super::Topic;

#[derive(FromForm, Clone, Copy, Debug, PartialEq)]
struct Page(u8);

#[derive(FromForm, Clone, Debug, PartialEq)]
struct Span {
    from: Date,
    to: Date,
}

#[derive(FromForm, Clone, Debug, PartialEq)]
struct Inner {
    topic: Vec<Topic>,
    days: Option<Vec<Span>>,
    one: Option<Topic>,
}

#[derive(FromForm, Clone, Debug, PartialEq)]
struct Row {
    topic: Topic,
    pages: Vec<Page>,
}

#[derive(FromForm, garde::Validate, Clone, Debug, PartialEq)]
struct Filter {
    #[garde(skip)]
    topic: Vec<Topic>,
    #[garde(skip)]
    pages: Vec<Page>,
    #[garde(skip)]
    page: Option<Page>,
    #[garde(skip)]
    span: Option<Span>,
    #[garde(skip)]
    inner: Inner,
    #[garde(skip)]
    rows: Vec<Row>,
    #[garde(inner(length(utf16, min = 2)))]
    words: Vec<String>,
    #[garde(range(min = 1.0, max = 5.0))]
    stars: Option<f64>,
}

fn nothing() -> Filter {
    Filter {
        topic: vec![],
        pages: vec![],
        page: None,
        span: None,
        inner: Inner {
            topic: vec![],
            days: None,
            one: None,
        },
        rows: vec![],
        words: vec![],
        stars: None,
    }
}

#[test]
fn nonsense_is_left_out_at_every_depth() {
    for query in [
        "topic=bogus",
        "pages=x&pages=300&page=-1",
        "span.from=2026-01-01&span.to=soon",
        "inner.topic=bogus&inner.one=bogus",
        "rows[0].topic=bogus&rows[1].topic=&rows[1].pages=1",
    ] {
        assert_eq!(*Search::<Filter>::from_query(query), nothing(), "{query}");
    }
    let search = Search::<Filter>::from_query(
        "topic=bogus&topic=sql&rows[4].topic=x&rows[7].topic=rust&rows[7].pages=y&rows[7].pages=2\
         &inner.days[0].from=x&inner.days[0].to=2026-01-01&inner.days[1].from=2026-01-01&inner.days[1].to=2026-01-02",
    );
    let span = Span {
        from: date(2026, 1, 1),
        to: date(2026, 1, 2),
    };
    let expected = Filter {
        topic: vec![Topic::Databases],
        rows: vec![Row {
            topic: Topic::Rust,
            pages: vec![Page(2)],
        }],
        inner: Inner {
            days: Some(vec![span]),
            ..nothing().inner
        },
        ..nothing()
    };
    assert_eq!(*search, expected);
}

#[test]
fn the_field_of_what_was_left_out_shows_the_error() {
    let search = Search::<Filter>::from_query(
        "topic=sql&topic=bogus&pages=1&pages=x&rows[4].topic=bogus&rows[9].pages=1&inner.topic=y\
         &span.from=2026-01-01&span.to=soon&words=a&words=ab",
    );
    let field = search.fields();
    let choice = "must be one of the choices";
    let says = |html: String, sentence: &str| assert!(html.contains(sentence), "{html}");
    says(
        field.topic.checkboxes().labelled("Topic").to_string(),
        choice,
    );
    says(field.topic.select().labelled("Topic").to_string(), choice);
    says(field.pages.item(1).error().to_string(), "whole number");
    says(field.rows.item(0).topic.error().to_string(), choice);
    says(field.rows.item(1).topic.error().to_string(), "is required");
    says(
        field.inner.topic.checkboxes().labelled("Topic").to_string(),
        choice,
    );
    says(field.span.to.error().to_string(), "must be a date");
    // Rules count as what was sent is counted, not as what is left of it.
    says(field.words.item(0).error().to_string(), "at least 2");
    assert_eq!(search.words, ["a", "ab"]);
}

#[test]
fn a_number_outside_of_its_bounds_is_there_as_it_was_sent() {
    let search = Search::<Filter>::from_query("stars=7.5");
    assert_eq!(search.stars, Some(7.5));
    assert!(search.fields().stars.error().as_str().contains("at most 5"));
}

proptest! {
    #[test]
    fn what_a_search_finds_in_a_list_was_sent(sent in prop::collection::vec("rust|sql|data-structures|bogus||0", 0..8)) {
        let query: Vec<String> = sent.iter().map(|topic| format!("topic={topic}&inner.topic={topic}")).collect();
        let search = Search::<Filter>::from_query(&query.join("&"));
        let known = |topic: &String| postback::Choice::from_value(topic);
        let expected: Vec<Topic> = sent.iter().filter_map(known).collect();
        prop_assert_eq!(&search.topic, &expected);
        prop_assert_eq!(&search.inner.topic, &expected);
    }
}
