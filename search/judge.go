package search

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// Relation is how a sentence stands to a claim.
type Relation string

// The relations. What has another number is not what was claimed, and not the
// opposite either; and what is only like it is a suggestion.
const (
	Says    Relation = "says"
	Differs Relation = "differs" // says it with another number, date, name or place
	Denies  Relation = "denies"  // says the opposite: one of the two has a negation, or the other side of a matter (opposites.txt)
	Near    Relation = "near"    // is about it, and may say something else
)

// What a pair is judged by: log odds, as of a logistic regression: rounded from a fit ("go run
// ./bench/search -fit", whose README has it and says on what). "go run ./bench/search -claims"
// measures other texts.
const (
	weightNone    = -6.5
	weightCovered = 22.0 // of the share of either that the other has
	weightUneven  = -8.0
	weightSame    = -1.5  // both are of one language, where chance has more words in common
	weightMissed  = -0.95 // for each of the claim's names that is not there, up to maxNames
	weightOwn     = -1.0  // for each name that the claim has not, up to maxNames
	weightCounts  = 2.0   // all numbers of the claim are there
	weightMore    = -0.3  // it has a number, and the claim none
	weightLength  = -0.85 // one is twice as long as the other
	maxNames      = 2
	twice         = 2.0

	// nearFrom and saysFrom are the probabilities from which a sentence is about a claim,
	// and says it.
	nearFrom, saysFrom = 0.05, 0.85
	// differsFrom is the probability that but for its numbers and negations it says it, from
	// which it is said what is different: low, since another figure makes the two less alike,
	// and the reader sees both.
	differsFrom = 0.4
	// deniesFrom is the same of what is said to the contrary: what is denied is told in the same words,
	// and who says in other words that a thing did not happen often says what did.
	deniesFrom = 0.6
	// alikeNames is from when on two names are one (text.NameSimilarity),
	// and sameWord when a word is a name.
	alikeNames, sameWord = 0.75, 0.85

	// aboutCosine is the cosine of two sentences below which none is about the other, and
	// saysCosine that below which hardly one in fifty says it.
	aboutCosine, saysCosine = 0.25, 0.35
)

// values are what of a sentence is compared as a value.
type values struct {
	names   []text.Name
	numbers []text.Number
	words   []text.Word
	length  int // in letters
}

func valuesOf(d *text.Document) values {
	var v values
	for i := range d.Sentences {
		s := &d.Sentences[i]
		v.names = append(v.names, s.Names...)
		v.numbers = append(v.numbers, s.Numbers...)
		v.words = append(v.words, s.Words...)
		v.length += len(s.Text)
	}
	return v
}

// has says whether a name is among the names, or is a word that was not read as one.
func (v *values) has(m *memory, name string) bool {
	return slices.ContainsFunc(v.names, func(n text.Name) bool { return m.same(name, n.Key) }) ||
		slices.ContainsFunc(v.words, func(w text.Word) bool { return m.isWord(name, w.Form) })
}

// lacked are those of some names that the values have not.
func (v *values) lacked(m *memory, names []text.Name) (out []text.Name) {
	for _, n := range names {
		if !v.has(m, n.Key) {
			out = append(out, n)
		}
	}
	return out
}

// hasNumber says that x is among the numbers. "Hundreds" does not say 832; but who says
// 832 says hundreds.
func (v *values) hasNumber(x text.Number) bool {
	return slices.ContainsFunc(v.numbers, func(y text.Number) bool {
		return x.Value <= y.High && y.Value <= x.High && (y.Approx != text.ApproxVague || x.Approx == text.ApproxVague)
	})
}

// Evidence is what a sentence is judged by against a claim.
type Evidence struct {
	Alike   float64 // the cosine of the two
	Covered float64 // how much of either the other has, the lesser
	Uneven  float64 // how unevenly
	Same    bool    // they are of one language
	Missed  int     // the claim's names that neither the sentence nor the title has, up to two
	Own     int     // names that the claim has not, up to two
	Counted bool    // the claim has numbers
	Counts  bool    // and all are there
	More    bool    // it has a number, and the claim none
	Lengths bool    // one is twice as long as the other
}

