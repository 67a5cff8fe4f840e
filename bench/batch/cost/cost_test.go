package main

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestTheDocumentHasTheTables: docs/SCALE.md says what the measured figures come to; renew it by
// go run ./bench/batch/cost -doc docs/SCALE.md.
func TestTheDocumentHasTheTables(t *testing.T) {
	m := readMeasured(t, "measured.json")
	doc, err := os.ReadFile("../../../docs/SCALE.md")
	if err != nil {
		t.Fatal(err)
	}
	if renewed, err := renew(doc, m.tables()); err != nil || string(renewed) != string(doc) {
		t.Errorf("docs/SCALE.md has other tables than measured.json gives (%v)", err)
	}
}

func readMeasured(t *testing.T, name string) (m measured) {
	t.Helper()
	if err := errors.Join(readJSON(name, &m), m.check()); err != nil {
		t.Fatal(err)
	}
	return m
}

// two are runs of a thousand articles in ten days and in one, in which pairs took a and b seconds.
func two(a, b float64) *measured {
	return &measured{Runs: []trial{
		{Pages: 1000, Articles: 1000, Days: 10, Overhead: 2, Steps: []step{{"reading", 10, 0}, {"pairs", a, 5000}}},
		{Pages: 1000, Articles: 1000, Days: 1, Overhead: 2, Steps: []step{{"reading", 10, 0}, {"pairs", b, 7000}}},
	}}
}

// TestGrowth: what became more with the articles a day goes on becoming more, by as much or as many times as it did; what
// did not, stays.
func TestGrowth(t *testing.T) {
	for name, c := range map[string]struct {
		law           law
		a, b, density float64
		want          float64
	}{
		"adds as much for each tenfold":       {logarithm, 1, 2, 100_000, 0.004},
		"multiplies as often for each":        {power, 1, 2, 100_000, 0.008},
		"half way":                            {logarithm, 1, 2, 1000 * math.Sqrt(10), 0.0025},
		"became less":                         {power, 2, 1, 100_000, 0.002},
		"was nothing":                         {power, 0, 1, 100_000, 0.001},
		"as measured":                         {logarithm, 1, 2, 1000, 0.002},
		"fewer than measured are not cheaper": {power, 1, 2, 10, 0.002},
	} {
		if got := two(c.a, c.b).at(1, c.density, c.law).seconds; got < c.want-1e-9 || got > c.want+1e-9 {
			t.Errorf("%s: %v s an article, want %v", name, got, c.want)
		}
	}
}

// TestNeed: the same articles in a tenth of the days take more of what compares them, by the law, and not more reading.
func TestNeed(t *testing.T) {
	m := two(1, 2)
	wide := archive{articles: 1e6, days: 100}
	narrow := archive{articles: 1e6, days: 10}
	a, b := m.need(wide, logarithm), m.need(narrow, logarithm)
	if want := a.seconds[1] / 3 * 4; math.Abs(b.seconds[1]-want) > 1e-6 { // 3 ms an article at 10,000 a day, 4 at 100,000
		t.Errorf("pairs take %v s, want %v", b.seconds[1], want)
	}
	if a.seconds[0] != b.seconds[0] {
		t.Errorf("reading takes %v s and %v", a.seconds[0], b.seconds[0])
	}
	if c := m.need(narrow, power); c.core <= b.core || c.shuffled <= b.shuffled {
		t.Errorf("the power law is not the steeper one: %v of %v core-hours", c.core, b.core)
	}
	slow, _ := b.hours(clusters[0])
	fast, _ := b.hours(clusters[len(clusters)-1])
	if slow <= fast {
		t.Errorf("%v h on few machines, %v on many", slow, fast)
	}
}

// TestNoiseIsNoGrowth: a run that was slower in all steps alike gives the same laws; one that was much slower is refused.
func TestNoiseIsNoGrowth(t *testing.T) {
	quiet := two(1, 2)
	for _, busy := range []int{0, 1} {
		m := two(1, 2)
		for i := range m.Runs[busy].Steps {
			m.Runs[busy].Steps[i].Seconds *= 1.4
		}
		if err := m.check(); err != nil {
			t.Fatal(err)
		}
		for _, l := range []law{logarithm, power} {
			got, want := m.even().at(1, 1e5, l).seconds, 1.4*quiet.at(1, 1e5, l).seconds
			if math.Abs(got-want) > 1e-9 {
				t.Errorf("run %d was busy: %v s an article at a hundred times the articles, want %v", busy, got, want)
			}
		}
	}
	loud := two(1, 2)
	loud.Runs[1].Steps[0].Seconds *= 1.6
	if err := loud.check(); err == nil || !strings.Contains(err.Error(), "1.6 times") {
		t.Errorf("a run that was 1.6 times slower: %v", err)
	}
}

// TestWhatIsTooSmallIsMarked: a machine that has too little memory or disk is said to.
func TestWhatIsTooSmallIsMarked(t *testing.T) {
	m := two(1, 2)
	n := m.need(archive{articles: 1e12, days: 1e9}, logarithm)
	c := cluster{machines: 4, cores: 16, memory: 64, disk: 1000}
	if got := fits(n.disk(c), c.disk); got != "**too little**: 3.5 TB of 1.0 TB" {
		t.Errorf("7 TB, and their rows, on four machines: %s", got)
	}
	n = m.need(archive{articles: 1e12, days: 1e9, runs: 10}, logarithm)
	if got := fits(n.disk(c), c.disk); got != "350 GB of 1.0 TB" {
		t.Errorf("in ten runs: %s", got)
	}
	if got := fits(memory{Worker: 200, Block: 500, Rows: 100, Slot: 4000}.gigabytes(c), c.memory); got != "**too little**: 74 GB of 64 GB" {
		t.Errorf("memory: %s", got)
	}
}

// TestTheLawsAreHeldAgainstAThirdRun: the laws through two runs say what a third should take.
func TestTheLawsAreHeldAgainstAThirdRun(t *testing.T) {
	m := two(1, 2)
	m.Runs = append(m.Runs, trial{Pages: 10_000, Articles: 10_000, Days: 1, Overhead: 2, Steps: []step{{"reading", 100, 0}, {"pairs", 35, 80_000}}})
	var b strings.Builder
	m.lawTable(&b)
	if want := "| pairs | 3.5 | 3.0 | 4.0 |\n"; !strings.Contains(b.String(), want) {
		t.Errorf("%s has no %s", b.String(), want)
	}
}

// TestTake: runs that were measured anew take the place of the others.
func TestTake(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "measured.json")
	m := two(1, 2)
	var names []string
	for i, seconds := range []float64{5, 3} { // in any order
		r := m.Runs[1-i]
		r.Steps[1].Seconds = seconds
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.Join(dir, strconv.Itoa(i)))
		if err := os.WriteFile(names[i], b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.take(file, names); err != nil {
		t.Fatal(err)
	}
	again := readMeasured(t, file)
	if again.Runs[0].Steps[1].Seconds != 3 || again.Runs[1].Steps[1].Seconds != 5 {
		t.Errorf("%+v", again)
	}
}

func TestWhatIsNotMeasuredIsRefused(t *testing.T) {
	one := two(1, 2)
	one.Runs = one.Runs[:1]
	if err := one.check(); err == nil {
		t.Error("one run is taken")
	}
	other := two(1, 2)
	other.Runs[1].Steps[1].Name = "stories"
	if err := other.check(); err == nil || !strings.Contains(err.Error(), "stories") {
		t.Errorf("runs of other steps: %v", err)
	}
	if _, err := renew([]byte("no lines"), "x"); err == nil {
		t.Error("a document without the lines is renewed")
	}
}
