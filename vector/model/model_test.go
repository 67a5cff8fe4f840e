package model_test

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stemma-news/stemma/vector"
	"github.com/stemma-news/stemma/vector/model"
)

// narrow serves a model as many are: what all its vectors have in common is twice as long as what a sentence has of
// its own. meaning, in a few words, stands in for what a model reads off a sentence.
func narrow(t testing.TB) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Input []string `json:"input"`
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			t.Error(err)
		}
		asked.Add(int64(len(q.Input)))
		var data []any
		for _, text := range q.Input {
			v := drawn("all", 2)
			for i, x := range drawn(text, 1) {
				v[i] += x
			}
			data = append(data, map[string]any{"embedding": v})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// drawn is a vector of a length, in a direction drawn by a text.
func drawn(text string, length float64) []float32 {
	h := fnv.New64a()
	h.Write([]byte(text))
	rng := rand.New(rand.NewPCG(h.Sum64(), 1))
	v := make([]float32, 128)
	for i := range v {
		v[i] = float32(rng.NormFloat64() * length / math.Sqrt(float64(len(v))))
	}
	return v
}

var sentences = []string{
	"The ferry ran aground off Larn.", "Das Kraftwerk bleibt bis März abgeschaltet.", "法院驳回了渔民的诉讼。",
	"وصل الوفد إلى العاصمة مساء الأحد.", "Цены на хлеб снова выросли.",
}

// TestScale: a model whose vectors all lie close together gets the scale of the built-in one.
func TestScale(t *testing.T) {
	url, asked := narrow(t)
	m := open(t, url+"#narrow").Vectors
	if asked.Load() > 3 {
		t.Errorf("%d sentences were sent before any was asked for", asked.Load())
	}
	twice := slices.Concat(sentences, sentences, []string{""})
	vectors, err := m.Vectors(t.Context(), twice)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range vectors[:len(sentences)] {
		if norm := vector.Dot(a, a); math.Abs(float64(norm)-1) > 1e-4 {
			t.Errorf("vector %d has the squared length %v", i, norm)
		}
		if !slices.Equal(a, vectors[i+len(sentences)]) {
			t.Errorf("sentence %d has two vectors", i)
		}
		for j, b := range vectors[:i] {
			if cos := vector.Dot(a, b); math.Abs(float64(cos)) > 0.35 {
				t.Errorf("unrelated sentences %d and %d have the cosine %.2f", i, j, cos)
			}
		}
	}
	if last := vectors[len(vectors)-1]; vector.Dot(last, last) != 0 {
		t.Error("an empty sentence has a vector")
	}
	before := asked.Load()
	if _, err := m.Vectors(t.Context(), twice); err != nil || asked.Load() != before+int64(len(sentences)) {
		t.Errorf("%d sentences were sent for %d different ones (error %v)", asked.Load()-before, len(sentences), err)
	}
}

func TestNames(t *testing.T) {
	url, _ := narrow(t)
	static := open(t, "").Vectors.Name()
	if again := open(t, "static").Vectors.Name(); again != static || !strings.HasPrefix(static, "static-") {
		t.Errorf("the built-in model is %q and %q", static, again)
	}
	cascade := open(t, "static+"+url+"#narrow")
	if cascade.Judge == nil || cascade.Vectors.Name() != static {
		t.Fatalf("a cascade is %+v", cascade)
	}
	alone := open(t, url+"#narrow")
	if have := cascade.Judge.Name(); have != alone.Vectors.Name() || !strings.HasPrefix(have, "narrow@127.0.0.1") {
		t.Errorf("the judge is %q, alone it is %q", have, alone.Vectors.Name())
	}
	if alone.Judge != nil {
		t.Error("a model alone has a judge")
	}
}

func open(t testing.TB, spec string) model.Set {
	t.Helper()
	s, err := model.Open(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOpenRefuses(t *testing.T) {
	for spec, want := range map[string]string{
		"word2vec":                  "static+",
		"static+":                   "another model",
		"static+static":             "another model",
		"static+static+x":           "another model",
		"static+word2vec":           "no such model or folder",
		"onnx:no/such/folder":       "there is no folder",
		"dir:":                      "there is no folder",
		"model.go":                  "is a file",
		".":                         "config.json",
		"http://127.0.0.1:1#m":      "cannot connect",
		"https:///v1":               "not the URL of a server",
		"static+http://127.0.0.1:1": "cannot connect",
	} {
		_, err := model.Open(t.Context(), spec)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", spec, err, want)
		}
		if named := !strings.ContainsAny(spec, ":."); errors.Is(err, model.ErrSpec) != named {
			t.Errorf("%s: the error says that there is no such kind of model: %v", spec, !named)
		}
	}
}

// TestKey: the key comes from the environment.
func TestKey(t *testing.T) {
	t.Setenv(model.KeyVariable, "sesame")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer sesame" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(`{"data": [{"embedding": [1, 2]}, {"embedding": [2, 2]}, {"embedding": [2, 1]}]}`))
	}))
	t.Cleanup(s.Close)
	open(t, s.URL)
}

// TestCancelled: the scale that a cancelled call did not learn is learnt by the next.
func TestCancelled(t *testing.T) {
	url, _ := narrow(t)
	m := open(t, url).Vectors
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Vectors(ctx, sentences); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if _, err := m.Vectors(t.Context(), sentences); err != nil {
		t.Error(err)
	}
}