// odds are the log odds that a sentence says the claim. Told are those with what their
// numbers say, about those without: that it is the same but for them.
func (e Evidence) odds() (about, told float64) {
	about = weightNone + weightCovered*e.Covered + weightUneven*e.Uneven + weightSame*is(e.Same) +
		weightMissed*float64(e.Missed) + weightOwn*float64(e.Own) + weightLength*is(e.Lengths)
	return about, about + weightCounts*is(e.Counts) + weightMore*is(e.More)
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Evidence is what a sentence of an article is judged by. The vector is the sentence's.
func (s *Statement) Evidence(a stemma.Article, sentence string, v []float32) Evidence {
	m := newMemory(s)
	c := s.compare(m, a, sentence, float64(vector.Dot(s.vector, v)))
	c.miss(s.unnamed(m, c, a.Title))
	return c.Evidence
}

// comparison is a sentence beside a claim.
type comparison struct {
	Evidence
	doc    *text.Document
	values values
	senses []sense
	align  alignment
	missed []text.Name // the claim's names that it lacks
	own    []text.Name // its names that the claim lacks
}

// miss sets which of the claim's names are lacking.
func (c *comparison) miss(names []text.Name) { c.missed, c.Missed = names, min(len(names), maxNames) }

// unnamed are those of the claim's names that a sentence lacks and the title of its article, too: what the title
// names, a sentence need not.
func (s *Statement) unnamed(m *memory, c *comparison, title string) []text.Name {
	lacked := c.values.lacked(m, s.values.names)
	if len(lacked) == 0 || title == "" || title == c.doc.Article.Text {
		return lacked
	}
	return m.title(c.doc.Article, title).lacked(m, lacked)
}

// compare compares a sentence to the claim. Which names are missed depends on the title, too, and
// is not in it.
func (s *Statement) compare(m *memory, a stemma.Article, sentence string, alike float64) *comparison {
	d := readOne(a, sentence)
	c := &comparison{doc: d, values: valuesOf(d), senses: sensesOf(m.sense, d)}
	c.align = align(s.senses, c.senses)
	v, o := &s.values, &c.values
	ratio := float64(v.length) / float64(max(1, o.length))
	c.own = v.lacked(m, o.names)
	c.Evidence = Evidence{
		Alike:   alike,
		Same:    primary(s.doc.Article.Lang) == primary(d.Article.Lang),
		Own:     min(len(c.own), maxNames),
		Counted: len(v.numbers) > 0,
		Counts:  len(v.numbers) > 0 && len(v.uncounted(o)) == 0,
		More:    len(v.numbers) == 0 && len(o.numbers) > 0,
		Lengths: ratio > twice || ratio < 1/twice,
	}
	c.Covered, c.Uneven = c.align.covered(s.senses, c.senses)
	return c
}

// Difference is what a sentence says otherwise than a claim.
type Difference struct {
	Kind stemma.ChangeKind `json:"kind"`
	// Claim and Report are what the two say; one is empty where it has nothing there.
	Claim  string `json:"claim,omitempty"`
	Report string `json:"report,omitempty"`
	Detail string `json:"detail,omitempty"`
	// ClaimValue and ReportValue are numbers and dates in a form that compares across languages:
	// "12000", "100..999" for hundreds.
	ClaimValue  string `json:"claim_value,omitempty"`
	ReportValue string `json:"report_value,omitempty"`
}

// someDay is when a report without a date came out, so that days of the week compare.
var someDay = time.Date(2001, 1, 3, 12, 0, 0, 0, time.UTC)

// differences are the changes from the claim to a sentence, by the methods that compare
// reports in a story. Days that the claim names are those before the report came out.
func (s *Statement) differences(a stemma.Article, c *comparison) []Difference {
	ours, theirs := s.doc, c.doc
	if hasDates(ours) && hasDates(theirs) {
		day := a
		if a.Published.IsZero() {
			day.Published, day.PublishedPrecision = someDay, stemma.PrecisionMinute
			theirs = readOne(day, theirs.Article.Text)
		}
		ours = readClaim(stemma.Article{Lang: ours.Article.Lang, Published: day.Published, PublishedPrecision: day.PublishedPrecision}, s.Text)
	}
	before, after := *ours, *theirs
	before.Article.ID, after.Article.ID = "claim", "report"
	var out []Difference
	for _, ch := range changes(&before, &after) {
		if !slices.Contains(compares, ch.Kind) || ch.Kind == stemma.ChangeNumber && s.countsElse(c, &ch) {
			continue
		}
		d := Difference{Kind: ch.Kind, Claim: ch.Before, Report: ch.After, Detail: ch.Detail}
		if ch.Kind == stemma.ChangeNumber || ch.Kind == stemma.ChangeDate {
			d.ClaimValue, d.ReportValue = ch.BeforeValue, ch.AfterValue
		}
		out = append(out, d)
	}
	has := func(kinds ...stemma.ChangeKind) bool {
		return slices.ContainsFunc(out, func(d Difference) bool { return slices.Contains(kinds, d.Kind) })
	}
	if about, _ := c.odds(); probability(about) >= saysFrom && !has(stemma.ChangeName, stemma.ChangePlace) {
		out = append(out, s.renamed(c)...)
	}
	if !has(stemma.ChangeNumber) {
		out = append(out, s.recounted(c)...)
	}
	return out
}

func hasDates(d *text.Document) bool {
	return slices.ContainsFunc(d.Sentences, func(s text.Sentence) bool { return len(s.Dates) > 0 })
}

// changes are the changes between two texts that say one thing.
func changes(before, after *text.Document) (out []stemma.Change) {
	passage := func(d *text.Document) stemma.Passage {
		p := stemma.Passage{Article: d.Article.ID}
		for i := range d.Sentences {
			p.Sentences = append(p.Sentences, i)
		}
		return p
	}
	for _, c := range claim.Compare(claim.Story{
		Docs:   []*text.Document{before, after},
		Claims: []stemma.Claim{{ID: "c1", Passages: []stemma.Passage{passage(before), passage(after)}}},
		Edges:  []stemma.Edge{{Parent: before.Article.ID, Child: after.Article.ID, Primary: true}},
	}) {
		out = append(out, c.Changes...)
	}
	return out
}

// compares are the kinds of change that are told of.
var compares = []stemma.ChangeKind{stemma.ChangeNumber, stemma.ChangeDate, stemma.ChangeName, stemma.ChangePlace, stemma.ChangeHedge}

// opposite is what shows that a sentence says the opposite of the claim.
func (s *Statement) opposite(c *comparison) (Difference, bool) {
	ours, theirs, turned := s.turned(c.doc, c.senses, &c.align)
	d := Difference{Kind: stemma.ChangeHedge, Claim: shown(s.doc, ours), Report: shown(c.doc, theirs), Detail: "opposite"}
	switch {
	case d.Claim == "":
		d.Detail = "negation added"
	case d.Report == "":
		d.Detail = "negation dropped"
	}
	return d, turned
}

func isNegation(d Difference) bool {
	return d.Kind == stemma.ChangeHedge && strings.HasPrefix(d.Detail, "negation")
}

func relationOf(differences []Difference) Relation {
	if slices.ContainsFunc(differences, func(d Difference) bool { return d.Kind != stemma.ChangeHedge }) {
		return Differs
	}
	return Says
}

// Judgement is how a sentence stands to a claim, and why.
type Judgement struct {
	Relation Relation
	// Alike is the cosine of the two, Score the probability that they say the same.
	Alike, Score float64
	Differences  []Difference
}

// Judge compares a sentence of an article to the claim. The vector is the sentence's. It
// returns false where the sentence is about something else.
func (s *Statement) Judge(a stemma.Article, sentence string, v []float32) (Judgement, bool) {
	return s.judge(newMemory(s), a, sentence, v)
}

func (s *Statement) judge(m *memory, a stemma.Article, sentence string, v []float32) (Judgement, bool) {
	alike := float64(vector.Dot(s.vector, v))
	if alike < aboutCosine || !s.canBeNear(m, a.Lang, sentence) {
		return Judgement{Alike: alike}, false
	}
	c := s.compare(m, a, sentence, alike)
	c.miss(s.unnamed(m, c, a.Title))
	return s.judged(a, c)
}

// slack is by how much the log odds of a sentence, with its numbers left out, can be more than those by all its
// words.
const slack = 1.0

// canBeNear says from the words of a sentence whether it can be near to the claim, whatever its numbers
// and names are. To read these costs ten times as much, and most sentences whose vectors
// are like that of the claim are about something else.
func (s *Statement) canBeNear(m *memory, lang, sentence string) bool {
	var theirs []sense
	for _, w := range text.Words(sentence) {
		if x, ok := m.sense(w.Form); ok && len(theirs) < maxSenses && !strings.ContainsFunc(w.Form, unicode.IsDigit) {
			theirs = append(theirs, x)
		}
	}
	l := align(s.senses, theirs)
	e := Evidence{Same: lang != "" && primary(s.doc.Article.Lang) == primary(lang), Counts: len(s.values.numbers) > 0}
	e.Covered, e.Uneven = l.covered(s.senses, theirs)
	_, most := e.odds()
	return probability(most+slack) >= nearFrom
}

// judged says how a sentence of an article stands to the claim.
func (s *Statement) judged(a stemma.Article, c *comparison) (Judgement, bool) {
	j := Judgement{Alike: c.Alike}
	about, told := c.odds()
	j.Score = probability(told)
	if probability(max(about, told)) < nearFrom {
		return j, false
	}
	j.Relation = Near
	if probability(max(about, told)) < differsFrom {
		return j, true
	}
	opposite, denies := s.opposite(c)
	if c.Counted && len(c.values.numbers) == 0 && !denies {
		return j, true // what was counted, it leaves out
	}
	differences := slices.DeleteFunc(s.differences(a, c), isNegation)
	if denies && probability(about) < deniesFrom {
		return j, true
	}
	if denies {
		j.Relation, j.Differences = Denies, append([]Difference{opposite}, differences...)
		return j, true
	}
	relation := relationOf(differences)
	if relation == Says && (j.Score < saysFrom || c.Counted && !c.Counts) {
		return j, true
	}
	j.Relation, j.Differences = relation, differences
	return j, true
}

func probability(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }
