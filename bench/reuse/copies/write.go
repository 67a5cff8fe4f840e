package copies

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// record is an article as programs read it.
type record struct {
	ID        string `json:"id"`
	Outlet    string `json:"outlet"`
	Published string `json:"published"`
	Lang      string `json:"lang"`
	Text      string `json:"text"`
}

// WriteArticles writes the articles as JSON lines.
func (c *Corpus) WriteArticles(w io.Writer) error {
	enc := encoder(w)
	start := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range c.n {
		d, _ := c.article(i)
		rng := c.random(streamDate + uint64(i))
		published := start.Add(time.Duration(rng.IntN(365*24*60)) * time.Minute)
		r := record{
			articleID(i), fmt.Sprintf("outlet-%03d", rng.IntN(400)), published.Format(time.RFC3339), d.lang.tag, d.write().text,
		}
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// WriteGold writes what they share.
func (c *Corpus) WriteGold(w io.Writer) error {
	enc := encoder(w)
	for _, g := range c.groups {
		if err := c.goldOf(g, enc); err != nil {
			return err
		}
	}
	for i := range c.n {
		d, _ := c.article(i)
		for _, m := range d.write().formulas {
			p := goldPair{A: articleID(i), Kind: formulaKind, Spans: []stretch{{A: span{m.start, m.end}}}}
			if err := enc.Encode(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}
