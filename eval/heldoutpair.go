package eval

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

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

// maxPair bounds a held-out pair, in bytes: it is a few sentences.
const maxPair = 64 << 10

func readHeldOut(path string) (*heldOut, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxPair+1))
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

// part is what a line of a held-out pair is, as errors call it.
type part string

const (
	partStart    part = "the start"
	partID       part = "id:"
	partLang     part = "lang:"
	partDays     part = "published:"
	partA        part = "A:"
	partLineA    part = "a sentence of A"
	partB        part = "B:"
	partLineB    part = "a sentence of B"
	partChange   part = "change"
	partNone     part = "none"
	partOptional part = "optional"
	partNote     part = "note"
)

// next lists what may follow a part. The sequence is always the same, so that
// a line out of place, which would change the sides' meaning, is an error.
func (p part) next() []part {
	switch p {
	case partStart:
		return []part{partID}
	case partID:
		return []part{partLang}
	case partLang:
		return []part{partDays}
	case partDays:
		return []part{partA}
	case partA:
		return []part{partLineA}
	case partLineA:
		return []part{partLineA, partB}
	case partB:
		return []part{partLineB}
	case partLineB:
		return []part{partLineB, partChange, partNone}
	case partChange:
		return []part{partChange, partOptional, partNote}
	case partNone, partOptional:
		return []part{partOptional, partNote}
	}
	return []part{partNote}
}

// partOf tells what a line is that follows another, and what it says.
func partOf(l string, before part) (is part, rest string) {
	key, rest, _ := strings.Cut(l, " ")
	switch k := part(key); k {
	case partID, partLang, partDays, partChange, partOptional, partNote:
		if rest != "" && (slices.Contains(before.next(), k) || !strings.HasSuffix(key, ":")) {
			return k, rest
		}
	case partA, partB, partNone:
		if l == key {
			return k, ""
		}
	}
	if before == partB || before == partLineB {
		return partLineB, l
	}
	return partLineA, l
}

// parseHeldOut reads a pair in the form that the README of its folder gives.
// Errors name the line.
func parseHeldOut(s string) (*heldOut, error) {
	switch {
	case len(s) > maxPair:
		return nil, fmt.Errorf("more than %d bytes", maxPair)
	case !utf8.ValidString(s):
		return nil, errors.New("not UTF-8")
	}
	p := &heldOut{sides: [2]stemma.Article{{ID: "A"}, {ID: "B"}}}
	at := partStart
	all := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	for n, l := range all {
		is, rest := partOf(l, at)
		if !slices.Contains(at.next(), is) {
			return nil, fmt.Errorf("line %d: want %s, have %q", n+1, either(at.next()), l)
		}
		if err := p.take(is, rest); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
		at = is
	}
	if !slices.Contains(at.next(), partNote) { // what may end a pair may have a note
		return nil, fmt.Errorf("line %d: the pair ends, want %s", len(all), either(at.next()))
	}
	return p, nil
}

func either(parts []part) string {
	var names []string
	for _, p := range parts {
		names = append(names, string(p))
	}
	return strings.Join(names, " or ")
}

// take adds what a line says.
func (p *heldOut) take(is part, rest string) error {
	switch is {
	case partLang:
		return p.languages(strings.Fields(rest))
	case partDays:
		return p.days(strings.Fields(rest))
	case partLineA:
		return p.line(0, rest)
	case partLineB:
		return p.line(1, rest)
	case partChange, partOptional:
		return p.mark(rest, is == partOptional)
	case partNone:
		p.none = true
	}
	return nil
}

func (p *heldOut) languages(tags []string) error {
	if len(tags) != len(p.sides) {
		return fmt.Errorf("want two languages, have %q", tags)
	}
	for side, tag := range tags {
		p.sides[side].Lang = tag
	}
	return nil
}

func (p *heldOut) days(days []string) error {
	if len(days) != len(p.sides) {
		return fmt.Errorf("want two days, have %q", days)
	}
	for side, day := range days {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return fmt.Errorf("want a day, have %q", day)
		}
		p.sides[side].Published, p.sides[side].PublishedPrecision = t, stemma.PrecisionDay
	}
	return nil
}

func (p *heldOut) line(side int, l string) error {
	if strings.TrimSpace(l) == "" || strings.Contains(l, "|") {
		return fmt.Errorf("want a sentence without |, have %q", l)
	}
	a := &p.sides[side]
	p.lines[side] = append(p.lines[side], stemma.Span{Start: len(a.Text), End: len(a.Text) + len(l)})
	a.Text += l + "\n"
	return nil
}

// mark reads "KIND | what A says | what B says" and checks that they say it.
func (p *heldOut) mark(l string, optional bool) error {
	fields := strings.Split(l, "|")
	if len(fields) != 3 {
		return fmt.Errorf("want KIND | A | B, have %q", l)
	}
	m := mark{kind: stemma.ChangeKind(strings.TrimSpace(fields[0])), optional: optional}
	if !slices.Contains(changeKinds, m.kind) {
		return fmt.Errorf("no kind of change is called %q", m.kind)
	}
	for side := range m.sides {
		m.sides[side] = strings.TrimSpace(fields[side+1])
		if m.sides[side] != "" && len(p.places(m, side)) == 0 {
			return fmt.Errorf("%q is not in %s", m.sides[side], p.sides[side].ID)
		}
	}
	p.marks = append(p.marks, m)
	return m.checkSides()
}

// checkSides refuses a mark whose sides are not those of its kind: one with
// words on no side would be found by every change.
func (m mark) checkSides() error {
	inA, inB := m.sides[0] != "", m.sides[1] != ""
	switch {
	case m.kind == stemma.ChangeAddition && (inA || !inB):
		return errors.New("an addition has a sentence of B only")
	case m.kind == stemma.ChangeOmission && (!inA || inB):
		return errors.New("an omission has a sentence of A only")
	case m.kind == stemma.ChangeOrder && (!inA || !inB):
		return errors.New("a move has a sentence on both sides")
	case !inA && !inB:
		return errors.New("a change has words on one side at least")
	}
	return nil
}
