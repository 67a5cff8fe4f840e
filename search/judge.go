package search

import (
	"math"
	"slices"
	"strings"

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
	Denies  Relation = "denies"  // of the two, one has a negation
	Near    Relation = "near"    // is about it, and may say something else
)

// What a pair is judged by: log odds, as of a logistic regression. The weights are set by hand,
// rounded, between two fits ("go run ./bench/search -fit", whose README has both) of which
// neither holds alone: in one what is not said is too easily told, in the other what is said
// is too alike, since the vectors know the pairs. saysFrom lies between the probabilities from
// which 19 of 20 were right in the two. "go run ./bench/search -claims" measures other texts.
const (
	weightNone   = -14.0
	weightAlike  = 21.5  // of the cosine
	weightMissed = -0.5  // for each of the claim's names that is not there, up to maxNames
	weightOwn    = -0.85 // for each name that the claim has not, up to maxNames
	weightCounts = 0.5   // all numbers of the claim are there
	weightMore   = -1.1  // it has a number, and the claim none
	weightDenied = -0.7  // one of the two has a negation
	weightLength = -0.9  // one is twice as long as the other
	maxNames     = 2
	twice        = 2.0

	// nearFrom and saysFrom are the probabilities from which a sentence is about a claim,
	// and says it.
	nearFrom, saysFrom = 0.05, 0.7
	// differsFrom is the probability that but for its numbers and negations it says it, from
	// which it is said what is different: low, since another figure makes the two less alike,
	// and the reader sees both.
	differsFrom = 0.2
	// alikeNames is from when on two names are one (text.NameSimilarity),
	// and sameWord when a word is a name.
	alikeNames, sameWord = 0.75, 0.85
)

// leastCosine is the cosine below which nothing that the words say makes a sentence as
// probable as that.
func leastCosine(probability float64) float64 {
	return (math.Log(probability/(1-probability)) - weightNone - weightCounts) / weightAlike
}

// values are what of a sentence is compared as a value.
type values struct {
	names   []text.Name
	numbers []text.Number
	words   []text.Word
	denied  bool // it has a negation
	length  int  // in letters
}

func valuesOf(d *text.Document) values {
	var v values
	for i := range d.Sentences {
		s := &d.Sentences[i]
		v.names = append(v.names, s.Names...)
		v.numbers = append(v.numbers, s.Numbers...)
		v.words = append(v.words, s.Words...)
		v.denied = v.denied || slices.ContainsFunc(s.Hedges, func(h text.Hedge) bool { return h.Negation })
		v.length += len(s.Text)
	}
	return v
}

// has says whether a name is among the names, or is a word that was not read as one.
func (v *values) has(name string) bool {
	return slices.ContainsFunc(v.names, func(m text.Name) bool { return text.NameSimilarity(name, m.Key) >= alikeNames }) ||
		slices.ContainsFunc(v.words, func(w text.Word) bool { return text.NameSimilarity(name, text.Romanise(w.Form)) >= sameWord })
}

// missing counts the names that others have not.
func (v *values) missing(others ...*values) (n int) {
	for _, name := range v.names {
		if !slices.ContainsFunc(others, func(o *values) bool { return o.has(name.Key) }) {
			n++
		}
	}
	return n
}

// counted is how many of the numbers another has. "Hundreds" does not say 832; but who says
// 832 says hundreds.
func (v *values) counted(o *values) (n int) {
	for _, x := range v.numbers {
		if slices.ContainsFunc(o.numbers, func(y text.Number) bool {
			return x.Value <= y.High && y.Value <= x.High && (y.Approx != text.ApproxVague || x.Approx == text.ApproxVague)
		}) {
			n++
		}
	}
	return n
}

// Evidence is what a sentence is judged by against a claim.
type Evidence struct {
	Alike   float64 // the cosine of the two
	Missed  int     // the claim's names that neither the sentence nor the title has, up to two
	Own     int     // names that the claim has not, up to two
	Counted bool    // the claim has numbers
	Counts  bool    // and all are there
	More    bool    // it has a number, and the claim none
	Denied  bool    // one of the two has a negation
	Lengths bool    // one is twice as long as the other
}

