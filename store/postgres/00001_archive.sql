-- The archive as it is in schema/, step 6: see there what tables and columns are for.

-- +goose Up
CREATE TABLE article (
    n         bigint PRIMARY KEY,
    id        text COLLATE "C" NOT NULL UNIQUE,
    latest    bigint NOT NULL,
    url       text COLLATE "C" NOT NULL,
    outlet    text COLLATE "C" NOT NULL,
    lang      text COLLATE "C" NOT NULL,
    title     text COLLATE "C" NOT NULL,
    published bigint
);

CREATE TABLE revision (
    n       bigint PRIMARY KEY,
    article bigint NOT NULL REFERENCES article (n),
    number  bigint NOT NULL,
    content bytea  NOT NULL,
    added   bigint NOT NULL,
    record  bytea  NOT NULL,
    UNIQUE (article, number)
);

-- What is packed already is not packed again.
ALTER TABLE revision ALTER record SET STORAGE EXTERNAL;

CREATE TABLE input (
    name        text COLLATE "C" PRIMARY KEY,
    fingerprint text COLLATE "C" NOT NULL,
    place       text COLLATE "C" NOT NULL
);

CREATE TABLE address (
    page    bigint NOT NULL,
    article bigint NOT NULL REFERENCES article (n),
    PRIMARY KEY (page, article)
);

CREATE TABLE alias (
    id      text COLLATE "C" PRIMARY KEY,
    article bigint NOT NULL REFERENCES article (n)
);

CREATE TABLE story (
    n        bigint PRIMARY KEY,
    id       text COLLATE "C" NOT NULL UNIQUE,
    version  bigint   NOT NULL,
    lead     bigint   NOT NULL,
    articles bigint   NOT NULL,
    outlets  bigint   NOT NULL,
    langs    bigint   NOT NULL,
    first    bigint   NOT NULL,
    last     bigint   NOT NULL,
    changed  bigint   NOT NULL,
    closed   smallint NOT NULL,
    merged   bigint REFERENCES story (n)
);

CREATE INDEX story_last ON story (last, first, articles, outlets, langs, closed) WHERE articles > 0;
CREATE INDEX story_merged ON story (merged) WHERE merged IS NOT NULL;

CREATE TABLE member (
    article  bigint PRIMARY KEY REFERENCES article (n),
    story    bigint   NOT NULL REFERENCES story (n),
    revision bigint   NOT NULL,
    at       bigint   NOT NULL,
    dated    smallint NOT NULL,
    outlet   text COLLATE "C" NOT NULL,
    lang     text COLLATE "C" NOT NULL
);

CREATE INDEX member_story ON member (story, dated, at);

CREATE TABLE facet (
    story bigint   NOT NULL,
    kind  smallint NOT NULL,
    value text COLLATE "C" NOT NULL,
    n     bigint   NOT NULL,
    PRIMARY KEY (story, kind, value)
);

CREATE TABLE profile (
    n       bigint PRIMARY KEY,
    article bigint NOT NULL UNIQUE REFERENCES article (n),
    data    bytea  NOT NULL
);

ALTER TABLE profile ALTER data SET STORAGE EXTERNAL;

CREATE TABLE trace (
    story   bigint PRIMARY KEY REFERENCES story (n),
    version bigint NOT NULL,
    key     text COLLATE "C" NOT NULL,
    result  bytea NOT NULL,
    work    bytea NOT NULL
);

ALTER TABLE trace ALTER result SET STORAGE EXTERNAL, ALTER work SET STORAGE EXTERNAL;

CREATE TABLE cite (
    article bigint NOT NULL REFERENCES article (n),
    key     text COLLATE "C" NOT NULL,
    name    text COLLATE "C" NOT NULL,
    PRIMARY KEY (article, key)
);

CREATE INDEX cite_key ON cite (key, article);

CREATE TABLE attribution (
    article  bigint PRIMARY KEY REFERENCES article (n),
    revision bigint NOT NULL,
    data     bytea  NOT NULL
);

ALTER TABLE attribution ALTER data SET STORAGE EXTERNAL;

CREATE TABLE state (
    name  text COLLATE "C" PRIMARY KEY,
    value bytea NOT NULL
);

ALTER TABLE state ALTER value SET STORAGE EXTERNAL;

CREATE TABLE outbox (
    n       bigint PRIMARY KEY,
    topic   text COLLATE "C" NOT NULL,
    id      text COLLATE "C" NOT NULL,
    body    bytea    NOT NULL,
    queued  bigint   NOT NULL,
    next    bigint   NOT NULL,
    tries   bigint   NOT NULL,
    problem text COLLATE "C" NOT NULL,
    status  smallint NOT NULL,
    UNIQUE (topic, id)
);

CREATE INDEX outbox_waiting ON outbox (topic, n) WHERE status = 0;

CREATE TABLE placed (
    one  smallint PRIMARY KEY CHECK (one = 1),
    upto bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO placed VALUES (1, 0);

-- The index of search. Its rows are of 16 kB, which no page of PostgreSQL holds: they lie in pieces beside the table.
CREATE TABLE search_segment (
    n         bigint PRIMARY KEY,
    made      text COLLATE "C" NOT NULL,
    docs      bigint NOT NULL,
    first     bigint NOT NULL,
    last      bigint NOT NULL,
    passages  bigint NOT NULL,
    cells     bigint NOT NULL,
    rows      bigint NOT NULL,
    "row"     bigint NOT NULL,
    directory bytea  NOT NULL
);

CREATE TABLE search_row (
    n    bigint PRIMARY KEY,
    data bytea  NOT NULL
);

ALTER TABLE search_row ALTER data SET STORAGE EXTERNAL;
ALTER TABLE search_segment ALTER directory SET STORAGE EXTERNAL;

CREATE TABLE search_dead (
    revision bigint PRIMARY KEY
);

-- How many transactions have written. Each changes this row, and so waits for the one before it.
CREATE TABLE written (
    one smallint PRIMARY KEY CHECK (one = 1),
    n   bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO written VALUES (1, 0);

-- How often a lease was taken: what is done by the one before the last is refused.
CREATE TABLE lease (
    name  text COLLATE "C" PRIMARY KEY,
    epoch bigint NOT NULL
);
