package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// The head of a page is the lines before its first sentence of prose: title,
// date, byline, counters, the title once more.

const (
	headBlocks   = 16
	longestTitle = 300
)

// readHead reads the head and marks all of it but the title.
func (p *page) readHead() {
	for i, b := range p.blocks[:min(len(p.blocks), headBlocks)] {
		line := p.text(b.Span)
		switch {
		case p.isTitleAgain(i, line):
			p.mark(b.Span)
		case p.readDateLine(line, i), p.readByline(line, i), i > 0 && (p.words.isLabel(line) || p.readOutletLine(line)):
			p.mark(b.Span)
		case len(line) > longestTitle || endsSentence(line) && !p.readsAsTitle(i):
			p.body = i
			return
		case p.readsAsTitle(i):
			p.setTitle(line)
			p.title = i
		default:
			p.body = i
		}
	}
}

// setTitle takes a line for the title, without the name of the outlet that
// pages put behind a bar or a dash.
func (p *page) setTitle(line string) {
	for _, bar := range []string{" | ", " ｜ ", " – ", " — ", " - "} {
		i := strings.LastIndex(line, bar)
		if i <= 0 || len(strings.Fields(line[:i])) < 2 {
			continue
		}
		if name := line[i+len(bar):]; p.words.isOutlet(name) && len(strings.Fields(name)) <= 5 {
			line = strings.TrimSpace(line[:i])
			p.setOutlet(name)
		}
	}
	p.article.Title = line
}

// isTitleAgain reports a second occurrence of the title, with the outlet's
// name behind it or not.
func (p *page) isTitleAgain(i int, line string) bool {
	if p.article.Title == "" || len(line) > longestTitle+80 {
		return false
	}
	again, title := titleKey(line), titleKey(p.article.Title)
	if len(title) < 4 || !strings.HasPrefix(again, title) {
		return false
	}
	if again == title {
		if p.title < 0 {
			p.title = i // the input's title as the text has it
			return false
		}
		return i > p.title
	}
	rest := strings.TrimSpace(line[min(len(line), len(p.article.Title)):])
	r, size := utf8.DecodeRuneInString(rest)
	if p.title < 0 || !strings.ContainsRune("|-–—·•:/", r) || len(rest) > 60 {
		return false
	}
	p.setOutlet(rest[size:])
	return true
}

