//! The keys of an app, and everything that is derived from them.
//!
//! An app has a ring of 32-byte secrets. The first one writes and all of them read, so a key is
//! replaced in three deployments without invalidating open pages: `old,new`, then `new,old`, then
//! `new`. No secret is used directly. HKDF-SHA256 (RFC 5869, no salt) derives one sub-key per
//! purpose:
//!
//! | sub-key | label | purpose |
//! |---|---|---|
//! | action ids | `postback v1 action id` | HMAC-SHA256 of the path of the function |
//! | routes | `postback v1 action route` | HMAC-SHA256 of an id and the route on which it is valid |
//! | seals | `postback v1 seal` | AES-256-GCM-SIV of values that come back unchanged |
//! | state | `postback v1 state` | AES-256-GCM-SIV of the cookie between a POST and the next page |
//! | fingerprints | `postback v1 fingerprint` | HMAC-SHA256 of data that is only compared |
//! | minted ids | `postback v1 minted id` | HMAC-SHA256 of the time and the random part of an id |

mod bound;
mod mac;
mod minted;
mod random;
mod seal;
mod source;
mod text;

use std::fmt;
use std::sync::Arc;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

pub(crate) use self::bound::is_same;
use self::mac::{length, short};
#[cfg(feature = "uploads")]
pub(crate) use self::random::random_name;
pub(crate) use self::random::{digest, random_bytes, random_number};
use self::seal::Sealer;
pub use self::text::KeysError;

/// The purpose of the cookie that carries an outcome to the next page. It has its own sub-key.
pub(crate) const STATE: &str = "state";

/// The secret keys of an app, for the ids of its actions, sealed arguments, and the state that
/// survives a redirect.
///
/// Every instance of an app needs the same keys, and they should stay the same across deployments:
/// a page that was rendered under other keys answers "please send it again". An app without
/// [`Postback::keys`](crate::Postback::keys) takes them from `POSTBACK_KEYS`. Clones share the
/// ring.
///
/// ```
/// use postback::Keys;
///
/// // One key, as `openssl rand -base64 32` prints it.
/// let keys = Keys::parse("q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=").unwrap();
/// // The ring keeps its secrets.
/// assert_eq!(format!("{keys:?}"), "Keys { count: 1, .. }");
///
/// let error = Keys::parse("c2hvcnQ=").unwrap_err();
/// assert!(error.to_string().starts_with("key 1 has 5 bytes, but 32 are needed"));
/// ```
#[derive(Clone)]
pub struct Keys {
    /// At least one; the first one writes.
    ring: Arc<[SubKeys]>,
}

/// The sub-keys derived from one secret.
struct SubKeys {
    action_ids: Hmac<Sha256>,
    fingerprints: Hmac<Sha256>,
    minted: Hmac<Sha256>,
    routes: Hmac<Sha256>,
    seals: Sealer,
    state: Sealer,
}

