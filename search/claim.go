package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

const (
	// claimed is how many passages near to a claim are looked at, and claimedStep how many at a time.
	claimed, claimedStep = 400, 100
	// maxNear is how many of those are judged that can only be near.
	maxNear  = 40
	maxClaim = 2000 // bytes
)

// ErrClaim says that a text is no claim that can be looked for, ErrQuestion that it asks: nobody
// says a question.
var (
	ErrClaim    = errors.New("give one sentence, of at least three words, not all numbers, and at most 2,000 bytes")
	ErrQuestion = errors.New("this is a question: give what is claimed as a statement")
)

// Statement is a claim to which sentences are compared.
type Statement struct {
	Text   string
	doc    *text.Document
	vector []float32
	values values
	senses []sense
	turns  []int // which of the senses turn what it says
	stands []stand
	model  *vector.Static
	axes   []axis // those on which the claim is
	roles  *roles
	deeds  []int // which of the senses are verbs of which it matters who does it
	// wording finds sentences by the claim's words.
	wording *wording
	terms   func(lang string, words []text.Word) []string
}

// NewStatement reads a claim. Its language is read from it where none is given.
func (x *Indexer) NewStatement(ctx context.Context, claim, lang string) (*Statement, error) {
	claim = strings.Join(strings.Fields(strings.ToValidUTF8(claim, "")), " ")
	if len(claim) > maxClaim || !enoughWords(claim) {
		return nil, ErrClaim
	}
	if strings.HasSuffix(claim, "?") || strings.HasSuffix(claim, "？") || strings.HasSuffix(claim, "؟") {
		return nil, ErrQuestion
	}
	vectors, err := x.model.Vectors(ctx, []string{claim})
	if err != nil {
		return nil, err
	}
	if isZero(vectors[0]) {
		return nil, ErrClaim
	}
	axes, err := x.axes()
	if err != nil {
		return nil, err
	}
	roles, err := x.roles()
	if err != nil {
		return nil, err
	}
	s := &Statement{Text: claim, doc: readClaim(stemma.Article{ID: "claim", Lang: lang}, claim), vector: vectors[0], model: x.model, roles: roles, terms: x.termsOf}
	s.values = valuesOf(s.doc)
	s.senses = sensesOf(func(word string) (sense, bool) { return senseOf(x.model, word) }, s.doc)
	s.wording = newWording(x.model, s.doc)
	s.axes = onlyTaken(axes, standsOf(axes, s.senses))
	s.stands = standsOf(s.axes, s.senses)
	s.turns = turns(s.doc, s.senses, s.axes, s.stands)
	s.deeds = s.deedsOf()
	return s, nil
}

// enoughWords says that a text has a few words, and some of them letters.
func enoughWords(claim string) bool {
	words, spelt := text.Words(claim), 0
	for _, w := range words {
		if strings.ContainsFunc(w.Form, unicode.IsLetter) {
			spelt++
		}
	}
	return len(words) >= fewest && spelt >= 2
}

// readOne reads a sentence of an article by itself.
func readOne(a stemma.Article, sentence string) *text.Document {
	return text.ReadSentence(alone(a, sentence))
}

// alone is an article of one text and what tells how to read it.
func alone(a stemma.Article, s string) stemma.Article {
	return stemma.Article{ID: a.ID, Lang: a.Lang, Published: a.Published, PublishedPrecision: a.PublishedPrecision, Text: s}
}

// readClaim reads what is claimed: one sentence, if those who ask do as they are told.
func readClaim(a stemma.Article, claim string) *text.Document {
	d := text.Read(alone(a, claim))
	for i := range d.Sentences {
		d.Sentences[i].Boilerplate, d.Sentences[i].Title = false, false
	}
	d.Article.Boilerplate = nil
	return d
}

// judged is a passage with what was found of it.
type judged struct {
	found
	Judgement
	text string
	span stemma.Span
	of   *copies
}

// copies are passages of the same words and the same day, which are read once: what "Monday" says is a matter
// of the day.
type copies struct {
	article stemma.Article // of the first of them, which came out on the same day as the others
	text    string
	vector  []float32
	titles  map[string]Judgement // by the titles of their articles, which can name what a passage does not
	most    float64              // the probability that they can have
}

// Claim finds out who says a claim.
func (s *Searcher) Claim(ctx context.Context, claim string, o Options) (*ClaimResult, error) {
	st, err := s.indexer.NewStatement(ctx, claim, "")
	if err != nil {
		return nil, err
	}
	m := newMemory(st)
	near, more, err := s.passages(ctx, st, m, o)
	if err != nil {
		return nil, err
	}
	all, err := s.judge(ctx, st, m, near)
	if err != nil {
		return nil, err
	}
	r, err := s.claimResult(ctx, st, all)
	if err != nil {
		return nil, err
	}
	r.More = more
	return r, nil
}

