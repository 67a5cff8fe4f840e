package family

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// maxSaying is how many reports are named that date a lost source.
const maxSaying = 4

// Window says when a lost source came out, as far as the reports tell:
// "by 13 Feb 2021; “on Friday 12 February” says A".
func (f *Family) Window(w *stemma.Window) string {
	if w == nil {
		return ""
	}
	var parts []string
	switch from, to := since(w.After), until(w.Before); {
	case !w.After.IsZero() && !w.Before.IsZero() && isDay(w.After, w.Before):
		parts = append(parts, "on "+w.After.UTC().Format("2 Jan 2006"))
	case from != "" && to != "":
		parts = append(parts, from+", "+to)
	case from+to != "":
		parts = append(parts, from+to)
	}
	return strings.Join(append(parts, f.sayings(w)...), "; ")
}

// sayings quote the words by which reports date a source, and name those that
// use them.
func (f *Family) sayings(w *stemma.Window) []string {
	var words []string
	by := make(map[string][]string)
	for i, p := range w.Said {
		m := f.ByID[p.Article]
		if m == nil || m.Article == nil || i >= maxSaying {
			continue
		}
		said := display.Cut(f.dating(m, p.Sentences, w), MaxWording)
		if by[said] == nil {
			words = append(words, said)
		}
		if !slices.Contains(by[said], m.Letter) {
			by[said] = append(by[said], m.Letter)
		}
	}
	for i, said := range words {
		slices.SortFunc(by[said], func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
		verb := "” says "
		if len(by[said]) > 1 {
			verb = "” say "
		}
		words[i] = "“" + display.Isolate(said) + verb + display.List(by[said], maxSaying)
	}
	return words
}

// isDay is true for the first and the last moment of one day.
func isDay(from, to time.Time) bool {
	day := from.UTC().Truncate(24 * time.Hour)
	return from.UTC().Equal(day) && isLast(to) && to.UTC().Before(day.AddDate(0, 0, 1))
}

// isLast is true for the last moment of a day, which stands for the day.
func isLast(t time.Time) bool { return t.UTC().Format("15:04") == "23:59" }

func since(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.UTC().Format("15:04") == "00:00":
		return "not before " + t.UTC().Format("2 Jan 2006")
	}
	return "after " + moment(t)
}

func until(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case isLast(t):
		return "by " + t.UTC().Format("2 Jan 2006")
	}
	return "before " + moment(t)
}

// moment prints a time without its clock where that is midnight.
func moment(t time.Time) string {
	if t = t.UTC(); t.Hour() == 0 && t.Minute() == 0 {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan 2006 15:04")
}

// dating returns the words by which a report dates a source: those of its
// dates that lies in the window, else the sentence.
func (f *Family) dating(m *Member, at []int, w *stemma.Window) string {
	d := text.Read(*m.Article)
	words := ""
	for _, i := range at {
		if i < 0 || i >= len(d.Sentences) || len(d.Sentences) != len(m.Article.Sentences) {
			continue
		}
		for _, date := range d.Sentences[i].Dates {
			said := Slice(m.Article, date.Span)
			if inWindow(date.Time, w) {
				return said
			}
			if words == "" {
				words = said
			}
		}
	}
	if words == "" && len(at) > 0 {
		words = Sentence(m.Article, at[0])
	}
	return words
}

func inWindow(t time.Time, w *stemma.Window) bool {
	day := 24 * time.Hour
	return !t.IsZero() && (w.Before.IsZero() || !t.After(w.Before)) && (w.After.IsZero() || !t.Before(w.After.Truncate(day)))
}
