package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/warc"
)

// readArchive reads the pages of a web archive. Its articles are found by the
// offsets of their records.
func readArchive(ctx context.Context, p *part, s *stream) error {
	r, err := p.records(s)
	if err != nil {
		return err
	}
	passed, mended := tally{}, 0
	defer func() {
		if mended > 0 {
			p.note(p.input, "%s, and read all the same", counted(mended, "record has a header that is not as it should be", "records have headers that are not as they should be"))
		}
	}()
	for {
		rec, err := r.Next()
		if bad, ok := errors.AsType[*warc.RecordError](err); ok {
			p.badRecord(ctx, bad)
			continue
		}
		switch {
		case errors.Is(err, io.EOF) && p.asked():
			p.fail(p.atPlace(p.only), "no record begins there: check the offset")
			return nil
		case errors.Is(err, io.EOF):
			p.tell(passed)
			return nil
		case err != nil:
			return err
		}
		if p.beginAt(ctx, Place{N: rec.Offset, Inner: rec.Inner}) {
			if len(rec.Defects) > 0 {
				mended++
			}
			p.archived(ctx, rec, passed)
			if p.asked() {
				p.tell(passed)
				return nil
			}
		}
	}
}

// records opens an archive where reading is to begin: at once where the file
// can be read from anywhere, else by passing over what comes before.
func (p *part) records(s *stream) (*warc.Reader, error) {
	from := p.from
	if p.asked() {
		from = p.only
	}
	if from == (Place{}) || s.seek == nil {
		return warc.NewReader(s.Reader, warc.Options{}), nil
	}
	return warc.Resume(s.seek, from.N, from.Inner)
}

func (p *part) badRecord(ctx context.Context, bad *warc.RecordError) {
	if p.beginAt(ctx, Place{N: bad.Offset, Inner: bad.Inner}) {
		p.fail(p.atPlace(p.pos), "%s: what can be read around it is read; get the archive again if it was cut or damaged on its way", cause(bad))
	}
}

func cause(bad *warc.RecordError) string {
	if bad.Err == nil {
		return bad.Problem
	}
	return bad.Problem + " (" + plainly(bad.Err) + ")"
}

// tally counts records that hold no article, by why not: the words for one and
// for several, with a | between.
type tally map[string]int

// counted is a number with the word for one or for several.
func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

// tell says what was passed over.
func (p *part) tell(passed tally) {
	if len(passed) == 0 {
		return
	}
	var all []string
	for _, what := range slices.Sorted(maps.Keys(passed)) {
		one, several, _ := strings.Cut(what, "|")
		all = append(all, counted(passed[what], one, several))
	}
	p.note(p.input, "passed over: %s", strings.Join(all, ", "))
}

// archived reads the page of one record.
func (p *part) archived(ctx context.Context, rec *warc.Record, passed tally) {
	switch rec.Type {
	case warc.TypeResponse, warc.TypeResource, warc.TypeConversion:
	case warc.TypeRevisit:
		passed["revisit (the page is that of an earlier visit)|revisits (the pages are those of earlier visits)"]++
		return
	case warc.TypeContinuation:
		passed["continuation of a long page|continuations of long pages"]++
		return
	default: // requests, metadata and the like go with a page
		return
	}
	if isMedia(rec.Header.Get("WARC-Identified-Payload-Type")) {
		passed[notPages]++ // a film need not be unpacked to know
		return
	}
	where := p.atPlace(Place{N: rec.Offset, Inner: rec.Inner})
	r, err := rec.Response(p.o.MaxArticle)
	if err != nil {
		p.fail(where, "not a page as a server sends it (%s): leave it out", plainly(err))
		return
	}
	mediaType, _, _ := mime.ParseMediaType(r.ContentType)
	read := readerOf(mediaType, r.Body)
	switch {
	case r.Status >= 300 && r.Status < 400:
		p.crawled.redirect(rec.TargetURI, r.Header.Get("Location"))
		passed["redirect|redirects"]++
	case r.Status != 0 && (r.Status < 200 || r.Status > 299):
		passed["error page|error pages"]++
	case len(bytes.TrimSpace(r.Body)) == 0:
		passed["empty page|empty pages"]++
	case !p.crawled.has(rec.TargetURI):
		passed["frame or other file of a page|frames and other files of pages"]++
	case read == nil || isForCrawlers(rec.TargetURI):
		passed[notPages]++
	case r.Cut != "" && len(r.Body) >= p.o.MaxArticle:
		p.fail(where, "has more than %s, and one article may have as much: leave it out", size(int64(p.o.MaxArticle)))
	default:
		v := visitOf(rec, r.ContentType)
		if cut := cmp.Or(r.Cut, rec.Truncated); cut != "" {
			p.fail(where, "the archive has not all of the page (%s): what it has is read", cut)
		}
		p.job(ctx, pageCost*len(r.Body), func(ctx context.Context, k *sink) {
			k.visit = v
			read(ctx, k, r.Body, where)
		})
	}
}

// notPages is what is no page, by its type or by what it holds.
const notPages = "file that is no page|files that are not pages"

// isForCrawlers reports an address at which there is something for programs that
// is sent as if it were for people.
func isForCrawlers(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch name := strings.ToLower(path.Base(u.Path)); {
	case name == "robots.txt", name == "ads.txt", name == "app-ads.txt", name == "security.txt", name == "humans.txt", name == "llms.txt":
		return true
	case u.RawQuery == "":
		return isNoReport(name)
	}
	return false
}

func isMedia(mediaType string) bool {
	kind, _, _ := strings.Cut(mediaType, "/")
	return kind == "image" || kind == "video" || kind == "audio" || kind == "font"
}

// readerOf returns how a page of a media type is read; nil for what is no page.
func readerOf(mediaType string, body []byte) func(context.Context, *sink, []byte, string) {
	head := bytes.TrimLeft(body[:min(len(body), headSize)], " \t\r\n\xEF\xBB\xBF")
	switch {
	case len(head) == 0, utf16(head) == nil && isBinary(head):
		return nil
	case mediaType == "text/html" || mediaType == "application/xhtml+xml" || (mediaType == "" || mediaType == "text/plain") && isPage(head, unnamed):
		return func(ctx context.Context, k *sink, b []byte, where string) { k.page(ctx, b, where) }
	case mediaType == "text/plain":
		return func(_ context.Context, k *sink, b []byte, where string) { k.text(b, where, plainText) }
	}
	return nil
}

// visitOf says when and where a record was captured. An archive of an archive
// has the addresses of copies.
func visitOf(rec *warc.Record, contentType string) visit {
	v := visit{address: rec.TargetURI, captured: rec.Date, latest: rec.Date, contentType: contentType}
	if original, captured, ok := fetch.Archived(rec.TargetURI); ok {
		v.address = original
		if captured.Precision != stemma.PrecisionNone && (v.captured.IsZero() || captured.Time.Before(v.captured)) {
			v.captured = captured.Time
			v.latest = captured.Time
		}
	}
	return v
}
