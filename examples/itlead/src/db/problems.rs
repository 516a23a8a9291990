//! Problems: finding, reading, writing and solving them.

use super::Db;
use crate::{
    actions::problems::Draft,
    model::{Problem, ProblemId, Summary, UserId},
    pages::problems::{Filter, Status},
};

/// How many problems one page of the list shows.
pub const PAGE_SIZE: u32 = 10;

/// One page of the list of problems.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The problems of this page.
    pub rows: Vec<Summary>,
    /// How many there are on all pages together.
    pub total: u32,
    /// Which page this is: the one asked for, or the last one there is.
    pub page: u32,
}

impl Listing {
    /// How many pages there are; one if there is nothing to show.
    #[must_use]
    pub fn pages(&self) -> u32 {
        self.total.div_ceil(PAGE_SIZE).max(1)
    }
}

/// What both queries of a listing ask for, by reader (1), topic (2), solved or
/// not (3) and words in the title (4). A macro, because `concat!` takes no constant.
macro_rules! matching {
    () => {
        " FROM problems
          LEFT JOIN solved ON solved.problem_id = problems.id AND solved.user_id = ?1
          WHERE (?2 IS NULL OR topic = ?2)
            AND (?3 IS NULL OR (solved_at IS NOT NULL) = ?3)
            AND (?4 IS NULL OR instr(lower(title), lower(?4)) > 0)"
    };
}

impl Db {
    /// The problems that a filter lets through, the newest first.
    ///
    /// # Errors
    ///
    /// Whatever the database answers.
    pub async fn problems(&self, reader: UserId, filter: &Filter) -> sqlx::Result<Listing> {
        let solved = filter.status.map(|status| status == Status::Solved);
        let words = filter.q.as_deref();

        let total = sqlx::query_scalar(concat!("SELECT count(*)", matching!()))
            .bind(reader)
            .bind(filter.topic)
            .bind(solved)
            .bind(words)
            .fetch_one(&self.pool)
            .await?;
        let mut listing = Listing {
            rows: Vec::new(),
            total,
            page: 1,
        };
        listing.page = filter.page.unwrap_or(1).clamp(1, listing.pages());
        listing.rows = sqlx::query_as(concat!(
            "SELECT id, title, topic, level, solved_at",
            matching!(),
            " ORDER BY id DESC LIMIT ?5 OFFSET ?6"
        ))
        .bind(reader)
        .bind(filter.topic)
        .bind(solved)
        .bind(words)
        .bind(PAGE_SIZE)
        .bind((listing.page - 1) * PAGE_SIZE)
        .fetch_all(&self.pool)
        .await?;
        Ok(listing)
    }

    /// One problem, as this reader sees it.
    ///
    /// # Errors
    ///
    /// [`sqlx::Error::RowNotFound`] if there is none, and whatever the database answers.
    pub async fn problem(&self, reader: UserId, id: ProblemId) -> sqlx::Result<Problem> {
        sqlx::query_as(
            "SELECT problems.*, users.name AS author, solved_at
             FROM problems
             JOIN users ON users.id = author_id
             LEFT JOIN solved ON solved.problem_id = problems.id AND solved.user_id = ?
             WHERE problems.id = ?",
        )
        .bind(reader)
        .bind(id)
        .fetch_one(&self.pool)
        .await
    }

    /// Adds a problem.
    ///
    /// # Errors
    ///
    /// Whatever the database answers.
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

    /// Changes a problem of this author.
    ///
    /// # Errors
    ///
    /// [`sqlx::Error::RowNotFound`] if this author has no such problem, and
    /// whatever the database answers.
    pub async fn update_problem(
        &self,
        author: UserId,
        id: ProblemId,
        draft: &Draft,
    ) -> sqlx::Result<ProblemId> {
        sqlx::query_scalar(
            "UPDATE problems SET title = ?, topic = ?, level = ?, question = ?, answer = ?
             WHERE id = ? AND author_id = ? RETURNING id",
        )
        .bind(&draft.title)
        .bind(draft.topic)
        .bind(draft.level)
        .bind(&draft.question)
        .bind(&draft.answer)
        .bind(id)
        .bind(author)
        .fetch_one(&self.pool)
        .await
    }

    /// Removes a problem of this author and tells its title.
    ///
    /// # Errors
    ///
    /// [`sqlx::Error::RowNotFound`] if this author has no such problem, and
    /// whatever the database answers.
    pub async fn delete_problem(&self, author: UserId, id: ProblemId) -> sqlx::Result<String> {
        sqlx::query_scalar("DELETE FROM problems WHERE id = ? AND author_id = ? RETURNING title")
            .bind(id)
            .bind(author)
            .fetch_one(&self.pool)
            .await
    }

