//! Nothing but the names of others keeps a trip from being there twice: the tests would not see it.

use std::str::FromStr as _;
use std::time::Duration;

use postback::{NotFound, Result};
use serde_json::{Value, json};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};

#[derive(Clone, Debug)]
pub(crate) struct Db(SqlitePool);

impl Db {
    pub(crate) async fn open(url: &str) -> sqlx::Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(4);
        let db = Self(pool.connect_with(options).await?);
        for table in [
            "sessions (token TEXT PRIMARY KEY, person TEXT NOT NULL)",
            "trips (id INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, name TEXT NOT NULL, told TEXT NOT NULL, saved INTEGER NOT NULL DEFAULT 1)",
            "names (name TEXT PRIMARY KEY)",
            "notes (trip INTEGER NOT NULL, text TEXT NOT NULL)",
            "stars (trip INTEGER NOT NULL)",
        ] {
            let create = format!("CREATE TABLE IF NOT EXISTS {table}");
            sqlx::query(sqlx::AssertSqlSafe(create))
                .execute(&db.0)
                .await?;
        }
        // One name is gone before anybody comes.
        sqlx::query("INSERT OR IGNORE INTO names VALUES ('Taken by somebody')")
            .execute(&db.0)
            .await?;
        Ok(db)
    }

    pub(crate) async fn begin_session(&self, token: &str, person: &str) -> Result<()> {
        let insert = sqlx::query("INSERT INTO sessions (token, person) VALUES (?, ?)");
        insert.bind(token).bind(person).execute(&self.0).await?;
        Ok(())
    }

    pub(crate) async fn end_session(&self, token: &str) -> Result<()> {
        let delete = sqlx::query("DELETE FROM sessions WHERE token = ?");
        delete.bind(token).execute(&self.0).await?;
        Ok(())
    }

    pub(crate) async fn person_of(&self, token: &str) -> Result<Option<String>> {
        let person = sqlx::query_scalar("SELECT person FROM sessions WHERE token = ?");
        Ok(person.bind(token).fetch_optional(&self.0).await?)
    }

    pub(crate) async fn book(&self, person: &str, name: &str, told: &Value) -> Result<i64> {
        let mut all = self.0.begin().await?;
        // Nothing, or a name for the second time.
        sqlx::query("INSERT INTO names (name) SELECT name FROM names WHERE name = ?")
            .bind(name)
            .execute(&mut *all)
            .await?;
        let id = sqlx::query("INSERT INTO trips (person, name, told) VALUES (?, ?, ?)")
            .bind(person)
            .bind(name)
            .bind(told.to_string())
            .execute(&mut *all)
            .await?
            .last_insert_rowid();
        all.commit().await?;
        Ok(id)
    }

    pub(crate) async fn change(
        &self,
        person: &str,
        id: i64,
        name: &str,
        told: &Value,
    ) -> Result<()> {
        let update =
            "UPDATE trips SET name = ?, told = ?, saved = saved + 1 WHERE id = ? AND person = ?";
        let changed = sqlx::query(update)
            .bind(name)
            .bind(told.to_string())
            .bind(id)
            .bind(person)
            .execute(&self.0)
            .await?;
        if changed.rows_affected() == 0 {
            Err(NotFound)
        } else {
            Ok(())
        }
    }

    pub(crate) async fn delete(&self, person: &str, id: i64) -> Result<()> {
        let delete = sqlx::query("DELETE FROM trips WHERE id = ? AND person = ?");
        delete.bind(id).bind(person).execute(&self.0).await?;
        Ok(())
    }

    pub(crate) async fn name_of(&self, person: &str, id: i64) -> Result<String> {
        let name = sqlx::query_scalar("SELECT name FROM trips WHERE id = ? AND person = ?");
        let name: Option<String> = name.bind(id).bind(person).fetch_optional(&self.0).await?;
        name.ok_or(NotFound)
    }

    pub(crate) async fn trips(&self, person: &str) -> Result<Vec<(i64, String)>> {
        let trips = sqlx::query_as("SELECT id, name FROM trips WHERE person = ? ORDER BY id");
        Ok(trips.bind(person).fetch_all(&self.0).await?)
    }

    pub(crate) async fn note(&self, trip: i64, text: &str) -> Result<()> {
        let insert = sqlx::query("INSERT INTO notes (trip, text) VALUES (?, ?)");
        insert.bind(trip).bind(text).execute(&self.0).await?;
        Ok(())
    }

    pub(crate) async fn star(&self, trip: i64) -> Result<()> {
        let insert = sqlx::query("INSERT INTO stars (trip) VALUES (?)");
        insert.bind(trip).execute(&self.0).await?;
        Ok(())
    }

    pub(crate) async fn stars(&self, trip: i64) -> Result<i64> {
        let count = sqlx::query_scalar("SELECT count(*) FROM stars WHERE trip = ?");
        Ok(count.bind(trip).fetch_one(&self.0).await?)
    }

    /// Everything that came of what was sent.
    pub(crate) async fn effects(&self) -> Result<Value> {
        let trips = sqlx::query_as("SELECT person, told, saved FROM trips ORDER BY id");
        let trips: Vec<(String, String, i64)> = trips.fetch_all(&self.0).await?;
        let trips = trips.into_iter().map(|(person, told, saved)| {
            json!({ "person": person, "told": serde_json::from_str::<Value>(&told).unwrap_or_default(), "saved": saved })
        });
        let notes = sqlx::query_as("SELECT trip, text FROM notes");
        let notes: Vec<(i64, String)> = notes.fetch_all(&self.0).await?;
        Ok(json!({ "trips": trips.collect::<Vec<_>>(), "notes": notes }))
    }
}
