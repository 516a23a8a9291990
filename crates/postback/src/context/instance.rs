//! The instance of a form: what distinguishes several forms of one action on a page.

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

/// Returns the action's name in the id of a form: `edit` of `edit-7`.
pub(crate) fn action_of(form: &str) -> &str {
    form.split_once('-').map_or(form, |(name, _)| name)
}
