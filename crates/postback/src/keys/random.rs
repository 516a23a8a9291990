//! Random ids and names.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Returns an id that cannot be guessed: 128 random bits in 22 URL-safe characters.
///
/// # Panics
///
/// If the operating system provides no random bytes.
pub(crate) fn random_id() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<16>())
}

/// Returns eight random letters and digits that can be read out: the digest of a failure on the
/// page and in the log.
///
/// # Panics
///
/// If the operating system provides no random bytes.
pub(crate) fn digest() -> String {
    letters::<8>()
}

/// Returns a file name that cannot be guessed: 130 random bits in lower-case letters and digits,
/// which also differ on case-insensitive file systems.
///
/// # Panics
///
/// If the operating system provides no random bytes.
#[cfg(feature = "uploads")]
pub(crate) fn random_name() -> String {
    letters::<26>()
}

/// Returns `N` letters with five random bits each.
fn letters<const N: usize>() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    random_bytes::<N>()
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

/// # Panics
///
/// If the operating system provides no random bytes.
pub(crate) fn random_number() -> u32 {
    u32::from_ne_bytes(random_bytes())
}

/// # Panics
///
/// If the operating system provides no random bytes. Nothing that depends on them could be answered
/// safely, and it does not happen once the system has started.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
