package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// page is an article without an id of its own: derived tells its forms apart.
func page(derived, address, title, text string) stemma.Article {
	return stemma.Article{ID: "a" + strings.Repeat(derived, 10), URL: address, Outlet: "Larn Herald", Title: title, Text: text}
}

const (
	live    = "10:05 The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard, the harbour master said.\n"
	tug     = "11:40 A tug from Brede has reached the ship and waits for the tide, according to the port authority of Larn.\n"
	afloat  = "14:10 The Alva is afloat again and on her way into the harbour. Nobody was hurt, said the captain of the tug.\n"
	trial   = "The trial of the former port director opened in Brede on Monday. He denies that he took any money from the dredgers.\n"
	section = "https://herald.example/news"
)

// testPageChanges: a page that is read three times is one article with three revisions, by
// the id of the first, in whatever order they come and however often.
func testPageChanges(ctx context.Context, t *testing.T, a Archive) {
	address := "https://herald.example/alva"
	first := page("b", address, "Ferry aground", live)
	second := page("c", "http://www.herald.example/alva/?utm_source=feed", "Ferry aground: tug arrives", tug+live)
	third := page("d", address, "Ferry afloat", afloat+tug+live)
	orders := [][]stemma.Article{{first, second, third}, {third, first, second}, {second, third, first}}
	for i, batch := range orders {
		for j := range batch { // one page for each order
			batch[j].URL = strings.Replace(batch[j].URL, "alva", fmt.Sprintf("alva-%d", i), 1)
			batch[j].ID = batch[j].ID[:10] + string(rune('x'+i))
		}
		if diff := cmp.Diff(store.Added{New: 1, Changed: 2}, add(ctx, t, a, batch)); diff != "" {
			t.Errorf("order %d (-want +have)\n%s", i, diff)
		}
		if diff := cmp.Diff(store.Added{Known: 3}, add(ctx, t, a, batch)); diff != "" {
			t.Errorf("order %d again (-want +have)\n%s", i, diff)
		}
		marked := batch[2]
		marked.ID, marked.URL = "a"+strings.Repeat("2", 9)+string(rune('x'+i)), marked.URL+"?utm_source=mail"
		if diff := cmp.Diff(store.Added{Known: 1}, add(ctx, t, a, []stemma.Article{marked})); diff != "" {
			t.Errorf("by another form of its address (-want +have)\n%s", diff)
		}
		for _, form := range batch { // found by the ids of all
			have, err := a.Revisions(ctx, form.ID)
			if err != nil || len(have) != 3 || have[0].ID != batch[0].ID || have[2].Text != batch[2].Text {
				t.Errorf("order %d, %s: %d revisions, %v", i, form.ID, len(have), err)
			}
			if ids, err := a.AtAddress(ctx, form.URL); err != nil || !slices.Equal(ids, []string{batch[0].ID}) {
				t.Errorf("at %s: %q, %v", form.URL, ids, err)
			}
		}
	}
}

// testLatest: what says that it was changed earlier is not the latest, though it came last.
func testLatest(ctx context.Context, t *testing.T, a Archive) {
	at := func(hour int) time.Time { return time.Date(2025, 3, 1, hour, 0, 0, 0, time.UTC) }
	first, second, third := page("b", section+"/alva", "Alva", live), page("c", section+"/alva", "Alva", tug+live), page("d", section+"/alva", "Alva", afloat+live)
	first.Updated, second.Updated = at(14), at(11)
	if diff := cmp.Diff(store.Added{New: 1, Changed: 1}, add(ctx, t, a, []stemma.Article{first, second})); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	if have, _, err := a.Article(ctx, first.ID); err != nil || have.Text != first.Text {
		t.Errorf("the latest is %q, %v", have.Text, err)
	}
	add(ctx, t, a, []stemma.Article{third}) // which does not say
	if have, _, err := a.Article(ctx, first.ID); err != nil || have.Text != third.Text {
		t.Errorf("the latest is %q, %v", have.Text, err)
	}
}

// testWrongAddress: articles of which all give one address, that of a section or the
// home page, stay apart, and are still recognised when one of them changes.
func testWrongAddress(ctx context.Context, t *testing.T, a Archive) {
	var batch []stemma.Article
	for i := range 20 {
		letter := string(rune('b' + i))
		batch = append(batch,
			page(letter, section, "Report "+letter, strings.Repeat(fmt.Sprintf("%c%c%c%c said that %d. ", 'a'+i, 'b'+i, 'c'+i, 'd'+i, i*7717), 9)),
			page(letter+"2", "https://herald.example/", "Larn Herald", live))
		batch[len(batch)-1].ID = "home-" + letter
		batch[len(batch)-1].Text += letter
	}
	if added := add(ctx, t, a, batch); added.New != len(batch) {
		t.Errorf("added %+v", added)
	}
	if added := add(ctx, t, a, batch); added.Known != len(batch) {
		t.Errorf("again %+v", added)
	}
	changed := batch[6]
	changed.ID, changed.Text = "a7777777777", changed.Text+" It was corrected."
	if added := add(ctx, t, a, []stemma.Article{changed}); added.Changed != 1 {
		t.Errorf("changed %+v", added)
	}
}

// testOthersAtAddress: what is at one address is not one article for that alone.
func testOthersAtAddress(ctx context.Context, t *testing.T, a Archive) {
	address := section + "/alva"
	own, other := page("b", address, "Alva", live), page("c", address, "Alva", live)
	own.ID, other.ID = "17", "18"
	reprint := page("d", address, "Alva", live+tug)
	reprint.Outlet = "Breder Kurier" // a reprint names the original's address
	translated := page("e", address, "Alva", "Die Fähre Alva ist am Samstag mit 212 Passagieren vor Larn auf Grund gelaufen.\n")
	follow := page("f", address, "Trial", trial)
	batch := []stemma.Article{own, other, reprint, translated, follow}
	if diff := cmp.Diff(store.Added{New: 5}, add(ctx, t, a, batch)); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	if diff := cmp.Diff(store.Added{Known: 5}, add(ctx, t, a, batch)); diff != "" {
		t.Errorf("again (-want +have)\n%s", diff)
	}
	// One without an id of its own is a revision of the most alike, of one with an id, too.
	joins := page("g", address, "Trial", trial+"It goes on.")
	joinsOwn := page("h", address+"?fbclid=1", "Alva", live+"It goes on.")
	if diff := cmp.Diff(store.Added{Changed: 2}, add(ctx, t, a, []stemma.Article{joins, joinsOwn})); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	if have, err := a.Revisions(ctx, follow.ID); err != nil || len(have) != 2 {
		t.Errorf("%d revisions, %v", len(have), err)
	}
	// The same id and another form of the same address.
	own.URL, own.Text = strings.Replace(address, "https://", "http://www.", 1)+"#top", trial
	if diff := cmp.Diff(store.Added{Changed: 1}, add(ctx, t, a, []stemma.Article{own})); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
}
