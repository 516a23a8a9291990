//! Solved problems and progress.

use sqlx::SqliteExecutor;

use super::Db;
use crate::model::{ProblemId, Progress, Solved, Summary, UserId};

/// The data of a member's dashboard.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Every topic that has problems, by name.
    pub topics: Vec<Progress>,
    /// The number of problems solved in the last seven days.
    pub this_week: u32,
    /// The number of problems that the member has written.
    pub written: u32,
    /// All problems that the member has solved.
    pub marks: Solved,
    /// The last solved problems, latest first.
    pub recent: Vec<Summary>,
    /// The easiest unsolved problem of each of the three weakest topics.
    pub next: Vec<Summary>,
}

impl Standing {
    /// Returns the number of problems.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.topics.iter().map(|topic| topic.total).sum()
    }

    /// Returns the number of solved problems.
    #[must_use]
    pub fn solved(&self) -> u32 {
        self.topics.iter().map(|topic| topic.solved).sum()
    }
}

impl Db {
    /// Returns what a member has solved, and when.
    ///
    /// # Errors
    ///
    /// Returns errors of the database.
    pub async fn solved(&self, user: UserId) -> sqlx::Result<Solved> {
        solved_by(user, &self.pool).await
    }

    /// Records whether a member has solved a problem. It is idempotent.
    ///
    /// # Errors
    ///
    /// Returns a foreign key violation if there is no such problem, and other errors of the
    /// database.
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

    /// Returns the progress of a member.
    ///
    /// # Errors
    ///
    /// Returns errors of the database.
    pub async fn standing(&self, user: UserId) -> sqlx::Result<Standing> {
        // One transaction, so that the numbers are consistent.
        let mut tx = self.pool.begin().await?;

        let topics = sqlx::query_as(
            "SELECT topic, count(*) AS total, count(solved_at) AS solved
             FROM problems
             LEFT JOIN solved ON solved.problem_id = problems.id AND solved.user_id = ?
             GROUP BY topic ORDER BY topic",
        )
        .bind(user)
        .fetch_all(&mut *tx)
        .await?;

        let (this_week, written) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM solved
                     WHERE user_id = ?1 AND solved_at > unixepoch() - 7 * 24 * 60 * 60),
                    (SELECT count(*) FROM problems WHERE author_id = ?1)",
        )
        .bind(user)
        .fetch_one(&mut *tx)
        .await?;

        let marks = solved_by(user, &mut *tx).await?;

        let recent = sqlx::query_as(
            "SELECT id, title, topic, level
             FROM solved JOIN problems ON problems.id = problem_id
             WHERE user_id = ? ORDER BY solved_at DESC, id DESC LIMIT 5",
        )
        .bind(user)
        .fetch_all(&mut *tx)
        .await?;

        let next = sqlx::query_as(
            "WITH mine AS (SELECT problem_id FROM solved WHERE user_id = ?),
                  ranked AS (
                      SELECT *, avg(id IN mine) OVER (PARTITION BY topic) AS done,
                             row_number() OVER (
                                 PARTITION BY topic
                                 ORDER BY id IN mine,
                                          CASE level WHEN 'easy' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END,
                                          id
                             ) AS place
                      FROM problems)
             SELECT id, title, topic, level FROM ranked
             WHERE place = 1 AND id NOT IN mine ORDER BY done, topic LIMIT 3",
        )
        .bind(user)
        .fetch_all(&mut *tx)
        .await?;

        tx.commit().await?;
        Ok(Standing {
            topics,
            this_week,
            written,
            marks,
            recent,
            next,
        })
    }
}

async fn solved_by(user: UserId, db: impl SqliteExecutor<'_>) -> sqlx::Result<Solved> {
    let rows: Vec<(ProblemId, i64)> =
        sqlx::query_as("SELECT problem_id, solved_at FROM solved WHERE user_id = ?")
            .bind(user)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use postback::Choice as _;

    use crate::{
        db::testing::{demo, draft, member, temporary},
        model::{Level, Topic},
    };

    use super::*;

    #[tokio::test]
    async fn solving_is_personal_and_can_be_taken_back() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let bob = member(&db, "bob@example.org").await;
        let id = db.create_problem(ada, &draft("Shared")).await.unwrap();
        for _ in 0..2 {
            db.set_solved(ada, id, true).await.unwrap();
        }
        assert!(db.solved(ada).await.unwrap().contains_key(&id));
        assert!(db.solved(bob).await.unwrap().is_empty());
        db.set_solved(ada, id, false).await.unwrap();
        assert!(db.solved(ada).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn nobody_has_solved_what_is_deleted() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let id = db.create_problem(ada, &draft("Shared")).await.unwrap();
        db.set_solved(ada, id, true).await.unwrap();
        db.delete_problem(ada, id).await.unwrap();
        assert!(db.solved(ada).await.unwrap().is_empty());
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

    #[tokio::test]
    async fn a_newcomer_has_solved_nothing_and_is_offered_something_easy() {
        let db = temporary().await;
        let ada = member(&db, "ada@example.org").await;
        let standing = db.standing(ada).await.unwrap();
        assert_eq!(standing.solved(), 0);
        assert_eq!(standing.topics.len(), Topic::CHOICES.len());
        assert!(standing.recent.is_empty());
        assert_eq!(standing.next[0].level, Level::Easy);
    }

    #[tokio::test]
    async fn the_numbers_of_the_topics_add_up_to_the_list() {
        let db = temporary().await;
        let demo = demo(&db).await.id;
        let standing = db.standing(demo).await.unwrap();
        let all = db.problems(None).await.unwrap();
        assert_eq!(standing.total() as usize, all.len());
        assert_eq!(standing.solved() as usize, standing.marks.len());
        assert!(standing.solved() > 0 && standing.solved() < standing.total());
        assert!(standing.this_week > 0 && standing.this_week < standing.solved());
        assert_eq!(standing.recent.len(), 5);
        assert!(
            standing
                .recent
                .is_sorted_by_key(|row| std::cmp::Reverse(standing.marks[&row.id]))
        );
        let is_solved = |row: &Summary| standing.marks.contains_key(&row.id);
        assert!(!standing.next.iter().any(is_solved));
    }
}
