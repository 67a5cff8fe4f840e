package train

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// taught is a text with the vector that the teacher gives it, which stands in the place of a translation: a text of
// a language without parallel text finds its place by it.
type taught struct {
	features []uint32
	vector   []float32
}

// teacherDim is the number of dimensions of the teacher's vectors (multilingual-e5-small).
const teacherDim = 384

// The kinds of files with taught texts: LANG.word.tsv and LANG.sent.tsv have one text a line.
var taughtKinds = [2]string{".word.tsv", ".sent.tsv"}

// taughtFiles lists the texts in dir.
func taughtFiles(dir string) ([]string, error) {
	var all []string
	for _, kind := range taughtKinds {
		files, err := filepath.Glob(filepath.Join(dir, "*"+kind))
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no LANG.sent.tsv or LANG.word.tsv in %s", dir)
	}
	return all, nil
}

func taughtLines(ctx context.Context, path string, yield func(text string)) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		yield(strings.TrimSpace(line))
	}
	return ctx.Err()
}

// readTaught reads the texts of LANG.KIND.tsv with their vectors in LANG.KIND.f32: teacherDim floats of 32 bits each,
// little-endian, in the same order, as "stemma vectors --raw --format f32" writes them. Texts at the end that have no
// vector are left out.
func readTaught(ctx context.Context, path string, vocab *vocabulary) (lecture, error) {
	numbers := strings.TrimSuffix(path, ".tsv") + ".f32"
	raw, err := os.ReadFile(numbers)
	if err != nil {
		return nil, err
	}
	if len(raw)%(4*teacherDim) != 0 {
		return nil, fmt.Errorf("%s: %d bytes are no vectors of %d floats: cut short, or of another model", numbers, len(raw), teacherDim)
	}
	x := &extractor{vocab: vocab}
	var out lecture
	err = taughtLines(ctx, path, func(text string) {
		if len(raw) < 4*teacherDim {
			return
		}
		if f := x.append(nil, text); len(f) > 0 {
			out = append(out, taught{f, floats(raw)})
		}
		raw = raw[4*teacherDim:]
	})
	return out, err
}

func floats(raw []byte) []float32 {
	v := make([]float32, teacherDim)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return v
}

// key is the same for texts that the teacher cannot tell apart.
func (t *taught) key() uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for _, x := range t.vector[:16] {
		h = (h ^ uint64(math.Float32bits(x))) * 1099511628211
	}
	return h
}

// lecture is what the teacher says in one language.
type lecture []taught

// lectures reads the words and the sentences of all languages.
func lectures(ctx context.Context, files []string, vocab *vocabulary) (all [2][]lecture, err error) {
	read := make([]lecture, len(files))
	err = each(ctx, len(files), func(i int) (err error) {
		read[i], err = readTaught(ctx, files[i], vocab)
		return err
	})
	for i, f := range files {
		kind := 0
		if strings.HasSuffix(f, taughtKinds[1]) {
			kind = 1
		}
		all[kind] = append(all[kind], read[i])
	}
	return all, err
}

// projection takes the teacher's vectors to the table's space. It is learnt with the table: neither has to follow
// the other.
type projection struct {
	weights []float32 // teacherDim×Dim
	energy  []float32 // of each row, for Adagrad
	mean    []float32 // of all the teacher's vectors, which lie in a narrow cone
}

func newProjection(seed uint64, all [2][]lecture) *projection {
	p := &projection{
		weights: make([]float32, teacherDim*Dim),
		energy:  make([]float32, teacherDim),
		mean:    make([]float32, teacherDim),
	}
	rng := rand.New(rand.NewPCG(seed, 2))
	for i := range p.weights {
		p.weights[i] = float32(rng.NormFloat64()) / 16
	}
	p.average(slices.Concat(slices.Concat(all[:]...)...))
	return p
}

func (p *projection) average(texts lecture) {
	for _, t := range texts {
		for i, x := range t.vector {
			p.mean[i] += x / float32(len(texts))
		}
	}
}

// centre writes the vector without the mean.
func (p *projection) centre(dst, v []float32) {
	for i, x := range v {
		dst[i] = x - p.mean[i]
	}
}
