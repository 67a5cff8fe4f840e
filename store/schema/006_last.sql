-- The last article of a story is the last that is dated, where one is. Until now one
-- without a date counted, too, by when it came, if that was within a week.
UPDATE story AS s SET last = coalesce((SELECT max(at) FROM member WHERE story = s.n AND dated = 1), last)
    WHERE n IN (SELECT story FROM member WHERE dated = 0);
