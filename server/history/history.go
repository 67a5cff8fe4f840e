// Package history tells what became of a claim in a story: who makes it, in the order of time, where it can have come up
// first, and what changed on the way along the tree.
package history

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/search"
)

// Schema names the form in which a history is written.
const Schema = "stemma/history/v1"

// ErrUnknown says that a result has no such claim.
var ErrUnknown = errors.New("there is no such claim in the story")

// Claim is the history of a claim.
type Claim struct {
	Schema string `json:"schema"`
	Story  string `json:"story" doc:"The id of the story in the trace."`
	ID     string `json:"id" doc:"The id of the claim in the trace; a new trace may give another."`
	// Number is that of the claim among those that several reports make, 0 where only one does.
	Number int `json:"number" doc:"The number of the claim among those that several reports make, from 1; 0 where one report alone makes it."`
	// Text is the claim in its own language, English what a report says in English, "" where none does.
	Text    string `json:"text" doc:"The claim as the report that stands for it says it."`
	English string `json:"english,omitempty" doc:"The claim in the words of a report in English, where one makes it."`
	// First are the reports that can be the first: more than one where their dates leave open which.
	First   []string `json:"first" doc:"The reports that can be the first to make it: several where their dates leave open which, none where none is dated."`
	Reports []Report `json:"reports" doc:"The reports that make it, in the order of time, the undated ones last."`
	// LeftOut are the changes by which it got lost.
	LeftOut []stemma.Change `json:"left_out" doc:"Where a report left it out that its parent in the tree makes."`
}

// Report is a report that makes a claim.
type Report struct {
	Article   string           `json:"article"`
	URL       string           `json:"url,omitempty"`
	Outlet    string           `json:"outlet,omitempty"`
	Lang      string           `json:"lang,omitempty"`
	Title     string           `json:"title,omitempty"`
	Published time.Time        `json:"published,omitzero"`
	Precision stemma.Precision `json:"published_precision" enum:"second,minute,day,month,year,none"`
	// Doubted says that the date cannot be right, as far as the other reports tell; such a report comes last.
	Doubted   bool       `json:"doubted,omitempty" doc:"The date cannot be right, as far as the other reports tell."`
	Sentences []Sentence `json:"sentences" doc:"The sentences in which it makes the claim."`
	// Parent is from whom the report derives in the tree, Support how sure that is.
	Parent  string  `json:"parent,omitempty" doc:"The report or lost source from which this one derives in the tree; none of an origin."`
	Support float64 `json:"support,omitempty" minimum:"0" maximum:"1" doc:"How sure that is, from 0 to 1."`
	// Changes are what the claim became here.
	Changes []stemma.Change `json:"changes" doc:"What changed in the claim from the parent to this report."`
}

// Sentence is a sentence of a report.
type Sentence struct {
	Number int    `json:"number" minimum:"0" doc:"Index into the report's sentences, from 0."`
	Start  int    `json:"start" minimum:"0" doc:"Where it begins in the report's text, in bytes of UTF-8."`
	End    int    `json:"end" minimum:"0" doc:"Where it ends."`
	Text   string `json:"text"`
}

// Of returns the history of a claim of a result: by its number among the claims that several reports make, as the pages
// show it ("5", or "2-5" for the second of several stories), or by its id. It is ErrUnknown where there is none.
func Of(r *stemma.Result, name string) (*Claim, error) {
	x := family.NewIndex(r)
	for i := range r.Stories {
		c := family.Collate(family.New(x, &r.Stories[i], 0), 0)
		for j := range c.Story.Claims {
			if cl := &c.Story.Claims[j]; isCalled(cl, c.Number[cl.ID], i, len(r.Stories), name) {
				return of(c, cl), nil
			}
		}
	}
	return nil, ErrUnknown
}

// isCalled tells whether a claim of story i of n has a name.
func isCalled(cl *stemma.Claim, number, i, n int, name string) bool {
	if cl.ID == name {
		return true
	}
	if of, in, two := strings.Cut(name, "-"); two && n > 1 {
		return of == strconv.Itoa(i+1) && number > 0 && in == strconv.Itoa(number)
	}
	return i == 0 && number > 0 && name == strconv.Itoa(number)
}

func of(c *family.Collation, cl *stemma.Claim) *Claim {
	h := &Claim{
		Schema: Schema, Story: c.Story.ID, ID: cl.ID, Number: c.Number[cl.ID], Text: cl.Text, English: c.ClaimInEnglish(cl),
		First: []string{}, Reports: []Report{}, LeftOut: []stemma.Change{},
	}
	if !slices.ContainsFunc(cl.Passages, func(p stemma.Passage) bool {
		a := c.Articles[p.Article]
		return a != nil && family.BaseLanguage(a.Lang) == "en"
	}) {
		h.English = ""
	}
	doubted := doubts(c)
	for _, p := range cl.Passages {
		if a := c.Articles[p.Article]; a != nil {
			h.Reports = append(h.Reports, reportOf(c, cl, a, p.Sentences, doubted[a.ID]))
		}
	}
	slices.SortStableFunc(h.Reports, byTime)
	h.First = first(h.Reports)
	held := family.Holders(cl)
	for _, ch := range cl.Changes {
		if held[ch.To] == nil && ch.Kind == stemma.ChangeOmission {
			h.LeftOut = append(h.LeftOut, ch)
		}
	}
	return h
}

// doubts are the articles of a story whose dates are not believed.
func doubts(c *family.Collation) map[string]bool {
	var all []stemma.Article
	for _, id := range c.Story.Articles {
		if a := c.Articles[id]; a != nil {
			all = append(all, *a)
		}
	}
	out := map[string]bool{}
	for i, is := range lineage.Doubted(all) {
		out[all[i].ID] = is
	}
	return out
}

func reportOf(c *family.Collation, cl *stemma.Claim, a *stemma.Article, sentences []int, doubted bool) Report {
	r := Report{
		Article: a.ID, URL: a.URL, Outlet: a.Outlet, Lang: a.Lang, Title: a.Title, Published: a.Published,
		Precision: cmp.Or(a.PublishedPrecision, stemma.PrecisionNone), Doubted: doubted, Sentences: []Sentence{}, Changes: []stemma.Change{},
	}
	for _, n := range sentences {
		if n < 0 || n >= len(a.Sentences) {
			continue
		}
		if s := a.Sentences[n]; s.Start >= 0 && s.Start <= s.End && s.End <= len(a.Text) {
			r.Sentences = append(r.Sentences, Sentence{n, s.Start, s.End, a.Text[s.Start:s.End]})
		}
	}
	if m := c.ByID[a.ID]; m != nil && m.Edge != nil {
		r.Parent, r.Support = m.Edge.Parent, m.Edge.Support
	}
	for _, ch := range cl.Changes {
		if ch.To == a.ID {
			r.Changes = append(r.Changes, ch)
		}
	}
	return r
}

// byTime puts first what came first, and what has no date that can be believed last.
func byTime(a, b Report) int {
	if x, y := a.dated(), b.dated(); x != y {
		if x {
			return -1
		}
		return 1
	}
	return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.Article, b.Article))
}

func (r *Report) dated() bool { return !r.Published.IsZero() && !r.Doubted }

// first are those of reports in the order of time that can be the first.
func first(all []Report) []string {
	var dated []search.ClaimReport
	for _, r := range all {
		if r.dated() {
			dated = append(dated, search.ClaimReport{Article: r.Article, Published: r.Published, Precision: r.Precision})
		}
	}
	return search.FirstOf(dated)
}
