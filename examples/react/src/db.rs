//! The database: one `SQLite` file that creates and fills itself.

use std::{fmt::Write as _, str::FromStr as _};

use axum::BoxError;
use sha2::{Digest as _, Sha256};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use crate::{
    model::{Problem, ProblemId, User},
    passwords,
};

/// Where a browser keeps its session.
pub(crate) const COOKIE: &str = "session";
/// 30 days, in seconds.
const LIFETIME: i64 = 30 * 24 * 60 * 60;

pub const DEMO_EMAIL: &str = "demo@example.com";
pub const DEMO_PASSWORD: &str = "practice makes perfect";

/// A handle to the database. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    pool: SqlitePool,
}

impl Db {
    /// Opens the database at a URL such as `sqlite:practice.sqlite`.
    pub async fn open(url: &str) -> Result<Self, BoxError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal);
        let pool = SqlitePool::connect_with(options).await?;
        sqlx::migrate!().run(&pool).await?;
        let db = Self { pool };
        db.add_demo().await?;
        Ok(db)
    }

    async fn add_demo(&self) -> Result<(), BoxError> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM users")
            .fetch_one(&self.pool)
            .await?;
        if count == 0 {
            sqlx::query("INSERT INTO users VALUES ('ada', 'Ada', ?, ?), ('grace', 'Grace', 'grace@example.com', NULL)")
                .bind(DEMO_EMAIL)
                .bind(passwords::hash(DEMO_PASSWORD).await?)
                .execute(&self.pool)
                .await?;
            sqlx::query("INSERT INTO profiles VALUES ('ada', 'ada'), ('grace', 'grace')")
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }

    /// Every problem, and whether this user has solved it.
    pub(crate) async fn problems(&self, user: Option<&User>) -> sqlx::Result<Vec<Problem>> {
        sqlx::query_as(
            "SELECT id, title, solved.problem_id IS NOT NULL AS solved
             FROM problems LEFT JOIN solved ON solved.problem_id = problems.id AND solved.user_id = ?
             ORDER BY position",
        )
        .bind(user.map(|user| &user.id))
        .fetch_all(&self.pool)
        .await
    }

    /// Says `RowNotFound` if there is no such problem.
    pub(crate) async fn solve(&self, user: &User, problem: &ProblemId) -> sqlx::Result<()> {
        let done = sqlx::query(
            "INSERT OR IGNORE INTO solved SELECT ?, id FROM problems WHERE id = ? RETURNING 1",
        )
        .bind(&user.id)
        .bind(problem)
        .execute(&self.pool)
        .await?;
        if done.rows_affected() == 0 && !self.exists(problem).await? {
            return Err(sqlx::Error::RowNotFound);
        }
        Ok(())
    }

    /// Solved, or not after all.
    pub(crate) async fn toggle(&self, user: &User, problem: &ProblemId) -> sqlx::Result<()> {
        let undone = sqlx::query("DELETE FROM solved WHERE user_id = ? AND problem_id = ?")
            .bind(&user.id)
            .bind(problem)
            .execute(&self.pool)
            .await?;
        if undone.rows_affected() == 0 {
            self.solve(user, problem).await?;
        }
        Ok(())
    }

    async fn exists(&self, problem: &ProblemId) -> sqlx::Result<bool> {
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM problems WHERE id = ?)")
            .bind(problem)
            .fetch_one(&self.pool)
            .await
    }

    pub(crate) async fn rename(&self, user: &User, name: &str) -> sqlx::Result<()> {
        sqlx::query("UPDATE users SET name = ? WHERE id = ?")
            .bind(name)
            .bind(&user.id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub(crate) async fn rename_profile(&self, user: &User, name: &str) -> sqlx::Result<()> {
        sqlx::query("UPDATE profiles SET name = ? WHERE user_id = ?")
            .bind(name)
            .bind(&user.id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub(crate) async fn profile_name(&self, user: &User) -> sqlx::Result<String> {
        sqlx::query_scalar("SELECT name FROM profiles WHERE user_id = ?")
            .bind(&user.id)
            .fetch_one(&self.pool)
            .await
    }

    /// The user with this address and this password.
    pub(crate) async fn verify(
        &self,
        email: &str,
        password: &str,
    ) -> Result<Option<User>, BoxError> {
        let found: Option<(String, String, String)> = sqlx::query_as(
            "SELECT id, name, password FROM users WHERE email = ? AND password IS NOT NULL",
        )
        .bind(email)
        .fetch_optional(&self.pool)
        .await?;
        let Some((id, name, hash)) = found else {
            return Ok(None);
        };
        let is_right = passwords::verify(password, hash).await?;
        Ok(is_right.then_some(User { id, name }))
    }

    /// Starts a session: 256 random bits in hex, of which the database knows the hash.
    pub(crate) async fn create_session(&self, user: &User) -> Result<String, BoxError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let mut token = String::with_capacity(64);
        for byte in bytes {
            write!(token, "{byte:02x}")?;
        }
        sqlx::query("INSERT INTO sessions VALUES (?, ?, unixepoch() + ?)")
            .bind(hash_of(&token))
            .bind(&user.id)
            .bind(LIFETIME)
            .execute(&self.pool)
            .await?;
        Ok(token)
    }

    pub(crate) async fn user_of(&self, token: &str) -> sqlx::Result<Option<User>> {
        sqlx::query_as(
            "SELECT users.id, users.name FROM sessions JOIN users ON users.id = sessions.user_id
             WHERE token_hash = ? AND expires_at > unixepoch()",
        )
        .bind(hash_of(token))
        .fetch_optional(&self.pool)
        .await
    }

    pub(crate) async fn end_session(&self, token: &str) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM sessions WHERE token_hash = ?")
            .bind(hash_of(token))
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}
