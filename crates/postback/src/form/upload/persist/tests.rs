use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;

use super::super::directory::Directory;
use super::*;

/// Returns a temporary file with content, the folder that contains it, and a destination.
fn given() -> (Temporary, TempDir, TempDir) {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let directory = Arc::new(Directory::make(from.path()).unwrap());
    let (mut file, temporary) = Temporary::create(&directory).unwrap();
    file.write_all(b"all of it").unwrap();
    (temporary, from, to)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

fn other_device(_: &Temporary, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::CrossesDevices.into())
}

fn no_second_names(_: &Temporary, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::PermissionDenied.into())
}

/// A `link` that checks the destination at the moment of the move.
fn looked_at(file: &Temporary, to: &Path) -> io::Result<()> {
    assert!(files(to.parent().unwrap()).is_empty());
    other_device(file, to)
}

#[test]
fn a_file_is_moved_whole_under_a_name_of_ours() {
    for how in [link, other_device, no_second_names, looked_at] {
        let (file, from, to) = given();
        let name = persist(&file, to.path(), "png", how).unwrap();
        drop(file);
        let (stem, extension) = name.split_once('.').unwrap();
        assert_eq!((stem.len(), extension), (26, "png"));
        assert!(
            stem.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        );
        assert_eq!(fs::read(to.path().join(&name)).unwrap(), b"all of it");
        assert_eq!(
            files(to.path()),
            [to.path().join(&name)],
            "nothing else is left"
        );
        assert!(files(from.path()).is_empty());
    }
}

#[test]
fn two_files_get_two_names() {
    let to = tempfile::tempdir().unwrap();
    for _ in 0..10 {
        persist(&given().0, to.path(), "txt", link).unwrap();
    }
    assert_eq!(files(to.path()).len(), 10);
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let (file, _from, to) = given();
    let taken = to.path().join("taken");
    fs::write(&taken, "mine").unwrap();
    let failed = link(&file, &taken).unwrap_err();
    assert_eq!(failed.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&taken).unwrap(), b"mine");

    let mut opened = file.open().unwrap();
    assert!(copy(&mut opened, to.path(), &taken).is_err());
    assert_eq!(fs::read(&taken).unwrap(), b"mine");
    assert_eq!(files(to.path()), [taken], "the copy is removed");
}

#[test]
fn half_a_copy_is_removed() {
    let (file, _from, to) = given();
    let no_file = File::open(to.path()).unwrap();
    let failed = copy(&mut { no_file }, to.path(), &to.path().join("whole"));
    assert!(failed.is_err(), "a directory cannot be read");
    assert!(files(to.path()).is_empty());
    assert_eq!(fs::read(file.path()).unwrap(), b"all of it");
}

#[test]
fn a_directory_that_is_missing_is_named_and_the_file_stays() {
    let (file, _from, to) = given();
    let missing = to.path().join("pictures");
    let failed = persist(&file, &missing, "png", link).unwrap_err();
    let said = failed.to_string();
    assert!(said.contains(missing.to_str().unwrap()), "{said}");
    assert!(
        said.ends_with("; create the directory when the app starts"),
        "{said}"
    );
    assert_eq!(failed.kind(), io::ErrorKind::NotFound);
    assert_eq!(fs::read(file.path()).unwrap(), b"all of it");

    fs::write(&missing, "").unwrap();
    let failed = persist(&file, &missing, "png", link).unwrap_err();
    assert_eq!(failed.kind(), io::ErrorKind::NotADirectory);
}

#[cfg(unix)]
#[test]
fn a_file_has_the_mode_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let ordinary = tempfile::tempdir().unwrap();
    File::create(ordinary.path().join("file")).unwrap();
    for how in [link, other_device] {
        let (file, _from, to) = given();
        assert_eq!(mode(&file.path()) & 0o777, 0o600);
        let name = persist(&file, to.path(), "png", how).unwrap();
        assert_eq!(
            mode(&to.path().join(name)),
            mode(&ordinary.path().join("file"))
        );
    }
}
