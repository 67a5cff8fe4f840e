package text

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// What the reading of values must reach on testdata/heldout, in percent of
// what is marked there, and how many false alarms it may raise per hundred of
// them. Languages have no floor of their own: they are too small for one.
const (
	heldOutNumbers      = 0.0
	heldOutDates        = 0.0
	heldOutNames        = 0.0
	heldOutNumberAlarms = 100.0
	heldOutDateAlarms   = 100.0
)

// heldOutPublished is the day from which the files reckon relative dates.
var heldOutPublished = time.Date(2025, 3, 14, 0, 0, 0, 0, time.UTC)

// goldSentence is a sentence of testdata/heldout with what it says.
type goldSentence struct {
	line    int
	text    string
	none    bool
	numbers []goldNumber
	dates   []goldDate
	names   []goldName
}

type goldNumber struct {
	stemma.Span
	value, high float64
	approx      Approx
	unit        string
}

type goldDate struct {
	stemma.Span
	day string
}

type goldName struct {
	stemma.Span
	kind NameKind
}

// heldOutScore counts what was read right of one kind, of all that is marked,
// and what was read that is not marked.
type heldOutScore struct{ right, all, alarms int }

func (s *heldOutScore) add(t heldOutScore) {
	s.right += t.right
	s.all += t.all
	s.alarms += t.alarms
}

func (s heldOutScore) share() float64 { return percentOf(s.right, s.all) }

func (s heldOutScore) String() string {
	return fmt.Sprintf("%4d/%-4d %5.1f%% +%-3d", s.right, s.all, s.share(), s.alarms)
}

func percentOf(part, all int) float64 { return 100 * float64(part) / float64(max(all, 1)) }

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
	if got := percentOf(total.numbers.alarms, total.numbers.all); got > heldOutNumberAlarms {
		t.Errorf("numbers: %.1f false alarms per hundred, want at most %.1f", got, heldOutNumberAlarms)
	}
	if got := percentOf(total.dates.alarms, total.dates.all); got > heldOutDateAlarms {
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
	return near(g.value, n.Value) && near(g.high, n.High) && g.approx == n.Approx &&
		(g.unit == "" || g.unit == n.Unit)
}

// near allows for the rounding of a fraction.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-4*math.Max(math.Abs(a), math.Abs(b)) }

// is takes a day with a time of the day for the day.
func (g goldDate) is(d Date) bool {
	layout, ok := map[stemma.Precision]string{
		stemma.PrecisionYear: "2006", stemma.PrecisionMonth: "2006-01", stemma.PrecisionDay: time.DateOnly,
		stemma.PrecisionHour: time.DateOnly, stemma.PrecisionMinute: time.DateOnly, stemma.PrecisionSecond: time.DateOnly,
	}[d.Precision]
	return ok && d.Time.Format(layout) == g.day
}

func (g goldName) is(n Name) bool { return g.kind == n.Kind }

func readGold(t *testing.T, file string) []goldSentence {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	gold, err := parseGold(data)
	if err != nil {
		t.Fatalf("%s:%v", file, err)
	}
	return gold
}

// parseGold reads a file of testdata/heldout; its errors begin with the line.
func parseGold(data []byte) ([]goldSentence, error) {
	var out []goldSentence
	open := false
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		mark, indented := strings.CutPrefix(line, "  ")
		var err error
		switch {
		case line == "":
			open = false
		case indented && open:
			err = out[len(out)-1].mark(mark)
		case indented || open:
			err = fmt.Errorf("a sentence is expected after an empty line, and nowhere else")
		default:
			out = append(out, goldSentence{line: n, text: line})
			open = true
		}
		if err != nil {
			return nil, fmt.Errorf("%d: %w", n, err)
		}
	}
	for _, g := range out {
		if g.none != (len(g.numbers)+len(g.dates)+len(g.names) == 0) {
			return nil, fmt.Errorf("%d: a sentence has marks, or else none", g.line)
		}
	}
	return out, lines.Err()
}

// mark reads a line below the sentence, without its indent.
func (g *goldSentence) mark(line string) error {
	if line == "none" {
		g.none = true
		return nil
	}
	columns := strings.Split(line, "|")
	for i := range columns {
		columns[i] = strings.TrimSpace(columns[i])
	}
	if len(columns) < 3 || columns[1] == "" {
		return fmt.Errorf("%q: kind, quote and value are missing", line)
	}
	var err error
	switch kind, quote := columns[0], columns[1]; {
	case kind == "number" && len(columns) <= 5:
		err = g.markNumber(quote, append(columns[2:], "", ""))
	case kind == "date" && len(columns) == 3:
		err = g.markDate(quote, columns[2])
	case kind == "name" && len(columns) == 3:
		err = g.markName(quote, columns[2])
	default:
		err = fmt.Errorf("no kind of mark with %d columns", len(columns))
	}
	if err != nil {
		return fmt.Errorf("%q: %w", line, err)
	}
	return nil
}

