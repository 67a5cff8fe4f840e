package store

import (
	"slices"
	"time"

	"github.com/stemma-news/stemma"
)

// savedStory is a story whose id is known.
type savedStory struct {
	id              string
	version, lead   int64
	changed, merged int64
	closed          bool
	members         []int64 // articles
}

// savedMember is an article of a story.
type savedMember struct {
	story, revision, at int64
	dated               bool
	outlet, lang        string
}

// knownOf is what the columns of an article say of it.
func knownOf(v []any) stemma.Article {
	a := stemma.Article{URL: text1(v, 3), Outlet: text1(v, 4), Lang: text1(v, 5), Title: text1(v, 6)}
	if at, ok := v[7].(int64); ok {
		a.Published = time.Unix(at, 0).UTC()
	}
	return a
}

// chronicle finds the stories, and which of the reports that are left are in them.
func (s *salvage) chronicle() error {
	s.stories, s.members = map[int64]*savedStory{}, map[int64]*savedMember{}
	if err := s.each("story", func(f found, v []any) {
		s.stories[f.key] = &savedStory{id: text1(v, 1), version: number(v, 2), lead: number(v, 3), changed: number(v, 9), closed: number(v, 10) != 0, merged: number(v, 11)}
	}); err != nil {
		return err
	}
	for n, id := range s.ids["story"] {
		if s.stories[n] == nil {
			s.stories[n] = &savedStory{id: id, version: 1}
		}
	}
	there := map[int64]int64{} // of which article a revision is
	for i := range s.revisions {
		there[s.revisions[i].n] = s.revisions[i].article
	}
	if err := s.each("member", func(f found, v []any) {
		m := savedMember{story: number(v, 1), revision: number(v, 2), at: number(v, 3), dated: number(v, 4) != 0, outlet: text1(v, 5), lang: text1(v, 6)}
		story := s.stories[m.story]
		switch {
		case story != nil && there[m.revision] == f.key:
			s.members[f.key] = &m
			story.members = append(story.members, f.key)
		case story != nil: // its tree is of another version than what is left
			story.version++
		}
	}); err != nil {
		return err
	}
	s.tellStories()
	return nil
}

// tellStories tells which stories have lost something, and gives them a title that they have.
func (s *salvage) tellStories() {
	placed := s.placed()
	n := 0
	for i := range s.revisions {
		r := &s.revisions[i]
		a := s.articles[r.article]
		if r.n <= placed && a.latest == r.n && !r.damaged && s.members[r.article] == nil {
			n++
		}
	}
	if n > 0 {
		s.lose("%d reports are in no story any more, or were in none: they are put into stories anew", n)
	}
	for _, story := range s.stories {
		slices.Sort(story.members)
		if !slices.Contains(story.members, story.lead) {
			story.lead = 0
			if len(story.members) > 0 {
				story.lead = story.members[0]
			}
		}
		if len(story.members) > 0 {
			story.merged = 0
		}
	}
}

// placed is up to which arrival the stories are made: where that is lost, up to the last that is in one.
func (s *salvage) placed() int64 {
	upto, last := int64(-1), int64(0)
	for i := range s.revisions {
		last = max(last, s.revisions[i].n)
	}
	_ = s.each("placed", func(_ found, v []any) { upto = number(v, 1) }) // else it is lost
	if upto < 0 {
		for _, m := range s.members {
			upto = max(upto, m.revision)
		}
	}
	return min(max(upto, 0), last)
}

// end of all redirects of a story; 0 where they lead nowhere.
func (s *salvage) leadsTo(n int64) int64 {
	for range len(s.stories) {
		story := s.stories[n]
		switch {
		case story == nil:
			return 0
		case story.merged == 0:
			return n
		}
		n = story.merged
	}
	return 0
}
