//! [`Build`]: the build of the app that rendered a page.

use std::fmt;
use std::fs::Metadata;
use std::sync::LazyLock;
use std::time::UNIX_EPOCH;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::files::RUNTIME;

/// The identity of a build. It is only compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Build(String);

/// Read once, before a deployment can replace the file.
static OF_THIS_PROGRAM: LazyLock<Build> = LazyLock::new(|| {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let program = program.ok().and_then(|file| of_file(&file));
    Build(program.unwrap_or_else(|| RUNTIME.name.trim_end_matches(".js").to_owned()))
});

impl Build {
    /// # Errors
    ///
    /// Returns a sentence, if the text cannot appear in the URL of a script.
    pub(crate) fn new(text: String) -> Result<Self, String> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(format!(
                "the build {text:?} cannot be part of an address: write 1 to 64 of the characters A-Z, a-z, 0-9, `.`, `_` and `-`"
            ))
        }
    }

    pub(crate) fn of_this_program() -> Self {
        OF_THIS_PROGRAM.clone()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn of_file(file: &Metadata) -> Option<String> {
    let modified = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let known = format!("{} {}", file.len(), modified.as_nanos());
    Some(URL_SAFE_NO_PAD.encode(&Sha256::digest(known)[..9]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_can_stand_in_an_address() {
        let longest = "x".repeat(64);
        for text in ["1", "v1.2.3-rc.1_7", "0a1B2c", longest.as_str()] {
            assert_eq!(Build::new(text.to_owned()).unwrap().0, text);
        }
        let too_long = "x".repeat(65);
        for text in ["", "a b", "a#b", "a\"b", "\u{fc}", "a/b", too_long.as_str()] {
            let sentence = Build::new(text.to_owned()).unwrap_err();
            assert!(sentence.contains("1 to 64"), "{sentence}");
        }
    }

    #[test]
    fn a_program_is_known_by_its_file() {
        let build = Build::of_this_program();
        assert_eq!(build.0.len(), 12);
        assert_eq!(Build::new(build.0.clone()), Ok(build));
    }
}
