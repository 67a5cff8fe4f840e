package tool

import (
	"context"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
)

// Listing asks for stories.
type Listing struct {
	Words       string   `json:"words,omitempty" jsonschema:"only stories with a report that has these words"`
	Since       string   `json:"since,omitempty" jsonschema:"only stories with a report since then: 24h, 7d, 2025-03, 2025-03-31"`
	Languages   []string `json:"languages,omitempty" jsonschema:"only stories with a report in one of these languages (tags)"`
	Outlets     []string `json:"outlets,omitempty" jsonschema:"only stories with a report of one of these outlets"`
	Cites       string   `json:"cites,omitempty" jsonschema:"only stories with a report that cites this source"`
	MinReports  int      `json:"min_reports,omitempty" jsonschema:"at least so many reports"`
	MinOutlets  int      `json:"min_outlets,omitempty" jsonschema:"of at least so many outlets"`
	MinLanguage int      `json:"min_languages,omitempty" jsonschema:"in at least so many languages"`
	Limit       int      `json:"limit,omitempty" jsonschema:"how many, 1 to 50; 20"`
	Cursor      string   `json:"cursor,omitempty" jsonschema:"next of the page before"`
}

// Stories is a page of stories.
type Stories struct {
	Note    string      `json:"note" jsonschema:"how to read this answer"`
	Stories []StoryItem `json:"stories"`
	Next    string      `json:"next,omitempty" jsonschema:"cursor of the next page; none: this is the last"`
}

// StoryItem is a story of a list.
type StoryItem struct {
	ID        string `json:"id" jsonschema:"for story"`
	Title     string `json:"title"`
	Lang      string `json:"lang,omitempty"`
	Reports   int    `json:"reports"`
	Outlets   int    `json:"outlets"`
	Languages int    `json:"languages"`
	First     string `json:"first,omitempty" jsonschema:"when its first report came out"`
	Last      string `json:"last,omitempty" jsonschema:"when its last report came out"`
	Origins   *int   `json:"origins" jsonschema:"from how many independent origins; null: not traced yet, story traces it"`
}

// Showing asks for a story.
type Showing struct {
	ID   string `json:"id" jsonschema:"id of the story, or the id or address of a report in it"`
	Part string `json:"part,omitempty" jsonschema:"overview (default), reports, changes, claims or sources"`
	Page int    `json:"page,omitempty" jsonschema:"which page of that part, from 1"`
}

func (s *server) addStories(m *mcp.Server) {
	add(s, m, "stories", "List stories", "Lists the stories of the archive, the largest growth first, with how many reports, outlets, languages and origins each has. Filters narrow it down.", false, answerFor, s.stories)
	add(s, m, "story", "Show a story", "Shows the family tree of a story of the archive: its origins, lost sources, who derives from whom with the evidence, what retellings changed, its claims, whom it cites. The overview comes first; further parts have pages.", false, 0, s.story)
}

// Bounds of lists.
const (
	defaultLimit = 20
	maxLimit     = 50
)

func limit(n int) (int, error) {
	switch {
	case n == 0:
		return defaultLimit, nil
	case n < 0 || n > maxLimit:
		return 0, refuse("limit is from 1 to %d", maxLimit)
	}
	return n, nil
}

// since reads the beginning of a time.
func since(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	from, _, ok := date.Period(s, time.Now())
	if !ok {
		return time.Time{}, refuse("since and until: %s", date.PeriodForms)
	}
	return from, nil
}

// until reads the first moment that is too late.
func until(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	_, to, ok := date.Period(s, time.Now())
	if !ok {
		return time.Time{}, refuse("since and until: %s", date.PeriodForms)
	}
	return to, nil
}

func (s *server) stories(ctx context.Context, _ *call, in Listing) (*Stories, error) {
	n, err := limit(in.Limit)
	if err != nil {
		return nil, err
	}
	from, err := since(in.Since)
	if err != nil {
		return nil, err
	}
	page, err := s.reader.Stories(ctx, reader.StoryQuery{Words: in.Words, Cursor: in.Cursor, StoryFilter: store.StoryFilter{
		Since: from, Langs: in.Languages, Outlets: in.Outlets, Cites: in.Cites, MinArticles: in.MinReports, MinOutlets: in.MinOutlets, MinLangs: in.MinLanguage, Limit: n,
	}})
	if err != nil {
		return nil, err
	}
	out := &Stories{Note: untrusted, Stories: each(page.Stories, storyItem), Next: page.Next}
	return out, nil
}

func storyItem(st reader.Story) StoryItem {
	return StoryItem{
		ID: ident(st.ID), Title: clean(st.Title, maxTitle), Lang: clean(st.Lang, maxName), Reports: st.Articles, Outlets: st.Outlets, Languages: st.Languages,
		First: moment(st.First), Last: moment(st.Last), Origins: st.Origins,
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04Z")
}

func (s *server) story(ctx context.Context, c *call, in Showing) (*Tree, error) {
	v, err := viewOf(in.Part, in.Page)
	if err != nil {
		return nil, err
	}
	if in.ID == "" {
		return nil, refuse("give the id of a story: stories lists them")
	}
	return s.grown(ctx, c, in.ID, v)
}

// grown shows the tree of a story of the archive. Where it is being traced for the first time, that is waited for.
func (s *server) grown(ctx context.Context, c *call, id string, v view) (*Tree, error) {
	tree, err := s.tree(ctx, c, id)
	if err != nil {
		return nil, err
	}
	t := plant(tree.Result, tree.Reviewed, 1, v)
	t.Story, t.LeftOut, t.Stale, t.Unreviewed, t.Unplaced = ident(tree.Story.ID), tree.LeftOut, tree.Stale, tree.Unreviewed != "", nil
	if t.Title == "" {
		t.Title = clean(tree.Story.Title, maxTitle)
	}
	return t, nil
}

// tree is that of a story, waited for if there is none yet.
func (s *server) tree(ctx context.Context, c *call, id string) (*reader.Tree, error) {
	tree, err := s.reader.Tree(ctx, id)
	if err != nil || tree.Result != nil {
		return tree, err
	}
	if tree.Job == "" && tree.Problem != "" {
		return nil, refuse("the story could not be traced: %s", quoted(clean(tree.Problem, maxQuote)))
	}
	if tree.Job == "" {
		return nil, refuse("the story has no tree yet, and nothing makes one: stemma show %s does", ident(tree.Story.ID))
	}
	ch, err := s.jobs.Watch(ctx, tree.Job)
	if err != nil {
		return nil, err
	}
	told := 0
	var last job.Status
	for last = range ch {
		for ; told < len(last.Steps); told++ {
			c.progress(ctx, last.Steps[told])
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if last.State == job.Failed {
		return nil, refuse("the story could not be traced: %s", quoted(clean(last.Problem, maxQuote)))
	}
	if tree, err = s.reader.Tree(ctx, id); err != nil || tree.Result != nil {
		return tree, err
	}
	r, err := s.jobs.Result(last.ID)
	if err != nil {
		return nil, err
	}
	if r == nil {
		r = &stemma.Result{}
	}
	tree.Result = r
	return tree, nil
}
