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

// open opens an archive for reading, and what searches it.
func open(ctx context.Context, dir string) (*store.Archive, *search.Searcher, error) {
	a, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	s, err := search.New(a)
	if err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return a, s, nil
}

func ask(ctx context.Context, p *pool, dir string, n int) error {
	began := time.Now()
	a, s, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer a.Close()
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

// kinds are kinds of queries: the i-th with its language.
var kinds = []struct {
	name  string
	query func(p *pool, i int) (query, lang string)
}{
	{"one word", func(p *pool, i int) (string, string) { return word(p, i, 7), p.lang(i) }},
	{"two words", func(p *pool, i int) (string, string) { return word(p, i, 3) + " " + word(p, i*7+1, 5), p.lang(i) }},
	{"frequent words", func(_ *pool, i int) (string, string) {
		q := [][2]string{{"the of and", "en"}, {"в и на", "ru"}, {"de la que", "es"}, {"的 是", "zh"}, {"government said", "en"}}[i%5]
		return q[0], q[1]
	}},
	{"headline", func(p *pool, i int) (string, string) {
		return p.halves[p.lang(i)][i*13%len(p.documents)].begin, p.lang(i)
	}},
	{"sentence", func(p *pool, i int) (string, string) {
		return p.sentences[p.lang(i)][i*17%len(p.documents)], p.lang(i)
	}},
}

// lang is the language of the i-th query.
func (p *pool) lang(i int) string { return p.langs[i%len(p.langs)] }

// latency asks claims, and queries of several kinds.
func latency(ctx context.Context, p *pool, s *search.Searcher, n int) error {
	err := timed("claim", n, func(i int) error {
		_, err := s.Claim(ctx, p.sentences[p.lang(i)][i*19%len(p.documents)], search.Options{})
		if errors.Is(err, search.ErrClaim) || errors.Is(err, search.ErrQuestion) {
			err = errNoQuery
		}
		return err
	})
	if err != nil {
		return err
	}
	find := func(query string, o search.Options) error {
		q, err := search.Parse(query)
		if err != nil {
			return errNoQuery
		}
		_, err = s.Find(ctx, q, o)
		return err
	}
	for _, k := range kinds {
		if err := timed(k.name, n, func(i int) error {
			query, _ := k.query(p, i)
			return find(query, search.Options{})
		}); err != nil {
			return err
		}
	}
	if err := timed("phrase", n, func(i int) error {
		return find("\""+word(p, i, 3)+" "+word(p, i, 4)+"\"", search.Options{})
	}); err != nil {
		return err
	}
	return timed("word and filters", n, func(i int) error {
		return find(word(p, i, 7), search.Options{Filter: store.Filter{Langs: []string{"en", "ar"}, From: began.AddDate(0, 0, i%20), To: began.AddDate(0, 0, i%20+30)}})
	})
}

// errNoQuery says that a made-up query is none.
var errNoQuery = errors.New("no query")

// timed asks n times, and prints how long that took.
func timed(kind string, n int, ask func(i int) error) error {
	var took []time.Duration
	cpu := used()
	for i := range n {
		from := time.Now()
		switch err := ask(i); {
		case errors.Is(err, errNoQuery):
			continue
		case err != nil:
			return err
		}
		took = append(took, time.Since(from))
	}
	tell(kind, took, used()-cpu)
	return nil
}

// tell prints how long queries took.
func tell(kind string, took []time.Duration, cpu time.Duration) {
	if len(took) == 0 {
		return
	}
	slices.Sort(took)
	round := func(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
	fmt.Printf("%-28s p50 %v p95 %v max %v, CPU %v each\n", kind, round(took[len(took)/2]), round(took[len(took)*95/100]), round(took[len(took)-1]), round(cpu/time.Duration(len(took))))
}

// word is the n-th word of a sentence.
func word(p *pool, i, n int) string {
	f := strings.Fields(p.sentences[p.langs[i%len(p.langs)]][i*31%len(p.documents)])
	return strings.Trim(f[n%len(f)], "\"-“”«».,:;!?")
}
