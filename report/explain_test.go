package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/stemma-news/stemma"
)

func explainText(t testing.TB, r *stemma.Result, child string, o TextOptions) string {
	t.Helper()
	e, err := Explain(r, child, o.MinSupport)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := e.Text(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestExplanationText: a translation with a rival, a report of two parents, one
// whose parent something speaks against, one of a lost source, an origin, and a lost
// source itself.
func TestExplanationText(t *testing.T) {
	for file, c := range map[string]struct {
		child string
		o     TextOptions
	}{
		"explain.rival.txt":    {"E", TextOptions{}},
		"explain.mixed.txt":    {"F", TextOptions{}},
		"explain.against.txt":  {"shanhe", TextOptions{}},
		"explain.lost.txt":     {"A", TextOptions{Width: 80}},
		"explain.evidence.txt": {"B", TextOptions{Evidence: true}},
		"explain.origin.txt":   {"H", TextOptions{Color: true}},
		"explain.source.txt":   {"Ostra Press", TextOptions{Width: 72}},
		"explain.guess.txt":    {"kawabe", TextOptions{MinSupport: 0.7}},
		"explain.left.txt":     {"Ostküste Anzeiger", TextOptions{}},
	} {
		t.Run(file, func(t *testing.T) {
			have := explainText(t, bridge(t), c.child, c.o)
			golden(t, file, []byte(have))
			if !c.o.Color {
				checkPage(t, have, max(minWidth, c.o.Width+(1-min(1, c.o.Width))*defaultWidth))
			}
		})
	}
}

func TestExplanationFindsTheChild(t *testing.T) {
	for name, want := range map[string]string{
		"A": "tamren-post", "a": "tamren-post", "tamren-post": "tamren-post", "Tamren Post": "tamren-post", "tamren": "tamren-post",
		"صحيفة النهر": "nahr", "in/golos.txt": "golos", "golos.txt": "golos", "gol": "golos", "川辺": "kawabe", "Glass bridge at": "tamren-post",
		"◌ Ostra Press": "src1", "ostra": "src1", "أوسترا برس": "src1", "an unnamed source": "src2", " H ": "golos", "ostküste": "other",
	} {
		e, err := Explain(bridge(t), name, 0)
		if err != nil {
			t.Errorf("%q: %v", name, err)
		} else if e.member.ID != want {
			t.Errorf("%q is %s, want %s", name, e.member.ID, want)
		}
	}
}

func TestExplanationNamesWhatItMayBe(t *testing.T) {
	for name, want := range map[string][]string{
		"n":              {"B صحيفة النهر, 1:B, id nahr, in/nahr.txt", "G नदी समाचार, 1:G, id nadi, in/nadi.txt"},
		"in/":            {"A Tamren Post", "H Голос Тамрена"},
		"nobody":         {"A Tamren Post", "◌ Ostra Press", "Ostküste Anzeiger, id other"},
		"":               {"A Tamren Post"},
		"\x1b[2Jn\u202e": {"A Tamren Post"},
	} {
		_, err := Explain(bridge(t), name, 0)
		if _, ok := errors.AsType[*ChoiceError](err); !ok {
			t.Errorf("%q: %v, want a *ChoiceError", name, err)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q: no %q in %v", name, w, err)
			}
		}
		if strings.ContainsAny(err.Error(), "\x1b\u202e") {
			t.Errorf("%q: %q obeys the terminal", name, err)
		}
	}
	// Letters begin anew with each story.
	if _, err := Explain(twoStories(), "A", 0); err == nil || !strings.Contains(err.Error(), "2:A") {
		t.Errorf("A of two stories: %v", err)
	}
	if e, err := Explain(twoStories(), "2:a", 0); err != nil || e.member.ID != "x" {
		t.Errorf("2:a: %v, want the first report of the second story", err)
	}
}

func TestExplanationJSON(t *testing.T) {
	schema := compileExplanationSchema(t)
	for _, child := range []string{"A", "B", "C", "D", "E", "F", "G", "H", "src1", "src2", "other"} {
		e, err := Explain(bridge(t), child, 0)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := e.JSON(&b); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b.Bytes(), []byte("null")) {
			t.Errorf("%s: null in\n%s", child, b.String())
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v\n%s", child, err, b.String())
		}
		var have explanation
		if err := json.Unmarshal(b.Bytes(), &have); err != nil {
			t.Fatal(err)
		}
		for _, edge := range have.Edges {
			if !slices.ContainsFunc(have.Parties, func(p party) bool { return p.ID == edge.Parent }) {
				t.Errorf("%s: its parent %s is not among the parties", child, edge.Parent)
			}
		}
	}
}

func compileExplanationSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for name, file := range map[string][]byte{"https://stemma.news/schema/trace-v1.json": Schema(), "https://stemma.news/schema/explanation-v1.json": ExplanationJSONSchema()} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(name, doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("https://stemma.news/schema/explanation-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNumbered(t *testing.T) {
	for _, c := range []struct {
		at   []int
		want string
	}{{nil, "none"}, {[]int{0}, "1"}, {[]int{0, 1, 2, 4, 6, 7}, "1–3, 5, 7–8"}} {
		if have := numbered(c.at); have != c.want {
			t.Errorf("numbered(%v) = %q, want %q", c.at, have, c.want)
		}
	}
}

// TestWhatSpeaksAgainst: the parent that the tree has is not told without what a
// reader may hold against it.
func TestWhatSpeaksAgainst(t *testing.T) {
	d := siblings() // b and c derive from a
	d.claim("a 0", "b 0", "c 0")
	d.claim("b 1", "c 1")
	d.source(stemma.Source{ID: "src1", Name: "Paper b", Kind: stemma.SourceOutlet, Article: "b"})
	d.says("a", 1, "src1", "The", stemma.CertaintyReported)
	d.story.Edges[0].Evidence = []stemma.Evidence{
		{Kind: stemma.EvidenceTime, Detail: "published earlier by the clock, though within what a wrong time zone explains", Against: true},
		facts(stemma.EvidenceShared, "1 of its 3 sentences is in Paper a", []int{0}, []int{0}),
	}
	page := explainText(t, &d.Result, "b", TextOptions{})
	spoken, against, _ := strings.Cut(page, "WHAT SPEAKS AGAINST IT")
	has(t, spoken, "1 of its 3 sentences is in Paper a")
	has(t, against, "published earlier by the clock", "Paper a cites this report", "A 2   The wind dropped at noon.",
		"2 of its 3 sentences are not in Paper a; other reports have 1 of them", "B 2   The wind dropped at noon.")
	has(t, explainText(t, &d.Result, "A", TextOptions{}), "WHAT SPEAKS AGAINST IT\n", "cites B Paper b\n             A 2   The wind dropped at noon.\n")
	d.claim("a 1", "b 2")
	d.says("a", 1, "src1", "The", stemma.CertaintyReported)
	has(t, explainText(t, &d.Result, "A", TextOptions{}), "cites B Paper b, in a sentence that the two share")
	if strings.Contains(spoken, "published earlier") {
		t.Errorf("a date that speaks against the parent speaks for it in\n%s", spoken)
	}
}
