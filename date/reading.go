package date

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// token is a number, a name or other word, or a sign.
type token struct {
	text   string // in lower case
	orig   string
	value  int  // of a number
	digits int  // of a number, 0 for others
	glued  bool // no space before it
	used   bool
	name   name
}

// reading is an attempt at a date in one language.
type reading struct {
	all  *languages
	lang string // "" for all languages
	o    Options
	toks []token
	// american is set where the zone is one of North America whose name does not
	// say whether it is summer (ET).
	american bool
}

func newReading(o Options) *reading {
	return &reading{all: known(), o: o, toks: make([]token, 0, 16)}
}

// begin begins anew with a line in a language; the room for tokens is used again.
func (r *reading) begin(s, lang string) {
	r.lang, r.american, r.toks = lang, false, r.toks[:0]
	r.cut(s)
}

// maxTokens bounds the work on a line.
const maxTokens = 120

// cut makes tokens of a line.
func (r *reading) cut(s string) {
	glued, low := false, lower(s)
	for i := 0; i < len(s) && len(r.toks) < maxTokens; {
		c, size := utf8.DecodeRuneInString(s[i:])
		n := size
		switch {
		case unicode.IsSpace(c):
			glued = false
			i += size
			continue
		case isDigit(c):
			n = r.number(s[i:])
		case unicode.IsLetter(c) || unicode.IsMark(c):
			n = r.word(s[i:], low[i:])
		default:
			r.toks = append(r.toks, token{text: s[i : i+size], orig: s[i : i+size]})
		}
		r.toks[len(r.toks)-1].glued = glued
		glued = true
		i += n
	}
}

func isDigit(c rune) bool { return isDecimal(c) || hanDigit(c) >= 0 }

func isDecimal(c rune) bool {
	return c >= '0' && c <= '9' || c > unicode.MaxASCII && unicode.Is(unicode.Nd, c)
}

// hanDigit is the value of a Chinese digit, ten included, or -1.
func hanDigit(c rune) int {
	if c < '〇' {
		return -1 // in most texts at once
	}
	i := strings.IndexRune("〇一二三四五六七八九十元", c)
	if i < 0 {
		return -1
	}
	return i / 3 // each has three bytes
}

// number reads a number in any digits.
func (r *reading) number(s string) int {
	value, digits, n := 0, 0, 0
	han := 0
	for n < len(s) {
		c, size := utf8.DecodeRuneInString(s[n:])
		if h := hanDigit(c); h >= 0 {
			han++
		} else if !isDecimal(c) || han > 0 {
			break
		} else {
			value = value*10 + digitValue(c)
		}
		digits++
		n += size
		if digits > 14 {
			break
		}
	}
	if han > 0 {
		value = hanNumber(s[:n])
	}
	r.toks = append(r.toks, token{text: s[:n], orig: s[:n], value: value, digits: digits})
	return n
}

// digitValue is the value of a decimal digit: Unicode has each script's ten in
// a row, and the first of them is a multiple of ten away in none but these.
func digitValue(c rune) int {
	if c <= '9' {
		return int(c - '0')
	}
	zero := c
	for unicode.Is(unicode.Nd, zero-1) && c-zero < 9 {
		zero--
	}
	return int(c - zero)
}

// hanNumber reads 二〇二四, 二十三 and 元.
func hanNumber(s string) int {
	total, current := 0, 0
	for _, c := range s {
		switch h := hanDigit(c); h {
		case 11: // 元, the first year
			current = 1
		case 10:
			total += max(current, 1) * 10
			current = 0
		default:
			current = current*10 + h
		}
	}
	return total + current
}

// word reads a name, the longest that begins here, or else a word; low is s in
// small letters.
func (r *reading) word(s, low string) int {
	lex := r.all.of[r.lang]
	end := wordEnd(s)
	first, _ := utf8.DecodeRuneInString(s)
	if n, at := lex.longestAt(low, spaced(first)); at > 0 {
		r.toks = append(r.toks, token{text: low[:at], orig: s[:at], name: n})
		return at
	}
	w := low[:end]
	r.toks = append(r.toks, token{text: w, orig: s[:end], name: lex.inflected(w)})
	return end
}

// wordEnd is where the word at the begin of s ends; in scripts without spaces
// that is after one character.
func wordEnd(s string) int {
	for i, c := range s {
		if !unicode.IsLetter(c) && !unicode.IsMark(c) {
			return i
		}
		if !spaced(c) && !unicode.IsMark(c) {
			return max(i, utf8.RuneLen(c))
		}
	}
	return len(s)
}

