package store

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

func ferry(i int) stemma.Article {
	return stemma.Article{
		ID: fmt.Sprintf("herald-%d", i), URL: fmt.Sprintf("https://herald.example/%d", i), Outlet: "Larn Herald", Title: "Ferry aground",
		Text: fmt.Sprintf("The ferry Alva ran aground %d miles off Larn with 212 passengers aboard.", i),
	}
}

// damaged is an archive of three reports, of which the record of the second is damaged, before
// or after they were placed in a story.
func damaged(t *testing.T, after bool) *Archive {
	t.Helper()
	a, err := Create(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	addTo(t, a, Added{New: 3}, ferry(1), ferry(2), ferry(3))
	if after {
		placeAll(t, a, 3)
	}
	if _, err := a.write.ExecContext(t.Context(), "UPDATE revision SET record = x'00112233' WHERE n = 2"); err != nil {
		t.Fatal(err)
	}
	if !after {
		placeAll(t, a, 2)
	}
	return a
}

func addTo(t *testing.T, a *Archive, want Added, batch ...stemma.Article) {
	t.Helper()
	have, err := a.Add(t.Context(), batch)
	if diff := cmp.Diff(want, have); err != nil || diff != "" {
		t.Fatalf("%v (-want +have)\n%s", err, diff)
	}
}

// placeAll places what can be read, in a story of its own each.
func placeAll(t *testing.T, a *Archive, want int) {
	t.Helper()
	all, err := a.Unplaced(t.Context(), 100)
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	p := Placement{Upto: all[len(all)-1].N}
	for _, v := range all {
		if v.Err == nil {
			p.Placed = append(p.Placed, Placed{N: v.N, Article: v.Article.ID, Profile: []byte{1}, Index: &IndexEntry{Made: "test", Terms: []Term{{Text: "ferry", Impact: 9}}}})
			p.Events = append(p.Events, StoryEvent{Kind: StoryFounded, Story: "story-" + v.Article.ID, Article: v.Article.ID})
		}
	}
	if err := a.Place(t.Context(), p); err != nil || len(p.Placed) != want {
		t.Fatalf("%d placed, want %d: %v", len(p.Placed), want, err)
	}
}

func sound(t *testing.T, a *Archive) {
	t.Helper()
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("%q, %v", faults, err)
	}
}

// TestMend: what was damaged is sound when the report has been given again, and what could not
// be placed for the damage comes again.
func TestMend(t *testing.T) {
	a := damaged(t, false)
	if faults, err := a.Check(t.Context()); err != nil || len(faults) != 1 || !strings.Contains(faults[0], `"herald-2", revision 1`) || !strings.Contains(faults[0], "--again") {
		t.Errorf("%q, %v", faults, err)
	}
	addTo(t, a, Added{Known: 3, Mended: 1}, ferry(1), ferry(2), ferry(3))
	addTo(t, a, Added{Known: 3}, ferry(1), ferry(2), ferry(3))
	if have, ok, err := a.Article(t.Context(), "herald-2"); err != nil || !ok || have.Text != ferry(2).Text {
		t.Errorf("%q, %v, %v", have.Text, ok, err)
	}
	sound(t, a)
	all, err := a.Unplaced(t.Context(), 100)
	if err != nil || len(all) != 1 || all[0].Article.ID != "herald-2" || all[0].Revised {
		t.Fatalf("%+v, %v", all, err)
	}
	placeAll(t, a, 1)
	sound(t, a)
	if n, err := a.Count(t.Context()); err != nil || n != (Counts{Articles: 3, Revisions: 3, Stories: 3}) {
		t.Errorf("%+v, %v", n, err)
	}
}

