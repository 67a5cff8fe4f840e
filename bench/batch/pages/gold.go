package main

import (
	"encoding/json"
	"io"

	"github.com/stemma-news/stemma/bench/reuse/copies"
)

// gold is what the pages share.
type gold struct{ corpus *copies.Corpus }

// span is a range of bytes of a page's text.
type span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

type stretch struct {
	A span `json:"a"`
	B span `json:"b"`
}

// line is what two pages share, in the form of bench/reuse/copies, with two kinds more: "formula" is also the paragraph that
// every other page has, and of two pages of an "event" all text is held to be each other's, since one has it from the other.
type line struct {
	A     string    `json:"a"`
	B     string    `json:"b,omitempty"`
	Kind  string    `json:"kind"`
	Spans []stretch `json:"spans"`
}

func (g *gold) write(w io.Writer, pages []page) error {
	if g.corpus != nil {
		if err := g.corpus.WriteGold(w); err != nil {
			return err
		}
	}
	e := json.NewEncoder(w)
	of, last := map[int][]*page{}, -1
	for i := range pages {
		p := &pages[i]
		if p.Common {
			at := span{len(p.Text) - len(common), len(p.Text)}
			if err := e.Encode(line{A: p.ID, Kind: "formula", Spans: []stretch{{A: at}}}); err != nil {
				return err
			}
		}
		if p.Event >= 0 {
			of[p.Event] = append(of[p.Event], p)
			last = max(last, p.Event)
		}
	}
	for event := range last + 1 {
		if err := writeEvent(e, of[event]); err != nil {
			return err
		}
	}
	return nil
}

func writeEvent(e *json.Encoder, pages []*page) error {
	for i, a := range pages {
		for _, b := range pages[:i] {
			if a.Lang != b.Lang {
				continue
			}
			whole := stretch{span{0, len(a.Text)}, span{0, len(b.Text)}}
			if err := e.Encode(line{A: a.ID, B: b.ID, Kind: "event", Spans: []stretch{whole}}); err != nil {
				return err
			}
		}
	}
	return nil
}
