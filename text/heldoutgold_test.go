package text

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

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
	// low and top are the ends of the change that value is one of: then the
	// range is right too. They are zero otherwise.
	low, top float64
	// fraction makes "about" right where an exact number is marked.
	fraction bool
	approx   Approx
	unit     string
}

type goldDate struct {
	stemma.Span
	day string
}

type goldName struct {
	stemma.Span
	kind NameKind
}

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
	span, err := g.find(quote, lastSpan(g.numbers))
	if err != nil {
		return err
	}
	n := goldNumber{Span: span, approx: Approx(columns[1]), unit: columns[2]}
	if !slices.Contains([]Approx{"", ApproxAbout, ApproxAtLeast, ApproxAtMost, ApproxVague}, n.approx) {
		return fmt.Errorf("approximation %q is unknown", n.approx)
	}
	from, to, isChange := strings.Cut(columns[0], "->")
	if !isChange {
		g.numbers = append(g.numbers, n)
		return g.numbers[len(g.numbers)-1].setValue(from)
	}
	if n.low, _, err = goldValue(from); err != nil {
		return err
	}
	if n.top, _, err = goldValue(to); err != nil {
		return err
	}
	first, second := n, n
	first.value, first.high = n.low, n.low
	second.value, second.high = n.top, n.top
	g.numbers = append(g.numbers, first, second)
	return nil
}

func (n *goldNumber) setValue(s string) error {
	n.fraction = strings.Contains(s, "/")
	if n.fraction && n.unit != "%" {
		return fmt.Errorf("a fraction is given in %%")
	}
	var err error
	n.value, n.high, err = goldValue(s)
	return err
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
	span, err := g.find(quote, lastSpan(g.dates))
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
	span, err := g.find(quote, lastSpan(g.names))
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

func lastSpan[G ranged](marks []G) stemma.Span {
	if len(marks) == 0 {
		return stemma.Span{}
	}
	return marks[len(marks)-1].span()
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
		"a change to nothing":     sentence + "  number | 23 | 23->\n",
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