    /// Notes whether someone has solved a problem. Saying it twice is saying it once.
    ///
    /// # Errors
    ///
    /// A foreign key violation if there is no such problem, and whatever the
    /// database answers.
    pub async fn set_solved(&self, user: UserId, id: ProblemId, solved: bool) -> sqlx::Result<()> {
        let sql = if solved {
            "INSERT INTO solved (user_id, problem_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM solved WHERE user_id = ? AND problem_id = ?"
        };
        sqlx::query(sql)
            .bind(user)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        db::testing::{demo, member, temporary},
        model::{Level, Topic},
    };

    use super::*;

    fn draft(title: &str) -> Draft {
        Draft {
            title: title.into(),
            topic: Topic::Rust,
            level: Level::Easy,
            question: "Why?".into(),
            answer: String::new(),
        }
    }

    #[tokio::test]
    async fn a_listing_is_filtered_by_topic_state_and_words() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let id = db
            .create_problem(ada, &draft("100% of the Zebras"))
            .await
            .unwrap();
        db.set_solved(ada, id, true).await.unwrap();

        let found = |filter: Filter| {
            let db = db.clone();
            async move { db.problems(ada, &filter).await.unwrap() }
        };
        let rust = found(Filter {
            topic: Some(Topic::Rust),
            ..Filter::default()
        })
        .await;
        assert_eq!(rust.rows[0].id, id);
        assert!(rust.rows.iter().all(|row| row.topic == Topic::Rust));

        let solved = found(Filter {
            status: Some(Status::Solved),
            ..Filter::default()
        })
        .await;
        assert_eq!(solved.total, 1);
        let open = found(Filter {
            status: Some(Status::Open),
            ..Filter::default()
        })
        .await;
        assert!(open.rows.iter().all(|row| row.id != id));

        let words = found(Filter {
            q: Some("zebras".into()),
            ..Filter::default()
        })
        .await;
        assert_eq!(words.total, 1);
        let wildcard = found(Filter {
            q: Some("%".into()),
            ..Filter::default()
        })
        .await;
        assert_eq!(
            wildcard.total, 1,
            "a percent sign is a character like any other"
        );
    }

    #[tokio::test]
    async fn the_pages_of_a_listing_hold_every_problem_once() {
        let db = temporary().await;
        let reader = demo(&db).await.id;
        let first = db.problems(reader, &Filter::default()).await.unwrap();
        let mut seen = std::collections::HashSet::new();
        for page in 1..=first.pages() {
            let filter = Filter {
                page: Some(page),
                ..Filter::default()
            };
            let listing = db.problems(reader, &filter).await.unwrap();
            assert!(listing.rows.iter().all(|row| seen.insert(row.id)));
        }
        assert_eq!(seen.len(), first.total as usize);
    }

    #[tokio::test]
    async fn a_page_past_the_end_is_the_last_one() {
        let db = temporary().await;
        let reader = demo(&db).await.id;
        for page in [0, u32::MAX] {
            let filter = Filter {
                page: Some(page),
                ..Filter::default()
            };
            let listing = db.problems(reader, &filter).await.unwrap();
            assert!(!listing.rows.is_empty());
            assert_eq!(listing.page, if page == 0 { 1 } else { listing.pages() });
        }
    }

    #[tokio::test]
    async fn only_the_author_changes_or_deletes_a_problem() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let bob = member(&db, "bob@example.org").await;
        let id = db.create_problem(ada, &draft("Hers")).await.unwrap();

        let update = db.update_problem(bob, id, &draft("His")).await;
        assert!(matches!(update, Err(sqlx::Error::RowNotFound)));
        let delete = db.delete_problem(bob, id).await;
        assert!(matches!(delete, Err(sqlx::Error::RowNotFound)));
        assert_eq!(db.problem(bob, id).await.unwrap().title, "Hers");

        db.update_problem(ada, id, &draft("Still hers"))
            .await
            .unwrap();
        assert_eq!(db.delete_problem(ada, id).await.unwrap(), "Still hers");
        assert!(matches!(
            db.problem(ada, id).await,
            Err(sqlx::Error::RowNotFound)
        ));
    }

    #[tokio::test]
    async fn solving_is_personal_and_can_be_taken_back() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let bob = member(&db, "bob@example.org").await;
        let id = db.create_problem(ada, &draft("Shared")).await.unwrap();
        for _ in 0..2 {
            db.set_solved(ada, id, true).await.unwrap();
        }
        assert!(db.problem(ada, id).await.unwrap().solved_at.is_some());
        assert!(db.problem(bob, id).await.unwrap().solved_at.is_none());
        db.set_solved(ada, id, false).await.unwrap();
        assert!(db.problem(ada, id).await.unwrap().solved_at.is_none());
    }

    #[tokio::test]
    async fn what_does_not_exist_cannot_be_solved() {
        let db = temporary().await;
        let ada = demo(&db).await.id;
        let error = db
            .set_solved(ada, ProblemId(999_999), true)
            .await
            .unwrap_err();
        assert!(
            error
                .as_database_error()
                .unwrap()
                .is_foreign_key_violation()
        );
    }
}
