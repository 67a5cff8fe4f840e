package search

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/stemma-news/stemma"
)

// addOrigins finds in the archived trees of the stories from how many origins the reports
// of a claim have it. A story without a tree has not been measured.
func (s *Searcher) addOrigins(ctx context.Context, r *ClaimResult) error {
	all, measured := 0, len(r.Says) > 0
	for _, story := range storiesOf(r.Says) {
		origins, err := s.origins(ctx, story.Story)
		if err != nil {
			return err
		}
		if known := mark(r.Says, story.Story, origins); known >= 0 {
			story.Origins = &known
			all += known
		} else {
			measured = false
		}
		r.Stories = append(r.Stories, story)
	}
	measured = measured && !slices.ContainsFunc(r.Says, func(c ClaimReport) bool { return c.Story == "" })
	if measured {
		r.Origins = &all
	}
	return nil
}

// storiesOf are the stories of reports, the one with the most first.
func storiesOf(says []ClaimReport) []ClaimStory {
	var out []ClaimStory
	for i := range says {
		id := says[i].Story
		if id == "" {
			continue
		}
		at := slices.IndexFunc(out, func(c ClaimStory) bool { return c.Story == id })
		if at < 0 {
			at = len(out)
			out = append(out, ClaimStory{Story: id})
		}
		out[at].Reports++
	}
	slices.SortStableFunc(out, func(a, b ClaimStory) int { return cmp.Compare(b.Reports, a.Reports) })
	return out
}

// mark writes down the origin of each report of a story, and returns how many there are, -1
// where one is not known.
func mark(says []ClaimReport, story string, origins map[string]string) int {
	seen, missing := map[string]bool{}, false
	for i := range says {
		if says[i].Story != story {
			continue
		}
		says[i].Origin = origins[says[i].Article]
		seen[says[i].Origin] = true
		missing = missing || says[i].Origin == ""
	}
	if missing {
		return -1
	}
	return len(seen)
}

// origins says of each article of a story under which root of its tree it is. There are
// none where no tree is kept, or one that cannot be read.
func (s *Searcher) origins(ctx context.Context, story string) (map[string]string, error) {
	t, found, err := s.archive.Trace(ctx, story)
	if err != nil || !found {
		return nil, err
	}
	var r stemma.Result
	if json.Unmarshal(t.Result, &r) != nil { // of a form that is no more: it will be traced again
		return nil, nil //nolint:nilerr // as said
	}
	out := map[string]string{}
	for i := range r.Stories {
		parents := map[string]string{}
		for _, e := range r.Stories[i].Edges {
			if e.Primary {
				parents[e.Child] = e.Parent
			}
		}
		for _, id := range r.Stories[i].Articles {
			out[id] = rootOf(id, parents)
		}
	}
	return out, nil
}

func rootOf(id string, parents map[string]string) string {
	for range len(parents) { // a tree has no circles, but this is read from a file
		parent, ok := parents[id]
		if !ok {
			break
		}
		id = parent
	}
	return id
}
