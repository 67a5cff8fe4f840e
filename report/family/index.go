package family

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
	"golang.org/x/text/language"
	languages "golang.org/x/text/language/display"
)

const (
	// MaxName is how many columns the name of an outlet or a source may take.
	MaxName = 40
	// MaxWording is how many the words may take by which a source is cited.
	MaxWording = 48
)

// Index finds what a result's ids stand for.
type Index struct {
	Articles     map[string]*stemma.Article
	Sources      map[string]*stemma.Source
	Attributions map[string][]*stemma.Attribution // by article
	citations    map[string][]*stemma.Source      // by the article that cites
	distrusted   map[string][]stemma.Distrust     // by article
	partial      map[string][]stemma.Partial      // by story
}

// NewIndex indexes a result, which must not be changed afterwards.
func NewIndex(r *stemma.Result) *Index {
	x := &Index{
		Articles:     make(map[string]*stemma.Article, len(r.Articles)),
		Sources:      make(map[string]*stemma.Source, len(r.Sources)),
		Attributions: make(map[string][]*stemma.Attribution),
		citations:    make(map[string][]*stemma.Source),
		distrusted:   make(map[string][]stemma.Distrust),
		partial:      make(map[string][]stemma.Partial),
	}
	titles := make(map[string]int)
	for i := range r.Articles {
		if a := &r.Articles[i]; a.Outlet == "" {
			titles[display.Clean(a.Title)]++
		}
	}
	for i := range r.Articles {
		a := &r.Articles[i]
		if a.Outlet == "" && a.Input != "" && titles[display.Clean(a.Title)] > 1 {
			named := *a // the same title several times names nobody
			named.Outlet = InputName(a.Input)
			a = &named
		}
		x.Articles[a.ID] = a
	}
	for i := range r.Sources {
		s := &r.Sources[i]
		x.Sources[s.ID] = s
		for _, id := range s.CitedBy {
			if id != s.Article {
				x.citations[id] = append(x.citations[id], s)
			}
		}
	}
	for _, d := range r.Distrusted {
		x.distrusted[d.Article] = append(x.distrusted[d.Article], d)
	}
	for _, p := range r.Partial {
		x.partial[p.Story] = append(x.partial[p.Story], p)
	}
	for i := range r.Attributions {
		a := &r.Attributions[i]
		x.Attributions[a.Article] = append(x.Attributions[a.Article], a)
	}
	return x
}

// Slice returns the part of an article's text that a span names, clean, and
// nothing for a span that points outside of it.
func Slice(a *stemma.Article, s stemma.Span) string {
	if s.Start < 0 || s.End > len(a.Text) || s.Start >= s.End {
		return ""
	}
	return strings.ToValidUTF8(display.Clean(a.Text[s.Start:s.End]), "")
}

// Sentence returns an article's sentence by its index, clean.
func Sentence(a *stemma.Article, i int) string {
	if a == nil || i < 0 || i >= len(a.Sentences) {
		return ""
	}
	return Slice(a, a.Sentences[i])
}

// Outlet is what an article is called: its outlet, or its title, or the name
// of the input it came from.
func Outlet(a *stemma.Article) string {
	for _, s := range []string{a.Outlet, a.Title, InputName(a.Input), a.ID} {
		if s = display.Clean(s); s != "" && s != "." {
			return display.Cut(s, MaxName)
		}
	}
	return "?"
}

// InputName is what an input is called: a file by its name without folders, a page of the web by
// its address, of which the end says nothing ("…/s/0").
func InputName(input string) string {
	if scheme, rest, ok := strings.Cut(input, "://"); ok && (scheme == "http" || scheme == "https") {
		return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
	}
	if input == "" {
		return ""
	}
	return path.Base(input)
}

// SourceName is what a source is called in running text.
func SourceName(s *stemma.Source) string {
	switch {
	case s.Inferred && display.Clean(s.Name) == "":
		return "an unknown source"
	case s.Inferred:
		return display.Cut(display.Clean(s.Name), MaxName)
	case s.Kind == stemma.SourceUnnamed:
		return "an unnamed source"
	}
	if n := display.Clean(s.Name); n != "" {
		return display.Cut(n, MaxName)
	}
	return s.ID
}

// LostNote says how a lost source is known.
func LostNote(s *stemma.Source) string {
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

// LanguageName returns the English name of an article's language.
func LanguageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return "unknown"
	}
	if n := languages.English.Tags().Name(t); n != "" && utf8.RuneCountInString(n) <= 20 {
		return n
	}
	base, _ := t.Base()
	return languages.English.Languages().Name(base)
}

// BaseLanguage is what counts as one language when languages are counted.
func BaseLanguage(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return "und"
	}
	base, _ := t.Base()
	return base.String()
}

// Published prints a moment no more exactly than it is known.
func Published(a *stemma.Article) string {
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

// HasClock is true when published prints a time of day.
func HasClock(a *stemma.Article) bool {
	return !a.Published.IsZero() &&
		(a.PublishedPrecision == stemma.PrecisionSecond || a.PublishedPrecision == stemma.PrecisionMinute)
}

// Passage joins the sentences of a passage, cleaned.
func Passage(a *stemma.Article, at []int) string {
	parts := make([]string, len(at))
	for i, j := range at {
		parts[i] = Sentence(a, j)
	}
	return strings.Join(parts, " ")
}

// Boilerplate returns the sentences that lie in an article's boilerplate.
func Boilerplate(a *stemma.Article) map[int]bool {
	spans := slices.SortedFunc(slices.Values(a.Boilerplate), func(x, y stemma.Span) int {
		return cmp.Compare(x.Start, y.Start)
	})
	out := make(map[int]bool)
	for i, s := range a.Sentences {
		for len(spans) > 0 && spans[0].End <= s.Start {
			spans = spans[1:]
		}
		covered := 0
		for k := 0; k < len(spans) && spans[k].Start < s.End; k++ {
			covered += s.Overlap(spans[k])
		}
		out[i] = 2*covered > s.Len()
	}
	return out
}

// Cites are the names of those whom an article cites, each once.
func (x *Index) Cites(a *stemma.Article) []string {
	var names []string
	seen := make(map[string]bool)
	for _, s := range x.citations[a.ID] {
		if n := display.Isolate(SourceName(s)); !seen[n] {
			seen[n] = true
			names = append(names, n)
		}
	}
	return names
}

// Body is the text of an article without what is boilerplate of its page.
func Body(a *stemma.Article) string {
	var all []string
	skip := Boilerplate(a)
	for i := range a.Sentences {
		if t := Sentence(a, i); t != "" && !skip[i] {
			all = append(all, t)
		}
	}
	if len(a.Sentences) == 0 {
		return display.Clean(a.Text)
	}
	return strings.Join(all, " ")
}
