use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;
use std::{env, fs, thread};

use super::*;

/// The variable that tells the test process below that it will be killed.
const VICTIM: &str = "POSTBACK_TEST_UPLOADS_VICTIM";

/// Creates the directory of a killed process, whose lock is free.
fn dead(parent: &Path, name: &str) -> std::path::PathBuf {
    let path = parent.join(name);
    fs::create_dir(&path).unwrap();
    File::create(path.join(LOCK)).unwrap();
    fs::write(path.join("an upload"), "half of it").unwrap();
    path
}

#[test]
fn what_a_killed_process_left_is_removed() {
    if let Ok(parent) = env::var(VICTIM) {
        let directory = Arc::new(Directory::make(Path::new(&parent)).unwrap());
        let _upload = Temporary::create(&directory).unwrap();
        println!("\nready");
        std::io::stdin().read_line(&mut String::new()).unwrap();
        return;
    }
    let parent = tempfile::tempdir().unwrap();
    let name = "what_a_killed_process_left_is_removed";
    let mut victim = Command::new(env::current_exe().unwrap())
        .args([
            &format!("form::upload::directory::tests::{name}"),
            "--exact",
            "--nocapture",
        ])
        .env(VICTIM, parent.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap() == "ready"),
        "the process has made its directory"
    );

    sweep(parent.path());
    assert_eq!(
        fs::read_dir(parent.path()).unwrap().count(),
        1,
        "it is alive"
    );
    victim.kill().unwrap();
    victim.wait().unwrap();
    assert_eq!(
        fs::read_dir(parent.path()).unwrap().count(),
        1,
        "it had no time to tidy up"
    );
    sweep(parent.path());
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
}

#[test]
fn the_directory_of_another_app_in_this_process_stays() {
    let parent = tempfile::tempdir().unwrap();
    let one = Directory::make(parent.path()).unwrap();
    let other = Directory::make(parent.path()).unwrap();
    assert_ne!(one.path(), other.path());
    dead(parent.path(), "postback-uploads-dead");
    sweep(parent.path());
    assert!(one.path().exists() && other.path().exists());
    assert!(!parent.path().join("postback-uploads-dead").exists());
    drop((one, other));
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
}

#[test]
fn what_is_not_a_directory_of_uploads_is_not_touched() {
    let parent = tempfile::tempdir().unwrap();
    dead(parent.path(), "uploads-of-somebody-else");
    fs::write(parent.path().join("postback-uploads-file"), "").unwrap();
    sweep(parent.path());
    assert!(
        parent
            .path()
            .join("uploads-of-somebody-else")
            .join(LOCK)
            .exists()
    );
    assert!(parent.path().join("postback-uploads-file").exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let (parent, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let target = dead(elsewhere.path(), "postback-uploads-target");
    let link = parent.path().join("postback-uploads-link");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    sweep(parent.path());
    assert!(target.join("an upload").exists());
    assert!(fs::symlink_metadata(&link).is_ok());
}

#[cfg(unix)]
#[test]
fn a_directory_without_a_lock_is_removed_after_an_hour() {
    let parent = tempfile::tempdir().unwrap();
    let made = |name: &str, minutes: u64| {
        let path = parent.path().join(name);
        fs::create_dir(&path).unwrap();
        let when = SystemTime::now() - Duration::from_secs(60 * minutes);
        File::open(&path).unwrap().set_modified(when).unwrap();
        path
    };
    let (young, old) = (
        made("postback-uploads-a", 50),
        made("postback-uploads-b", 70),
    );
    sweep(parent.path());
    assert!(young.exists());
    assert!(!old.exists());
}

#[test]
fn a_start_does_not_fail_where_nothing_can_be_swept() {
    let parent = tempfile::tempdir().unwrap();
    sweep(&parent.path().join("missing"));
    fs::write(parent.path().join("file"), "").unwrap();
    sweep(&parent.path().join("file"));
}

#[test]
fn a_directory_that_a_sweep_has_taken_is_given_up() {
    let half_made = || {
        let dir = private().tempdir().unwrap();
        let handle = Handle::open(dir.path()).unwrap().unwrap();
        let (lock, ordinary) = handle.create_first(LOCK).unwrap();
        (dir, handle, lock, ordinary)
    };
    let (dir, handle, lock, ordinary) = half_made();
    let sweeping = File::open(dir.path().join(LOCK)).unwrap();
    sweeping.try_lock().unwrap();
    let locked = Directory::locked(dir, handle, lock, ordinary);
    assert!(locked.is_none(), "it is being removed");

    let (dir, handle, lock, ordinary) = half_made();
    fs::remove_file(dir.path().join(LOCK)).unwrap();
    let locked = Directory::locked(dir, handle, lock, ordinary);
    assert!(locked.is_none(), "it was removed");

    let (dir, handle, lock, ordinary) = half_made();
    let locked = Directory::locked(dir, handle, lock, ordinary);
    assert!(locked.is_some());
}

#[test]
fn a_directory_that_was_made_during_sweeps_stays() {
    let parent = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        let making = scope.spawn(|| {
            for _ in 0..200 {
                let directory = Arc::new(Directory::make(parent.path()).unwrap());
                thread::yield_now();
                Temporary::create(&directory).unwrap();
                assert!(directory.path().join(LOCK).exists());
            }
        });
        while !making.is_finished() {
            sweep(parent.path());
        }
    });
}

