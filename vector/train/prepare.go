package train

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
)

// Prepared is what became of one language's pairs.
type Prepared struct {
	Lang                  string
	Kept, Sentences       int // pairs written, and how many of them are sentences
	Held, Twice, Unlikely int // left out: in a held-out set, again, sides that cannot be translations
}

// Prepare merges pairs from several folders into one for Run. A folder has files LANG.tsv or LANG.tsv.zst, at any
// depth, of source, English and other side. Left out are pairs with a side that equals a line of a held-out file but
// for case, punctuation and spaces, pairs that come again, and pairs whose sides are equal or of very different
// lengths. Serbian pairs are written in both alphabets. Text of the held-out sets must never be trained on: figures on
// them would be worth nothing.
func Prepare(ctx context.Context, folders, held []string, out string) ([]Prepared, error) {
	hold, err := readHeld(ctx, held)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	byLang, err := inputs(folders)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	done := make([]Prepared, len(byLang))
	err = each(ctx, len(byLang), func(i int) (err error) {
		done[i], err = prepareLanguage(ctx, byLang[i], hold, out)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	return done, nil
}

// languageFiles are the files of one language, in the order of the folders and of names.
type languageFiles struct {
	lang  string
	files []string
}

func inputs(folders []string) ([]languageFiles, error) {
	found := map[string][]string{}
	for _, dir := range folders {
		err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			name := strings.TrimSuffix(filepath.Base(path), ".zst")
			if lang, ok := strings.CutSuffix(name, ".tsv"); ok {
				found[lang] = append(found[lang], path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no LANG.tsv or LANG.tsv.zst in %s", strings.Join(folders, ", "))
	}
	var out []languageFiles
	for lang, files := range found {
		out = append(out, languageFiles{lang, files})
	}
	slices.SortFunc(out, func(a, b languageFiles) int { return cmp.Compare(a.lang, b.lang) })
	return out, nil
}

// readHeld returns the fingerprints of all lines of all files in the given files and folders, which are text, also
// with zstd. A place without a line is an error: nothing would be held out, and nobody would see it.
func readHeld(ctx context.Context, paths []string) (map[uint64]bool, error) {
	hold := map[uint64]bool{}
	for _, root := range paths {
		before := len(hold)
		err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			return read(path, func(r io.Reader) error { return holdLines(ctx, r, path, hold) })
		})
		if err != nil {
			return nil, err
		}
		if len(hold) == before {
			return nil, fmt.Errorf("%s: no line to hold out: give files with one sentence a line", root)
		}
	}
	return hold, nil
}

func holdLines(ctx context.Context, r io.Reader, path string, hold map[uint64]bool) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for line := range strings.Lines(string(text)) {
		if f, n := fingerprint(line); n >= minHeld || n > 0 && !alphabetic(line) {
			hold[f] = true
		}
	}
	return ctx.Err()
}

// minHeld is the number of letters of an alphabet from which a held-out line counts: shorter ones are words. In other
// scripts two letters may be a sentence.
const minHeld = 5

func alphabetic(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
	})
}

// fingerprint hashes the letters and digits of a text in lower case, and counts them.
func fingerprint(text string) (hash uint64, letters int) {
	h := fnv.New64a()
	var buf [utf8.UTFMax]byte
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			n := utf8.EncodeRune(buf[:], unicode.ToLower(r))
			_, _ = h.Write(buf[:n])
			letters++
		}
	}
	return h.Sum64(), letters
}

// prepareLanguage writes beside the file that it makes and renames at the end: a run that is cut short leaves no half
// file, and one that writes to a folder that it reads from does not lose it.
func prepareLanguage(ctx context.Context, in languageFiles, hold map[uint64]bool, out string) (p Prepared, err error) {
	path := filepath.Join(out, in.lang+".tsv.zst")
	f, err := os.CreateTemp(out, in.lang+".*.new")
	if err != nil {
		return p, err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone if all went well
	p, err = merge(ctx, in, hold, f)
	if err = cmp.Or(err, f.Close()); err != nil {
		return p, err
	}
	return p, cmp.Or(os.Chmod(f.Name(), 0o644), os.Rename(f.Name(), path)) //nolint:gosec // text for everyone to read
}

func merge(ctx context.Context, in languageFiles, hold map[uint64]bool, out io.Writer) (p Prepared, err error) {
	p.Lang = in.lang
	z, err := zstd.NewWriter(out, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return p, err
	}
	w := bufio.NewWriter(z)
	seen := map[[2]uint64]bool{}
	for _, path := range in.files {
		err := pairs(ctx, path, func(source, english, other string) error {
			sides := []string{other}
			if again := otherScript(other); p.Lang == "sr" && again != "" {
				sides = append(sides, again)
			}
			for _, side := range sides {
				if !p.keep(hold, seen, english, side) {
					continue
				}
				if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", source, english, side); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return p, err
		}
	}
	return p, cmp.Or(w.Flush(), z.Close())
}

func (p *Prepared) keep(hold map[uint64]bool, seen map[[2]uint64]bool, english, other string) bool {
	e, n := fingerprint(english)
	o, m := fingerprint(other)
	key := [2]uint64{e, o}
	switch {
	case n == 0 || m == 0 || e == o || !likely(english, other):
		p.Unlikely++
	case hold[e] || hold[o]:
		p.Held++
	case seen[key]:
		p.Twice++
	default:
		p.Kept++
		if isSentence(english) {
			p.Sentences++
		}
		seen[key] = true
		return true
	}
	return false
}

// likely compares lengths: scripts of syllables and words need a third of the letters that alphabets need.
func likely(a, b string) bool {
	n, m := utf8.RuneCountInString(a)+10, utf8.RuneCountInString(b)+10
	return n <= 5*m && m <= 3*n
}
