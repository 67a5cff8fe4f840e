package store

import (
	"context"
	"database/sql"
)

// stories holds what is counted in stories to what there is.
func (c *checking) stories(ctx context.Context) error {
	for _, look := range []struct{ query, fault string }{
		{
			`SELECT s.id FROM story s WHERE s.articles <> (SELECT count(*) FROM member WHERE story = s.n)
			OR s.outlets <> (SELECT count(*) FROM facet WHERE story = s.n AND kind = 1) OR s.langs <> (SELECT count(*) FROM facet WHERE story = s.n AND kind = 2)
			OR s.articles > 0 AND (s.first <> ` + storyFirst + ` OR s.last <> ` + storyLast + `)`,
			"story %q: what is counted is not what it has",
		},
		{
			`SELECT s.id FROM story s WHERE s.articles > 0 AND NOT EXISTS (SELECT 1 FROM member WHERE article = s.lead AND story = s.n)`,
			"story %q: its title is of an article that it does not have",
		},
		{`SELECT s.id FROM (SELECT story, kind, value, n FROM facet EXCEPT
				SELECT story, 1, outlet, count(*) FROM member GROUP BY story, outlet EXCEPT SELECT story, 2, lang, count(*) FROM member GROUP BY story, lang) f
			LEFT JOIN story s ON s.n = f.story`, "story %q: its outlets or languages are not those of its articles"},
		{
			`SELECT s.id FROM story s JOIN story t ON t.n = s.merged WHERE t.merged IS NOT NULL OR s.articles > 0`,
			"story %q: its redirect does not lead to a story",
		},
		{
			`SELECT a.id FROM member m JOIN article a ON a.n = m.article WHERE NOT EXISTS (SELECT 1 FROM revision WHERE n = m.revision AND article = m.article)`,
			"article %q: the form of it that was placed is not there",
		},
		{
			`SELECT a.id FROM profile p JOIN article a ON a.n = p.article WHERE NOT EXISTS (SELECT 1 FROM revision WHERE n = p.n AND article = p.article)`,
			"article %q: its profile is of a form that is not there",
		},
		{`SELECT 'placed' FROM placed WHERE upto > (SELECT coalesce(max(n), 0) FROM revision)`, "%q: the last arrival that was placed is not there"},
	} {
		if err := c.each(ctx, look.query, func(rows *sql.Rows) error {
			var id sql.NullString
			err := rows.Scan(&id)
			c.fault(look.fault, id.String)
			return err
		}); err != nil {
			return err
		}
	}
	if err := c.traces(ctx); err != nil {
		return err
	}
	return c.attributions(ctx)
}

// attributions unpacks what was read of every article for whom it cites.
func (c *checking) attributions(ctx context.Context) error {
	return c.each(ctx, `SELECT a.id, t.data, EXISTS (SELECT 1 FROM revision WHERE n = t.revision AND article = t.article)
		FROM attribution t JOIN article a ON a.n = t.article`, func(rows *sql.Rows) error {
		var id string
		var data sql.RawBytes
		var there bool
		if err := rows.Scan(&id, &data, &there); err != nil {
			return err
		}
		if _, err := c.codec.said(data); err != nil || !there {
			c.fault("article %q: what was read of whom it cites is damaged: stemma archive reindex reads it anew", id)
		}
		return nil
	})
}

// traces unpacks every tree.
func (c *checking) traces(ctx context.Context) error {
	return c.each(ctx, "SELECT s.id, t.result, t.work FROM trace t JOIN story s ON s.n = t.story", func(rows *sql.Rows) error {
		var id string
		var result, work sql.RawBytes
		if err := rows.Scan(&id, &result, &work); err != nil {
			return err
		}
		if _, _, err := c.codec.trees(result, work); err != nil {
			c.fault("story %q: its tree is damaged: stemma show makes it anew", id)
		}
		return nil
	})
}
