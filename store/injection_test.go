package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// statements are words that would be a part of a statement, or stand for more than they are, where one is put together of what
// somebody has asked for.
var statements = []string{
	"'; DROP TABLE article; --", "' OR 1=1 --", "') OR ('1'='1", "x' UNION SELECT id FROM article --", "%", "_", "?1", "?", "$1",
	"he said \\' OR true --", "\\", "\x00", "one", "one\x00", `"id"`, `a","b`, "{news,NULL}", "*", "$$;SELECT 1;$$",
}

// answer are ids of what was found.
type answer func(ctx context.Context, a *store.Archive, word string) ([]string, error)

// asks are all that is asked by a text of an archive, each with which of the words that are there it finds: that which was asked for where nil.
func asks() map[string]struct {
	ask   answer
	finds func(have, asked string) bool
} {
	return map[string]struct {
		ask   answer
		finds func(have, asked string) bool
	}{
		"outlet":              {ofStories(func(w string) store.StoryFilter { return store.StoryFilter{Outlets: []string{w}} }), nil},
		"one of two outlets":  {ofStories(func(w string) store.StoryFilter { return store.StoryFilter{Outlets: []string{w, "nobody"}} }), nil},
		"language":            {ofStories(func(w string) store.StoryFilter { return store.StoryFilter{Langs: []string{w}} }), nil},
		"source":              {ofStories(func(w string) store.StoryFilter { return store.StoryFilter{Cites: w} }), nil},
		"further reports":     {ofStories(func(w string) store.StoryFilter { return store.StoryFilter{Cites: "nobody", Citing: []string{w}} }), nil},
		"only":                {ofStories(func(w string) store.StoryFilter { return store.StoryFilter{Only: []string{w, ""}} }), nil},
		"reports of outlet":   {ofReports(func(w string) store.Filter { return store.Filter{Outlets: []string{w}} }), nil},
		"reports in language": {ofReports(func(w string) store.Filter { return store.Filter{Langs: []string{w}} }), nil},
		"a story": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			s, ok, err := a.Story(ctx, w)
			return only(s.ID, ok), err
		}, nil},
		"what is meant": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			m, err := a.Find(ctx, w)
			return only(m.Story.ID+m.Report, m.Story.ID+m.Report != ""), err
		}, nil},
		"the story of": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			id, ok, err := a.StoryOf(ctx, w)
			return only(id, ok), err
		}, nil},
		"a report": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			v, ok, err := a.Article(ctx, w)
			return only(v.ID, ok), err
		}, nil},
		"its forms": {func(ctx context.Context, a *store.Archive, w string) (ids []string, err error) {
			all, err := a.Revisions(ctx, w)
			for _, v := range all {
				ids = append(ids, v.ID)
			}
			return ids, err
		}, nil},
		"reports of a story": {func(ctx context.Context, a *store.Archive, w string) (ids []string, err error) {
			for v, err := range a.StoryArticles(ctx, w) {
				if err != nil {
					return ids, err
				}
				ids = append(ids, v.ID)
			}
			return ids, nil
		}, nil},
		"whom it cites": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			c, ok, err := a.Attributions(ctx, w)
			return only(c.Cites.Article, ok), err
		}, nil},
		"who cites": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			return a.CitedBy(ctx, w, "", 0)
		}, nil},
		"who cites in a story": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			return a.CitedBy(ctx, "Norlink", w, 0)
		}, nil},
		"names with it": {func(ctx context.Context, a *store.Archive, w string) (names []string, err error) {
			all, err := a.CitedNames(ctx, w, 1000)
			for _, c := range all {
				names = append(names, c.Name)
			}
			return names, err
		}, func(have, asked string) bool { return strings.Contains(text.Fold(have), text.Fold(asked)) }},
		"a checkpoint": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			c, ok, err := a.Checkpoint(ctx, w)
			return only(c.Place, ok), err
		}, nil},
		"a state": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			value, ok, err := a.State(ctx, w)
			return only(string(value), ok), err
		}, nil},
		"states that begin so": {func(ctx context.Context, a *store.Archive, w string) (names []string, err error) {
			for v, err := range a.States(ctx, w) {
				if err != nil {
					return names, err
				}
				names = append(names, v.Name)
			}
			return names, nil
		}, strings.HasPrefix},
		"messages": {func(ctx context.Context, a *store.Archive, w string) (ids []string, err error) {
			all, err := a.Due(ctx, w, time.Unix(1e9, 0), 1000)
			for _, m := range all {
				ids = append(ids, m.ID)
			}
			return ids, err
		}, nil},
		"topics that begin so": {func(ctx context.Context, a *store.Archive, w string) (topics []string, err error) {
			all, err := a.Waiting(ctx, w)
			for _, v := range all {
				topics = append(topics, v.Topic)
			}
			return topics, err
		}, strings.HasPrefix},
		"a tree": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			v, ok, err := a.Trace(ctx, w)
			return only(string(v.Result), ok), err
		}, nil},
		"its head": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			v, ok, err := a.TraceHead(ctx, w)
			return only(v.Key, ok), err
		}, nil},
		"heads": {func(ctx context.Context, a *store.Archive, w string) (ids []string, err error) {
			all, err := a.TraceHeads(ctx, []string{w, ""})
			for id := range all {
				ids = append(ids, id)
			}
			return ids, err
		}, nil},
		"search, a word":     {found(func(w string) store.Scope { return store.Scope{Must: []store.Words{{Forms: []store.Form{{Text: w}}}}} }), never},
		"search, a story":    {found(func(w string) store.Scope { return store.Scope{Story: w} }), nil},
		"search, only":       {found(func(w string) store.Scope { return store.Scope{Only: []string{w}} }), nil},
		"search, a source":   {found(func(w string) store.Scope { return store.Scope{Source: text.Fold(w)} }), nil},
		"search, who cites":  {found(func(w string) store.Scope { return store.Scope{Source: "nobody", Citing: []string{w}} }), nil},
		"search, an outlet":  {found(func(w string) store.Scope { return store.Scope{Filter: store.Filter{Outlets: []string{w}}} }), butForZero},
		"search, a language": {found(func(w string) store.Scope { return store.Scope{Filter: store.Filter{Langs: []string{w}}} }), butForZero},
		"search, another one": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			return matches(ctx, a, w, store.Scope{})
		}, never},
		"of an order that there is not": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			all, err := a.Stories(ctx, store.StoryFilter{Sort: store.StorySort(w)})
			if err == nil {
				return nil, errors.New("it is an order")
			}
			return only("stories", len(all) > 0), nil
		}, never},
		"behind a story that there is not": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			all, err := a.Stories(ctx, store.StoryFilter{After: store.StoryPlace{By: -1, ID: w}})
			return only("stories", len(all) > 0), err
		}, never},
		"at an address": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			one, err := a.AtAddress(ctx, w)
			other, err2 := a.AtAddress(ctx, "https://herald.example/"+w)
			return append(one, other...), errors.Join(err, err2)
		}, never},
		"the name of an outlet": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			name, err := a.OutletName(ctx, w)
			return only(name, name != w), err
		}, never},
		"what comes again": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			n, err := a.Reoffer(ctx, []string{w})
			return only("reports", n > 0), err
		}, never},
		"a lease": {func(ctx context.Context, a *store.Archive, w string) ([]string, error) {
			l, err := a.Lease(ctx, w)
			if err != nil {
				return nil, err
			}
			return nil, l.Close()
		}, never},
	}
}

