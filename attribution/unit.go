package attribution

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution/tagger"
	"github.com/stemma-news/stemma/text"
)

// unit is what the rules walk over: a token, or a phrase of the lexicon, with
// all that is known of it.
type unit struct {
	token
	class     class
	certainty stemma.Certainty
	outlet    int // one more than the index of the outlet it names
	definite  bool
	pieces    []piece
	compound  bool // more than the word that the language file has
	prefixed  bool // a word with "and" glued to it
	closer    int  // the unit of a verb's second piece: wies … zurück
}

func (u *unit) is(c class) bool { return u.class&c != 0 }

// isWord reports a word or a name, not punctuation, a quotation or a break.
func (u *unit) isWord() bool { return u.kind == wordToken }

func (u *unit) isMark(form string) bool { return u.kind == punctToken && u.form == form }

// reading is one article on its way through the rules.
type reading struct {
	lang    *language
	outlets *outlets
	tagger  *tagger.Tagger // nil where no model knows the language
	known   *taggedTexts   // what it found in the story's other articles, or nil
	doc     *text.Document
	text    string
	units   []unit
	own     int // one more than the index of the article's own outlet
	wide    int // how many units stand for one word: more in scripts without spaces
}

func newReading(lang *language, seen *outlets, d *text.Document) *reading {
	r := bareReading(lang, seen, d)
	r.units = r.label(speeches(tokenise(d, lang.apostrophe), lang, r.text))
	return r
}

// bareReading is a reading of an article's head alone.
func bareReading(lang *language, seen *outlets, d *text.Document) *reading {
	r := &reading{lang: lang, outlets: seen, doc: d, text: d.Article.Text, wide: 1}
	if name := d.Article.Outlet; name != "" {
		if id, ok := seen.identify(name); ok {
			r.own = id + 1
		}
	}
	if lang.isUnspaced() {
		r.wide = 2
	}
	return r
}

// label joins the tokens of a phrase into one unit: the longest phrase of the
// language or name of an outlet that begins at each place.
func (r *reading) label(toks []token) []unit {
	if len(r.lang.enclitics) > 0 {
		toks = splitEnclitics(toks, r.lang.enclitics)
	}
	out := make([]unit, 0, len(toks))
	for i := 0; i < len(toks); {
		u := unit{token: toks[i]}
		end := i + 1
		if u.kind <= punctToken {
			e, to := r.lang.words.find(toks, i)
			id, named := r.outlets.find(r.text, toks, i)
			if named > i && named >= to {
				e, to = entry{outlet: id}, named
			}
			if to > i {
				u.class, u.certainty, u.outlet, u.pieces, u.compound, u.prefixed, end = e.class, e.certainty, e.outlet, e.pieces, e.compound, e.prefixed, to
				u.End = toks[to-1].End
			}
			if u.definite = r.isDefinite(u.form); u.definite {
				u.class &^= verbClass | citeClass | contentNounClass // التابع is no verb
			}
		}
		if end > i+1 {
			u.kind = wordToken
		}
		out = append(out, u)
		i = end
	}
	out = r.quotedOutlets(out)
	if r.lang.syllableNames {
		r.spareNames(out)
	}
	for i := range out {
		if out[i].pieces != nil {
			closeVerb(out, i)
		}
	}
	return out
}

// spareNames takes the meaning of other words from the syllables of names: one
// with a capital that stands next to another, but not in headlines.
func (r *reading) spareNames(units []unit) {
	upper, words := 0, 0
	from := 0
	for i := 0; i <= len(units); i++ {
		if i < len(units) && units[i].kind != breakToken {
			if units[i].isWord() {
				words++
			}
			if units[i].upper {
				upper++
			}
			continue
		}
		for k := from + 1; k < i && 2*upper < words+2; k++ {
			if u := &units[k]; u.upper && (units[k-1].upper && k-1 > from || k+1 < i && units[k+1].upper) && len(u.form) >= u.End-u.Start-2 {
				u.class &= headNoun
			}
		}
		from, upper, words = i+1, 0, 0
	}
}

