package table

import (
	"strconv"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

var claimColumns = []string{
	"story", "claim", "claim_text", "reports", "article", "letter", "outlet", "lang", "changed", "sentence_numbers", "sentence",
}

// claims has a row for each report that makes a claim.
func (t *trace) claims(row func(...any)) {
	for _, f := range t.families {
		for i := range f.Story.Claims {
			cl := &f.Story.Claims[i]
			changed, reports := f.ChangedIn(cl), len(family.Holders(cl))
			for _, p := range cl.Passages {
				m := f.ByID[p.Article]
				if m == nil || m.Article == nil {
					continue
				}
				row(f.Story.ID, cl.ID, cl.Text, reports, m.ID, m.Letter, family.Outlet(m.Article), m.Article.Lang,
					changed[m.ID], counted(p.Sentences), family.Passage(m.Article, p.Sentences))
			}
		}
	}
}

// counted are the numbers of sentences, from 1: a single one as a number.
func counted(at []int) any {
	if len(at) == 1 {
		return at[0] + 1
	}
	out := make([]string, len(at))
	for i, n := range at {
		out[i] = strconv.Itoa(n + 1)
	}
	return out
}

var changeColumns = []string{
	"story", "claim", "relation", "from", "from_letter", "from_name", "to", "to_letter", "to_name", "kind", "what", "before", "after",
	"before_value", "after_value", "detail", "sure", "from_sentence_number", "from_sentence", "to_sentence_number", "to_sentence",
}

// changes are all of the JSON. Relation is what the first of the two is to the second: its
// parent, another parent that it may have, or a sibling.
func (t *trace) changes(row func(...any)) {
	for _, f := range t.families {
		for i := range f.Story.Claims {
			cl := &f.Story.Claims[i]
			for j := range cl.Changes {
				f := changeRow{f, cl, &cl.Changes[j]}
				f.write(row)
			}
		}
	}
}

type changeRow struct {
	*family.Family
	cl *stemma.Claim
	*stemma.Change
}

func (c *changeRow) write(row func(...any)) {
	relation := "parent"
	switch {
	case c.Alternative:
		relation = "alternative"
	case c.Sibling:
		relation = "sibling"
	}
	up, m := c.ByID[c.From], c.ByID[c.To]
	what := family.Change{Change: c.Change, Claim: c.cl}.Verb()
	fromNumber, from := c.sentence(up, c.FromSentence)
	toNumber, to := c.sentence(m, c.ToSentence)
	row(c.Story.ID, c.cl.ID, relation, c.From, letter(up), called(up), c.To, letter(m), called(m), string(c.Kind), what, c.Before, c.After,
		c.BeforeValue, c.AfterValue, c.Detail, scored(c.Score), fromNumber, from, toNumber, to)
}

// sentence is a sentence with its number, nothing where there is none.
func (c *changeRow) sentence(m *family.Member, at *int) (n any, words string) {
	if m == nil || m.Article == nil || at == nil {
		return nil, ""
	}
	return numbered(m.Article, *at), family.Sentence(m.Article, *at)
}

// scored is how sure a change is, nothing where that is not measured.
func scored(score float64) any {
	if score == 0 {
		return nil
	}
	return score
}

var attributionColumns = []string{
	"story", "article", "letter", "outlet", "lang", "sentence_number", "source", "source_name", "source_words", "cue", "content", "kind",
	"certainty", "sentence",
}

// attributions are who is said to have said what, in the order of the JSON.
func (t *trace) attributions(row func(...any)) {
	x := family.NewIndex(t.Result)
	var of struct { // a thousand may stand in one sentence of a megabyte: it is read once
		article *stemma.Article
		at      int
		words   tidy
	}
	for i := range t.Attributions {
		at := &t.Attributions[i]
		a := x.Articles[at.Article]
		if a == nil {
			continue
		}
		var story, letter, name string
		if f := t.home[a.ID]; f != nil {
			story, letter = f.Story.ID, f.ByID[a.ID].Letter
		}
		if s := x.Sources[at.Source.Source]; s != nil {
			name = s.Name
		}
		if of.article != a || of.at != at.Sentence {
			of.article, of.at, of.words = a, at.Sentence, tidy(family.Sentence(a, at.Sentence))
		}
		row(story, a.ID, letter, family.Outlet(a), a.Lang, numbered(a, at.Sentence), at.Source.Source, name, pieces(a, at.Source), pieces(a, at.Cue), pieces(a, at.Content),
			string(at.Kind), string(at.Certainty), of.words)
	}
}

// numbered is the number of a sentence, from 1, nothing where there is no such sentence.
func numbered(a *stemma.Article, at int) any {
	if at < 0 || at >= len(a.Sentences) {
		return nil
	}
	return at + 1
}

// pieces are the words of a role, what interrupts them left out.
func pieces(a *stemma.Article, r stemma.Role) string {
	if len(r.Parts) == 0 {
		return family.Slice(a, r.Span)
	}
	out := ""
	for _, p := range r.Parts {
		if s := family.Slice(a, stemma.Span{Start: p[0], End: p[1]}); s != "" && out != "" {
			out += " … " + s
		} else {
			out += s
		}
	}
	return out
}
