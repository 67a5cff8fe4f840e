package ingest

import (
	"bytes"
	"context"
	"strings"

	"github.com/stemma-news/stemma/mail"
)

// isSaved reports a page that a browser saved with its parts (MHTML, RFC 2557),
// which has the form of a mail.
func isSaved(head []byte, by byName) bool {
	fields, _ := mailFields(head)
	return by == itself || fields >= 2 && (bytes.Contains(head, []byte("\nSnapshot-Content-Location:")) || bytes.HasPrefix(head, []byte("From: <Saved by ")))
}

// readSaved reads a saved page: as what was at its address when it was saved.
func readSaved(ctx context.Context, p *part, s *stream) error {
	b, ok, err := p.upTo(s, int64(mailFactor*p.o.MaxArticle))
	if err != nil || !ok {
		return err
	}
	p.saved(ctx, b)
	return ctx.Err()
}

func (p *part) saved(ctx context.Context, b []byte) {
	m, err := mail.Parse(b)
	switch {
	case err != nil:
		p.fail(p.input, "not a page as browsers save it: save it again, as HTML")
		return
	case strings.TrimSpace(m.HTML) == "":
		p.fail(p.input, "a saved page without its HTML: save it again, as HTML")
		return
	}
	p.visit.address, p.visit.captured, p.visit.latest = m.Location, m.Date.Time, m.Date.Time
	p.job(ctx, pageCost*len(b), func(ctx context.Context, k *sink) { k.page(ctx, []byte(m.HTML), k.input) })
}
