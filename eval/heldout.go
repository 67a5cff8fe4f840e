package eval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

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

// heldOut is a report, a retelling of it, and what changed.
type heldOut struct {
	name  string
	sides [2]stemma.Article
	lines [2][]stemma.Span
	marks []mark
	none  bool // nothing changed
}

// mark is a change as a person marked it. Where a side is not empty, it holds
// the words, or the number of the sentence from 1.
type mark struct {
	kind     stemma.ChangeKind
	sides    [2]string
	optional bool
}

func readHeldOut(path string) (*heldOut, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p, err := parseHeldOut(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	p.name = path
	return p, nil
}

func parseHeldOut(s string) (*heldOut, error) {
	p := &heldOut{sides: [2]stemma.Article{{ID: "A"}, {ID: "B"}}}
	side := -1
	for n, l := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		var err error
		key, rest, _ := strings.Cut(l, " ")
		switch {
		case l == "A:" || l == "B:":
			side++
		case key == "id:" || key == "note":
		case key == "lang:":
			p.sides[0].Lang, p.sides[1].Lang, _ = strings.Cut(rest, " ")
		case key == "published:":
			err = p.date(rest)
		case l == "none":
			p.none = true
		case key == "change" || key == "optional":
			err = p.mark(rest, key == "optional")
		case side >= 0:
			p.line(side, l)
		default:
			err = fmt.Errorf("%q is no line of the head", l)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	if side != 1 || p.none == slices.ContainsFunc(p.marks, func(m mark) bool { return !m.optional }) {
		return nil, errors.New("want A:, B:, and changes or none")
	}
	return p, nil
}

func (p *heldOut) date(days string) error {
	for side, day := range strings.Fields(days) {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil || side > 1 {
			return fmt.Errorf("want two days, have %q", days)
		}
		p.sides[side].Published, p.sides[side].PublishedPrecision = t, stemma.PrecisionDay
	}
	return nil
}

func (p *heldOut) line(side int, l string) {
	a := &p.sides[side]
	p.lines[side] = append(p.lines[side], stemma.Span{Start: len(a.Text), End: len(a.Text) + len(l)})
	a.Text += l + "\n"
}

// mark reads "KIND | what A says | what B says" and checks that they say it.
func (p *heldOut) mark(l string, optional bool) error {
	part := strings.Split(l, "|")
	if len(part) != 3 {
		return fmt.Errorf("want KIND | A | B, have %q", l)
	}
	m := mark{kind: stemma.ChangeKind(strings.TrimSpace(part[0])), optional: optional}
	if !slices.Contains(changeKinds, m.kind) {
		return fmt.Errorf("no kind of change is called %q", m.kind)
	}
	for side := range m.sides {
		m.sides[side] = strings.TrimSpace(part[side+1])
		if m.sides[side] != "" && len(p.places(m, side)) == 0 {
			return fmt.Errorf("%q is not in %s", m.sides[side], p.sides[side].ID)
		}
	}
	p.marks = append(p.marks, m)
	return nil
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
	alarms := 0
	for _, c := range found {
		if slices.Contains(changeKinds, c.Kind) && !slices.ContainsFunc(p.marks, func(m mark) bool { return p.shows(m, c, sentences) }) {
			s.kinds[c.Kind].extra++
			alarms++
		}
	}
	for _, m := range p.marks {
		switch {
		case m.optional:
		case slices.ContainsFunc(found, func(c stemma.Change) bool { return p.shows(m, c, sentences) }):
			s.kinds[m.kind].hit++
		default:
			s.kinds[m.kind].missed++
		}
	}
	if p.none {
		s.same++
		s.alarms += alarms
		if alarms == 0 {
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
		Figure{prefix + ".unchanged.alarms", ratio(s.alarms, s.same)},
		Figure{prefix + ".unchanged.silent", ratio(s.silent, s.same)})
}
