// Package attribution finds who is said to have said what: source, cue and
// content, and who the sources are.
//
// The algorithm, in the order the data flows:
//
//  1. An article becomes one list of tokens (token.go). A quotation of some
//     length is one token, whatever its quotation marks (quote*.go), so that
//     what is said about it stands next to it; so is the speech of a dialogue,
//     which dashes open (dialogue.go).
//  2. The words and phrases that the language's file knows (knowledge.go,
//     language.go), and the names of agencies and outlets (outlet*.go), are
//     looked up in tries and tables (lexicon.go) and become the units that the
//     rules walk over (unit.go).
//  3. In each sentence every verb of speech (speech.go) looks for its subject,
//     where the language has it (subject*.go), as a phrase before or behind it
//     (phrase.go, phraseright.go), for whom it is told (recipient.go), and for what is said (content.go). Every frame
//     ("according to X", "as X reports", "citing X") looks for its source
//     (frame.go), and so does a noun ("the mayor's claim that", nominal.go) and
//     a headline's colon (headline.go). An outlet that stands near a word of
//     reporting is cited even where no rule fits (relay.go). A language without
//     a file has its quotation marks, names and outlets (fallback.go).
//  4. In English a trained model adds what the rules do not know (tagged.go).
//     What stands beside a cue weighs on its certainty (certainty.go).
//  5. What is left may say by its grammar that it is hearsay (hearsay*.go).
//  6. Datelines, bylines, credit lines and headlines credit the whole article,
//     or their paragraph (credit*.go).
//  7. Mentions (mention.go) become sources: the phrase tells name and kind
//     (who.go, name.go); pronouns and "the source" point back within the article
//     (resolve.go, firstperson.go), names meet across articles and scripts (identity.go):
//     by case endings, by sound, without their nouns (caseindex.go,
//     soundindex.go, shortname.go), unnamed sources by the outlet through which they speak
//     (unnamed.go).
//
// The roles are those of PARC 3 (Pareti 2012) and PolNeAR (Newell et al. 2018):
// the content includes its complementiser ("that …"). All knowledge of a
// language is in lang/*.txt; lang/README.md says how to write one.
//
// The certainty of a cue is what the article commits itself to, and stands in
// the language file: asserted (confirmed) > reported (said: no stand) > claimed
// (alleged) > doubted (denied). "Not" turns doubted into reported, for who did
// not deny may still be right, and all others into doubted (mention.go).
//
// Every walk from a cue is bounded, so the work is linear in the text. What it
// does not do: it does not parse, so a source separated from its verb by a
// long clause may be lost; it does not look inside long quotations; and a verb
// without a subject ("it was reported") gives an attribution only as hearsay,
// or where its language drops subjects that were named before.
package attribution

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/text"
)

// Options of Find. The zero value is the default.
type Options struct {
	// Outlets is the reader's own table of agencies and outlets.
	Outlets *Outlets
	// Bound, if not nil, limits the work: what it leaves no time for is left out,
	// and noted there.
	Bound *bound.Bound
}

// Find returns the attributions of all articles, in their order, and the
// sources that they name. It takes the articles to be of one story: an unnamed
// source that two of them have from one agency is the same.
//
// A source's Article is an article that its outlet published; Lost says that
// a named outlet, or a source that another source is said to cite, is not
// among the articles. An attribution to a pronoun that points to no one has a
// source without an id, and so have hearsay and a cue without a source, whose
// source is empty.
func Find(ctx context.Context, docs []*text.Document, o Options) ([]stemma.Attribution, []stemma.Source, error) {
	return new(Memory).Find(ctx, docs, o)
}

// attribute finds out whom the mentions of all articles mean.
func attribute(ctx context.Context, readings []*reading, found [][]mention, seen *outlets) ([]stemma.Attribution, []stemma.Source, error) {
	reg := newRegistry(readings, seen)
	if err := reg.identify(ctx, found); err != nil {
		return nil, nil, err
	}
	var out []stemma.Attribution
	for d := range found {
		for i := range found[d] {
			out = append(out, found[d][i].attribution(readings[d], sourceID(found[d][i].entity)))
		}
	}
	return out, reg.sources(), nil
}

