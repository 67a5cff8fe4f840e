-- The index of search: see fulltext.go.

-- A segment indexes some revisions that came one after the other. It is never
-- changed, only merged with its neighbours into another one.
CREATE TABLE search_segment (
    n         INTEGER PRIMARY KEY, -- in the order of the revisions
    made      TEXT    NOT NULL, -- by which analyser and model: see package search
    docs      INTEGER NOT NULL,
    first     INTEGER NOT NULL, -- the revisions are among these
    last      INTEGER NOT NULL,
    passages  INTEGER NOT NULL,
    cells     INTEGER NOT NULL, -- 0: the passages are not divided
    rows      INTEGER NOT NULL, -- how many of search_row, from row on
    row       INTEGER NOT NULL,
    directory BLOB    NOT NULL  -- with which key each row begins
) STRICT;

-- Sorted keys with their values, as many as fit into a page.
CREATE TABLE search_row (
    n    INTEGER PRIMARY KEY,
    data BLOB    NOT NULL
) STRICT;

-- Revisions that are indexed and are no longer the latest of their article.
CREATE TABLE search_dead (
    revision INTEGER PRIMARY KEY
) STRICT;
