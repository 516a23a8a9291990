//! Accounts and their passwords.

use axum::BoxError;

use super::Db;
use crate::{
    actions::{auth::Account, profile::Profile},
    model::{User, UserId},
    passwords,
};

impl Db {
    /// Adds an account.
    ///
    /// # Errors
    ///
    /// Returns a unique violation of `users.email` if the address has an account, and other errors
    /// of the database.
    pub async fn create_account(&self, account: &Account) -> Result<UserId, BoxError> {
        let hash = passwords::hash(&account.password).await?;
        let sql = "INSERT INTO users (name, email, password_hash) VALUES (?, ?, ?) RETURNING id";
        let id = sqlx::query_scalar(sql)
            .bind(&account.name)
            .bind(&account.email)
            .bind(hash)
            .fetch_one(&self.pool)
            .await?;
        Ok(id)
    }

    /// Returns the account with this address and password. It does the same work for an unknown
    /// address.
    ///
    /// # Errors
    ///
    /// Returns errors of the database or of the hashing.
    pub async fn verify(&self, email: &str, password: &str) -> Result<Option<UserId>, BoxError> {
        let sql = "SELECT id, password_hash FROM users WHERE email = ?";
        let found: Option<(UserId, String)> = sqlx::query_as(sql)
            .bind(email)
            .fetch_optional(&self.pool)
            .await?;
        let (id, hash) = found.unzip();
        Ok(if passwords::verify(password, hash).await? {
            id
        } else {
            None
        })
    }

    /// Changes name and address.
    ///
    /// # Errors
    ///
    /// Returns a unique violation of `users.email` if the address has another account, and other
    /// errors of the database.
    pub async fn update_profile(&self, id: UserId, profile: &Profile) -> sqlx::Result<User> {
        sqlx::query_as(
            "UPDATE users SET name = ?, email = ? WHERE id = ? RETURNING id, name, email, avatar",
        )
        .bind(&profile.name)
        .bind(&profile.email)
        .bind(id)
        .fetch_one(&self.pool)
        .await
    }

    /// Replaces or removes the picture of an account, and returns the name of the old one.
    ///
    /// # Errors
    ///
    /// Returns errors of the database.
    pub async fn set_avatar(&self, id: UserId, name: Option<&str>) -> sqlx::Result<Option<String>> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let former = sqlx::query_scalar("SELECT avatar FROM users WHERE id = ?")
            .bind(id)
            .fetch_one(&mut *tx)
            .await?;
        sqlx::query("UPDATE users SET avatar = ? WHERE id = ?")
            .bind(name)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(former)
    }

    /// Changes a password and ends every session of the account.
    ///
    /// # Errors
    ///
    /// Returns errors of the database or of the hashing.
    pub async fn change_password(&self, id: UserId, password: &str) -> Result<(), BoxError> {
        let hash = passwords::hash(password).await?;
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("UPDATE users SET password_hash = ? WHERE id = ?")
            .bind(hash)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM sessions WHERE user_id = ?")
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::db::testing::{account, demo, member, temporary};

    use super::*;

    #[tokio::test]
    async fn an_address_has_one_account_in_whatever_case_it_is_written() {
        let db = temporary().await;
        member(&db, "ada@example.org").await;
        let again = db
            .create_account(&account("ADA@example.org"))
            .await
            .unwrap_err();
        let again = again.downcast::<sqlx::Error>().unwrap();
        assert!(again.as_database_error().unwrap().is_unique_violation());
    }

    #[tokio::test]
    async fn a_password_opens_its_own_account_only() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let password = account("ada@example.org").password;
        assert_eq!(
            db.verify("Ada@Example.org", &password).await.unwrap(),
            Some(ada)
        );
        assert_eq!(db.verify("ada@example.org", "guessed").await.unwrap(), None);
        assert_eq!(db.verify("bob@example.org", &password).await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_editors_cannot_sign_in() {
        let db = temporary().await;
        assert_eq!(db.verify("editors@itlead.example", "").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_profile_cannot_take_the_address_of_another() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let profile = Profile {
            name: "Ada".into(),
            email: demo(&db).await.email,
        };
        let error = db.update_profile(ada, &profile).await.unwrap_err();
        assert!(error.as_database_error().unwrap().is_unique_violation());
    }

    #[tokio::test]
    async fn a_picture_is_of_its_account_and_the_one_before_it_is_named() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        assert_eq!(db.set_avatar(ada, Some("a.png")).await.unwrap(), None);
        assert_eq!(demo(&db).await.avatar, None);
        let former = db.set_avatar(ada, Some("b.png")).await.unwrap();
        assert_eq!(former.as_deref(), Some("a.png"));
        let hers = db.create_session(ada).await.unwrap();
        let user = db.user_of(&hers).await.unwrap().unwrap();
        assert_eq!(user.avatar.as_deref(), Some("b.png"));
        let nobody = db.set_avatar(UserId(4711), None).await;
        assert!(matches!(nobody, Err(sqlx::Error::RowNotFound)));
    }

    #[tokio::test]
    async fn a_new_password_ends_the_sessions_of_its_account_and_no_other() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let hers = db.create_session(ada).await.unwrap();
        let other = db.create_session(demo(&db).await.id).await.unwrap();
        db.change_password(ada, "a new and better one")
            .await
            .unwrap();
        assert!(db.user_of(&hers).await.unwrap().is_none());
        assert!(db.user_of(&other).await.unwrap().is_some());
        assert_eq!(
            db.verify("ada@example.org", "a new and better one")
                .await
                .unwrap(),
            Some(ada)
        );
    }
}
