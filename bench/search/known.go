package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
)

// known asks an archive of the development stories for the title of each article: how many
// of the first ten besides itself are of its story, of as many as there can be?
func known(ctx context.Context, eval, dir string) error {
	articles, storyOf, size, err := readStories(filepath.Join(eval, "stories"))
	if err != nil {
		return err
	}
	a, s, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer a.Close()
	for _, by := range []string{"", search.ByMeaning, search.ByWords} {
		asked, one, found, possible := 0, 0, 0, 0
		for i := range articles {
			q, err := search.Parse(strings.NewReplacer("\"", " ", "“", " ", "”", " ", "-", " ").Replace(articles[i].Title))
			if err != nil || size[storyOf[articles[i].ID]] < 2 {
				continue
			}
			r, err := s.Find(ctx, q, search.Options{By: by, Limit: 11})
			if err != nil {
				return err
			}
			hits := ofStory(r.Hits, &articles[i], storyOf)
			asked++
			found += hits
			possible += min(10, size[storyOf[articles[i].ID]]-1)
			if hits > 0 {
				one++
			}
		}
		fmt.Printf("titles by %q: %d asked, another report of the story among the first ten of %.3f, %.3f of all that can be\n",
			by, asked, float64(one)/float64(asked), float64(found)/float64(possible))
	}
	return nil
}

// ofStory counts the first ten hits that are of an article's story, the article left out.
func ofStory(hits []search.Hit, a *stemma.Article, storyOf map[string]string) (n int) {
	seen := 0
	for _, h := range hits {
		if h.Article == a.ID {
			continue
		}
		if seen++; seen > 10 {
			break
		}
		if storyOf[h.Article] == storyOf[a.ID] {
			n++
		}
	}
	return n
}

func readStories(dir string) (articles []stemma.Article, storyOf map[string]string, size map[string]int, err error) {
	b, err := os.ReadFile(filepath.Join(dir, "full.gold.tsv")) //nolint:gosec // named by the user
	if err != nil {
		return nil, nil, nil, err
	}
	storyOf, size = map[string]string{}, map[string]int{}
	for line := range strings.Lines(string(b)) {
		if id, story, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			storyOf[id] = story
			size[story]++
		}
	}
	f, err := os.Open(filepath.Join(dir, "full.jsonl")) //nolint:gosec // named by the user
	if err != nil {
		return nil, nil, nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var a struct{ ID, Lang, Title string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, nil, nil, err
		}
		articles = append(articles, stemma.Article{ID: a.ID, Lang: a.Lang, Title: a.Title})
	}
	return articles, storyOf, size, lines.Err()
}