// titleKey is a title without what differs between its copies.
func titleKey(s string) string {
	var b strings.Builder
	for _, r := range Fold(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// readsAsTitle reports that the first line, of a text that came without a
// title, is one: short, no full stop, and something longer follows.
func (p *page) readsAsTitle(i int) bool {
	line := p.text(p.blocks[i].Span)
	if p.article.Title != "" || i > p.firstUnmarked() || i+1 >= len(p.blocks) || len(line) > longestTitle {
		return false
	}
	if len(wordsOf(line, 0)) < 2 || startsListItem(line) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	if strings.ContainsRune(",،、，;；:：", last) {
		return false
	}
	if k := stopOf(last); k == dotStop || k == fullStop {
		return false
	}
	next := p.text(p.blocks[i+1].Span)
	return p.blocks[i+1].apart || len(next) > len(line) || endsSentence(next)
}

// firstUnmarked is the first block that is not boilerplate so far.
func (p *page) firstUnmarked() int {
	for i, b := range p.blocks {
		if i >= len(p.boilerplate) || p.boilerplate[i] != b.Span {
			return i
		}
	}
	return len(p.blocks)
}

// readDateLine reads a line that gives the date of publication and little
// else: "date 2021-02", "13 Feb 2021", "Halcyon Post - 13 February 2021".
func (p *page) readDateLine(line string, i int) bool {
	if len(line) > 160 {
		return false
	}
	line, credit := p.cutCredit(line)
	m, ok := lineDate(line, p.article.Lang)
	if !ok {
		return false
	}
	if credit != "" {
		p.readByline(credit, i)
	}
	rest := p.withoutDates(line)
	name := strings.TrimFunc(rest, isNotName)
	if name != "" && !p.isBesideDate(rest, name, i) {
		return false
	}
	p.setPublished(m)
	return true
}

// cutCredit parts a date line from the credit behind it, which a colon marks:
// "2021-02-13 10:35 来源：三角洲新闻网".
func (p *page) cutCredit(line string) (rest, credit string) {
	for i, r := range line {
		if !unicode.IsSpace(r) && r != '|' {
			continue
		}
		if _, marked, ok := p.words.byline(strings.TrimSpace(line[i+utf8.RuneLen(r):])); ok && marked {
			return strings.TrimSpace(line[:i]), strings.TrimSpace(line[i+utf8.RuneLen(r):])
		}
	}
	return line, ""
}

// withoutDates returns s without its dates, times and words such as
// "published".
func (p *page) withoutDates(s string) string {
	var b strings.Builder
	at := 0
	for _, d := range p.dates(s) {
		b.WriteString(s[at:d.Start])
		b.WriteByte(' ')
		at = d.End
	}
	b.WriteString(s[at:])
	return p.words.withoutDateWords(b.String())
}

// withoutDateWords takes off the words beside a date, and numbers, at both
// ends of s.
func (w *pageWords) withoutDateWords(s string) string {
	fields := strings.Fields(s)
	for len(fields) > 0 && w.isDateWord(fields[0]) {
		fields = fields[1:]
	}
	for len(fields) > 0 && w.isDateWord(fields[len(fields)-1]) {
		fields = fields[:len(fields)-1]
	}
	return strings.Join(fields, " ")
}

func (w *pageWords) isDateWord(s string) bool {
	core := strings.TrimFunc(s, isNotName)
	if core == "" {
		return !strings.ContainsAny(s, "-|–—") || len(s) > 3
	}
	if unicode.IsDigit([]rune(core)[0]) && len(core) <= 8 {
		return true
	}
	return w.date[Fold(core)]
}

// isBesideDate decides whether what stands beside a date leaves it a date
// line: an outlet's name behind or before a dash, or a few words after the
// title.
func (p *page) isBesideDate(rest, name string, i int) bool {
	if len(strings.Fields(name)) > 5 {
		return false
	}
	dashed := strings.ContainsAny(rest, "-|–—·•,/") && !endsSentence(name)
	if dashed && p.words.isOutlet(name) {
		p.setOutlet(name)
		return true
	}
	if by, marked, ok := p.words.byline(name); ok && (marked || isNameLike(by)) {
		p.setByline(by)
		return true
	}
	if dashed && i > 0 && isNameLike(name) {
		if !strings.Contains(rest, ",") { // a place and the date
			p.setOutlet(name)
		}
		return true
	}
	return i > 0 && len(strings.Fields(name)) <= 2 && p.title >= 0
}

// readByline reads "By Jo Doe", "Oleh: Rudi", "بقلم: سلمى".
func (p *page) readByline(line string, i int) bool {
	if len(line) > 120 {
		return false
	}
	rest, marked, ok := p.words.byline(line)
	if !ok || endsSentence(line) && !strings.HasSuffix(line, ".") {
		return false
	}
	if m, ok := lineDate(rest, p.article.Lang); ok {
		p.setPublished(m)
		rest = strings.Trim(p.withoutDates(rest), " ,|-–—·•")
	}
	if p.words.isSourceLine(line) {
		p.setOutlet(rest)
		return len(rest) <= 60
	}
	name, outlet := p.splitOutlet(rest)
	if len(strings.Fields(name)) > 8 || !marked && (i == 0 || !isNameLike(name)) {
		return false
	}
	p.setByline(name)
	p.setOutlet(outlet)
	return true
}

// splitOutlet parts "Jo Doe, Halcyon Post" and "Jo Doe | Halcyon Post".
func (p *page) splitOutlet(s string) (name, outlet string) {
	if p.words.isOutlet(s) && !strings.ContainsAny(s, ",|") {
		return s, s
	}
	if i := strings.LastIndexAny(s, ",|"); i > 0 && p.words.isOutlet(s[i+1:]) {
		return strings.TrimSpace(s[:i]), s[i+1:]
	}
	return s, ""
}

// readOutletLine reads a line that is the name of an outlet and nothing else.
func (p *page) readOutletLine(line string) bool {
	if endsSentence(line) || len(strings.Fields(line)) > 5 || !isNameLike(line) || !p.words.isOutlet(line) {
		return false
	}
	p.setOutlet(line)
	return true
}

// isNameLike reports one to six words that all have capitals, particles of
// names and "and" apart. Scripts without capitals have no such sign.
func isNameLike(s string) bool {
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",&/", r) })
	if len(words) == 0 || len(words) > 6 {
		return false
	}
	capitals := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			capitals++
		case unicode.IsLower(r) && len(w) > 4, unicode.IsDigit(r):
			return false
		}
	}
	return capitals*2 >= len(words)
}

func (p *page) setByline(name string) {
	name = strings.TrimFunc(name, func(r rune) bool { return isBlank(r) || strings.ContainsRune(",;:|-–—", r) })
	if p.article.Byline == "" && name != "" {
		p.article.Byline = name
	}
}

func (p *page) setOutlet(name string) {
	name = strings.TrimFunc(name, func(r rune) bool { return isNotName(r) && r != '.' || isBlank(r) })
	if p.article.Outlet == "" && name != "" && !p.words.isAgency(name) {
		p.article.Outlet = name
	}
}

// setPublished takes the first date that the page gives, or one that says the
// same more exactly. A date that the input gave stands.
func (p *page) setPublished(m stemma.Moment) {
	if p.dated || m.Time.IsZero() {
		return
	}
	a := p.article
	have := stemma.Moment{Time: a.Published, Precision: a.PublishedPrecision}
	if have.Time.IsZero() || fineness(m) > fineness(have) && within(m, have) {
		a.Published, a.PublishedPrecision = m.Time, m.Precision
	}
}

func fineness(m stemma.Moment) int {
	switch m.Precision {
	case stemma.PrecisionSecond:
		return 5
	case stemma.PrecisionMinute:
		return 4
	case stemma.PrecisionDay:
		return 3
	case stemma.PrecisionMonth:
		return 2
	case stemma.PrecisionYear:
		return 1
	}
	return 0
}

// within reports that m lies in the period that coarse names.
func within(m, coarse stemma.Moment) bool {
	if m.Time.Year() != coarse.Time.Year() {
		return false
	}
	if fineness(coarse) >= 2 && m.Time.Month() != coarse.Time.Month() {
		return false
	}
	return fineness(coarse) < 3 || m.Time.YearDay() == coarse.Time.YearDay()
}
