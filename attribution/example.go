package attribution

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// example is a text of a language file with all attributions that it holds.
type example struct {
	text string
	line int
	want []expected
}

// expected is an attribution of an example.
type expected struct {
	source, cue stemma.Span
	content     []stemma.Span // its pieces
	marks       map[rune]int  // how often each opening mark stands in the line
	line        int

	// What follows is checked where the line says so.
	sourceKind stemma.SourceKind
	kind       stemma.AttributionKind
	certainty  stemma.Certainty
	relayed    bool   // the source of the line before cites this one
	is         string // the name to which the source is resolved
}

// maxExample bounds an example in bytes.
const maxExample = 4000

// example reads a text with {source}, <cue> and [content] marked: the content
// once for each of its pieces. A line that begins with "+ " marks a further
// attribution of the text before it. Behind " | " stands what is to be known of
// the attribution, divided by commas: the kind of source or of citation, the
// certainty, "relayed", "= name".
func (p *languageParser) example(line string) error {
	if len(line) > maxExample {
		return fmt.Errorf("an example of %d bytes, more than %d", len(line), maxExample)
	}
	marked, more := strings.CutPrefix(line, "+ ")
	marked, facts, _ := strings.Cut(marked, " | ")
	text, want, err := unmark(strings.TrimSpace(marked))
	if err != nil {
		return fmt.Errorf("example %q: %w", line, err)
	}
	want.line = p.line
	if err := want.know(facts); err != nil {
		return fmt.Errorf("example %q: %w", line, err)
	}
	all := &p.lang.examples
	switch {
	case more && (len(*all) == 0 || (*all)[len(*all)-1].text != text):
		return fmt.Errorf("example %q: its text is not that of the example before it", line)
	case !more:
		*all = append(*all, example{text: text, line: p.line})
	}
	if len(want.marks) > 0 {
		last := &(*all)[len(*all)-1]
		last.want = append(last.want, want)
	}
	return nil
}

// unmark takes the marks out of a line. ¶ stands for the end of a paragraph.
func unmark(line string) (string, expected, error) {
	want := expected{marks: map[rune]int{}}
	var b strings.Builder
	open, from := rune(0), 0
	around := -1 // where the content began that holds the cue now open
	for _, r := range line {
		switch r {
		case '{', '<', '[':
			if open == '[' && r == '<' { // a verb's form that marks hearsay
				around, open = from, 0
			}
			if open != 0 {
				return "", want, errors.New("a mark inside another")
			}
			open, from = r, b.Len()
			want.marks[r]++
		case '}', '>', ']':
			at := stemma.Span{Start: from, End: b.Len()}
			switch {
			case open == '{' && r == '}':
				want.source = at
			case open == '<' && r == '>':
				want.cue = at
			case open == '[' && r == ']':
				want.content = append(want.content, at)
			default:
				return "", want, errors.New("a mark is closed that is not open")
			}
			open = 0
			if around >= 0 && r == '>' {
				open, from, around = '[', around, -1
			}
		case '¶':
			b.WriteString("\n\n")
		default:
			b.WriteRune(r)
		}
	}
	if open != 0 {
		return "", want, errors.New("a mark is not closed")
	}
	if want.marks['{'] > 1 || want.marks['<'] > 1 {
		return "", want, errors.New("a mark twice")
	}
	return b.String(), want, nil
}

// know reads what stands behind the bar.
func (x *expected) know(facts string) error {
	for fact := range strings.SplitSeq(facts, ",") {
		fact = strings.TrimSpace(fact)
		name, named := strings.CutPrefix(fact, "= ")
		switch {
		case fact == "":
		case named:
			x.is = name
		case fact == "relayed":
			x.relayed = true
		case slices.Contains([]string{"person", "organisation", "outlet", "unnamed"}, fact):
			x.sourceKind = stemma.SourceKind(fact)
		case slices.Contains([]string{"direct", "indirect", "whole"}, fact):
			x.kind = stemma.AttributionKind(fact)
		case slices.Contains([]string{"asserted", "reported", "claimed", "doubted"}, fact):
			x.certainty = stemma.Certainty(fact)
		default:
			return fmt.Errorf("%q is nothing that an attribution may be", fact)
		}
	}
	return nil
}