impl Keys {
    /// Parses a ring of keys: 32 bytes each in base64 (standard or URL-safe, padded or not),
    /// separated by commas. The first key writes, all keys read.
    ///
    /// # Errors
    ///
    /// Returns a [`KeysError`] that says which key is wrong and how. It never contains a part of a
    /// key.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        // A key that occurs twice is one key.
        let mut secrets: Vec<[u8; 32]> = Vec::new();
        for secret in text::secrets(text)? {
            if !secrets.contains(&secret) {
                secrets.push(secret);
            }
        }
        Ok(Self {
            ring: secrets.iter().map(SubKeys::derive).collect(),
        })
    }

    /// Returns a new random key that only this process knows: for tests, and for apps that may
    /// invalidate every open page when they restart.
    ///
    /// # Panics
    ///
    /// If the operating system provides no random bytes.
    #[must_use]
    pub fn random() -> Self {
        Self {
            ring: Arc::new([SubKeys::derive(&random_bytes())]),
        }
    }

    /// Returns the id of an action under the writing key: the function's name, a dot, and 22
    /// characters that cannot be guessed without the key. The id identifies the action; the proof
    /// of its route ([`prove`](Self::prove)) says where it may run.
    ///
    /// `path` is `crate::module::function`. The name is as written in the source (without `r#`), so
    /// an id in a URL is percent-encoded like any other value.
    pub(crate) fn action_id(&self, path: &str) -> String {
        self.writer().action_id(path)
    }

    /// Returns the ids of an action under every key, the writing one first. All of them are valid.
    pub(crate) fn action_ids(&self, path: &str) -> Vec<String> {
        self.ring.iter().map(|key| key.action_id(path)).collect()
    }

    /// Encrypts and authenticates `plain` into URL-safe text, which only [`open`](Self::open) with
    /// the same `purpose` and `context` reads. Two seals of the same data differ.
    ///
    /// # Panics
    ///
    /// If the operating system provides no random bytes.
    pub(crate) fn seal(&self, purpose: &str, context: &str, plain: &[u8]) -> String {
        self.writer().sealer(purpose).seal(purpose, context, plain)
    }

    /// Returns the sealed data, or `None` if no key of the ring has sealed it for this `purpose`
    /// and `context`. Time and memory are proportional to the text, so the caller bounds its
    /// length.
    pub(crate) fn open(&self, purpose: &str, context: &str, sealed: &str) -> Option<Vec<u8>> {
        self.ring
            .iter()
            .find_map(|key| key.sealer(purpose).open(purpose, context, sealed))
    }

    /// Returns 22 characters that stand for `data`: equal for equal data while the first key stays,
    /// different for each `purpose`, and without revealing the data.
    pub(crate) fn fingerprint(&self, purpose: &str, data: &[u8]) -> String {
        let mut mac = self.writer().fingerprints.clone();
        mac.update(&length(purpose));
        mac.update(purpose.as_bytes());
        mac.update(data);
        short(mac)
    }

    fn writer(&self) -> &SubKeys {
        &self.ring[0]
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("count", &self.ring.len())
            .finish_non_exhaustive()
    }
}

