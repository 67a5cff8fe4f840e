package eval

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/truth"
)

// Links measures the links of the stories with a known tree against the units
// that their sentences hold, for each level of editing: precision, recall and
// F1 along the true edges, as Lineage has them and by languages, and between
// all pairs of articles; and how often a link of some score is right. dir is
// Lineage's.
//
// What is judged is a pair of sentences: a link of one sentence with two is
// two of them, each with the link's score. A sentence holds a unit when they
// overlap by more than half of the shorter. A pair is right when the two hold
// one unit, and wrong when they hold different ones or one of them none. Where
// neither holds any, which are the lines that name the source, the gold does
// not say whether they say the same: along the edges such a pair is wrong, as
// the set's own scorer has it, and elsewhere it does not count. What can be
// found are the units that two articles share.
func Links(ctx context.Context, dir string, m Models) ([]Figure, error) {
	var figures []Figure
	whole := newLinkScore()
	for _, level := range levels {
		score := newLinkScore()
		err := eachTree(ctx, dir, level, m, func(gold *truth.Tree, r *stemma.Result) error {
			score.add(gold, r)
			whole.add(gold, r)
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, f := range score.figures() {
			figures = append(figures, Figure{level + "." + f.Name, f.Value})
		}
	}
	return append(figures, whole.reliable()...), nil
}

// eachTree traces the stories of a level and hands on the results.
func eachTree(ctx context.Context, dir, level string, m Models, do func(*truth.Tree, *stemma.Result) error) error {
	golds, err := filepath.Glob(filepath.Join(dir, level+"-*.gold.json"))
	if err != nil {
		return err
	}
	if len(golds) == 0 {
		return fmt.Errorf("no %s-*.gold.json in %s", level, dir)
	}
	for _, path := range golds {
		gold, err := truth.Read(path)
		if err != nil {
			return err
		}
		result, err := run(ctx, m.options(), strings.TrimSuffix(path, ".gold.json")+".jsonl")
		if err != nil {
			return err
		}
		if err := do(gold, result); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// The sorts of pairs of articles that links are counted for.
const (
	alongEdges   = "edges"
	oneLanguage  = "edges.one-language"
	twoLanguages = "edges.two-languages"
	everyPair    = "all-pairs"
)

// linkScore adds up how well stories' links were found.
type linkScore struct {
	counts map[string]*counts      // by sort of pairs
	scores map[string]*reliability // by languages
}

func newLinkScore() *linkScore {
	s := &linkScore{counts: map[string]*counts{}, scores: map[string]*reliability{}}
	for _, sort := range []string{alongEdges, oneLanguage, twoLanguages, everyPair} {
		s.counts[sort] = &counts{}
	}
	for _, of := range []string{"all", "one-language", "two-languages"} {
		s.scores[of] = &reliability{}
	}
	return s
}

func (s *linkScore) figures() []Figure {
	var out []Figure
	for _, sort := range []string{alongEdges, oneLanguage, twoLanguages, everyPair} {
		out = append(out, s.counts[sort].figures(sort)...)
	}
	return out
}

// reliable returns the reliability tables.
func (s *linkScore) reliable() []Figure {
	var out []Figure
	for _, of := range []string{"all", "one-language", "two-languages"} {
		out = append(out, s.scores[of].figures("reliability."+of)...)
	}
	return out
}

// add scores one story's links.
func (s *linkScore) add(gold *truth.Tree, r *stemma.Result) {
	edges := presentEdges(gold)
	t := newUnitTable(gold, r)
	for i, a := range gold.Articles {
		for _, b := range gold.Articles[:i] {
			pairs := linkedPairs(r, a.ID, b.ID)
			judged := slices.DeleteFunc(slices.Clone(pairs), func(p linkedPair) bool {
				return len(t.units[a.ID][p.a]) == 0 && len(t.units[b.ID][p.b]) == 0
			})
			languages := "two-languages"
			if t.lang[a.ID] == t.lang[b.ID] {
				languages = "one-language"
			}
			s.counts[everyPair].plus(t.count(a, b, judged))
			if edges[[2]string{a.ID, b.ID}] || edges[[2]string{b.ID, a.ID}] {
				c := t.count(a, b, pairs)
				s.counts[alongEdges].plus(c)
				s.counts[alongEdges+"."+languages].plus(c)
			}
			for _, p := range judged {
				right := len(t.shared(a.ID, b.ID, p)) > 0
				s.scores["all"].add(p.score, right)
				s.scores[languages].add(p.score, right)
			}
		}
	}
}

// unitTable tells which units the sentences of a story's articles hold.
type unitTable struct {
	lang  map[string]string
	units map[string][]map[int]bool // by article and sentence
}

func newUnitTable(gold *truth.Tree, r *stemma.Result) *unitTable {
	t := &unitTable{lang: map[string]string{}, units: map[string][]map[int]bool{}}
	passages := map[string][]truth.Unit{}
	for _, a := range gold.Articles {
		passages[a.ID] = a.Units
	}
	for _, a := range r.Articles {
		t.lang[a.ID] = a.Lang
		for _, span := range a.Sentences {
			t.units[a.ID] = append(t.units[a.ID], covered(passages[a.ID], span))
		}
	}
	return t
}

// covered returns the units that overlap a sentence by more than half of the
// shorter of the two.
func covered(units []truth.Unit, sentence stemma.Span) map[int]bool {
	out := map[int]bool{}
	for _, u := range units {
		span := stemma.Span{Start: u.Start, End: u.End}
		if u.Unit != nil && 2*span.Overlap(sentence) > min(span.Len(), sentence.Len()) {
			out[*u.Unit] = true
		}
	}
	return out
}

// linkedPair is two sentences of one link, with its score.
type linkedPair struct {
	a, b  int
	score float64
}

// linkedPairs returns the pairs of sentences that links join, of article a
// first.
func linkedPairs(r *stemma.Result, a, b string) []linkedPair {
	var out []linkedPair
	for _, s := range r.Stories {
		for _, l := range s.Links {
			if l.A == b && l.B == a {
				l.ASentences, l.BSentences = l.BSentences, l.ASentences
			} else if l.A != a || l.B != b {
				continue
			}
			for _, i := range l.ASentences {
				for _, j := range l.BSentences {
					out = append(out, linkedPair{i, j, l.Score})
				}
			}
		}
	}
	return out
}

// shared returns the units that both sentences of a pair hold.
func (t *unitTable) shared(a, b string, p linkedPair) []int {
	var out []int
	for u := range t.units[a][p.a] {
		if t.units[b][p.b][u] {
			out = append(out, u)
		}
	}
	return out
}

// count compares the linked pairs of two articles with the units they share:
// found units, pairs without one, and units not found.
func (t *unitTable) count(a, b truth.Article, pairs []linkedPair) counts {
	var c counts
	got := map[int]bool{}
	for _, p := range pairs {
		units := t.shared(a.ID, b.ID, p)
		if len(units) == 0 {
			c.extra++
		}
		for _, u := range units {
			got[u] = true
		}
	}
	for u := range common(a.Units, b.Units) {
		if got[u] {
			c.hit++
		} else {
			c.missed++
		}
	}
	return c
}

// common returns the units that two articles share.
func common(a, b []truth.Unit) map[int]bool {
	in, out := map[int]bool{}, map[int]bool{}
	for _, u := range a {
		if u.Unit != nil {
			in[*u.Unit] = true
		}
	}
	for _, u := range b {
		if u.Unit != nil && in[*u.Unit] {
			out[*u.Unit] = true
		}
	}
	return out
}
