-- Whom an article cites, and where in its text.

-- What was read of one revision: see attributions.go. The keys in cite say which articles
-- name a source, and this in which sentences.
CREATE TABLE attribution (
    article  INTEGER PRIMARY KEY REFERENCES article (n),
    revision INTEGER NOT NULL, -- revision.n; its text is what offsets point into
    data     BLOB    NOT NULL  -- sources and attributions, by zstd
) STRICT;
