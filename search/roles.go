package search

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

//go:embed roles.txt
var roleLines string

const (
	// isDeed is the cosine with one of the deeds from which a word is one, and sameDeed that from which two words are.
	isDeed, sameDeed = 0.55, 0.45
	// sameOne is the cosine from which two words are of one person or thing.
	sameOne = 0.6
	// voiceWithin is how many words before a verb its passive stands at most ("has been brutally killed").
	voiceWithin = 3
	// markWithin is how many bytes behind a word its mark stands at most: behind the rest of a name.
	markWithin = 48
)

// grammar is what roles.txt says of a language.
type grammar struct {
	order string
	words map[string][]string
}

// roles is what roles.txt says: verbs, and where each language puts who does it.
type roles struct {
	deeds     []sense
	negations []sense // words for "not"
	languages map[string]*grammar
}

func newRoles(model *vector.Static, lines string) (*roles, error) {
	r := &roles{languages: map[string]*grammar{}}
	var g *grammar
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "[") {
			lang, order, _ := strings.Cut(strings.Trim(line, "[]"), " ")
			g = &grammar{order: order, words: map[string][]string{}}
			r.languages[lang] = g
			continue
		}
		name, words, ok := strings.Cut(line, ":")
		switch {
		case !ok:
			return nil, fmt.Errorf("roles: %q is not NAME: words", line)
		case g != nil:
			for w := range strings.FieldsSeq(words) {
				g.words[name] = append(g.words[name], text.Fold(w))
			}
		case name == "deeds":
			r.deeds = sensesIn(model, words)
		case name == "negations":
			r.negations = sensesIn(model, words)
		default:
			return nil, fmt.Errorf("roles: %q is of no language", line)
		}
	}
	return r, nil
}

// sensesIn are those of a list of words.
func sensesIn(model *vector.Static, words string) (out []sense) {
	for w := range strings.FieldsSeq(words) {
		if x, ok := senseOf(model, text.Fold(w)); ok {
			out = append(out, x)
		}
	}
	return out
}

func (g *grammar) is(name, word string) bool { return slices.Contains(g.words[name], word) }

func (g *grammar) begins(name, word string) bool {
	return slices.ContainsFunc(g.words[name], func(p string) bool { return len(word) > len(p)+2 && strings.HasPrefix(word, p) })
}

func (g *grammar) ends(name, word string) bool {
	return slices.ContainsFunc(g.words[name], func(e string) bool { return len(word) > len(e)+2 && strings.HasSuffix(word, e) })
}

// Ranks of the words of a sentence beside a verb: who does it is before whom it is done to. Where only the
// order tells, a word has the rank of its place.
const (
	neither = iota
	does
	done
)

// clause is the part of a sentence about a verb.
type clause struct {
	*grammar
	text  string
	from  int // where it begins
	words []text.Word
	verb  stemma.Span
	// loose is of verbs whose other one has a preposition: lost to.
	loose bool
}

// marks are the names of the marks behind words, the longer ones first.
var marks = []string{"by behind", "done", "does", "other"}

// breaks are the signs that divide a sentence into parts.
const breaks = ",;:—–()、，；：。؛،।"

// clauseOf cuts out the part of a sentence about a verb. Marks tell across signs who does it.
func (g *grammar) clauseOf(d *text.Document, verb stemma.Span, loose bool) *clause {
	t := d.Article.Text
	from, to := 0, len(t)
	if g.order != "marked" {
		if i := strings.LastIndexAny(t[:verb.Start], breaks); i >= 0 {
			from = i
		}
		if i := strings.IndexAny(t[verb.End:], breaks); i >= 0 {
			to = verb.End + i
		}
	}
	c := &clause{grammar: g, text: t, from: from, verb: verb, loose: loose}
	for i := range d.Sentences {
		for _, w := range d.Sentences[i].Words {
			if w.Start >= from && w.End <= to {
				c.words = append(c.words, w)
			}
		}
	}
	return c
}

// passive says that what is done is told from the side of whom it is done to.
func (c *clause) passive() bool {
	at := slices.IndexFunc(c.words, func(w text.Word) bool { return w.Overlap(c.verb) > 0 })
	if at < 0 {
		return false
	}
	if c.begins("passive beginning", c.words[at].Form) {
		return true
	}
	for _, mark := range c.grammar.words["passive behind"] {
		if strings.HasPrefix(c.text[c.verb.End:], mark) || strings.Contains(c.text[c.verb.Start:c.verb.End], mark) && c.spaced() {
			return true
		}
	}
	for i, w := range c.words {
		if c.is("passive", w.Form) && i < at && i >= at-voiceWithin || c.is("passive anywhere", w.Form) || c.is("by behind", w.Form) {
			return true
		}
	}
	return false
}

