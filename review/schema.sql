-- What is counted up with each change of the book. It begins with the time, so that a book that is
-- put in the place of another one does not look like it.
CREATE TABLE book (
	version INTEGER NOT NULL
) STRICT;
INSERT INTO book (version) VALUES (CAST(unixepoch('subsec') * 1000 AS INTEGER));

-- n is the order in which verdicts came into this book; what is left out of body can change.
CREATE TABLE verdict (
	n            INTEGER PRIMARY KEY AUTOINCREMENT,
	id           TEXT NOT NULL UNIQUE,
	story        TEXT NOT NULL,
	reviewer     TEXT NOT NULL,
	key          TEXT,                -- the writer's own name for it
	body         TEXT NOT NULL,       -- the verdict as JSON
	withdrawn    INTEGER,             -- when, in milliseconds of Unix time
	withdrawn_by TEXT
) STRICT;
CREATE UNIQUE INDEX verdict_key ON verdict (reviewer, key) WHERE key IS NOT NULL;
CREATE INDEX verdict_story ON verdict (story);

-- The reports that a verdict is about, or that have it from a source that it is about.
CREATE TABLE report (
	id      TEXT NOT NULL,
	verdict INTEGER NOT NULL REFERENCES verdict (n),
	PRIMARY KEY (id, verdict)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_verdict ON report (verdict);
