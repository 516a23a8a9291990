//! The proof that an id was rendered on one route, which is invalid on any other.
//!
//! A proof is base64url (no padding) of the first 16 bytes of an HMAC-SHA256 over the id and the
//! two texts that identify the route, each of the first two preceded by its length.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::mac::{length, short};
use super::{Keys, SubKeys};

const TAG: usize = 16;

impl Keys {
    /// Returns the proof under the writing key, for the id of an action and the route of a page:
    /// the path at which it is nested, and the pattern that it matched.
    pub(crate) fn prove(&self, id: &str, route: [&str; 2]) -> String {
        short(self.writer().bound(id, route))
    }

    /// Returns whether any key of the ring has made this proof. The comparison takes constant time,
    /// and a proof has one encoding.
    pub(crate) fn proves(&self, id: &str, route: [&str; 2], proof: &str) -> bool {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(proof) else {
            return false;
        };
        tag.len() == TAG
            && self
                .ring
                .iter()
                .any(|key| key.bound(id, route).verify_truncated_left(&tag).is_ok())
    }
}

/// Compares two texts in constant time.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let pairs = one.bytes().zip(other.bytes());
    one.len() == other.len() && pairs.fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

impl SubKeys {
    fn bound(&self, id: &str, [nested, matched]: [&str; 2]) -> Hmac<Sha256> {
        let mut mac = self.routes.clone();
        for part in [id, nested] {
            mac.update(&length(part));
            mac.update(part.as_bytes());
        }
        mac.update(matched.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys {
            ring: [SubKeys::derive(&[byte; 32])].into(),
        }
    }

    #[test]
    fn a_proof_is_the_same_in_every_process() {
        // Computed with Python's `hmac`, which also fixes the label and the construction.
        let keys = Keys::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
        let id = "add_to_cart.3vAXhUldzIpvCWA5XLIt6Q";
        assert_eq!(keys.prove(id, ["", "/cart/{id}"]), "-jd5ZlcMawTlWfKidY_XIQ");
        assert_eq!(
            keys.prove(id, ["/shop", "/shop/cart"]),
            "M4Iet3AlGIN3UUrgJmp8YQ"
        );
        assert_eq!(keys.prove(id, ["", ""]), "7VBfnVEWSa78b6YLP7dmuw");
    }

    #[test]
    fn texts_are_the_same_only_whole() {
        assert!(is_same("", "") && is_same("a.b", "a.b"));
        for other in ["", "a", "a.", "a.c", "b.b", "a.bc", "\u{e9}.b"] {
            assert!(!is_same("a.b", other), "{other}");
        }
    }

    #[test]
    fn every_key_of_the_ring_proves_and_the_first_one_writes() {
        let (old, new) = (SubKeys::derive(&[1; 32]), SubKeys::derive(&[2; 32]));
        let both = Keys {
            ring: [old, new].into(),
        };
        let route = ["", "/a"];
        assert_eq!(both.prove("x.y", route), keys(1).prove("x.y", route));
        for byte in [1, 2] {
            assert!(both.proves("x.y", route, &keys(byte).prove("x.y", route)));
        }
        assert!(!both.proves("x.y", route, &keys(3).prove("x.y", route)));
    }

    proptest! {
        #[test]
        fn a_proof_is_for_one_id_and_one_route(
            id: String, nested in "[ab/]{0,3}", matched in "[ab/]{0,3}",
            other: String, elsewhere in "[ab/]{0,3}", pattern in "[ab/]{0,3}",
        ) {
            let keys = keys(7);
            let proof = keys.prove(&id, [&nested, &matched]);
            prop_assert!(keys.proves(&id, [&nested, &matched], &proof));
            let is_same = nested == elsewhere && matched == pattern;
            prop_assert_eq!(keys.proves(&id, [&elsewhere, &pattern], &proof), is_same);
            prop_assert_eq!(keys.proves(&other, [&nested, &matched], &proof), id == other);
        }

        #[test]
        fn what_is_no_proof_proves_nothing(text: String, cut in 0_usize..22) {
            let keys = keys(7);
            let proof = keys.prove("a.b", ["", "/"]);
            prop_assert!(!keys.proves("a.b", ["", "/"], &text));
            prop_assert!(!keys.proves("a.b", ["", "/"], &proof[..cut]));
            let repeated = format!("{}{proof}", &proof[..cut]);
            prop_assert_eq!(keys.proves("a.b", ["", "/"], &repeated), cut == 0);
        }
    }

    #[test]
    fn no_changed_bit_and_no_other_spelling_proves() {
        let keys = keys(7);
        let proof = keys.prove("a.b", ["", "/"]);
        for bit in 0..proof.len() * 8 {
            let mut changed = proof.clone().into_bytes();
            changed[bit / 8] ^= 1 << (bit % 8);
            let changed = String::from_utf8_lossy(&changed);
            assert!(!keys.proves("a.b", ["", "/"], &changed), "{changed}");
        }
        for changed in [
            format!("{proof}="),
            format!("{proof}=="),
            format!(" {proof}"),
        ] {
            assert!(!keys.proves("a.b", ["", "/"], &changed), "{changed}");
        }
    }
}
