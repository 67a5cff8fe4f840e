package ingest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/newsml"
)

// What agencies ship (NewsML-G2, NewsML 1, NITF) is read item by item. The
// outlet is the provider, else the holder of the copyright; an article is
// published when its first version was made, or when its embargo ended if that
// is later, and updated when this version was made. What an item says beside
// the fields of an article is in Extra: guid, version, status, urgency,
// slugline, dateline, creditline, and so on.

func isNews(head []byte, _ byName) bool { return newsml.Sniff(head) }

func readNews(ctx context.Context, p *part, s *stream) error {
	alone := !bytes.Contains(s.head, []byte("newsMessage")) && !bytes.Contains(s.head, []byte("<NewsML"))
	r := newsml.NewReader(ctx, s, int64(recordFactor*p.o.MaxArticle))
	others := 0
	for n := int64(1); ; n++ {
		it, err := r.Next()
		switch wanted := p.begin(ctx, n); {
		case errors.Is(err, io.EOF):
			p.newsEnd(n-1, others)
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			p.fail(p.at(n), "%s: what comes before it is read; get the file again, or save its text as .txt", err)
			return nil
		case !wanted:
		case it.Kind == newsml.KindOther:
			others++
		case alone && !p.asked():
			p.news(ctx, it, p.input)
		default:
			p.news(ctx, it, p.at(n))
		}
		if p.only.N == n {
			return nil
		}
	}
}

func (p *part) newsEnd(items int64, others int) {
	if items == 0 {
		p.fail(p.input, "no news items in it: give the message that holds the reports")
	}
	if p.only.N > items {
		p.fail(p.atPlace(p.only), "there are fewer items in it (%d): check the number", items)
	}
	if others > 0 {
		p.note(p.input, "passed over: %d items that are no reports (concepts, knowledge, plans)", others)
	}
}

// news reads one item.
func (p *part) news(ctx context.Context, it *newsml.Item, where string) {
	if it.Cut {
		p.fail(where, "the file ends within this item: what there is of it is read; get the file again")
	}
	if it.Kind == newsml.KindPackage {
		p.newsPackage(ctx, it, where)
		return
	}
	if it.Status == "canceled" || it.Status == "withheld" {
		p.note(where, "its provider says that it is %s: read all the same", it.Status)
	}
	if it.Text == "" && letters(it.HTML) == 0 {
		if it.Status == "canceled" || it.Remote > 0 {
			p.note(where, "an item without a text (a picture, sound or film, or one that is cancelled), passed over")
			return
		}
		p.fail(where, "an item without a text: leave it out")
		return
	}
	p.job(ctx, len(it.Text)+len(it.HTML), func(_ context.Context, k *sink) { k.add(articleOfNews(it), where) })
}

// newsPackage has what a package refers to fetched, where that has addresses.
// References by identifiers are to items that come as files of their own.
func (p *part) newsPackage(ctx context.Context, it *newsml.Item, where string) {
	fetched := 0
	for _, ref := range it.References {
		if reWebAddress.MatchString(ref.Address) && p.o.Fetch != nil && p.depth < maxLists && fetched < p.o.MaxPages {
			fetched++
			p.follow(ctx, ref.Address, visit{})
		}
	}
	if rest := len(it.References) - fetched; rest > 0 {
		p.note(where, "a package that refers to %d items: they are read from their own files", rest)
	}
}

func articleOfNews(it *newsml.Item) stemma.Article {
	a := stemma.Article{
		Title: it.Headline, Byline: it.Byline, Outlet: cmp.Or(it.Provider, it.Holder), Lang: tag(it.Lang), URL: it.URL, Text: it.Text,
		Published: it.Created.Time, PublishedPrecision: it.Created.Precision,
	}
	if a.Text == "" {
		a.Text = textOfHTML(it.HTML)
	}
	if it.Embargoed.Known() {
		note(&a, "embargoed", momentText(it.Embargoed))
		if it.Embargoed.Time.After(a.Published) {
			a.Published, a.PublishedPrecision = it.Embargoed.Time, it.Embargoed.Precision
		}
	}
	if toTheMinute(it.Modified) && it.Modified.Time.After(a.Published) {
		a.Updated = it.Modified.Time
	}
	for key, value := range map[string]string{
		"guid": it.ID, "version": it.Version, "status": it.Status, "subheadline": it.Subheadline, "slugline": it.Slug, "dateline": it.Dateline, "creditline": it.Credit,
		"copyright_holder": it.Holder, "info_source": it.Origin, "urgency": it.Urgency, "genre": it.Genre, "location": it.Location, "series": it.Series,
		"edition": it.Edition, "section": it.Section, "ednote": it.Note,
	} {
		note(&a, key, strings.TrimSpace(value))
	}
	if raw, err := json.Marshal(it.Keywords); err == nil && len(it.Keywords) > 0 {
		setExtra(&a, "keywords", raw)
	}
	return a
}