func never(string, string) bool { return false }

// butForZero: the index of search leaves out characters of 0, which end its keys.
func butForZero(have, asked string) bool {
	return strings.ReplaceAll(have, "\x00", "") == strings.ReplaceAll(asked, "\x00", "")
}

func only(id string, ok bool) []string {
	if !ok {
		return nil
	}
	return []string{id}
}

// ofStories lists stories by a filter.
func ofStories(filter func(word string) store.StoryFilter) answer {
	return func(ctx context.Context, a *store.Archive, word string) (ids []string, err error) {
		all, err := a.Stories(ctx, filter(word))
		for _, s := range all {
			ids = append(ids, s.ID)
		}
		return ids, err
	}
}

// ofReports lists reports by a filter.
func ofReports(filter func(word string) store.Filter) answer {
	return func(ctx context.Context, a *store.Archive, word string) (ids []string, err error) {
		for v, err := range a.Articles(ctx, filter(word)) {
			if err != nil {
				return ids, err
			}
			ids = append(ids, v.ID)
		}
		return ids, nil
	}
}

// found searches for a word that all reports have, within a scope.
func found(scope func(word string) store.Scope) answer {
	return func(ctx context.Context, a *store.Archive, word string) ([]string, error) {
		return matches(ctx, a, "test", scope(word))
	}
}

