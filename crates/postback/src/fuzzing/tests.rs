//! The corpus of every target, unchanged and with mutations.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

type Check = fn(&[u8]);

const TARGETS: [(&str, Check); 6] = [
    ("action_query", action_query),
    ("multipart", multipart),
    ("names", names),
    ("seal", seal),
    ("state_cookie", state_cookie),
    ("urlencoded", urlencoded),
];

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus"))
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let files = fs::read_dir(folder().join(target)).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| fs::read(path).unwrap())
        .collect()
}

#[test]
fn what_must_hold_holds_for_the_corpus() {
    for (target, check) in TARGETS {
        let entries = corpus(target);
        assert!(entries.len() >= 10, "{target}");
        for entry in entries {
            println!("{target}: {:?}", String::from_utf8_lossy(&entry));
            check(&entry);
        }
    }
}

/// The entries for sealed data contain seals that can be opened.
#[test]
fn the_corpus_has_seals_that_open() {
    let opened = |target, is: fn(&Keys, &str) -> bool| {
        let entries = corpus(target)
            .into_iter()
            .map(|entry| String::from_utf8_lossy(&entry).into_owned());
        assert!(
            entries.into_iter().any(|text| is(&keys(), &text)),
            "{target}"
        );
    };
    opened("seal", |keys, text| {
        keys.open("sealed", "context", text).as_deref() == Some(SEALED)
    });
    opened("seal", |keys, text| keys.minted(text) == Some(42));
    opened("state_cookie", |_, text| {
        let request = Request::get("/page").header(header::COOKIE, text);
        let Ok(request) = request.body(Body::empty()) else {
            return false;
        };
        let carried = state::carried(&app(), "/page", &request);
        carried.is_some_and(|(ended, _)| ended.flash.as_deref() == Some("Saved"))
    });
}

/// A mutation of an entry.
#[derive(Clone, Debug)]
enum Change {
    Replace(u8),
    Insert(u8),
    Remove,
    /// Repeats a piece of the entry.
    Repeat(usize),
    Cut,
}

fn change() -> impl Strategy<Value = Change> {
    let telling = prop::sample::select(b"&=%+.[]\"\r\n\0-;_a0\xff".to_vec());
    let byte = prop_oneof![3 => telling, 1 => any::<u8>()];
    prop_oneof![
        3 => byte.clone().prop_map(Change::Replace),
        3 => byte.prop_map(Change::Insert),
        2 => Just(Change::Remove),
        1 => (1_usize..40).prop_map(Change::Repeat),
        1 => Just(Change::Cut),
    ]
}

fn changed(mut entry: Vec<u8>, changes: &[(prop::sample::Index, Change)]) -> Vec<u8> {
    for (at, change) in changes {
        let at = at.index(entry.len() + 1);
        let end = at.min(entry.len().saturating_sub(1));
        match change {
            Change::Insert(byte) => entry.insert(at, *byte),
            _ if entry.is_empty() => {}
            Change::Replace(byte) => entry[end] = *byte,
            Change::Remove => drop(entry.remove(end)),
            Change::Repeat(length) => {
                let piece = entry[end..].iter().copied().take(*length);
                let piece: Vec<u8> = piece.collect();
                entry.splice(end..end, piece);
            }
            Change::Cut => entry.truncate(end),
        }
    }
    entry
}

fn holds_for_changes(cases: u32, target: &str) {
    let entries = corpus(target);
    let (_, check) = TARGETS
        .into_iter()
        .find(|(name, _)| *name == target)
        .unwrap();
    let entry = prop_oneof![
        9 => prop::sample::select(entries),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ];
    let changes = prop::collection::vec((any::<prop::sample::Index>(), change()), 0..8);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let run = proptest::test_runner::TestRunner::new(config).run(
        &(entry, changes),
        |(entry, changes)| {
            check(&changed(entry, &changes));
            Ok(())
        },
    );
    run.unwrap_or_else(|failure| panic!("{target}: {failure}"));
}

/// One test for each target, so that they run in parallel.
macro_rules! changes {
    ($($test:ident: $cases:literal of $target:ident,)+) => {$(
        #[test]
        fn $test() {
            holds_for_changes($cases, stringify!($target));
        }
    )+};
}

changes! {
    queries_hold_for_changes: 2_000 of action_query,
    multipart_holds_for_changes: 500 of multipart,
    names_hold_for_changes: 2_000 of names,
    seals_hold_for_changes: 500 of seal,
    state_cookies_hold_for_changes: 200 of state_cookie,
    urlencoded_holds_for_changes: 500 of urlencoded,
}