// spaced says that words have spaces between them, so that marks are their endings or words of their own, and do not run
// together with them. The script of the verb tells: there are spaces around figures and foreign names in any.
func (c *clause) spaced() bool {
	r, _ := utf8.DecodeRuneInString(c.text[c.verb.Start:])
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// ranks says of the words at spans who does it and to whom it is done.
func (c *clause) ranks(spans []stemma.Span) []int {
	passive := c.passive()
	if c.order == "marked" {
		return c.marked(spans, passive)
	}
	if out := c.divided(spans); out != nil {
		return out
	}
	out := make([]int, len(spans))
	by, neutral, object, begun := false, false, false, false
	for i, w := range c.words {
		switch {
		case w.Overlap(c.verb) > 0:
			by, neutral, object = false, false, false
			continue
		case passive && c.is("by", w.Form):
			by, neutral, begun = true, false, false
			continue
		case c.is("prepositions", w.Form):
			by, neutral, object, begun = false, !c.loose || w.Start < c.verb.Start, false, false
			continue
		case c.begins("prefixes", w.Form):
			by, neutral = false, true
		case c.is("articles", w.Form):
			if begun {
				by, neutral = false, false
			}
			object = c.is("objects", w.Form) || object && !begun // "a un"
			begun = false
			continue
		}
		k := slices.IndexFunc(spans, func(x stemma.Span) bool { return x == w.Span })
		begun = begun || k >= 0
		if k < 0 {
			continue
		}
		out[k] = c.rank(i, w, passive, by || passive && c.ends("by endings", w.Form), neutral, object)
	}
	return out
}

// rank is that of the word at place i.
func (c *clause) rank(i int, w text.Word, passive, by, neutral, object bool) int {
	behind := w.Start > c.verb.Start
	switch {
	case by:
		return does
	case neutral:
		return neither
	case passive && c.order == "between" && behind && !c.loose:
		return neither
	case passive || object:
		return done + len(c.words)
	case c.order == "between" && behind:
		return done
	case c.order == "between":
		return does
	}
	return does + i // by its place
}

// divided ranks by a word that stands between the two, where the verb is behind them: Chinese 被, 把.
func (c *clause) divided(spans []stemma.Span) []int {
	for _, m := range []struct {
		name          string
		before, after int
	}{{"between by", done, does}, {"between object", does, done}} {
		for _, mark := range c.grammar.words[m.name] {
			at := strings.LastIndex(c.text[:c.verb.Start+1], mark)
			if c.spaced() {
				at = strings.LastIndex(c.text[:c.verb.Start], " "+mark+" ")
			}
			if at < c.from {
				continue
			}
			out := make([]int, len(spans))
			for k, x := range spans {
				switch {
				case x.End <= at+1:
					out[k] = m.before
				case x.Start > at && x.End <= c.verb.Start+1:
					out[k] = m.after
				}
			}
			return out
		}
	}
	return nil
}

// marked ranks by the marks behind words.
func (c *clause) marked(spans []stemma.Span, passive bool) []int {
	out := make([]int, len(spans))
	for k, x := range spans {
		switch mark := c.markOf(x); {
		case passive && mark == "by behind":
			out[k] = does
		case mark == "done":
			out[k] = done + len(c.text)
		case mark == "does" && passive:
			out[k] = done + len(c.text)
		case mark == "does":
			out[k] = does
		case mark == "" && c.order == "marked" && c.grammar.words["does"] == nil && c.grammar.words["does endings"] == nil && x.Start < c.verb.Start:
			if out[k] = does + x.Start; passive {
				out[k] = done + len(c.text)
			}
		}
	}
	return out
}

// markOf names the first mark behind a word: a word by itself, an ending, or what runs together with it.
func (c *clause) markOf(x stemma.Span) string {
	if !c.spaced() {
		return c.markIn(c.text[x.End:min(len(c.text), x.End+markWithin)])
	}
	i := slices.IndexFunc(c.words, func(w text.Word) bool { return w.Span == x })
	for n := i; n >= 0 && n < len(c.words) && c.words[n].Start < x.End+markWithin && c.words[n].Overlap(c.verb) == 0; n++ {
		if n > i && c.parted(n) {
			return ""
		}
		form := c.words[n].Form
		_, behind, _ := strings.Cut(strings.ReplaceAll(form, "’", "'"), "'")
		for _, name := range marks {
			if n > i && c.is(name, form) || c.ends(name+" endings", form) || c.is(name+" behind name", behind) {
				return name
			}
		}
	}
	return ""
}

// parted says that word n is of no name or noun with the one before it: a sign is between them, or a name is over.
func (c *clause) parted(n int) bool {
	before, w := c.words[n-1], c.words[n]
	marked := slices.ContainsFunc(marks, func(name string) bool { return c.is(name, w.Form) })
	return strings.ContainsAny(c.text[before.End:max(before.End, w.Start)], breaks) || !marked && isUpper(c.text[before.Start:]) && !isUpper(c.text[w.Start:])
}

func isUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// markIn names the first mark in what stands behind a word.
func (c *clause) markIn(behind string) string {
	for i := range behind {
		for _, name := range marks {
			if slices.ContainsFunc(c.grammar.words[name], func(m string) bool { return strings.HasPrefix(behind[i:], m) }) {
				return name
			}
		}
	}
	return ""
}
