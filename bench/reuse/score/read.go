package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// span is a range of bytes [Start, End) of an article's text.
type span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// maxLine bounds a line, and maxText where a span may end, in bytes.
const (
	maxLine = 64 << 20
	maxText = math.MaxUint32
)

func (s span) valid() bool { return 0 <= s.Start && s.Start <= s.End && s.End <= maxText }

// stretch is a passage in both of a pair.
type stretch struct {
	A span `json:"a"`
	B span `json:"b"`
}

func (s stretch) swapped() stretch { return stretch{A: s.B, B: s.A} }

// side is one article of a pair: its id, or an object with the id and where
// the passage is.
type side struct {
	ID string `json:"id"`
	span
	whole bool // there is no span
}

func (s *side) UnmarshalJSON(b []byte) error {
	if s.whole = b[0] == '"'; s.whole {
		return json.Unmarshal(b, &s.ID)
	}
	type plain side // without this method
	return json.Unmarshal(b, (*plain)(s))
}

// line is one of the gold or of what was found.
type line struct {
	A     side      `json:"a"`
	B     side      `json:"b"`
	Kind  string    `json:"kind"`
	Edits []string  `json:"edits"`
	Spans []stretch `json:"spans"`
}

// pair is two articles and what they share.
type pair struct {
	A     string    `json:"a"`
	B     string    `json:"b"`
	Kind  string    `json:"kind,omitempty"`
	Edits []string  `json:"edits,omitempty"`
	Spans []stretch `json:"spans"`
}

func (l line) pair() pair {
	p := pair{A: l.A.ID, B: l.B.ID, Kind: l.Kind, Edits: l.Edits, Spans: l.Spans}
	if !l.A.whole && !l.B.whole {
		p.Spans = append(p.Spans, stretch{A: l.A.span, B: l.B.span})
	}
	return p
}

// ids name a pair, the smaller id first.
type ids [2]string

// ordered puts the smaller id first.
func (p pair) ordered() (ids, pair) {
	if p.A > p.B {
		p.A, p.B = p.B, p.A
		for i, s := range p.Spans {
			p.Spans[i] = s.swapped()
		}
	}
	return ids{p.A, p.B}, p
}

// golden is what a corpus has: pairs that share something, in which articles
// formulas stand, and pairs that may share anything: reports of one event, of
// which the gold does not know what one has from the other.
type golden struct {
	pairs    map[ids]pair
	formulas map[string][]span
	events   map[ids]bool
}

func readGold(r io.Reader) (golden, error) {
	g := golden{pairs: map[ids]pair{}, formulas: map[string][]span{}, events: map[ids]bool{}}
	err := readLines(r, func(p pair) {
		if p.Kind == "formula" {
			for _, s := range p.Spans {
				g.formulas[p.A] = append(g.formulas[p.A], s.A)
			}
			return
		}
		id, p := p.ordered()
		if p.Kind == "event" {
			g.events[id] = true
			return
		}
		g.pairs[id] = p
	})
	return g, err
}

// readFound joins the lines of one pair.
func readFound(r io.Reader) (map[ids]pair, error) {
	found := map[ids]pair{}
	err := readLines(r, func(p pair) {
		id, p := p.ordered()
		p.Spans = append(found[id].Spans, p.Spans...)
		found[id] = p
	})
	return found, err
}

// readLines hands on the pairs of JSON lines. Errors name the line.
func readLines(r io.Reader, each func(pair)) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	n := 1
	for ; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		p := l.pair()
		for _, s := range p.Spans {
			if !s.A.valid() || !s.B.valid() {
				return fmt.Errorf("line %d: %+v is no passage", n, s)
			}
		}
		each(p)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n, err)
	}
	return nil
}
