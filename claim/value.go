package claim

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// dateChanges reports a date in place of another, where each is the only one
// left over. Across languages both must be written in figures: days of the
// week are resolved by the date of publication, which copies do not share.
func (p *pair) dateChanges() []stemma.Change {
	before, after := p.sentences()
	left, right := unmatched(resolved(before), resolved(after), sameDate)
	if len(left) != 1 || len(right) != 1 || left[0].Precision != right[0].Precision {
		return nil
	}
	was, is := p.shown(0, left[0].Span), p.shown(1, right[0].Span)
	switch {
	case text.Fold(was) == text.Fold(is):
		return nil
	case p.same && !p.opposite(left[0].Span, right[0].Span) && p.share < closeShare:
		return nil
	case !inFigures(was) || !inFigures(is):
		if !p.same || p.share < closeShare {
			return nil
		}
	}
	return []stemma.Change{p.change(stemma.ChangeDate, was, is)}
}

// resolved returns the dates that are known and not told by a number.
func resolved(s *text.Sentence) []text.Date {
	return slices.DeleteFunc(slices.Clone(s.Dates), func(d text.Date) bool {
		_, number := ago(s, d)
		return number || d.Time.IsZero()
	})
}

// sameDate says that two dates agree as far as the less exact one goes.
func sameDate(x, y text.Date) bool {
	if x.Precision == stemma.PrecisionYear || y.Precision == stemma.PrecisionYear {
		return x.Time.Year() == y.Time.Year()
	}
	if x.Precision == stemma.PrecisionMonth || y.Precision == stemma.PrecisionMonth {
		return x.Time.Year() == y.Time.Year() && x.Time.Month() == y.Time.Month()
	}
	return x.Time.Year() == y.Time.Year() && x.Time.YearDay() == y.Time.YearDay()
}

const (
	// nameAlike is the similarity from which two names count as one.
	nameAlike = 0.75
	// nameLetters is the least length of a name that is compared: shorter
	// ones are initials and abbreviations.
	nameLetters = 3
	// maxNames bounds the comparison of an article's names.
	maxNames = 1000
)

// nameIndex holds the keys of the names of an article.
type nameIndex struct{ keys []string }

func newNameIndex(d *text.Document) nameIndex {
	var n nameIndex
	for i := range d.Sentences {
		for _, name := range d.Sentences[i].Names {
			n.keys = append(n.keys, name.Key)
		}
	}
	slices.Sort(n.keys)
	n.keys = slices.Compact(n.keys)
	n.keys = n.keys[:min(len(n.keys), maxNames)]
	return n
}

func (n *nameIndex) has(key string) bool {
	return slices.ContainsFunc(n.keys, func(k string) bool { return sameName(k, key) })
}

// sameName says that two names can be of one thing: alike, or the one a part
// of the other.
func sameName(a, b string) bool {
	return a == b || partOf(a, b) || partOf(b, a) || text.NameSimilarity(a, b) >= nameAlike
}

// partOf says that the words of one name are among those of the other.
func partOf(a, b string) bool {
	whole := strings.Fields(b)
	for w := range strings.FieldsSeq(a) {
		if !slices.Contains(whole, w) {
			return false
		}
	}
	return a != ""
}

// nameChanges reports a name in place of another where neither is named
// anywhere in the other article: a person is called now by name, now by
// surname, now by office.
func (p *pair) nameChanges() []stemma.Change {
	before, after := p.sentences()
	left, right := unmatched(before.Names, after.Names, func(x, y text.Name) bool { return sameName(x.Key, y.Key) })
	left = slices.DeleteFunc(left, func(n text.Name) bool { return letters(n.Key) < nameLetters || p.names[1].has(n.Key) })
	right = slices.DeleteFunc(right, func(n text.Name) bool { return letters(n.Key) < nameLetters || p.names[0].has(n.Key) })
	if !p.same && (len(left) != 1 || len(right) != 1 || !p.comparable(&left[0])) {
		return nil
	}
	var out []stemma.Change
	for _, x := range left {
		k := slices.IndexFunc(right, func(y text.Name) bool { return !p.same || p.share >= alteredShare && p.opposite(x.Span, y.Span) })
		if k < 0 {
			continue
		}
		out = append(out, p.change(stemma.ChangeName, p.shown(0, x.Span), p.shown(1, right[k].Span)))
		right = slices.Delete(right, k, k+1)
	}
	return out
}

// hedgeChanges reports that all hedges of a sentence went, or the first came,
// where the words around it stayed. In other words or another language a hedge
// is too often a manner of speaking (between translations of one text, about
// two sentences in three articles differ by a hedge): there only a loss counts, of what most other reports keep. A negation counts only
// among the same words.
func (p *pair) hedgeChanges() []stemma.Change {
	before, after := p.sentences()
	var out []stemma.Change
	for _, negation := range []bool{false, true} {
		was, is := split(before.Hedges, negation), split(after.Hedges, negation)
		if !p.alone || (len(was) == 0) == (len(is) == 0) {
			continue
		}
		switch {
		case len(is) == 0 && (p.inserted(0, was[0].Span) || !negation && p.hedged()):
			out = append(out, p.change(stemma.ChangeHedge, p.shown(0, was[0].Span), ""))
		case len(was) == 0 && p.inserted(1, is[0].Span):
			out = append(out, p.change(stemma.ChangeHedge, "", p.shown(1, is[0].Span)))
		}
	}
	return out
}

func split(hedges []text.Hedge, negation bool) []text.Hedge {
	return slices.DeleteFunc(slices.Clone(hedges), func(h text.Hedge) bool { return h.Negation != negation })
}
