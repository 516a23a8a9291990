//! Ids that contain the time of their creation, authenticated.
//!
//! An id is base64url (no padding) of the time (8 bytes, milliseconds since 1970), 12 random bytes,
//! and the first 16 bytes of an HMAC-SHA256 over both.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;

use super::Keys;
use super::random::random_bytes;

const TIME: usize = 8;
const RANDOM: usize = 12;
const TAG: usize = 16;

impl Keys {
    /// Returns a new unique id, minted at `time` in milliseconds since 1970.
    ///
    /// # Panics
    ///
    /// If the operating system provides no random bytes.
    pub(crate) fn mint(&self, time: u64) -> String {
        let mut id = Vec::with_capacity(TIME + RANDOM + TAG);
        id.extend_from_slice(&time.to_be_bytes());
        id.extend_from_slice(&random_bytes::<RANDOM>());
        let mut mac = self.writer().minted.clone();
        mac.update(&id);
        id.extend_from_slice(&mac.finalize().into_bytes()[..TAG]);
        URL_SAFE_NO_PAD.encode(id)
    }

    /// Returns the time at which this id was minted, or `None` if no key of the ring has minted it.
    /// An id has one encoding.
    pub(crate) fn minted(&self, id: &str) -> Option<u64> {
        let id = URL_SAFE_NO_PAD.decode(id).ok()?;
        let (said, tag) = id.split_at_checked(TIME + RANDOM)?;
        let is_ours = self.ring.iter().any(|key| {
            let mut mac = key.minted.clone();
            mac.update(said);
            tag.len() == TAG && mac.verify_truncated_left(tag).is_ok()
        });
        let time = said.first_chunk()?;
        is_ours.then(|| u64::from_be_bytes(*time))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COUNTING: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const COUNTING_ON: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    fn keys(text: &str) -> Keys {
        Keys::parse(text).unwrap()
    }

    #[test]
    fn an_id_says_when_it_was_made_and_none_is_like_another() {
        let keys = keys(COUNTING);
        let (one, other) = (keys.mint(1_795_000_000_123), keys.mint(1_795_000_000_123));
        assert_ne!(one, other);
        assert_eq!(one.len(), 48);
        assert_eq!(keys.minted(&one), Some(1_795_000_000_123));
        assert_eq!(keys.minted(&other), Some(1_795_000_000_123));
    }

    #[test]
    fn an_id_made_by_another_implementation_is_known() {
        // Computed with Python's `hmac` from the layout above: the time is 42, the random bytes are
        // 0, 1, .. 11.
        let id = "AAAAAAAAACoAAQIDBAUGBwgJCgs9xfFrJRsH016wiRvhC6hl";
        assert_eq!(keys(COUNTING).minted(id), Some(42));
    }

    #[test]
    fn an_id_is_known_as_long_as_its_key_is_in_the_ring() {
        let old = keys(COUNTING).mint(7);
        let both = keys(&format!("{COUNTING_ON},{COUNTING}"));
        assert_eq!(both.minted(&old), Some(7));
        assert_eq!(keys(COUNTING_ON).minted(&both.mint(8)), Some(8));
        assert_eq!(keys(COUNTING_ON).minted(&old), None);
    }

    #[test]
    fn what_we_did_not_make_is_unknown() {
        let keys = keys(COUNTING);
        let id = keys.mint(7);
        let short = crate::keys::random::random_id();
        for other in ["", "x", "=", &*short, &id[1..], &id[..47], &id[..44]] {
            assert_eq!(keys.minted(other), None, "{other}");
        }
        for more in ["=", " ", "A", "AAAA"] {
            assert_eq!(keys.minted(&format!("{id}{more}")), None, "{more}");
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(&id).unwrap();
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys.minted(&URL_SAFE_NO_PAD.encode(&bytes)), None, "{bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }

    proptest! {
        #[test]
        fn no_text_is_an_id_by_chance(text: String, bytes in prop::collection::vec(any::<u8>(), 0..48)) {
            let keys = keys(COUNTING);
            prop_assert_eq!(keys.minted(&text), None);
            prop_assert_eq!(keys.minted(&URL_SAFE_NO_PAD.encode(bytes)), None);
        }
    }
}