func matches(ctx context.Context, a *store.Archive, made string, scope store.Scope) (ids []string, err error) {
	v, err := a.Index().View(ctx, made)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	in, err := v.In(scope)
	if err != nil {
		return nil, err
	}
	hits, err := v.Match([]store.Words{{Forms: []store.Form{{Text: "report"}}}}, in, 1000)
	if err != nil {
		return nil, err
	}
	docs := make([]store.Doc, len(hits))
	for i, h := range hits {
		docs[i] = h.Doc
	}
	reports, err := v.Articles(docs)
	for _, r := range reports {
		ids = append(ids, r.ID)
	}
	return ids, err
}

// fillBy puts a report into an archive whose every name is one word, and all else that is kept by a name.
func fillBy(t *testing.T, a *store.Archive, word string) {
	t.Helper()
	ctx := t.Context()
	report := stemma.Article{ID: word, Outlet: word, Lang: word, Title: word, Text: word}
	if _, err := a.Add(ctx, []stemma.Article{report}, store.Checkpoint{Input: word, Fingerprint: word, Place: word}); err != nil {
		t.Fatal(err)
	}
	arrivals, err := a.Unplaced(ctx, 10)
	if err != nil || len(arrivals) != 1 {
		t.Fatalf("%q: %d arrivals, %v", word, len(arrivals), err)
	}
	n := arrivals[0].N
	err = a.Place(ctx, store.Placement{
		Upto:   n,
		Placed: []store.Placed{{N: n, Article: word, Profile: []byte(word), Index: &store.IndexEntry{Made: "test", Lang: word, Outlet: word, Terms: []store.Term{{Text: "report", Impact: 9}}}}},
		Events: []store.StoryEvent{{Kind: store.StoryFounded, Story: word, Article: word}},
		Update: store.Update{
			State:  map[string][]byte{word: []byte(word)},
			Outbox: []store.Message{{Topic: word, ID: word, Body: []byte(word), Queued: time.Unix(1, 0)}},
			Cites:  []store.Cites{{Article: word, N: n, Sources: []stemma.Source{source("a", word), source("b", "Norlink")}}},
		},
	})
	if err != nil {
		t.Fatalf("%q: %v", word, err)
	}
	if err := a.PutTrace(ctx, store.Trace{Story: word, Version: 1, Key: word, Result: []byte(word), Work: []byte(word)}); err != nil {
		t.Errorf("%q: %v", word, err)
	}
}

func source(id, name string) stemma.Source {
	return stemma.Source{ID: id, Name: name, Kind: stemma.SourceOutlet, Aliases: []string{}, CitedBy: []string{}, Cites: []string{}}
}

// TestStatements: a text that somebody asks for is a text, whatever it says: it finds what has it as its name, as often as that is there,
// and nothing else, changes nothing, and is no error. As the name of something it is kept as it is.
func TestStatements(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long, one thing after the other")
	}
	for name, place := range map[string]func(t *testing.T) string{
		"folder":   func(t *testing.T) string { return t.TempDir() },
		"database": func(t *testing.T) string { return schemas(t)() },
	} {
		t.Run(name, func(t *testing.T) {
			a := create(t, place(t))
			defer a.Close()
			ordinary := []string{"id-1", "some news"}
			for _, word := range ordinary {
				fillBy(t, a, word)
			}
			for _, word := range statements {
				fillBy(t, a, word)
			}
			asked(t, a)
			sound(t, a)
			if n, err := a.Count(t.Context()); err != nil || n.Articles != len(ordinary)+len(statements) {
				t.Errorf("%+v, %v", n, err)
			}
		})
	}
}

// asked asks for each of the statements, of an archive that has them.
func asked(t *testing.T, a *store.Archive) {
	t.Helper()
	before := streamOf(t, a)
	for _, word := range statements {
		for name, c := range asks() {
			finds := c.finds
			if finds == nil {
				finds = func(have, asked string) bool { return have == asked }
			}
			var want []string
			for _, v := range statements {
				if finds(v, word) {
					want = append(want, v)
				}
			}
			have, err := c.ask(t.Context(), a, word)
			slices.Sort(have)
			slices.Sort(want)
			if err != nil || !slices.Equal(have, want) {
				t.Errorf("%s %q: %q, %v, want %q", name, word, have, err, want)
			}
		}
	}
	if streamOf(t, a) != before {
		t.Error("who asks has changed the archive")
	}
}