impl SubKeys {
    fn derive(secret: &[u8; 32]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, secret);
        let sub_key = |label: &str| {
            let mut key = [0; 32];
            hkdf.expand(label.as_bytes(), &mut key)
                .expect("HKDF-SHA256 gives up to 8160 bytes");
            key
        };
        let mac = |label| {
            Hmac::<Sha256>::new_from_slice(&sub_key(label)).expect("HMAC takes a key of any length")
        };
        Self {
            action_ids: mac("postback v1 action id"),
            fingerprints: mac("postback v1 fingerprint"),
            minted: mac("postback v1 minted id"),
            routes: mac("postback v1 action route"),
            seals: Sealer::new(&sub_key("postback v1 seal")),
            state: Sealer::new(&sub_key("postback v1 state")),
        }
    }

    fn action_id(&self, path: &str) -> String {
        let name = path.rsplit("::").next().unwrap_or(path);
        let mut mac = self.action_ids.clone();
        mac.update(path.as_bytes());
        format!("{}.{}", name.trim_start_matches("r#"), short(mac))
    }

    fn sealer(&self, purpose: &str) -> &Sealer {
        if purpose == STATE {
            &self.state
        } else {
            &self.seals
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::random::random_id;
    use super::*;

    /// The bytes 0, 1, .. 31, and 32, 33, .. 63.
    const COUNTING: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const COUNTING_ON: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    fn keys(text: &str) -> Keys {
        Keys::parse(text).unwrap()
    }

    #[test]
    fn an_id_is_the_same_in_every_process() {
        // Computed with Python's `hmac`, which also fixes the label and the construction.
        let keys = keys(COUNTING);
        assert_eq!(
            keys.action_id("shop::actions::add_to_cart"),
            "add_to_cart.3vAXhUldzIpvCWA5XLIt6Q"
        );
        assert_eq!(keys.fingerprint("form", b"data"), "XmkyKQLUSmTbckfLh3odEw");
    }

    #[test]
    fn an_id_shows_the_name_and_depends_on_the_whole_path_and_the_key() {
        let one = keys(COUNTING);
        let id = one.action_id("shop::cart::add");
        let (name, mac) = id.split_once('.').unwrap();
        assert_eq!(name, "add");
        assert_eq!(mac.len(), 22);
        assert!(
            mac.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
        assert_ne!(id, one.action_id("shop::wishes::add"));
        assert_ne!(id, keys(COUNTING_ON).action_id("shop::cart::add"));
        assert!(one.action_id("shop::r#match").starts_with("match."));
        assert!(one.action_id("bare").starts_with("bare."));
    }

    #[test]
    fn a_key_that_is_there_twice_is_one_key() {
        let ring = keys(&format!("{COUNTING},{COUNTING_ON},{COUNTING}"));
        assert_eq!(ring.action_ids("a").len(), 2);
        assert_eq!(ring.action_id("a"), keys(COUNTING).action_id("a"));
    }

    #[test]
    fn neither_debug_nor_an_error_shows_a_key() {
        let shown = format!("{:?}", keys(&format!("{COUNTING},{COUNTING_ON}")));
        assert_eq!(shown, "Keys { count: 2, .. }");
        let error = Keys::parse(&format!("{}!", &COUNTING[..20])).unwrap_err();
        assert!(!format!("{error:?} {error}").contains(&COUNTING[..4]));
    }

    #[test]
    fn a_key_is_replaced_in_three_deploys_while_both_versions_run() {
        let steps = [
            COUNTING.to_owned(),
            format!("{COUNTING},{COUNTING_ON}"),
            format!("{COUNTING_ON},{COUNTING}"),
            COUNTING_ON.to_owned(),
        ];
        let reads = |reader: &Keys, writer: &Keys| {
            let id = writer.action_id("a::b");
            let seal = writer.seal("x", "y", b"plain");
            reader.action_ids("a::b").contains(&id)
                && reader.open("x", "y", &seal).as_deref() == Some(b"plain")
        };
        for deploy in steps.windows(2) {
            let (old, new) = (keys(&deploy[0]), keys(&deploy[1]));
            assert!(reads(&old, &new), "{deploy:?}");
            assert!(reads(&new, &old), "{deploy:?}");
        }
        assert!(!reads(&keys(COUNTING), &keys(COUNTING_ON)));
        // Skipping the first deployment breaks: the old version cannot read the new key.
        assert!(!reads(&keys(COUNTING), &keys(&steps[2])));
    }

    #[test]
    fn the_first_key_writes() {
        let ring = keys(&format!("{COUNTING_ON},{COUNTING}"));
        assert_eq!(ring.action_id("a"), keys(COUNTING_ON).action_id("a"));
        assert_eq!(ring.action_ids("a")[0], ring.action_id("a"));
        assert_eq!(ring.action_ids("a")[1], keys(COUNTING).action_id("a"));
        assert_eq!(
            ring.fingerprint("a", b"b"),
            keys(COUNTING_ON).fingerprint("a", b"b")
        );
        let seal = ring.seal("x", "y", b"plain");
        assert!(keys(COUNTING_ON).open("x", "y", &seal).is_some());
        assert!(keys(COUNTING).open("x", "y", &seal).is_none());
    }

    #[test]
    fn a_fingerprint_tells_purpose_from_data() {
        let keys = Keys::random();
        let print = keys.fingerprint("ab", b"c");
        assert_eq!(print.len(), 22);
        assert_eq!(print, keys.fingerprint("ab", b"c"));
        assert_ne!(print, keys.fingerprint("a", b"bc"));
        assert_ne!(print, keys.fingerprint("ab", b"d"));
        assert_ne!(print, Keys::random().fingerprint("ab", b"c"));
    }

    #[test]
    fn the_state_cookie_and_the_seals_have_different_sub_keys() {
        let sub_keys = SubKeys::derive(&[7; 32]);
        let sealed = sub_keys.sealer(STATE).seal("p", "c", b"plain");
        assert!(sub_keys.sealer(STATE).open("p", "c", &sealed).is_some());
        assert!(sub_keys.sealer("other").open("p", "c", &sealed).is_none());
    }

    #[test]
    fn random_ids_and_random_keys_do_not_repeat() {
        let ids: HashSet<_> = (0..1_000).map(|_| random_id()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(ids.iter().all(|id| id.len() == 22));
        assert_ne!(Keys::random().action_id("a"), Keys::random().action_id("a"));
    }
}
