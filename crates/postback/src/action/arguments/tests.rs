use super::url_text::seal_of;
use super::*;
use crate::keys::Keys;

fn context(keys: &Keys, path: &'static str) -> SealContext<'static> {
    SealContext {
        keys: Box::leak(Box::new(keys.clone())),
        path,
        was: &[],
    }
}

#[test]
fn plain_arguments_stand_readable_in_the_url() {
    let keys = Keys::random();
    let text = <(Arg<u32>, Arg<String>)>::write(&(7, "a b".to_owned()), context(&keys, "x::y"));
    assert_eq!(text, "7,\"a b\"");
    let read = <(Arg<u32>, Arg<String>)>::read(&text, context(&keys, "x::y")).unwrap();
    assert_eq!(read, (Arg(7), Arg("a b".to_owned())));
}

#[test]
fn the_largest_integers_arrive_as_they_were_bound() {
    let keys = Keys::random();
    let values = (u64::MAX, i128::MIN, u128::MAX);
    let text = <(Arg<u64>, Arg<i128>, Arg<u128>)>::write(&values, context(&keys, "x::y"));
    assert!(text.starts_with("18446744073709551615,-1701"), "{text}");
    let read = <(Arg<u64>, Arg<i128>, Arg<u128>)>::read(&text, context(&keys, "x::y")).unwrap();
    assert_eq!((read.0.0, read.1.0, read.2.0), values);
    let text = <(Sealed<u128>,)>::write(&u128::MAX, context(&keys, "x::y"));
    let read = <(Sealed<u128>,)>::read(&text, context(&keys, "x::y")).unwrap();
    assert_eq!(read, (Sealed(u128::MAX),));
}

#[test]
fn the_keys_of_a_map_are_sorted_so_that_a_form_has_one_address() {
    let keys = Keys::random();
    let map: std::collections::HashMap<u32, bool> = (10..30).map(|key| (key, true)).collect();
    let text = <(Arg<_>,)>::write(&map, context(&keys, "x::y"));
    assert!(text.starts_with("{\"10\":true,\"11\":true,"), "{text}");
}

#[test]
fn arguments_that_do_not_fit_are_a_400() {
    let keys = Keys::random();
    for text in ["", "x", "7,8", "\"7\"", "[7]", "7]", "-1", "{", "null"] {
        let error = <(Arg<u32>,)>::read(text, context(&keys, "x::y")).unwrap_err();
        assert_eq!(error.status(), 400, "{text}");
    }
    assert_eq!(
        <()>::read("7", context(&keys, "x::y"))
            .unwrap_err()
            .status(),
        400
    );
}

#[test]
fn a_seal_opens_only_for_its_action_and_its_keys() {
    let keys = Keys::random();
    let text = <(Sealed<u32>,)>::write(&7, context(&keys, "x::y"));
    assert!(!text.contains('7') || text.len() > 20);
    assert_eq!(
        <(Sealed<u32>,)>::read(&text, context(&keys, "x::y")).unwrap(),
        (Sealed(7),)
    );
    for (keys, path) in [(&keys, "x::z"), (&Keys::random(), "x::y")] {
        let error = <(Sealed<u32>,)>::read(&text, context(keys, path)).unwrap_err();
        assert!(matches!(error.kind, ErrorKind::Stale));
    }
    for text in ["", "7,8", "\"", "{"] {
        let error = <(Sealed<u32>,)>::read(text, context(&keys, "x::y")).unwrap_err();
        assert!(matches!(error.kind, ErrorKind::Stale), "{text}");
    }
    assert!(matches!(
        <(Sealed<u32>,)>::read("7", context(&keys, "x::y"))
            .unwrap_err()
            .kind,
        ErrorKind::Stale
    ));
}

type Mixed = (Arg<u32>, Sealed<String>, Arg<String>, Sealed<u32>);

#[test]
fn parts_of_two_forms_cannot_be_mixed() {
    let keys = Keys::random();
    let context = context(&keys, "shop::buy");
    let form = |id: u32, order: &str, note: &str, price| {
        <Mixed>::write(&(id, order.to_owned(), note.to_owned(), price), context)
    };
    let (cheap, dear) = (form(1, "pen", "a", 1), form(2, "car", "b", 9));
    let (plain, seal) = seal_of(&cheap).unwrap();
    let (other, _) = seal_of(&dear).unwrap();
    assert_eq!(plain, "1,\"a\"", "what is plain stays readable");
    let read = <Mixed>::read(&cheap, context).unwrap();
    let whole = (
        Arg(1),
        Sealed("pen".to_owned()),
        Arg("a".to_owned()),
        Sealed(1),
    );
    assert_eq!(read, whole);
    for text in [
        format!("{other},\"{seal}\""),
        format!("2,\"a\",\"{seal}\""),
        format!("\"a\",1,\"{seal}\""),
        format!("1,\"a\" ,\"{seal}\""),
        format!("1,\"{seal}\""),
        format!("1,\"a\",\"b\",\"{seal}\""),
        format!("\"{seal}\""),
        format!(",\"{seal}\""),
        plain.to_owned(),
    ] {
        let error = <Mixed>::read(&text, context).unwrap_err();
        assert!(matches!(error.kind, ErrorKind::Stale), "{text}");
    }
}

#[test]
fn a_sealed_argument_cannot_change_its_place() {
    let keys = Keys::random();
    let context = context(&keys, "shop::buy");
    let text = <(Sealed<u32>, Sealed<u32>)>::write(&(1, 2), context);
    let read = <(Sealed<u32>, Sealed<u32>)>::read(&text, context).unwrap();
    assert_eq!(read, (Sealed(1), Sealed(2)));
    // A seal over one value is not one over two, and the other way round.
    assert!(<(Sealed<u32>,)>::read(&text, context).is_err());
    let one = <(Sealed<u32>,)>::write(&1, context);
    assert!(<(Sealed<u32>, Sealed<u32>)>::read(&one, context).is_err());
    let pair = format!("{one},{one}");
    assert!(<(Sealed<u32>, Sealed<u32>)>::read(&pair, context).is_err());
}

proptest::proptest! {
    #[test]
    fn a_form_opens_as_it_was_rendered_and_with_nothing_of_another(
        one: (u32, String, String, u32),
        other: (u32, String, String, u32),
    ) {
        let keys = Keys::random();
        let context = context(&keys, "shop::buy");
        let (first, second) = (<Mixed>::write(&one, context), <Mixed>::write(&other, context));
        let (a, b, c, d) = one.clone();
        proptest::prop_assert_eq!(
            <Mixed>::read(&first, context).unwrap(),
            (Arg(a), Sealed(b), Arg(c), Sealed(d))
        );
        let (plain, _) = seal_of(&first).unwrap();
        let (foreign, seal) = seal_of(&second).unwrap();
        let mixed = format!("{plain},\"{seal}\"");
        proptest::prop_assert_eq!(<Mixed>::read(&mixed, context).is_ok(), plain == foreign);
    }
}
