package lineage

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// report is an article of a made-up story in short: what it says are units
// ("3"), in the same words as the other reports of its language unless a
// letter says otherwise ("3b"); "@Name" is a sentence that credits a source.
type report struct {
	id, outlet, lang, at, says string
}

// write makes the story of the reports. cites gives the sources that a source
// is said to cite; one whose name begins with a small letter is unnamed.
func write(reports []report, cites map[string]string) Story {
	var s Story
	claim, source := map[string]int{}, map[string]int{}
	add := func(name string) int {
		if k, ok := source[name]; ok {
			return k
		}
		k := len(s.Sources)
		source[name] = k
		kind := stemma.SourceOutlet
		if strings.ToLower(name) == name {
			kind = stemma.SourceUnnamed
		}
		s.Sources = append(s.Sources, stemma.Source{ID: "src" + strconv.Itoa(k+1), Name: name, Kind: kind})
		if by := cites[name]; by != "" {
			source[by] = len(s.Sources)
			s.Sources = append(s.Sources, stemma.Source{ID: "src" + strconv.Itoa(k+2), Name: by, Kind: stemma.SourceUnnamed})
			s.Sources[k].Cites = []string{"src" + strconv.Itoa(k+2)}
		}
		return k
	}
	for _, r := range reports {
		d := &text.Document{Article: stemma.Article{ID: r.id, Outlet: r.outlet, Lang: r.lang, PublishedPrecision: stemma.PrecisionNone}}
		if r.at != "" {
			d.Article.Published, _ = time.Parse(time.DateTime, "2031-05-06 "+r.at+":00")
			d.Article.PublishedPrecision = stemma.PrecisionSecond
		}
		for j, word := range strings.Fields(r.says) {
			sentence := r.lang + " " + word + ". "
			span := stemma.Span{Start: len(d.Article.Text), End: len(d.Article.Text) + len(sentence)}
			d.Article.Text += sentence
			d.Article.Sentences = append(d.Article.Sentences, span)
			d.Sentences = append(d.Sentences, text.Sentence{Span: span, Text: sentence, Words: []text.Word{{Span: span, Form: word}}})
			if name, ok := strings.CutPrefix(word, "@"); ok {
				k := add(strings.ReplaceAll(name, "_", " "))
				s.Sources[k].CitedBy = append(s.Sources[k].CitedBy, r.id)
				s.Attributions = append(s.Attributions, stemma.Attribution{
					Article: r.id, Sentence: j, Kind: stemma.AttributionIndirect,
					Source: stemma.Role{Span: span, Source: s.Sources[k].ID}, Cue: stemma.Role{Span: span},
				})
				continue
			}
			unit := strings.TrimRight(word, "abcdefghijklmnopqrstuvwxyz")
			k, ok := claim[unit]
			if !ok {
				k = len(s.Claims)
				claim[unit] = k
				s.Claims = append(s.Claims, stemma.Claim{ID: "c" + unit})
			}
			s.Claims[k].Passages = append(s.Claims[k].Passages, stemma.Passage{Article: r.id, Sentences: []int{j}})
		}
		s.Docs = append(s.Docs, d)
	}
	return s
}

// family draws the tree as "child<parent", primary edges first, second ones
// with two signs, sources by name.
func family(t Tree) string {
	name := map[string]string{}
	for _, s := range t.Sources {
		name[s.ID] = strings.ReplaceAll(s.Name, " ", "_")
	}
	of := func(id string) string {
		if n, ok := name[id]; ok {
			return n
		}
		return id
	}
	var out []string
	for _, e := range t.Edges {
		sign := "<"
		if !e.Primary {
			sign = "<<"
		}
		out = append(out, of(e.Child)+sign+of(e.Parent))
	}
	return strings.Join(out, " ")
}

