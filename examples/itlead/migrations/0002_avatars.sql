-- The name of a file among the uploads; none for those who show no picture.
ALTER TABLE users ADD COLUMN avatar TEXT;
