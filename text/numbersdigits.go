package text

import (
	"strconv"
	"strings"
)

// digitRun is digits with the marks between them: "1.234,5".
type digitRun struct {
	value float64
	next  int
	ok    bool
	// plain is true where no mark was inside and scale words may not follow.
	plain bool
}

// digits reads the run of digits at token i. ok is false for what is no
// number ("1.2.3", "10:30"); next is then behind all of it.
func (r *reading) digits(i int) digitRun {
	parts, seps, next := r.digitChain(i)
	if next < len(r.toks) && r.sign(next, ":") && r.toks[next].glued && r.gluedDigits(next+1) {
		return digitRun{next: r.skipChain(next)}
	}
	if len(parts) == 1 {
		v, ok := plainDigits(parts[0])
		return digitRun{value: v, next: next, ok: ok, plain: true}
	}
	if v, ok := r.marked(parts, seps); ok {
		return digitRun{value: v, next: next, ok: true}
	}
	if strings.Trim(seps, ",") == "" { // a list: "1,2,3"
		v, ok := plainDigits(parts[0])
		return digitRun{value: v, next: i + 1, ok: ok, plain: true}
	}
	return digitRun{next: next}
}

func plainDigits(s string) (float64, bool) {
	if len(s) > 15 || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}

// maxParts bounds the parts of one run of digits: no number has more, and a
// page of "1,2,3,…" must not be read again from every part.
const maxParts = 12

// digitChain collects the parts between the marks of a run of digits. seps
// has one byte a mark; a space between groups is ' '.
func (r *reading) digitChain(i int) (parts []string, seps string, next int) {
	parts = []string{r.toks[i].form}
	k := i + 1
	var b strings.Builder
	for k < len(r.toks) && len(parts) < maxParts {
		switch {
		case r.toks[k].glued && r.isNumberMark(k) && r.gluedDigits(k+1):
			b.WriteByte(numberMark(r.toks[k].form))
			parts = append(parts, r.toks[k+1].form)
			k += 2
		case r.isSpaceGroup(i, k):
			b.WriteByte(' ')
			parts = append(parts, r.toks[k].form)
			k++
		default:
			return parts, b.String(), k
		}
	}
	return parts, b.String(), k
}

func (r *reading) isNumberMark(k int) bool {
	return r.sign(k, ".") || r.sign(k, ",") || r.sign(k, "'") || r.sign(k, "،")
}

func numberMark(form string) byte {
	if form == "،" {
		return ','
	}
	return form[0]
}

// isSpaceGroup reports that token k is the next group of three in "12 000".
// An ordinary space groups only in languages that write so; a no-break space
// always does.
func (r *reading) isSpaceGroup(first, k int) bool {
	t, before := r.toks[k], r.toks[k-1]
	if t.kind != digitToken || t.glued || len(t.form) != 3 || before.kind != digitToken {
		return false
	}
	if first == k-1 && (len(before.form) > 3 || before.form[0] == '0') || first < k-1 && len(before.form) != 3 {
		return false
	}
	space := r.text[before.end:t.start]
	if space == " " {
		return r.lex.is("space groups")
	}
	return space == "\u00a0" || space == "\u202f" || space == "\u2009"
}

// marked reads digits with marks between them.
func (r *reading) marked(parts []string, seps string) (float64, bool) {
	last := seps[len(seps)-1]
	switch {
	case strings.Count(seps, string(last)) == len(seps):
		if isGrouped(parts) && (len(seps) > 1 || r.isGroupMark(last, parts)) || isIndianGrouped(parts) {
			return joinDigits(parts, "")
		}
		if len(seps) == 1 && last != ' ' && last != '\'' {
			return joinDigits(parts[:1], parts[1])
		}
	case strings.Count(seps, string(last)) == 1 && last != ' ':
		whole := parts[:len(parts)-1]
		if sameMark(seps[:len(seps)-1]) && (isGrouped(whole) || isIndianGrouped(whole)) {
			return joinDigits(whole, parts[len(parts)-1])
		}
	}
	return 0, false
}

func sameMark(seps string) bool { return strings.Count(seps, seps[:1]) == len(seps) }

// isGroupMark decides what the one mark of "1.234" is. The language decides,
// but three zeros are always a group: writers of all languages leave
// "12,000" as they found it, and no one writes three decimal zeros.
func (r *reading) isGroupMark(mark byte, parts []string) bool {
	switch {
	case mark == ' ' || mark == '\'':
		return true
	case parts[0] == "0":
		return false
	case mark == r.lex.group || parts[1] == "000":
		return true
	}
	return mark != r.lex.decimal
}

func isGrouped(parts []string) bool {
	if len(parts[0]) > 3 || parts[0][0] == '0' {
		return false
	}
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return true
}

// isIndianGrouped accepts 12,34,567: groups of two before the last three.
func isIndianGrouped(parts []string) bool {
	n := len(parts)
	if n < 3 || len(parts[0]) > 2 || len(parts[n-1]) != 3 || parts[0][0] == '0' {
		return false
	}
	for _, p := range parts[1 : n-1] {
		if len(p) != 2 {
			return false
		}
	}
	return true
}

func joinDigits(whole []string, decimals string) (float64, bool) {
	s := strings.Join(whole, "")
	if len(s)+len(decimals) > 18 || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	v, err := strconv.ParseFloat(s+"."+decimals, 64)
	return v, err == nil
}

// skipSpaced returns the index behind the further groups of a telephone
// number, whose first group, at token i, begins with a zero.
func (r *reading) skipSpaced(i, next int) int {
	if len(r.toks[i].form) < 2 || r.toks[i].form[0] != '0' {
		return next
	}
	for end := next + maxParts; next < end && r.digitsAt(next); {
		next++
	}
	return next
}

// skipChain returns the index behind digits joined by any marks: a time, a
// telephone number, an address of a machine.
func (r *reading) skipChain(i int) int {
	for end := i + 2*maxParts; i < end && i+1 < len(r.toks) && r.sign(i, ":-./") && r.toks[i].glued && r.gluedDigits(i+1); {
		i += 2
	}
	return i
}
