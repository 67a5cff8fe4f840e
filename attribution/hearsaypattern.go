package attribution

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A pattern of hearsay is a row of words that a language file writes so:
//
//	aurait … (*é|*ée)
//
// where * stands for any letters, … for some words of the same clause, _ for
// one word, ^ and . for the beginning and the end of the sentence, and (a|b)
// for either; the cue ends at the first … or /. lang/README.md tells it to those who write the files.

// elementKind says what an element of a pattern stands for.
type elementKind uint8

const (
	exactElement elementKind = iota
	starElement              // a word with a star in it
	altElement               // one of some words
	anyElement               // _
	gapElement               // …
	slashElement             // /
	startElement             // ^
	endElement               // .
)

// element is one step of a pattern.
type element struct {
	kind           elementKind
	form           string // of an exact element
	prefix, suffix string // of a word with a star
	alts           []element
}

// pattern is a row of elements, of which first is the first word.
type pattern struct {
	elements []element
	first    int
}

const (
	// maxGap is how many words of a clause … stands for at most.
	maxGap = 12
	// maxExpansion bounds how many rows the phrases among the alternatives of
	// one pattern make.
	maxExpansion = 200
)

// parsePatterns reads one pattern and writes out its alternatives.
func parsePatterns(s string, how apostrophes) ([]pattern, error) {
	rows := [][]element{nil}
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		piece, rest, err := nextPiece(s)
		if err != nil {
			return nil, err
		}
		s = rest
		alts, err := parseAlternatives(piece, how)
		if err != nil {
			return nil, err
		}
		var longer [][]element
		for _, row := range rows {
			for _, e := range alts {
				longer = append(longer, append(slices.Clip(row), e...))
			}
		}
		if rows = longer; len(rows) > maxExpansion {
			return nil, fmt.Errorf("more than %d alternatives", maxExpansion)
		}
	}
	out := make([]pattern, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = newPattern(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// nextPiece cuts off what stands before the next space, or between brackets.
func nextPiece(s string) (piece, rest string, err error) {
	if s[0] != '(' {
		piece, rest, _ = strings.Cut(s, " ")
		return piece, rest, nil
	}
	piece, rest, ok := strings.Cut(s[1:], ")")
	if !ok {
		return "", "", errors.New("a bracket that is not closed")
	}
	return piece, rest, nil
}

// parseAlternatives reads what may stand at one place. Single words are one
// element; phrases make a row of the pattern each.
func parseAlternatives(piece string, how apostrophes) ([][]element, error) {
	single := element{kind: altElement}
	var out [][]element
	for alt := range strings.SplitSeq(piece, "|") {
		e, err := parseElements(alt, how)
		switch {
		case err != nil:
			return nil, err
		case len(e) == 1 && e[0].kind <= starElement:
			single.alts = append(single.alts, e[0])
		default:
			out = append(out, e)
		}
	}
	switch len(single.alts) {
	case 0:
	case 1:
		out = append(out, single.alts)
	default:
		out = append(out, []element{single})
	}
	return out, nil
}

// parseElements reads a word, or the words of an alternative.
func parseElements(s string, how apostrophes) ([]element, error) {
	switch s {
	case "_":
		return []element{{kind: anyElement}}, nil
	case "…":
		return []element{{kind: gapElement}}, nil
	case "/":
		return []element{{kind: slashElement}}, nil
	case "^":
		return []element{{kind: startElement}}, nil
	case ".":
		return []element{{kind: endElement}}, nil
	}
	var out []element
	for word := range strings.FieldsSeq(s) {
		if before, after, ok := strings.Cut(word, "*"); ok {
			if before+after == "" || strings.Contains(after, "*") {
				return nil, fmt.Errorf("stars without letters in %q", word)
			}
			out = append(out, element{kind: starElement, prefix: foldWord(before), suffix: foldWord(after)})
			continue
		}
		for _, f := range forms(word, how) {
			out = append(out, element{form: f})
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no words in %q", s)
	}
	return out, nil
}

// newPattern checks a row: it has a word, and what may stand at its ends alone
// stands there.
func newPattern(row []element) (pattern, error) {
	p := pattern{elements: row, first: -1}
	for i, e := range row {
		word := e.kind <= altElement
		if word && p.first < 0 {
			p.first = i
		}
		switch {
		case (e.kind == gapElement || e.kind == slashElement) && (p.first < 0 || i == len(row)-1 || row[i-1].kind == e.kind):
			return p, errors.New("… or / does not stand between words")
		case e.kind == startElement && i > 0, e.kind == endElement && i < len(row)-1:
			return p, errors.New("^ or . inside a pattern")
		case e.kind == anyElement && p.first < 0 && i > 0:
			return p, errors.New("two _ before the first word")
		}
	}
	if p.first < 0 {
		return p, errors.New("a pattern without a word")
	}
	return p, nil
}

// is reports whether a word has the form of the element. A star does not reach
// names: Turkish Memiş is no verb.
func (e *element) is(t *token, proclitics []string) bool {
	switch {
	case e.kind == altElement:
		return slices.ContainsFunc(e.alts, func(a element) bool { return a.is(t, proclitics) })
	case t.kind != wordToken && (e.kind != exactElement || t.kind != punctToken):
		return false
	case e.kind == anyElement:
		return true
	case e.kind == starElement:
		return !t.upper && len(t.form) > len(e.prefix)+len(e.suffix) && strings.HasPrefix(t.form, e.prefix) && strings.HasSuffix(t.form, e.suffix)
	case t.form == e.form:
		return true
	}
	rest, ok := strings.CutSuffix(t.form, e.form)
	return ok && slices.Contains(proclitics, rest)
}

// match reports whether the pattern stands in toks with its first word at i,
// and where its cue ends.
func (p *pattern) match(toks []token, i int, proclitics []string) (end int, ok bool) {
	if p.first > 0 && !p.elements[0].endsAt(toks, i) {
		return 0, false
	}
	end = i
	rest := p.elements[p.first:]
	for len(rest) > 0 && rest[0].kind <= altElement {
		if end >= len(toks) || !rest[0].is(&toks[end], proclitics) {
			return 0, false
		}
		end, rest = end+1, rest[1:]
	}
	return end, matches(rest, toks, end)
}

// endsAt reports whether ^ or _ may stand before the token at i. Behind _ a word
// with a capital is a name or a noun, as German "Plane" is.
func (e *element) endsAt(toks []token, i int) bool {
	if e.kind == anyElement {
		return i > 0 && toks[i-1].kind == wordToken && !toks[i].upper
	}
	return !slices.ContainsFunc(toks[:i], func(t token) bool { return t.kind != punctToken })
}

// matches reports whether the rest of a pattern follows at i. A pattern has few
// gaps, each of bounded length.
func matches(rest []element, toks []token, i int) bool {
	if len(rest) == 0 {
		return true
	}
	switch e := &rest[0]; e.kind {
	case gapElement:
		for k := i; k < len(toks) && k <= i+maxGap; k++ {
			if matches(rest[1:], toks, k) {
				return true
			}
			if toks[k].kind != wordToken && toks[k].form != "-" {
				return false
			}
		}
		return false
	case slashElement:
		return matches(rest[1:], toks, i)
	case endElement:
		for ; i < len(toks); i++ {
			if toks[i].kind != punctToken {
				return false
			}
		}
		return true
	default:
		return i < len(toks) && e.is(&toks[i], nil) && matches(rest[1:], toks, i+1)
	}
}
