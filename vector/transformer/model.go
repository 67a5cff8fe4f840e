package transformer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/stemma-news/stemma/internal/crew"
)

// A Model turns sentences into vectors. It may be used from several goroutines at once.
type Model struct {
	name    string
	tokens  *tokenizer
	encoder *encoder
	file    *os.File
	idle    sync.Pool // of *work
}

const remedy = "the folder must hold config.json, tokenizer.json or sentencepiece.bpe.model, and model.safetensors " +
	"or model.onnx, as sentence-transformers publishes them"

// Open reads the model in a folder. The weights of the layers are held in memory, 4 bytes each; the word embeddings
// are read from the file as words occur, which must stay where it is.
func Open(dir string) (*Model, error) {
	m, err := open(dir, kernels()[0])
	if err != nil {
		return nil, fmt.Errorf("open model %s: %w (%s)", dir, err, remedy)
	}
	return m, nil
}

func open(dir string, k kernel) (*Model, error) {
	c, err := readConfig(dir)
	if err != nil {
		return nil, err
	}
	digest := sha256.New()
	m := &Model{}
	if m.tokens, err = openTokenizer(dir, digest); err != nil {
		return nil, err
	}
	if err := m.tokens.fits(&c); err != nil {
		return nil, err
	}
	src, f, err := openWeights(dir, digest)
	if err != nil {
		return nil, err
	}
	if m.encoder, err = newEncoder(c, k, src); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", filepath.Base(f.Name()), err)
	}
	m.file = f
	// The same weights with another prompt or pooling give other vectors.
	fmt.Fprintf(digest, "%q %t %d", c.prompt, c.first, c.length)
	m.name = c.name + "-" + hex.EncodeToString(digest.Sum(nil))[:12]
	return m, nil
}

// fits holds the vocabulary against the weights.
func (t *tokenizer) fits(c *config) error {
	most := int32(len(t.scores) - 1)
	for _, id := range t.before {
		most = max(most, id)
	}
	for _, id := range t.after {
		most = max(most, id)
	}
	if int(most) >= c.words {
		return fmt.Errorf("the tokenizer has %d pieces, config.json %d words: not of the same model", most+1, c.words)
	}
	if c.length <= len(t.before)+len(t.after) {
		return fmt.Errorf("a longest text of %d pieces", c.length)
	}
	return nil
}

func openTokenizer(dir string, digest io.Writer) (*tokenizer, error) {
	for _, form := range []struct {
		name string
		read func([]byte) (*tokenizer, error)
	}{{"tokenizer.json", readTokenizerJSON}, {"sentencepiece.bpe.model", readSentencePiece}} {
		raw, err := readFile(dir, form.name, maxTokenizer)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		digest.Write(raw) //nolint:errcheck // a hash does not fail
		t, err := form.read(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", form.name, err)
		}
		return t, nil
	}
	return nil, errors.New("no tokenizer.json or sentencepiece.bpe.model")
}