var families = []struct {
	name    string
	reports []report
	cites   map[string]string
	want    string
	kinds   []stemma.EdgeKind
	origins int
}{
	{
		name: "a copy that leaves out the end",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"},
			{"b", "Fen Mirror", "en", "11:00", "1 2 3 4"},
		},
		want: "b<a", kinds: []stemma.EdgeKind{stemma.EdgeCopy}, origins: 1,
	},
	{
		name: "a rewrite",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"},
			{"b", "Fen Mirror", "en", "11:00", "2b 1b 3b 5b"},
		},
		want: "b<a", kinds: []stemma.EdgeKind{stemma.EdgeRewrite}, origins: 1,
	},
	{
		name: "a translation",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", "11:00", "1 2 3 4 5"},
		},
		want: "b<a", kinds: []stemma.EdgeKind{stemma.EdgeTranslation}, origins: 1,
	},
	{
		name: "a chain that passes on what the middle added",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7 8"},
			{"b", "Kabar Rawa", "id", "09:00", "1 2 20 21 3 4 5 6"},
			{"c", "صوت المستنقع", "ar", "10:00", "1 2 20 21 3 4"},
		},
		want: "b<a c<b", kinds: []stemma.EdgeKind{stemma.EdgeTranslation, stemma.EdgeTranslation}, origins: 1,
	},
	{
		name: "the child says whom it has it from, though another text is nearer",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"},
			{"b", "Fen Mirror", "en", "09:00", "1 2 3 4 5"},
			{"c", "Kabar Rawa", "id", "10:00", "@Fen_Mirror 1 2 3 4"},
		},
		want: "b<a c<b", kinds: []stemma.EdgeKind{stemma.EdgeCopy, stemma.EdgeTranslation}, origins: 1,
	},
	{
		name: "two parents",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", "08:30", "11 12 13 14 15"},
			{"c", "Болотный вестник", "ru", "12:00", "@Marsh_Herald 1 2 3 4 5 @Kabar_Rawa 11 12 13"},
		},
		want: "c<a c<<b", kinds: []stemma.EdgeKind{stemma.EdgeTranslation, stemma.EdgeTranslation}, origins: 2,
	},
	{
		name: "an agency that is not here, and who told it",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "@Peatland_Agency 1 2 3 4"},
			{"b", "Kabar Rawa", "id", "08:10", "@Peatland_Agency 2 1 3 5"},
			{"c", "沼泽报", "zh", "08:20", "@Peatland_Agency 3 1 4 5"},
		},
		cites: map[string]string{"Peatland Agency": "an official"},
		want:  "a<Peatland_Agency b<Peatland_Agency c<Peatland_Agency Peatland_Agency<an_official",
		kinds: []stemma.EdgeKind{stemma.EdgeCitation, stemma.EdgeCitation, stemma.EdgeCitation, stemma.EdgeCitation}, origins: 1,
	},
	{
		name: "two rewrites share what their parent never had",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7 8"},
			{"b", "Kabar Rawa", "id", "12:00", "1 2 3 20 21 22 23 24"},
			{"c", "Болотный вестник", "ru", "12:00", "5 6 7 24 23 22 21 20"},
		},
		want:  "b<an_unknown_source c<an_unknown_source an_unknown_source<a",
		kinds: []stemma.EdgeKind{stemma.EdgeCitation, stemma.EdgeCitation, stemma.EdgeCitation}, origins: 1,
	},
	{
		name: "reports that have nothing in common",
		reports: []report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4"},
			{"b", "Kabar Rawa", "id", "09:00", "11 12 13 14"},
		},
		want: "", origins: 2,
	},
}

