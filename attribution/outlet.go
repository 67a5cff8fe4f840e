package attribution

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/text"
)

//go:embed outlets.txt
var outletData string

// outlet is a publisher that texts name.
type outlet struct {
	name   string
	agency bool
}

// outlets is a gazetteer: the table of agencies and large outlets, and the
// outlets of the articles at hand.
type outlets struct {
	list  []outlet
	byKey map[string]int // compactName → index into list
	words lexicon
	exact map[string]bool // short names, which must stand as they are written
	title map[string]bool // words that begin or end names of outlets: Times
	// endings are the same where they are written in one word with the name.
	endings []string
	base    *outlets // the table, when this adds the articles' outlets to it
}

func newOutlets(base *outlets) *outlets {
	o := &outlets{byKey: map[string]int{}, exact: map[string]bool{}, title: map[string]bool{}, base: base, words: lexicon{ending: 3}}
	if base != nil {
		o.list, o.title, o.endings = slices.Clone(base.list), base.title, base.endings
		o.words.proclitics = base.words.proclitics
	}
	return o
}

// parseOutlets reads the table: a line is "agency" or "outlet" and the names,
// the canonical one first, divided by |; a * stands for case endings. A line
// "title" lists words that begin or end the names of outlets, a line "ending"
// what ends them in one word.
func parseOutlets(data string) (*outlets, error) {
	o := newOutlets(nil)
	o.words.proclitics = folded("لل ل ب و")
	n := 0
	for line := range strings.Lines(data) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := o.parseLine(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return o, nil
}

func (o *outlets) parseLine(line string) error {
	kind, rest, _ := strings.Cut(line, " ")
	if kind == "title" {
		for _, w := range folded(rest) {
			o.title[w] = true
		}
		return nil
	}
	if kind == "ending" {
		o.endings = append(o.endings, folded(rest)...)
		return nil
	}
	if kind != "agency" && kind != "outlet" {
		return fmt.Errorf("%q is none of agency, outlet, title, ending", kind)
	}
	id := -1
	for name := range strings.SplitSeq(rest, "|") {
		name, stem := strings.CutSuffix(strings.TrimSpace(name), "*")
		if len(forms(name, apostropheInside)) == 0 {
			return errors.New("an empty name")
		}
		if id < 0 {
			id = len(o.list)
			o.list = append(o.list, outlet{name: name, agency: kind == "agency"})
		}
		o.addName(name, stem, id)
	}
	return nil
}

func (o *outlets) addName(name string, stem bool, id int) {
	words := forms(name, apostropheInside)
	if len(words) == 0 {
		return
	}
	if key := compactName(name); key != "" {
		if _, ok := o.byKey[key]; !ok {
			o.byKey[key] = id
		}
	}
	if isShort(name) {
		o.exact[name] = true
	}
	o.words.add(words, stem, entry{outlet: id + 1})
}

// isShort names the names that are ordinary words in other letters: AP, AFP, CAN.
func isShort(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return utf8.RuneCountInString(name) <= 4 && (unicode.IsUpper(r) || unicode.IsLower(r))
}

// with returns the gazetteer with the outlets of the articles added.
func (o *outlets) with(docs []*text.Document) *outlets {
	out := newOutlets(o)
	for _, d := range docs {
		name := strings.TrimSpace(d.Article.Outlet)
		if name == "" || len(name) > 200 {
			continue
		}
		id, known := out.identify(name)
		if !known {
			id = len(out.list)
			out.list = append(out.list, outlet{name: name})
		}
		out.addName(name, inflects(name), id)
		if host := hostName(name); host != name {
			out.addName(host, false, id)
		}
	}
	return out
}

// inflects reports whether a name may have endings: one that is not written in
// Latin letters, or is long enough not to be the beginning of another word.
func inflects(name string) bool {
	r, _ := utf8.DecodeLastRuneInString(name)
	return unicode.IsLetter(r) && (alphabet(r) != latin || len(name) >= 6)
}

// identify returns the outlet that a name stands for, in any script.
func (o *outlets) identify(name string) (int, bool) {
	for _, key := range []string{compactName(name), compactName(hostName(name))} {
		for g := o; g != nil && key != ""; g = g.base {
			if id, ok := g.byKey[key]; ok {
				return id, true
			}
		}
	}
	return o.identifyBySound(name)
}

// identifyBySound compares a name in another script with those of the
// articles' outlets by sound.
func (o *outlets) identifyBySound(name string) (int, bool) {
	if o.base == nil {
		return 0, false
	}
	for id := len(o.base.list); id < len(o.list); id++ {
		if isASCII(o.list[id].name) != isASCII(name) && soundsAlike(name, o.list[id].name) {
			return id, true
		}
	}
	return 0, false
}

// alike is the similarity from which two romanised names are one.
const alike = 0.85

func soundsAlike(a, b string) bool {
	x, y := nameKey(a), nameKey(b)
	return len(x) >= 4 && len(y) >= 4 && text.NameSimilarity(x, y) >= alike
}

// nameKey is the form in which names of all scripts are compared.
func nameKey(name string) string { return text.Fold(text.Romanise(name)) }

// SameOutlet reports whether two names of outlets stand for one, whatever
// their script: by the table of agencies, by their letters, or by their sound.
func SameOutlet(a, b string) bool {
	if x, y := compactName(hostName(a)), compactName(hostName(b)); x == y {
		return x != ""
	}
	if know, err := loadKnowledge(); err == nil {
		x, okX := know.outlets.identify(a)
		y, okY := know.outlets.identify(b)
		if okX && okY {
			return x == y
		}
	}
	return isASCII(a) != isASCII(b) && soundsAlike(a, b)
}

// isTitle reports whether a name is made as names of outlets are: "The Lowland
// Times".
func (o *outlets) isTitle(name string) bool {
	words := strings.Fields(name)
	if slices.ContainsFunc(o.endings, func(e string) bool { return len(name) > len(e) && strings.HasSuffix(name, e) }) {
		return true
	}
	return len(words) > 1 && (o.title[foldWord(words[0])] || o.title[foldWord(words[len(words)-1])])
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// compactName keeps letters and digits: "Islam Times" and "IslamTimes" are one.
func compactName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, text.Fold(s))
}

// hostName returns the name in a host or address ("www.example.com" →
// "example"), and any other name as it is.
func hostName(name string) string {
	host := name
	if u, err := url.Parse(name); err == nil && u.Host != "" {
		host = u.Host
	}
	if strings.ContainsAny(host, " \t") || !strings.Contains(strings.Trim(host, "."), ".") {
		return name
	}
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	first, _, _ := strings.Cut(host, ".")
	return first
}

// find returns the outlet named at toks[at] and where its name ends.
func (o *outlets) find(s string, toks []token, at int) (id, end int) {
	if toks[at].kind != wordToken {
		return 0, at
	}
	for g := o; g != nil; g = g.base {
		e, to := g.words.find(toks, at)
		if to > end && e.outlet > 0 && g.stands(s[toks[at].Start:toks[to-1].End], toks[at]) {
			id, end = e.outlet, to
		}
	}
	return id, end
}

// stands reports whether the name is written as names are.
func (o *outlets) stands(surface string, first token) bool {
	r, _ := utf8.DecodeRuneInString(surface)
	if !unicode.IsUpper(r) && !unicode.IsLower(r) {
		return true
	}
	if utf8.RuneCountInString(surface) <= 4 {
		return o.exact[surface]
	}
	return first.upper
}
