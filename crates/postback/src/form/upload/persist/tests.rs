use std::io::Write as _;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

/// Some bytes in a temporary file, and a place for it to go.
fn given() -> (TempPath, TempDir, TempDir) {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut file, path) = create_file(from.path()).unwrap();
    file.write_all(b"all of it").unwrap();
    (path, from, to)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

fn other_device(file: TempPath, _: &Path) -> Result<(), PathPersistError> {
    let error = io::ErrorKind::CrossesDevices.into();
    Err(PathPersistError { error, path: file })
}

/// As the directory shows it to somebody who looks at the moment of the move.
fn looked_at(file: TempPath, to: &Path) -> Result<(), PathPersistError> {
    assert!(files(to.parent().unwrap()).is_empty());
    other_device(file, to)
}

fn vanished(file: TempPath, to: &Path) -> Result<(), PathPersistError> {
    fs::remove_file(&file).unwrap();
    other_device(file, to)
}

#[test]
fn a_file_is_moved_whole_under_a_name_of_ours() {
    for how in [rename, other_device, looked_at] {
        let (file, from, to) = given();
        let name = persist(file, to.path(), "png", how).unwrap();
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
        persist(given().0, to.path(), "txt", rename).unwrap();
    }
    assert_eq!(files(to.path()).len(), 10);
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let (file, _from, to) = given();
    let taken = to.path().join("taken");
    fs::write(&taken, "mine").unwrap();
    let failed = rename(file, &taken).unwrap_err();
    assert_eq!(failed.error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&taken).unwrap(), b"mine");

    assert!(copy(&failed.path, to.path(), &taken).is_err());
    assert_eq!(fs::read(&taken).unwrap(), b"mine");
    assert_eq!(files(to.path()), [taken], "the copy is removed");
}

#[test]
fn half_a_copy_is_removed() {
    let (file, _from, to) = given();
    let failed = persist(file, to.path(), "png", vanished).unwrap_err();
    assert_eq!(failed.error.kind(), io::ErrorKind::NotFound);
    assert!(files(to.path()).is_empty());
}

#[test]
fn a_directory_that_is_missing_is_named_and_the_file_stays() {
    let (file, _from, to) = given();
    let missing = to.path().join("pictures");
    let failed = persist(file, &missing, "png", rename).unwrap_err();
    let said = failed.error.to_string();
    assert!(said.contains(missing.to_str().unwrap()), "{said}");
    assert!(
        said.ends_with("; create the directory when the app starts"),
        "{said}"
    );
    assert_eq!(failed.error.kind(), io::ErrorKind::NotFound);
    assert_eq!(fs::read(&failed.path).unwrap(), b"all of it");

    fs::write(&missing, "").unwrap();
    let failed = persist(failed.path, &missing, "png", rename).unwrap_err();
    assert_eq!(failed.error.kind(), io::ErrorKind::NotADirectory);
}

#[cfg(unix)]
#[test]
fn a_file_has_the_mode_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let ordinary = tempfile::tempdir().unwrap();
    File::create(ordinary.path().join("file")).unwrap();
    for how in [rename, other_device] {
        let (file, _from, to) = given();
        let name = persist(file, to.path(), "png", how).unwrap();
        assert_eq!(
            mode(&to.path().join(name)),
            mode(&ordinary.path().join("file"))
        );
    }
}