// readAll reads the articles and finds their mentions, side by side, as far as the
// bound goes: it returns those of the first articles. A reading is left without its
// units then, which take ten times its text.
func (k *knowledge) readAll(ctx context.Context, docs []*text.Document, seen *outlets, known *taggedTexts, b *bound.Bound) ([]*reading, [][]mention, error) {
	readings, found := make([]*reading, len(docs)), make([][]mention, len(docs))
	g, each := crew.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	done := 0
	for ; done < len(docs) && each.Err() == nil && !b.Spent(); done++ {
		i, d := done, docs[done]
		g.Go(func() (err error) {
			if readings[i], err = k.read(d, seen); err != nil {
				return err
			}
			readings[i].known = known
			found[i] = readings[i].mentions(each)
			readings[i].units = nil
			return each.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	return readings[:done], found[:done], ctx.Err()
}

// mentions finds the mentions of one article in the order of the text. When ctx
// ends, it stops with what it has.
func (r *reading) mentions(ctx context.Context) []mention {
	found := r.withTagged(ctx, r.attributions(ctx))
	if ctx.Err() != nil {
		return nil
	}
	parted(found)
	head := r.headEnd()
	for i := range found {
		found[i].leading = found[i].anchor() < head
		r.weigh(&found[i])
		r.identify(&found[i])
		found[i].first = found[i].who.pronoun && r.speaksAsOne(&found[i])
	}
	found = append(found, r.headlineBy(found)...)
	found = append(found, r.hearsay(found)...)
	sorted := inOrder(r.withCredits(found))
	resolve(sorted)
	return sorted
}

// identify reads who a mention's source phrase says that its source is.
func (r *reading) identify(m *mention) {
	if m.source.empty() {
		if r.lang.dropsSubject { // it goes on with the last one
			m.who = who{kind: stemma.SourcePerson, pronoun: true, back: true}
		}
		return
	}
	m.who = r.describe(r.units[m.source.start:m.source.end], m.sourceAt)
	r.inBrackets(m)
	r.withholdName(m)
	if m.nobody { // "no one" means no one who was named
		m.who.pronoun, m.who.back = false, false
	}
	if m.kind == stemma.AttributionWhole && m.who.kind != stemma.SourceUnnamed && m.who.name != "" && !r.isSomeone(m.source) {
		m.who.kind = stemma.SourceOutlet // what reports the news as a whole is an outlet
	}
}

// inOrder sorts mentions by their place in the text.
func inOrder(found []mention) []mention {
	order := make([]int, len(found))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(found[a].anchor(), found[b].anchor()) })
	place, sorted := make([]int, len(found)), make([]mention, len(found))
	for to, from := range order {
		place[from], sorted[to] = to, found[from]
	}
	for i := range sorted {
		if sorted[i].via >= 0 {
			sorted[i].via = place[sorted[i].via]
		}
	}
	return sorted
}

// isSomeone reports whether a phrase holds a noun or title of a person or a body.
func (r *reading) isSomeone(p phrase) bool {
	for k := p.start; k < p.end; k++ {
		if r.units[k].is(personClass | orgClass | pronounClass) {
			return true
		}
	}
	return false
}

// withCredits adds the credits whose source no attribution at the same place
// names; an outlet is credited once. They come in the order of the text.
func (r *reading) withCredits(found []mention) []mention {
	credited, sources, end := map[int]bool{}, sourceCover(found), 0
	for _, c := range r.credits() {
		taken := c.sourceAt.Start < end || sources.holds(c.sourceAt)
		if taken || c.who.outlet > 0 && credited[c.who.outlet] && !c.byline && len(c.content) == 0 {
			continue
		}
		credited[c.who.outlet], end = true, c.sourceAt.End
		found = append(found, c)
	}
	return found
}

// headEnd returns where the article's first sentences end.
func (r *reading) headEnd() int {
	left := leadSentences
	for i := range r.doc.Sentences {
		if r.doc.Sentences[i].Boilerplate {
			continue
		}
		if left--; left == 0 {
			return r.doc.Sentences[i].End
		}
	}
	return len(r.text)
}
