//! How a message authentication code is fed, and written.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// The first 128 bits of an HMAC, as 22 URL-safe characters.
pub(super) fn short(mac: Hmac<Sha256>) -> String {
    URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..16])
}

/// Written before a part of a message, so that no two lists of parts give the same bytes.
pub(super) fn length(part: &str) -> [u8; 8] {
    (part.len() as u64).to_be_bytes()
}
