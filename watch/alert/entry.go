package alert

import (
	"fmt"
	"strings"

	"github.com/stemma-news/stemma/watch/atom"
)

// Entry is the alert as an entry of a feed.
func (a *Alert) Entry() atom.Entry {
	e := atom.Entry{ID: "urn:uuid:" + a.ID, Title: a.Summary, Updated: a.Time, Categories: []string{string(a.Kind)}}
	var b strings.Builder
	fmt.Fprintf(&b, "Rule: %s. Story %s: %s from %s in %s.\n", a.Rule, a.Story.ID,
		counted(a.Story.Articles, "report"), counted(a.Story.Outlets, "outlet"), counted(a.Story.Languages, "language"))
	if a.Story.TreeReports > 0 {
		fmt.Fprintf(&b, "Its tree is of the first %d reports.\n", a.Story.TreeReports)
	}
	if a.Claim != "" {
		fmt.Fprintf(&b, "Claim: %s\n", a.Claim)
	}
	linked := map[string]bool{}
	for i := range a.Sentences {
		s := &a.Sentences[i]
		fmt.Fprintf(&b, "%s\n", s.line())
		if to := webAddress(s.URL); to != "" && !linked[to] { // alerts of an older program may have others
			linked[to] = true
			e.Links = append(e.Links, atom.Link{URL: to, Title: s.Title, Lang: s.Lang})
		}
	}
	e.Text = b.String()
	return e
}

// line is a sentence with whose it is.
func (s *Sentence) line() string {
	who := s.Outlet
	if who == "" {
		who = s.Article
	}
	what := ""
	switch s.Role {
	case RoleBefore:
		what = " (before)"
	case RoleAfter:
		what = " (after)"
	case RoleReport, RoleCites, RoleSays:
	}
	if s.Lang != "" {
		who += ", " + s.Lang
	}
	return who + what + ": " + s.Text
}
