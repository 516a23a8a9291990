//! The database: one `SQLite` file that is created, migrated and seeded automatically.

mod accounts;
mod problems;
mod progress;
mod seed;
mod sessions;
#[cfg(test)]
pub(crate) mod testing;

use std::{path::PathBuf, str::FromStr as _, time::Duration};

use axum::BoxError;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub use self::{
    progress::Standing,
    seed::{DEMO_EMAIL, DEMO_PASSWORD},
    sessions::Token,
};

/// A handle to the database. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    pool: SqlitePool,
}

impl Db {
    /// Opens the database at a URL such as `sqlite:itlead.sqlite`. A missing file is created, an
    /// old one migrated, an empty one seeded.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be opened or written, or belongs to a newer version.
    pub async fn open(url: &str) -> Result<Self, BoxError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5))
            .optimize_on_close(true, None);
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        let db = Self { pool };
        db.seed().await?;
        Ok(db)
    }

    /// Returns a path in the folder of the database file.
    pub fn beside(&self, name: &str) -> PathBuf {
        let options = self.pool.connect_options();
        options.get_filename().with_file_name(name)
    }

    /// Waits for running queries and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
