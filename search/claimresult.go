package search

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
)

// ClaimResult says who says a claim. It is the JSON that stemma search --claim prints,
// schema "stemma/claim/v1": fields are added, none is renamed.
type ClaimResult struct {
	Schema string `json:"schema"`
	Claim  string `json:"claim"`
	Lang   string `json:"lang"`
	// Sentences is how many sentences the claim is: each by itself is found more surely.
	Sentences int `json:"sentences"`
	// First are the reports that say it first: more than one where their dates
	// leave open which. They are among Says, in its order.
	First []string `json:"first"`
	// Outlets, Languages and Stories are those of the reports that say it.
	Outlets   []string     `json:"outlets"`
	Languages []string     `json:"languages"`
	Stories   []ClaimStory `json:"stories"`
	// Origins is from how many independent origins these reports have it; null where that
	// is not measured in all: a story has not been traced. OriginsAtLeast is how many are known, and Roots
	// are these, those with the most reports first.
	Origins        *int        `json:"origins"`
	OriginsAtLeast int         `json:"origins_at_least"`
	Roots          []ClaimRoot `json:"roots,omitempty"`
	// Says are the reports that say it, Denies those that say the opposite, Differs those
	// that say it with another number, date, name or place: each in the order
	// of time, what is undated last. Near are reports about it that may say something
	// else, the most alike first.
	Says    []ClaimReport `json:"says"`
	Denies  []ClaimReport `json:"denies"`
	Differs []ClaimReport `json:"differs"`
	Near    []ClaimReport `json:"near"`
	// AtLeast says that reports among Near have all names and figures of the claim (HasValues), and are of a story of Says or
	// have the claim's heaviest word, too: some of them may say it in words that were not known for the same, so that
	// those of Says are a lower bound.
	AtLeast bool `json:"at_least,omitempty"`
	// More is true where as many passages are near to it as were looked at: there may be
	// more reports.
	More bool `json:"more,omitempty"`
}

// ClaimStory is a story in which a claim is made.
type ClaimStory struct {
	Story   string `json:"story"`
	Reports int    `json:"reports"` // of those that say it
	// Origins is from how many origins they have it, null where the story has
	// not been traced, or before some of them came: OriginsAtLeast are known.
	Origins        *int `json:"origins"`
	OriginsAtLeast int  `json:"origins_at_least"`
}

// ClaimReport is a report with the sentence that is compared to a claim.
type ClaimReport struct {
	Article   string           `json:"article"`
	URL       string           `json:"url,omitempty"`
	Outlet    string           `json:"outlet,omitempty"`
	Lang      string           `json:"lang,omitempty"`
	Title     string           `json:"title,omitempty"`
	Published time.Time        `json:"published,omitzero"`
	Precision stemma.Precision `json:"published_precision,omitempty"`
	Story     string           `json:"story,omitempty"`
	// Origin is the article or source from which the report has what it tells, as far as
	// its story has been traced.
	Origin string `json:"origin,omitempty"`
	// Sentence is the number of the sentence, -1 the title; Start and End are where it is in
	// the article's text.
	Sentence    int          `json:"sentence"`
	Start       int          `json:"start"`
	End         int          `json:"end"`
	Text        string       `json:"text"`
	Score       float64      `json:"score"`
	Differences []Difference `json:"differences,omitempty"`
	// HasValues says of a report that is only near that it has all names and figures of the claim.
	HasValues bool `json:"has_values,omitempty"`
	// Sources are who the sentence is attributed to.
	Sources []string `json:"sources,omitempty"`
}

