package feed

import (
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

//go:embed dates.txt
var dateWords string

// vocabulary are the words of dates.
type vocabulary struct {
	months map[string]int // 0 where languages differ
	forms  []string       // of the months, English first
	am, pm []string
	// numbered are the words before the number of a month.
	numbered []string
}

var words = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{months: map[string]int{}}
	for line := range strings.Lines(norm.NFC.String(dateWords)) {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || f[0] == "#":
		case f[0] == "@month":
			v.numbered = f[1:]
		case f[0] == "@am":
			v.am = f[1:]
		case f[0] == "@pm":
			v.pm = f[1:]
		case len(f) == 13:
			v.add(f[1:])
		}
	}
	return v
})

func (v *vocabulary) add(months []string) {
	for i, forms := range months {
		for form := range strings.SplitSeq(forms, "|") {
			if old, known := v.months[form]; known && old != i+1 {
				v.months[form] = 0
				continue
			} else if !known {
				v.forms = append(v.forms, form)
			}
			v.months[form] = i + 1
		}
	}
}

// month returns the month that a word names, or 0.
func (v *vocabulary) month(w string) int {
	if m, known := v.months[w]; known {
		return m
	}
	w = strings.Trim(w, ".'’")
	if m, known := v.months[w]; known {
		return m
	}
	if len([]rune(w)) < 3 {
		return 0
	}
	found := 0
	for i, form := range v.forms {
		if !strings.HasPrefix(form, w) {
			continue
		}
		m := v.months[form]
		switch {
		case i < 13 && m > 0: // English, with its second form of September
			return m
		case found == 0:
			found = m
		case found != m:
			return 0
		}
	}
	return found
}

// half adds the half of the day that stands before or behind a clock, and
// returns what follows it.
func (v *vocabulary) half(hour int, before, after string) (int, string) {
	before, trimmed := strings.TrimSpace(before), strings.TrimSpace(after)
	for i, names := range [][]string{v.am, v.pm} {
		for _, name := range names {
			rest, behind := strings.CutPrefix(trimmed, name)
			if !behind && !strings.HasSuffix(before, name) || hour > 12 {
				continue
			}
			if !behind {
				rest = after
			}
			return hour%12 + 12*i, rest
		}
	}
	return hour, after
}
