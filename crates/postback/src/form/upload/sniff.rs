//! Detection of a file's type by its first bytes.
//!
//! A byte order mark makes the file text. Otherwise a byte that text does not contain makes it
//! binary, and `infer` knows the signature; any other file is text. A signature of printable
//! letters does not make an image: text that begins with `BMW` is no bitmap, and a script that
//! begins with `GIF89a` is a script.

mod kind;
mod office;

use infer::MatcherType;

pub(super) use self::kind::FileType;
use self::kind::kind;

const BINARY: FileType = kind("application/octet-stream", "bin");
const TEXT: FileType = kind("text/plain", "txt");
const HTML: FileType = kind("text/html", "html");
const XML: FileType = kind("text/xml", "xml");
const ZIP: FileType = kind("application/zip", "zip");
const SVG: FileType = kind("image/svg+xml", "svg");

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16_MARKS: [&[u8]; 2] = [b"\xFE\xFF", b"\xFF\xFE"];

/// Binary formats that begin with printable characters.
const PRINTABLE: [(&[u8], FileType); 3] = [
    (b"%PDF-", kind("application/pdf", "pdf")),
    (b"{\\rtf", kind("application/rtf", "rtf")),
    (b"%!PS-Adobe-", kind("application/postscript", "ps")),
];

/// Formats whose name differs from `infer`'s: its name (and extension, if that decides), and ours.
///
/// All old Office formats share one signature, and the difference is somewhere in the middle of the
/// file.
const OURS: [(&str, &str, FileType); 15] = [
    ("application/font-sfnt", "otf", kind("font/otf", "otf")),
    ("application/font-sfnt", "", kind("font/ttf", "ttf")),
    (
        "application/font-woff",
        "woff2",
        kind("font/woff2", "woff2"),
    ),
    ("application/font-woff", "", kind("font/woff", "woff")),
    ("application/msword", "", OLE),
    ("application/vnd.ms-excel", "", OLE),
    ("application/vnd.ms-powerpoint", "", OLE),
    ("application/x-ole-storage", "", OLE),
    (
        "application/x-compress",
        "",
        kind("application/x-compress", "z"),
    ),
    ("audio/m4a", "", kind("audio/mp4", "m4a")),
    ("audio/x-aiff", "", kind("audio/aiff", "aiff")),
    ("audio/x-flac", "", kind("audio/flac", "flac")),
    ("audio/x-wav", "", kind("audio/wav", "wav")),
    ("image/heif", "", kind("image/heif", "heic")),
    ("video/x-m4v", "", kind("video/mp4", "mp4")),
];

const OLE: FileType = kind("application/x-ole-storage", "bin");

impl FileType {
    /// Returns the type of a file that begins with `head`.
    pub(super) fn of(head: &[u8]) -> Self {
        if let Some(text) = head.strip_prefix(UTF8_MARK) {
            return markup(text).unwrap_or(TEXT);
        }
        if UTF16_MARKS.iter().any(|mark| head.starts_with(mark)) {
            return TEXT;
        }
        if head.iter().any(|&byte| is_binary(byte)) {
            return signature(head).unwrap_or(BINARY);
        }
        let printable = PRINTABLE.iter().find(|(start, _)| head.starts_with(start));
        printable.map_or_else(|| markup(head).unwrap_or(TEXT), |&(_, kind)| kind)
    }
}

/// Returns whether this is a "binary data byte" of the WHATWG MIME Sniffing Standard.
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f)
}

fn signature(head: &[u8]) -> Option<FileType> {
    let found = infer::get(head)?;
    // A document with a NUL byte is not served as HTML or XML.
    if found.matcher_type() == MatcherType::Text {
        return None;
    }
    let (mime, extension) = (found.mime_type(), found.extension());
    if mime == ZIP.mime || mime.starts_with(office::MIME) {
        return Some(office::kind_of(head).unwrap_or(ZIP));
    }
    let ours = OURS
        .iter()
        .find(|(theirs, of, _)| *theirs == mime && (of.is_empty() || *of == extension));
    Some(ours.map_or(kind(mime, extension), |&(_, _, ours)| ours))
}

/// Detects text that a browser would render as a document and whose scripts it would run.
fn markup(text: &[u8]) -> Option<FileType> {
    let text = text.trim_ascii_start();
    match root(text) {
        Some(name) if name.eq_ignore_ascii_case(b"svg") => Some(SVG),
        Some(name) if name.to_ascii_lowercase().ends_with(b":svg") => Some(SVG),
        _ if infer::text::is_xml(text) => Some(XML),
        _ if infer::text::is_html(text) || text.starts_with(b"<!--") => Some(HTML),
        Some(name) if name.eq_ignore_ascii_case(b"html") => Some(HTML),
        _ => None,
    }
}

/// Returns the name of the first element after declarations and comments.
fn root(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        text = text.trim_ascii_start();
        let end: &[u8] = if text.starts_with(b"<?") {
            b"?>"
        } else if text.starts_with(b"<!--") {
            b"-->"
        } else if let Some(doctype) = text.strip_prefix(b"<!") {
            // An internal subset is in brackets and may contain `>`.
            match doctype.iter().find(|&&byte| matches!(byte, b'[' | b'>'))? {
                b'[' => b"]",
                _ => b">",
            }
        } else {
            break;
        };
        let at = text.windows(end.len()).position(|window| window == end)?;
        text = &text[at + end.len()..];
        if end == b"]" {
            text = text.trim_ascii_start().strip_prefix(b">")?;
        }
    }
    let name = text.strip_prefix(b"<")?;
    let end = name
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    Some(&name[..end.unwrap_or(name.len())])
}

#[cfg(test)]
mod tests;
