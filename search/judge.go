package search

import (
	"math"
	"slices"
	"strings"
	"time"

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

	// The weights of a stretch of a sentence that is longer than the claim; those of names and numbers are the same.
	partNone    = -5.25
	partHeld    = 4.5  // of the share of the claim that all of the sentence has
	partCovered = 13.0 // of the share of either that the other has
	partUneven  = -8.5
	partSame    = -1.75
	partShort   = -10.0 // divided by the claim's words: a long sentence has two or three words of anything
	// leastWords is as how many words a shorter claim counts.
	leastWords = 3

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

	// aboutCosine is the cosine of two sentences below which none is about the other but for those with nearly all
	// words of the claim.
	aboutCosine = 0.25
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

// comparison is a sentence beside a claim.
type comparison struct {
	Evidence
	doc     *text.Document
	values  values
	senses  []sense
	align   alignment
	missed  []text.Name // the claim's names that it lacks
	foreign []text.Name // its names that the claim lacks
	own     []text.Name // those of them that are in what is judged, all of it or a stretch
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
	c.Alike, c.Same = alike, primary(s.doc.Article.Lang) == primary(d.Article.Lang)
	c.foreign = s.values.lacked(m, c.values.names)
	e, own := s.whole(c)
	if part, within, longer := s.part(c); longer && part.about() > e.about() {
		e, own = part, within
	}
	c.Evidence, c.own = e, own
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
	// HasValues says that the sentence has all names and numbers of the claim, of which there are some.
	HasValues bool

	hasHeaviest bool // it has the word of the claim that weighs most and is no name
}

// Judge compares a sentence of an article to the claim. The vector is the sentence's. It
// returns false where the sentence is about something else.
func (s *Statement) Judge(a stemma.Article, sentence string, v []float32) (Judgement, bool) {
	return s.Comparer().Judge(a, sentence, v)
}

// Comparer compares many sentences to a claim: it remembers the words that they share, which is a fifth of the work. It
// may be used by many goroutines.
type Comparer struct {
	s *Statement
	m *memory
}

// Comparer returns what compares many sentences to the claim.
func (s *Statement) Comparer() *Comparer { return &Comparer{s, newMemory(s)} }

// Judge is Statement.Judge.
func (c *Comparer) Judge(a stemma.Article, sentence string, v []float32) (Judgement, bool) {
	alike := float64(vector.Dot(c.s.vector, v))
	if alike < aboutCosine && !c.s.wording.nearlyAll(a.Lang, c.s.terms(a.Lang, text.Words(sentence))) {
		return Judgement{Alike: alike}, false
	}
	return c.s.judge(c.m, a, sentence, alike)
}

// Evidence is what a sentence of an article can be judged by: all of it, and, if it is longer than the claim, the
// stretch of it that has most of the claim. What is more in favour of the claim counts.
func (c *Comparer) Evidence(a stemma.Article, sentence string) []Evidence {
	s := c.s
	x := s.compare(c.m, a, sentence, 0)
	x.miss(s.unnamed(c.m, x, a.Title))
	whole, _ := s.whole(x)
	out := []Evidence{whole}
	if part, _, longer := s.part(x); longer {
		out = append(out, part)
	}
	for i := range out {
		out[i].Missed = x.Missed
	}
	return out
}

// judge compares a sentence that is alike, or that has nearly all words of the claim.
func (s *Statement) judge(m *memory, a stemma.Article, sentence string, alike float64) (Judgement, bool) {
	if s.most(m, a, sentence) < nearFrom {
		return Judgement{Alike: alike}, false
	}
	c := s.compare(m, a, sentence, alike)
	c.miss(s.unnamed(m, c, a.Title))
	return s.judged(a, c)
}

// most is the probability that a sentence can have at the most: what it has by its words, were all of its numbers and
// names those of the claim. Its numbers and dates are read, since their words are left out of the comparison; names and
// hedges are not, which are a third of the work (BenchmarkMost) without what is then found by them, and most sentences
// whose vectors are like that of the claim are about something else.
func (s *Statement) most(m *memory, a stemma.Article, sentence string) float64 {
	d := text.ReadValues(alone(a, sentence))
	theirs := sensesOf(m.sense, d)
	l := align(s.senses, theirs)
	e := Evidence{Same: primary(s.doc.Article.Lang) == primary(d.Article.Lang), Counts: len(s.values.numbers) > 0, Words: len(s.senses)}
	e.Held, _ = mean(s.senses, l.best[0])
	odds := func(cov coverage, part bool) float64 {
		e.Covered, e.Uneven, e.Part = cov.share, cov.uneven, part
		_, told := e.odds()
		return told
	}
	most := odds(l.covered(s.senses, theirs), false)
	for _, times := range stretches {
		if x, longer := l.stretch(s.senses, theirs, times); longer {
			most = max(most, odds(x.within(s.senses, theirs), true))
		}
	}
	c := &comparison{align: l, senses: theirs, Evidence: Evidence{Same: e.Same}}
	return max(probability(most), s.mostOfHalf(c))
}

// judged says how a sentence of an article stands to the claim.
func (s *Statement) judged(a stemma.Article, c *comparison) (Judgement, bool) {
	j := Judgement{Alike: c.Alike, HasValues: len(s.values.names)+len(s.values.numbers) > 0 && c.Missed == 0 && c.Counted == c.Counts, hasHeaviest: s.hasHeaviest(c)}
	about, told := c.odds()
	j.Score = probability(told)
	if opposite, score, ok := s.halfDenied(c); ok {
		j.Relation, j.Score, j.Differences = Denies, score, []Difference{opposite}
		return j, true
	}
	if probability(max(about, told)) < nearFrom {
		return j, false
	}
	j.Relation = Near
	if probability(max(about, told)) < differsFrom {
		return j, true
	}
	opposite, how := s.contrary(c)
	if how == unrelated {
		j.Differences = []Difference{opposite}
		return j, true
	}
	denies := how == opposed
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
