//! Seals: values that travel through the browser without being read or changed.
//!
//! A seal is base64url (no padding) of a version byte, a random nonce of 12 bytes, and the
//! ciphertext with its tag of 16 bytes. The cipher is AES-256-GCM-SIV (RFC 8452): if a nonce
//! repeats, it only reveals whether the two values were equal. The associated data is the version,
//! the purpose and the context, each text preceded by its length.

use aes_gcm_siv::aead::{Aead as _, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::mac::length;
use super::random::random_bytes;

const VERSION: u8 = 1;
const NONCE: usize = 12;

/// Seals and opens with one sub-key.
pub(super) struct Sealer(Aes256GcmSiv);

impl Sealer {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(Aes256GcmSiv::new(key.into()))
    }

    pub(super) fn seal(&self, purpose: &str, context: &str, plain: &[u8]) -> String {
        let nonce: [u8; NONCE] = random_bytes();
        let payload = Payload {
            msg: plain,
            aad: &associated(purpose, context),
        };
        let ciphertext = self
            .0
            .encrypt(&Nonce::from(nonce), payload)
            .expect("AES-GCM-SIV seals anything below 64 GiB");
        let mut sealed = Vec::with_capacity(1 + NONCE + ciphertext.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    pub(super) fn open(&self, purpose: &str, context: &str, sealed: &str) -> Option<Vec<u8>> {
        // This decoder refuses padding and stray bits at the end, so a seal has one encoding.
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (&version, sealed) = sealed.split_first()?;
        if version != VERSION {
            return None;
        }
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: ciphertext,
            aad: &associated(purpose, context),
        };
        self.0.decrypt(&Nonce::from(*nonce), payload).ok()
    }
}

/// Returns the associated data of a seal, which is unique for each purpose and context.
fn associated(purpose: &str, context: &str) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    for part in [purpose, context] {
        bytes.extend_from_slice(&length(part));
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sealer() -> Sealer {
        Sealer::new(&[1; 32])
    }

    #[test]
    fn sealing_twice_gives_two_texts_that_both_open() {
        let (one, two) = (
            sealer().seal("p", "c", b"plain"),
            sealer().seal("p", "c", b"plain"),
        );
        assert_ne!(one, two);
        assert_eq!(sealer().open("p", "c", &one).unwrap(), b"plain");
        assert_eq!(sealer().open("p", "c", &two).unwrap(), b"plain");
    }

    #[test]
    fn a_seal_made_by_another_implementation_opens() {
        // Computed with Python's `cryptography` from the layout above: the nonce is 0, 1, .. 11.
        let sealed = "AQABAgMEBQYHCAkKC9wKn6sn8F-AqmR2HR7OIFTLtA";
        assert_eq!(sealer().open("sealed", "shop::buy", sealed).unwrap(), b"42");
    }

    #[test]
    fn purpose_and_context_cannot_be_shifted_into_each_other() {
        let sealed = sealer().seal("ab", "c", b"plain");
        assert!(sealer().open("a", "bc", &sealed).is_none());
        assert!(sealer().open("abc", "", &sealed).is_none());
        assert!(sealer().open("c", "ab", &sealed).is_none());
    }

    #[test]
    fn the_same_seal_in_another_spelling_does_not_open() {
        // 1 + 12 + 1 + 16 = 30 bytes fill base64 exactly; another byte leaves two spare bits.
        let sealed = sealer().seal("p", "c", b"12");
        assert!(sealer().open("p", "c", &format!("{sealed}=")).is_none());
        assert!(sealer().open("p", "c", &format!("{sealed} ")).is_none());
        assert!(sealer().open("p", "c", &format!("{sealed}A")).is_none());
    }

    proptest! {
        #[test]
        fn what_was_sealed_comes_back(
            plain in proptest::collection::vec(any::<u8>(), 0..200),
            purpose: String,
            context: String,
        ) {
            let sealed = sealer().seal(&purpose, &context, &plain);
            prop_assert!(sealed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            prop_assert_eq!(sealer().open(&purpose, &context, &sealed), Some(plain));
        }

        #[test]
        fn another_purpose_context_or_key_does_not_open(
            plain in proptest::collection::vec(any::<u8>(), 0..50),
            purpose: String,
            context: String,
            other: String,
        ) {
            let sealed = sealer().seal(&purpose, &context, &plain);
            if other != purpose {
                prop_assert_eq!(sealer().open(&other, &context, &sealed), None);
            }
            if other != context {
                prop_assert_eq!(sealer().open(&purpose, &other, &sealed), None);
            }
            prop_assert_eq!(Sealer::new(&[2; 32]).open(&purpose, &context, &sealed), None);
        }

        #[test]
        fn no_part_of_a_seal_opens(plain in proptest::collection::vec(any::<u8>(), 0..50)) {
            let sealed = sealer().seal("p", "c", &plain);
            for end in 0..sealed.len() {
                prop_assert_eq!(sealer().open("p", "c", &sealed[..end]), None);
                prop_assert_eq!(sealer().open("p", "c", &sealed[end + 1..]), None);
            }
        }

    }

    proptest! {
        // Each case tries some hundred changes.
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn no_changed_bit_opens(plain in proptest::collection::vec(any::<u8>(), 0..30)) {
            let sealed = sealer().seal("p", "c", &plain);
            let bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
            for bit in 0..bytes.len() * 8 {
                let mut changed = bytes.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                prop_assert_eq!(sealer().open("p", "c", &URL_SAFE_NO_PAD.encode(changed)), None);
            }
            // The same in the text, where a changed bit may leave the alphabet or ASCII.
            for bit in 0..sealed.len() * 8 {
                let mut changed = sealed.clone().into_bytes();
                changed[bit / 8] ^= 1 << (bit % 8);
                let changed = String::from_utf8_lossy(&changed);
                prop_assert_eq!(sealer().open("p", "c", &changed), None);
            }
        }

        #[test]
        fn no_input_panics(text: String, bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(sealer().open("p", "c", &text), None);
            let mut bytes = bytes;
            bytes.insert(0, VERSION);
            prop_assert_eq!(sealer().open("p", "c", &URL_SAFE_NO_PAD.encode(bytes)), None);
        }
    }
}
