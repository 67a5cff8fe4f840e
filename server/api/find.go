package api

import (
	"context"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

type articleInput struct {
	ID string `path:"id" minLength:"1" maxLength:"2000" example:"a1" doc:"The id of a report; / is escaped as %2F."`
}

type articleOutput struct{ Body stemma.Article }

// Scope are the parameters that bound a search.
type Scope struct {
	Lang   []string `query:"lang" maxItems:"50" maxLength:"40" doc:"Reports in one of these languages, with commas between them; zh stands for zh-Hant, too."`
	Outlet []string `query:"outlet,explode" maxItems:"50" maxLength:"300" doc:"Reports of this outlet; may be repeated."`
	Story  string   `query:"story" maxLength:"2000" doc:"Reports of this story."`
	Since  string   `query:"since" maxLength:"40" example:"7d" doc:"Reports of then or later: a time up to now (24h, 7d), a date (2025-03) or a moment (2025-03-31T06:20:00Z). Those without a date are taken."`
	Until  string   `query:"until" maxLength:"40" example:"2025-03" doc:"Reports up to the end of this date."`
}

type searchInput struct {
	Q      string `query:"q" required:"true" minLength:"1" maxLength:"4096" example:"harbour fire" doc:"Words, a \"phrase\", the beginning* of a word, or -without; in any language."`
	Source string `query:"source" maxLength:"300" doc:"Reports that cite a source by this name."`
	By     string `query:"by" enum:"words,meaning" doc:"Leave one of the two ways to find."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"So many reports at the most."`
	Scope
}

type searchOutput struct{ Body search.Result }

type whoSaysInput struct {
	Text string `query:"text" required:"true" minLength:"1" maxLength:"2000" example:"Twelve people were hurt in the harbour fire." doc:"One sentence, as a statement, in any language."`
	Scope
}

type whoSaysOutput struct{ Body search.ClaimResult }

func (c *catalogue) find() {
	register(c, operation{
		method: "GET", path: "/articles/{id}", id: "getArticle", tag: "Stories", summary: "Get a report",
		about:    "A report of the archive with its text, and where its sentences are in it.",
		problems: []kind{unknownStory, several}, answer: exampleArticle,
	}, c.getArticle)
	register(c, operation{
		method: "GET", path: "/search", id: "search", tag: "Search", summary: "Search reports",
		about: "Reports by words and by meaning, in all languages at once (stemma/search/v1): the best first, with the sentences that were found.",
		limit: 2 * defaultLimit, problems: []kind{noArchive, unknownStory, several}, answer: exampleSearch,
	}, c.search)
	register(c, operation{
		method: "GET", path: "/claims", id: "findClaim", tag: "Search", summary: "Find who says a claim",
		about: "Who says a sentence, who says the opposite or another figure, who was the first, and from how many independent origins they have it " +
			"(stemma/claim/v1). It is not said whether the claim is true.",
		limit: 4 * defaultLimit, problems: []kind{noArchive, unknownStory, several}, answer: exampleClaims,
	}, c.whoSays)
	register(c, operation{
		method: "POST", path: "/diff", id: "compare", tag: "Traces", summary: "Compare two reports",
		about: "Two reports side by side: which sentences say the same, and what changed from the first to the second, as stemma diff has it (stemma/trace/v1, with the " +
			"changes under claims). Each of the two is the id of a report of the archive, or a report itself. Nothing is kept." + formsHelp,
		limit: 4 * defaultLimit, maxBody: 8 << 20, problems: []kind{unknownStory, notAcceptable, keyReused, inProgress},
		sent: exampleDiff, raw: true, headers: formHeader,
	}, c.compare)
	c.oneOf("/diff", "200", content(diffForms))
	c.body("/diff", c.ref(DiffRequest{}), exampleDiff)
}

func (c *catalogue) getArticle(ctx context.Context, in *articleInput) (*articleOutput, error) {
	a, err := c.Reader.Article(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &articleOutput{filled(a)}, nil
}

// period reads a time as the command does, or a moment as answers have them.
func (c *catalogue) period(field, s string) (from, to time.Time, err error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, t, nil
	}
	from, to, ok := date.Period(s, c.now().UTC())
	if !ok {
		return from, to, wrong(field, "%s, or a moment as 2025-03-31T06:20:00Z", date.PeriodForms)
	}
	return from, to, nil
}

// options are the bounds of a search in the terms of package search.
func (s *Scope) options(c *catalogue) (search.Options, error) {
	from, _, err := c.period("query.since", s.Since)
	if err != nil {
		return search.Options{}, err
	}
	_, to, err := c.period("query.until", s.Until)
	if err != nil {
		return search.Options{}, err
	}
	return search.Options{Filter: store.Filter{Langs: s.Lang, Outlets: s.Outlet, From: from, To: to}, Story: s.Story}, nil
}

func (c *catalogue) search(ctx context.Context, in *searchInput) (*searchOutput, error) {
	o, err := in.options(c)
	if err != nil {
		return nil, err
	}
	o.Source, o.By, o.Limit = strings.TrimSpace(in.Source), in.By, in.Limit
	r, err := c.Reader.Search(ctx, in.Q, o)
	if err != nil {
		return nil, err
	}
	return &searchOutput{*r}, nil
}

func (c *catalogue) whoSays(ctx context.Context, in *whoSaysInput) (*whoSaysOutput, error) {
	o, err := in.options(c)
	if err != nil {
		return nil, err
	}
	r, err := c.Reader.Claim(ctx, in.Text, o)
	if err != nil {
		return nil, err
	}
	return &whoSaysOutput{*r}, nil
}
