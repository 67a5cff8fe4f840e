package text

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/stemma-news/stemma"
)

// termTable is what lexicon/_terms.txt declares: for each referent the terms
// that writers use for it, and which of them take a side by themselves. The
// words of each language stand in the section [terms] of its file.
type termTable struct {
	keys  []string        // "referent.term", in the file's order
	terms map[string]Term // by the same
}

var sharedTerms = sync.OnceValue(func() *termTable { return must(loadTerms()) })

func loadTerms() (*termTable, error) {
	data, err := readLexiconFile("_terms")
	if err != nil {
		return nil, err
	}
	return parseTerms(data)
}

// parseTerms reads lines of "referent = plain term | loaded term, loaded term".
// Either side of the bar may be empty.
func parseTerms(data string) (*termTable, error) {
	table := &termTable{terms: map[string]Term{}}
	for n, line := range dataLines(data) {
		referent, rest, ok := strings.Cut(line, " = ")
		plain, loaded, both := strings.Cut(rest, "|")
		if !ok || !both {
			return nil, fmt.Errorf("lexicon _terms, line %d: want referent = term, term | loaded term", n)
		}
		for side, terms := range []string{plain, loaded} {
			for _, term := range list(terms) {
				if err := table.add(strings.TrimSpace(referent), term, side == 1); err != nil {
					return nil, fmt.Errorf("lexicon _terms, line %d: %w", n, err)
				}
			}
		}
	}
	return table, nil
}

func (t *termTable) add(referent, term string, loaded bool) error {
	key := referent + "." + term
	if _, twice := t.terms[key]; twice {
		return fmt.Errorf("%q is there twice", key)
	}
	t.keys = append(t.keys, key)
	t.terms[key] = Term{Referent: referent, Key: term, Loaded: loaded}
	return nil
}

// terms finds the terms of a sentence, which starts at offset base of the
// article's text: the longest at each place, in any of its forms. A term that
// the language has as the plain name is not loaded there: Arabic "داعش".
func (r *reading) terms(base int) []Term {
	var out []Term
	for i := 0; i < len(r.toks); i++ {
		m, n := r.match(i, roleTerm)
		if n == 0 || r.endsInsideWord(i+n) {
			continue
		}
		t := sharedTerms().terms[m.key]
		t.Loaded = t.Loaded && !slices.Contains(r.lex.plainTerms, m.key)
		t.Span = stemma.Span{Start: base + r.toks[i].start, End: base + r.toks[i+n-1].end}
		out = append(out, t)
		i += n - 1
	}
	return out
}
