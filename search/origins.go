package search

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
)

// ClaimRoot is an origin of a claim: a report or a source from which reports that say it have what they tell, as far as
// the tree of their story says.
type ClaimRoot struct {
	// Origin is the id of the article, or of the source that is not among the articles, in the tree of the story.
	Origin string `json:"origin"`
	Story  string `json:"story"`
	// Source says that it is a source, whose Name may not be known; of an article it is the outlet.
	Source    bool             `json:"source,omitempty"`
	Name      string           `json:"name,omitempty"`
	Lang      string           `json:"lang,omitempty"`
	Published time.Time        `json:"published,omitzero"`
	Precision stemma.Precision `json:"published_precision,omitempty"`
	Reports   int              `json:"reports"` // of those that say the claim
}

// addOrigins finds in the archived trees of the stories from how many origins the reports
// of a claim have it. A story without a tree has not been measured.
func (s *Searcher) addOrigins(ctx context.Context, r *ClaimResult) error {
	r.Stories = append(r.Stories, storiesOf(r.Says)...)
	for _, story := range r.Stories {
		tree, err := s.tree(ctx, story.Story)
		if err != nil {
			return err
		}
		if tree != nil {
			r.SetTree(story.Story, tree)
		}
	}
	return nil
}

// tree is what the archive keeps of a story; nil where there is none, or one that cannot be read.
func (s *Searcher) tree(ctx context.Context, story string) (*stemma.Result, error) {
	if s.kept != nil {
		return s.kept(ctx, story)
	}
	t, found, err := s.archive.Trace(ctx, story)
	if err != nil || !found {
		return nil, err
	}
	var r stemma.Result
	if json.Unmarshal(t.Result, &r) != nil { // of a form that is no more: it will be traced again
		return nil, nil //nolint:nilerr // as said
	}
	return &r, nil
}

// SetTree counts the origins of a claim in the tree of one of its stories, instead of what was known of that before.
func (r *ClaimResult) SetTree(story string, tree *stemma.Result) {
	at := slices.IndexFunc(r.Stories, func(c ClaimStory) bool { return c.Story == story })
	if at < 0 {
		return
	}
	r.Roots = slices.DeleteFunc(r.Roots, func(c ClaimRoot) bool { return c.Story == story })
	r.Stories[at].Origins, r.Stories[at].OriginsAtLeast = nil, 0
	origins, missing := originsIn(tree), false
	for i := range r.Says {
		if c := &r.Says[i]; c.Story == story {
			c.Origin = origins[c.Article]
			missing = missing || c.Origin == ""
			r.root(c, tree)
		}
	}
	for _, root := range r.Roots {
		if root.Story == story {
			r.Stories[at].OriginsAtLeast++
		}
	}
	if n := r.Stories[at].OriginsAtLeast; !missing {
		r.Stories[at].Origins = &n
	}
	r.countOrigins()
}

// countOrigins adds up what is known of the stories.
func (r *ClaimResult) countOrigins() {
	slices.SortStableFunc(r.Roots, func(a, b ClaimRoot) int { return cmp.Compare(b.Reports, a.Reports) })
	r.Origins, r.OriginsAtLeast = nil, len(r.Roots)
	if !slices.ContainsFunc(r.Stories, func(c ClaimStory) bool { return c.Origins == nil }) &&
		!slices.ContainsFunc(r.Says, func(c ClaimReport) bool { return c.Story == "" }) {
		all := len(r.Roots)
		r.Origins = &all
	}
}

// root adds a report to its origin.
func (r *ClaimResult) root(c *ClaimReport, tree *stemma.Result) {
	if c.Origin == "" {
		return
	}
	at := slices.IndexFunc(r.Roots, func(o ClaimRoot) bool { return o.Story == c.Story && o.Origin == c.Origin })
	if at < 0 {
		at = len(r.Roots)
		r.Roots = append(r.Roots, rootOf(c.Origin, c.Story, tree))
	}
	r.Roots[at].Reports++
}

func rootOf(id, story string, tree *stemma.Result) ClaimRoot {
	root := ClaimRoot{Origin: id, Story: story}
	root.Source = !slices.ContainsFunc(tree.Stories, func(st stemma.Story) bool { return slices.Contains(st.Articles, id) })
	for i := range tree.Articles {
		if a := &tree.Articles[i]; a.ID == id {
			root.Name, root.Lang, root.Published, root.Precision = cmp.Or(a.Outlet, a.URL), a.Lang, a.Published, a.PublishedPrecision
			return root
		}
	}
	for i := range tree.Sources {
		if s := &tree.Sources[i]; s.ID == id {
			root.Name = s.Name
		}
	}
	return root
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

// originsIn says of each article of a tree under which root it is.
func originsIn(tree *stemma.Result) map[string]string {
	out := map[string]string{}
	for i := range tree.Stories {
		parents := map[string]string{}
		for _, e := range tree.Stories[i].Edges {
			if e.Primary {
				parents[e.Child] = e.Parent
			}
		}
		for _, id := range tree.Stories[i].Articles {
			out[id] = topOf(id, parents)
		}
	}
	return out
}

func topOf(id string, parents map[string]string) string {
	for range len(parents) { // a tree has no circles, but this is read from a file
		parent, ok := parents[id]
		if !ok {
			break
		}
		id = parent
	}
	return id
}
