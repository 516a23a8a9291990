-- Counts the changes of a problem, so that nobody replaces what they have not seen.
ALTER TABLE problems ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
