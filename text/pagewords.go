package text

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/page.txt
var pageData string

// pageWords is what the program knows of the words around an article's text,
// folded. See data/page.txt.
type pageWords struct {
	by, source, date, label, outlet, agency map[string]bool
	form, also, credit                      []string
}

var knownPageWords = sync.OnceValue(func() *pageWords { return must(parsePageWords(pageData)) })

func parsePageWords(data string) (*pageWords, error) {
	w := &pageWords{
		by: map[string]bool{}, source: map[string]bool{}, date: map[string]bool{}, label: map[string]bool{},
		outlet: map[string]bool{}, agency: map[string]bool{},
	}
	sets := map[string]map[string]bool{
		"by": w.by, "source": w.source, "date": w.date, "label": w.label, "outlet": w.outlet, "agency": w.agency,
	}
	lists := map[string]*[]string{"form": &w.form, "credit": &w.credit, "also": &w.also}
	for n, line := range dataLines(data) {
		key, rest, _ := strings.Cut(line, ":")
		set, list, phrases := sets[key], lists[key], foldedList(rest)
		switch {
		case set == nil && list == nil, len(phrases) == 0:
			return nil, fmt.Errorf("page.txt, line %d: want a key and phrases, not %q", n, line)
		case list != nil:
			*list = append(*list, phrases...)
		}
		for _, p := range phrases {
			if set != nil {
				set[p] = true
			}
		}
	}
	return w, nil
}

// longestPageLine bounds the lines that are looked at as a whole.
const longestPageLine = 320

// isTagList reports "Tags: dam, flood" and the like.
func (w *pageWords) isTagList(line string) bool {
	head, ok := beforeColon(line)
	return ok && len(line) <= 160 && w.label[Fold(head)] && !endsSentence(line)
}

// isLabel reports a button, a heading of a comment form, a counter: "Share",
// "Comments (3)", "0", "【打印】【关闭】".
func (w *pageWords) isLabel(line string) bool {
	if len(line) > 120 {
		return false
	}
	for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune("【】[]|｜", r) }) {
		core := strings.TrimFunc(part, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
		if core != "" && !w.label[Fold(core)] {
			return false
		}
	}
	return true
}

// beforeColon returns "Tags" of "Tags: dam".
func beforeColon(s string) (string, bool) {
	i := strings.IndexAny(s, ":：")
	return strings.TrimSpace(s[:max(i, 0)]), i > 0
}

// isForm reports a line of a comment form or a notice of rights.
func (w *pageWords) isForm(line string) bool {
	return len(line) <= longestPageLine && containsAny(Fold(line), w.form)
}

// isAlso reports a pointer to another article: "Read also: …".
func (w *pageWords) isAlso(line string) bool {
	line = strings.TrimLeftFunc(line, func(r rune) bool { return !unicode.IsLetter(r) })
	if len(line) > longestPageLine {
		return false
	}
	return hasAnyPrefix(Fold(line[:cutAt(line, 60)]), w.also)
}

func containsAny(s string, subs []string) bool {
	for _, sub := range subs {
		if strings.Contains(s, sub) {
			return true
		}
	}
	return false
}

// cutAt returns n, or less so that no character is cut.
func cutAt(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// isOutlet reports a name that has a word in it which names of outlets have:
// "Press TV", "IslamTimes", "产经新闻". Scripts without spaces are searched for it.
func (w *pageWords) isOutlet(name string) bool {
	if name == "" || len(name) > 80 {
		return false
	}
	for _, word := range strings.FieldsFunc(splitCamel(name), isNotName) {
		if w.outlet[Fold(word)] {
			return true
		}
	}
	r, _ := utf8.DecodeLastRuneInString(name)
	if r < 0x0E00 {
		return false
	}
	folded := Fold(name)
	for i := range folded {
		if w.outlet[folded[i:]] {
			return true
		}
	}
	return false
}

// isAgency reports the name of a news agency.
func (w *pageWords) isAgency(name string) bool { return w.agency[Fold(strings.TrimSpace(name))] }

func isNotName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
}

// splitCamel puts a space before each inner capital: IslamTimes.
func splitCamel(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// byline returns what follows the words that open a byline, and whether a
// colon or a slash parted them, the surest sign of one.
func (w *pageWords) byline(line string) (rest string, marked, ok bool) {
	for i := 1; i < len(line) && i <= 40; i++ {
		if !utf8.RuneStart(line[i]) {
			continue
		}
		r, size := utf8.DecodeRuneInString(line[i:])
		mark := strings.ContainsRune(":：/／|", r)
		if !mark && !unicode.IsSpace(r) || !w.isCredit(line[:i]) {
			continue
		}
		rest = strings.TrimLeftFunc(line[i+size:], unicode.IsSpace)
		if r, size := utf8.DecodeRuneInString(rest); strings.ContainsRune(":：/／", r) {
			rest, mark = strings.TrimSpace(rest[size:]), true
		}
		if rest, marked, ok := w.byline(rest); ok { // "Written by: Jo Doe" reads longer than "Written"
			return rest, marked || mark, true
		}
		return strings.TrimSpace(rest), mark, rest != ""
	}
	return "", false, false
}

func (w *pageWords) isCredit(s string) bool {
	s = Fold(strings.TrimSpace(s))
	return w.by[s] || w.source[s]
}

// isSourceLine reports a line that credits an outlet rather than a person.
func (w *pageWords) isSourceLine(line string) bool {
	head, ok := beforeColon(line)
	return ok && w.source[Fold(head)]
}
