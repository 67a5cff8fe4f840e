package extract

import (
	"regexp"
	"strings"
)

// maxWall is the size above which a text is no wall: those that list every
// purpose of every partner stay below.
const maxWall = 6000

// reNumber is a number, with the marks within: of partners, of purposes.
var reNumber = regexp.MustCompile(`\d[\d.,'’\x{A0}\x{202F}]*\s?`)

// consent recognises a page that is all about cookies: two phrases, or one on a
// page with hardly any text, and most of the lines of the text about them. A
// longer page must say so in its title, and in most of its text. Numbers do not
// count: "we and our 712 partners".
func consent(title, all, text string, size int) *trouble {
	if size >= maxWall || size >= shortSize && seen(TroubleConsent, title) == "" {
		return nil
	}
	hits, what := countSeen(TroubleConsent, reNumber.ReplaceAllString(title+"\n"+all, ""))
	if hits == 0 || hits == 1 && size >= tinySize {
		return nil
	}
	if size >= tinySize && !mostlyAbout(TroubleConsent, reNumber.ReplaceAllString(text, "")) {
		return nil
	}
	return &trouble{TroubleConsent, what, true}
}

// countSeen counts up to two phrases of a kind in a text, and names the first.
func countSeen(kind Trouble, text string) (hits int, what string) {
	for _, phrase := range walls()[kind] {
		if strings.Contains(text, phrase) {
			what = first(what, "\""+phrase+"\"")
			if hits++; hits >= 2 {
				break
			}
		}
	}
	return hits, what
}

// mostlyAbout reports that half of the lines of a text, or of its bytes, have a
// phrase of a kind.
func mostlyAbout(kind Trouble, text string) bool {
	about, lines, bytes := 0, 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			continue
		}
		lines++
		if seen(kind, line) != "" {
			about++
			bytes += len(line)
		}
	}
	return 2*about >= lines || 2*bytes >= len(text)
}
