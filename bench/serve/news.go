package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/lineage/genealogy"
)

// news are invented reports: of one story that is read, of others, and those that come while it is read.
type news struct {
	first []genealogy.Article
	later []genealogy.Article
	small []genealogy.Article // a story that is handed over to be traced
}

// others is how many other stories there are at first, and laterStories how many come.
const (
	others       = 40
	laterStories = 200
)

// makeNews makes them: a story of so many reports, of which a fifth come later, among others. The same count, the same news.
func makeNews(reports int) (*news, error) {
	corpus, err := genealogy.Own()
	if err != nil {
		return nil, err
	}
	tell := func(seed uint64, n int) ([]genealogy.Article, error) {
		p, err := genealogy.Draw(genealogy.Kinds()[0], seed)
		if err != nil {
			return nil, err
		}
		p.Articles, p.Lost, p.LostOrigin = n, 0.1, 0
		s, err := genealogy.Generate(corpus, p, seed)
		if err != nil {
			return nil, err
		}
		for i := range s.Articles {
			s.Articles[i].ID = fmt.Sprintf("%d-%s", seed, s.Articles[i].ID)
			s.Articles[i].URL = fmt.Sprintf("https://outlet%d.example/%d/%d", i%30, seed, i)
		}
		return s.Articles, nil
	}
	main, err := tell(1, reports*5/4)
	if err != nil {
		return nil, err
	}
	cut := len(main) * 4 / 5
	n := &news{first: main[:cut:cut]}
	for i := range uint64(others) {
		more, err := tell(2+i, 8)
		if err != nil {
			return nil, err
		}
		n.first = append(n.first, more...)
	}
	rest := main[cut:]
	for i := range uint64(laterStories) {
		more, err := tell(1000+i, 6)
		if err != nil {
			return nil, err
		}
		n.later = append(n.later, more...)
		if len(rest) > 0 { // the story that is read grows, too
			n.later, rest = append(n.later, rest[0]), rest[1:]
		}
	}
	n.small, err = tell(5000, 6)
	return n, err
}

// lines writes reports as stemma reads them.
func lines(articles []genealogy.Article) ([]byte, error) {
	var b bytes.Buffer
	s := genealogy.Story{Articles: articles}
	err := s.WriteArticles(&b)
	return b.Bytes(), err
}

// feed is a JSON feed that gets longer.
type feed struct {
	mu    sync.Mutex
	began time.Time
	every time.Duration
	all   []genealogy.Article
}

func (f *feed) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return min(len(f.all), int(time.Since(f.began)/f.every))
}

// document has the newest of the reports that are out by now, as feeds do.
func (f *feed) document() ([]byte, error) {
	const newest = 40
	n := f.count()
	items := []map[string]any{}
	for i := max(0, n-newest); i < n; i++ {
		a := &f.all[i]
		items = append(items, map[string]any{
			"id": a.ID, "url": a.URL, "title": a.Title, "content_text": a.Text, "language": a.Lang, "authors": []map[string]string{{"name": a.Outlet}},
			"date_published": a.Published,
		})
	}
	return json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": "Invented news", "items": items})
}

// traceBody is what a program sends to have reports traced.
func (n *news) traceBody() (string, error) {
	b, err := lines(n.small)
	if err != nil {
		return "", err
	}
	return `{"articles":[` + strings.ReplaceAll(strings.TrimSpace(string(b)), "\n", ",") + `]}`, nil
}
