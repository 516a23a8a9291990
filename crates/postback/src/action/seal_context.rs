//! [`SealContext`]: what a sealed argument is bound to.

use std::fmt;

use crate::keys::Keys;

const SEAL: &str = "argument";

/// The keys for sealing, and the action to which a seal is bound.
#[derive(Clone, Copy)]
#[doc(hidden)]
pub struct SealContext<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) path: &'static str,
    /// The action's former paths, whose seals it still opens.
    pub(crate) was: &'static [&'static str],
}

impl SealContext<'_> {
    /// Seals the values. The seal is only valid beside this text of the plain values.
    pub(super) fn seal(&self, sealed: &str, beside: &str) -> String {
        self.keys
            .seal(SEAL, &bound_to(self.path, beside), sealed.as_bytes())
    }

    pub(super) fn open(&self, seal: &str, beside: &str) -> Option<String> {
        let plain = std::iter::once(&self.path)
            .chain(self.was)
            .find_map(|path| self.keys.open(SEAL, &bound_to(path, beside), seal))?;
        String::from_utf8(plain).ok()
    }
}

/// The separator is unambiguous, because no path contains a line break.
fn bound_to(path: &str, beside: &str) -> String {
    format!("{path}\n{beside}")
}

impl fmt::Debug for SealContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealContext")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
