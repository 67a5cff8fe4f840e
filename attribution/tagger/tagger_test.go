package tagger

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

func tagger(t testing.TB) *Tagger {
	t.Helper()
	m, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// find returns the attributions of a text as "source | cue | content | …".
func find(t testing.TB, s string) []string {
	t.Helper()
	d := text.Read(stemma.Article{ID: "a", Lang: "en", Text: s})
	var out []string
	for _, a := range tagger(t).Find(t.Context(), s, d.Article.Sentences) {
		line := s[a.Source.Start:a.Source.End] + " | " + s[a.Cue.Start:a.Cue.End]
		for _, c := range a.Content {
			line += " | " + s[c.Start:c.End]
		}
		out = append(out, line)
	}
	return out
}

func TestFind(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{
			"speech", "The harbour master said that two ferries would stay in port.",
			[]string{"The harbour master | said | that two ferries would stay in port"},
		},
		{
			"inverted", "“Nobody was on the bridge,” said engineer Tobias Renn.",
			[]string{"engineer Tobias Renn | said | “Nobody was on the bridge,”"},
		},
		{
			"frame", "The bridge was inspected in March, according to the Lowland Courier.",
			[]string{"the Lowland Courier | according to | The bridge was inspected in March"},
		},
		{
			"belief", "Renn believes the bolts were never replaced.",
			[]string{"Renn | believes | the bolts were never replaced"},
		},
		{
			"intention", "The governor wants to close the old port next year.",
			[]string{"The governor | wants | to close the old port next year"},
		},
		{
			"auxiliaries", "The mayor has repeatedly denied that the warning came too late.",
			[]string{"The mayor | has repeatedly denied | that the warning came too late"},
		},
		{"nothing", "The ferry left the harbour at noon with forty passengers on board.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, find(t, tt.text)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestQuotationsAreNumbered(t *testing.T) {
	const s = "“One,” he said. 'Two' and \"three\n“four goes on"
	known := &classes{}
	got := make([]string, 5)
	for _, tok := range tokenise(s, nil, known) {
		if tok.shape != quoteShape {
			got[tok.quote] += s[tok.Start:tok.End] + " "
		}
	}
	if d := cmp.Diff([]string{"he said . and  ", "One , ", "Two ", "three ", "four goes on "}, got); d != "" {
		t.Error(d)
	}
}

// A small model learns what its examples show, and the same one each time.
func TestTrain(t *testing.T) {
	var sentences []string
	var examples []Example
	for _, who := range []string{"Ada", "Ben", "Cleo", "Dan", "Eva", "Finn"} {
		for _, what := range []string{"the dam holds", "the road is closed", "all boats are safe"} {
			s := who + " said " + what + "."
			cue := strings.Index(s, "said")
			sentences = append(sentences, s)
			examples = append(examples, Example{Text: s, Sentences: []stemma.Span{{End: len(s)}}, Gold: []Gold{{
				Source: []stemma.Span{{End: len(who)}}, Cue: []stemma.Span{{Start: cue, End: cue + 4}}, Content: []stemma.Span{{Start: cue + 5, End: len(s) - 1}},
			}}})
		}
	}
	for i := range 1600 { // enough words to make classes of
		sentences = append(sentences, "word"+strings.Repeat("x", i%40)+string(rune(0x430+i/40))+" stands here")
	}
	train := func() []byte {
		words, err := Words(t.Context(), func(yield func(string) bool) {
			for _, s := range sentences {
				if !yield(s) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		file, err := Train(t.Context(), words, examples)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	file := train()
	m, err := Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	const s = "Gus said the pier is closed."
	got := m.Find(t.Context(), s, []stemma.Span{{End: len(s)}})
	if len(got) != 1 || s[got[0].Source.Start:got[0].Source.End] != "Gus" || s[got[0].Cue.Start:got[0].Cue.End] != "said" {
		t.Errorf("found %+v", got)
	}
	if !bytes.Equal(file, train()) {
		t.Error("the same examples gave another model")
	}
}

// Text without an end must not take more than linear time.
func TestEndless(t *testing.T) {
	for _, unit := range []string{"said ", "“", "X said, ", "a", "according to X, ", "\n", "…"} {
		s, start := strings.Repeat(unit, 100_000/len(unit)), time.Now()
		tagger(t).Find(t.Context(), s, []stemma.Span{{End: len(s)}})
		if took := time.Since(start); took > 20*time.Second { // with the race detector, and others at work
			t.Errorf("%q took %v", unit, took)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("“It fell,” Renn said. “Nobody was hurt.")
	f.Add("X said: ' ’s $5,000 U.S. \n\n “")
	f.Fuzz(func(t *testing.T, s string) {
		if s = strings.ToValidUTF8(s, "\uFFFD"); len(s) > 1<<13 {
			return
		}
		for _, a := range tagger(t).Find(t.Context(), s, []stemma.Span{{End: len(s)}}) {
			for _, p := range append(a.Content, a.Source, a.Cue) {
				if p.Start < 0 || p.End < p.Start || p.End > len(s) || !utf8.ValidString(s[p.Start:p.End]) {
					t.Fatalf("span %v of %q", p, s)
				}
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(magic))
	f.Add(append([]byte(magic), 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1))
	f.Add(file[:4096])
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(data)
		if err != nil {
			return
		}
		const s = "Renn said that it fell."
		m.Find(t.Context(), s, []stemma.Span{{End: len(s)}})
	})
}

func BenchmarkFind(b *testing.B) {
	const paragraph = "The bridge of Norsund will stay closed until May, the council said on Friday. “We will rebuild it,” said Maren Oduya, a spokeswoman, who added that two ferries were in port. The Lowland Courier reported that the bolts had never been replaced, citing an engineer.\n\n"
	s := strings.Repeat(paragraph, 15)
	d := text.Read(stemma.Article{ID: "a", Lang: "en", Text: s})
	m := tagger(b)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		m.Find(b.Context(), s, d.Article.Sentences)
	}
}
