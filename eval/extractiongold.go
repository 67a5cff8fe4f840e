package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

// pageGold is what is known of a page of the extraction set. A set may have
// the text alone; the names are those of schema.org and their usual short forms.
type pageGold struct {
	ArticleBody   string `json:"articleBody"`
	URL           string `json:"url"`
	Headline      string `json:"headline"`
	Title         string `json:"title"`
	DatePublished string `json:"datePublished"`
	Published     string `json:"published"`
	Date          string `json:"date"`
	InLanguage    string `json:"inLanguage"`
	Language      string `json:"language"`
	Lang          string `json:"lang"`
	Publisher     string `json:"publisher"`
	Outlet        string `json:"outlet"`
}

// readPageGold reads gold.json of a folder.
func readPageGold(dir string) (map[string]pageGold, error) {
	b, err := os.ReadFile(filepath.Join(dir, "gold.json"))
	if err != nil {
		return nil, err
	}
	var gold map[string]pageGold
	if err := json.Unmarshal(b, &gold); err != nil {
		return nil, fmt.Errorf("gold.json: %w", err)
	}
	return gold, nil
}

// metadata are the shares of pages whose metadata is right, each over the
// pages for which the gold has it.
type metadata struct{ titles, dates, languages, outlets, urls mean }

// add scores a page. A title is right with the same letters and digits; a
// date if it is of the same day, in its own zone or in UTC; a language by its
// first subtag; an address without scheme, "www." and query.
func (m *metadata) add(g pageGold, a stemma.Article) {
	if want := plainLetters(cmp.Or(g.Headline, g.Title)); want != "" {
		m.titles.hit(plainLetters(a.Title) == want)
	}
	if want, ok := date.Parse(cmp.Or(g.DatePublished, g.Published, g.Date)); ok {
		m.dates.hit(sameDate(want, a))
	}
	if want := baseLanguage(cmp.Or(g.InLanguage, g.Language, g.Lang)); want != "" {
		m.languages.hit(baseLanguage(a.Lang) == want)
	}
	if want := plainLetters(cmp.Or(g.Publisher, g.Outlet)); want != "" {
		m.outlets.hit(plainLetters(a.Outlet) == want)
	}
	if want := plainURL(g.URL); want != "" {
		m.urls.hit(plainURL(a.URL) == want)
	}
}

func (m *mean) hit(right bool) {
	if right {
		m.add(1)
	} else {
		m.add(0)
	}
}

// figures are those of the shares that could be measured.
func (m *metadata) figures() []Figure {
	var all []Figure
	for _, f := range []struct {
		name string
		mean mean
	}{{"titles", m.titles}, {"dates", m.dates}, {"languages", m.languages}, {"outlets", m.outlets}, {"addresses", m.urls}} {
		if f.mean.n > 0 {
			all = append(all, Figure{f.name, f.mean.value()})
		}
	}
	return all
}

func sameDate(want stemma.Moment, a stemma.Article) bool {
	const day = "2006-01-02"
	return want.Time.Format(day) == a.Published.Format(day) || want.Time.UTC().Format(day) == a.Published.UTC().Format(day)
}

func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	return strings.ToLower(base)
}

func plainLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

func plainURL(s string) string {
	_, s, _ = strings.Cut(s, "://")
	s, _, _ = strings.Cut(s, "?")
	return strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(s), "www."), "/")
}