// TestMendPlaced: what was placed before the damage stays where it is.
func TestMendPlaced(t *testing.T) {
	a := damaged(t, true)
	addTo(t, a, Added{Known: 1, Mended: 1}, ferry(2))
	sound(t, a)
	if all, err := a.Unplaced(t.Context(), 100); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestMendEarlier: a form that is not the latest is mended where it is, also by another form of its
// address.
func TestMendEarlier(t *testing.T) {
	a := damaged(t, false)
	changed := ferry(2)
	changed.Text += " Nobody was hurt."
	addTo(t, a, Added{Changed: 1}, changed)
	other := ferry(2)
	other.URL = strings.Replace(other.URL, "https://", "http://www.", 1)
	addTo(t, a, Added{Known: 1, Mended: 1}, other)
	sound(t, a)
	have, err := a.Revisions(t.Context(), "herald-2")
	if err != nil || len(have) != 2 || have[0].URL != ferry(2).URL || have[1].Text != changed.Text {
		t.Errorf("%+v, %v", have, err)
	}
	placeAll(t, a, 1)
	sound(t, a)
}

// TestMendedRoundTrip: numbers that are nobody's any more do not confuse an export.
func TestMendedRoundTrip(t *testing.T) {
	ctx, a := t.Context(), damaged(t, false)
	addTo(t, a, Added{Known: 1, Mended: 1}, ferry(2))
	placeAll(t, a, 1)
	addTo(t, a, Added{New: 1}, ferry(4))
	export := func(a *Archive) string {
		var b bytes.Buffer
		if _, err := a.Export(ctx, &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	stream, dir := export(a), filepath.Join(t.TempDir(), "again")
	if _, err := Restore(ctx, dir, strings.NewReader(stream)); err != nil {
		t.Fatal(err)
	}
	b, err := Open(ctx, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	sound(t, b)
	if export(b) != stream {
		t.Error("the streams differ")
	}
	addTo(t, b, Added{Known: 4, New: 1}, ferry(1), ferry(2), ferry(3), ferry(4), ferry(5))
	placeAll(t, b, 2)
	sound(t, b)
}

// TestArticleDamaged: who reads an article is told that it is the record.
func TestArticleDamaged(t *testing.T) {
	a := damaged(t, false)
	_, _, err := a.Article(t.Context(), "herald-2")
	if broken, ok := errors.AsType[*ArticleError](err); !ok || broken.ID != "herald-2" {
		t.Errorf("%v", err)
	}
}

// TestDamagedRoundTrip: an archive with a damaged record can be moved, and mended where it
// is then; a tree that is damaged is as if it were not there.
func TestDamagedRoundTrip(t *testing.T) {
	for _, after := range []bool{false, true} {
		ctx, a := t.Context(), damaged(t, after)
		if err := a.PutTrace(ctx, Trace{Story: "story-herald-1", Result: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.write.ExecContext(ctx, "UPDATE trace SET result = x'00'"); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := a.Trace(ctx, "story-herald-1"); ok || err != nil {
			t.Errorf("%v, %v", ok, err)
		}
		var stream bytes.Buffer
		done, err := a.Export(ctx, &stream)
		if err != nil || done.Damaged != 1 || strings.Contains(stream.String(), `"trace"`) {
			t.Fatalf("%+v, %v", done, err)
		}
		dir := filepath.Join(t.TempDir(), "again")
		if restored, err := Restore(ctx, dir, &stream); err != nil || restored != done {
			t.Fatalf("%+v, %v", restored, err)
		}
		b, err := Open(ctx, dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if n, err := b.Count(ctx); err != nil || n.Articles != 3 || n.Unplaced != 0 {
			t.Errorf("%+v, %v", n, err)
		}
		if ids, err := b.AtAddress(ctx, ferry(2).URL); err != nil || len(ids) != 1 {
			t.Errorf("%q, %v", ids, err)
		}
		addTo(t, b, Added{Known: 3, Mended: 1}, ferry(1), ferry(2), ferry(3))
		sound(t, b)
		if all, err := b.Unplaced(ctx, 9); err != nil || len(all) == 0 != after {
			t.Errorf("after %v: %+v, %v", after, all, err)
		}
	}
}
