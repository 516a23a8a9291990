//! The text format of keys, and [`KeysError`].

use std::error::Error;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT;

/// Parses a comma-separated list of secrets, at least one.
pub(super) fn secrets(text: &str) -> Result<Vec<[u8; 32]>, KeysError> {
    if text.trim().is_empty() {
        return Err(Problem::None.into());
    }
    text.split(',')
        .enumerate()
        .map(|(index, entry)| Ok(secret(index + 1, entry.trim())?))
        .collect()
}

/// Parses the secret of the entry at `position`, counted from one.
fn secret(position: usize, entry: &str) -> Result<[u8; 32], Problem> {
    if entry.is_empty() {
        return Err(Problem::Empty { position });
    }
    let standard = entry.replace('-', "+").replace('_', "/");
    let bytes = STANDARD_PAD_INDIFFERENT
        .decode(standard)
        .map_err(|_| Problem::NotBase64 { position })?;
    let found = bytes.len();
    bytes
        .try_into()
        .map_err(|_| Problem::Length { position, found })
}

/// The error of an invalid ring of keys. `Display` says which key is wrong and what was expected,
/// and never contains a part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysError {
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    None,
    Empty { position: usize },
    NotBase64 { position: usize },
    Length { position: usize, found: usize },
}

impl From<Problem> for KeysError {
    fn from(problem: Problem) -> Self {
        Self { problem }
    }
}

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            Problem::None => write!(f, "there is no key")?,
            Problem::Empty { position } => write!(
                f,
                "key {position} is empty: one comma stands between two keys, none after the last"
            )?,
            Problem::NotBase64 { position } => write!(
                f,
                "key {position} is not base64, or a part of it was cut off"
            )?,
            Problem::Length { position, found } => {
                write!(f, "key {position} has {found} bytes, but 32 are needed")?;
            }
        }
        write!(f, "; `openssl rand -base64 32` makes a key")
    }
}

impl Error for KeysError {}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTING: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn secrets_keep_their_order() {
        let read = secrets(&format!("{COUNTING},{}", "A".repeat(43))).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0][..4], [0, 1, 2, 3]);
        assert_eq!(read[1], [0; 32]);
    }

    #[test]
    fn a_key_is_read_in_every_common_way_of_writing_base64() {
        // 32 bytes of 0xFB 0xFF contain both characters in which the alphabets differ.
        let read = |text: &str| secrets(text).unwrap();
        let expected = read("+//7//v/+//7//v/+//7//v/+//7//v/+//7//v/+/8=");
        assert_eq!(
            expected,
            read("+//7//v/+//7//v/+//7//v/+//7//v/+//7//v/+/8")
        );
        assert_eq!(
            expected,
            read("-__7__v_-__7__v_-__7__v_-__7__v_-__7__v_-_8=")
        );
        assert_eq!(
            expected,
            read(" -__7__v_-__7__v_-__7__v_-__7__v_-__7__v_-_8\n")
        );
    }

    #[test]
    fn a_wrong_key_is_named_by_its_place_and_its_fault() {
        let sentence = |text: &str| secrets(text).unwrap_err().to_string();
        assert!(sentence("").starts_with("there is no key"));
        assert!(sentence(" \n").starts_with("there is no key"));
        assert!(sentence(&format!("{COUNTING},")).starts_with("key 2 is empty"));
        assert!(sentence(&format!("{COUNTING},?!")).starts_with("key 2 is not base64"));
        assert!(sentence("AAAA").starts_with("key 1 has 3 bytes, but 32 are needed"));
        // 32 bytes in hexadecimal are also valid base64, of another length.
        assert!(sentence(&"ab".repeat(32)).starts_with("key 1 has 48 bytes, but 32 are needed"));
        assert!(sentence("AAAA").contains("openssl rand -base64 32"));
    }
}
