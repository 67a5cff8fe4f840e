package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// A dateline opens the first sentence of prose: place, date, agency, dash.
//
//	JAKARTA, 13 Februari 2021 - …      LONDON (Reuters) — …      date 2021-02 IslamTimes- …
//	МОСКВА, 13 фев — РИА Новости. …    新华社北京2月13日电 …      【モスクワ共同】…
const longestDateline = 150

// readDateline marks the dateline of the first block of prose and takes
// outlet and date from it.
func (p *page) readDateline() {
	if p.body >= len(p.blocks) {
		return
	}
	b := p.blocks[p.body]
	line := p.text(b.Span)
	line = line[:cutAt(line, longestDateline)]
	if n := p.words.pressMark(line); n > 0 {
		p.takeDateline(b.Start, line[:n], n)
		return
	}
	best, text := 0, ""
	at, tries := 0, 0
	for tries < 4 {
		start, end := nextDash(line, at)
		if end == 0 {
			break
		}
		if p.isDateline(line[:start], line[end:]) {
			best, text = end, line[:start]
		}
		at = end
		tries++
	}
	if best == 0 {
		best, text = p.agencyBracket(line)
	}
	if best == 0 {
		best, text = p.leadingDate(line)
	}
	if best > 0 {
		best += p.words.agencySentence(line[best:])
		p.takeDateline(b.Start, text, best)
	}
}

// agencyBracket finds a dateline that ends in a bracket without a dash:
// नयी दिल्ली, 13 फरवरी (भाषा) ….
func (p *page) agencyBracket(line string) (n int, text string) {
	end := strings.IndexByte(line, ')')
	if end < 0 || end+1 >= len(line) {
		return 0, ""
	}
	text = line[:end+1]
	inner, outer := bracketed(text)
	words := strings.FieldsFunc(p.withoutDates(outer), isNotName)
	if !p.words.isAgency(inner) || len(words) > 5 || !areNames(words) || hasInnerStop(outer) {
		return 0, ""
	}
	if first, _ := utf8.DecodeRuneInString(strings.TrimSpace(line[end+1:])); unicode.IsUpper(first) || unicode.Is(unicode.Lo, first) {
		return end + 1, text
	}
	return 0, ""
}

// leadingDate finds a date that opens the prose and is announced as one:
// "date 2021-02-13 The meetings …".
func (p *page) leadingDate(line string) (n int, text string) {
	found := p.dates(line)
	if len(found) == 0 || found[0].Time.IsZero() {
		return 0, ""
	}
	d := found[0]
	before := strings.TrimFunc(line[:d.Start], isNotName)
	announced := strings.Contains(line[:d.Start], ":") || len(before) > 3 && isISODate(line[d.Start:])
	if before == "" || !announced || p.words.withoutDateWords(before) != "" {
		return 0, ""
	}
	end := d.End
	for end < len(line) {
		r, size := utf8.DecodeRuneInString(line[end:])
		if !isBlank(r) && !isDash(r) && !strings.ContainsRune(".,:;|)]", r) {
			break
		}
		end += size
	}
	if first, _ := utf8.DecodeRuneInString(line[end:]); isLower(first) || unicode.IsDigit(first) {
		return 0, ""
	}
	return end, line[:d.End]
}

// isISODate reports digits and a hyphen as in 2021-02: unlike a date in words,
// nobody writes it with a preposition before it.
func isISODate(s string) bool {
	return len(s) > 7 && isNumber(s[:4]) && s[4] == '-' && isNumber(s[5:7])
}

// takeDateline marks n bytes from offset at on, which say text.
func (p *page) takeDateline(at int, text string, n int) {
	if at+n >= p.blocks[p.body].End {
		return
	}
	p.mark(trim(p.article.Text, stemma.Span{Start: at, End: at + n}))
	inner, _ := bracketed(text)
	if n := p.words.opensByline(inner); n > 0 {
		p.setByline(inner[n:])
	}
	p.setOutlet(p.words.datelineOutlet(p, text))
	for _, d := range p.dates(text) {
		if d.Time.IsZero() {
			continue
		}
		p.setPublished(d.Moment)
		return
	}
}

