package api

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
)

// Page is what lists have in common.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"So many entries at the most."`
	Cursor string `query:"cursor" maxLength:"500" doc:"Where the page begins: next of the page before."`
}

// next returns the header that leads to the next page.
func next(ctx context.Context, cursor string) string {
	at := askedIn(ctx).at
	if cursor == "" || at == nil {
		return ""
	}
	q := at.Query()
	q.Set("cursor", cursor)
	return "<" + (&url.URL{Path: at.Path, RawPath: at.RawPath, RawQuery: q.Encode()}).String() + `>; rel="next"`
}

type storiesInput struct {
	Page
	Since        string   `query:"since" maxLength:"40" example:"24h" doc:"Stories with a report of then or later: a time up to now (24h, 7d, 2w), a date (2025, 2025-03, 2025-03-31) or a moment (2025-03-31T06:20:00Z). new counts those reports."`
	MinReports   int      `query:"min_reports" minimum:"0" maximum:"1000000000" doc:"Stories with so many reports."`
	MinOutlets   int      `query:"min_outlets" minimum:"0" maximum:"1000000000" doc:"Stories from so many outlets."`
	MinLanguages int      `query:"min_languages" minimum:"0" maximum:"1000000000" doc:"Stories in so many languages."`
	Lang         []string `query:"lang" maxItems:"50" maxLength:"40" example:"[\"en\",\"ar\"]" doc:"Stories with a report in one of these languages, with commas between them; zh stands for zh-Hant, too."`
	Outlet       []string `query:"outlet,explode" maxItems:"50" maxLength:"300" doc:"Stories with a report of this outlet; may be repeated."`
	Cites        string   `query:"cites" maxLength:"300" doc:"Stories with a report that cites a source by this name."`
	Open         bool     `query:"open" doc:"Only stories that more reports are awaited in."`
	Words        string   `query:"words" maxLength:"4096" doc:"Stories with a report that a search for these words finds."`
	Sort         string   `query:"sort" enum:"growth,size,recent" doc:"The order: the most reports since since, the most reports, or the newest last report. By default growth with since, else size."`
}

type storiesOutput struct {
	Link string `header:"Link" doc:"The address of the next page (RFC 8288), rel=\"next\"; not on the last page."`
	Body reader.StoryPage
}

// StoryID names a story.
type StoryID struct {
	ID string `path:"id" minLength:"1" maxLength:"2000" example:"s1" doc:"The id of a story, the beginning of one, the id of one that was merged into it, or the id or address of one of its reports; / is escaped as %2F."`
}

type storyOutput struct{ Body reader.Story }

func (c *catalogue) stories() {
	register(c, operation{
		method: "GET", path: "/stories", id: "listStories", tag: "Stories", summary: "List stories",
		about:    "The stories of the archive that pass the filters, as stemma stories lists them (stemma/stories/v1).",
		problems: []kind{noArchive}, answer: examplePage,
	}, c.listStories)
	register(c, operation{
		method: "GET", path: "/stories/{id}", id: "getStory", tag: "Stories", summary: "Get a story",
		about:    "How large a story is, when it began, and from how many independent origins its reports have it, as far as it has been traced.",
		problems: []kind{unknownStory, several}, answer: exampleStory,
	}, c.getStory)
}

func (c *catalogue) listStories(ctx context.Context, in *storiesInput) (*storiesOutput, error) {
	since, _, err := c.period("query.since", in.Since)
	switch {
	case err != nil:
		return nil, err
	case in.Sort == "growth" && since.IsZero():
		return nil, wrong("query.sort", "growth counts the reports since a time: give since, too")
	}
	p, err := c.Reader.Stories(ctx, reader.StoryQuery{
		StoryFilter: store.StoryFilter{
			Since: since, MinArticles: in.MinReports, MinOutlets: in.MinOutlets, MinLangs: in.MinLanguages, Langs: in.Lang, Outlets: in.Outlet,
			Cites: strings.TrimSpace(in.Cites), Open: in.Open, Sort: sortOf(in.Sort, since), Limit: in.Limit,
		},
		Words: strings.TrimSpace(in.Words), Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	notNil(&p.Stories)
	return &storiesOutput{next(ctx, p.Next), *p}, nil
}

// sortOf is the order of a list, as the command has it.
func sortOf(asked string, since time.Time) store.StorySort {
	switch {
	case asked != "":
		return store.StorySort(asked)
	case since.IsZero():
		return store.StorySize
	}
	return store.StoryGrowth
}

func (c *catalogue) getStory(ctx context.Context, in *StoryID) (*storyOutput, error) {
	s, err := c.Reader.Story(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &storyOutput{s}, nil
}

// notNil makes a nil list an empty one.
func notNil[T any](l *[]T) {
	if *l == nil {
		*l = []T{}
	}
}
