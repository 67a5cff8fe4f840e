-- What was read, and how far.

-- An article is what one id stands for. Its columns are those of its latest
-- revision that lists and filters ask for; the whole is in the revision.
CREATE TABLE article (
    n         INTEGER PRIMARY KEY, -- in the order of arrival; what other tables point at
    id        TEXT    NOT NULL UNIQUE,
    latest    INTEGER NOT NULL, -- revision.n; no foreign key, which would need an index to be checked
    url       TEXT    NOT NULL,
    outlet    TEXT    NOT NULL,
    lang      TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    published INTEGER             -- seconds since 1970; NULL where no date is known
) STRICT;

CREATE INDEX article_published ON article (published);

-- A revision is an article as it was read at one time. What was read is never changed. A later reader may
-- divide it into other sentences, and its number can be another as long as nothing was made of it (doc.go).
CREATE TABLE revision (
    n       INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (n),
    number  INTEGER NOT NULL, -- 1 is the first that came
    content BLOB    NOT NULL, -- SHA-256 over what makes the article
    added   INTEGER NOT NULL, -- seconds since 1970
    record  BLOB    NOT NULL, -- all fields and the text, by zstd: see record.go
    UNIQUE (article, number)
) STRICT;

-- An input is a file that was read, to its end or up to a place.
CREATE TABLE input (
    name        TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    place       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
