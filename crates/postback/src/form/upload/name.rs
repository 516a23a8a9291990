//! What a client calls a file.

/// As long as file names get on most file systems, in bytes.
const LONGEST: usize = 255;

/// The last part of what may be a path, without what a reader does not see or is misled by.
///
/// Some clients send a whole path, of their own system or made up.
pub(super) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut clean = String::new();
    for char in last.chars().filter(|&char| !is_hidden(char)) {
        if clean.len() + char.len_utf8() > LONGEST {
            break;
        }
        clean.push(char);
    }
    let clean = clean.trim();
    // These two are directories, wherever they are put.
    if matches!(clean, "." | "..") {
        return String::new();
    }
    clean.to_owned()
}

/// Control characters, ends of lines and paragraphs, and marks that change the direction of text:
/// with one of those `gpj.exe` is shown as `exe.jpg`.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests;
