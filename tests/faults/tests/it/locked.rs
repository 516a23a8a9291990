//! Somebody else keeps the database locked for ten seconds.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::runtime::Runtime;

use super::server::Server;

const LOCKED: Duration = Duration::from_secs(10);
/// When the last one comes: it waits for less than the server gives its database.
const LATE: Duration = Duration::from_millis(7_500);
/// What the server gives its database to get free.
const BUSY: Duration = Duration::from_secs(5);

/// The process that holds the lock.
struct Other {
    runtime: Runtime,
    database: SqliteConnection,
}

impl Other {
    fn open(file: &Path) -> Self {
        let runtime = Runtime::new().unwrap();
        let options = SqliteConnectOptions::new().filename(file);
        let database = runtime.block_on(options.connect()).unwrap();
        Self { runtime, database }
    }

    fn execute(&mut self, sql: &'static str) {
        let executed = sqlx::query(sql).execute(&mut self.database);
        self.runtime.block_on(executed).unwrap();
    }

    fn numbers(&mut self) -> Vec<i64> {
        let all = sqlx::query_scalar("SELECT number FROM effects ORDER BY number");
        let all = all.fetch_all(&mut self.database);
        self.runtime.block_on(all).unwrap()
    }
}

#[test]
fn a_locked_database_fails_a_submit_in_its_time_and_holds_up_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faults.sqlite");
    let server = Server::start(&file);
    let target = |number: u32, action| {
        let path = format!("/entry/{number}");
        server.get(&path).unwrap().target(&path, action)
    };
    let (plain, enhanced, later) = (target(1, "pay"), target(2, "note"), target(3, "pay"));

    let mut other = Other::open(&file);
    other.execute("BEGIN EXCLUSIVE");
    let begin = Instant::now();
    std::thread::scope(|scope| {
        let waiting = [
            scope.spawn(|| server.post(&plain, "", "number=1&text=kept+one")),
            scope.spawn(|| server.post(&enhanced, "Postback-Request: 1\r\n", "number=2&text=two")),
        ];
        // Meanwhile pages are read, with the database and without.
        for _ in 0..20 {
            assert_eq!(server.get("/still").unwrap().body, "still here");
            assert_eq!(server.get("/entry/9").unwrap().status, 200);
        }
        assert!(waiting.iter().all(|waiting| !waiting.is_finished()));

        let [plain, enhanced] = waiting.map(|waiting| waiting.join().unwrap().unwrap());
        assert!(begin.elapsed() >= BUSY);
        for (answer, kept) in [(&plain, "value=\"kept one\""), (&enhanced, "value=\"two\"")] {
            assert_eq!(answer.status, 500, "{answer:?}");
            for part in ["Something went wrong on our side", kept] {
                assert!(answer.body.contains(part), "{answer:?}");
            }
            assert!(!answer.body.contains("locked"), "{answer:?}");
        }

        // One that comes late in the ten seconds waits for their end, and succeeds.
        std::thread::sleep(LATE.saturating_sub(begin.elapsed()));
        let late = scope.spawn(|| server.post(&later, "", "number=3&text=three"));
        std::thread::sleep(LOCKED.saturating_sub(begin.elapsed()));
        other.execute("COMMIT");
        assert_eq!(late.join().unwrap().unwrap().status, 303);

        // Those who were refused send what the answer has kept for them.
        for (answer, path, action, body) in [
            (&plain, "/entry/1", "pay", "number=1&text=kept+one"),
            (&enhanced, "/entry/2", "note", "number=2&text=two"),
        ] {
            let again = server.post(&answer.target(path, action), "", body);
            assert_eq!(again.unwrap().status, 303);
        }
    });
    assert_eq!(other.numbers(), [1, 2, 3]);
}
