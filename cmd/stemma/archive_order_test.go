package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// deskReports are reports of the events of a desk in the order of their dates, told by twelve outlets each within two hours.
func deskReports() []stemma.Article {
	var all []stemma.Article
	for day := range 4 * len(deskEvents) {
		e := deskEvents[day%len(deskEvents)]
		for outlet := range 12 {
			all = append(all, stemma.Article{
				ID: fmt.Sprintf("r%02d-%02d", day, outlet), Outlet: fmt.Sprintf("Outlet %d", outlet), URL: fmt.Sprintf("https://outlet%d.example/%d", outlet, day),
				Title: e[0], Lang: "en", Text: fmt.Sprintf("%s So outlet %d has it.", e[1], outlet),
				Published: time.Date(2025, 3, 1+5*day, 10, 11*outlet, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionSecond,
			})
		}
	}
	return all
}

// arrivals are those of a new archive with these reports, each with its number, after they were put in order, and what
// was told of that.
func arrivals(t *testing.T, reports []stemma.Article) (list []string, told string) {
	t.Helper()
	a, err := store.Create(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Add(t.Context(), reports); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	cmd.SetErr(&errs)
	if err := putInOrder(cmd, a, 100); err != nil {
		t.Fatal(err)
	}
	all, err := a.Unplaced(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		list = append(list, fmt.Sprint(v.N, " ", v.Article.ID))
	}
	return list, errs.String()
}

// TestPutInOrder: reports that come in any order, or by outlet, are put into stories as if they had come in the order of their
// dates: the stories are the same, for they depend on nothing but the arrivals and their numbers.
func TestPutInOrder(t *testing.T) {
	reports := deskReports()
	want, told := arrivals(t, reports)
	if told != "" || len(want) != len(reports) || want[0] != "1 r00-00" {
		t.Errorf("what is in order is brought into order: %v %s", want[0], told)
	}
	byOutlet, mixed := slices.Clone(reports), slices.Clone(reports)
	slices.SortStableFunc(byOutlet, func(a, b stemma.Article) int { return strings.Compare(a.Outlet, b.Outlet) })
	r := rand.New(rand.NewPCG(8, 9)) //nolint:gosec // a test
	r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	for name, given := range map[string][]stemma.Article{"by outlet": byOutlet, "mixed": mixed} {
		have, told := arrivals(t, given)
		if !slices.Equal(have, want) {
			t.Errorf("%s: the arrivals are %v, want %v", name, have, want)
		}
		if !strings.HasPrefix(told, "stemma: ") || !strings.Contains(told, "of 384 reports came more than eight days behind others") {
			t.Errorf("%s: told is %q", name, told)
		}
	}
}

// TestPutInOrderLeavesWhatIsJudged: what was there when the archive was first watched keeps its numbers until it is placed.
func TestPutInOrderLeavesWhatIsJudged(t *testing.T) {
	a, err := store.Create(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	reports := deskReports()
	slices.Reverse(reports)
	if _, err := a.Add(t.Context(), reports); err != nil {
		t.Fatal(err)
	}
	first := func() string {
		t.Helper()
		next, err := a.Unplaced(t.Context(), 1)
		if err != nil || len(next) != 1 {
			t.Fatal(next, err)
		}
		return next[0].Article.ID
	}
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	cmd.SetErr(io.Discard)
	for _, c := range []struct{ judged, want string }{{"7", reports[0].ID}, {"0", reports[len(reports)-1].ID}} {
		if err := a.PutState(t.Context(), "watch/judged", []byte(c.judged)); err != nil {
			t.Fatal(err)
		}
		if err := putInOrder(cmd, a, 100); err != nil {
			t.Fatal(err)
		}
		if have := first(); have != c.want {
			t.Errorf("judged up to %s: %s comes first, want %s", c.judged, have, c.want)
		}
	}
}
