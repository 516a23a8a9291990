use proptest::prelude::*;

use super::Segment::{Item, Key};
use super::*;
use crate::form::Pairs;

fn pairs(pairs: &[(&str, &str)]) -> Pairs {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn names_nest_by_dots_and_brackets() {
    assert_eq!(segments("name"), Some(vec![Key("name")]));
    assert_eq!(
        segments("items[10].tag-list[0]"),
        Some(vec![Key("items"), Item(10), Key("tag-list"), Item(0)])
    );
    let none = [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "a[",
        "a[]",
        "a[x]",
        "a[01]",
        "a[-1]",
        "a]",
        "[0]",
        "a[0]b",
        "a[9999999999]",
        "a.b.c.d.e.f.g.h.i",
        "a[0][0][0][0][0][0][0][0]",
    ];
    for name in none {
        assert_eq!(segments(name), None, "{name}");
    }
}

#[test]
fn a_field_sent_twice_counts_with_its_last_value() {
    let sent = pairs(&[("a", "1"), ("b", "x"), ("a", "2")]);
    let tree = Tree::new(Submitted::texts(&sent));
    assert_eq!(Input::of(&tree).field("a").value(), Some("2"));
    assert_eq!(Input::of(&tree).field("a").values().count(), 2);
    assert_eq!(Input::of(&tree).field("c").value(), None);
}

#[test]
fn gaps_close_and_order_comes_from_the_indices() {
    let sent = pairs(&[
        ("i[7].n", "b"),
        ("i[2].n", "a"),
        ("i[7].m[4]", "c"),
        ("x", ""),
    ]);
    assert_eq!(
        renumbered(&sent),
        Some(pairs(&[
            ("i[1].n", "b"),
            ("i[0].n", "a"),
            ("i[1].m[0]", "c"),
            ("x", "")
        ]))
    );
    assert_eq!(
        renumbered(&pairs(&[("i[0].n", "a"), ("i[1].n", "b")])),
        None
    );
}

#[test]
fn a_huge_index_is_one_item() {
    let sent = pairs(&[("i[999999999].n", "a")]);
    let tree = Tree::new(Submitted::texts(&sent));
    assert_eq!(Input::of(&tree).field("i").items().count(), 1);
}

proptest! {
    #[test]
    fn any_name_is_taken_apart_or_refused(name in "[ab.\\[\\]019 ]{0,24}") {
        if let Some(path) = segments(&name) {
            prop_assert!(!path.is_empty() && path.len() <= MAX_DEPTH);
        }
    }

    #[test]
    fn renumbering_twice_changes_nothing_more(names in prop::collection::vec("[ab](\\[[0-9]\\]|\\.[ab]){0,3}", 0..12)) {
        let sent: Pairs = names.into_iter().map(|name| (name, String::new())).collect();
        if let Some(dense) = renumbered(&sent) {
            prop_assert_eq!(renumbered(&dense), None);
        }
    }
}