func (s *Searcher) claimResult(ctx context.Context, st *Statement, all []judged) (*ClaimResult, error) {
	r := &ClaimResult{
		Schema: "stemma/claim/v1", Claim: st.Text, Lang: st.doc.Article.Lang, Sentences: len(st.doc.Sentences),
		First: []string{}, Outlets: []string{}, Languages: []string{}, Stories: []ClaimStory{},
		Says: []ClaimReport{}, Denies: []ClaimReport{}, Differs: []ClaimReport{}, Near: []ClaimReport{},
	}
	lists := map[Relation]*[]ClaimReport{Says: &r.Says, Denies: &r.Denies, Differs: &r.Differs, Near: &r.Near}
	for i := range all {
		l := lists[all[i].Relation]
		*l = append(*l, reportOf(&all[i]))
	}
	for _, l := range []*[]ClaimReport{&r.Says, &r.Denies, &r.Differs} {
		slices.SortStableFunc(*l, byTime)
	}
	slices.SortStableFunc(r.Near, func(a, b ClaimReport) int { return cmp.Compare(b.Score, a.Score) })
	r.First = FirstOf(r.Says)
	r.AtLeast = atLeast(r.Says, all)
	for i := range r.Says {
		r.Outlets, r.Languages = addOnce(r.Outlets, r.Says[i].Outlet), addOnce(r.Languages, primary(r.Says[i].Lang))
	}
	if err := s.addOrigins(ctx, r); err != nil {
		return nil, err
	}
	return r, s.attribute(ctx, r.Says)
}

// atLeast says that some of what is near may say the claim. What only has its names and figures is most often of
// something else that befell those whom it names.
func atLeast(says []ClaimReport, all []judged) bool {
	return slices.ContainsFunc(all, func(j judged) bool {
		return j.Relation == Near && j.HasValues && (j.hasHeaviest || j.story != "" && slices.ContainsFunc(says, func(c ClaimReport) bool { return c.Story == j.story }))
	})
}

// hasHeaviest says that a sentence has a word like that of the claim which weighs most and is no name.
func (s *Statement) hasHeaviest(c *comparison) bool {
	most := -1
	for i := range s.senses {
		if !s.senses[i].name && (most < 0 || s.senses[i].weight > s.senses[most].weight) {
			most = i
		}
	}
	return most >= 0 && c.align.best[0][most] >= answered
}

// addOnce adds a name that is not there; "" is none.
func addOnce(list []string, name string) []string {
	if name == "" || slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}

func byTime(a, b ClaimReport) int {
	if a.Published.IsZero() != b.Published.IsZero() {
		if a.Published.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Article, b.Article))
}

// FirstOf returns the reports that can be the first of some in the order of time: more than one where their dates leave open which.
func FirstOf(says []ClaimReport) []string {
	first := []string{}
	var end time.Time
	for _, r := range says {
		if r.Published.IsZero() {
			break
		}
		if len(first) > 0 && !r.Published.Before(end) && !r.Published.Equal(says[0].Published) {
			break
		}
		first = append(first, r.Article)
		if e := endOf(r.Published, r.Precision); end.IsZero() || e.Before(end) {
			end = e
		}
	}
	return first
}

// endOf is the end of the period that a date names.
func endOf(t time.Time, p stemma.Precision) time.Time {
	switch p {
	case stemma.PrecisionYear:
		return t.AddDate(1, 0, 0)
	case stemma.PrecisionMonth:
		return t.AddDate(0, 1, 0)
	case stemma.PrecisionDay:
		return t.AddDate(0, 0, 1)
	case stemma.PrecisionMinute:
		return t.Add(time.Minute)
	}
	return t
}

func reportOf(j *judged) ClaimReport {
	a := &j.article
	number := j.passage
	if number == titleSentence {
		number = -1
	}
	return ClaimReport{
		Article: a.ID, URL: a.URL, Outlet: a.Outlet, Lang: a.Lang, Title: a.Title, Published: a.Published, Precision: a.PublishedPrecision, Story: j.story,
		Sentence: number, Start: j.span.Start, End: j.span.End, Text: j.text, Score: j.Score, Differences: j.Differences,
		HasValues: j.Relation == Near && j.HasValues && len(j.Differences) == 0,
	}
}
