//! The file name that a client sends.

/// The longest file name on most file systems, in bytes.
const LONGEST: usize = 255;

/// Returns the last component of a path, without invisible or misleading characters.
///
/// Some clients send a whole path, from their own system or invented.
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
    // These two name directories everywhere.
    if matches!(clean, "." | "..") {
        return String::new();
    }
    clean.to_owned()
}

/// Returns whether a character is a control character, a line or paragraph separator, or a mark
/// that changes the direction of text. With such a mark `gpj.exe` is displayed as `exe.jpg`.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests;
