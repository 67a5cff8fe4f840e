package batch

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
)

// Articles gives what ReadFiles read, each article once and each by an id of its
// own.
func Articles(s beam.Scope, dir string) beam.PCollection {
	s = s.Scope("Articles")
	units := beam.ParDo(s, &listFn{Dir: dir}, beam.Impulse(s))
	all := beam.ParDo(s, &partFn{Dir: dir}, beam.Reshuffle(s, units))
	return beam.ParDo(s, &uniqueFn{}, beam.GroupByKey(s, all))
}

// partFn gives the articles of a unit by their ids.
type partFn struct{ Dir string }

// ProcessElement reads the part of a unit.
func (f *partFn) ProcessElement(ctx context.Context, u Unit, emit func([]byte, stemma.Article)) error {
	r, err := recordOf(f.Dir, &u)
	if err != nil {
		return fmt.Errorf("%s was not read: %w", u.Files[0], err)
	}
	var n, bytes int64
	err = readPart(filepath.Join(f.Dir, readDir, r.Part), func(a stemma.Article) {
		n++
		bytes += int64(articleSize(&a) + len(a.ID))
		emit([]byte(a.ID), a)
	})
	if err == nil && n != r.Articles {
		err = fmt.Errorf("it has %d articles, and its record says %d", n, r.Articles)
	}
	if err != nil {
		return fmt.Errorf("part %s of %s (take away %s/%s to read it anew): %w", r.Part, u.Files[0], readDir, r.Part, err)
	}
	count(ctx, "bytes_articles", bytes)
	return nil
}

// maxPartMemory is what unpacking a part may take; the encoder's window has 8 MiB.
const maxPartMemory = 64 << 20

func readPart(name string, give func(stemma.Article)) error {
	f, err := os.Open(name) //nolint:gosec // made of the digest of a unit
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPartMemory))
	if err != nil {
		return err
	}
	defer z.Close()
	d := json.NewDecoder(bufio.NewReaderSize(z, 1<<18))
	for {
		var a stemma.Article
		switch err := d.Decode(&a); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		give(a)
	}
}

// mostOfOneID is how many articles with one id are told apart.
const mostOfOneID = 8

// uniqueFn leaves out articles that are there already. Where one id stands for
// several contents, all but one get an id of their own, as in package ingest.
type uniqueFn struct{}

// ProcessElement gives the articles of an id. They come in any order, and what
// is given does not depend on it.
func (uniqueFn) ProcessElement(ctx context.Context, id []byte, all func(*stemma.Article) bool, emit func(stemma.Article)) {
	var kept []version
	var came, bytes int64
	for a := (stemma.Article{}); all(&a); a = (stemma.Article{}) {
		came++
		kept = keepVersion(kept, version{digest: digestOf(&a), Article: a})
	}
	// The content that was named first keeps the id.
	slices.SortFunc(kept, func(x, y version) int { return cmp.Or(cmp.Compare(x.Input, y.Input), cmp.Compare(x.digest, y.digest)) })
	for i, v := range kept {
		if v.ID = string(id); i > 0 {
			v.ID += "-" + v.digest[:6]
		}
		bytes += int64(articleSize(&v.Article))
		emit(v.Article)
	}
	count(ctx, "articles_unique", int64(len(kept)))
	count(ctx, "articles_twice", came-int64(len(kept)))
	count(ctx, "text_bytes_unique", bytes)
}

// version is one content of an id.
type version struct {
	digest string
	stemma.Article
}

// keepVersion adds a content to those of the least digests. Of two articles with
// one content the one that was captured first is kept.
func keepVersion(kept []version, v version) []version {
	at, found := slices.BinarySearchFunc(kept, v, func(x, y version) int { return cmp.Compare(x.digest, y.digest) })
	if found {
		if compareTaken(&v.Article, &kept[at].Article) < 0 {
			kept[at] = v
		}
		return kept
	}
	if at == mostOfOneID {
		return kept
	}
	kept = slices.Insert(kept, at, v)
	return kept[:min(len(kept), mostOfOneID)]
}

func compareTaken(a, b *stemma.Article) int {
	return cmp.Or(cmp.Compare(string(a.Extra["captured"]), string(b.Extra["captured"])), cmp.Compare(a.Input, b.Input))
}

// digestOf is of what makes an article another one: outlet, address, date, title
// and text.
func digestOf(a *stemma.Article) string {
	h := sha256.New()
	for _, s := range []string{a.Outlet, a.URL, a.Published.UTC().Format("2006-01-02T15:04:05.999999999"), a.Title, a.Text} {
		fmt.Fprintf(h, "%d ", len(s))
		_, _ = io.WriteString(h, s)
	}
	return strings.ToLower(base32.HexEncoding.EncodeToString(h.Sum(nil)))
}
