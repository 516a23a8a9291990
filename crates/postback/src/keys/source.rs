//! The keys of an app that sets none.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Keys;
use super::random::{random_bytes, random_id};

const VARIABLE: &str = "POSTBACK_KEYS";
const FILE: &str = "postback-dev-keys";

/// How many times and how long to wait for another process that is writing the file.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(20);

/// The source of the keys, decided from the environment of the process.
#[derive(Debug)]
enum Source {
    /// The keys in the environment variable.
    Given(Keys),
    /// A file, which is created if it is missing.
    File(PathBuf),
    /// New random keys that are not stored.
    Random,
}

impl Keys {
    /// Returns the keys of an app that sets none: from `POSTBACK_KEYS`, or in debug builds from a
    /// file in the target folder, so that open pages survive a restart during development.
    ///
    /// # Panics
    ///
    /// If `POSTBACK_KEYS` is set but invalid, or if a release build has no keys. The message says
    /// what to do.
    pub(crate) fn load() -> Self {
        load()
    }
}

fn load() -> Keys {
    // A value that is not Unicode is invalid as well, and gets the same message.
    let variable = env::var_os(VARIABLE).map(|value| value.to_string_lossy().into_owned());
    let program = env::current_exe().ok();
    let target = program.as_deref().and_then(target_folder);
    keys(source(variable.as_deref(), cfg!(debug_assertions), target))
}

/// Decides where the keys come from. `Err` is the message for the operator.
fn source(
    variable: Option<&str>,
    debug: bool,
    target_folder: Option<&Path>,
) -> Result<Source, String> {
    match (variable, target_folder) {
        // An invalid variable is never ignored, because the instances would use different keys.
        (Some(text), _) => match Keys::parse(text) {
            Ok(keys) => Ok(Source::Given(keys)),
            Err(error) => Err(format!("{VARIABLE} is set but cannot be used: {error}.")),
        },
        (None, _) if !debug => Err(format!(
            "A release build needs keys: set {VARIABLE} to 32 random bytes in base64, the same for \
             every instance and every deploy (`export {VARIABLE}=$(openssl rand -base64 32)` once, \
             and keep it with the app's other secrets), or pass them with `Postback::keys`."
        )),
        (None, Some(folder)) => Ok(Source::File(folder.join(FILE))),
        (None, None) => Ok(Source::Random),
    }
}

/// # Panics
///
/// With the message of a refusal.
fn keys(source: Result<Source, String>) -> Keys {
    match source {
        Ok(Source::Given(keys)) => keys,
        Ok(Source::File(path)) => kept_in(&path).unwrap_or_else(|error| {
            tracing::warn!(
                "{} cannot be used ({error}): these keys are lost when the process ends, and open pages are then out of date. Set {VARIABLE} to keep them.",
                path.display(),
            );
            Keys::random()
        }),
        Ok(Source::Random) => {
            tracing::warn!(
                "The program is not in a target folder that could keep keys: these keys are lost when the process ends, and open pages are then out of date. Set {VARIABLE} to keep them."
            );
            Keys::random()
        }
        Err(sentence) => panic!("{sentence}"),
    }
}

/// Returns the nearest folder above the executable that cargo has marked as its own.
fn target_folder(program: &Path) -> Option<&Path> {
    program.ancestors().skip(1).find(|folder| {
        folder.join("CACHEDIR.TAG").is_file() || folder.file_name().is_some_and(|n| n == "target")
    })
}