// markNumber takes the columns behind the quote: value, approximation, unit.
func (g *goldSentence) markNumber(quote string, columns []string) error {
	last := stemma.Span{}
	if len(g.numbers) > 0 {
		last = g.numbers[len(g.numbers)-1].Span
	}
	span, err := g.find(quote, last)
	if err != nil {
		return err
	}
	n := goldNumber{Span: span, approx: Approx(columns[1]), unit: columns[2]}
	if !slices.Contains([]Approx{"", ApproxAbout, ApproxAtLeast, ApproxAtMost, ApproxVague}, n.approx) {
		return fmt.Errorf("approximation %q is unknown", n.approx)
	}
	if n.value, n.high, err = goldValue(columns[0]); err != nil {
		return err
	}
	if strings.Contains(columns[0], "/") && n.unit != "%" {
		return fmt.Errorf("a fraction is given in %%")
	}
	g.numbers = append(g.numbers, n)
	return nil
}

// goldValue reads "12400", "40..60" and "2/3", a fraction of a hundred.
func goldValue(s string) (low, high float64, err error) {
	if a, b, ok := strings.Cut(s, "/"); ok {
		part, err1 := strconv.ParseFloat(a, 64)
		whole, err2 := strconv.ParseFloat(b, 64)
		if err1 != nil || err2 != nil || whole <= part {
			return 0, 0, fmt.Errorf("fraction %q", s)
		}
		return 100 * part / whole, 100 * part / whole, nil
	}
	a, b, isRange := strings.Cut(s, "..")
	if low, err = strconv.ParseFloat(a, 64); err != nil {
		return 0, 0, fmt.Errorf("value %q", s)
	}
	if !isRange {
		return low, low, nil
	}
	if high, err = strconv.ParseFloat(b, 64); err != nil || high <= low {
		return 0, 0, fmt.Errorf("range %q", s)
	}
	return low, high, nil
}

func (g *goldSentence) markDate(quote, day string) error {
	last := stemma.Span{}
	if len(g.dates) > 0 {
		last = g.dates[len(g.dates)-1].Span
	}
	span, err := g.find(quote, last)
	if err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly[:min(len(day), 10)], day); err != nil {
		return err
	}
	g.dates = append(g.dates, goldDate{Span: span, day: day})
	return nil
}

func (g *goldSentence) markName(quote, kind string) error {
	last := stemma.Span{}
	if len(g.names) > 0 {
		last = g.names[len(g.names)-1].Span
	}
	span, err := g.find(quote, last)
	if err != nil {
		return err
	}
	k := NameKind(kind)
	if k != KindPerson && k != KindPlace && k != KindOrganisation {
		return fmt.Errorf("kind of name %q is unknown", kind)
	}
	g.names = append(g.names, goldName{Span: span, kind: k})
	return nil
}

// find returns where the quote stands behind the last mark of its kind.
func (g *goldSentence) find(quote string, last stemma.Span) (stemma.Span, error) {
	i := strings.Index(g.text[last.End:], quote)
	if i < 0 {
		return stemma.Span{}, fmt.Errorf("the sentence of line %d does not hold %q, or not in its place", g.line, quote)
	}
	return stemma.Span{Start: last.End + i, End: last.End + i + len(quote)}, nil
}

func TestHeldOutFilesAreStrict(t *testing.T) {
	const sentence = "At least 23 sailors drowned on Wednesday.\n"
	for name, in := range map[string]string{
		"two sentences in a row":  sentence + sentence,
		"a mark of nothing":       "\n  none\n",
		"no marks":                sentence,
		"none and a mark":         sentence + "  number | 23 | 23\n  none\n",
		"a quote from elsewhere":  sentence + "  number | 24 | 24\n",
		"a quote out of order":    sentence + "  number | 23 | 23\n  number | least | 1\n",
		"a value in words":        sentence + "  number | 23 | many\n",
		"a range that goes down":  sentence + "  number | 23 | 23..20\n",
		"an unknown approx":       sentence + "  number | 23 | 23 | perhaps\n",
		"a fraction without unit": sentence + "  number | 23 | 2/3\n",
		"a day that is none":      sentence + "  date | on Wednesday | 2025-02-30\n",
		"an unknown kind of name": sentence + "  name | Wednesday | day\n",
		"an unknown kind":         sentence + "  money | 23 | 23\n",
		"too many columns":        sentence + "  number | 23 | 23 | about | km | h\n",
	} {
		if got, err := parseGold([]byte(in)); err == nil {
			t.Errorf("%s: read as %+v, want an error", name, got)
		}
	}
}
