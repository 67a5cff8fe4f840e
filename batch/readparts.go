package batch

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
)

// Articles gives what ReadFiles read, each article once and each by an id of its
// own.
func Articles(s beam.Scope, dir string) beam.PCollection {
	s = s.Scope("Articles")
	units := beam.ParDo(s, &listFn{Dir: dir}, beam.Impulse(s))
	texts, takings, claims := beam.ParDo3(s, &partFn{Dir: dir}, beam.Reshuffle(s, units))
	owners := beam.ParDo(s, &ownerFn{}, beam.GroupByKey(s, claims))
	ids := beam.ParDo(s, &earliestFn{}, beam.CoGroupByKey(s, takings, owners))
	return beam.ParDo(s, &uniqueFn{}, beam.CoGroupByKey(s, texts, ids))
}

// partFn gives the articles of a unit, when and where each was taken, and who claims which id.
type partFn struct{ Dir string }

// ProcessElement reads the part of a unit.
func (f *partFn) ProcessElement(ctx context.Context, u Unit, texts func([]byte, stemma.Article), takings func([]byte, taking), claims func([]byte, claim)) error {
	r, err := recordOf(f.Dir, &u)
	if err != nil {
		return fmt.Errorf("%s was not read: %w", u.Files[0], err)
	}
	var n int64
	m := newMet(texts, takings, claims)
	err = readPart(filepath.Join(f.Dir, readDir, r.Part), r.PartSHA256, func(a stemma.Article) {
		n++
		m.take(&a)
	})
	m.end()
	if err == nil && n != r.Articles {
		err = fmt.Errorf("it has %d articles, and its record says %d", n, r.Articles)
	}
	if err != nil {
		return fmt.Errorf("part %s of %s (take away %s/%s to read it anew): %w", r.Part, u.Files[0], readDir, r.Part, err)
	}
	count(ctx, "bytes_articles", m.bytes)
	count(ctx, "articles_twice", m.twice)
	return nil
}

// maxPartMemory is what unpacking a part may take; the encoder's window has 8 MiB.
const maxPartMemory = 64 << 20

// readPart reads a part to its end, and compares its digest.
func readPart(name, digest string, give func(stemma.Article)) error {
	f, err := os.Open(name) //nolint:gosec // made of the digest of a unit
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if err := readArticles(io.TeeReader(f, h), give); err != nil {
		return err
	}
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != digest {
		return errOther
	}
	return nil
}

var errOther = errors.New("it is not the one that its record was written for")

func readArticles(r io.Reader, give func(stemma.Article)) error {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPartMemory))
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
