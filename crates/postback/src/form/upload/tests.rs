//! The promises of [`Upload`].

use std::fs;

use bytes::Bytes;
use tempfile::TempDir;

use super::*;

const MIB: u64 = 1024 * 1024;

fn given(limit: u64) -> (TempDir, Uploads) {
    let dir = tempfile::tempdir().unwrap();
    let uploads = Uploads::new(Some(dir.path().to_path_buf()), limit, 100);
    (dir, uploads)
}

async fn received(uploads: &Uploads, bytes: &'static [u8]) -> Upload {
    let mut writer = uploads.begin().await.unwrap();
    writer.write(Bytes::from_static(bytes)).await.unwrap();
    writer.finish("me/cat.png").await.unwrap()
}

#[tokio::test]
async fn an_upload_has_what_was_written_until_the_last_of_it_is_dropped() {
    let (dir, uploads) = given(MIB);
    let upload = received(&uploads, b"hello").await;
    assert_eq!(upload.file_name(), "cat.png");
    assert_eq!(upload.content_type(), "text/plain");
    assert_eq!(upload.size(), 5);
    assert_eq!(upload.bytes().await.unwrap(), b"hello");
    assert!(upload.path().starts_with(dir.path()));
    assert!(!upload.path().to_str().unwrap().contains("cat"));

    let (path, share) = (upload.path().to_path_buf(), upload.share());
    drop(upload);
    assert_eq!((path.exists(), uploads.used()), (true, 5));
    drop(share);
    assert_eq!((path.exists(), uploads.used()), (false, 0));
}

#[tokio::test]
async fn an_unfinished_upload_is_removed() {
    let (dir, uploads) = given(MIB);
    let mut writer = uploads.begin().await.unwrap();
    writer
        .write(Bytes::from(vec![b'a'; 300_000]))
        .await
        .unwrap();
    assert_eq!(uploads.used(), 300_000);
    assert_eq!(files_below(dir.path()), 1);
    drop(writer);
    assert_eq!((files_below(dir.path()), uploads.used()), (0, 0));
}

/// Returns the number of files below `parent`, without the lock file.
fn files_below(parent: &Path) -> usize {
    let entries = fs::read_dir(parent)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|dir| fs::read_dir(dir).unwrap().count() - 1)
        .sum()
}