#[cfg(unix)]
#[test]
fn only_this_user_may_enter() {
    use std::os::unix::fs::PermissionsExt as _;

    let parent = tempfile::tempdir().unwrap();
    let directory = Directory::make(parent.path()).unwrap();
    let mode = fs::metadata(directory.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

/// Returns the directory of an app whose path was taken by something else.
#[cfg(unix)]
fn taken(parent: &Path, take: impl FnOnce(&Path)) -> Arc<Directory> {
    let directory = Arc::new(Directory::make(parent).unwrap());
    fs::rename(directory.path(), parent.join("where it is now")).unwrap();
    take(directory.path());
    directory
}

#[cfg(unix)]
#[test]
fn a_directory_is_known_by_what_it_is_and_not_by_its_path() {
    let parent = tempfile::tempdir().unwrap();
    let directory = Directory::make(parent.path()).unwrap();
    assert!(directory.is_intact());

    fs::remove_file(directory.path().join(LOCK)).unwrap();
    assert!(!directory.is_intact(), "it has no lock");
    fs::write(directory.path().join(LOCK), "").unwrap();
    assert!(!directory.is_intact(), "it has another lock");

    let all_may_enter: fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    let directory = Directory::make(parent.path()).unwrap();
    fs::set_permissions(directory.path(), all_may_enter).unwrap();
    assert!(!directory.is_intact(), "others may enter");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_to_or_removed_from_what_has_taken_the_path() {
    let elsewhere = tempfile::tempdir().unwrap();
    let take: [&dyn Fn(&Path); 3] = [
        &|path| fs::create_dir(path).unwrap(),
        &|path| std::os::unix::fs::symlink(elsewhere.path(), path).unwrap(),
        &|path| {
            fs::create_dir(path).unwrap();
            File::create(path.join(LOCK)).unwrap();
        },
    ];
    for take in take {
        let parent = tempfile::tempdir().unwrap();
        let directory = taken(parent.path(), take);
        assert!(!directory.is_intact());
        let path = directory.path().to_path_buf();
        let before = fs::read_dir(&path).unwrap().count();
        let (_, temporary) = Temporary::create(&directory).unwrap();
        let own = parent.path().join("where it is now");
        assert_eq!(fs::read_dir(&own).unwrap().count(), 2, "with its lock");
        assert_eq!(fs::read_dir(&path).unwrap().count(), before);
        drop(temporary);
        assert_eq!(fs::read_dir(&own).unwrap().count(), 1);
        drop(directory);
        assert_eq!(fs::read_dir(&path).unwrap().count(), before);
    }
}

#[cfg(unix)]
#[test]
fn a_sweep_waits_for_no_pipe_and_follows_no_link() {
    let (parent, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let trap = parent.path().join("postback-uploads-pipe");
    fs::create_dir(&trap).unwrap();
    let pipe = trap.join(LOCK);
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .unwrap();
    let linked = parent.path().join("postback-uploads-linked");
    fs::create_dir(&linked).unwrap();
    let target = elsewhere.path().join("file");
    File::create(&target).unwrap();
    std::os::unix::fs::symlink(&target, linked.join(LOCK)).unwrap();
    sweep(parent.path());
    assert!(pipe.symlink_metadata().is_ok() && linked.exists() && target.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn who_tidies_up_finds_the_directory_locked() {
    let parent = tempfile::tempdir().unwrap();
    let directory = Directory::make(parent.path()).unwrap();
    let looked_at = File::open(directory.path()).unwrap();
    assert!(matches!(
        looked_at.try_lock_shared(),
        Err(TryLockError::WouldBlock)
    ));
}
