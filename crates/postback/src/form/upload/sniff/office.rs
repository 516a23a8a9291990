//! Office files since 2007: zip archives with parts of certain names.

use super::kind::{FileType, kind};

pub(super) const MIME: &str = "application/vnd.openxmlformats-officedocument.";

const PART: &[u8] = b"PK\x03\x04";

/// The number of bytes between the start of a zip entry and its name.
const BEFORE_NAME: usize = 30;

/// The folder that contains the document, for each format.
const FOLDERS: [(&[u8], FileType); 3] = [
    (
        b"word/",
        kind(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
    ),
    (
        b"xl/",
        kind(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
    ),
    (
        b"ppt/",
        kind(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "pptx",
        ),
    ),
];

/// Returns the Office format of a zip archive, if one of its first entries shows it. The order of
/// the entries depends on the program that wrote it.
pub(super) fn kind_of(zip: &[u8]) -> Option<FileType> {
    let names = || {
        let starts = zip.windows(PART.len()).enumerate();
        starts
            .filter(|(_, start)| *start == PART)
            .filter_map(|(at, _)| zip.get(at + BEFORE_NAME..))
    };
    let is_office =
        |name: &[u8]| name.starts_with(b"[Content_Types].xml") || name.starts_with(b"_rels/");
    if !names().any(is_office) {
        return None;
    }
    let found =
        names().find_map(|name| FOLDERS.iter().find(|(folder, _)| name.starts_with(folder)));
    found.map(|&(_, kind)| kind)
}
