package batch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// once gives each of the articles of some units once, by their ids.
func once(t *testing.T, units ...[]stemma.Article) []stemma.Article {
	t.Helper()
	return sentOf(units...).unique(t)
}

// sentOf is what units send, each of the articles of one.
func sentOf(units ...[]stemma.Article) copies {
	c := newCopies()
	for _, u := range units {
		m := newMet(c.texts.emit, c.takings.emit, c.claims.emit)
		for _, a := range u {
			m.take(&a)
		}
		m.end()
	}
	return c
}

func idsAndTexts(articles []stemma.Article) (out []string) {
	for _, a := range articles {
		out = append(out, a.ID+": "+a.Text)
	}
	return out
}

// TestUnique: one article of each content, whatever the order and the units, and each with an id
// of its own; what was named first keeps its id.
func TestUnique(t *testing.T) {
	all := []stemma.Article{
		{ID: "x", Input: "1.jsonl", Text: "one"},
		{ID: "x", Input: "2.jsonl", Text: "one"},
		{ID: "x", Input: "3.jsonl", Text: "another"},
		{ID: "y", Input: "4.jsonl", Text: "one"},
	}
	want := []string{"x: one", "x~" + digestOf(&all[2])[:renamedDigits] + ": another", "y: one"}
	chance := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		some := shuffled(all, chance)
		at := chance.IntN(len(some))
		got := once(t, some[:at], some[at:])
		if diff := cmp.Diff(want, idsAndTexts(got)); diff != "" {
			t.Error(diff)
		}
		if got[0].Input != "1.jsonl" {
			t.Errorf("of two copies the one from %s is kept", got[0].Input)
		}
	}
}

// TestCopiesMeetInNoStep: of an article that thousands of files have again no step is handed more than one text, and
// of each file a small record.
func TestCopiesMeetInNoStep(t *testing.T) {
	const files = 3000
	text := strings.Repeat("The ferry of Brask did not sail. ", 300)
	var units [][]stemma.Article
	for n := range files {
		units = append(units, []stemma.Article{{ID: "ferry", Input: fmt.Sprintf("%04d.warc.gz#1", n), Text: text}})
	}
	c := sentOf(units...)
	for _, list := range c.texts {
		if len(list) > 1 {
			t.Fatalf("one step is handed %d texts of %d bytes", len(list), len(text))
		}
	}
	for _, list := range c.takings {
		var bytes int
		for _, x := range list {
			bytes += len(encodeTaking(x))
		}
		if bytes > files*100 {
			t.Errorf("the records of %d copies have %d bytes", len(list), bytes)
		}
	}
	got := c.unique(t)
	if len(got) != 1 || got[0].ID != "ferry" || got[0].Input != "0000.warc.gz#1" {
		t.Errorf("%d articles, the first %s from %s", len(got), got[0].ID, got[0].Input)
	}
}

// TestIDsOfManyFiles: thirty exports that all number from 1 lose no article, and none is taken for
// another one.
func TestIDsOfManyFiles(t *testing.T) {
	var units [][]stemma.Article
	for file := range 30 {
		var u []stemma.Article
		for n := range 5 {
			u = append(u, stemma.Article{ID: fmt.Sprint(n), Input: fmt.Sprintf("%02d.jsonl#%d", file, n), Text: fmt.Sprint(file, " ", n)})
		}
		units = append(units, u)
	}
	got := once(t, units...)
	ids := map[string]bool{}
	for _, a := range got {
		ids[a.ID] = true
	}
	if len(got) != 150 || len(ids) != 150 || !ids["0"] || !ids["4"] {
		t.Errorf("%d articles with %d ids of 150", len(got), len(ids))
	}
	if again := once(t, slices.Concat(units...)); len(again) != 150 {
		t.Errorf("%d of one file", len(again))
	}
}

// TestIDsOfAnEarlierRun: the tables of an earlier run may come with the files that it read; an id
// that was made for one article is never another one's, and the articles are there once.
func TestIDsOfAnEarlierRun(t *testing.T) {
	files := []stemma.Article{{ID: "x", Input: "a.jsonl", Text: "one"}, {ID: "x", Input: "b.jsonl", Text: "two"}}
	first := once(t, files)
	tables := slices.Clone(first)
	for i := range tables {
		tables[i].Input = fmt.Sprintf("0-table#%d", 9-i) // before the files, and the other way round
	}
	if diff := cmp.Diff(idsAndTexts(first), idsAndTexts(once(t, files, tables))); diff != "" {
		t.Errorf("with the tables of an earlier run: %s", diff)
	}
	if diff := cmp.Diff(idsAndTexts(first), idsAndTexts(once(t, tables))); diff != "" {
		t.Errorf("of the tables alone: %s", diff)
	}
	// Who calls itself by an id that is made for another one gets one of its own.
	other := stemma.Article{ID: first[1].ID, Input: "c.jsonl", Text: "three"}
	got := once(t, files, []stemma.Article{other})
	if len(got) != 3 || got[1].Text != "two" || !strings.HasPrefix(got[2].ID, other.ID+"~") {
		t.Errorf("%q", idsAndTexts(got))
	}
}

// TestMetIsBounded: of a unit of very many articles as many are remembered as there is room for, and
// none is lost.
func TestMetIsBounded(t *testing.T) {
	sent, claimed := map[string]bool{}, map[string]bool{}
	m := newMet(func(copied []byte, _ stemma.Article) { sent[string(copied)] = true }, func([]byte, taking) {}, func(id []byte, _ claim) { claimed[string(id)] = true })
	const n = mostMet + 10
	for i := range n {
		m.take(&stemma.Article{ID: fmt.Sprint(i)})
		if len(m.taken) > mostMet || len(m.claimed) > mostMet {
			t.Fatal("too many are remembered")
		}
	}
	m.end()
	if len(sent) != n || len(claimed) != n {
		t.Errorf("%d articles and %d ids of %d", len(sent), len(claimed), n)
	}
}