// splitEnclitics cuts pronouns off the verbs that they are glued to (dit|-il);
// what joins them belongs to neither.
func splitEnclitics(toks []token, enclitics []string) []token {
	out := make([]token, 0, len(toks))
	for _, t := range toks {
		for _, e := range enclitics {
			if n := t.End - t.Start - len(e); t.kind == wordToken && n > 0 && n == len(t.form)-len(e) && strings.HasSuffix(t.form, e) {
				word := strings.LastIndexByte(e, '-') + 1
				pronoun := token{Span: stemma.Span{Start: t.Start + n + word, End: t.End}, form: e[word:]}
				t.End, t.form = t.Start+n, t.form[:n]
				out = append(out, t)
				t = pronoun
				break
			}
		}
		out = append(out, t)
	}
	return out
}

// maxBracket is how many units may stand between the two pieces of a verb.
const maxBracket = 24

// closeVerb looks for the second piece of the verb at i, which ends the clause:
// the pieces are a verb of speech only together.
func closeVerb(units []unit, i int) {
	commas := 0
	for k := i + 1; k < min(len(units), i+maxBracket); k++ {
		u := &units[k]
		if u.kind >= quoteToken || u.isMark(";") {
			return
		}
		if u.isMark(",") {
			commas++
		}
		if !u.isWord() || commas%2 > 0 || k+1 < len(units) && units[k+1].isWord() && !units[k+1].is(thatClass|stopClass) {
			continue
		}
		both := entry{}
		for _, p := range units[i].pieces { // one from each section that the verb is in
			if p.word == u.form {
				both = both.merge(entry{class: p.class, certainty: p.certainty})
			}
		}
		if both.class != 0 {
			units[i].class, units[i].certainty, units[i].closer = both.class, both.certainty, k
			u.class, u.definite = closerClass, false
			return
		}
	}
}

// quotedOutlets joins a name in quotation marks behind a noun for an outlet
// into one unit where it is that of an article's outlet, in any script.
func (r *reading) quotedOutlets(units []unit) []unit {
	out := units[:0]
	for i := 0; i < len(units); i++ {
		u, end := units[i], i+1
		if u.named && u.outlet == 0 && len(out) > 0 && out[len(out)-1].is(outletClass) {
			for end < len(units) && units[end].named {
				end++
			}
			if id, ok := r.outlets.identify(r.text[u.Start:units[end-1].End]); ok {
				u.outlet, u.End = id+1, units[end-1].End
				i = end - 1
			}
		}
		out = append(out, u)
	}
	return out
}

func (r *reading) isDefinite(form string) bool {
	for _, a := range r.lang.articles {
		if rest, ok := strings.CutPrefix(form, a); ok && utf8.RuneCountInString(rest) > 1 {
			return true
		}
	}
	return false
}

// maxSentence is how many units the rules look at together: a text of one
// endless line is cut, or the work would grow with the square of its length.
const maxSentence = 250

// sentences calls yield for each run of units between breaks.
func (r *reading) sentences(yield func(lo, hi int)) {
	lo := 0
	for i := range r.units {
		if r.units[i].kind == breakToken {
			if i > lo {
				yield(lo, i)
			}
			lo = i + 1
		} else if i-lo >= maxSentence {
			yield(lo, i)
			lo = i
		}
	}
	if lo < len(r.units) {
		yield(lo, len(r.units))
	}
}

// span returns the text from unit a to before unit b, without the punctuation
// at its ends.
func (r *reading) span(a, b int) stemma.Span {
	for a < b && r.units[a].kind == punctToken {
		a++
	}
	for b > a && r.units[b-1].kind == punctToken {
		b--
	}
	if a >= b {
		return stemma.Span{}
	}
	return stemma.Span{Start: r.units[a].Start, End: r.units[b-1].End}
}

// hasName reports whether the text step found a name here.
func (r *reading) hasName(at stemma.Span) bool {
	s := r.sentenceOf(at.Start)
	if s >= len(r.doc.Sentences) {
		return false
	}
	for _, n := range r.doc.Sentences[s].Names {
		if n.Overlap(at) > 0 {
			return true
		}
	}
	return false
}

// sentenceOf returns the index of the article's sentence that holds a place.
func (r *reading) sentenceOf(at int) int {
	all := r.doc.Article.Sentences
	i := sort.Search(len(all), func(i int) bool { return all[i].End > at })
	return min(i, max(0, len(all)-1))
}
