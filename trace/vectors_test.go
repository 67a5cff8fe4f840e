package trace_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/vector"
)

// turned is the built-in model in a coordinate system of its own: its cosines are the same, and any vector that meets
// one of the built-in model makes nonsense.
type turned struct {
	mu    sync.Mutex
	asked []string
	err   error
	short bool
}

func (m *turned) Name() string { return "turned-1" }

func (m *turned) Vectors(ctx context.Context, sentences []string) ([][]float32, error) {
	m.mu.Lock()
	m.asked = append(m.asked, sentences...)
	m.mu.Unlock()
	if m.err != nil {
		return nil, m.err
	}
	static, err := vector.Default()
	if err != nil {
		return nil, err
	}
	vectors, err := static.Vectors(ctx, sentences)
	for _, v := range vectors {
		slices.Reverse(v)
	}
	if m.short {
		vectors = vectors[1:]
	}
	return vectors, err
}

func runWith(t *testing.T, articles []stemma.Article, o trace.Options) *stemma.Result {
	t.Helper()
	r, err := trace.Run(t.Context(), articles, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestVectorsOfAnotherModel: a model of the same cosines gives the same result under its own name.
func TestVectorsOfAnotherModel(t *testing.T) {
	articles := demo(t)
	want := run(t, articles)
	have := runWith(t, articles, trace.Options{Vectors: &turned{}})
	if !strings.HasPrefix(want.Vectors, "static-") || have.Vectors != "turned-1" {
		t.Errorf("the models are called %q and %q", want.Vectors, have.Vectors)
	}
	if diff := cmp.Diff(parentsOf(want.Stories[0], sourceNames(want)), parentsOf(have.Stories[0], sourceNames(have))); diff != "" {
		t.Errorf("parents (-built-in +turned)\n%s", diff)
	}
}

// TestCascade: the judge sees only what may have a counterpart: nothing of a report that no other shares a story with,
// no sentence that stands alone, and no boilerplate.
func TestCascade(t *testing.T) {
	const alone = "Beekeepers of the Orlen valley expect the poorest honey harvest in a decade."
	const unlike = "Read more in our newsletter on gardening."
	articles := []stemma.Article{
		{ID: "a", Lang: "en", Text: "The ferry Alva ran aground off Larn on Saturday with 83 passengers aboard.\nLifeboats took all of them off within two hours.\n" + unlike},
		{ID: "b", Lang: "de", Text: "Die Fähre Alva ist am Samstag mit 83 Passagieren an Bord vor Larn auf Grund gelaufen.\nRettungsboote holten alle innerhalb von zwei Stunden von Bord."},
		{ID: "c", Lang: "en", Text: alone},
	}
	judge := &turned{}
	r := runWith(t, articles, trace.Options{Judge: judge})
	if len(r.Stories) != 1 || len(r.Stories[0].Links) != 2 {
		t.Errorf("stories %+v, want one with two links", r.Stories)
	}
	if len(judge.asked) != 4 || slices.Contains(judge.asked, alone) || slices.Contains(judge.asked, unlike) {
		t.Errorf("the judge was asked about %q", judge.asked)
	}
	if !strings.HasPrefix(r.Vectors, "static-") || !strings.HasSuffix(r.Vectors, "+turned-1") {
		t.Errorf("the models are called %q", r.Vectors)
	}
}

func TestModelsThatFail(t *testing.T) {
	broken := errors.New("the server burns")
	for name, o := range map[string]trace.Options{
		"the model": {Vectors: &turned{err: broken}},
		"the judge": {Judge: &turned{err: broken}},
	} {
		if _, err := trace.Run(t.Context(), demo(t), o); !errors.Is(err, broken) {
			t.Errorf("%s fails: %v", name, err)
		}
	}
	_, err := trace.Run(t.Context(), demo(t), trace.Options{Judge: &turned{short: true}})
	if err == nil || !strings.Contains(err.Error(), "turned-1 gave") {
		t.Errorf("a judge that leaves out a vector: %v", err)
	}
}
