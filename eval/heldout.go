package eval

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/trace"
)

// changeKinds are the kinds that held-out pairs are marked with. Other kinds
// that the program reports say that words differ, and are not judged.
var changeKinds = []stemma.ChangeKind{
	stemma.ChangeNumber, stemma.ChangeName, stemma.ChangeDate, stemma.ChangePlace, stemma.ChangeHedge,
	stemma.ChangeAttribution, stemma.ChangeLoadedTerm, stemma.ChangeAddition, stemma.ChangeOmission, stemma.ChangeOrder,
}

// places returns where one side of a mark may be meant to be: wherever the
// words are, or the sentence.
func (p *heldOut) places(m mark, side int) []stemma.Span {
	switch m.kind {
	case stemma.ChangeAddition, stemma.ChangeOmission, stemma.ChangeOrder:
		n, err := strconv.Atoi(m.sides[side])
		if err != nil || n < 1 || n > len(p.lines[side]) {
			return nil
		}
		return p.lines[side][n-1 : n]
	}
	var out []stemma.Span
	s := p.sides[side].Text
	for at := 0; ; {
		k := strings.Index(s[at:], m.sides[side])
		if k < 0 {
			return out
		}
		at += k + len(m.sides[side])
		out = append(out, stemma.Span{Start: at - len(m.sides[side]), End: at})
	}
}

// changes returns the changes that the program finds from A to B, and B's and
// A's sentences.
func (p *heldOut) changes(ctx context.Context, m Models) ([]stemma.Change, [2][]stemma.Span, error) {
	o := m.options()
	o.OneStory, o.Rounds = true, 1
	r, err := trace.Run(ctx, p.sides[:], o)
	if err != nil {
		return nil, [2][]stemma.Span{}, fmt.Errorf("%s: %w", p.name, err)
	}
	docs := []*text.Document{text.Read(p.sides[0]), text.Read(p.sides[1])}
	edges := []stemma.Edge{{Parent: "A", Child: "B", Primary: true, Support: 1}}
	var out []stemma.Change
	for _, s := range r.Stories {
		for _, c := range claim.Compare(claim.Story{Docs: docs, Links: s.Links, Claims: s.Claims, Edges: edges, Attributions: r.Attributions, Sources: r.Sources}) {
			out = append(out, c.Changes...)
		}
	}
	return out, [2][]stemma.Span{docs[0].Article.Sentences, docs[1].Article.Sentences}, nil
}

// match says which marks were found, each by a change of its own, and returns
// the changes that show no mark: a second one that shows a mark is neither
// right nor wrong.
func (p *heldOut) match(found []stemma.Change, sentences [2][]stemma.Span) (hit []bool, alarms []stemma.Change) {
	shown := make([][]int, len(found)) // the marks that each change shows
	for i, c := range found {
		for k, m := range p.marks {
			if p.shows(m, c, sentences) {
				shown[i] = append(shown[i], k)
			}
		}
		if len(shown[i]) == 0 && slices.Contains(changeKinds, c.Kind) {
			alarms = append(alarms, c)
		}
	}
	by := assign(shown, len(p.marks))
	hit = make([]bool, len(by))
	for k, i := range by {
		hit[k] = i >= 0
	}
	return hit, alarms
}

// assign gives as many of n marks as possible one of the changes that show
// them, by augmenting paths (Kuhn 1955), and returns each mark's change or -1.
func assign(shown [][]int, n int) []int {
	by := slices.Repeat([]int{-1}, n)
	var find func(i int, tried []bool) bool
	find = func(i int, tried []bool) bool {
		for _, k := range shown[i] {
			if tried[k] {
				continue
			}
			tried[k] = true
			if by[k] < 0 || find(by[k], tried) {
				by[k] = i
				return true
			}
		}
		return false
	}
	for i := range shown {
		find(i, make([]bool, n))
	}
	return by
}

// shows tells whether a change that was found is the marked one: of the same
// kind, and in the same place on either side that the mark has words on.
func (p *heldOut) shows(m mark, c stemma.Change, sentences [2][]stemma.Span) bool {
	if c.Kind != m.kind {
		return false
	}
	found := [2]stemma.Span{
		place(p.sides[0].Text, c.Before, c.BeforeSpan, c.FromSentence, sentences[0]),
		place(p.sides[1].Text, c.After, c.AfterSpan, c.ToSentence, sentences[1]),
	}
	if m.kind == stemma.ChangeOrder && p.movedPast(m, found) {
		return true
	}
	for side := range m.sides {
		if m.sides[side] == "" {
			continue
		}
		if !slices.ContainsFunc(p.places(m, side), func(s stemma.Span) bool { return s.Overlap(found[side]) > 0 }) {
			return false
		}
	}
	return true
}

// movedPast says that the sentence that was found was before the moved one on
// one side and is behind it on the other.
func (p *heldOut) movedPast(m mark, found [2]stemma.Span) bool {
	before := func(side int) bool { return found[side].End <= p.places(m, side)[0].Start }
	behind := func(side int) bool { return found[side].Start >= p.places(m, side)[0].End }
	return before(0) && behind(1) || behind(0) && before(1)
}

// place returns where one side of a change is: its span, or its words within
// the sentence, or the sentence.
func place(s, words string, span *stemma.Span, sentence *int, sentences []stemma.Span) stemma.Span {
	if span != nil {
		return *span
	}
	if sentence == nil || *sentence >= len(sentences) {
		return stemma.Span{}
	}
	of := sentences[*sentence]
	if k := strings.Index(s[of.Start:of.End], words); k >= 0 && words != "" {
		return stemma.Span{Start: of.Start + k, End: of.Start + k + len(words)}
	}
	return of
}

// changeScore adds up how well the changes of held-out pairs were found.
type changeScore struct {
	kinds          map[stemma.ChangeKind]*counts
	same           int // pairs in which nothing changed
	alarms, silent int // changes reported in those, and pairs without any
}

func newChangeScore() *changeScore {
	s := &changeScore{kinds: map[stemma.ChangeKind]*counts{}}
	for _, k := range changeKinds {
		s.kinds[k] = &counts{}
	}
	return s
}

func (s *changeScore) add(ctx context.Context, p *heldOut, m Models) error {
	found, sentences, err := p.changes(ctx, m)
	if err != nil {
		return err
	}
	hit, alarms := p.match(found, sentences)
	for i, m := range p.marks {
		switch {
		case m.optional:
		case hit[i]:
			s.kinds[m.kind].hit++
		default:
			s.kinds[m.kind].missed++
		}
	}
	for _, c := range alarms {
		s.kinds[c.Kind].extra++
	}
	if p.none {
		s.same++
		s.alarms += len(alarms)
		if len(alarms) == 0 {
			s.silent++
		}
	}
	return nil
}

func (s *changeScore) figures(prefix string, kinds bool) []Figure {
	var all counts
	var each []Figure
	for _, k := range changeKinds {
		all.plus(*s.kinds[k])
		each = append(each, s.kinds[k].figures(prefix+"."+string(k))...)
	}
	out := all.figures(prefix + ".all")
	if kinds {
		out = append(out, each...)
	}
	return append(out,
		Figure{prefix + ".unchanged.alarms-per-pair", ratio(s.alarms, s.same)},
		Figure{prefix + ".unchanged.silent", ratio(s.silent, s.same)})
}
