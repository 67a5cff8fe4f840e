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
	case more && len(want.marks) == 0:
		return fmt.Errorf("example %q: a further line needs marks", line)
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
	m := marking{want: expected{marks: map[rune]int{}}, around: -1}
	for _, r := range line {
		var err error
		switch r {
		case '{', '<', '[':
			err = m.opens(r)
		case '}', '>', ']':
			err = m.closes(r)
		case '¶':
			m.text.WriteString("\n\n")
		default:
			m.text.WriteRune(r)
		}
		if err != nil {
			return "", m.want, err
		}
	}
	switch {
	case m.open != 0:
		return "", m.want, errors.New("a mark is not closed")
	case m.want.marks['{'] > 1 || m.want.marks['<'] > 1:
		return "", m.want, errors.New("a mark twice")
	}
	return m.text.String(), m.want, nil
}

// marking is a line on its way to be read.
type marking struct {
	text strings.Builder
	want expected
	open rune // the mark that is open, and where it began
	from int
	// around is where the content began that holds the cue now open, or -1: a
	// verb's form that marks hearsay is part of what is said.
	around int
}

func (m *marking) opens(r rune) error {
	if m.open == '[' && r == '<' {
		m.around, m.open = m.from, 0
	}
	if m.open != 0 {
		return errors.New("a mark inside another")
	}
	m.open, m.from = r, m.text.Len()
	m.want.marks[r]++
	return nil
}

func (m *marking) closes(r rune) error {
	at := stemma.Span{Start: m.from, End: m.text.Len()}
	switch {
	case m.open == '{' && r == '}':
		m.want.source = at
	case m.open == '<' && r == '>':
		m.want.cue = at
	case m.open == '[' && r == ']':
		m.want.content = append(m.want.content, at)
	default:
		return errors.New("a mark is closed that is not open")
	}
	m.open = 0
	if m.around >= 0 && r == '>' {
		m.open, m.from, m.around = '[', m.around, -1
	}
	return nil
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