#[tokio::test]
async fn small_pieces_are_written_together_and_in_order() {
    let (dir, uploads) = given(MIB);
    let mut writer = uploads.begin().await.unwrap();
    let on_disk = || {
        let own = fs::read_dir(dir.path())
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let sizes = fs::read_dir(own)
            .unwrap()
            .map(|file| file.unwrap().metadata().unwrap().len());
        sizes.max().unwrap()
    };
    let all: Vec<u8> = (0..300_001_u32).map(|n| (n % 251) as u8).collect();
    let (early, late) = all.split_at(65_000);
    for piece in early.chunks(1_000) {
        writer.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    assert_eq!(on_disk(), 0);
    writer.write(Bytes::copy_from_slice(late)).await.unwrap();
    assert_eq!(on_disk(), 300_001);
    writer.write(Bytes::from_static(b"end")).await.unwrap();
    let upload = writer.finish("").await.unwrap();
    assert_eq!(upload.bytes().await.unwrap(), [&all, &b"end"[..]].concat());
    assert_eq!(upload.size(), 300_004);
}

#[tokio::test]
async fn the_limit_counts_all_uploads_and_is_named() {
    let (dir, uploads) = given(8);
    let first = received(&uploads, b"12345").await;
    let mut second = uploads.begin().await.unwrap();
    second.write(Bytes::from_static(b"678")).await.unwrap();
    let full = second.write(Bytes::from_static(b"9")).await.unwrap_err();
    assert!(matches!(full, UploadError::Full { limit: 8 }));
    assert!(full.to_string().ends_with("the limit of 8 bytes"));
    assert_eq!(uploads.used(), 8, "what is refused is not counted");

    first.persist_in(dir.path()).await.unwrap();
    assert_eq!(
        uploads.used(),
        3,
        "a file that stays is not temporary any more"
    );
    second.write(Bytes::from_static(b"9abcd")).await.unwrap();
    drop(second);
    assert_eq!(uploads.used(), 0);
    assert_eq!(
        Uploads::new(None, 0, 0).used(),
        0,
        "another app has a limit of its own"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_limit_holds_for_many_at_once() {
    let (dir, uploads) = given(1_000);
    let all = (0..50).map(|_| {
        let uploads = uploads.clone();
        tokio::spawn(async move {
            let mut writer = uploads.begin().await.unwrap();
            while writer.write(Bytes::from_static(b"1234567")).await.is_ok() {
                assert!(uploads.used() <= 1_000);
                tokio::task::yield_now().await;
            }
        })
    });
    for task in all.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!((uploads.used(), files_below(dir.path())), (0, 0));
}

#[tokio::test]
async fn the_directory_comes_with_the_first_upload_and_goes_with_the_app() {
    let (dir, uploads) = given(MIB);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    let upload = received(&uploads, b"a").await;
    let other = received(&uploads, b"b").await;
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "one for both");
    drop(uploads);
    assert_eq!(
        upload.bytes().await.unwrap(),
        b"a",
        "an action that still runs has its file"
    );
    drop((upload, other));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_directory_that_somebody_has_removed_is_made_again() {
    let (dir, uploads) = given(MIB);
    drop(received(&uploads, b"a").await);
    let own = fs::read_dir(dir.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::remove_dir_all(own).unwrap();
    assert_eq!(received(&uploads, b"b").await.bytes().await.unwrap(), b"b");
}

/// Returns the content of the temporary folder.
fn below(dir: &TempDir) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir.path()).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[cfg(unix)]
#[tokio::test]
async fn a_directory_that_somebody_else_has_made_again_gets_no_upload() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    let elsewhere = tempfile::tempdir().unwrap();
    let take: [&dyn Fn(&Path); 3] = [
        &|path| {
            fs::create_dir(path).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        },
        &|path| symlink(elsewhere.path(), path).unwrap(),
        &|path| {
            fs::create_dir(path).unwrap();
            fs::write(path.join("lock"), "").unwrap();
            // Where the tests may do so, they really change the owner.
            let _ = std::os::unix::fs::chown(path, Some(65_534), Some(65_534));
        },
    ];
    for take in take {
        let (dir, uploads) = given(MIB);
        drop(received(&uploads, b"a").await);
        let [own] = &below(&dir)[..] else {
            panic!("it is there");
        };
        fs::remove_dir_all(own).unwrap();
        take(own);
        let before = fs::read_dir(own).unwrap().count();
        let upload = received(&uploads, b"secret").await;
        assert!(!upload.path().starts_with(own));
        assert_eq!(fs::read_dir(own).unwrap().count(), before);
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(upload.path()), 0o600);
        assert_eq!(mode(upload.path().parent().unwrap()), 0o700);
        assert_eq!(upload.bytes().await.unwrap(), b"secret");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn an_upload_is_read_and_kept_from_its_own_directory_whatever_lies_at_its_path() {
    let (dir, uploads) = given(MIB);
    let to = tempfile::tempdir().unwrap();
    let (read, kept) = (
        received(&uploads, b"mine").await,
        received(&uploads, b"mine").await,
    );
    let own = read.path().parent().unwrap();
    fs::rename(own, dir.path().join("elsewhere")).unwrap();
    fs::create_dir(own).unwrap();
    for upload in [&read, &kept] {
        fs::write(upload.path(), "forged").unwrap();
    }
    assert_eq!(read.bytes().await.unwrap(), b"mine");
    let name = kept.persist_in(to.path()).await.unwrap();
    assert_eq!(fs::read(to.path().join(name)).unwrap(), b"mine");
}

#[tokio::test]
async fn a_directory_that_is_missing_is_named() {
    let (dir, _) = given(MIB);
    let missing = dir.path().join("missing");
    let uploads = Uploads::new(Some(missing.clone()), MIB, 1);
    let Err(UploadError::Io(error)) = uploads.begin().await else {
        panic!("there is no such directory");
    };
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().contains(missing.to_str().unwrap()));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_an_error_that_names_the_directory() {
    let (dir, uploads) = given(MIB);
    let mut writer = uploads.begin().await.unwrap();
    writer.redirect(fs::File::options().write(true).open("/dev/full").unwrap());
    let Err(UploadError::Io(error)) = writer.write(Bytes::from(vec![0; 300_000])).await else {
        panic!("the disk is full");
    };
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    assert!(error.to_string().contains(dir.path().to_str().unwrap()));
    // The writer does not continue after a lost file.
    assert!(writer.write(Bytes::from(vec![0; 300_000])).await.is_err());
    assert!(writer.finish("").await.is_err());
    assert_eq!((files_below(dir.path()), uploads.used()), (0, 0));
}

#[tokio::test]
async fn a_file_that_was_persisted_is_persisted_once() {
    let (dir, uploads) = given(MIB);
    let upload = received(&uploads, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").await;
    let (share, path) = (upload.share(), upload.path().to_path_buf());
    let failed = upload.share().persist_in(dir.path().join("missing")).await;
    assert!(
        failed.is_err() && path.exists(),
        "it is still there for who else has it"
    );

    let name = upload.persist_in(dir.path()).await.unwrap();
    assert_eq!(Path::new(&name).extension().unwrap(), "png");
    assert!(dir.path().join(&name).exists() && !path.exists());
    let error = share.persist_in(dir.path()).await.unwrap_err();
    assert!(error.to_string().contains("already been moved"));
    assert!(dir.path().join(&name).exists());
}

#[tokio::test]
async fn an_upload_for_tests_is_like_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let upload = Upload::for_tests("../cat.txt", b"meow");
    let path = upload.path().to_path_buf();
    assert_eq!((upload.file_name(), upload.size()), ("cat.txt", 4));
    assert_eq!(upload.bytes().await.unwrap(), b"meow");
    let name = upload.persist_in(dir.path()).await.unwrap();
    assert_eq!(fs::read(dir.path().join(name)).unwrap(), b"meow");
    assert!(!path.exists());
}

#[test]
fn debug_shows_neither_the_name_nor_the_path() {
    let upload = Upload::for_tests("secret.txt", b"abc");
    assert_eq!(
        format!("{upload:?}"),
        "Upload { content_type: \"text/plain\", size: 3, .. }"
    );
}
