//! The types that a file field accepts.

/// Aliases of types, with the names that sniffing uses.
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

/// Types that may contain scripts. `image/*` and `text/*` do not include them, so each has to be
/// named.
const ACTIVE: [&str; 3] = ["image/svg+xml", "text/html", "text/xml"];

/// Formats that are text, and that their bytes do not distinguish from other text.
const TEXTUAL: [&str; 6] = [
    "application/json",
    "application/sql",
    "application/toml",
    "application/x-ndjson",
    "application/yaml",
    "application/javascript",
];

/// Formats that are zip archives with certain files in any order, so the first bytes do not always
/// show which.
const ZIPPED: [&str; 3] = [
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/epub+zip",
];

/// Audio in a container whose signature is that of a video, such as a recording by a browser.
const SOUNDS: [(&str, &str); 2] = [("audio/mp4", "video/mp4"), ("audio/webm", "video/webm")];

/// Returns whether `accept` contains the sniffed type, or is empty.
///
/// An entry is a type (`image/png`) or a group (`image/*`), in any case. A format without a
/// signature is sniffed as `text/plain`, which every textual type accepts (`text/csv`,
/// `application/json`): the check proves that the file is text, not that it is CSV.
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
        // XML formats such as `application/atom+xml`, but not SVG, which is sniffed as itself.
        "text/xml" => entry.ends_with("+xml") && !ACTIVE.contains(&entry),
        _ => SOUNDS.contains(&(entry, sniffed)),
    }
}

#[cfg(test)]
mod tests;
