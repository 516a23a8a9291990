//! Which types a field takes.

/// Names that stand for a type which we call by another name.
const NAMES: [(&str, &str); 20] = [
    ("application/msword", "application/x-ole-storage"),
    ("application/vnd.ms-excel", "application/x-ole-storage"),
    ("application/vnd.ms-powerpoint", "application/x-ole-storage"),
    ("application/vnd.ms-outlook", "application/x-ole-storage"),
    ("application/x-gzip", "application/gzip"),
    ("application/x-rar-compressed", "application/vnd.rar"),
    ("application/x-zip-compressed", "application/zip"),
    ("application/xml", "text/xml"),
    ("audio/m4a", "audio/mp4"),
    ("audio/mp3", "audio/mpeg"),
    ("audio/vnd.wave", "audio/wav"),
    ("audio/wave", "audio/wav"),
    ("audio/x-aiff", "audio/aiff"),
    ("audio/x-flac", "audio/flac"),
    ("audio/x-m4a", "audio/mp4"),
    ("audio/x-wav", "audio/wav"),
    ("image/heic", "image/heif"),
    ("image/jpg", "image/jpeg"),
    ("image/x-icon", "image/vnd.microsoft.icon"),
    ("text/rtf", "application/rtf"),
];

/// Types that may bring scripts. `image/*` means pictures and `text/*` means things to read, so these
/// have to be named.
const ACTIVE: [&str; 3] = ["image/svg+xml", "text/html", "text/xml"];

/// Formats that are written as text, and that the bytes do not tell from other text.
const TEXTUAL: [&str; 6] = [
    "application/json",
    "application/sql",
    "application/toml",
    "application/x-ndjson",
    "application/yaml",
    "application/javascript",
];

/// Formats that are a zip archive with certain files in it, in any order: the beginning does not
/// always show which.
const ZIPPED: [&str; 3] = [
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/epub+zip",
];

/// A sound in a container whose beginning is that of a film: what a microphone records in a browser.
const SOUNDS: [(&str, &str); 2] = [("audio/mp4", "video/mp4"), ("audio/webm", "video/webm")];

/// True if one of `accept` takes a file that was sniffed as `sniffed`, and if there is none.
///
/// An entry is a type (`image/png`) or all of a kind (`image/*`), in upper or lower case. What has no
/// signature is sniffed as `text/plain`: every type of text takes that (`text/csv`,
/// `application/json`), which says "this is text" and not "this is CSV".
pub(crate) fn accepts(accept: &[&str], sniffed: &str) -> bool {
    accept.is_empty()
        || accept
            .iter()
            .any(|entry| takes(&entry.trim().to_ascii_lowercase(), sniffed))
}

fn takes(entry: &str, sniffed: &str) -> bool {
    let entry = NAMES
        .iter()
        .find(|(name, _)| *name == entry)
        .map_or(entry, |&(_, ours)| ours);
    if entry == "*/*" || entry == sniffed {
        return true;
    }
    if let Some(kind) = entry.strip_suffix("/*") {
        let same = sniffed
            .strip_prefix(kind)
            .is_some_and(|rest| rest.starts_with('/'));
        return same && !ACTIVE.contains(&sniffed);
    }
    match sniffed {
        "text/plain" => {
            entry.starts_with("text/") || entry.ends_with("+json") || TEXTUAL.contains(&entry)
        }
        "application/zip" => ZIPPED.iter().any(|start| entry.starts_with(start)),
        // `application/atom+xml`, but not SVG: what is one is sniffed as one.
        "text/xml" => entry.ends_with("+xml") && !ACTIVE.contains(&entry),
        _ => SOUNDS.contains(&(entry, sniffed)),
    }
}

#[cfg(test)]
mod tests;
