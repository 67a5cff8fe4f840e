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
var wanted = map[string]search.Relation{"same": search.Says, "figure": search.Differs, "other": search.Differs, "denied": search.Denies, "about": search.Near, "verb": search.Near, "reversed": search.Near, "affirmed": search.Denies}

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
	if testing.Short() {
		t.Skip("it judges thousands of sentences, one after the other")
	}
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
		denial, err := x.NewStatement(t.Context(), of.denial(), of.lang)
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
			judge := func(st *search.Statement, kind, sentence string) {
				v, err := model.Vectors(t.Context(), []string{sentence})
				if err != nil {
					t.Fatal(err)
				}
				j, _ := st.Judge(stemma.Article{ID: "report", Lang: in.lang}, sentence, v[0])
				sets[set].add(kind, j.Relation)
				if want := wanted[kind]; j.Relation != want && (want != search.Near || j.Relation != "") && os.Getenv("RELATIONS") != "" && set%2 == 0 {
					t.Logf("%s→%s %s %s: %q %.2f %+v", of.lang, in.lang, of.topic, kind, j.Relation, j.Score, j.Differences)
				}
			}
			judge(denial, "affirmed", in.claim)
			if in.lang != of.lang {
				judge(st, "same", in.claim)
			}
			for k, s := range in.sentences {
				judge(st, in.kinds[k], s)
			}
		}
	}
	for i, c := range sets {
		c.check(t, &floors[i])
	}
}

// TestRelationsBounded: no sentence says a claim more surely than it can by its words.
func TestRelationsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("it judges thousands of sentences, one after the other")
	}
	x, err := search.NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	all := relations(t)
	for _, of := range all {
		st, err := x.NewStatement(t.Context(), of.claim, of.lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range all {
			if in.topic != of.topic {
				continue
			}
			for _, sentence := range append(slices.Clone(in.sentences), in.claim) {
				if told, most := st.Bounded(stemma.Article{ID: "report", Lang: in.lang}, sentence); told > most {
					t.Errorf("%s, %s: %.4f, at the most %.4f", of.claim, sentence, told, most)
				}
			}
		}
	}
}

// denial is the claim with a negation.
func (r *related) denial() string { return r.sentences[slices.Index(r.kinds, "denied")] }

// floor is what a set of pairs is held to: shares of what is found of each kind, and how much of
// what is told is right.
type floor struct {
	name                              string
	same, figure, other, denied       float64
	says, differs, denies, misdirects float64
	// how many with another verb, with the roles swapped, and that affirm what a claim denies, at most say it
	verb, reversed, affirmed float64
}

// floors are a little below what was measured. Says is low where names, verbs and roles are changed as
// often as here: one in three of the sentences with another name has one that nothing recognises as one.
var floors = []floor{
	{"within a language, tuned", 0.9, 0.95, 0.6, 0.93, 0.75, 0.9, 0.92, 0.05, 0.25, 0.05, 0.05},
	{"within a language, held out", 0.78, 0.95, 0.4, 0.87, 0.55, 0.9, 0.9, 0.1, 0.25, 0.22, 0.1},
	{"across languages, tuned", 0.7, 0.9, 0.25, 0.5, 0.65, 0.8, 0.92, 0.05, 0.17, 0.3, 0.05},
	{"across languages, held out", 0.47, 0.78, 0.25, 0.32, 0.65, 0.8, 0.85, 0.05, 0.1, 0.2, 0.05},
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
		{"right of what denies", c.precise(search.Denies, "denied", "affirmed", "verb", "reversed"), f.denies},
	} {
		t.Logf("  %s: %.2f", m.what, m.got)
		if m.got < m.least {
			t.Errorf("%s, %s: %.2f, less than %.2f", f.name, m.what, m.got, m.least)
		}
	}
	for _, m := range []struct {
		what      string
		got, most float64
	}{
		{"same taken for a denial", c.share("same", search.Denies), f.misdirects},
		{"other verbs that say it", c.share("verb", search.Says), f.verb},
		{"swapped roles that say it", c.share("reversed", search.Says), f.reversed},
		{"affirmed that says the denial", c.share("affirmed", search.Says), f.affirmed},
	} {
		t.Logf("  %s: %.2f", m.what, m.got)
		if m.got > m.most {
			t.Errorf("%s, %s: %.2f, more than %.2f", f.name, m.what, m.got, m.most)
		}
	}
}
