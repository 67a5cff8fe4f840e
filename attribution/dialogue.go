package attribution

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// What is said is not always between quotation marks. This step makes
// quotations of
//
//   - the speech of a dialogue, which a dash opens and the verb of speech
//     interrupts: "—No lo sé —dijo Ramiro—. Mañana veremos.", "— Je ne sais
//     pas, dit Ramiro.";
//   - a quotation that lacks its closing mark, up to the verb of speech;
//   - the paragraph behind "X wrote in a statement:";
//   - one or two words in quotation marks, else taken for a name, that a verb of
//     speech follows: «No», dijo Ramiro.
//
// and one of a quotation that every paragraph opens anew. It knows verbs by the
// lexicon alone; who speaks is left to the rules.

// strayMark is the form of a quotation mark that nothing closes.
const strayMark = "“"

const (
	// verbNear is how many words the author's part of a dialogue may have before
	// its verb: "—le dijo".
	verbNear = 3
	// introNear is the same between a verb and the colon before a block quotation.
	introNear = 8
)

// speeches returns the tokens of a text with its speeches as quotations.
func speeches(toks []token, lang *language, text string) []token {
	f := &speechFinder{toks: toks, lang: lang, words: &lang.words, text: text, out: make([]token, 0, len(toks))}
	for lo := 0; lo < len(toks); {
		hi := lo
		for hi < len(toks) && (toks[hi].kind != breakToken || !toks[hi].para) {
			hi++
		}
		f.paragraph(lo, hi)
		if hi < len(toks) {
			f.out = append(f.out, toks[hi])
		}
		lo = hi + 1
	}
	return f.out
}

type speechFinder struct {
	lang  *language
	toks  []token
	words *lexicon
	text  string
	out   []token
}

// paragraph reads the tokens [lo, hi).
func (f *speechFinder) paragraph(lo, hi int) {
	if lo == hi {
		return
	}
	first := &f.toks[lo]
	introduced := f.introduces()
	switch {
	case first.kind == quoteToken && f.goesOn():
		f.out = f.out[:len(f.out)-1] // the break
		f.out[len(f.out)-1].End, f.out[len(f.out)-1].open = first.End, first.open
		lo++
	case first.kind == quoteToken && introduced:
		f.out = f.out[:len(f.out)-1]
		f.out = append(f.out, *first, token{Span: stemma.Span{Start: first.End, End: first.End}, kind: breakToken})
		if lo++; lo < hi && f.toks[lo].kind == breakToken {
			lo++
		}
	case introduced && f.isBlock(lo, hi):
		f.out[len(f.out)-1] = f.quotation(lo, hi)
		return
	}
	if lo < hi && (f.isDash(lo) || first.form == strayMark) && f.dialogue(lo, hi) {
		return
	}
	f.copy(lo, hi)
}

// goesOn reports whether the quotation with which the last paragraph ended goes
// on in this one.
func (f *speechFinder) goesOn() bool {
	n := len(f.out)
	return n > 1 && f.out[n-1].kind == breakToken && f.out[n-2].kind == quoteToken && f.out[n-2].open
}

// isDash reports whether the token at k is a dash that may open or close speech.
func (f *speechFinder) isDash(k int) bool {
	return f.toks[k].kind == punctToken && f.toks[k].form == "-"
}

// dialogue reads a paragraph that a dash, or a mark that nothing closes, opens;
// false when no one is said to speak in it.
func (f *speechFinder) dialogue(lo, hi int) bool {
	stray := f.toks[lo].form == strayMark
	from, spoken := lo+1, false
	for k := lo + 1; k < hi; k++ {
		if !f.isAuthorAt(k, hi) {
			continue
		}
		from, spoken = f.author(from, k, hi), true
		if stray { // what follows was not marked at all
			f.copy(from, hi)
			return true
		}
		k = from
	}
	switch {
	case spoken:
		f.speech(from, hi)
	case stray:
		f.out = append(f.out, f.quotation(lo, hi))
	}
	return spoken || stray
}

// author emits the speech from a place to the mark at k and the author's words
// behind it, and returns where the speech goes on.
func (f *speechFinder) author(from, k, hi int) int {
	dashed := f.isDash(k)
	if dashed || f.isMark(k, ",") {
		f.speech(from, k)
	} else {
		f.speech(from, k+1)
	}
	if k++; f.toks[k].kind == breakToken { // “Why?” he asked is one sentence
		k++
	}
	end := f.authorEnd(k, hi, dashed)
	f.copy(k, end)
	for ; end < hi && (f.toks[end].kind == punctToken || f.toks[end].kind == breakToken); end++ {
		if !f.isDash(end) {
			f.out = append(f.out, f.toks[end])
		}
	}
	return end
}

// isAuthorAt reports whether the author's words begin behind the mark at k: a verb
// of speech stands near.
func (f *speechFinder) isAuthorAt(k, hi int) bool {
	mark, next := &f.toks[k], k+1
	if mark.kind != punctToken || next >= hi || f.isDash(k-1) {
		return false
	}
	switch mark.form {
	case "-":
		if f.toks[k-1].End == mark.Start {
			return false
		}
		for v := next; v < hi && v < next+verbNear && f.isLowerWord(v); v++ {
			if f.isVerb(v) {
				return true
			}
		}
		return false
	case ",", "?", ".":
		if f.toks[next].kind == breakToken {
			next++
		}
		return f.isAuthor(next, hi)
	}
	return false
}

