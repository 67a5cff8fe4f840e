package review

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// How large the parts of a verdict may be, in bytes; sentences and reports in number.
const (
	MaxNote      = 4000
	MaxReviewer  = 200
	MaxQuote     = 4000
	MaxSentences = 100

	maxName    = 1000 // an id or the name of a source
	maxReports = 50
	// maxSentence bounds the numbers of sentences: no text has more.
	maxSentence = 1 << 24
)

// check returns an Invalid where something is wrong with a verdict.
func (v *Verdict) check() error {
	for _, t := range []struct {
		field, text string
		most        int
	}{
		{"id", v.ID, maxName}, {"story", v.Story, maxName}, {"note", v.Note, MaxNote}, {"reviewer", v.Reviewer, MaxReviewer},
	} {
		if err := checkText(t.field, t.text, t.most); err != nil {
			return err
		}
	}
	if w := v.Withdrawn; w != nil {
		if err := checkText("withdrawn.by", w.By, MaxReviewer); err != nil {
			return err
		}
	}
	return cmp.Or(v.checkWords(), v.checkEnds())
}

// checkWords looks at the words of which there are only some.
func (v *Verdict) checkWords() error {
	switch v.Subject {
	case Edge, Link:
	default:
		return invalid("subject", "%q is none: give edge or link", v.Subject)
	}
	switch {
	case v.Opinion == Redirected && v.Redirect == nil:
		return invalid("redirect", "give what it should be, or say that there is nothing")
	case v.Opinion == Redirected:
	case v.Opinion != Confirmed && v.Opinion != Rejected:
		return invalid("verdict", "%q is none: give confirmed, rejected or redirected", v.Opinion)
	case v.Redirect != nil:
		return invalid("redirect", "only a verdict that is redirected has one")
	}
	return nil
}

func (v *Verdict) checkEnds() error {
	switch {
	case v.To.IsZero():
		return invalid("to", "give the child of the edge, or the other side of the link")
	case v.From.IsZero() && v.Subject == Link:
		return invalid("from", "a link has two sides")
	case v.From.same(&v.To):
		return invalid("from", "the two ends are the same")
	case v.Redirect != nil && v.Redirect.same(&v.To):
		return invalid("redirect", "it cannot lead to what it comes from")
	case v.Redirect != nil && v.Redirect.same(&v.From):
		return invalid("redirect", "it leads there already: confirm it")
	}
	if err := cmp.Or(v.From.check("from", v.Subject), v.To.check("to", v.Subject)); err != nil || v.Redirect == nil {
		return err
	}
	return v.Redirect.check("redirect", v.Subject)
}

// same says whether two ends are one: of a link, the same sentences.
func (e *End) same(o *End) bool {
	if e.Article != o.Article || e.Source != o.Source || e.Nameless != o.Nameless || len(e.Sentences) != len(o.Sentences) {
		return false
	}
	for i, s := range e.Sentences {
		if s != o.Sentences[i] {
			return false
		}
	}
	return !e.Nameless || strings.Join(e.Reports, "\n") == strings.Join(o.Reports, "\n")
}

func (e *End) check(field string, subject Subject) error {
	for _, t := range []struct {
		field, text string
		most        int
	}{{".article", e.Article, maxName}, {".digest", e.Digest, maxName}, {".source", e.Source, maxName}, {".quote", e.Quote, MaxQuote}} {
		if err := checkText(field+t.field, t.text, t.most); err != nil {
			return err
		}
	}
	switch {
	case e.Article != "" && e.Source != "":
		return invalid(field, "it is a report or a source, and not both")
	case e.Nameless && (e.Source == "" || len(e.Reports) == 0):
		return invalid(field+".reports", "a source without a name is known by the reports that have it from it")
	case len(e.Reports) > maxReports:
		return invalid(field+".reports", "there are %d; %d may be", len(e.Reports), maxReports)
	case len(e.Sentences) > MaxSentences:
		return invalid(field+".sentences", "there are %d; %d may be", len(e.Sentences), MaxSentences)
	case subject == Edge && len(e.Sentences) > 0:
		return invalid(field+".sentences", "only a link has sentences")
	case subject == Link && e.Source != "":
		return invalid(field, "a link is between sentences of reports")
	case subject == Link && !e.IsZero() && len(e.Sentences) == 0:
		return invalid(field+".sentences", "give the sentences of the link")
	}
	for _, r := range e.Reports {
		if err := checkText(field+".reports", r, maxName); err != nil {
			return err
		}
	}
	for _, s := range e.Sentences {
		if s < 0 || s > maxSentence {
			return invalid(field+".sentences", "%d is no number of a sentence", s)
		}
	}
	return nil
}

// checkText bounds a text, which must be UTF-8.
func checkText(field, text string, most int) error {
	switch {
	case len(text) > most:
		return invalid(field, "it has %d bytes; %d may be", len(text), most)
	case !utf8.ValidString(text):
		return invalid(field, "it is not UTF-8")
	case strings.ContainsRune(text, 0):
		return invalid(field, "it has a null character")
	}
	return nil
}
