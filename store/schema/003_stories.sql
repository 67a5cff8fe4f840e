-- The stories, what articles are in them, and what is kept for those who follow them.

CREATE TABLE story (
    n        INTEGER PRIMARY KEY, -- in the order in which they were founded
    id       TEXT    NOT NULL UNIQUE,
    version  INTEGER NOT NULL, -- how many changes of its members it has had
    lead     INTEGER NOT NULL, -- article.n of its title; 0 where it has no members
    articles INTEGER NOT NULL,
    outlets  INTEGER NOT NULL,
    langs    INTEGER NOT NULL,
    first    INTEGER NOT NULL, -- when its first and last article came out: see placestory.go
    last     INTEGER NOT NULL,
    changed  INTEGER NOT NULL, -- seconds since 1970
    closed   INTEGER NOT NULL, -- 1 where no more articles are awaited
    merged   INTEGER REFERENCES story (n) -- into which it was merged, at the end of all redirects
) STRICT;

-- For lists: what is filtered and sorted by.
CREATE INDEX story_last ON story (last, first, articles, outlets, langs, closed) WHERE articles > 0;
CREATE INDEX story_merged ON story (merged) WHERE merged IS NOT NULL;

-- An article is in one story.
CREATE TABLE member (
    article  INTEGER PRIMARY KEY REFERENCES article (n),
    story    INTEGER NOT NULL REFERENCES story (n),
    revision INTEGER NOT NULL, -- revision.n that was placed
    at       INTEGER NOT NULL, -- when it was published, or came: seconds since 1970
    dated    INTEGER NOT NULL, -- 1 where it was published at that time
    outlet   TEXT    NOT NULL, -- as they are counted in facet
    lang     TEXT    NOT NULL
) STRICT;

CREATE INDEX member_story ON member (story, dated, at);

-- How many articles of a story are of an outlet (kind 1) or in a language (kind 2).
CREATE TABLE facet (
    story INTEGER NOT NULL,
    kind  INTEGER NOT NULL,
    value TEXT    NOT NULL,
    n     INTEGER NOT NULL,
    PRIMARY KEY (story, kind, value)
) STRICT, WITHOUT ROWID;

-- What a member of an open story is compared by.
CREATE TABLE profile (
    n       INTEGER PRIMARY KEY, -- revision.n
    article INTEGER NOT NULL UNIQUE REFERENCES article (n),
    data    BLOB    NOT NULL
) STRICT;

-- The tree of a story, of the version that it was made for.
CREATE TABLE trace (
    story   INTEGER PRIMARY KEY REFERENCES story (n),
    version INTEGER NOT NULL,
    key     TEXT    NOT NULL, -- what else it depends on
    result  BLOB    NOT NULL, -- by zstd
    work    BLOB    NOT NULL  -- by zstd
) STRICT;

-- Whom an article cites.
CREATE TABLE cite (
    article INTEGER NOT NULL REFERENCES article (n),
    key     TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    PRIMARY KEY (article, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX cite_key ON cite (key, article);

-- Small things that have a name.
CREATE TABLE state (
    name  TEXT NOT NULL UNIQUE,
    value BLOB NOT NULL
) STRICT;

-- What is to be delivered. What was, is kept without its body, so that it is not
-- delivered again. Times are in milliseconds since 1970.
CREATE TABLE outbox (
    n       INTEGER PRIMARY KEY AUTOINCREMENT,
    topic   TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    body    BLOB    NOT NULL,
    queued  INTEGER NOT NULL,
    next    INTEGER NOT NULL,
    tries   INTEGER NOT NULL,
    problem TEXT    NOT NULL,
    status  INTEGER NOT NULL, -- 0 waits, 1 was delivered, 2 was given up
    UNIQUE (topic, id)
) STRICT;

CREATE INDEX outbox_waiting ON outbox (topic, n) WHERE status = 0;

-- Up to which revision articles have been placed in stories.
CREATE TABLE placed (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    upto INTEGER NOT NULL
) STRICT;

INSERT INTO placed VALUES (1, 0);
