package report

import (
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

const (
	// maxName is how many columns the name of an outlet or a source may take.
	maxName = 40
	// maxWording is how many the words may take by which a source is cited.
	maxWording = 48
)

// index finds what a result's ids stand for.
type index struct {
	articles     map[string]*stemma.Article
	sources      map[string]*stemma.Source
	attributions map[string][]*stemma.Attribution // by article
	citations    map[string][]*stemma.Source      // by the article that cites
}

func newIndex(r *stemma.Result) *index {
	x := &index{
		articles:     make(map[string]*stemma.Article, len(r.Articles)),
		sources:      make(map[string]*stemma.Source, len(r.Sources)),
		attributions: make(map[string][]*stemma.Attribution),
		citations:    make(map[string][]*stemma.Source),
	}
	titles := make(map[string]int)
	for i := range r.Articles {
		if a := &r.Articles[i]; a.Outlet == "" {
			titles[clean(a.Title)]++
		}
	}
	for i := range r.Articles {
		a := &r.Articles[i]
		if a.Outlet == "" && a.Input != "" && titles[clean(a.Title)] > 1 {
			named := *a // the same title several times names nobody
			named.Outlet = inputName(a.Input)
			a = &named
		}
		x.articles[a.ID] = a
	}
	for i := range r.Sources {
		s := &r.Sources[i]
		x.sources[s.ID] = s
		for _, id := range s.CitedBy {
			if id != s.Article {
				x.citations[id] = append(x.citations[id], s)
			}
		}
	}
	for i := range r.Attributions {
		a := &r.Attributions[i]
		x.attributions[a.Article] = append(x.attributions[a.Article], a)
	}
	return x
}

// slice returns the part of an article's text that a span names, clean, and
// nothing for a span that points outside of it.
func slice(a *stemma.Article, s stemma.Span) string {
	if s.Start < 0 || s.End > len(a.Text) || s.Start >= s.End {
		return ""
	}
	return strings.ToValidUTF8(clean(a.Text[s.Start:s.End]), "")
}

// sentence returns an article's sentence by its index, clean.
func sentence(a *stemma.Article, i int) string {
	if a == nil || i < 0 || i >= len(a.Sentences) {
		return ""
	}
	return slice(a, a.Sentences[i])
}

// outlet is what an article is called: its outlet, or its title, or the name
// of the input it came from.
func outlet(a *stemma.Article) string {
	for _, s := range []string{a.Outlet, a.Title, inputName(a.Input), a.ID} {
		if s = clean(s); s != "" && s != "." {
			return cut(s, maxName)
		}
	}
	return "?"
}

// inputName is what an input is called: a file by its name without folders, a page of the web by
// its address, of which the end says nothing ("…/s/0").
func inputName(input string) string {
	if scheme, rest, ok := strings.Cut(input, "://"); ok && (scheme == "http" || scheme == "https") {
		return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
	}
	if input == "" {
		return ""
	}
	return path.Base(input)
}

// sourceName is what a source is called in running text.
func sourceName(s *stemma.Source) string {
	switch {
	case s.Inferred && clean(s.Name) == "":
		return "an unknown source"
	case s.Inferred:
		return cut(clean(s.Name), maxName)
	case s.Kind == stemma.SourceUnnamed:
		return "an unnamed source"
	}
	if n := clean(s.Name); n != "" {
		return cut(n, maxName)
	}
	return s.ID
}

// lostNote says how a lost source is known.
func lostNote(s *stemma.Source) string {
	switch {
	case s.Inferred:
		return "lost, inferred, cited by none"
	case s.Article != "":
		return ""
	case len(s.CitedBy) == 0:
		return "lost"
	}
	return "lost, cited by " + strconv.Itoa(len(s.CitedBy))
}

// languageName returns the English name of an article's language.
func languageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return "unknown"
	}
	if n := display.English.Tags().Name(t); n != "" && utf8.RuneCountInString(n) <= 20 {
		return n
	}
	base, _ := t.Base()
	return display.English.Languages().Name(base)
}

// baseLanguage is what counts as one language when languages are counted.
func baseLanguage(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return "und"
	}
	base, _ := t.Base()
	return base.String()
}

// published prints a moment no more exactly than it is known.
func published(a *stemma.Article) string {
	t := a.Published
	if t.IsZero() {
		return "undated"
	}
	switch a.PublishedPrecision {
	case stemma.PrecisionSecond, stemma.PrecisionMinute:
		return t.UTC().Format("2 Jan 2006 15:04")
	case stemma.PrecisionMonth:
		return t.Format("Jan 2006")
	case stemma.PrecisionYear:
		return t.Format("2006")
	case stemma.PrecisionNone:
		return "undated"
	}
	return t.Format("2 Jan 2006")
}

// hasClock is true when published prints a time of day.
func hasClock(a *stemma.Article) bool {
	return !a.Published.IsZero() &&
		(a.PublishedPrecision == stemma.PrecisionSecond || a.PublishedPrecision == stemma.PrecisionMinute)
}