// isAuthor reports whether the words at k are "said X", or "X said." and no more.
func (f *speechFinder) isAuthor(k, hi int) bool {
	if k >= hi || f.toks[k].kind != wordToken {
		return false
	}
	if k = f.skipAuxiliary(k, hi); f.isLowerWord(k) && f.isVerb(k) {
		_, end := f.words.find(f.toks, k)
		that, _ := f.words.find(f.toks, min(end, hi-1))
		return end >= hi || that.class&thatClass == 0
	}
	for v := k + 1; v < hi && v <= k+verbNear && f.toks[v].kind == wordToken; v++ {
		if f.isLowerWord(v) && f.isVerb(v) {
			_, end := f.words.find(f.toks, v)
			return end >= hi || f.toks[end].kind != wordToken
		}
		if !f.toks[v].upper {
			return false
		}
	}
	return false
}

// skipAuxiliary returns the verb behind an auxiliary at k, as in "a spus", or k.
func (f *speechFinder) skipAuxiliary(k, hi int) int {
	e, end := f.words.find(f.toks, k)
	if end > k && end < hi && e.class&verbClass == 0 && e.class&(skipClass|passiveClass|auxiliaryClass) != 0 && f.isLowerWord(k) && f.isLowerWord(end) && f.isVerb(end) {
		return end
	}
	return k
}

func (f *speechFinder) isLowerWord(k int) bool {
	return f.toks[k].kind == wordToken && !f.toks[k].upper
}

// isVerb reports whether a verb of speech begins at k; a pronoun may be glued to
// its end: dit-il, disse-me.
func (f *speechFinder) isVerb(k int) bool {
	if e, end := f.words.find(f.toks, k); end > k {
		return e.class&verbClass != 0
	}
	verb, _, glued := strings.Cut(f.toks[k].form, "-")
	if !glued {
		return false
	}
	alone := f.toks[k]
	alone.form = verb
	e, end := f.words.find([]token{alone}, 0)
	return end > 0 && e.class&verbClass != 0
}

// authorEnd returns where the author's words that begin at k end: where a dash
// resumes the speech, or with their sentence if a comma opened them.
func (f *speechFinder) authorEnd(k, hi int, dashed bool) int {
	ended := false
	for ; k < hi; k++ {
		t := &f.toks[k]
		switch {
		case dashed && f.isDash(k) && (!ended || f.toks[k-1].kind != wordToken):
			return k
		case t.kind == breakToken || t.kind == punctToken && (t.form == "." || t.form == "?"):
			if !dashed && k > 0 {
				return k
			}
			ended = true
		}
	}
	return hi
}

// speech emits the tokens [from, to) as a quotation, without the comma that ends it.
func (f *speechFinder) speech(from, to int) {
	end := to
	for end > from && (f.toks[end-1].kind == breakToken || f.toks[end-1].kind == punctToken && f.toks[end-1].form == ",") {
		end--
	}
	if slices.ContainsFunc(f.toks[from:end], func(t token) bool { return t.kind == wordToken || t.kind == quoteToken }) {
		f.out = append(f.out, f.quotation(from, end))
	}
}

// quotation is one token for the tokens [from, to).
func (f *speechFinder) quotation(from, to int) token {
	for to > from+1 && f.toks[to-1].kind == breakToken {
		to--
	}
	return token{Span: stemma.Span{Start: f.toks[from].Start, End: f.toks[to-1].End}, kind: quoteToken}
}

// introduces reports whether the last paragraph ends with a colon behind a verb
// of speech. What is written between the two is no statement of its own.
func (f *speechFinder) introduces() bool {
	n := len(f.out) - 2
	if n < 1 || f.out[n+1].kind != breakToken || f.out[n].kind != punctToken || f.out[n].form != ":" {
		return false
	}
	for k := n - 1; k >= 0 && n-k <= introNear; k-- {
		if f.out[k].kind != wordToken {
			return false
		}
		e, _ := f.words.find(f.out, k)
		switch {
		case e.class&verbClass != 0:
			return true
		case e.class&thatClass != 0:
			return false
		}
	}
	return false
}

// isBlock reports whether a paragraph may be a quotation without marks: some
// words that end as a sentence does, and no item of a list.
func (f *speechFinder) isBlock(lo, hi int) bool {
	words := 0
	for k := lo; k < hi; k++ {
		if f.toks[k].kind == wordToken {
			words++
		}
	}
	for hi > lo && f.toks[hi-1].kind == breakToken {
		hi--
	}
	if words < 2*longQuote || f.toks[lo].kind != wordToken || f.toks[lo].form[0] <= '9' {
		return false
	}
	last := &f.toks[hi-1]
	return last.kind == punctToken && (last.form == "." || last.form == "?")
}
