package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/drawing"
	"github.com/stemma-news/stemma/report/family"
)

// timeView is when the reports of a story came out.
type timeView struct {
	Drawings []drawingView
	Spans    []spanView
}

// spanView is the reports of an hour, a day or a month, and how many there were by then.
type spanView struct {
	When, Count string
	Sum         int      // with those before, 0 in the first
	Tongues     []string // languages that come in
	Reports     []timedView
	Copies      []reportLink // those that only repeat
}

// timedView is a report by its time, with the claims that it may have been the first to make.
type timedView struct {
	reportLink
	Outlet, Lang, Language, Clock, How string
	First                              []claimLink
	More                               int // claims that are not named
}

// maxTimedCopies is up to how many copies of a span are told one by one.
const maxTimedCopies = 3

// maxFirst is how many claims are named that a report made first.
const maxFirst = 12

func (p *storyPages) timeline() (*timeView, error) {
	all := p.ByTime()
	v := &timeView{Spans: p.spans(all)}
	var dots []drawing.Dot
	for _, m := range all {
		dots = append(dots, drawing.Dot{Member: m})
	}
	var err error
	v.Drawings, err = timelines(dots, "When the reports came out: a dot for each. The list below has them all")
	return v, err
}

// timelines draws dots for every width, or not at all where their dates tell no order.
func timelines(dots []drawing.Dot, label string) (out []drawingView, err error) {
	for _, w := range widths {
		var b strings.Builder
		if err := drawing.Timeline(&b, dots, label, w.width); err != nil {
			return nil, err
		}
		if b.Len() > 0 {
			out = append(out, drawingView{w.class, template.HTML(b.String())}) //nolint:gosec // drawing escapes what is not ours
		}
	}
	return out, nil
}

// spans are reports by the time at which they came out.
func (p *storyPages) spans(all []*family.Member) (out []spanView) {
	unit, first, spoken := unitOf(all), p.firsts(), map[string]bool{}
	for before := 0; before < len(all); {
		group := all[before : before+sameSpan(all[before:], unit)]
		s := p.span(group, unit, first)
		for _, m := range group {
			if tongue := family.LanguageName(m.Article.Lang); !spoken[tongue] {
				spoken[tongue] = true
				s.Tongues = append(s.Tongues, tongue)
			}
		}
		if before > 0 {
			s.Sum = before + len(group)
		}
		out, before = append(out, s), before+len(group)
	}
	return out
}

// sameSpan is how many of the first reports came out in one span.
func sameSpan(all []*family.Member, unit time.Duration) int {
	when, _ := spanOf(all[0], unit)
	for i, m := range all {
		if other, _ := spanOf(m, unit); other != when {
			return i
		}
	}
	return len(all)
}

// span is the reports of a span, of which copies that only repeat are named by their letters.
func (p *storyPages) span(group []*family.Member, unit time.Duration, first map[*family.Member][]claimLink) spanView {
	when, _ := spanOf(group[0], unit)
	s := spanView{When: when, Count: display.Count(len(group), "report")}
	var copies []*family.Member
	for _, m := range group {
		if m.Edge != nil && m.Edge.Kind == stemma.EdgeCopy && len(first[m]) == 0 {
			copies = append(copies, m)
		}
	}
	for _, m := range group {
		if len(copies) > maxTimedCopies && slices.Contains(copies, m) {
			s.Copies = append(s.Copies, reportLink{p.atMember(m), m.Letter})
		} else {
			s.Reports = append(s.Reports, p.timed(m, unit, first[m]))
		}
	}
	return s
}

// timed is a report by its time.
func (p *storyPages) timed(m *family.Member, unit time.Duration, first []claimLink) timedView {
	_, clock := spanOf(m, unit)
	v := timedView{
		reportLink: reportLink{p.atMember(m), m.Letter}, Outlet: family.Outlet(m.Article), Lang: tag(m.Article),
		Language: family.LanguageName(m.Article.Lang), Clock: clock, How: "origin", First: first,
	}
	if m.Edge != nil {
		v.How = p.How(m, m.Edge) + " of " + p.ByID[m.Edge.Parent].Tag()
	} else if m.Guess != nil {
		v.How = "parent uncertain"
	}
	if more := len(v.First) - maxFirst; more > 0 {
		v.First, v.More = v.First[:maxFirst], more
	}
	return v
}

// firsts are the claims that may have begun with a report, by the report.
func (p *storyPages) firsts() map[*family.Member][]claimLink {
	out := map[*family.Member][]claimLink{}
	for _, cl := range p.Shared {
		for _, m := range p.FirstOf(cl) {
			out[m] = append(out[m], claimLink{p.atClaim(cl), p.Number[cl.ID]})
		}
	}
	return out
}

// unitOf is by which unit reports are told: by the hour up to two days, by the day up to three months, else by the month.
func unitOf(all []*family.Member) time.Duration {
	const day = 24 * time.Hour
	var first, last time.Time
	for _, m := range all {
		if from, to := m.Period(); !from.IsZero() && to.Sub(from) <= day {
			if first.IsZero() {
				first = from
			}
			last = from
		}
	}
	switch span := last.Sub(first); {
	case span <= 2*day:
		return time.Hour
	case span <= 92*day:
		return day
	}
	return 30 * day
}

// spanOf is what the time is called in which a report came out, and its clock within that.
func spanOf(m *family.Member, unit time.Duration) (span, clock string) {
	from, to := m.Period()
	switch {
	case from.IsZero():
		return "undated", ""
	case to.Sub(from) > 24*time.Hour:
		return m.Published(), ""
	case unit > 24*time.Hour:
		return from.UTC().Format("Jan 2006"), from.UTC().Format("2 Jan")
	case to.After(from):
		return from.Format("2 Jan 2006"), ""
	case unit == time.Hour:
		return from.UTC().Format("2 Jan 2006, 15:00"), from.UTC().Format("15:04")
	}
	return from.UTC().Format("2 Jan 2006"), from.UTC().Format("15:04")
}

// ofAll says how many of how many.
func ofAll(n, all int, what string) string {
	return fmt.Sprintf("%d of %s", n, display.Count(all, what))
}
