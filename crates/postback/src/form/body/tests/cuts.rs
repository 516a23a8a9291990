//! Every case of [`super::cases`], whole and cut at every place: the result is the same.

use futures_util::stream;
use proptest::sample::Index;

use super::super::multipart;
use super::cases::{BODIES, DISPOSITIONS, Expected, HEADS, TYPES};
use super::*;
use crate::form::submitted::SentFile;

/// The result: `name=value` for a text field, `name<file name>content` for a file.
type Told = Result<Vec<String>, String>;

fn told(sent: &Sent, ended: Result<(), BodyError>) -> Told {
    ended.map_err(|error| format!("{} {error}", error.status().as_u16()))?;
    let texts = sent
        .pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let files = sent.files.iter().map(|(name, file)| match file {
        SentFile::Whole(file) => {
            let content = std::fs::read(file.path()).unwrap();
            let content = String::from_utf8_lossy(&content).into_owned();
            format!("{name}<{}>{content}", file.file_name())
        }
        other => format!("{name}: {other:?}"),
    });
    Ok(texts.chain(files).collect())
}

/// Reads a body with the boundary `XX` in these pieces, each of which reaches the parser unchanged.
fn read_cut(pieces: &[&[u8]]) -> Told {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let pieces: Vec<_> = pieces
        .iter()
        .map(|piece| Ok::<_, io::Error>(Bytes::copy_from_slice(piece)))
        .collect();
    let (limits, places) = (Limits::new(), Running::at_most(1, 1));
    let uploads = Uploads::new(None, limits.uploads, limits.upload_files);
    // Fields that begin with an f accept files.
    let rules = |name: &str| {
        name.starts_with('f').then_some(FileRules {
            max: 1_000,
            list: Some(3),
        })
    };
    let reading = Reading {
        waits: None,
        most: 1 << 20,
        text: 1 << 20,
        limits: &limits,
        places: &places,
        whose: None,
        files: Some(FilesTo {
            uploads: &uploads,
            rules,
        }),
    };
    let mut incoming = Incoming::new(Body::from_stream(stream::iter(pieces)), reading);
    incoming.enough = 1;
    let mut sent = Sent::default();
    let ended = runtime.block_on(multipart::read(&mut incoming, "XX", reading, &mut sent));
    told(&sent, ended.map(drop))
}

fn with_head(head: &[u8]) -> Vec<u8> {
    [b"--XX\r\n", head, b"\r\n\r\n1\r\n--XX--\r\n"].concat()
}

/// Returns all bodies with their expected results.
fn all() -> Vec<(Vec<u8>, Expected)> {
    let disposition = |(value, expected): &(&[u8], _)| {
        let line = [b"Content-Disposition: ", *value].concat();
        (with_head(&line), *expected)
    };
    let head = |(head, expected): &(&[u8], _)| (with_head(head), *expected);
    let body = |(body, expected): &(&[u8], _)| (body.to_vec(), *expected);
    let dispositions = DISPOSITIONS.iter().map(disposition);
    let heads = HEADS.iter().map(head);
    dispositions
        .chain(heads)
        .chain(BODIES.iter().map(body))
        .collect()
}

fn is_as_expected(told: &Told, expected: Expected) -> bool {
    match (told, expected) {
        (Ok(told), Ok(expected)) => told == expected,
        (Err(told), Err(expected)) => told.starts_with("400 ") && told.contains(expected),
        _ => false,
    }
}

#[test]
fn what_a_body_means_is_known_and_does_not_depend_on_how_it_is_cut() {
    let all = all();
    assert!(
        all.len() + TYPES.len() >= 150,
        "{} {}",
        all.len(),
        TYPES.len()
    );
    let mut wrong = Vec::new();
    for (body, expected) in &all {
        for size in [body.len().max(1), 1, 2, 3, 5, 7, 11] {
            let pieces: Vec<&[u8]> = body.chunks(size).collect();
            let told = read_cut(&pieces);
            if !is_as_expected(&told, *expected) {
                let body = String::from_utf8_lossy(body);
                wrong.push(format!("{body:?} by {size}: {told:?}, not {expected:?}"));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_content_type_is_understood_however_it_is_written() {
    let mut wrong = Vec::new();
    for (kind, boundary, expected) in TYPES {
        let body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--{boundary}--\r\n"
        );
        let headers =
            HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_bytes(kind).unwrap())]);
        let (sent, ended) = read_within(&headers, body, 1_000, &Limits::new()).await;
        let told = match told(&sent, ended) {
            Ok(told) if told == ["a=1"] => "200".to_owned(),
            other => format!("{other:?}"),
        };
        if !told.contains(expected) {
            wrong.push(format!("{:?}: {told}", String::from_utf8_lossy(kind)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_cuts_mean_the_same(which: Index, cuts in prop::collection::vec(any::<Index>(), 1..12)) {
        let all = all();
        let (body, expected) = which.get(&all);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &body[cut[0]..cut[1]]).collect();
        let told = read_cut(&pieces);
        prop_assert!(is_as_expected(&told, *expected), "{told:?} {expected:?}");
    }
}
