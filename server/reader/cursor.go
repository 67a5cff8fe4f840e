package reader

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/stemma-news/stemma/store"
)

// cursor says where in a list the next page begins: behind a story, as it was then. So what comes meanwhile moves nothing.
type cursor struct {
	// Place is the last story of the page before.
	Place store.StoryPlace `json:"p,omitzero"`
	// N is how many stories came before, in a list that search ranks.
	N int `json:"n,omitempty"`
	// Since is that of the first page: "24h" is another moment with each page that is asked for.
	Since time.Time `json:"s,omitzero"`
	// Of tells the list from others.
	Of string `json:"of"`
}

// maxCursor is more than any that is ours.
const maxCursor = 1000

// begin reads where the page begins, and takes the moment of the first page for all.
func (q *StoryQuery) begin() (*cursor, error) {
	c := &cursor{}
	if q.Cursor == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if len(q.Cursor) > maxCursor || err != nil || json.Unmarshal(b, c) != nil || c.Of != q.name() || c.N < 0 || c.Since.IsZero() != q.Since.IsZero() {
		return nil, ErrCursor
	}
	q.Since = c.Since
	return c, nil
}

// cursor writes where the next page begins.
func (q *StoryQuery) cursor(c *cursor) string {
	c.Of, c.Since = q.name(), q.Since
	b, _ := json.Marshal(c) // numbers, texts, and a year that was read from four digits
	return base64.RawURLEncoding.EncodeToString(b)
}

// name tells a list from those with other filters, whose cursors are of no use in it.
func (q *StoryQuery) name() string {
	f := q.StoryFilter
	f.Since, f.Limit, f.Citing, f.After = time.Time{}, 0, nil, store.StoryPlace{}
	b, _ := json.Marshal([]any{f, q.Words}) // numbers and texts
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}
