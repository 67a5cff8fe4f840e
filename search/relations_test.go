package search_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/vector"
)

// related is a section of testdata/relations.txt.
type related struct {
	lang, topic, claim string
	kinds, sentences   []string
}

func relations(t *testing.T) []related {
	t.Helper()
	f, err := os.Open("testdata/relations.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []related
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		kind, sentence, found := strings.Cut(line, ": ")
		switch {
		case strings.HasPrefix(line, "["):
			var r related
			if _, err := fmt.Sscanf(strings.Trim(line, "[]"), "%s %s", &r.lang, &r.topic); err != nil {
				t.Fatal(line, err)
			}
			out = append(out, r)
		case line == "" || line[0] == '#':
		case !found:
			t.Fatalf("%q", line)
		case kind == "claim":
			out[len(out)-1].claim = sentence
		default:
			r := &out[len(out)-1]
			r.kinds, r.sentences = append(r.kinds, kind), append(r.sentences, sentence)
		}
	}
	return out
}

// wanted is how a sentence of a kind stands to its claim.
var wanted = map[string]search.Relation{"same": search.Says, "figure": search.Differs, "other": search.Differs, "denied": search.Denies, "about": search.Near}

// tuned are the languages on which what is judged by hand-set values was looked at; the others are
// held out.
var tuned = []string{"en", "de", "es", "ru", "zh", "tr"}

// confusion counts how sentences of each kind are judged.
type confusion map[string]map[search.Relation]int

func (c confusion) add(kind string, r search.Relation) {
	if c[kind] == nil {
		c[kind] = map[search.Relation]int{}
	}
	c[kind][r]++
	c[kind]["all"]++
}

// share is how many sentences of a kind are judged as one of the relations.
func (c confusion) share(kind string, as ...search.Relation) float64 {
	n := 0
	for _, r := range as {
		n += c[kind][r]
	}
	return float64(n) / float64(max(1, c[kind]["all"]))
}

// precise is how many of the sentences that are judged so are of the kinds.
func (c confusion) precise(as search.Relation, kinds ...string) float64 {
	right, all := 0, 0
	for kind, of := range c {
		if all += of[as]; slices.Contains(kinds, kind) {
			right += of[as]
		}
	}
	return float64(right) / float64(max(1, all))
}

// TestRelations holds how invented sentences stand to claims to floors: each section against itself, and
// against the sections of its topic in other languages. "Nothing" is right, too, for what is only about it.
func TestRelations(t *testing.T) {
	x, err := search.NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	all := relations(t)
	var sets [4]confusion // within a language and across, each tuned and held out
	for i := range sets {
		sets[i] = confusion{}
	}
	for _, of := range all {
		st, err := x.NewStatement(t.Context(), of.claim, of.lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range all {
			if in.topic != of.topic {
				continue
			}
			set := 0
			if in.lang != of.lang {
				set = 2
			}
			if !slices.Contains(tuned, of.lang) || !slices.Contains(tuned, in.lang) {
				set++
			}
			kinds, sentences := in.kinds, in.sentences
			if in.lang != of.lang {
				kinds, sentences = append([]string{"same"}, kinds...), append([]string{in.claim}, sentences...)
			}
			vectors, err := model.Vectors(t.Context(), sentences)
			if err != nil {
				t.Fatal(err)
			}
			for k, s := range sentences {
				j, _ := st.Judge(stemma.Article{ID: "report", Lang: in.lang}, s, vectors[k])
				sets[set].add(kinds[k], j.Relation)
				if want := wanted[kinds[k]]; j.Relation != want && (want != search.Near || j.Relation != "") && os.Getenv("RELATIONS") != "" && set%2 == 0 {
					t.Logf("%s→%s %s %s: %q %.2f %+v", of.lang, in.lang, of.topic, kinds[k], j.Relation, j.Score, j.Differences)
				}
			}
		}
	}
	for i, c := range sets {
		c.check(t, &floors[i])
	}
}

// floor is what a set of pairs is held to: shares of what is found of each kind, and how much of
// what is told is right.
type floor struct {
	name                              string
	same, figure, other, denied       float64
	says, differs, denies, misdirects float64
}

// floors are a little below what was measured. Says is low where names and figures are changed as
// often as here: one in three of these sentences is another name that nothing recognises as one.
var floors = []floor{
	{"within a language, tuned", 0.85, 0.95, 0.6, 0.9, 0.7, 0.9, 0.9, 0.1},
	{"within a language, held out", 0.85, 0.95, 0.4, 0.85, 0.5, 0.9, 0.9, 0.15},
	{"across languages, tuned", 0.9, 0.85, 0.25, 0.55, 0.6, 0.8, 0.9, 0.05},
	{"across languages, held out", 0.75, 0.75, 0.25, 0.35, 0.6, 0.8, 0.72, 0.1},
}

func (c confusion) check(t *testing.T, f *floor) {
	t.Helper()
	t.Logf("%s: %v", f.name, c)
	for _, m := range []struct {
		what       string
		got, least float64
	}{
		{"same that says it", c.share("same", search.Says), f.same},
		{"figures that differ", c.share("figure", search.Differs), f.figure},
		{"names and dates that differ", c.share("other", search.Differs), f.other},
		{"denials that deny", c.share("denied", search.Denies), f.denied},
		{"right of what says it", c.precise(search.Says, "same"), f.says},
		{"right of what differs", c.precise(search.Differs, "figure", "other"), f.differs},
		{"right of what denies", c.precise(search.Denies, "denied"), f.denies},
	} {
		t.Logf("  %s: %.2f", m.what, m.got)
		if m.got < m.least {
			t.Errorf("%s, %s: %.2f, less than %.2f", f.name, m.what, m.got, m.least)
		}
	}
	if got := c.share("same", search.Denies); got > f.misdirects {
		t.Errorf("%s: %.2f of what says it is taken for a denial", f.name, got)
	}
}
