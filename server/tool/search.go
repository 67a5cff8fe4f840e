package tool

import (
	"cmp"
	"context"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/history"
	"github.com/stemma-news/stemma/store"
)

// Looking asks for reports.
type Looking struct {
	Query     string   `json:"query" jsonschema:"words, a \"phrase\", the beginning* of a word, -without; it is also searched for by its meaning, across languages"`
	By        string   `json:"by,omitempty" jsonschema:"words or meaning, for one of the two ways alone"`
	Since     string   `json:"since,omitempty" jsonschema:"only reports since then: 24h, 7d, 2025-03, 2025-03-31"`
	Until     string   `json:"until,omitempty" jsonschema:"only reports until then, in the same forms"`
	Languages []string `json:"languages,omitempty" jsonschema:"only reports in these languages (tags)"`
	Outlets   []string `json:"outlets,omitempty" jsonschema:"only reports of these outlets"`
	Story     string   `json:"story,omitempty" jsonschema:"only reports of this story"`
	Source    string   `json:"source,omitempty" jsonschema:"only reports that cite this source"`
	Limit     int      `json:"limit,omitempty" jsonschema:"how many, 1 to 50; 20"`
}

// Found is what was found.
type Found struct {
	Note    string `json:"note" jsonschema:"how to read this answer"`
	Query   string `json:"query"`
	Indexed int    `json:"searched" jsonschema:"how many reports were searched"`
	Hits    []Hit  `json:"hits"`
}

// Hit is a report that was found.
type Hit struct {
	Item
	By    []string `json:"by" jsonschema:"words, meaning"`
	Cites []Cite   `json:"cites" jsonschema:"the sentences that were found"`
}

// Asking asks for the history of a claim.
type Asking struct {
	Claim     string   `json:"claim,omitempty" jsonschema:"what is claimed, as one plain statement with its names and figures, in any language; not a question"`
	Story     string   `json:"story,omitempty" jsonschema:"only in this story of the archive; or, with number, the story that the claim is of"`
	Trace     string   `json:"trace,omitempty" jsonschema:"instead of story, with number: a trace of texts that were handed over"`
	Number    string   `json:"number,omitempty" jsonschema:"instead of claim: number of a claim as story or trace gave it, for how it changed along the tree"`
	Since     string   `json:"since,omitempty" jsonschema:"only reports since then: 24h, 7d, 2025-03, 2025-03-31"`
	Until     string   `json:"until,omitempty" jsonschema:"only reports until then, in the same forms"`
	Languages []string `json:"languages,omitempty" jsonschema:"only reports in these languages (tags)"`
	Outlets   []string `json:"outlets,omitempty" jsonschema:"only reports of these outlets"`
	Limit     int      `json:"limit,omitempty" jsonschema:"how many reports of each list, 1 to 50; 20"`
}

// History is who says a claim, since when, and how it changed.
type History struct {
	Note           string   `json:"note" jsonschema:"how to read this answer"`
	Claim          string   `json:"claim"`
	Reports        int      `json:"reports" jsonschema:"how many reports say it"`
	AtLeast        bool     `json:"at_least,omitempty" jsonschema:"there may be more that say it in other words"`
	Outlets        int      `json:"outlets" jsonschema:"of how many outlets"`
	Languages      []string `json:"languages"`
	First          []string `json:"first" jsonschema:"ids of the reports that can be the first: several where dates leave open which"`
	Origins        *int     `json:"origins" jsonschema:"from how many independent origins these reports have it; null: not all of it is traced"`
	OriginsAtLeast int      `json:"origins_at_least"`
	Roots          []Origin `json:"roots,omitempty" jsonschema:"these origins, those with the most reports first"`
	Says           []Says   `json:"says" jsonschema:"who says it, in the order of time"`
	Denies         []Says   `json:"denies" jsonschema:"who says the opposite"`
	Differs        []Says   `json:"differs" jsonschema:"who says it with another number, date, name or place"`
	Near           []Says   `json:"near" jsonschema:"what is only like it and may say something else: read it"`
	Changes        []Change `json:"changes,omitempty" jsonschema:"of a claim by its number: what became of it along the tree"`
}

