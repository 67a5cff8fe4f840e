-- The tokens of stemma serve (package server/access), as the file tokens.json has them beside an archive in a folder: a secret
-- is nowhere, but its digest.
-- +goose Up

-- One row once a token was made, for ever: from then on nobody comes in without one. The version changes with each change.
CREATE TABLE door (
	one     BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
	version BIGINT NOT NULL
);

-- n is the order in which tokens were made. Times are in seconds of Unix time; a token without an end is good for ever.
CREATE TABLE token (
	n       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	id      TEXT COLLATE "C" NOT NULL UNIQUE,
	name    TEXT COLLATE "C" NOT NULL UNIQUE,
	scope   TEXT COLLATE "C" NOT NULL,
	sha256  TEXT COLLATE "C" NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT
);
