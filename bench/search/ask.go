package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

func ask(ctx context.Context, p *pool, dir string, n int) error {
	began := time.Now()
	a, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := search.New(a)
	if err != nil {
		return err
	}
	q, err := search.Parse(p.sentences["en"][0])
	if err != nil {
		return err
	}
	if _, err := s.Find(ctx, q, search.Options{}); err != nil {
		return err
	}
	fmt.Printf("opened and first asked: %v\n", time.Since(began).Round(time.Millisecond))
	for _, by := range []string{search.ByMeaning, search.ByWords, ""} {
		if err := recall(ctx, p, s, min(n, 12), by); err != nil {
			return err
		}
	}
	return latency(ctx, p, s, n)
}

// recall asks for English sentences in the articles of each language.
func recall(ctx context.Context, p *pool, s *search.Searcher, n int, by string) error {
	fmt.Printf("recall@10 by %q:", by)
	mean := 0.0
	for _, lang := range p.langs {
		hits, asked := 0, 0
		for i := 0; i < p.asked(); i += max(1, p.asked()/n) {
			q, err := search.Parse(strings.NewReplacer("\"", " ", "“", " ", "”", " ", "-", " ").Replace(p.sentences["en"][i]))
			if err != nil {
				continue
			}
			r, err := s.Find(ctx, q, search.Options{Filter: store.Filter{Langs: []string{lang}}, By: by, Limit: 10})
			if err != nil {
				return err
			}
			asked++
			if slices.ContainsFunc(r.Hits, func(h search.Hit) bool { return h.Article == p.documents[i]+"-"+lang }) {
				hits++
			}
		}
		fmt.Printf(" %s %.3f", lang, float64(hits)/float64(asked))
		mean += float64(hits) / float64(asked) / float64(len(p.langs))
	}
	fmt.Printf(" mean %.3f\n", mean)
	return nil
}

// latency asks queries of several kinds.
func latency(ctx context.Context, p *pool, s *search.Searcher, n int) error {
	kinds := map[string]func(i int) string{
		"one word":  func(i int) string { return word(p, i, 7) },
		"two words": func(i int) string { return word(p, i, 3) + " " + word(p, i*7+1, 5) },
		"frequent words": func(i int) string {
			return []string{"the of and", "в и на", "de la que", "的 是", "government said"}[i%5]
		},
		"headline":         func(i int) string { return p.halves[p.langs[i%len(p.langs)]][i*13%len(p.documents)].begin },
		"sentence":         func(i int) string { return p.sentences[p.langs[i%len(p.langs)]][i*17%len(p.documents)] },
		"phrase":           func(i int) string { return "\"" + word(p, i, 3) + " " + word(p, i, 4) + "\"" },
		"word and filters": func(i int) string { return word(p, i, 7) },
	}
	if err := claimLatency(ctx, p, s, n); err != nil {
		return err
	}
	for _, kind := range []string{"one word", "two words", "frequent words", "headline", "sentence", "phrase", "word and filters"} {
		var took []time.Duration
		cpu := used()
		for i := range n {
			q, err := search.Parse(kinds[kind](i))
			if err != nil {
				continue
			}
			o := search.Options{}
			if kind == "word and filters" {
				o.Filter = store.Filter{Langs: []string{"en", "ar"}, From: began.AddDate(0, 0, i%20), To: began.AddDate(0, 0, i%20+30)}
			}
			from := time.Now()
			if _, err := s.Find(ctx, q, o); err != nil {
				return err
			}
			took = append(took, time.Since(from))
		}
		slices.Sort(took)
		fmt.Printf("%-17s p50 %v p95 %v max %v, CPU %v each\n", kind, took[len(took)/2].Round(100*time.Microsecond), took[len(took)*95/100].Round(100*time.Microsecond),
			took[len(took)-1].Round(100*time.Microsecond), ((used() - cpu) / time.Duration(len(took))).Round(100*time.Microsecond))
	}
	return nil
}

// claimLatency asks who says sentences.
func claimLatency(ctx context.Context, p *pool, s *search.Searcher, n int) error {
	var took []time.Duration
	for i := range n {
		from := time.Now()
		if _, err := s.Claim(ctx, p.sentences[p.langs[i%len(p.langs)]][i*19%len(p.documents)], search.Options{}); err != nil && !errors.Is(err, search.ErrClaim) {
			return err
		}
		took = append(took, time.Since(from))
	}
	slices.Sort(took)
	fmt.Printf("%-17s p50 %v p95 %v max %v\n", "claim", took[len(took)/2].Round(100*time.Microsecond), took[len(took)*95/100].Round(100*time.Microsecond), took[len(took)-1].Round(100*time.Microsecond))
	return nil
}

// word is the n-th word of a sentence.
func word(p *pool, i, n int) string {
	f := strings.Fields(p.sentences[p.langs[i%len(p.langs)]][i*31%len(p.documents)])
	return strings.Trim(f[n%len(f)], "\"-“”«».,:;!?")
}
