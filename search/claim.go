package search

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/store"
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

const (
	// claimed is how many passages near to a claim are looked at.
	claimed = 400
	// maxNear is how many of those are looked at that can only be near.
	maxNear = 40
	// nearFrom and saysFrom are the scores from which a sentence is about a claim,
	// and says it. See docs/BENCHMARKS.md for how often that is right.
	nearFrom, saysFrom = 0.45, 0.6
	// nameBonus is what it counts that names and numbers of a claim are in a sentence, or
	// are not.
	nameBonus = 0.15
	// alikeNames is from when on two names are one (text.NameSimilarity).
	// and sameWord when a word is a name.
	alikeNames, sameWord = 0.75, 0.85
	maxClaim             = 2000 // bytes
)

// ErrClaim says that a text is no claim that can be looked for.
var ErrClaim = errors.New("give one sentence, of at least three words and at most 2,000 bytes")

// Statement is a claim to which sentences are compared.
type Statement struct {
	Text   string
	doc    *text.Document
	vector []float32
	values values
}

// values are what of a sentence is compared as a value.
type values struct {
	names   []text.Name
	numbers []text.Number
	words   []text.Word
}

// NewStatement reads a claim. Its language is read from it where none is given.
func (x *Indexer) NewStatement(ctx context.Context, claim, lang string) (*Statement, error) {
	claim = strings.Join(strings.Fields(strings.ToValidUTF8(claim, "")), " ")
	if len(claim) > maxClaim || len(text.Words(claim)) < fewest {
		return nil, ErrClaim
	}
	vectors, err := x.model.Vectors(ctx, []string{claim})
	if err != nil {
		return nil, err
	}
	if isZero(vectors[0]) {
		return nil, ErrClaim
	}
	s := &Statement{Text: claim, doc: readOne(stemma.Article{ID: "claim", Lang: lang}, claim), vector: vectors[0]}
	s.values = valuesOf(s.doc)
	return s, nil
}

// readOne reads a sentence by itself.
func readOne(a stemma.Article, sentence string) *text.Document {
	d := text.Read(stemma.Article{ID: a.ID, Lang: a.Lang, Published: a.Published, PublishedPrecision: a.PublishedPrecision, Text: sentence})
	for i := range d.Sentences {
		d.Sentences[i].Boilerplate, d.Sentences[i].Title = false, false
	}
	d.Article.Boilerplate = nil
	return d
}

func valuesOf(d *text.Document) values {
	var v values
	for i := range d.Sentences {
		v.names = append(v.names, d.Sentences[i].Names...)
		v.numbers = append(v.numbers, d.Sentences[i].Numbers...)
		v.words = append(v.words, d.Sentences[i].Words...)
	}
	return v
}

// share is how much of what a claim names another sentence names, from -1 for nothing to 1
// for all; 0 where it names nothing. Another number in the place of one does not count: the
// sentence may be about the same and say otherwise.
func (v *values) share(o *values) float64 {
	have, all := 0, 0
	for _, n := range v.names {
		all++
		if o.has(n.Key) {
			have++
		}
	}
	for _, n := range v.numbers {
		switch {
		case slices.ContainsFunc(o.numbers, func(m text.Number) bool { return n.Value <= m.High && m.Value <= n.High }):
			all, have = all+1, have+1
		case len(o.numbers) == 0:
			all++
		}
	}
	if all == 0 {
		return 0
	}
	return 2*float64(have)/float64(all) - 1
}

// has says whether a name is among the names, or is a word that was not read as one.
func (v *values) has(name string) bool {
	return slices.ContainsFunc(v.names, func(m text.Name) bool { return text.NameSimilarity(name, m.Key) >= alikeNames }) ||
		slices.ContainsFunc(v.words, func(w text.Word) bool { return text.NameSimilarity(name, text.Romanise(w.Form)) >= sameWord })
}

