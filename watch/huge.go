package watch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// sayLeftOut says in the result that it does not have the whole story.
func (t *Tree) sayLeftOut() {
	const what = "story "
	t.Result.Errors = slices.DeleteFunc(slices.Clone(t.Result.Errors), func(e stemma.InputError) bool {
		return e.Input == what+t.Story.ID && strings.HasPrefix(e.Problem, leftOutPrefix)
	})
	if t.LeftOut > 0 {
		t.Result.Errors = append(t.Result.Errors, stemma.InputError{Input: what + t.Story.ID, Problem: t.leftOut()})
	}
}

const leftOutPrefix = "too many reports for one tree: "

// leftOut says what the tree has not, and what to do about it.
func (t *Tree) leftOut() string {
	return fmt.Sprintf(leftOutPrefix+"it has the first %d of %d; the others are in the story, and in no tree (stemma export prints them, and those of some days or languages can be traced)",
		t.Story.Articles-t.LeftOut, t.Story.Articles)
}

// sameArticles reports whether those of a result are still what they were.
func sameArticles(before, now []stemma.Article) bool {
	if len(before) != len(now) {
		return false
	}
	was := make(map[string]*stemma.Article, len(before))
	for i := range before {
		was[before[i].ID] = &before[i]
	}
	for i := range now {
		a, b := &now[i], was[now[i].ID]
		if b == nil || a.Text != b.Text || a.Title != b.Title || a.Outlet != b.Outlet || !a.Published.Equal(b.Published) {
			return false
		}
	}
	return true
}