// Says is a report with the sentence in which it says a claim.
type Says struct {
	Item
	Parent      string      `json:"parent,omitempty" jsonschema:"what the report derives from"`
	Origin      string      `json:"origin,omitempty" jsonschema:"from where it has what it tells"`
	Sources     []string    `json:"sources,omitempty" jsonschema:"to whom it attributes the sentence"`
	Differences []Otherwise `json:"differences,omitempty" jsonschema:"what it says otherwise"`
	Cites       []Cite      `json:"cites"`
}

// Otherwise is what a report says otherwise than a claim.
type Otherwise struct {
	Kind   string `json:"kind"`
	Claim  string `json:"claim,omitempty"`
	Report string `json:"report,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// Origin is from where a claim comes.
type Origin struct {
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Lost    bool   `json:"lost,omitempty" jsonschema:"it is a source that is not among the reports"`
	Story   string `json:"story"`
	Reports int    `json:"reports" jsonschema:"how many reports have it from there"`
}

const claimDescription = "Tells the history of a claim: who says it, since when, who can have been the first, from how many independent origins, to whom it is attributed, who denies it, who says it with other figures. Give a claim to look for it in the whole archive; or the number of a claim of a story or a trace, to see how it changed along the family tree."

func (s *server) addSearch(m *mcp.Server) {
	add(s, m, "search", "Search reports", "Finds reports of the archive by words and by meaning, across languages, with the sentences that were found.", false, answerFor, s.search)
	add(s, m, "claim_history", "History of a claim", claimDescription, false, 0, s.claim)
}

// narrowed reads the filters that searches have in common.
func narrowed(begin, end string, langs, outlets []string, most int) (search.Options, error) {
	var o search.Options
	n, err := limit(most)
	if err != nil {
		return o, err
	}
	from, err := since(begin)
	if err != nil {
		return o, err
	}
	to, err := until(end)
	if err != nil {
		return o, err
	}
	return search.Options{Filter: store.Filter{From: from, To: to, Langs: langs, Outlets: outlets}, Limit: n}, nil
}

func (s *server) search(ctx context.Context, _ *call, in Looking) (*Found, error) {
	o, err := narrowed(in.Since, in.Until, in.Languages, in.Outlets, in.Limit)
	if err != nil {
		return nil, err
	}
	if in.By != "" && in.By != "words" && in.By != "meaning" {
		return nil, refuse("by is words or meaning; leave it out for both")
	}
	o.Story, o.Source, o.By = in.Story, in.Source, in.By
	r, err := s.reader.Search(ctx, in.Query, o)
	if err != nil {
		return nil, err
	}
	out := &Found{Note: untrusted, Query: clean(r.Query, maxQuote), Indexed: r.Indexed, Hits: []Hit{}}
	for i := range r.Hits {
		h := &r.Hits[i]
		hit := Hit{Item: listed(h.Article, h.Outlet, h.Title, h.URL, h.Lang, h.Story, h.Published, h.Precision), By: h.By, Cites: []Cite{}}
		for _, sn := range head(h.Snippets, maxCites) {
			hit.Cites = append(hit.Cites, Cite{ident(h.Article), sn.Sentence, clean(sn.Text, maxQuote)})
		}
		out.Hits = append(out.Hits, hit)
	}
	return out, nil
}

// listed is a report as a list has it.
func listed(id, outlet, title, url, lang, story string, at time.Time, p stemma.Precision) Item {
	i := item(&stemma.Article{ID: id, Outlet: outlet, Title: title, URL: url, Lang: lang, Published: at, PublishedPrecision: p})
	i.Story = ident(story)
	return i
}

func (s *server) claim(ctx context.Context, c *call, in Asking) (*History, error) {
	switch {
	case in.Number != "" && in.Claim != "":
		return nil, refuse("give the claim or its number, not both")
	case in.Number != "":
		return s.numbered(ctx, c, in)
	case in.Claim == "":
		return nil, refuse("give what is claimed as a statement, or the number of a claim of a story or a trace")
	case in.Trace != "":
		return nil, refuse("in a trace, a claim is asked for by its number: trace with part claims lists them")
	}
	ctx, cancel := context.WithTimeout(ctx, answerFor)
	defer cancel()
	o, err := narrowed(in.Since, in.Until, in.Languages, in.Outlets, in.Limit)
	if err != nil {
		return nil, err
	}
	o.Story = in.Story
	most := o.Limit
	o.Limit = 0 // of what is searched; how many are shown is another thing
	r, err := s.reader.Claim(ctx, in.Claim, o)
	if err != nil {
		return nil, err
	}
	return told(r, most), nil
}

// told is what a search for a claim found.
func told(r *search.ClaimResult, most int) *History {
	h := &History{
		Note: untrusted + " " + neverTrue, Claim: clean(r.Claim, maxQuote), Reports: len(r.Says), AtLeast: r.AtLeast || r.More, Outlets: len(r.Outlets),
		Languages: each(r.Languages, short), First: each(head(r.First, maxOthers), ident), Origins: r.Origins, OriginsAtLeast: r.OriginsAtLeast,
		Says: says(r.Says, most), Denies: says(r.Denies, most), Differs: says(r.Differs, most), Near: says(r.Near, min(most, 5)),
	}
	for _, root := range head(r.Roots, overviewRoots) {
		h.Roots = append(h.Roots, Origin{ident(root.Origin), short(root.Name), root.Source, ident(root.Story), root.Reports})
	}
	return h
}

func short(s string) string { return clean(s, maxName) }

func says(all []search.ClaimReport, most int) []Says {
	out := []Says{}
	for i := range head(all, most) {
		c := &all[i]
		one := Says{
			Item:   listed(c.Article, c.Outlet, c.Title, c.URL, c.Lang, c.Story, c.Published, c.Precision),
			Origin: ident(c.Origin), Sources: each(head(c.Sources, maxOthers), short), Cites: []Cite{{ident(c.Article), c.Sentence, clean(c.Text, maxQuote)}},
		}
		for _, d := range head(c.Differences, maxOthers) {
			one.Differences = append(one.Differences, Otherwise{string(d.Kind), clean(d.Claim, maxTitle), clean(d.Report, maxTitle), clean(d.Detail, maxTitle)})
		}
		out = append(out, one)
	}
	return out
}

// numbered is the history of a claim along the tree that it is of.
func (s *server) numbered(ctx context.Context, c *call, in Asking) (*History, error) {
	if (in.Story == "") == (in.Trace == "") {
		return nil, refuse("say of which story or which trace claim %s is", quoted(clean(in.Number, maxName)))
	}
	most, err := limit(in.Limit)
	if err != nil {
		return nil, err
	}
	r, err := s.result(ctx, c, in)
	if err != nil {
		return nil, err
	}
	h, err := history.Of(r, in.Number)
	if err != nil {
		return nil, err
	}
	return along(family.NewIndex(r), h, most), nil
}

// result is the trace that a claim is of.
func (s *server) result(ctx context.Context, c *call, in Asking) (*stemma.Result, error) {
	if in.Story != "" {
		tree, err := s.tree(ctx, c, in.Story)
		if err != nil {
			return nil, err
		}
		return tree.Result, nil
	}
	r, err := s.jobs.Result(in.Trace)
	if err == nil && r == nil {
		err = refuse("that trace is not done yet: try again in a moment")
	}
	return r, err
}

// along is what became of a claim along a tree.
func along(x *family.Index, c *history.Claim, most int) *History {
	h := &History{
		Note: untrusted + " " + neverTrue, Claim: clean(cmp.Or(c.English, c.Text), maxQuote), Reports: len(c.Reports), Languages: []string{},
		First: each(head(c.First, maxOthers), ident), Says: []Says{}, Denies: []Says{}, Differs: []Says{}, Near: []Says{},
	}
	outlets, langs := map[string]bool{}, map[string]bool{}
	for i := range c.Reports {
		r := &c.Reports[i]
		outlets[r.Outlet] = true
		if !langs[r.Lang] {
			langs[r.Lang] = true
			h.Languages = append(h.Languages, short(r.Lang))
		}
		if len(h.Says) == most {
			continue
		}
		one := Says{Item: listed(r.Article, r.Outlet, r.Title, r.URL, r.Lang, "", r.Published, r.Precision), Parent: ident(r.Parent), Cites: []Cite{}}
		for _, sn := range head(r.Sentences, maxCites) {
			one.Cites = append(one.Cites, Cite{ident(r.Article), sn.Number, clean(sn.Text, maxQuote)})
		}
		for j := range head(r.Changes, maxOthers) {
			h.Changes = append(h.Changes, change(x, &r.Changes[j]))
		}
		h.Says = append(h.Says, one)
	}
	h.Outlets = len(outlets)
	for i := range head(c.LeftOut, most) {
		h.Changes = append(h.Changes, change(x, &c.LeftOut[i]))
	}
	return h
}
