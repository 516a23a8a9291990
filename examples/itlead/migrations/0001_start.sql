CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,
    email         TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    password_hash TEXT    NOT NULL,
    joined_at     INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

-- The cookie holds a random token; only its SHA-256 is here, so a copy of this
-- table signs nobody in.
CREATE TABLE sessions (
    token_hash BLOB    PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE problems (
    id         INTEGER PRIMARY KEY,
    author_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title      TEXT    NOT NULL,
    topic      TEXT    NOT NULL,
    level      TEXT    NOT NULL,
    question   TEXT    NOT NULL,
    answer     TEXT    NOT NULL,
    created_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

CREATE INDEX problems_by_topic ON problems (topic, id);
CREATE INDEX problems_by_author ON problems (author_id);

CREATE TABLE solved (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    problem_id INTEGER NOT NULL REFERENCES problems (id) ON DELETE CASCADE,
    solved_at  INTEGER NOT NULL DEFAULT (unixepoch()),
    PRIMARY KEY (user_id, problem_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX solved_by_problem ON solved (problem_id);
