package main

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/bench/invented"
	"github.com/stemma-news/stemma/bench/reuse/copies"
)

// page is a page as it was written.
type page struct {
	ID        string    `json:"id"`
	URL       string    `json:"url"`
	Outlet    string    `json:"outlet"`
	Lang      string    `json:"lang"`
	Title     string    `json:"title"`
	Text      string    `json:"text"`
	Published time.Time `json:"published"`
	Undated   bool      `json:"undated,omitempty"` // the page does not say when it came out
	Captured  time.Time `json:"captured"`
	Event     int       `json:"event"` // pages of one number tell one event; -1 tells none that others tell
	Common    bool      `json:"common,omitempty"`
}

// common is the paragraph that every other page ends with.
const common = "This report was put together by the Ostrand Cooperative Desk from dispatches of its members in eleven cities. " +
	"Members may print it in full or in part until the end of the week, provided that the name of the desk stays with it; " +
	"corrections are sent to all of them by the evening bulletin."

const (
	undated   = 0.02
	outlets   = 400 // of the pages with passages; those of events have their own
	longest   = 6 * time.Hour
	wordsOfIt = 7 // of a title that is made of the text
)

// news makes all pages, in the order in which they were captured.
func news(o options) ([]page, *gold, error) {
	rng := rand.New(rand.NewPCG(o.seed, 11))
	n := o.n * o.passages / 100
	pages, err := events(o, o.n-n)
	if err != nil {
		return nil, nil, err
	}
	g := &gold{}
	if n > 0 {
		g.corpus = copies.New(n, copies.Options{Seed: o.seed, CJK: true, Family: min(o.family, n/4)})
		pages = append(pages, passages(o, g.corpus, n, rng)...)
	}
	for i := range pages {
		pages[i].finish(rng)
	}
	slices.SortStableFunc(pages, func(a, b page) int {
		return cmp.Or(a.Captured.Compare(b.Captured), strings.Compare(a.ID, b.ID))
	})
	return pages, g, nil
}

// events makes the pages that tell events.
func events(o options, n int) ([]page, error) {
	if n == 0 {
		return nil, nil
	}
	told, err := invented.News(n, invented.Options{Span: time.Duration(o.days) * 24 * time.Hour, Seed: o.seed})
	if err != nil {
		return nil, err
	}
	pages := make([]page, 0, n)
	for _, r := range told {
		pages = append(pages, page{
			ID: "n" + r.ID, Outlet: r.Outlet, Lang: r.Lang, Title: r.Title, Text: r.Text,
			Published: firstDay.Add(r.At).Truncate(time.Second), Event: r.Event,
		})
	}
	return pages, nil
}

// passages makes the pages that have passages of each other. Those of one group come out within days, half of them within
// six hours of the first: as a passage is taken over while it is news.
func passages(o options, c *copies.Corpus, n int, rng *rand.Rand) []page {
	begun := map[int]time.Duration{}
	span := float64(time.Duration(o.days) * 24 * time.Hour)
	pages := make([]page, 0, n)
	for i := range n {
		a := c.Article(i)
		at := time.Duration(rng.Float64() * span)
		if a.Group >= 0 {
			if first, ok := begun[a.Group]; ok {
				at = first + time.Duration(6*float64(time.Hour)*math.Exp(1.1*rng.NormFloat64()))
			} else {
				begun[a.Group] = at
			}
		}
		pages = append(pages, page{
			ID: a.ID, Outlet: fmt.Sprintf("Courier %d", rng.IntN(outlets)), Lang: a.Lang, Title: titleOf(a.Text), Text: a.Text,
			Published: firstDay.Add(min(at, time.Duration(span))).Truncate(time.Second), Event: -1,
		})
	}
	return pages
}

// titleOf makes a title of some words of the second paragraph.
func titleOf(text string) string {
	paragraphs := strings.Split(text, "\n\n")
	words := strings.Fields(paragraphs[min(1, len(paragraphs)-1)])
	if len(words) < 3*wordsOfIt { // a script without spaces
		return string([]rune(paragraphs[0])[:min(20, len([]rune(paragraphs[0])))])
	}
	return strings.TrimRight(strings.Join(words[2:2+wordsOfIt], " "), ",.;:")
}

// finish says what all pages have: an address, a moment at which a crawler came by, and in every other one the paragraph.
func (p *page) finish(rng *rand.Rand) {
	p.URL = "https://" + slug(p.Outlet) + ".example/" + p.Published.Format("2006/01/02/") + p.ID
	p.Captured = p.Published.Add(time.Duration(rng.Float64() * float64(longest))).Truncate(time.Second)
	p.Undated = rng.Float64() < undated
	if p.Common = rng.IntN(2) == 0; p.Common {
		p.Text += "\n\n" + common
	}
}

// slug is a name as hosts have it.
func slug(name string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, strings.ToLower(name))
	if s = strings.Trim(s, "-"); len(s) < 3 {
		h := fnv.New32a()
		h.Write([]byte(name))
		return fmt.Sprintf("site-%08x", h.Sum32())
	}
	return s
}
