package main

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
)

// TestPassagesOf: what an archive says of a text need not be so, and a long sentence is shown around its source.
func TestPassagesOf(t *testing.T) {
	long := strings.Repeat("渡轮搁浅，", 100) + "诺林社说，" + strings.Repeat("无人受伤，", 100)
	at := strings.Index(long, "诺林社")
	role := func(start, end int, id string) stemma.Attribution {
		return stemma.Attribution{Source: stemma.Role{Span: stemma.Span{Start: start, End: end}, Source: id}}
	}
	c := store.Attributions{Article: stemma.Article{Text: long, Sentences: []stemma.Span{{Start: -3, End: 9}, {Start: 0, End: len(long) + 1}, {Start: 0, End: len(long)}}}}
	c.Sources = []stemma.Source{
		{ID: "src1", Name: "Norlink", Aliases: []string{"诺林社"}, Kind: stemma.SourceOutlet},
		{ID: "src2", Name: "诺林社", Kind: stemma.SourceUnnamed},
		{ID: "src3", Name: "Ines Karo"},
	}
	c.Attributions = []stemma.Attribution{
		role(at, at+9, "src1"), role(at, at+9, "src2"), role(at, at+9, "src3"), role(-1, 4, "src1"), role(4, len(long)+1, "src1"), role(9, 3, "src1"),
		role(len(long), len(long), "src1"),
	}
	have := passagesOf(&c, "诺林社")
	if len(have) != 2 || have[0].Text != long || have[0].Name != "Norlink" || have[1].Text != "" {
		t.Fatalf("%+v", have)
	}
	shown := searchStyle{width: 80}.passage(&have[0])
	if !strings.Contains(shown, "，*诺林社*说") || !utf8.ValidString(shown) || len(shown) > 600 || !strings.HasPrefix(shown, "…") || !strings.HasSuffix(shown, "…") {
		t.Errorf("%q", shown)
	}
}

// TestAddCiting: of many reports that cite a source, only those are unpacked that are shown, and all are counted.
func TestAddCiting(t *testing.T) {
	a, err := store.Create(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var all []stemma.Article
	p := store.Placement{Upto: 5}
	for n := range p.Upto {
		v := stemma.Article{ID: fmt.Sprintf("report-%d", n+1), Text: "The ferry ran aground, Norlink reported."}
		kind := store.StoryJoined
		if n == 0 {
			kind = store.StoryFounded
		}
		all = append(all, v)
		p.Placed = append(p.Placed, store.Placed{N: n + 1, Article: v.ID, Profile: []byte{1}})
		p.Events = append(p.Events, store.StoryEvent{Kind: kind, Story: "ferry", Article: v.ID})
		p.Cites = append(p.Cites, store.Cites{Article: v.ID, N: n + 1, Sources: []stemma.Source{{ID: "src1", Name: "Norlink", Kind: stemma.SourceOutlet}}})
	}
	if _, err := a.Add(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if err := a.Place(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		most, unpacked int
		more           bool
	}{{shownCiting, shownCiting, true}, {math.MaxInt, 5, false}} {
		list := []storyLine{{Story: reader.Story{ID: "ferry"}}}
		if err := addCiting(t.Context(), a, list, "Norlink", nil, c.most); err != nil {
			t.Fatal(err)
		}
		var shown strings.Builder
		if err := citingText(&shown, &list[0], searchStyle{width: 80}); err != nil {
			t.Fatal(err)
		}
		if len(list[0].Citing) != c.unpacked || strings.Contains(shown.String(), "and 2 more") != c.more {
			t.Errorf("at most %d: %d unpacked\n%s", c.most, len(list[0].Citing), &shown)
		}
	}
}
