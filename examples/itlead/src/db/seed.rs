//! The initial data: problems to practise on, and a demo user who has solved some of them.

mod algorithms;
mod databases;
mod networking;
mod operating_systems;
mod rust;
mod system_design;

use axum::BoxError;

use super::Db;
use crate::{
    model::{Level, ProblemId, Topic, UserId},
    passwords,
};

/// The address of the demo account, which the sign-in page shows.
pub const DEMO_EMAIL: &str = "demo@itlead.example";
/// The password of the demo account, which the sign-in page shows.
pub const DEMO_PASSWORD: &str = "practice-makes-perfect";

/// An initial problem.
struct Seed {
    level: Level,
    title: &'static str,
    question: &'static str,
    answer: &'static str,
}

const TOPICS: [(Topic, &[Seed]); 6] = [
    (Topic::SystemDesign, system_design::PROBLEMS),
    (Topic::OperatingSystems, operating_systems::PROBLEMS),
    (Topic::Networking, networking::PROBLEMS),
    (Topic::Databases, databases::PROBLEMS),
    (Topic::Algorithms, algorithms::PROBLEMS),
    (Topic::Rust, rust::PROBLEMS),
];

/// The problems that the demo user has written.
const BY_DEMO: [&str; 2] = [
    "Find the first character that does not repeat",
    "When does a `String` move?",
];

/// The problems that the demo user has solved, and how many hours ago.
const SOLVED_BY_DEMO: [(&str, i64); 12] = [
    ("When does a `String` move?", 2),
    ("Two numbers that add up to a target", 5),
    ("What happens between a keypress and a web page?", 26),
    ("Isolation levels and what each one lets through", 31),
    ("Process or thread?", 54),
    ("`Rc`, `Arc`, `RefCell`, `Mutex`: which one?", 78),
    ("Merge overlapping intervals", 122),
    ("Count views without counting wrongly", 200),
    ("The service that is slow every 40 milliseconds", 221),
    ("Which page comes after page 10,000?", 290),
    ("Find the first character that does not repeat", 340),
    ("`Send` and `Sync`, in your own words", 410),
];

impl Db {
    /// Seeds the database unless it has users already.
    pub(super) async fn seed(&self) -> Result<(), BoxError> {
        // Two processes may open a new file at the same time: the second one waits here, and then
        // finds the users of the first.
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let inhabited: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM users)")
            .fetch_one(&mut *tx)
            .await?;
        if inhabited {
            return Ok(());
        }
        let password = passwords::hash(DEMO_PASSWORD).await?;

        let user = "INSERT INTO users (name, email, password_hash) VALUES (?, ?, ?) RETURNING id";
        let demo: UserId = sqlx::query_scalar(user)
            .bind("Robin Demo")
            .bind(DEMO_EMAIL)
            .bind(password)
            .fetch_one(&mut *tx)
            .await?;
        // No password has this hash, so no one can sign in as the editors.
        let editors: UserId = sqlx::query_scalar(user)
            .bind("The editors")
            .bind("editors@itlead.example")
            .bind(passwords::hash_of_nobody()?)
            .fetch_one(&mut *tx)
            .await?;

        // One problem of each topic in turn, so that the list begins with a good mixture.
        let longest = TOPICS
            .iter()
            .map(|(_, seeds)| seeds.len())
            .max()
            .unwrap_or(0);
        for rank in (0..longest).rev() {
            for (topic, seeds) in TOPICS {
                let Some(seed) = seeds.get(rank) else {
                    continue;
                };
                let author = if BY_DEMO.contains(&seed.title) {
                    demo
                } else {
                    editors
                };
                let id: ProblemId = sqlx::query_scalar(
                    "INSERT INTO problems (author_id, title, topic, level, question, answer)
                     VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                )
                .bind(author)
                .bind(seed.title)
                .bind(topic)
                .bind(seed.level)
                .bind(seed.question)
                .bind(seed.answer)
                .fetch_one(&mut *tx)
                .await?;
                if let Some((_, hours)) = SOLVED_BY_DEMO.iter().find(|(t, _)| *t == seed.title) {
                    sqlx::query("INSERT INTO solved VALUES (?, ?, unixepoch() - ? * 3600)")
                        .bind(demo)
                        .bind(id)
                        .bind(hours)
                        .execute(&mut *tx)
                        .await?;
                }
            }
        }
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::temporary;

    #[test]
    fn what_the_demo_user_did_names_problems_that_exist() {
        let titles: Vec<_> = TOPICS
            .iter()
            .flat_map(|(_, seeds)| *seeds)
            .map(|seed| seed.title)
            .collect();
        for title in SOLVED_BY_DEMO
            .iter()
            .map(|(title, _)| title)
            .chain(&BY_DEMO)
        {
            assert!(titles.contains(title), "{title}");
        }
        assert!(titles.len() >= 24);
    }

    #[tokio::test]
    async fn a_database_with_users_is_left_as_it_is() {
        let db = temporary().await;
        sqlx::query("DELETE FROM problems")
            .execute(&db.pool)
            .await
            .unwrap();
        db.seed().await.unwrap();
        let problems: i64 = sqlx::query_scalar("SELECT count(*) FROM problems")
            .fetch_one(&db.pool)
            .await
            .unwrap();
        assert_eq!(problems, 0);
    }
}
