-- Which articles are at an address, and by which ids an article came.

-- The page is the first 8 bytes of a hash over the address in the form that is the
-- same for all addresses of a page, of every revision: see address.go.
CREATE TABLE address (
    page    INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article (n),
    PRIMARY KEY (page, article)
) STRICT, WITHOUT ROWID;

-- So that what refers to an article is found when it is checked.
CREATE INDEX address_article ON address (article);

-- An article that came again by another id, since that was derived from what it was then.
CREATE TABLE alias (
    id      TEXT    NOT NULL PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (n)
) STRICT, WITHOUT ROWID;

CREATE INDEX alias_article ON alias (article);