// nextDash finds a dash that can close a dateline from offset at on: one with
// a space behind it, or a long one.
func nextDash(s string, at int) (start, end int) {
	for i, r := range s[at:] {
		if !isDash(r) {
			continue
		}
		start, end = at+i, at+i+utf8.RuneLen(r)
		for end < len(s) && s[end] == '-' {
			end++
		}
		next, size := utf8.DecodeRuneInString(s[end:])
		if unicode.IsSpace(next) {
			return start, end + size
		}
		if r == '—' || end-start > 1 && r == '-' {
			return start, end
		}
	}
	return 0, 0
}

// isDateline decides whether what stands before a dash is a dateline.
func (p *page) isDateline(text, after string) bool {
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(after, unicode.IsSpace)); unicode.IsLower(first) || first == utf8.RuneError {
		return false
	}
	rest := strings.TrimSpace(p.withoutDates(text))
	dated := p.isDated(text)
	inner, outer := bracketed(rest)
	words := strings.FieldsFunc(outer, isNotName)
	if len(words)+len(strings.Fields(inner)) > 8 || !areNames(words) || hasInnerStop(outer) {
		return false
	}
	if dated || p.words.isAgency(inner) || p.words.isOutlet(inner) {
		return len(words) <= 6
	}
	name := strings.TrimFunc(outer, isNotName)
	if p.words.isAgency(name) || p.words.isOutlet(name) {
		return len(words) <= 4
	}
	return len(words) > 0 && len(words) <= 5 && (isCapitals(words[0]) || inner != "" && isCapitals(inner))
}

// bracketed returns the last bracketed part of s, and s without it.
func bracketed(s string) (inner, outer string) {
	for _, pair := range [...][2]string{{"(", ")"}, {"/", "/"}, {"[", "]"}, {"（", "）"}} {
		end := strings.LastIndex(s, pair[1])
		if end <= 0 {
			continue
		}
		start := strings.LastIndex(s[:end], pair[0])
		if start >= 0 {
			return strings.TrimSpace(s[start+len(pair[0]) : end]), s[:start] + " " + s[end+len(pair[1]):]
		}
	}
	return "", s
}

// areNames reports that no word but a particle is written in lower case.
func areNames(words []string) bool {
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) && len(w) > 3 && !strings.Contains(w, ".") {
			return false
		}
	}
	return true
}

// hasInnerStop reports a full stop behind a word too long for an abbreviation.
func hasInnerStop(s string) bool {
	letters := 0
	for i, r := range s {
		k := stopOf(r)
		if k == notStop {
			letters++
			if !unicode.IsLetter(r) {
				letters = 0
			}
			continue
		}
		if k != dotStop || letters > 5 && strings.TrimSpace(s[i+1:]) != "" {
			return true
		}
		letters = 0
	}
	return false
}

