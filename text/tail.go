package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// The tail of a page is what follows its last sentence of prose: comment
// forms, buttons, tags, notices of rights, the credit of an editor or agency.

const (
	tailBlocks = 60
	// fewestLabels is how many short lines at the very end make a tail when
	// none of them is a known one.
	fewestLabels = 4
)

// readTail marks the tail: lines known as such, and lines that look like
// labels between them and behind them.
func (p *page) readTail() {
	known, labels := len(p.blocks), 0
	i := len(p.blocks) - 1
	for ; i > p.body && len(p.blocks)-i <= tailBlocks; i-- {
		line := p.text(p.blocks[i].Span)
		if p.isKnownTail(line, i) {
			known = i
			continue
		}
		if !isLabelLike(line) {
			break
		}
		labels++
	}
	first := i + 1 // of the run of labels that reaches the end
	switch {
	case known == len(p.blocks) && labels < fewestLabels:
		return
	case known < len(p.blocks) && labels < fewestLabels:
		first = known
	}
	for _, b := range p.blocks[first:] {
		p.mark(b.Span)
	}
}

func (p *page) isKnownTail(line string, i int) bool {
	if len(line) > longestPageLine {
		return false
	}
	if p.words.isLabel(line) || p.words.isTagList(line) || p.words.isForm(line) || p.words.isAlso(line) || isRights(line) {
		return true
	}
	return p.isTitleAgain(i, line) || p.isCreditLine(line, i) || p.isTailDate(line)
}

// isRights reports a notice that starts with the sign for copyright.
func isRights(line string) bool {
	return strings.HasPrefix(line, "©") || strings.HasPrefix(line, "(c) ") || strings.HasPrefix(line, "(C) ") ||
		strings.HasPrefix(line, "Copyright") || strings.HasPrefix(line, "ⓒ")
}

// isCreditLine reports "Editor: Jo Doe", and (IT/TGM) on a line of its own.
func (p *page) isCreditLine(line string, i int) bool {
	if _, n := closingCode(line, p.words); n == len(line) {
		return true
	}
	line = strings.TrimFunc(line, func(r rune) bool { return strings.ContainsRune("()（）[]【】 ", r) })
	_, marked, ok := p.words.byline(line)
	return ok && marked && len(line) < 90 && p.readByline(line, i)
}

// isTailDate reports a line at the end that is little more than a date. It
// dates the page only if it says so ("Published: 13.2.2021"): such lines also
// belong to what the page quotes.
func (p *page) isTailDate(line string) bool {
	if len(line) > 60 || endsSentence(line) {
		return false
	}
	m, ok := lineDate(line, p.article.Lang)
	if !ok || len(strings.Fields(p.withoutDates(line))) > 5 {
		return false
	}
	first, _, _ := strings.Cut(line, " ")
	if head, marked := beforeColon(line); marked {
		first = head
	}
	if p.words.date[Fold(strings.TrimFunc(first, isNotName))] {
		p.setPublished(m)
	}
	return true
}

// isLabelLike reports a short line that says nothing: at most three words and
// no full stop.
func isLabelLike(line string) bool {
	return len(line) <= 60 && utf8.RuneCountInString(line) <= 30 && len(strings.Fields(line)) <= 3 && !endsSentence(line)
}

// markCodes marks the agency or author codes glued to the end of the last
// paragraph: "….(IT/TGM)".
func (p *page) markCodes() {
	end := len(p.blocks) - 1
	for end > 0 && p.isMarked(p.blocks[end].Span) {
		end--
	}
	if end < 0 {
		return
	}
	b := p.blocks[end].Span
	if start, n := closingCode(p.text(b), p.words); n > 0 && start > 0 {
		p.mark(stemma.Span{Start: b.Start + start, End: b.Start + start + n})
	}
}

// closingCode finds a bracket at the end of s that holds a code or a credit:
// capitals and slashes, an agency's name, or, behind a full stop, a credit or
// what may be the name of a person or an outlet.
func closingCode(s string, w *pageWords) (start, n int) {
	body := strings.TrimRight(s, ". 。")
	if !strings.HasSuffix(body, ")") && !strings.HasSuffix(body, "）") && !strings.HasSuffix(body, "]") {
		return 0, 0
	}
	start = strings.LastIndexAny(body, "(（[")
	if start < 0 || len(body)-start > longestPageLine {
		return 0, 0
	}
	_, open := utf8.DecodeRuneInString(body[start:])
	_, closing := utf8.DecodeLastRuneInString(body)
	inner := strings.TrimSpace(body[start+open : max(start+open, len(body)-closing)])
	before := strings.TrimRightFunc(body[:start], func(r rune) bool { return isBlank(r) || isCloser(r) })
	last, _ := utf8.DecodeLastRuneInString(before)
	behindStop := before == "" || stopOf(last) != notStop
	switch {
	case behindStop && (containsAny(Fold(inner), w.credit) || w.label[Fold(inner)]):
	case len(inner) > 60:
		return 0, 0
	case w.isAgency(inner), isCode(inner) && (behindStop || strings.Contains(inner, "/")):
	case behindStop && before != "" && (isNameLike(inner) && len(strings.Fields(inner)) <= 3 || w.namesPress(inner) && len(inner) <= 40):
	default:
		return 0, 0
	}
	return start, len(s) - start
}

// isCode reports capitals, slashes and digits, such as IT/TGM.
func isCode(s string) bool {
	capitals := 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			capitals++
		case unicode.IsLower(r) || unicode.IsDigit(r) || strings.ContainsRune("/-. ,", r):
		default:
			return false
		}
	}
	return capitals >= 2 && len(s) <= 24 && capitals*2 >= strings.Count(s, "")-1-strings.Count(s, "/")
}