// longestAt finds the longest name at the begin of a line in small letters, and
// where it ends. In scripts with spaces a name ends with a word.
func (l *lexicon) longestAt(low string, words bool) (name, int) {
	var best name
	at, runes := 0, 0
	for i, c := range low {
		if i > 0 && (!words || !unicode.IsLetter(c) && !unicode.IsMark(c) || !spaced(c) && !unicode.IsMark(c)) {
			if n, ok := l.names[low[:i]]; ok {
				best, at = n, i
			}
		}
		if runes++; runes > l.longest {
			return best, at
		}
	}
	if n, ok := l.names[low]; ok {
		return n, len(low)
	}
	return best, at
}

// lower is strings.ToLower that keeps offsets: letters whose small form has
// another length (İ) stay.
func lower(s string) string {
	return strings.Map(func(c rune) rune {
		if l := unicode.ToLower(c); utf8.RuneLen(l) == utf8.RuneLen(c) {
			return l
		}
		return c
	}, s)
}

// inflected finds the month whose name a longer word begins with: Turkish
// "Mart'ta", Hungarian "márciusban".
func (l *lexicon) inflected(w string) name {
	const shortest, ending = 4, 4
	runes := []rune(w)
	for n := len(runes) - 1; n >= max(shortest, len(runes)-ending); n-- {
		if have, ok := l.names[string(runes[:n])]; ok && (have.month > 0 || have.jalali > 0) {
			return name{month: have.month, jalali: have.jalali}
		}
	}
	return name{}
}

// shortestBeginning is the shortest beginning of a month's name, in bytes.
const shortestBeginning = 3

// begun finds the month whose names begin with a word, or 0 where those of
// several do.
func (l *lexicon) begun(w string) int {
	if utf8.RuneCountInString(w) < shortestBeginning {
		return 0
	}
	found := 0
	at, _ := slices.BinarySearch(l.months, w)
	for ; at < len(l.months) && strings.HasPrefix(l.months[at], w); at++ {
		month := l.names[l.months[at]].month // 0 where languages differ
		if month == 0 || found != 0 && found != month {
			return 0
		}
		found = month
	}
	return found
}

func (r *reading) is(i int, want role) bool {
	return i >= 0 && i < len(r.toks) && r.toks[i].name.roles&want != 0
}

func (r *reading) sign(i int, signs string) bool {
	return i >= 0 && i < len(r.toks) && r.toks[i].digits == 0 && r.toks[i].name == (name{}) && len(r.toks[i].text) > 0 && strings.Contains(signs, r.toks[i].text)
}

// num reports an unused number of at most some digits at token i.
func (r *reading) num(i, maxDigits int) bool {
	return i >= 0 && i < len(r.toks) && r.toks[i].digits > 0 && r.toks[i].digits <= maxDigits && !r.toks[i].used
}

func (r *reading) use(from, to int) {
	for i := from; i < to; i++ {
		r.toks[i].used = true
	}
}

// day is a date without its clock; what is unknown is zero.
type day struct {
	year, month, day int
	jalali           bool
	relative         bool // counted from now, to the precision given
	at               time.Time
	precision        stemma.Precision
}

// moment reads the tokens.
func (r *reading) moment() (stemma.Moment, bool) {
	c := r.clock()
	d, ok := r.day()
	if !ok {
		return None(), false
	}
	if c.precision == "" {
		c = r.pointClock()
	}
	if d.relative {
		return r.join(d, c)
	}
	if d, ok = r.gregorian(d); !ok {
		return None(), false
	}
	return r.join(d, c)
}

// join puts day and clock together.
func (r *reading) join(d day, c clock) (stemma.Moment, bool) {
	if d.relative && d.precision != stemma.PrecisionDay {
		return stemma.Moment{Time: d.at, Precision: d.precision}, true
	}
	if d.relative {
		d.year, d.month, d.day = d.at.Year(), int(d.at.Month()), d.at.Day()
		if c.zone == nil {
			c.zone = d.at.Location()
		}
	}
	zone := c.zone
	switch {
	case zone == nil:
		zone = time.UTC
	case r.american && americanSummer(d, c):
		_, seconds := time.Time{}.In(zone).Zone()
		zone = fixed(float64(seconds)/3600 + 1)
	}
	switch {
	case d.month == 0:
		return stemma.Moment{Time: time.Date(d.year, 1, 1, 0, 0, 0, 0, time.UTC), Precision: stemma.PrecisionYear}, true
	case d.day == 0:
		return stemma.Moment{Time: time.Date(d.year, time.Month(d.month), 1, 0, 0, 0, 0, time.UTC), Precision: stemma.PrecisionMonth}, true
	case c.precision == "":
		return stemma.Moment{Time: time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, zone), Precision: stemma.PrecisionDay}, true
	}
	return stemma.Moment{Time: time.Date(d.year, time.Month(d.month), d.day, c.hour, c.minute, c.second, 0, zone), Precision: c.precision}, true
}
