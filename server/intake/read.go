package intake

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
)

// errLimit ends a reading that takes too long.
var errLimit = errors.New("the time for reading is over")

// Read reads what was handed over. What cannot be read is in Batch.Errors; the error is that of ctx.
func (h *Held) Read(ctx context.Context) (ingest.Batch, error) {
	inner, cancel := context.WithTimeoutCause(ctx, h.o.Limit, errLimit)
	defer cancel()
	b := ingest.Batch{Errors: slices.Clip(h.errors)}
	texts := int64(0)      // bytes
	const beside = 1 << 10 // bytes that a report takes beside its text, in ingest's count
	o := ingest.Options{Fetch: h.o.Fetch, MaxPages: h.o.MaxLinks, MaxTotal: h.o.MaxTotal + beside*int64(h.o.MaxReport)}
	for it, err := range ingest.Each(inner, h.inputs, o) {
		switch {
		case err != nil && errors.Is(context.Cause(inner), errLimit):
			b.Errors = append(b.Errors, stemma.InputError{Input: h.slow(), Problem: fmt.Sprintf(
				"reading took longer than %s, and was ended: the reports that came until then are traced; give fewer links", spoken(h.o.Limit))})
		case err != nil:
			return ingest.Batch{}, err
		case it.Problem != nil:
			b.Errors = append(b.Errors, h.named(*it.Problem))
		case it.Note != nil:
			b.Notes = append(b.Notes, h.named(*it.Note))
		case it.Article != nil && int64(len(it.Article.Text)) > h.o.MaxLength:
			b.Errors = append(b.Errors, stemma.InputError{Input: h.name(it.Article.Input), Problem: fmt.Sprintf(
				"its text is longer than %s, which no report is: split it into reports", size(h.o.MaxLength))})
		case it.Article != nil:
			a := *it.Article
			a.Input = h.name(a.Input)
			if texts += int64(len(a.Text)); len(b.Articles) == h.o.MaxReport || texts > h.o.MaxTexts {
				b.Errors = append(b.Errors, stemma.InputError{Input: a.Input, Problem: h.tooMany(texts)})
				return b, nil
			}
			b.Articles = append(b.Articles, a)
		}
	}
	return b, nil
}

// tooMany says why no more reports are taken, of so many bytes with the next.
func (h *Held) tooMany(texts int64) string {
	what := fmt.Sprintf("more than %d reports", h.o.MaxReport)
	if texts > h.o.MaxTexts {
		what = "the texts of all reports are longer than " + size(h.o.MaxTexts)
	}
	return what + ": this one and those after it were left out; give fewer, or trace them with the command"
}

// slow names what takes long.
func (h *Held) slow() string {
	if h.links > 0 {
		return "the links"
	}
	return "the files"
}

// named is a problem with the name under which its file was handed over.
func (h *Held) named(e stemma.InputError) stemma.InputError {
	e.Input, e.Problem = h.name(e.Input), h.name(e.Problem)
	return e
}

// name leaves out where our copy of a file lies.
func (h *Held) name(s string) string {
	return strings.ReplaceAll(s, h.dir+string(filepath.Separator), "")
}

func spoken(d time.Duration) string {
	if d >= time.Minute && d%time.Minute == 0 {
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
	return d.String()
}
