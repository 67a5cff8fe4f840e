package main

import (
	"os"
	"strings"
	"testing"
)

// TestTheDocumentHasTheTables: docs/SCALE.md says what the measured figures come to; renew it by
// go run ./bench/batch/cost -doc docs/SCALE.md.
func TestTheDocumentHasTheTables(t *testing.T) {
	m, err := readMeasured("measured.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../../../docs/SCALE.md")
	if err != nil {
		t.Fatal(err)
	}
	if renewed, err := renew(doc, m.tables()); err != nil || string(renewed) != string(doc) {
		t.Errorf("docs/SCALE.md has other tables than measured.json gives (%v)", err)
	}
}

func two(a, b, most float64) *measured {
	return &measured{Runs: []trial{
		{Articles: 1000, Days: 10, Steps: []step{{"reading", 10, 0, 1}, {"pairs", a, 5000, most}}},
		{Articles: 1000, Days: 1, Steps: []step{{"reading", 10, 0, 1}, {"pairs", b, 7000, most}}},
	}}
}

// TestGrowth: what grew with the articles a day goes on growing, as far as it may; what did not, stays.
func TestGrowth(t *testing.T) {
	for name, c := range map[string]struct {
		a, b, most, density, want float64
	}{
		"grows by each tenfold": {1, 2, 0, 100_000, 0.004},
		"is bounded":            {1, 2, 1.5, 100_000, 0.003},
		"is the same":           {1, 2, 1, 100_000, 0.002},
		"became less":           {2, 1, 0, 100_000, 0.002},
		"as measured":           {1, 2, 0, 1000, 0.002},
		"fewer than measured":   {1, 2, 0, 10, 0.002},
	} {
		if got := two(c.a, c.b, c.most).at(1, c.density).seconds; got < c.want-1e-9 || got > c.want+1e-9 {
			t.Errorf("%s: %v s an article, want %v", name, got, c.want)
		}
	}
}

// TestNeed: ten years take more than ten years' share of a month, since reading costs the same and pairs not less.
func TestNeed(t *testing.T) {
	m := two(1, 2, 4)
	needs := m.needs()
	if ratio := needs[1].core / needs[0].core; ratio < archives[1].articles/archives[0].articles*0.9 {
		t.Errorf("ten years take %v times a month", ratio)
	}
	slow, _ := needs[0].hours(clusters[0])
	fast, _ := needs[0].hours(clusters[1])
	if slow <= fast {
		t.Errorf("%v h on few machines, %v on many", slow, fast)
	}
}

func TestWhatIsNotMeasuredIsRefused(t *testing.T) {
	one := two(1, 2, 1)
	one.Runs = one.Runs[:1]
	if err := one.check(); err == nil {
		t.Error("one run is taken")
	}
	other := two(1, 2, 1)
	other.Runs[1].Steps[1].Name = "stories"
	if err := other.check(); err == nil || !strings.Contains(err.Error(), "stories") {
		t.Errorf("runs of other steps: %v", err)
	}
	if _, err := renew([]byte("no lines"), "x"); err == nil {
		t.Error("a document without the lines is renewed")
	}
}
