package lineage

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

func moment(t *testing.T, s string) interval {
	t.Helper()
	a := siloIn("", "", "", s)
	if s != "" && a.Published.IsZero() {
		t.Fatalf("%q is no date", s)
	}
	return momentOf(&a)
}

func TestOrderOfMoments(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want string // which of the two is later: "b", "b?" within a wrong zone, "" if that is open
	}{
		{"2031-05-06T08:00:00Z", "2031-05-06T09:00:00Z", "b?"},
		{"2031-05-06T08:00:00Z", "2031-05-07T09:00:00Z", "b"},
		{"2031-05-06T08:00:00+07:00", "2031-05-06T08:00:00Z", "b?"},
		{"2031-05-06T08:00:00Z", "2031-05-06", ""},
		{"2031-05-06", "2031-05-07", "b?"},
		{"2031-05-06", "2031-05-08", "b"},
		{"2031-05", "2031-05-08", ""},
		{"2031-05", "2031-06-02", "b"},
		{"2031-05-06T08:17:42Z", "2031-05-06T15:17:42Z", ""}, // one moment in two zones
		{"2031-05-06T08:17:42Z", "2031-05-06T13:47:42Z", ""},
		{"2031-05-06T08:17:42Z", "2031-05-06T13:40:42Z", "b?"},
		{"2031-05-06T08:17:42Z", "2031-05-07T08:17:42Z", "b"}, // no two zones are a day apart
		{"", "2031-05-06", ""},
	} {
		a, b, got := moment(t, x.a), moment(t, x.b), ""
		if b.later(a) {
			got = "b?"
		}
		if b.surelyLater(a) {
			got = "b"
		}
		if got != x.want || a.later(b) {
			t.Errorf("%s and %s: later is %q, want %q", x.a, x.b, got, x.want)
		}
	}
}

func TestOddsBefore(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want float64
	}{
		{"2031-05-06", "2031-05-06", 0},
		{"2031-05-06T08:00:00Z", "2031-05-06", math.Log(2)},
		{"2031-05-06T23:59:59Z", "2031-05-06", -3},
		{"2031-05-06", "2031-05-06T08:00:00Z", -math.Log(2)},
		{"2031-05", "2031-05-16", 0},
		{"2031-05-06T08:17:42Z", "2031-05-06T13:17:42Z", 0},
	} {
		if got := moment(t, x.a).oddsBefore(moment(t, x.b)); math.Abs(got-x.want) > 0.05 {
			t.Errorf("%s before %s: %.2f, want %.2f", x.a, x.b, got, x.want)
		}
	}
}

// TestAbsurdDates: a date that software gives to what has none, or that is far
// ahead of the rest, is unknown; an old one is not.
func TestAbsurdDates(t *testing.T) {
	for _, x := range []struct {
		dates  string
		absurd int // index, -1 for none
	}{
		{"1970-01-01 2031-05-06 2031-05-07", 0},
		{"1970-01-01", 0},
		{"1970-01-01 1970-01-03 1970-01-04", -1}, // a story of those days
		{"1969-12-31T23:00:00Z 2031-05-06", 0},   // west of Greenwich
		{"1900-01-01 2031-05-06", 0},
		{"2031-05-06 2131-05-06 2031-05-07 2031-05-09", 1},
		{"2031-05-06 9999-12-31", 1},
		{"2031-05-06 2090-01-01", 1}, // of two, the one that is not yet
		{"2090-01-01", 0},
		{"2031-05-06 2033-05-06 2031-05-07", -1}, // a look back
		{"1994-05-06 2031-05-06 2031-05-07", -1}, // an old report that comes round again
	} {
		var list []interval
		for d := range strings.FieldsSeq(x.dates) {
			list = append(list, moment(t, d))
		}
		dropAbsurd(list)
		for i := range list {
			if list[i].known != (i != x.absurd) || list[i].absurd.IsZero() != (i != x.absurd) {
				t.Errorf("%s: date %d: %+v, want only %d absurd", x.dates, i, list[i], x.absurd)
			}
		}
	}
}

func TestDoubted(t *testing.T) {
	got := Doubted([]stemma.Article{siloIn("a", "", "en", "2031-05-06"), siloIn("b", "", "en", "1970-01-01"), siloIn("c", "", "en", "")})
	if want := []bool{false, true, false}; !slices.Equal(got, want) {
		t.Errorf("doubted %v, want %v", got, want)
	}
}

// cut keeps the first sentences of a report.
func cut(a stemma.Article, sentences int) stemma.Article {
	a.Text = strings.Join(strings.Split(a.Text, "\n")[:sentences], "\n")
	return a
}