// Difference is what a sentence says otherwise than a claim.
type Difference struct {
	Kind stemma.ChangeKind `json:"kind"`
	// Claim and Report are what the two say; one is empty where it has nothing there.
	Claim  string `json:"claim,omitempty"`
	Report string `json:"report,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// Judgement is how a sentence stands to a claim, and why.
type Judgement struct {
	Relation Relation
	// Alike is the cosine of the two, Score that with what names and numbers say.
	Alike, Score float64
	Differences  []Difference
}

// Judge compares a sentence of an article to the claim. The vector is the sentence's. It
// returns false where the sentence is about something else.
func (s *Statement) Judge(a stemma.Article, sentence string, v []float32) (Judgement, bool) {
	j := Judgement{Alike: float64(vector.Dot(s.vector, v))}
	if j.Alike+nameBonus < nearFrom {
		return j, false
	}
	d := readOne(a, sentence)
	theirs := valuesOf(d)
	share := s.values.share(&theirs)
	if share < 1 && len(s.values.names) > 0 && a.Title != sentence { // what the title names, a sentence need not
		title := valuesOf(readOne(a, a.Title))
		theirs.names, theirs.words = append(theirs.names, title.names...), append(theirs.words, title.words...)
		share = s.values.share(&theirs)
	}
	j.Score = j.Alike + nameBonus*share
	if j.Score < nearFrom {
		return j, false
	}
	j.Relation = Near
	if j.Score < saysFrom {
		return j, true
	}
	j.Differences = s.differences(d)
	j.Relation = relationOf(j.Differences)
	return j, true
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

// judged is a passage with what was found of it.
type judged struct {
	found
	Judgement
	text string
	span stemma.Span
	of   *judged // the first of its copies
}

// Claim finds out who says a claim.
func (s *Searcher) Claim(ctx context.Context, claim string, o Options) (*ClaimResult, error) {
	st, err := s.indexer.NewStatement(ctx, claim, "")
	if err != nil {
		return nil, err
	}
	v, err := s.index.View(ctx, s.indexer.made)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	scope, err := s.scope(ctx, o)
	if err != nil {
		return nil, err
	}
	in, err := v.In(scope)
	if err != nil {
		return nil, err
	}
	near, err := s.near(ctx, v, st.Text, in, claimed)
	if err != nil {
		return nil, err
	}
	all, err := s.judge(ctx, st, near)
	if err != nil {
		return nil, err
	}
	r, err := s.claimResult(ctx, st, all)
	if err != nil {
		return nil, err
	}
	r.More = len(near) == claimed && near[len(near)-1].alike+nameBonus >= nearFrom
	return r, nil
}

// judge compares passages to a claim. Of an article the passage counts that says most: the one
// that says the claim, else one that differs from it, else what is nearest.
func (s *Searcher) judge(ctx context.Context, st *Statement, near []found) ([]judged, error) {
	all := passagesOf(near)
	if err := judgeAll(ctx, st, all); err != nil {
		return nil, err
	}
	best := map[store.Doc]int{}
	var out []judged
	for _, p := range all {
		p.Judgement = p.of.Judgement
		if p.Relation == "" {
			continue
		}
		if i, ok := best[p.doc]; !ok {
			best[p.doc] = len(out)
			out = append(out, p)
		} else if rank(p.Relation) < rank(out[i].Relation) {
			out[i] = p
		}
	}
	return out, nil
}

// passagesOf are the passages that may say a claim, and the nearest of those that can only
// be about it. Copies point at the first of them.
func passagesOf(near []found) []judged {
	type key struct{ lang, title, text string }
	first := map[key]*judged{}
	var all []judged
	only := 0
	for _, f := range near {
		sentence, span := sentence(&f.article, f.passage)
		if sentence == "" || f.alike+nameBonus < nearFrom {
			continue
		}
		if f.alike+nameBonus < saysFrom {
			if only++; only > maxNear {
				break // what follows is farther away
			}
		}
		p := judged{found: f, text: sentence, span: span}
		k := key{f.article.Lang, f.article.Title, sentence}
		if first[k] == nil {
			first[k] = &judged{found: f, text: sentence}
		}
		p.of = first[k]
		all = append(all, p)
	}
	return all
}

// judgeAll judges the first of all copies, on all cores.
func judgeAll(ctx context.Context, st *Statement, all []judged) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	seen := map[*judged]bool{}
	for i := range all {
		p := all[i].of
		if seen[p] {
			continue
		}
		seen[p] = true
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			p.Judgement, _ = st.Judge(p.article, p.text, p.vector)
			return nil
		})
	}
	return g.Wait()
}

func rank(r Relation) int { return slices.Index([]Relation{Says, Denies, Differs, Near}, r) }
