package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What stands in quotation marks was said if it is long (quote.go). Its
// neighbours may show that it was not, or that one word was.

// copy emits the tokens [lo, hi) as they are, but for short quotations that were
// said, long ones that are but a part of a phrase, and those into which the
// author's words are put: «Мост закрыт, — сказал Иванов, — и всё».
func (f *speechFinder) copy(lo, hi int) {
	for k := lo; k < hi; {
		end := k
		for end < hi && f.toks[end].named {
			end++
		}
		switch {
		case end > k:
			if f.isSaid(lo, k, end, hi) {
				f.out = append(f.out, f.withMarks(k, end))
			} else {
				f.out = append(f.out, f.toks[k:end]...)
			}
			k = end
			continue
		case f.toks[k].kind == quoteToken && f.isPartOfPhrase(lo, k, hi):
			f.out = append(f.out, f.inside(&f.toks[k], true)...)
		case f.toks[k].kind == quoteToken && f.interrupted(&f.toks[k]):
		default:
			f.out = append(f.out, f.toks[k])
		}
		k++
	}
}

// inside are the tokens between the marks of a quotation.
func (f *speechFinder) inside(q *token, named bool) []token {
	_, first := utf8.DecodeRuneInString(f.text[q.Start:])
	_, last := utf8.DecodeLastRuneInString(f.text[:q.End])
	t := &tokeniser{text: f.text, how: f.lang.apostrophe, pos: q.Start + first}
	end := max(t.pos, q.End-last)
	t.lastLetter = t.pos + strings.LastIndexFunc(f.text[t.pos:end], unicode.IsLetter)
	for t.pos < end {
		t.next(end, named)
	}
	return t.toks
}

// isPartOfPhrase reports whether the quotation at k, though it has some words, is
// scare quotes in a noun's phrase: the “bridge of sighs” was closed.
func (f *speechFinder) isPartOfPhrase(lo, k, hi int) bool {
	q := &f.toks[k]
	if k == lo || k+1 >= hi || q.Len() > maxPhrase || f.toks[k-1].kind != wordToken || !f.isLowerWord(k+1) {
		return false
	}
	before, _ := f.words.find(f.toks[:k], k-1)
	after, _ := f.words.find(f.toks, k+1)
	if before.class&(nounMarkClass|definiteClass) == 0 || before.class&(verbClass|thatClass|skipClass) != 0 || after.class&verbClass != 0 {
		return false
	}
	words := 0
	for _, t := range f.inside(q, true) {
		if t.kind != wordToken {
			return false
		}
		words++
	}
	return words <= 2*longQuote
}

// maxPhrase bounds scare quotes in bytes.
const maxPhrase = 80

// interrupted emits a quotation in which the author's words stand between
// dashes, and reports whether it is one.
func (f *speechFinder) interrupted(q *token) bool {
	if s := f.text[q.Start:q.End]; q.open || !strings.Contains(s, " —") && !strings.Contains(s, " –") {
		return false
	}
	in := &speechFinder{lang: f.lang, words: f.words, text: f.text, toks: f.inside(q, false)}
	n, from, spoken := len(in.toks), 0, false
	for k := 1; k < n; k++ {
		if in.isDash(k) && in.toks[k-1].kind == punctToken && in.isAuthorAt(k, n) {
			from, spoken = in.author(from, k, n), true
			k = from
		}
	}
	if !spoken || from >= n { // nothing resumes the speech
		return false
	}
	in.speech(from, n)
	f.out = append(f.out, in.out...)
	return true
}

// isSaid reports whether the words [k, end) in quotation marks were said: they
// begin a sentence that goes on with a verb, or follow a verb and a colon, or
// end a sentence that a quotation began.
func (f *speechFinder) isSaid(lo, k, end, hi int) bool {
	ends := end >= hi || f.toks[end].kind == breakToken || f.isMark(end, ".")
	switch {
	case k > lo && f.isMark(k-1, ":"):
		return ends && k-2 >= lo && f.isVerbBefore(lo, k-1)
	case k > lo && f.isMark(k-1, ","):
		return f.lang.order == verbFinal && !f.isCapital(k, end) && f.closesWithVerb(end, hi) || ends && (f.beganWithQuote() || k-2 >= lo && f.isVerb(k-2) && !f.isCapital(k, end))
	case k > lo && f.toks[k-1].kind != breakToken:
		return f.lang.order == verbFinal && !f.isCapital(k, end) && f.closesWithVerb(end, hi)
	case end+1 >= hi:
		return false
	case f.isMark(end, ","), f.isMark(end, "-"):
		return f.isLowerWord(end+1) && f.isAuthor(end+1, hi)
	}
	return f.lang.order == verbFinal && f.saysAfter(end, hi)
}

// closesWithVerb reports whether a verb of speech stands at k, or behind the word
// at k that closes what is said, and ends the sentence: Bakan "Köprü güvenli" dedi.
func (f *speechFinder) closesWithVerb(k, hi int) bool {
	if k >= hi || f.toks[k].kind != wordToken {
		return false
	}
	if e, end := f.words.find(f.toks, k); end > k && e.class&thatClass != 0 && e.class&verbClass == 0 {
		k = end
	}
	e, end := f.words.find(f.toks, k)
	return e.class&verbClass != 0 && (end >= hi || f.toks[end].kind != wordToken)
}

// isCapital reports whether all of the words [k, end) have capitals, as those of
// names and titles do.
func (f *speechFinder) isCapital(k, end int) bool {
	for ; k < end; k++ {
		if f.toks[k].kind == wordToken && !f.toks[k].upper {
			return false
		}
	}
	return true
}

func (f *speechFinder) isMark(k int, form string) bool {
	return k < len(f.toks) && f.toks[k].kind == punctToken && f.toks[k].form == form
}

// beganWithQuote reports whether the sentence being emitted began with a quotation.
func (f *speechFinder) beganWithQuote() bool {
	for k := len(f.out) - 1; k >= 0 && len(f.out)-k < maxSource; k-- {
		if k == 0 || f.out[k-1].kind == breakToken {
			return f.out[k].kind == quoteToken
		}
	}
	return false
}

// saysAfter reports whether the word that closes what is said stands at k, and a
// verb of speech at the end of the sentence: 「いいえ」と市長は述べた。
func (f *speechFinder) saysAfter(k, hi int) bool {
	if e, end := f.words.find(f.toks, k); end == k || e.class&thatClass == 0 {
		return false
	}
	for v := k + 1; v < hi && v < k+2*maxSource && f.toks[v].kind != breakToken; v++ {
		if e, end := f.words.find(f.toks, v); e.class&verbClass != 0 && (end >= hi || f.toks[end].kind != wordToken) {
			return true
		}
	}
	return false
}

// isVerbBefore reports whether one of the words just before k is a verb of speech.
func (f *speechFinder) isVerbBefore(lo, k int) bool {
	for v := k - 1; v >= lo && v >= k-verbNear && f.toks[v].kind == wordToken; v-- {
		if f.isVerb(v) {
			return true
		}
	}
	return false
}

// blanks are the spaces that some languages put inside quotation marks.
const blanks = " \u00a0\u202f\u2009"

// withMarks is one token for the words [k, end) and the marks around them.
func (f *speechFinder) withMarks(k, end int) token {
	t := f.quotation(k, end)
	before := strings.TrimRight(f.text[:t.Start], blanks)
	_, size := utf8.DecodeLastRuneInString(before)
	t.Start = len(before) - size
	behind := strings.TrimLeft(f.text[t.End:], blanks)
	_, size = utf8.DecodeRuneInString(behind)
	t.End = len(f.text) - len(behind) + size
	return t
}
