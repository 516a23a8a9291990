CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  -- Nobody signs in without one.
  password TEXT
) STRICT;

-- What others see. No two are called the same.
CREATE TABLE profiles (
  user_id TEXT PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;

CREATE TABLE sessions (
  token_hash BLOB PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE problems (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE solved (
  user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  problem_id TEXT NOT NULL REFERENCES problems ON DELETE CASCADE,
  PRIMARY KEY (user_id, problem_id)
) STRICT, WITHOUT ROWID;

INSERT INTO problems VALUES
  ('two-sum', 'Two Sum', 1),
  ('lru-cache', 'LRU Cache', 2),
  ('word-ladder', 'Word Ladder', 3),
  ('median-stream', 'Median of a Stream', 4),
  ('merge-intervals', 'Merge Intervals', 5),
  ('rate-limiter', 'Rate Limiter', 6);
