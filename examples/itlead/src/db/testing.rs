//! A temporary database for one test.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use super::{DEMO_EMAIL, DEMO_PASSWORD, Db};
use crate::{
    actions::{auth::Account, problems::Draft},
    model::{Level, Topic, User, UserId},
};

/// A new, migrated and seeded database. Its file is removed on drop.
pub(crate) struct Temporary {
    db: Db,
    path: PathBuf,
}

pub(crate) async fn temporary() -> Temporary {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "itlead-{}-{}.sqlite",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let path = std::env::temp_dir().join(name);
    let db = Db::open(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    Temporary { db, path }
}

impl std::ops::Deref for Temporary {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(end);
            // A missing file counts as removed.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Returns the data of a new account.
pub(crate) fn account(email: &str) -> Account {
    Account {
        name: "Ada Lovelace".into(),
        email: email.into(),
        password: "analytical engine".into(),
    }
}

/// Returns the data of a new problem.
pub(crate) fn draft(title: &str) -> Draft {
    Draft {
        title: title.into(),
        topic: Topic::Rust,
        level: Level::Easy,
        question: "Why?".into(),
        answer: String::new(),
    }
}

/// Signs up a member.
pub(crate) async fn member(db: &Db, email: &str) -> UserId {
    db.create_account(&account(email)).await.unwrap()
}

/// Returns the demo user.
pub(crate) async fn demo(db: &Db) -> User {
    let id = db.verify(DEMO_EMAIL, DEMO_PASSWORD).await.unwrap().unwrap();
    let token = db.create_session(id).await.unwrap();
    db.user_of(&token).await.unwrap().unwrap()
}