// evidence compares a sentence to the claim. What the title names, a sentence need not.
func (v *values) evidence(alike float64, o, title *values) Evidence {
	ratio := float64(v.length) / float64(max(1, o.length))
	return Evidence{
		Alike:   alike,
		Missed:  min(v.missing(o, title), maxNames),
		Own:     min(o.missing(v), maxNames),
		Counted: len(v.numbers) > 0,
		Counts:  len(v.numbers) > 0 && v.counted(o) == len(v.numbers),
		More:    len(v.numbers) == 0 && len(o.numbers) > 0,
		Denied:  v.denied != o.denied,
		Lengths: ratio > twice || ratio < 1/twice,
	}
}

// odds are the log odds that a sentence says the claim. Told are those with what their
// numbers and a negation say, about those as if they agreed: that it is the same but for them.
func (e Evidence) odds() (about, told float64) {
	about = weightNone + weightAlike*e.Alike +
		weightMissed*float64(e.Missed) + weightOwn*float64(e.Own) + weightLength*is(e.Lengths)
	return about + weightCounts*is(e.Counted), about + weightCounts*is(e.Counts) + weightMore*is(e.More) + weightDenied*is(e.Denied)
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Evidence is what a sentence of an article is judged by. The vector is the sentence's.
func (s *Statement) Evidence(a stemma.Article, sentence string, v []float32) Evidence {
	e, _, _ := s.compare(a, sentence, float64(vector.Dot(s.vector, v)))
	return e
}

func (s *Statement) compare(a stemma.Article, sentence string, alike float64) (Evidence, *text.Document, *values) {
	d := readOne(a, sentence)
	theirs := valuesOf(d)
	var title values
	if len(s.values.names) > 0 && a.Title != sentence {
		title = valuesOf(readOne(a, a.Title))
	}
	return s.values.evidence(alike, &theirs, &title), d, &theirs
}

// Difference is what a sentence says otherwise than a claim.
type Difference struct {
	Kind stemma.ChangeKind `json:"kind"`
	// Claim and Report are what the two say; one is empty where it has nothing there.
	Claim  string `json:"claim,omitempty"`
	Report string `json:"report,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// differences are the changes from the claim to a sentence, by the methods that compare
// reports in a story.
func (s *Statement) differences(d *text.Document) []Difference {
	other := *d
	other.Article.ID = "report"
	ours := *s.doc
	passage := func(d *text.Document) stemma.Passage {
		p := stemma.Passage{Article: d.Article.ID}
		for i := range d.Sentences {
			p.Sentences = append(p.Sentences, i)
		}
		return p
	}
	var out []Difference
	for _, c := range claim.Compare(claim.Story{
		Docs:   []*text.Document{&ours, &other},
		Claims: []stemma.Claim{{ID: "c1", Passages: []stemma.Passage{passage(&ours), passage(&other)}}},
		Edges:  []stemma.Edge{{Parent: ours.Article.ID, Child: other.Article.ID, Primary: true}},
	}) {
		for _, ch := range c.Changes {
			if slices.Contains(compares, ch.Kind) {
				out = append(out, Difference{ch.Kind, ch.Before, ch.After, ch.Detail})
			}
		}
	}
	return out
}

// compares are the kinds of change that are told of.
var compares = []stemma.ChangeKind{stemma.ChangeNumber, stemma.ChangeDate, stemma.ChangeName, stemma.ChangePlace, stemma.ChangeHedge}

func relationOf(differences []Difference) Relation {
	relation := Says
	for _, d := range differences {
		switch {
		case d.Kind == stemma.ChangeHedge && strings.HasPrefix(d.Detail, "negation"):
			return Denies
		case d.Kind != stemma.ChangeHedge:
			relation = Differs
		}
	}
	return relation
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
	j := Judgement{Alike: float64(vector.Dot(s.vector, v))}
	if j.Alike < leastCosine(nearFrom) {
		return j, false
	}
	e, d, theirs := s.compare(a, sentence, j.Alike)
	about, told := e.odds()
	j.Score = probability(told)
	if probability(max(about, told)) < nearFrom {
		return j, false
	}
	j.Relation = Near
	numbers := len(s.values.numbers) > 0
	if probability(max(about, told)) < differsFrom || numbers && len(theirs.numbers) == 0 {
		return j, true // what was counted, it leaves out
	}
	differences := s.differences(d)
	relation := relationOf(differences)
	if relation == Says && (j.Score < saysFrom || e.Counted && !e.Counts) {
		return j, true
	}
	j.Relation, j.Differences = relation, differences
	return j, true
}

func probability(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }
