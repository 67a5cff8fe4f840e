package text

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// What the reading of values must reach on testdata/heldout, in percent of
// what is marked there, and how many false alarms it may raise per hundred of
// them. Languages have no floor of their own: they are too small for one.
const (
	heldOutNumbers      = 93.5
	heldOutDates        = 83.5
	heldOutNames        = 66.0
	heldOutNumberAlarms = 5.5
	heldOutDateAlarms   = 5.0
)

// heldOutPublished is the day from which the files reckon relative dates.
var heldOutPublished = time.Date(2025, 3, 14, 0, 0, 0, 0, time.UTC)

// heldOutScore counts what was read right of one kind, of all that is marked,
// and what was read that is not marked.
type heldOutScore struct{ right, all, alarms int }

func (s *heldOutScore) add(t heldOutScore) {
	s.right += t.right
	s.all += t.all
	s.alarms += t.alarms
}

func (s heldOutScore) share() float64 { return shareOf(s.right, s.all) }

func (s heldOutScore) String() string {
	return fmt.Sprintf("%4d/%-4d %5.1f%% +%-3d", s.right, s.all, s.share(), s.alarms)
}

func shareOf(part, all int) float64 { return 100 * float64(part) / float64(max(all, 1)) }

// heldOutScores are the scores of a language, or of all.
type heldOutScores struct{ numbers, dates, names heldOutScore }

func (s *heldOutScores) add(t heldOutScores) {
	s.numbers.add(t.numbers)
	s.dates.add(t.dates)
	s.names.add(t.names)
}

// TestHeldOut reads sentences that were written without a look at the
// lexicons, and holds floors for all languages together.
func TestHeldOut(t *testing.T) {
	files, err := filepath.Glob("testdata/heldout/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/heldout: %d files, %v", len(files), err)
	}
	var total heldOutScores
	t.Log("      numbers               dates                 names: right/all, +false alarms")
	for _, file := range files {
		lang := strings.TrimSuffix(filepath.Base(file), ".txt")
		var sum heldOutScores
		for _, g := range readGold(t, file) {
			sum.add(scoreSentence(lang, g))
		}
		t.Logf("%-5s %v %v %v", lang, sum.numbers, sum.dates, sum.names)
		total.add(sum)
	}
	t.Logf("%-5s %v %v %v", "all", total.numbers, total.dates, total.names)
	checkHeldOut(t, total)
}

func checkHeldOut(t *testing.T, total heldOutScores) {
	t.Helper()
	for _, c := range []struct {
		what  string
		score heldOutScore
		floor float64
	}{
		{"numbers", total.numbers, heldOutNumbers},
		{"dates", total.dates, heldOutDates},
		{"names", total.names, heldOutNames},
	} {
		if c.score.share() < c.floor {
			t.Errorf("%s: %.1f%% read right, want at least %.1f%%", c.what, c.score.share(), c.floor)
		}
	}
	if got := shareOf(total.numbers.alarms, total.numbers.all); got > heldOutNumberAlarms {
		t.Errorf("numbers: %.1f false alarms per hundred, want at most %.1f", got, heldOutNumberAlarms)
	}
	if got := shareOf(total.dates.alarms, total.dates.all); got > heldOutDateAlarms {
		t.Errorf("dates: %.1f false alarms per hundred, want at most %.1f", got, heldOutDateAlarms)
	}
}

// TestHeldOutCoversLexicons keeps a language from being served unjudged.
func TestHeldOutCoversLexicons(t *testing.T) {
	lexicons, err := filepath.Glob("lexicon/[a-z][a-z].txt")
	if err != nil || len(lexicons) == 0 {
		t.Fatalf("lexicon: %d files, %v", len(lexicons), err)
	}
	for _, l := range lexicons {
		file := filepath.Join("testdata/heldout", filepath.Base(l))
		gold := readGold(t, file)
		traps := 0
		for _, g := range gold {
			if g.none {
				traps++
			}
		}
		if len(gold) < 25 || traps < 3 {
			t.Errorf("%s: %d sentences, %d of them without a value; want 25 and 3", file, len(gold), traps)
		}
	}
}

func scoreSentence(lang string, g goldSentence) heldOutScores {
	doc := Read(stemma.Article{
		ID: "heldout", Lang: lang, Text: g.text,
		Published: heldOutPublished, PublishedPrecision: stemma.PrecisionDay,
	})
	var numbers []Number
	var dates []Date
	var names []Name
	for _, s := range doc.Sentences {
		numbers = append(numbers, s.Numbers...)
		dates = append(dates, s.Dates...)
		names = append(names, s.Names...)
	}
	scores := heldOutScores{
		numbers: scoreOf(g.numbers, numbers, goldNumber.is),
		dates:   scoreOf(g.dates, dates, goldDate.is),
		names:   scoreOf(g.names, names, goldName.is),
	}
	scores.names.alarms = 0 // names are not marked everywhere
	return scores
}

// ranged is what has a span in the text.
type ranged interface{ span() stemma.Span }

func (g goldNumber) span() stemma.Span { return g.Span }
func (g goldDate) span() stemma.Span   { return g.Span }
func (g goldName) span() stemma.Span   { return g.Span }
func (n Number) span() stemma.Span     { return n.Span }
func (d Date) span() stemma.Span       { return d.Span }
func (n Name) span() stemma.Span       { return n.Span }

// scoreOf counts the marks that something read at their place agrees with,
// and what was read where nothing is marked.
func scoreOf[G, R ranged](gold []G, read []R, same func(G, R) bool) heldOutScore {
	score := heldOutScore{all: len(gold)}
	for _, g := range gold {
		if slices.ContainsFunc(read, func(r R) bool { return meet(g, r) && same(g, r) }) {
			score.right++
		}
	}
	for _, r := range read {
		if !slices.ContainsFunc(gold, func(g G) bool { return meet(g, r) }) {
			score.alarms++
		}
	}
	return score
}

func meet(a, b ranged) bool { return a.span().Overlap(b.span()) > 0 }

func (g goldNumber) is(n Number) bool {
	if g.approx != n.Approx && (!g.fraction || n.Approx != ApproxAbout) {
		return false
	}
	if g.top != 0 && near(g.low, n.Value) && near(g.top, n.High) {
		return g.unit == "" || g.unit == n.Unit
	}
	// The unit may stand behind the second value alone.
	unit := g.unit == "" || g.unit == n.Unit || g.top != 0 && n.Unit == ""
	return unit && near(g.value, n.Value) && near(g.high, n.High)
}

// near allows for the rounding of a fraction.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-4*math.Max(math.Abs(a), math.Abs(b)) }

// is takes a day with a time of the day for the day.
func (g goldDate) is(d Date) bool {
	layout, ok := map[stemma.Precision]string{
		stemma.PrecisionYear: "2006", stemma.PrecisionMonth: "2006-01", stemma.PrecisionDay: time.DateOnly,
		stemma.PrecisionMinute: time.DateOnly, stemma.PrecisionSecond: time.DateOnly,
	}[d.Precision]
	return ok && d.Time.Format(layout) == g.day
}

func (g goldName) is(n Name) bool { return g.kind == n.Kind }
