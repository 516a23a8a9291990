//! What nobody can guess.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// An id that nobody can guess: 128 random bits in 22 URL-safe characters.
///
/// # Panics
///
/// When the operating system has no randomness to give.
pub(crate) fn random_id() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<16>())
}

/// Eight random letters and digits that a person can read out: what a failure is called in the page
/// and in the log.
///
/// # Panics
///
/// When the operating system has no randomness to give.
pub(crate) fn digest() -> String {
    letters::<8>()
}

/// The name of a file that nobody can guess: 130 random bits in lowercase letters and digits, which
/// are different names on every file system.
///
/// # Panics
///
/// When the operating system has no randomness to give.
#[cfg(feature = "uploads")]
pub(crate) fn random_name() -> String {
    letters::<26>()
}

/// Five random bits in each letter.
fn letters<const N: usize>() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    random_bytes::<N>()
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

/// # Panics
///
/// When the operating system has no randomness to give.
pub(crate) fn random_number() -> u32 {
    u32::from_ne_bytes(random_bytes())
}

/// # Panics
///
/// When the operating system has no randomness to give. Nothing that is built on it could be
/// answered safely, and it does not happen on a machine that has started.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
