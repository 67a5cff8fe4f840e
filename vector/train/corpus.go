package train

import (
	"bufio"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/stemma-news/stemma/vector/feature"
)

// minSentence is the number of English words from which a pair counts as sentences rather than dictionary entries.
const minSentence = 4

// maxBytes cuts the few sides that are whole paragraphs.
const maxBytes = 1000

// pair is a line of a language's file.
type pair struct {
	english  uint64 // hash of the English side, equal in all languages
	sentence bool
	en, to   span // features
}

type span struct{ from, to uint32 }

// language is one file, as features.
type language struct {
	name     string
	features []uint32
	pairs    []pair
}

func (l *language) of(s span) []uint32 { return l.features[s.from:s.to] }

// files lists the languages in dir: LANG.tsv.zst, by name.
func files(dir string) ([]string, error) {
	fs, err := filepath.Glob(filepath.Join(dir, "*.tsv.zst"))
	if err == nil && len(fs) == 0 {
		err = fmt.Errorf("no LANG.tsv.zst in %s", dir)
	}
	return fs, err
}

// lines calls yield with the English and the other side of each line.
func lines(ctx context.Context, file string, yield func(english, other string)) error {
	return pairs(ctx, file, func(_, english, other string) error {
		yield(english, other)
		return nil
	})
}

// pairs calls yield with the columns of each line, white space made plain.
func pairs(ctx context.Context, file string, yield func(source, english, other string) error) error {
	return read(file, func(r io.Reader) error { return scan(ctx, r, file, yield) })
}

// read calls use with the text of a file, which is compressed if its name says so.
func read(file string, use func(io.Reader) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // read only
	if !strings.HasSuffix(file, ".zst") {
		return use(f)
	}
	z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	defer z.Close()
	return use(z)
}

func scan(ctx context.Context, r io.Reader, file string, yield func(source, english, other string) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		part := strings.SplitN(sc.Text(), "\t", 3)
		if len(part) != 3 {
			return fmt.Errorf("%s:%d: want source, English and other side, got %d columns", file, n, len(part))
		}
		if len(part[1]) > maxBytes || len(part[2]) > 3*maxBytes {
			continue
		}
		if err := yield(plain(part[0]), plain(part[1]), plain(part[2])); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// isSentence decides by the English side, so that every language is split alike.
func isSentence(english string) bool { return len(strings.Fields(english)) >= minSentence }

// encode reads a file as the rows of a vocabulary. Pairs with a side that has none are left out.
func encode(ctx context.Context, file string, vocab *vocabulary) (*language, error) {
	l := &language{name: languageOf(file)}
	x := &extractor{vocab: vocab}
	err := lines(ctx, file, func(english, other string) {
		start := len(l.features)
		l.features = x.append(l.features, english)
		mid := len(l.features)
		l.features = x.append(l.features, other)
		end := len(l.features)
		if start == mid || mid == end {
			l.features = l.features[:start]
			return
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(strings.ToLower(english)))
		l.pairs = append(l.pairs, pair{
			h.Sum64(), isSentence(english),
			span{uint32(start), uint32(mid)},
			span{uint32(mid), uint32(end)},
		})
	})
	return l, err
}

// languageOf is the name of a file up to the first point.
func languageOf(file string) string {
	lang, _, _ := strings.Cut(filepath.Base(file), ".")
	return lang
}

// extractor turns text into packed features.
type extractor struct {
	vocab    *vocabulary
	scan     feature.Scanner
	features []feature.Feature
}

func (x *extractor) append(dst []uint32, s string) []uint32 {
	x.scan.Reset(s)
	for t, ok := x.scan.Next(); ok; t, ok = x.scan.Next() {
		x.features = x.scan.Append(x.features[:0], t)
		for _, f := range x.features {
			if row := x.vocab.rows[f.Bucket]; row > 0 {
				dst = append(dst, pack(uint32(row-1), f.Weight))
			}
		}
	}
	return dst
}