func TestFamilies(t *testing.T) {
	for _, x := range families {
		t.Run(x.name, func(t *testing.T) {
			tree, err := Infer(t.Context(), write(x.reports, x.cites), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := family(tree); got != x.want {
				t.Errorf("tree %q, want %q", got, x.want)
			}
			var kinds []stemma.EdgeKind
			for _, e := range tree.Edges {
				kinds = append(kinds, e.Kind)
				if len(e.Evidence) == 0 || e.Support <= 0 || e.Support > 1 {
					t.Errorf("edge %+v: no evidence or impossible support", e)
				}
			}
			if diff := cmp.Diff(x.kinds, kinds); diff != "" {
				t.Errorf("kinds (-want +have)\n%s", diff)
			}
			if tree.Origins != x.origins {
				t.Errorf("%d origins, want %d", tree.Origins, x.origins)
			}
		})
	}
}

func TestDirectionUncertain(t *testing.T) {
	for _, x := range []struct {
		name, at string
		want     bool
	}{{"undated twins", "", true}, {"dated", "09:00", false}} {
		tree, err := Infer(t.Context(), write([]report{
			{"a", "Marsh Herald", "en", strings.Replace(x.at, "9", "1", 1), "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", x.at, "1 2 3 4 5 6"},
		}, nil), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(tree.Edges) != 1 || tree.Edges[0].DirectionUncertain != x.want {
			t.Errorf("%s: edges %+v, want one with uncertain direction %v", x.name, tree.Edges, x.want)
		}
	}
}

// TestCommonText: a paragraph that every report on the subject has makes no
// family of two articles, and other words in common do.
func TestCommonText(t *testing.T) {
	for common, edges := range map[float64]int{0.9: 0, 0.1: 1} {
		s := write([]report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7"},
			{"b", "Larn Post", "en", "09:30", "1 2 3 4 5 6 8"},
		}, nil)
		for j := range 6 {
			s.Links = append(s.Links, stemma.Link{A: "a", ASentences: []int{j}, B: "b", BSentences: []int{j}, Kind: stemma.LinkVerbatim, Score: 1, Common: common})
		}
		tree, err := Infer(t.Context(), s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(tree.Edges) != edges {
			t.Errorf("common share %.1f: edges %+v, want %d", common, tree.Edges, edges)
		}
	}
}

// TestAlternatives: where two copies of one text are equally good parents,
// each is named, and together they come back in nearly all rounds.
func TestAlternatives(t *testing.T) {
	tree, err := Infer(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7 8"},
		{"b", "Larn Post", "en", "08:30", "1 2 3 4 5 6 7 8"},
		{"c", "Kabar Rawa", "id", "11:00", "1 2 3 4 5 6 7 8"},
	}, nil), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range tree.Edges {
		switch {
		case e.Child == "b" && (len(e.Alternatives) > 1 || len(e.Alternatives) == 1 && e.Alternatives[0].Support >= leastAlternative):
			t.Errorf("b derives from a without doubt; want at most the next best, have %v", e.Alternatives)
		case e.Child == "c" && (len(e.Alternatives) != 1 || e.Support+e.Alternatives[0].Support < 0.9 || e.Alternatives[0].Parent == e.Parent):
			t.Errorf("c: parent %s (%.2f), alternatives %v; want the other of a and b", e.Parent, e.Support, e.Alternatives)
		}
	}
}

func TestDeterminism(t *testing.T) {
	var first []byte
	for round := range 5 {
		tree, err := Infer(t.Context(), large(30), Options{Rounds: 20, Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			first = b
		} else if diff := cmp.Diff(string(first), string(b)); diff != "" {
			t.Fatalf("round %d differs:\n%s", round, diff)
		}
	}
}

func TestCancellation(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Infer(ctx, large(30), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestHostileStories(t *testing.T) {
	whole := write(families[0].reports, nil)
	broken := whole
	broken.Claims = append(slices.Clone(whole.Claims), stemma.Claim{Passages: []stemma.Passage{
		{Article: "nobody", Sentences: []int{0}}, {Article: "a", Sentences: []int{-1, 99}},
	}})
	broken.Attributions = []stemma.Attribution{{Article: "a", Sentence: 99, Source: stemma.Role{Source: "none"}}}
	for name, s := range map[string]Story{
		"nothing": {}, "out of range": broken, "no claims": {Docs: whole.Docs},
		"one article": {Docs: whole.Docs[:1]}, "no sentences": {Docs: []*text.Document{{}, {Article: stemma.Article{ID: "b"}}}},
	} {
		if _, err := Infer(t.Context(), s, Options{Rounds: 2}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
