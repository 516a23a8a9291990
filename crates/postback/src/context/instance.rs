//! What tells one form of an action from another on the same page.

use crate::keys::Keys;

pub(crate) fn plain_instance(keys: &Keys, keyed: Option<&str>, plain: &str) -> String {
    let text = keyed.unwrap_or(plain);
    let simple = text.len() <= 24
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if simple {
        text.to_owned()
    } else {
        hashed(keys, text)
    }
}

pub(crate) fn hashed(keys: &Keys, text: &str) -> String {
    let mut fingerprint = keys.fingerprint("instance", text.as_bytes());
    fingerprint.truncate(10);
    fingerprint
}

/// The readable name of the action in the id of one of its forms: `edit` of `edit-7`.
pub(crate) fn action_of(form: &str) -> &str {
    form.split_once('-').map_or(form, |(name, _)| name)
}
