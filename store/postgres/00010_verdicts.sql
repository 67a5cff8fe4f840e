-- The verdicts of reviewers (package review), as the file verdicts.db has them beside an archive in a folder.
-- +goose Up

-- What is counted up with each change. It begins with the time, so that a database which is restored does not look
-- like the one before it. Who writes locks the row, so that verdicts have their numbers in the order in which others see them.
CREATE TABLE book (
	version BIGINT NOT NULL
);
INSERT INTO book (version) VALUES ((extract(epoch FROM clock_timestamp()) * 1000)::bigint);

-- n is the order in which verdicts came into this book; what is left out of body can change.
CREATE TABLE verdict (
	n            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	id           TEXT COLLATE "C" NOT NULL UNIQUE,
	story        TEXT COLLATE "C" NOT NULL,
	reviewer     TEXT COLLATE "C" NOT NULL,
	key          TEXT COLLATE "C",          -- the writer's own name for it
	body         TEXT COLLATE "C" NOT NULL, -- the verdict as JSON
	withdrawn    BIGINT,                    -- when, in milliseconds of Unix time
	withdrawn_by TEXT COLLATE "C"
);
CREATE UNIQUE INDEX verdict_key ON verdict (reviewer, key) WHERE key IS NOT NULL;
CREATE INDEX verdict_story ON verdict (story);

-- The reports that a verdict is about, or that have it from a source that it is about.
CREATE TABLE report (
	id      TEXT COLLATE "C" NOT NULL,
	verdict BIGINT NOT NULL REFERENCES verdict (n),
	PRIMARY KEY (id, verdict)
);
CREATE INDEX report_verdict ON report (verdict);
