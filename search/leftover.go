package search

import (
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

const (
	// unlikeNames is the similarity below which two names are surely two.
	unlikeNames = 0.5
	// leastName is how many letters a name has that is compared: shorter ones are initials.
	leastName = 3
	// unlikeCounted is the cosine below which two nouns count different things.
	unlikeCounted = 0.3
	// farFigures is how many times a figure another can be that was told for it.
	farFigures = 20
)

// renamed tells of a name in the place of another where package claim, which has to be sure in
// whole articles, is silent: each of the two has one name that the other lacks, not of a person in the one and of
// something else in the other, and as unlike as no two ways to write one name are.
func (s *Statement) renamed(c *comparison) []Difference {
	x, y := c.missed, c.own
	if len(x) != 1 || len(y) != 1 || (x[0].Kind == text.KindPerson) != (y[0].Kind == text.KindPerson) && x[0].Kind != "" && y[0].Kind != "" {
		return nil
	}
	if utf8.RuneCountInString(x[0].Key) < leastName || utf8.RuneCountInString(y[0].Key) < leastName || text.NameSimilarity(x[0].Key, y[0].Key) >= unlikeNames {
		return nil
	}
	kind := stemma.ChangeName
	if x[0].Kind == text.KindPlace || y[0].Kind == text.KindPlace {
		kind = stemma.ChangePlace
	}
	return []Difference{{Kind: kind, Claim: shown(s.doc, x[0].Span), Report: shown(c.doc, y[0].Span)}}
}

// recounted tells of other figures where package claim is not sure which stands for which: as many
// are left over in the one as in the other, and one by one they can be of one thing.
func (s *Statement) recounted(c *comparison) (out []Difference) {
	x, y := s.values.uncounted(&c.values), c.values.uncounted(&s.values)
	if len(x) != len(y) || len(s.values.numbers) != len(c.values.numbers) {
		return nil
	}
	for i := range x {
		if x[i].Unit != y[i].Unit || farFrom(&x[i], &y[i]) || s.unlike(x[i].Counted, y[i].Counted, c.Same) {
			return nil
		}
		out = append(out, Difference{
			Kind: stemma.ChangeNumber, Claim: shown(s.doc, x[i].Span), Report: shown(c.doc, y[i].Span),
			ClaimValue: claim.Value(&x[i]), ReportValue: claim.Value(&y[i]),
		})
	}
	return out
}

// uncounted are the numbers that another has not.
func (v *values) uncounted(o *values) (out []text.Number) {
	for _, n := range v.numbers {
		if !o.hasNumber(n) {
			out = append(out, n)
		}
	}
	return out
}

// countsElse says that two figures count different things: 34 people, two hours.
func (s *Statement) countsElse(c *comparison, ch *stemma.Change) bool {
	x, y := s.values.numberAt(ch.Before, s.doc), c.values.numberAt(ch.After, c.doc)
	return x != nil && y != nil && (farFrom(x, y) || x.Unit != "" && y.Unit == "" && y.Counted.Form != "" || y.Unit != "" && x.Unit == "" && x.Counted.Form != "" || s.unlike(x.Counted, y.Counted, c.Same))
}

// farFrom says that no report gives the one for the other.
func farFrom(x, y *text.Number) bool {
	small, large := min(x.High, y.High), max(x.Value, y.Value)
	return small <= 0 || large > farFigures*small
}

// numberAt is the number that is written so.
func (v *values) numberAt(written string, d *text.Document) *text.Number {
	for i := range v.numbers {
		if shown(d, v.numbers[i].Span) == written {
			return &v.numbers[i]
		}
	}
	return nil
}

// unlike says that two words of one language that are counted mean different things: across languages
// their stems say too little.
func (s *Statement) unlike(x, y text.Word, same bool) bool {
	if !same || x.Form == "" || y.Form == "" || strings.EqualFold(x.Form, y.Form) {
		return false
	}
	a, known := senseOf(s.model, x.Form)
	b, also := senseOf(s.model, y.Form)
	return known && also && vector.Dot(a.v, b.v) < unlikeCounted
}

// shown is what stands at a span.
func shown(d *text.Document, at stemma.Span) string {
	t := d.Article.Text
	if at.Start < 0 || at.Start > at.End || at.End > len(t) {
		return ""
	}
	return t[at.Start:at.End]
}
