//! How far someone has come.

use super::Db;
use crate::model::{Progress, Summary, UserId};

/// What the dashboard shows of one person.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Every topic that has problems, in the order of their names.
    pub topics: Vec<Progress>,
    /// How many problems were solved in the last seven days.
    pub this_week: u32,
    /// How many problems they wrote.
    pub written: u32,
    /// What they solved last, the latest first.
    pub recent: Vec<Summary>,
    /// The easiest problem that they have not solved, of each of their three weakest topics.
    pub next: Vec<Summary>,
}

impl Standing {
    /// How many problems there are.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.topics.iter().map(|topic| topic.total).sum()
    }

    /// How many of them are solved.
    #[must_use]
    pub fn solved(&self) -> u32 {
        self.topics.iter().map(|topic| topic.solved).sum()
    }
}

impl Db {
    /// Where someone stands.
    ///
    /// # Errors
    ///
    /// Whatever the database answers.
    pub async fn standing(&self, user: UserId) -> sqlx::Result<Standing> {
        // One connection and one snapshot, so that the numbers agree with each other.
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

        let recent = sqlx::query_as(
            "SELECT id, title, topic, level, solved_at
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
             SELECT id, title, topic, level, NULL AS solved_at FROM ranked
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
            recent,
            next,
        })
    }
}

#[cfg(test)]
mod tests {
    use postback::Choice as _;

    use crate::{
        db::testing::{demo, member, temporary},
        model::{Level, Topic},
        pages::problems::Filter,
    };

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
        let all = db.problems(demo, &Filter::default()).await.unwrap();
        assert_eq!(standing.total(), all.total);
        assert!(standing.solved() > 0 && standing.solved() < standing.total());
        assert!(standing.this_week > 0 && standing.this_week < standing.solved());
        assert_eq!(standing.recent.len(), 5);
        assert!(
            standing
                .recent
                .is_sorted_by_key(|row| std::cmp::Reverse(row.solved_at))
        );
        assert!(standing.next.iter().all(|row| row.solved_at.is_none()));
    }
}
