// Package reader answers what people and programs ask of an archive, for the pages, the API and the tools: which stories
// there are, the tree of one, who says what. It writes nothing but trees.
package reader

import (
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
)

var (
	errStub = errors.New("not there yet")
	// ErrUnknown says that there is no such story or report.
	ErrUnknown = errors.New("there is no such story or report in the archive")
	// ErrNoArchive says that the server has none: only what is handed to it can be traced.
	ErrNoArchive = errors.New("there is no archive here: stemma import makes one")
	// ErrCursor says that a cursor is none of ours.
	ErrCursor = errors.New("the cursor is not one that this list gave")
)

// Options say how stories are traced. Archive may be nil.
type Options struct {
	Archive *store.Archive
	Trace   trace.Options
	// Kind tells trees apart (watch.NewTrees).
	Kind string
	Book *review.Book
	Jobs *job.Queue
}

// Reader answers. It may be used by many goroutines.
type Reader struct{}

// New returns a reader of an archive.
func New(o Options) (*Reader, error) { return &Reader{}, nil }

// Close ends what runs beside it.
func (r *Reader) Close() error { return nil }

// StoryQuery asks for a page of stories. The filter's Limit is that of the page.
type StoryQuery struct {
	store.StoryFilter
	// Words leaves stories with a report that search finds by them.
	Words string
	// Cursor is where the page begins, as StoryPage.Next gave it; "" for the first.
	Cursor string
}

// StoryPage is a page of stories. It is the JSON of stemma stories, schema stemma/stories/v1.
type StoryPage struct {
	Schema   string    `json:"schema"`
	Since    time.Time `json:"since,omitzero"`
	Stories  []Story   `json:"stories"`
	Unplaced int       `json:"unplaced"`
	// Next is the cursor of the next page, "" on the last.
	Next string `json:"next,omitempty"`
}

// Story is a story of a list.
type Story struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Lang      string    `json:"lang,omitempty"`
	Lead      string    `json:"lead,omitempty"`
	Articles  int       `json:"articles"`
	New       int       `json:"new"`
	Outlets   int       `json:"outlets"`
	Languages int       `json:"languages"`
	First     time.Time `json:"first,omitzero"`
	Last      time.Time `json:"last,omitzero"`
	Changed   time.Time `json:"changed,omitzero"`
	Closed    bool      `json:"closed"`
	Version   int64     `json:"version"`
	Undated   bool      `json:"undated,omitempty"`
	// Origins is how many independent origins its tree has, null where it is not traced; Traced is how many reports the tree has.
	Origins *int `json:"origins"`
	Traced  int  `json:"tree_reports,omitempty"`
}

// Stories returns a page of stories.
func (r *Reader) Stories(ctx context.Context, q StoryQuery) (*StoryPage, error) { return nil, errStub }

// Story returns a story by its id, the beginning of one, the id of one that was merged into it, or the id or the address of a report. ErrUnknown where there is none.
func (r *Reader) Story(ctx context.Context, what string) (Story, error) { return Story{}, errStub }

// Tree is a story with its tree, and what reviewers say of it.
type Tree struct {
	Story  Story
	Result *stemma.Result // nil as long as Job traces it for the first time
	// Reviewed is never nil where Result is not.
	Reviewed *review.Reviewed
	// Stale says that reports came since it was traced; Job is what traces it anew, "" if nothing does.
	Stale bool
	Job   string
	// LeftOut is how many reports are not in the tree, which is of the first ones.
	LeftOut int
	// Tag changes with all that is in here, and with nothing else: for ETags and caches.
	Tag string
}

// Tree returns the tree of a story, named as for Story. What is quickly traced is traced; else what is kept is
// returned, and a job traces it anew.
func (r *Reader) Tree(ctx context.Context, what string) (*Tree, error) { return nil, errStub }

// Article returns a report, with its sentences. ErrUnknown where there is none.
func (r *Reader) Article(ctx context.Context, id string) (stemma.Article, error) {
	return stemma.Article{}, errStub
}

// Search finds reports.
func (r *Reader) Search(ctx context.Context, words string, o search.Options) (*search.Result, error) {
	return nil, errStub
}

// Claim finds out who says a sentence, and from how many origins.
func (r *Reader) Claim(ctx context.Context, sentence string, o search.Options) (*search.ClaimResult, error) {
	return nil, errStub
}

// Facets are the languages and outlets of the archive, those of the most reports first.
type Facets struct {
	Languages []store.Counted
	Outlets   []store.Counted
}

// Facets returns what stories can be filtered by.
func (r *Reader) Facets(ctx context.Context) (Facets, error) { return Facets{}, errStub }

// Compare puts two articles side by side, as stemma diff does: a result with the two, and the changes from the first to the second.
func (r *Reader) Compare(ctx context.Context, a, b stemma.Article) (*stemma.Result, error) {
	return nil, errStub
}

// Event is something that happened in the archive, for who follows it.
type Event struct {
	// N grows by one with each; who lost the connection goes on behind the last that came.
	N int64 `json:"n"`
	// Kind is "story" (a story is new or has changed) or "tree" (one was traced).
	Kind  string `json:"kind"`
	Story Story  `json:"story"`
}

// Follow returns what happens from now on, or behind an event that is still remembered, until ctx ends.
func (r *Reader) Follow(ctx context.Context, after int64) <-chan Event { return nil }

// Ready says whether the archive can be read.
func (r *Reader) Ready(ctx context.Context) error { return errStub }
