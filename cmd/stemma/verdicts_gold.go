package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/truth"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
)

// exportGold makes gold data of the verdicts, a story of the archive after the other.
func (f *verdictFlags) exportGold(cmd *cobra.Command) error {
	a, book, err := f.open(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	defer book.Close()
	stories := map[string][]review.Verdict{}
	for v, err := range book.All(cmd.Context(), f.chosen) {
		if err != nil {
			return err
		}
		// Where the report is now: stories merge.
		id, ok, err := a.StoryOf(cmd.Context(), v.To.Article)
		if err != nil {
			return err
		}
		if ok && v.Subject == review.Edge {
			stories[id] = append(stories[id], v)
		}
	}
	dir := filepath.Join(f.file, "lineage")
	if _, err := os.Stat(dir); err == nil {
		return usage("%s is there already: give a new folder (-o)", dir)
	}
	told, judged, reports := 0, 0, 0
	for _, id := range slices.Sorted(maps.Keys(stories)) {
		articles, err := goldArticles(cmd, a, id, stories[id])
		if err != nil {
			return err
		}
		tree := review.Gold(id, articles, stories[id])
		if tree == nil || len(articles) < 2 {
			continue
		}
		told, judged, reports = told+1, judged+len(tree.Judged), reports+len(articles)
		if err := writeGold(filepath.Join(dir, fmt.Sprintf("reviewed-%d", told)), articles, tree); err != nil {
			return fmt.Errorf("write the gold data: %w", err)
		}
	}
	if told == 0 {
		return fmt.Errorf("of no story in the archive %s reviewers know the parent of a report, and agree on it", a.Dir())
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s with %s, %d of them judged: stemma eval lineage --sets %s\n", plural(told, "story", "stories"), count(reports, "report"), judged, printable(f.file))
	return err
}

// goldArticles are those of a story, and what verdicts give as parents from elsewhere.
func goldArticles(cmd *cobra.Command, a *store.Archive, id string, all []review.Verdict) ([]stemma.Article, error) {
	var articles []stemma.Article
	for article, err := range a.StoryArticles(cmd.Context(), id) {
		if _, damaged := errors.AsType[*store.ArticleError](err); damaged {
			continue // archive check tells of it
		}
		if err != nil {
			return nil, err
		}
		articles = append(articles, article)
	}
	for _, parent := range review.Parents(all) {
		if slices.ContainsFunc(articles, func(b stemma.Article) bool { return b.ID == parent }) {
			continue
		}
		article, ok, err := a.Article(cmd.Context(), parent)
		if _, damaged := errors.AsType[*store.ArticleError](err); err != nil && !damaged {
			return nil, err
		}
		if ok && err == nil {
			articles = append(articles, article)
		}
	}
	return articles, nil
}

// writeGold writes the articles of a story, and what is known of its tree.
func writeGold(name string, articles []stemma.Article, tree *truth.Tree) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil { //nolint:gosec // the umask decides, as for every file that the user asks for
		return err
	}
	err := written(name+".jsonl", func(w io.Writer) error {
		e := json.NewEncoder(display.JSON(w))
		e.SetEscapeHTML(false)
		for i := range articles {
			if err := e.Encode(&articles[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return written(name+".gold.json", func(w io.Writer) error {
		e := json.NewEncoder(display.JSON(w))
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(tree)
	})
}

// written makes a file.
func written(name string, render func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	if err := errors.Join(render(b), b.Flush()); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
