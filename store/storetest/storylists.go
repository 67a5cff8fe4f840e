package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

func testStoryFilter(ctx context.Context, t *testing.T, a Archive) {
	var batch []stemma.Article
	var events []store.StoryEvent
	// Story s-1 has one article, s-2 two, and so on; the k-th comes out on day k.
	for s := 1; s <= 5; s++ {
		for k := range s {
			v := article(100*s + k)
			v.Published = when(k)
			v.Outlet = fmt.Sprintf("Outlet %d", k%3)
			v.Lang = []string{"en", "zh-Hant", "ar"}[k%3]
			batch = append(batch, v)
			story := fmt.Sprintf("story-%d", s)
			if k == 0 {
				events = append(events, founded(story, v.ID))
			} else {
				events = append(events, joined(story, v.ID))
			}
		}
	}
	late := article(900)
	late.Published, late.Lang, late.Outlet = when(8), "ga", "Larn Herald"
	add(ctx, t, a, append(batch, late))
	placeNext(ctx, t, a, 100, append(events, founded("story-6", late.ID), closed("story-2"))...)
	for name, c := range map[string]struct {
		f    store.StoryFilter
		want string
	}{
		"all":             {store.StoryFilter{}, "5 4 3 2 6 1"},
		"size":            {store.StoryFilter{Sort: store.StorySize}, "5 4 3 2 6 1"},
		"recent":          {store.StoryFilter{Sort: store.StoryRecent, Limit: 3}, "6 5 4"},
		"growth":          {store.StoryFilter{Since: when(2)}, "5 4 6 3"},
		"a moment later":  {store.StoryFilter{Since: when(2).Add(1)}, "5 6 4"},
		"recent since":    {store.StoryFilter{Since: when(2), Sort: store.StoryRecent}, "6 5 4 3"},
		"articles":        {store.StoryFilter{MinArticles: 3}, "5 4 3"},
		"outlets":         {store.StoryFilter{MinOutlets: 2, Limit: 2}, "5 4"},
		"languages":       {store.StoryFilter{MinLangs: 3, Since: when(3)}, "5 4"},
		"in a language":   {store.StoryFilter{Langs: []string{"AR", "ga"}}, "5 4 3 6"},
		"in its branch":   {store.StoryFilter{Langs: []string{"zh"}, MinArticles: 4}, "5 4"},
		"of an outlet":    {store.StoryFilter{Outlets: []string{"larn  herald"}}, "6"},
		"of none":         {store.StoryFilter{Outlets: []string{"Breder Kurier"}}, ""},
		"open":            {store.StoryFilter{Open: true}, "5 4 3 6 1"},
		"too late":        {store.StoryFilter{Since: when(9)}, ""},
		"all at one time": {store.StoryFilter{Since: when(1), MinArticles: 2, MinOutlets: 2, MinLangs: 2, Langs: []string{"zh"}, Outlets: []string{"Outlet 1"}, Open: true, Sort: store.StorySize, Limit: 2}, "5 4"},
	} {
		have := strings.ReplaceAll(strings.Join(idsOf(listed(ctx, t, a, c.f)), " "), "story-", "")
		if have != c.want {
			t.Errorf("%s: %q, want %q", name, have, c.want)
		}
	}
	grown := listed(ctx, t, a, store.StoryFilter{Since: when(2)})
	if len(grown) != 4 || grown[0].New != 3 || grown[0].Articles != 5 || grown[2].New != 1 {
		t.Errorf("%+v", grown)
	}
	if sized := listed(ctx, t, a, store.StoryFilter{Since: when(2), Sort: store.StorySize, Limit: 1}); len(sized) != 1 || sized[0].New != 3 {
		t.Errorf("%+v", sized)
	}
	if _, err := a.Stories(ctx, store.StoryFilter{Sort: "colour"}); err == nil {
		t.Error("sorted by colour")
	}
	var ambiguous *store.AmbiguousError
	if _, _, err := a.Story(ctx, "story"); !errors.As(err, &ambiguous) || len(ambiguous.IDs) != 6 {
		t.Errorf("the beginning of six ids: %v", err)
	}
}

// model is what the stories should be: without counts that are carried along.
type model struct {
	articles map[string]*modelArticle
	stories  map[string]*modelStory
	order    []string // ids of stories as they were founded
}

type modelArticle struct {
	stemma.Article
	n     int // in the order of arrival of articles
	story string
}

type modelStory struct {
	version int64
	lead    string
	into    string
	closed  bool
}