// isCapitals reports a word of three or more letters, all capitals.
func isCapitals(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsLower(r) || unicode.IsLetter(r) && !unicode.IsUpper(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 3
}

// agencySentence is the length of an agency's name that stands as a sentence
// behind the dash: "— РИА Новости. ".
func (w *pageWords) agencySentence(s string) int {
	i := strings.Index(s, ". ")
	if i <= 0 || i > 60 || !w.isAgency(s[:i]) {
		return 0
	}
	return i + 2
}

// pressMark is the length of a dateline of the Chinese, Japanese and Korean
// presses, which ends in 电, 讯 or a bracket.
func (w *pageWords) pressMark(s string) int {
	first, _ := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("【（(［[", first) {
		return w.leadingBracket(s)
	}
	if !isWide(first) {
		return 0
	}
	end := 0
	for i, r := range s {
		if stopOf(r) != notStop || strings.ContainsRune(",，、；《", r) || i > 75 {
			break
		}
		if strings.ContainsRune("电電讯訊", r) && w.closesDateline(s[:i], s[i+utf8.RuneLen(r):]) {
			end = i + utf8.RuneLen(r)
			break
		}
	}
	if end == 0 {
		return 0
	}
	if next, _ := utf8.DecodeRuneInString(s[end:]); next == '（' || next == '(' {
		if i := strings.IndexAny(s[end:], "）)"); i > 0 {
			_, size := utf8.DecodeRuneInString(s[end+i:])
			end += i + size
		}
	}
	return end
}

// closesDateline decides for 电 and 讯, which are parts of other words too: a
// date stands before, or an outlet before and a gap behind.
func (w *pageWords) closesDateline(before, after string) bool {
	if strings.HasSuffix(before, "日") {
		return true
	}
	next, _ := utf8.DecodeRuneInString(after)
	return (unicode.IsSpace(next) || next == '（' || next == '(') && len(before) <= 45 && (w.isOutlet(before) || w.namesAgency(before))
}

// leadingBracket is the length of 【モスクワ共同】, (서울=연합뉴스) 홍길동 기자 =.
func (w *pageWords) leadingBracket(s string) int {
	i := strings.IndexAny(s, "】）)］]")
	if i < 0 || i > 90 {
		return 0
	}
	_, open := utf8.DecodeRuneInString(s)
	_, size := utf8.DecodeRuneInString(s[i:])
	inner, end := s[open:i], i+size
	if !w.namesPress(inner) {
		return 0
	}
	if eq := strings.Index(s[end:], "= "); eq >= 0 && eq < 40 {
		end += eq + 2
	}
	return end
}

// namesPress reports an agency or outlet among the parts of a bracket.
func (w *pageWords) namesPress(s string) bool {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("=＝／/・ 、,", r) }) {
		if w.namesAgency(part) || w.isOutlet(part) || strings.HasSuffix(part, "電") || strings.HasSuffix(part, "电") || strings.HasSuffix(part, "讯") {
			return true
		}
	}
	return false
}

// datelineOutlet is the outlet in a dateline: what stands in brackets or
// behind the date, or a name that has a word for outlets in it.
func (w *pageWords) datelineOutlet(p *page, text string) string {
	inner, outer := bracketed(text)
	if inner != "" && !w.namesAgency(inner) && w.opensByline(inner) == 0 && len(strings.Fields(inner)) <= 4 && !p.isDated(inner) {
		return inner
	}
	if found := p.dates(outer); len(found) > 0 {
		rest := outer[found[len(found)-1].End:]
		if first, _ := utf8.DecodeRuneInString(rest); isUnspaced(first) { // 13日电
			return ""
		}
		if name := w.withoutDateWords(rest); strings.TrimFunc(name, isNotName) != "" {
			return name
		}
	}
	outer = strings.ReplaceAll(outer, " - ", ",")
	for _, part := range strings.FieldsFunc(outer, func(r rune) bool { return strings.ContainsRune(",/、=＝|–—", r) }) {
		if w.isOutlet(part) && !w.namesAgency(part) {
			return part
		}
	}
	return ""
}

func (p *page) isDated(s string) bool {
	return len(p.dates(s)) > 0
}

// namesAgency reports the name of an agency, alone or behind a place:
// 모스크바=연합뉴스, 東京共同.
func (w *pageWords) namesAgency(s string) bool {
	for i := range s {
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		if (i == 0 || isWide(before) || !unicode.IsLetter(before)) && w.isAgency(s[i:]) {
			return true
		}
	}
	return false
}

// opensByline is the length of the word before a reporter's name: 记者林江.
func (w *pageWords) opensByline(s string) int {
	for i, r := range s {
		if (i > 0 && isWide(r) || unicode.IsSpace(r)) && w.by[Fold(s[:i])] {
			return i
		}
	}
	return 0
}