// openWeights finds the weights and leaves their file open.
func openWeights(dir string, digest hash.Hash) (source, *os.File, error) {
	for _, name := range []string{"model.safetensors", "model.onnx", filepath.Join("onnx", "model.onnx")} {
		f, err := os.Open(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		src, err := readWeights(f, strings.HasSuffix(name, ".onnx"), digest)
		if err != nil {
			f.Close()
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		return src, f, nil
	}
	if _, err := os.Stat(filepath.Join(dir, "pytorch_model.bin")); err == nil {
		return nil, nil, errors.New("only pytorch_model.bin, which is a program in Python's pickle format and is not run: save the model as safetensors")
	}
	return nil, nil, errors.New("no model.safetensors or model.onnx")
}

func readWeights(f *os.File, isONNX bool, digest hash.Hash) (source, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	var src source
	if isONNX {
		src, err = readONNX(f, info.Size())
	} else {
		src, err = readSafetensors(f, info.Size())
	}
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(digest, io.NewSectionReader(f, 0, info.Size())); err != nil {
		return nil, err
	}
	return anyPrefix{src}, nil
}

// anyPrefix finds tensors under the names that models with a head on top give their encoder.
type anyPrefix struct{ source }

func (a anyPrefix) find(name string) (tensor, bool) {
	for _, p := range []string{"", "bert.", "roberta.", "model.", "0.auto_model."} {
		if t, ok := a.source.find(p + name); ok {
			return t, true
		}
	}
	return tensor{}, false
}

// Name is the model's name and the first 12 hexadecimal digits of a digest of its weights, its tokenizer and the
// settings that bear on the vectors: vectors of different names must not be compared.
func (m *Model) Name() string { return m.name }

// Dim is the number of dimensions.
func (m *Model) Dim() int { return m.encoder.hidden }

// Close closes the weights' file. The model must not be used after it.
func (m *Model) Close() error { return m.file.Close() }

// A batch is what a worker computes in one go: enough rows for the weights to be worth fetching, few enough for the
// activations to stay in the second cache.
const (
	batchTexts  = 8
	batchPieces = 256
)

// Vectors returns a unit vector for each sentence, a zero vector where it is blank. What is beyond the model's
// longest text (512 pieces, some 350 words) is cut off. The result does not depend on the number of cores or on the
// other sentences.
func (m *Model) Vectors(ctx context.Context, sentences []string) ([][]float32, error) {
	dim := m.Dim()
	out := make([][]float32, len(sentences))
	all := make([]float32, len(sentences)*dim)
	for i := range out {
		out[i] = all[i*dim : (i+1)*dim : (i+1)*dim]
	}
	workers := min(runtime.GOMAXPROCS(0), len(sentences))
	share := max(1, min(batchTexts, len(sentences)/max(workers, 1)))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	wait := crew.New()
	for range workers {
		wait.Go(func() error {
			w := m.worker()
			defer m.idle.Put(w)
			for ctx.Err() == nil {
				from := int(next.Add(int64(share))) - share
				if from >= len(sentences) {
					return nil
				}
				to := min(from+share, len(sentences))
				if err := m.share(ctx, w, sentences[from:to], out[from:to]); err != nil {
					cancel(err)
				}
			}
			return nil
		})
	}
	_ = wait.Wait() // what fails is the cause of ctx
	if err := context.Cause(ctx); err != nil {
		return nil, fmt.Errorf("vectors of %s: %w", m.name, err)
	}
	return out, nil
}

func (m *Model) worker() *work {
	if w, ok := m.idle.Get().(*work); ok {
		return w
	}
	return &work{}
}

// share computes a worker's sentences in batches.
func (m *Model) share(ctx context.Context, w *work, sentences []string, out [][]float32) error {
	var ids []int32
	var ends []int
	var rows [][]float32
	for i, s := range sentences {
		if strings.TrimFunc(s, isSpace) != "" {
			ids = append(ids, m.tokens.encode(strings.TrimFunc(m.encoder.prompt+s, isSpace), m.encoder.length)...)
			if len(ids) > 0 && (len(ends) == 0 || ends[len(ends)-1] < len(ids)) {
				ends, rows = append(ends, len(ids)), append(rows, out[i])
			}
		}
		if len(ids) == 0 || len(ids) < batchPieces && i+1 < len(sentences) {
			continue
		}
		x, err := m.encoder.run(ctx, w, ids, ends)
		if err != nil {
			return err
		}
		if err := m.encoder.pool(rows, x, ends); err != nil {
			return err
		}
		ids, ends, rows = ids[:0], ends[:0], rows[:0]
	}
	return nil
}

// pool sets each text's vector to the mean of its pieces' or to the first one, at unit length.
func (e *encoder) pool(out [][]float32, x []float32, ends []int) error {
	from := 0
	for i, to := range ends {
		v := out[i]
		last := to
		if e.first {
			last = from + 1
		}
		for at := from; at < last; at++ {
			for j, u := range x[at*e.hidden : (at+1)*e.hidden] {
				v[j] += u
			}
		}
		if err := unit(v); err != nil {
			return err
		}
		from = to
	}
	return nil
}

var errNonsense = errors.New("the model gives no number: its weights are damaged")

func unit(v []float32) error {
	var n float64
	for _, u := range v {
		n += float64(u) * float64(u)
	}
	if math.IsNaN(n) || math.IsInf(n, 0) || n == 0 {
		return errNonsense
	}
	f := float32(1 / math.Sqrt(n))
	for i := range v {
		v[i] *= f
	}
	return nil
}
