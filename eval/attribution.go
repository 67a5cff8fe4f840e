package eval

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// enough is the overlap (bytes in common over bytes in either) from which two
// spans count as the same.
const enough = 0.5

// Attribution measures source, cue and content spans against PolNeAR
// (Newell et al. 2018): exact and overlap F1 of each role, F1 of the relation
// (content and source of one attribution both overlap) and of the set of
// sources of an article. dir holds dev.jsonl.
func Attribution(ctx context.Context, dir string, _ Models) ([]Figure, error) {
	path := filepath.Join(dir, "dev.jsonl")
	gold, err := readAttributions(path)
	if err != nil {
		return nil, err
	}
	result, err := run(ctx, trace.Options{}, path)
	if err != nil {
		return nil, err
	}
	found := map[string][]spans{}
	for _, a := range result.Attributions {
		found[a.Article] = append(found[a.Article], spans{pieces(a.Source), pieces(a.Cue), pieces(a.Content)})
	}
	var score attributionScore
	for _, g := range gold {
		score.add(g, found[g.ID])
	}
	return score.figures(), nil
}

// spans are the pieces of an attribution's three roles.
type spans struct {
	Source  []stemma.Span
	Cue     []stemma.Span
	Content []stemma.Span
}

func (s spans) roles() [3][]stemma.Span { return [3][]stemma.Span{s.Source, s.Cue, s.Content} }

func pieces(r stemma.Role) []stemma.Span {
	if len(r.Parts) == 0 {
		if r.Len() <= 0 {
			return nil
		}
		return []stemma.Span{r.Span}
	}
	out := make([]stemma.Span, len(r.Parts))
	for i, p := range r.Parts {
		out[i] = stemma.Span{Start: p[0], End: p[1]}
	}
	return out
}

type goldAttributions struct {
	ID           string
	Text         string
	Attributions []spans
}

// maxGoldLine is the longest line of a gold file, in bytes.
const maxGoldLine = 16 << 20

func readAttributions(path string) ([]goldAttributions, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []goldAttributions
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, maxGoldLine)
	for sc.Scan() {
		var line struct {
			ID           string
			Text         string
			Attributions []struct{ Source, Cue, Content [][2]int }
		}
		if err := json.Unmarshal(sc.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		g := goldAttributions{ID: line.ID, Text: line.Text}
		for _, a := range line.Attributions {
			g.Attributions = append(g.Attributions, spans{toSpans(a.Source), toSpans(a.Cue), toSpans(a.Content)})
		}
		out = append(out, g)
	}
	return out, sc.Err()
}

func toSpans(pairs [][2]int) []stemma.Span {
	return pieces(stemma.Role{Parts: pairs})
}

// tally counts predictions against gold.
type tally struct{ hit, predicted, gold int }

func (t tally) f1() float64 { return f1(t.hit, t.predicted, t.gold) }

type attributionScore struct {
	exact, overlap       [3]tally
	relation, sourceSets tally
}

func (s *attributionScore) figures() []Figure {
	var out []Figure
	for i, role := range []string{"source", "cue", "content"} {
		out = append(out, Figure{role + ".exact-f1", s.exact[i].f1()}, Figure{role + ".overlap-f1", s.overlap[i].f1()})
	}
	return append(out, Figure{"relation-f1", s.relation.f1()}, Figure{"source-set-f1", s.sourceSets.f1()})
}

func (s *attributionScore) add(g goldAttributions, predicted []spans) {
	for role := range s.exact {
		gold, found := distinct(g.Attributions, role), distinct(predicted, role)
		exact := 0
		for _, x := range gold {
			if slices.ContainsFunc(found, func(y []stemma.Span) bool { return slices.Equal(x, y) }) {
				exact++
			}
		}
		s.exact[role].add(exact, len(found), len(gold))
		s.overlap[role].add(matched(gold, found), len(found), len(gold))
	}
	s.addRelations(g.Attributions, predicted)
	s.addSources(g, predicted)
}

func (t *tally) add(hit, predicted, gold int) {
	t.hit += hit
	t.predicted += predicted
	t.gold += gold
}

// distinct returns the different non-empty spans of a role.
func distinct(all []spans, role int) [][]stemma.Span {
	var out [][]stemma.Span
	for _, a := range all {
		s := a.roles()[role]
		if len(s) > 0 && !slices.ContainsFunc(out, func(t []stemma.Span) bool { return slices.Equal(s, t) }) {
			out = append(out, s)
		}
	}
	return out
}

// matched pairs spans one to one, best overlap first, and returns how many
// pairs overlap enough.
func matched(gold, found [][]stemma.Span) int {
	type pair struct {
		overlap float64
		i, j    int
	}
	var pairs []pair
	for i, x := range gold {
		for j, y := range found {
			if o := overlap(x, y); o >= enough {
				pairs = append(pairs, pair{o, i, j})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(b.i, a.i), cmp.Compare(b.j, a.j))
	})
	usedGold, usedFound := map[int]bool{}, map[int]bool{}
	for _, p := range pairs {
		if !usedGold[p.i] && !usedFound[p.j] {
			usedGold[p.i], usedFound[p.j] = true, true
		}
	}
	return len(usedGold)
}

// overlap returns the bytes in common over the bytes in either. The pieces of
// one role do not overlap each other.
func overlap(a, b []stemma.Span) float64 {
	both, total := 0, 0
	for _, x := range a {
		total += x.Len()
		for _, y := range b {
			both += x.Overlap(y)
		}
	}
	for _, y := range b {
		total += y.Len()
	}
	return ratio(both, total-both)
}

func (s *attributionScore) addRelations(gold, predicted []spans) {
	used := map[int]bool{}
	for _, g := range gold {
		if len(g.Source) == 0 || len(g.Content) == 0 {
			continue
		}
		s.relation.gold++
		for j, p := range predicted {
			if !used[j] && overlap(g.Content, p.Content) >= enough && overlap(g.Source, p.Source) >= enough {
				used[j] = true
				s.relation.hit++
				break
			}
		}
	}
	for _, p := range predicted {
		if len(p.Source) > 0 && len(p.Content) > 0 {
			s.relation.predicted++
		}
	}
}

func (s *attributionScore) addSources(g goldAttributions, predicted []spans) {
	gold, found := names(g.Text, g.Attributions), names(g.Text, predicted)
	hit := 0
	for n := range gold {
		if found[n] {
			hit++
		}
	}
	s.sourceSets.add(hit, len(found), len(gold))
}

var article = regexp.MustCompile(`^(the|a|an)\s+`)

// names returns the folded texts of the sources.
func names(text string, all []spans) map[string]bool {
	out := map[string]bool{}
	for _, a := range all {
		var words []string
		for _, s := range a.Source {
			words = append(words, text[min(s.Start, len(text)):min(s.End, len(text))])
		}
		if len(words) > 0 {
			folded := article.ReplaceAllString(strings.ToLower(strings.Join(words, " ")), "")
			out[strings.Trim(folded, " .,")] = true
		}
	}
	return out
}