// judge compares passages to a claim. Of an article the passage counts that tells most.
func (s *Searcher) judge(ctx context.Context, st *Statement, m *memory, near []found) ([]judged, error) {
	all := passagesOf(near, hasDates(st.doc))
	if err := judgeAll(ctx, st, m, all); err != nil {
		return nil, err
	}
	best := map[store.Doc]int{}
	var out []judged
	for _, p := range all {
		p.Judgement = p.of.titles[p.article.Title]
		if p.Relation == "" {
			continue
		}
		if i, ok := best[p.doc]; !ok {
			best[p.doc] = len(out)
			out = append(out, p)
		} else if p.tellsMore(&out[i]) {
			out[i] = p
		}
	}
	return out, nil
}

// tellsMore says that a passage counts, and not another of its article: the one that says the claim, else one that denies
// it, else one that differs from it, else what is nearest. Of two that say as much it is a sentence of the text rather than
// the headline, which leaves out who says so, and how surely; and what the text denies, a headline does not say.
func (j *judged) tellsMore(o *judged) bool {
	switch {
	case j.Relation == Denies && o.Relation == Says && o.headline() && !j.headline():
		return true
	case j.Relation == Says && o.Relation == Denies && j.headline() && !o.headline():
		return false
	case j.Relation == o.Relation:
		return j.Relation != Near && o.headline() && !j.headline()
	}
	return rank(j.Relation) < rank(o.Relation)
}

// headline says that a passage is the title of its article, or the line of the text that repeats it.
func (j *judged) headline() bool { return j.passage == titleSentence || j.text == j.article.Title }

// passagesOf are passages, and which of them are copies.
//
// Copies of different days are one where the claim has no date: only dates are read by the day.
func passagesOf(near []found, dated bool) []judged {
	type key struct {
		lang, text, day string
		precision       stemma.Precision
	}
	first := map[key]*copies{}
	var all []judged
	for _, f := range near {
		sentence, span := sentence(&f.article, f.passage)
		if sentence == "" {
			continue
		}
		p := judged{found: f, text: sentence, span: span}
		k := key{lang: f.article.Lang, text: sentence}
		if dated {
			k.day, k.precision = f.article.Published.Format(time.DateOnly), f.article.PublishedPrecision
		}
		if first[k] == nil {
			first[k] = &copies{article: f.article, text: sentence, vector: f.vector, most: f.most, titles: map[string]Judgement{}}
		}
		p.of = first[k]
		p.of.titles[f.article.Title] = Judgement{}
		all = append(all, p)
	}
	return all
}

// judgeAll judges passages, on all cores.
func judgeAll(ctx context.Context, st *Statement, m *memory, all []judged) error {
	var each []*copies
	seen := map[*copies]bool{}
	for i := range all {
		if p := all[i].of; !seen[p] {
			seen[p] = true
			each = append(each, p)
		}
	}
	each = likeliest(each)
	return onCores(ctx, len(each), func(i int) error {
		st.judgeCopies(m, each[i])
		return nil
	})
}

// likeliest are the passages that can do more than be near, and of those that can only be near the likeliest.
func likeliest(all []*copies) []*copies {
	slices.SortStableFunc(all, func(a, b *copies) int { return cmp.Compare(b.most, a.most) })
	near := 0
	for near < len(all) && all[near].most >= differsFrom {
		near++
	}
	for end := min(len(all), near+maxNear); near < end && all[near].most >= nearFrom; {
		near++
	}
	return all[:near]
}

// judgeCopies judges passages of the same words: once for all titles that name the same of what
// the passage does not.
func (s *Statement) judgeCopies(m *memory, p *copies) {
	alike := float64(vector.Dot(s.vector, p.vector))
	c := s.compare(m, p.article, p.text, alike)
	known := map[string]Judgement{}
	for title := range p.titles {
		missed := s.unnamed(m, c, title)
		keys := make([]string, len(missed))
		for i, n := range missed {
			keys[i] = n.Key
		}
		key := strings.Join(keys, "\x00")
		j, ok := known[key]
		if !ok {
			c.miss(missed)
			j, _ = s.judged(p.article, c)
			known[key] = j
		}
		p.titles[title] = j
	}
}

func rank(r Relation) int { return slices.Index([]Relation{Says, Denies, Differs, Near}, r) }