/// Returns the keys in the file at `path`, which is created if it is missing. Processes that start
/// at the same time agree: one creates the file, the others read it.
fn kept_in(path: &Path) -> io::Result<Keys> {
    for _ in 0..TRIES {
        match fs::read(path) {
            Ok(bytes) => match Keys::parse(&String::from_utf8_lossy(&bytes)) {
                Ok(keys) => return Ok(keys),
                // Another process has created the file and not written it yet.
                Err(_) => thread::sleep(PAUSE),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => match create(path) {
                // Another process was first: read its file.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                created => created?,
            },
            Err(error) => return Err(error),
        }
    }
    // The writer of the file died. The new file replaces it atomically, and the content afterwards
    // counts, in case another process does the same.
    let whole = path.with_file_name(format!("{FILE}.{}", random_id()));
    create(&whole)?;
    fs::rename(&whole, path)?;
    Keys::parse(&fs::read_to_string(path)?)
        .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}

/// Writes a new key to a new file that only its owner may read.
fn create(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let key = STANDARD.encode(random_bytes::<32>());
    options.open(path)?.write_all(key.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    /// A folder that is removed at the end of the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            let path = env::temp_dir().join(format!("postback-{}", random_id()));
            fs::create_dir(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn id(keys: &Keys) -> String {
        keys.action_id("a")
    }

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn the_variable_wins_in_every_build() {
        for debug in [true, false] {
            let given = source(Some(KEY), debug, Some(Path::new("/target")));
            assert_eq!(id(&keys(given)), id(&Keys::parse(KEY).unwrap()));
        }
    }

    #[test]
    fn a_variable_that_is_set_but_wrong_stops_every_build() {
        for debug in [true, false] {
            for (text, fault) in [
                ("", "there is no key"),
                ("  ", "there is no key"),
                ("abcd", "key 1 has 3 bytes"),
                ("\u{FFFD}", "key 1 is not base64"),
            ] {
                let sentence = source(Some(text), debug, Some(Path::new("/target"))).unwrap_err();
                assert!(
                    sentence.starts_with("POSTBACK_KEYS is set but cannot be used: "),
                    "{sentence}"
                );
                assert!(sentence.contains(fault), "{sentence}");
            }
        }
    }

    #[test]
    fn a_debug_build_keeps_its_keys_in_the_target_folder() {
        let chosen = source(None, true, Some(Path::new("/app/target"))).unwrap();
        assert!(
            matches!(chosen, Source::File(path) if path == Path::new("/app/target").join(FILE))
        );
        assert!(matches!(source(None, true, None), Ok(Source::Random)));
    }

    #[test]
    #[should_panic(expected = "A release build needs keys: set POSTBACK_KEYS")]
    fn a_release_build_without_keys_refuses_to_start() {
        let _ = keys(source(None, false, Some(Path::new("/app/target"))));
    }

    #[test]
    fn the_refusal_says_how_a_key_is_made() {
        let sentence = source(None, false, None).unwrap_err();
        assert!(sentence.contains("openssl rand -base64 32"), "{sentence}");
        assert!(sentence.contains("Postback::keys"), "{sentence}");
    }

    #[test]
    fn the_target_folder_is_found_by_its_mark_or_its_name() {
        let folder = Folder::new();
        let program = folder.0.join("debug").join("deps").join("app");
        assert_eq!(target_folder(&program), None);
        fs::write(folder.0.join("CACHEDIR.TAG"), "").unwrap();
        assert_eq!(target_folder(&program), Some(&*folder.0));
        assert_eq!(
            target_folder(Path::new("/src/app/target/debug/app")),
            Some(Path::new("/src/app/target"))
        );
        assert_eq!(target_folder(Path::new("/usr/local/bin/target")), None);
    }

    #[test]
    fn keys_in_a_file_are_the_same_at_the_next_start() {
        let folder = Folder::new();
        let path = folder.0.join(FILE);
        assert_eq!(id(&kept_in(&path).unwrap()), id(&kept_in(&path).unwrap()));
    }

    #[cfg(debug_assertions)]
    #[test]
    fn a_debug_build_finds_its_keys_again() {
        assert_eq!(id(&load()), id(&load()));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = Folder::new();
        let path = folder.0.join(FILE);
        kept_in(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn processes_that_start_together_agree() {
        for _ in 0..20 {
            let folder = Folder::new();
            let path = folder.0.join(FILE);
            let start = Barrier::new(8);
            let ids: Vec<_> = thread::scope(|scope| {
                let threads: Vec<_> = (0..8)
                    .map(|_| {
                        scope.spawn(|| {
                            start.wait();
                            id(&kept_in(&path).unwrap())
                        })
                    })
                    .collect();
                threads.into_iter().map(|t| t.join().unwrap()).collect()
            });
            assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        }
    }

    #[test]
    fn a_file_that_is_being_written_is_waited_for() {
        let folder = Folder::new();
        let path = folder.0.join(FILE);
        fs::write(&path, &KEY[..20]).unwrap();
        let found = thread::scope(|scope| {
            let reader = scope.spawn(|| id(&kept_in(&path).unwrap()));
            thread::sleep(2 * PAUSE);
            fs::write(&path, KEY).unwrap();
            reader.join().unwrap()
        });
        assert_eq!(found, id(&Keys::parse(KEY).unwrap()));
    }

    #[test]
    fn a_file_that_was_left_half_written_is_replaced() {
        let folder = Folder::new();
        let path = folder.0.join(FILE);
        fs::write(&path, b"\xFF\xFE").unwrap();
        assert_eq!(id(&kept_in(&path).unwrap()), id(&kept_in(&path).unwrap()));
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_cannot_be_written_still_gives_keys() {
        let path = Path::new("/this/folder/is/missing").join(FILE);
        assert!(kept_in(&path).is_err());
        assert_ne!(
            id(&keys(Ok(Source::File(path.clone())))),
            id(&keys(Ok(Source::File(path))))
        );
    }
}
