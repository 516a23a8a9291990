//! Finding, reading and writing problems.

use super::Db;
use crate::{
    actions::problems::Draft,
    model::{Problem, ProblemId, Summary, Topic, UserId},
};

impl Db {
    /// Returns the problems of a topic, or of all topics, newest first.
    ///
    /// # Errors
    ///
    /// Returns errors of the database.
    pub async fn problems(&self, topic: Option<Topic>) -> sqlx::Result<Vec<Summary>> {
        sqlx::query_as(
            "SELECT id, title, topic, level FROM problems
             WHERE ?1 IS NULL OR topic = ?1 ORDER BY id DESC",
        )
        .bind(topic)
        .fetch_all(&self.pool)
        .await
    }

    /// Returns one problem.
    ///
    /// # Errors
    ///
    /// Returns [`sqlx::Error::RowNotFound`] if there is none, and other errors of the database.
    pub async fn problem(&self, id: ProblemId) -> sqlx::Result<Problem> {
        sqlx::query_as(
            "SELECT problems.*, users.name AS author
             FROM problems JOIN users ON users.id = author_id
             WHERE problems.id = ?",
        )
        .bind(id)
        .fetch_one(&self.pool)
        .await
    }

    /// Adds a problem.
    ///
    /// # Errors
    ///
    /// Returns errors of the database.
    pub async fn create_problem(&self, author: UserId, draft: &Draft) -> sqlx::Result<ProblemId> {
        sqlx::query_scalar(
            "INSERT INTO problems (author_id, title, topic, level, question, answer)
             VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(author)
        .bind(&draft.title)
        .bind(draft.topic)
        .bind(draft.level)
        .bind(&draft.question)
        .bind(&draft.answer)
        .fetch_one(&self.pool)
        .await
    }

    /// Changes a problem of this author if it has this version; returns `false` if it has another
    /// one.
    ///
    /// # Errors
    ///
    /// Returns [`sqlx::Error::RowNotFound`] if this author has no such problem, and other errors of
    /// the database.
    pub async fn update_problem(
        &self,
        author: UserId,
        id: ProblemId,
        version: i64,
        draft: &Draft,
    ) -> sqlx::Result<bool> {
        let update = sqlx::query(
            "UPDATE problems SET title = ?, topic = ?, level = ?, question = ?, answer = ?,
                    version = version + 1
             WHERE id = ? AND author_id = ? AND version = ?",
        )
        .bind(&draft.title)
        .bind(draft.topic)
        .bind(draft.level)
        .bind(&draft.question)
        .bind(&draft.answer)
        .bind(id)
        .bind(author)
        .bind(version)
        .execute(&self.pool)
        .await?;
        if update.rows_affected() > 0 {
            return Ok(true);
        }
        // Either it has another version, or it does not exist.
        let theirs = sqlx::query("SELECT 1 FROM problems WHERE id = ? AND author_id = ?");
        theirs.bind(id).bind(author).fetch_one(&self.pool).await?;
        Ok(false)
    }

    /// Removes a problem of this author and returns its title.
    ///
    /// # Errors
    ///
    /// Returns [`sqlx::Error::RowNotFound`] if this author has no such problem, and other errors of
    /// the database.
    pub async fn delete_problem(&self, author: UserId, id: ProblemId) -> sqlx::Result<String> {
        sqlx::query_scalar("DELETE FROM problems WHERE id = ? AND author_id = ? RETURNING title")
            .bind(id)
            .bind(author)
            .fetch_one(&self.pool)
            .await
    }
}

#[cfg(test)]
mod tests {
    use crate::db::testing::{draft, member, temporary};

    use super::*;

    #[tokio::test]
    async fn the_problems_of_a_topic_are_some_of_all_and_the_newest_is_the_first() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let id = db.create_problem(ada, &draft("Newest")).await.unwrap();
        let all = db.problems(None).await.unwrap();
        let rust = db.problems(Some(Topic::Rust)).await.unwrap();
        assert_eq!((all[0].id, rust[0].id), (id, id));
        assert!(all.is_sorted_by_key(|row| std::cmp::Reverse(row.id.0)));
        assert!(rust.iter().all(|row| row.topic == Topic::Rust));
        assert!(rust.len() < all.len());
    }

    #[tokio::test]
    async fn only_the_author_changes_or_deletes_a_problem() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let bob = member(&db, "bob@example.org").await;
        let id = db.create_problem(ada, &draft("Hers")).await.unwrap();

        let update = db.update_problem(bob, id, 1, &draft("His")).await;
        assert!(matches!(update, Err(sqlx::Error::RowNotFound)));
        let delete = db.delete_problem(bob, id).await;
        assert!(matches!(delete, Err(sqlx::Error::RowNotFound)));
        assert_eq!(db.problem(id).await.unwrap().title, "Hers");

        let saved = db.update_problem(ada, id, 1, &draft("Still hers")).await;
        assert!(saved.unwrap());
        let old = db.update_problem(ada, id, 1, &draft("Older")).await;
        assert!(!old.unwrap(), "it has version 2 by now");
        assert_eq!(db.delete_problem(ada, id).await.unwrap(), "Still hers");
        assert!(matches!(
            db.problem(id).await,
            Err(sqlx::Error::RowNotFound)
        ));
    }
}
