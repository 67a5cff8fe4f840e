package genealogy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/lineage/truth"
)

// figure is a number in digits of any script, with marks between thousands.
var figure = regexp.MustCompile(`\p{Nd}+(?:[.,٬’'\x{a0}\x{202f}]\p{Nd}{3})*`)

// longestFigure is how many digits a figure that changes has at most.
const longestFigure = 9

// figures returns the byte spans of a text's figures. What hangs together with
// letters (a model's name) or a decimal part is none.
func figures(text string) [][]int {
	return slices.DeleteFunc(figure.FindAllStringIndex(text, -1), func(s []int) bool {
		before, _ := utf8.DecodeLastRuneInString(text[:s[0]])
		after, size := utf8.DecodeRuneInString(text[s[1]:])
		next, _ := utf8.DecodeRuneInString(text[s[1]+size:])
		inside := strings.ContainsRune(".,٫:/", after) && unicode.IsDigit(next)
		isLatin := unicode.Is(unicode.Latin, before) || unicode.Is(unicode.Latin, after)
		return inside || isLatin || strings.ContainsRune(".,٫:/", before) || len(digitsOf(text[s[0]:s[1]])) > longestFigure
	})
}

// digitsOf returns the decimal digits of s as ASCII.
func digitsOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsDigit(r) {
			b.WriteByte('0' + byte(r-zeroOf(r))) //nolint:gosec // a digit
		}
	}
	return b.String()
}

// zeroOf returns the zero of a digit's script: Unicode lays the ten in a row.
func zeroOf(r rune) rune {
	zero := r
	for unicode.IsDigit(zero-1) && r-zero < 9 {
		zero--
	}
	return zero
}

// hasFigure says that a text has a figure of these digits.
func hasFigure(text, digits string) bool {
	return slices.ContainsFunc(figures(text), func(s []int) bool { return digitsOf(text[s[0]:s[1]]) == digits })
}

// renumber makes the changes of figures in a text, in its own digits and marks.
func renumber(text string, changes []truth.NumberChange) string {
	for _, c := range changes {
		for _, s := range figures(text) {
			if old := text[s[0]:s[1]]; digitsOf(old) == c.Before {
				text = text[:s[0]] + written(c.After, old) + text[s[1]:]
				break
			}
		}
	}
	return text
}

// written writes digits as another figure is: its script, and its mark between
// thousands if it has one.
func written(digits, like string) string {
	first, _ := utf8.DecodeRuneInString(like)
	mark := ""
	for _, r := range like {
		if !unicode.IsDigit(r) {
			mark = string(r)
		}
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(mark)
		}
		b.WriteRune(zeroOf(first) + d - '0')
	}
	return b.String()
}

// changeNumber changes a figure of the article.
func (w *world) changeNumber(n *node) {
	type found struct {
		item   int
		digits string
	}
	var all []found
	for i := range n.body {
		if it := &n.body[i]; it.isUnit() {
			for _, s := range figures(it.words) {
				all = append(all, found{i, digitsOf(it.words[s[0]:s[1]])})
			}
		}
	}
	if len(all) == 0 {
		return
	}
	x := one(w.dice, all)
	after := w.altered(x.digits)
	it := &n.body[x.item]
	if after == x.digits || hasFigure(it.words, after) {
		return
	}
	change := truth.NumberChange{Unit: w.unit(it.line), Before: x.digits, After: after}
	it.words = renumber(it.words, []truth.NumberChange{change})
	it.changes = append(slices.Clip(it.changes), change)
}

// altered returns another figure: rounded, brought up to date, or mistyped.
func (w *world) altered(digits string) string {
	value, err := strconv.Atoi(digits)
	if err != nil || digits[0] == '0' {
		return digits
	}
	switch kind := w.IntN(4); {
	case kind == 0 && len(digits) >= 3: // rounded
		unit := 10
		for unit*100 <= value {
			unit *= 10
		}
		return strconv.Itoa((value + unit/2) / unit * unit)
	case kind == 1 && len(digits) >= 2: // two digits exchanged
		b := []byte(digits)
		i := w.IntN(len(b) - 1)
		b[i], b[i+1] = b[i+1], b[i]
		if b[0] == '0' {
			return digits
		}
		return string(b)
	case kind == 2: // another digit
		b := []byte(digits)
		b[w.IntN(len(b))] = byte('1' + w.IntN(9)) //nolint:gosec // a digit
		return string(b)
	default: // more has become known
		return strconv.Itoa(value + 1 + w.IntN(max(2, value/4)))
	}
}

// numberChanges lists the figures in which a child's item differs from its
// parent's, as far as both texts show them.
func numberChanges(unit int, child, parent *item) []truth.NumberChange {
	if len(child.changes) <= len(parent.changes) || !slices.Equal(child.changes[:len(parent.changes)], parent.changes) {
		return nil
	}
	var list []truth.NumberChange
	for _, c := range child.changes[len(parent.changes):] {
		if k := slices.IndexFunc(list, func(o truth.NumberChange) bool { return o.After == c.Before }); k >= 0 {
			list[k].After = c.After
		} else {
			list = append(list, truth.NumberChange{Unit: unit, Before: c.Before, After: c.After})
		}
	}
	return slices.DeleteFunc(list, func(c truth.NumberChange) bool {
		return c.Before == c.After || !hasFigure(parent.words, c.Before) || !hasFigure(child.words, c.After)
	})
}
