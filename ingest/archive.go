package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
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
	passed := tally{}
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
	return bad.Problem + " (" + bad.Err.Error() + ")"
}

// tally counts records that hold no article, by why not.
type tally map[string]int

// tell says what was passed over.
func (p *part) tell(passed tally) {
	if len(passed) == 0 {
		return
	}
	var all []string
	for _, what := range slices.Sorted(maps.Keys(passed)) {
		all = append(all, fmt.Sprintf("%d %s", passed[what], what))
	}
	p.note(p.input, "passed over: %s", strings.Join(all, ", "))
}

// archived reads the page of one record.
func (p *part) archived(ctx context.Context, rec *warc.Record, passed tally) {
	switch rec.Type {
	case warc.TypeResponse, warc.TypeResource, warc.TypeConversion:
	case warc.TypeRevisit:
		passed["revisits (the page is that of an earlier visit)"]++
		return
	case warc.TypeContinuation:
		passed["continuations of long pages"]++
		return
	default: // requests, metadata and the like go with a page
		return
	}
	if isMedia(rec.Header.Get("WARC-Identified-Payload-Type")) {
		passed["files that are not pages"]++ // a film need not be unpacked to know
		return
	}
	where := p.atPlace(Place{N: rec.Offset, Inner: rec.Inner})
	r, err := rec.Response(p.o.MaxArticle)
	if err != nil {
		p.fail(where, "not a page as a server sends it: %v", err)
		return
	}
	mediaType, _, _ := mime.ParseMediaType(r.ContentType)
	read := readerOf(mediaType, r.Body)
	switch {
	case r.Status >= 300 && r.Status < 400:
		p.crawled.redirect(rec.TargetURI, r.Header.Get("Location"))
		passed["redirects"]++
	case r.Status != 0 && (r.Status < 200 || r.Status > 299):
		passed["error pages"]++
	case len(bytes.TrimSpace(r.Body)) == 0:
		passed["empty pages"]++
	case !p.crawled.has(rec.TargetURI):
		passed["frames and other files of pages"]++
	case read == nil:
		passed["files that are not pages"]++
	default:
		v := visitOf(rec, r.ContentType)
		if cut := first(r.Cut, rec.Truncated); cut != "" {
			p.fail(where, "the archive has not all of the page (%s): what it has is read", cut)
		}
		p.job(ctx, len(r.Body), func(ctx context.Context, k *sink) {
			k.visit = v
			read(ctx, k, r.Body, where)
		})
	}
}

func isMedia(mediaType string) bool {
	kind, _, _ := strings.Cut(mediaType, "/")
	return kind == "image" || kind == "video" || kind == "audio" || kind == "font"
}

// readerOf returns how a page of a media type is read; nil for what is no page.
func readerOf(mediaType string, body []byte) func(context.Context, *sink, []byte, string) {
	head := bytes.TrimLeft(body[:min(len(body), headSize)], " \t\r\n\xEF\xBB\xBF")
	switch {
	case len(head) == 0:
		return nil
	case mediaType == "text/html" || mediaType == "application/xhtml+xml" || (mediaType == "" || mediaType == "text/plain") && isPage(head, unnamed):
		return func(ctx context.Context, k *sink, b []byte, where string) { k.page(ctx, b, where) }
	case mediaType == "text/plain" && !isBinary(head):
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