// TestTimes takes what dates are like in the wild the whole way, from the text
// to the edge and what is said of it.
func TestTimes(t *testing.T) {
	updated := func(a stemma.Article, at string) stemma.Article {
		a.Updated, _ = time.Parse(time.RFC3339, at)
		return a
	}
	credited := func(a stemma.Article, line string) stemma.Article { a.Text = line + "\n" + a.Text; return a }
	for _, x := range []struct {
		name     string
		articles []stemma.Article
		child    string
		want     string
	}{
		{
			"hours apart",
			[]stemma.Article{siloIn("en", "Tarn Echo", "en", "2031-05-06T08:00:00Z"), siloIn("id", "Kabar Tarn", "id", "2031-05-06T11:00:00Z")},
			"id", "en→id: published 3 hours later",
		},
		{
			"a zone that was not said: the child is dated before the parent that it credits",
			[]stemma.Article{
				siloIn("en", "Tarn Echo", "en", "2031-05-06T08:00:00Z"),
				credited(siloIn("ru", "Вести Тарна", "ru", "2031-05-06T05:30:00Z"), "Об этом сообщает Tarn Echo."),
			},
			"ru", "en→ru: published earlier by the clock, though within what a wrong time zone explains",
		},
		{
			"the day of the child's readers",
			[]stemma.Article{
				siloIn("en", "Tarn Echo", "en", "2031-05-07T02:10:00Z"),
				credited(cut(siloIn("id", "Kabar Tarn", "id", "2031-05-06"), 5), "Tarn Echo melaporkan hal ini pada hari Rabu."),
			},
			"id", "en→id: published earlier by the calendar, though within what a time zone explains",
		},
		{
			"one moment in two zones",
			[]stemma.Article{siloIn("en", "Tarn Echo", "en", "2031-05-06T08:17:42Z"), siloIn("ar", "صدى المرفأ", "ar", "2031-05-06T11:17:42Z")},
			"ar", "en→?ar: their times differ by a time zone to the second: they do not tell which was first",
		},
		{
			"the month alone",
			[]stemma.Article{siloIn("en", "Tarn Echo", "en", "2031-05-06"), siloIn("ru", "Вести Тарна", "ru", "2031-05")},
			"ru", "en→?ru: dates do not tell which was first",
		},
		{
			"the first day of Unix",
			[]stemma.Article{siloIn("en", "Tarn Echo", "en", "2031-05-06T08:00:00Z"), cut(siloIn("ru", "Вести Тарна", "ru", "1970-01-01T00:00:00Z"), 4)},
			"ru", "en→ru: its date, 1 January 1970, cannot be right: taken as undated",
		},
		{
			"the parent was carried on after the child",
			[]stemma.Article{
				updated(siloIn("en", "Tarn Echo", "en", "2031-05-06T08:00:00Z"), "2031-05-06T20:00:00Z"),
				cut(siloIn("id", "Kabar Tarn", "id", "2031-05-06T11:00:00Z"), 5),
			},
			"id", "en→id: published 3 hours later; the other was updated after that, and may say now what it did not say then",
		},
		{
			"the child was carried on from a later report",
			[]stemma.Article{
				siloIn("en", "Tarn Echo", "en", "2031-05-07T08:00:00Z"),
				updated(credited(siloIn("ar", "صدى المرفأ", "ar", "2031-05-06T05:00:00Z"), "ونقلت الخبر صحيفة Tarn Echo."), "2031-05-07T15:00:00Z"),
			},
			"ar", "en→ar: published earlier, but updated after the other came out",
		},
	} {
		tree := trace(t, x.articles...)
		got := told(tree, stemma.EvidenceTime, x.child)
		if strings.Contains(x.name, "Unix") { // what else tells the direction is for other tests
			got = strings.Replace(got, "?", "", 1)
		}
		if got != x.want {
			t.Errorf("%s:\nhave %s\nwant %s", x.name, got, x.want)
		}
		if tree.Origins != 1 {
			t.Errorf("%s: %d origins, want 1", x.name, tree.Origins)
		}
	}
}

// TestMovedParent: what an outlet added after the child came out is no omission
// of the child's.
func TestMovedParent(t *testing.T) {
	reports := []report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 20 21 22 23 4 5"},
		{"b", "Kabar Rawa", "id", "11:00", "1 2 3 4 5"},
		{"c", "Болотный вестник", "ru", "18:00", "1 2 3 20 21 22 23"},
	}
	s := write(reports, nil)
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	var still, moved tally
	g.compare(1, 0, &still)
	s.Docs[0].Article.Updated = s.Docs[0].Article.Published.Add(8 * time.Hour)
	if g, err = newGraph(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	g.compare(1, 0, &moved)
	if a, b := count(&still, fDrop), count(&moved, fDrop); a != 4 || b != 0 || count(&moved, fDropMoved) != 4 {
		t.Errorf("%d sentences dropped, %d of the updated parent; want 4 and none", a, b)
	}
	g.compare(2, 0, &moved)
	if count(&moved, fDropMoved) != 0 {
		t.Error("c came out after the update: what it drops, it dropped")
	}
}

func count(t *tally, f feature) int {
	n := 0
	for _, x := range t.terms {
		if x.feature == f {
			n++
		}
	}
	return n
}
