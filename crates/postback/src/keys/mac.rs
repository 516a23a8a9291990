//! The input and output of message authentication codes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Returns the first 128 bits of an HMAC, as 22 URL-safe characters.
pub(super) fn short(mac: Hmac<Sha256>) -> String {
    URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..16])
}

/// Returns the length that precedes a part of a message, so that no two lists of parts have the
/// same bytes.
pub(super) fn length(part: &str) -> [u8; 8] {
    (part.len() as u64).to_be_bytes()
}
