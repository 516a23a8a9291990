//! Sessions: a random token in a cookie, its hash in the database.

use std::fmt::{self, Write as _};

use axum::BoxError;
use sha2::{Digest as _, Sha256};

use super::Db;
use crate::model::{User, UserId};

/// The lifetime of a session, in seconds: 30 days.
pub(crate) const LIFETIME: i64 = 30 * 24 * 60 * 60;

/// The secret that a browser keeps to stay signed in: 256 random bits in hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes.iter().fold(
            String::with_capacity(64),
            |mut hex, byte| {
                write!(hex, "{byte:02x}").expect("a String takes every write");
                hex
            },
        )))
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }

    /// Returns the token as in the cookie.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Token {
    fn from(cookie: &str) -> Self {
        Self(cookie.to_owned())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Db {
    /// Starts a session, and removes expired ones.
    ///
    /// # Errors
    ///
    /// Returns errors of the database, or an error if the system provides no random bytes.
    pub async fn create_session(&self, user: UserId) -> Result<Token, BoxError> {
        let token = Token::random()?;
        sqlx::query("DELETE FROM sessions WHERE expires_at <= unixepoch()")
            .execute(&self.pool)
            .await?;
        sqlx::query("INSERT INTO sessions VALUES (?, ?, unixepoch() + ?)")
            .bind(token.hash())
            .bind(user)
            .bind(LIFETIME)
            .execute(&self.pool)
            .await?;
        Ok(token)
    }

    /// Returns the user of a session, if it has not expired.
    ///
    /// # Errors
    ///
    /// Returns errors of the database.
    pub async fn user_of(&self, token: &Token) -> sqlx::Result<Option<User>> {
        sqlx::query_as(
            "SELECT users.id, users.name, users.email, users.avatar
             FROM sessions JOIN users ON users.id = sessions.user_id
             WHERE sessions.token_hash = ? AND sessions.expires_at > unixepoch()",
        )
        .bind(token.hash())
        .fetch_optional(&self.pool)
        .await
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// Returns errors of the database.
    pub async fn end_session(&self, token: &Token) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM sessions WHERE token_hash = ?")
            .bind(token.hash())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::db::testing::{demo, temporary};

    use super::*;

    #[tokio::test]
    async fn a_session_knows_its_user_until_it_is_ended() {
        let db = temporary().await;
        let user = demo(&db).await;
        let token = db.create_session(user.id).await.unwrap();
        let read_back = Token::from(token.as_str());
        assert_eq!(db.user_of(&read_back).await.unwrap().unwrap().id, user.id);
        db.end_session(&token).await.unwrap();
        assert!(db.user_of(&token).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_old_session_is_over_and_goes_with_the_next_sign_in() {
        let db = temporary().await;
        let user = demo(&db).await;
        let token = db.create_session(user.id).await.unwrap();
        sqlx::query("UPDATE sessions SET expires_at = unixepoch()")
            .execute(&db.pool)
            .await
            .unwrap();
        assert!(db.user_of(&token).await.unwrap().is_none());
        db.create_session(user.id).await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions")
            .fetch_one(&db.pool)
            .await
            .unwrap();
        assert_eq!(count, 1);
    }

    #[tokio::test]
    async fn the_database_never_holds_the_token_itself() {
        let db = temporary().await;
        let token = db.create_session(demo(&db).await.id).await.unwrap();
        let stored: Vec<Vec<u8>> = sqlx::query_scalar("SELECT token_hash FROM sessions")
            .fetch_all(&db.pool)
            .await
            .unwrap();
        assert!(stored.iter().all(|hash| hash != token.as_str().as_bytes()));
        assert_eq!(token.as_str().len(), 64);
        assert_eq!(format!("{token:?}"), "Token(..)");
    }
}