func (m *model) members(story string) []*modelArticle {
	var all []*modelArticle
	for _, v := range m.articles {
		if v.story == story {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(x, y *modelArticle) int { return cmp.Compare(x.n, y.n) })
	return all
}

func (m *model) enter(id, story string) {
	v := m.articles[id]
	from := v.story
	v.story = story
	s := m.stories[story]
	s.version++
	s.closed = false
	if rest := m.members(story); len(rest) == 1 {
		s.lead = id
	}
	if old := m.stories[from]; old != nil {
		old.version++
		if rest := m.members(from); old.lead == id && len(rest) > 0 {
			old.lead = rest[0].ID
		}
	}
}

func (m *model) apply(e store.StoryEvent) {
	switch e.Kind {
	case store.StoryFounded:
		m.stories[e.Story] = &modelStory{}
		m.order = append(m.order, e.Story)
		m.enter(e.Article, e.Story)
	case store.StoryJoined:
		m.enter(e.Article, e.Story)
	case store.StoryMoved:
		m.enter(e.Article, e.Into)
	case store.StoryClosed:
		m.stories[e.Story].closed = true
	case store.StoryMerged:
		from, into := m.stories[e.Story], m.stories[e.Into]
		for _, v := range m.members(e.Story) {
			v.story = e.Into
		}
		for _, s := range m.stories {
			if s.into == e.Story {
				s.into = e.Into
			}
		}
		from.into, into.closed = e.Into, into.closed && from.closed
		into.version++
	}
}

// list is what Stories should return, by when they were founded.
func (m *model) list() []store.Story {
	var all []store.Story
	for _, id := range m.order {
		members := m.members(id)
		if len(members) == 0 {
			continue
		}
		s := m.stories[id]
		outlets, langs := map[string]bool{}, map[string]bool{}
		x := store.Story{ID: id, Version: s.version, Lead: s.lead, Title: m.articles[s.lead].Title, Lang: m.articles[s.lead].Lang, Articles: len(members), New: len(members), Dated: true, Closed: s.closed}
		for _, v := range members {
			outlets[v.Outlet], langs[v.Lang] = true, true
			if x.First.IsZero() || v.Published.Before(x.First) {
				x.First = v.Published
			}
			if v.Published.After(x.Last) {
				x.Last = v.Published
			}
		}
		x.Outlets, x.Langs = len(outlets), len(langs)
		all = append(all, x)
	}
	return all
}

// live is a story that is no redirect, by chance.
func (m *model) live(r *rand.Rand) string {
	var all []string
	for _, id := range m.order {
		if m.stories[id].into == "" && len(m.members(id)) > 0 {
			all = append(all, id)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[r.IntN(len(all))]
}

// happen draws what happens when an article comes.
func (m *model) happen(r *rand.Rand, id string) []store.StoryEvent {
	var events []store.StoryEvent
	do := func(e store.StoryEvent) {
		m.apply(e)
		events = append(events, e)
	}
	if to := m.live(r); to == "" || r.IntN(4) == 0 {
		do(founded(fmt.Sprintf("story-%d", len(m.order)), id))
	} else {
		do(joined(to, id))
	}
	one, other := m.live(r), m.live(r)
	members := m.members(one)
	some := members[r.IntN(len(members))].ID
	switch kind := r.IntN(12); {
	case kind == 0 && one != other:
		do(merged(one, other))
	case kind == 1 && one != other:
		do(moved(one, some, other))
	case kind == 2:
		do(founded(fmt.Sprintf("story-%d", len(m.order)), some))
	case kind == 3:
		do(closed(one))
	}
	return events
}

// testRandomStories draws what happens to stories, cuts it into batches, and holds what is
// there to what is plainly counted.
func testRandomStories(ctx context.Context, t *testing.T, a Archive) {
	const n = 300
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // a test
	m := &model{articles: map[string]*modelArticle{}, stories: map[string]*modelStory{}}
	batch := articles(n)
	for i := range batch {
		batch[i].Published = when(r.IntN(60))
		batch[i].Outlet, batch[i].Lang = fmt.Sprintf("outlet %d", r.IntN(9)), []string{"en", "ar", "zh", "id"}[r.IntN(4)]
		m.articles[batch[i].ID] = &modelArticle{Article: batch[i], n: i}
	}
	add(ctx, t, a, batch)
	for {
		some, err := a.Unplaced(ctx, 1+r.IntN(20))
		if err != nil {
			t.Fatal(err)
		}
		if len(some) == 0 {
			break
		}
		p := store.Placement{Upto: some[len(some)-1].N}
		for _, v := range some {
			p.Placed = append(p.Placed, placed(v))
			p.Events = append(p.Events, m.happen(r, v.Article.ID)...)
		}
		place(ctx, t, a, p)
		have := listed(ctx, t, a, store.StoryFilter{})
		slices.SortFunc(have, func(x, y store.Story) int {
			return cmp.Compare(slices.Index(m.order, x.ID), slices.Index(m.order, y.ID))
		})
		if diff := gocmp.Diff(m.list(), have); diff != "" {
			t.Fatalf("after %d (-want +have)\n%s", p.Upto, diff)
		}
	}
	for _, id := range m.order {
		want := cmp.Or(m.stories[id].into, id)
		if s, ok, err := a.Story(ctx, id); !ok || err != nil || s.ID != want {
			t.Errorf("%s leads to %+v, %v, want %s", id, s, err, want)
		}
	}
	if at := (time.Time{}); len(listed(ctx, t, a, store.StoryFilter{Since: at})) != len(m.list()) {
		t.Error("since no time")
	}
}
