package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// Publishers that no table knows are credited where the form leaves no doubt: in
// brackets behind a place and a date, or where the name itself says what it is.

// maxNewName bounds the name of an unknown publisher in words.
const maxNewName = 5

// maxSign bounds an acronym that is believed without a date, in letters.
const maxSign = 5

// newDateline reads "PLACE, March 3 (X) —", "/X/.", "(Agencia X).-", "【place＝X通信】".
func (c *creditLine) newDateline() []mention {
	for open := 0; c.head && open < min(len(c.units), maxDateline*c.wide); open++ {
		if !c.units[open].isMark("(") && !c.units[open].isMark("/") {
			if !c.datelineTo(open) {
				break
			}
			continue
		}
		shut := c.shuts(open)
		from, placed := c.behindPlace(open+1, shut)
		if shut == 0 || !c.isNewName(from, shut) {
			break
		}
		known := c.namesOutlet(from, shut)
		sure := known && open == 0 && (placed || c.wide > 1 && c.plate[0])
		if !sure && (!known && !c.isPlaced(open, shut) || !c.isFollowed(shut+1) || c.isAside(open, shut)) {
			break
		}
		return c.newPublisher(from, shut, c.units[open].Span)
	}
	return c.newWire()
}

// shuts returns the bracket or slash that closes the one at unit open, or 0.
func (c *creditLine) shuts(open int) int {
	mark := ")"
	if c.units[open].isMark("/") {
		mark = "/"
	}
	for k := open + 1; k < min(len(c.units), open+2+2*maxNewName*c.wide); k++ {
		if c.units[k].isMark(mark) {
			return k
		}
	}
	return 0
}

// behindPlace skips the place in "place=X".
func (c *creditLine) behindPlace(from, to int) (int, bool) {
	for k := from + 1; k < to; k++ {
		if strings.ContainsAny(c.text[c.units[k-1].End:c.units[k].Start], "=＝") {
			return k, true
		}
	}
	return from, false
}

// isNewName reports units that are nothing but a name: no sign of a desk
// (IT/TGM), no party and its state (R-Ohio), no number.
func (c *creditLine) isNewName(from, end int) bool {
	if from >= end || end-from > maxNewName*c.wide || !c.isNamed(from) && !c.units[from].is(outletClass) || c.letters(from, end) < 2 {
		return false
	}
	for k := from; k < end; k++ {
		u := &c.units[k]
		if u.outlet > 0 || !u.isWord() || c.opensWithDigit(k) || u.is(photoClass|creditClass|bylineClass|timeClass) || u.is(personClass|orgClass) && !u.is(outletClass) {
			return false
		}
		if !c.isNamed(k) && !u.is(ofClass|stopClass|outletClass) || c.isCoded(k) {
			return false
		}
	}
	return true
}

// newPublisher is a credit to an outlet, whatever else its words may stand for.
func (c *creditLine) newPublisher(from, end int, cue stemma.Span) []mention {
	m := c.credit(from, end, cue)
	if m.who.kind != stemma.SourceOutlet {
		m = c.publisher(m, nil)
	}
	return []mention{m}
}

// isCoded reports a word with a slash in it, or with one letter before a hyphen.
func (c *creditLine) isCoded(k int) bool {
	s := c.surface(k)
	_, size := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(s, '/') || strings.HasPrefix(s[size:], "-")
}

func (c *creditLine) letters(from, end int) int {
	return utf8.RuneCountInString(c.text[c.units[from].Start:c.units[end-1].End])
}

// namesOutlet reports a name with a word for an outlet in it or one that outlets
// are called by, and with more than that.
func (c *creditLine) namesOutlet(from, end int) bool {
	name := c.text[c.units[from].Start:c.units[end-1].End]
	if c.outlets.isTitle(name) {
		return true
	}
	nouns, others := 0, 0
	for k := from; k < end; k++ {
		switch u := &c.units[k]; {
		case u.is(outletClass):
			nouns++
			if u.compound && u.upper {
				others++
			}
		case !u.is(ofClass | stopClass):
			others++
		}
	}
	return nouns > 0 && others > 0
}

// isPlaced reports a place and a date before the bracket at unit open, or a
// place in capitals before an acronym.
func (c *creditLine) isPlaced(open, shut int) bool {
	k := open
	for k > 0 && c.units[k-1].kind == punctToken {
		k--
	}
	if k == 0 || c.units[0].is(prepClass|timeClass|personClass) {
		return false // On May 2 (…)
	}
	if slash := c.units[open].isMark("/"); slash && k == open && !c.opensWithDigit(k-1) && (k < 2 || !c.opensWithDigit(k-2)) {
		return false
	}
	days, capitals, words := 0, isAcronym(c.surface(open+1)) && shut == open+2 && c.letters(open+1, shut) <= maxSign, 0
	for i := range k {
		switch u := &c.units[i]; {
		case c.opensWithDigit(i):
			if c.isDay(i, k) {
				days++
			}
		case u.isWord():
			words++
			capitals = capitals && isAllCapitals(c.surface(i))
		}
	}
	return days == 1 && words > 1 || days == 0 && words > 0 && capitals
}

// isDay reports a number before unit k that a month stands beside, and no year.
func (c *creditLine) isDay(i, k int) bool {
	if i > 0 && c.opensWithDigit(i-1) || c.letters(i, i+1) == 4 && !c.units[i].is(timeClass) {
		return false
	}
	return i > 0 && c.units[i-1].isWord() || i+1 < k && c.units[i+1].isWord()
}

// isAside reports a bracket in the middle of a sentence: no dash or stop follows.
func (c *creditLine) isAside(open, shut int) bool {
	if c.units[open].isMark("/") {
		return false
	}
	k := shut + 1
	return k >= len(c.units) || !c.units[k].isMark("-") && !c.units[k].isMark(".")
}

func isAllCapitals(s string) bool {
	upper := 0
	for _, r := range s {
		if !unicode.IsUpper(r) && unicode.IsLetter(r) {
			return false
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper > 1
}

// wireAgency ends the names of agencies where Chinese and Japanese papers print
// them in front of a dateline.
const wireAgency = "社"

// newWire reads the boilerplate that opens a paragraph with an agency, a place
// and a day: 奥尔德社米尔诺7月1日电.
func (c *creditLine) newWire() []mention {
	name := -1
	for k := 0; c.head && c.wide > 1 && k < min(len(c.units), maxDateline*c.wide) && c.plate[k] && c.units[k].isWord(); k++ {
		switch {
		case name < 0 && k > 0 && c.surface(k) == wireAgency:
			name = k + 1
		case c.opensWithDigit(k) && name > 0 && k > name && c.isNewName(0, name):
			return c.newPublisher(0, name, stemma.Span{})
		case c.opensWithDigit(k):
			return nil
		}
	}
	return nil
}

// newLabelled reads what is behind the word of a credit where it names an outlet:
// "Com informações da Agência X", "(avec X News)". The line ends with it.
func (c *creditLine) newLabelled(k, end int) []mention {
	if end <= 0 || k >= end || !c.units[k].is(creditClass) {
		return nil
	}
	cue := c.units[k].Span
	for end > k && c.units[end-1].kind == punctToken {
		end--
	}
	from := k + 1
	for from < end && !c.isNamed(from) && !c.units[from].is(outletClass) && c.units[from].is(ofClass|stopClass|definiteClass) {
		from++
	}
	if !c.isNewName(from, end) || !c.namesOutlet(from, end) {
		return nil
	}
	cue.End = c.units[from-1].End
	return c.newPublisher(from, end, cue)
}
