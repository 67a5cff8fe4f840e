package link

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/text"
)

const alignmentSet = "../../shared/eval/alignment/dev."

// TestAlignment measures the links between a text and its translation, with
// the lines of the files as sentences.
func TestAlignment(t *testing.T) {
	german, french := linesOf(t, alignmentSet+"de"), linesOf(t, alignmentSet+"fr")
	docs := []*text.Document{document("a", "de", german), document("b", "fr", french)}
	links, err := Find(t.Context(), docs, vectorsOf(t, docs), Options{})
	if err != nil {
		t.Fatal(err)
	}
	gold := map[string]bool{}
	for _, l := range linesOf(t, alignmentSet+"defr") {
		var a, b []int
		x, y, _ := strings.Cut(l, ":")
		y, _, _ = strings.Cut(y, ":")
		if json.Unmarshal([]byte(x), &a) == nil && json.Unmarshal([]byte(y), &b) == nil && len(a) > 0 && len(b) > 0 {
			gold[fmt.Sprint(a, b)] = true
		}
	}
	hit := 0
	for _, l := range links {
		if gold[fmt.Sprint(l.ASentences, l.BSentences)] {
			hit++
		}
	}
	p, r := float64(hit)/float64(len(links)), float64(hit)/float64(len(gold))
	t.Logf("strict precision %.3f recall %.3f F1 %.3f", p, r, 2*p*r/(p+r))
	if f := 2 * p * r / (p + r); f < 0.85 {
		t.Errorf("F1 %.3f, want 0.85", f)
	}
}

func linesOf(t *testing.T, path string) []string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Skip("the development sets are not beside the repository")
	}
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n")
}

// TestLineage measures links along the true edges of stories with a known
// tree, with the gold's units as sentences.
func TestLineage(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures how good it is; what runs at once in it does so in TestOrderOfDocumentsDoesNotMatter, too")
	}
	for level, least := range map[string]float64{"light": 0.9, "medium": 0.87, "heavy": 0.84} {
		n := tally{}
		files, _ := filepath.Glob("../../shared/eval/lineage/" + level + "-*.gold.json")
		if len(files) == 0 {
			t.Skip("the development sets are not beside the repository")
		}
		for _, f := range files[:10] {
			n.story(t, f)
		}
		t.Logf("%-6s in two languages %s, in one %s", level, n.cross, n.same)
		t.Logf("%-6s scores of links between languages %.2f on average, right %.2f", level, n.claimed/float64(n.links), n.right/float64(n.links))
		if n.cross.f1() < least || n.same.f1() < 0.95 {
			t.Errorf("%s: below %.2f and 0.95", level, least)
		}
	}
}

type rate struct{ hit, extra, missed int }

func (r rate) String() string {
	p, q := float64(r.hit)/float64(r.hit+r.extra), float64(r.hit)/float64(r.hit+r.missed)
	return fmt.Sprintf("P %.3f R %.3f F1 %.3f", p, q, 2*p*q/(p+q))
}

func (r rate) f1() float64 { return 2 * float64(r.hit) / float64(2*r.hit+r.extra+r.missed) }

// tally counts links along true edges, and how the scores of those between
// languages compare with how many are right.
type tally struct {
	cross, same    rate
	links          int
	claimed, right float64
}

func (n *tally) story(t *testing.T, path string) {
	t.Helper()
	var gold struct {
		Articles []struct {
			ID, Lang string
			Parents  []string
			Units    []struct {
				Unit       *int
				Start, End int
			}
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &gold); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, l := range linesOf(t, strings.TrimSuffix(path, ".gold.json")+".jsonl") {
		var a struct{ ID, Text string }
		if err := json.Unmarshal([]byte(l), &a); err != nil {
			t.Fatal(err)
		}
		texts[a.ID] = a.Text
	}
	var docs []*text.Document
	for _, a := range gold.Articles {
		var lines []string
		for _, u := range a.Units {
			lines = append(lines, texts[a.ID][u.Start:u.End])
		}
		docs = append(docs, document(a.ID, a.Lang, lines))
	}
	links, err := Find(t.Context(), docs, vectorsOf(t, docs), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for c, child := range gold.Articles {
		if len(child.Parents) == 0 {
			continue
		}
		p := slices.IndexFunc(docs, func(d *text.Document) bool { return d.Article.ID == child.Parents[0] })
		if p < 0 {
			continue
		}
		r := &n.cross
		if docs[p].Article.Lang == docs[c].Article.Lang {
			r = &n.same
		}
		want := map[int]bool{}
		for _, u := range child.Units {
			for _, v := range gold.Articles[p].Units {
				if u.Unit != nil && v.Unit != nil && *u.Unit == *v.Unit {
					want[*u.Unit] = true
				}
			}
		}
		got := map[int]bool{}
		for _, l := range links {
			x, y := l.ASentences, l.BSentences
			if l.A == docs[c].Article.ID && l.B == docs[p].Article.ID {
				x, y = y, x
			} else if l.A != docs[p].Article.ID || l.B != docs[c].Article.ID {
				continue
			}
			good := false
			for _, i := range x {
				for _, j := range y {
					u, v := gold.Articles[p].Units[i].Unit, child.Units[j].Unit
					if u != nil && v != nil && *u == *v {
						got[*u], good = true, true
					} else {
						r.extra++
					}
				}
			}
			if r == &n.cross {
				n.links++
				n.claimed += l.Score
				if good {
					n.right++
				}
			}
		}
		r.hit += len(got)
		r.missed += len(want) - len(got)
	}
}
