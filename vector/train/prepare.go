package train

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
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
// lengths. Serbian pairs are written in both alphabets. Text of the held-out sets must never be trained on: figures on them would be worth nothing.
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

// readHeld returns the fingerprints of all lines of all files in the given files and folders.
func readHeld(ctx context.Context, paths []string) (map[uint64]bool, error) {
	hold := map[uint64]bool{}
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for line := range strings.Lines(string(text)) {
				if f, n := fingerprint(line); n >= minHeld {
					hold[f] = true
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return hold, nil
}

// minHeld is the number of letters from which a held-out line counts.
const minHeld = 5

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

func prepareLanguage(ctx context.Context, in languageFiles, hold map[uint64]bool, out string) (p Prepared, err error) {
	p.Lang = in.lang
	f, err := os.Create(filepath.Join(out, in.lang+".tsv.zst")) //nolint:gosec // the folder is the user's choice
	if err != nil {
		return p, err
	}
	defer func() { err = cmp.Or(err, f.Close()) }()
	z, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1))
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
