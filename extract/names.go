package extract

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed names.txt
var namesData string

// nameTable is what names.txt says.
type nameTable struct {
	sets  map[string]map[string]bool
	kinds map[string]nameKind
	close [][]string // families of languages
}

var names = sync.OnceValue(func() *nameTable {
	t := &nameTable{sets: map[string]map[string]bool{}}
	var set map[string]bool
	var pairs bool
	for line := range strings.SplitSeq(namesData, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			name := strings.Trim(line, "[]")
			if set = nil; name != "close languages" {
				set, pairs = map[string]bool{}, strings.HasSuffix(name, "pairs") || strings.HasPrefix(name, "by")
				t.sets[name] = set
			}
		case set == nil:
			t.close = append(t.close, strings.Fields(line))
		case pairs:
			for p := range strings.SplitSeq(line, "|") {
				set[strings.TrimSpace(p)] = true
			}
		default:
			for w := range strings.FieldsSeq(line) {
				set[w] = true
			}
		}
	}
	t.kinds = t.kindsOf()
	return t
})

// nameKind is what a word in a name says, a bit each.
type nameKind uint8

// kindSections are the sections of names.txt that say what a word says.
var kindSections = [...]string{"junk", "junk last", "junk alone", "junk short", "caption", "replies", "switches"}

const (
	kindJunk nameKind = 1 << iota
	kindLast
	kindAlone
	kindShort
	kindCaption
	kindReply
	kindSwitch
	kindPaired // it is in a pair
)

// kindsOf is what each word of the sections says: a page has names by the
// thousand, and each of their words is looked up once.
func (t *nameTable) kindsOf() map[string]nameKind {
	kinds := map[string]nameKind{}
	for i, section := range kindSections {
		for w := range t.sets[section] {
			kinds[w] |= 1 << i
		}
	}
	for pair := range t.sets["junk pairs"] {
		for w := range strings.FieldsSeq(pair) {
			kinds[w] |= kindPaired
		}
	}
	return kinds
}

// junk is what a name says of its element.
func (t *nameTable) junk(words []string) junk {
	var j junk
	var all, before nameKind
	for i, w := range words {
		kind := t.kinds[w]
		all |= kind
		switch {
		case kind == 0:
		case kind&kindJunk != 0, kind&kindLast != 0 && i == len(words)-1,
			kind&kindAlone != 0 && len(words) == 1, kind&kindShort != 0 && len(words) <= 3,
			kind&before&kindPaired != 0 && t.sets["junk pairs"][words[i-1]+" "+w]:
			j |= junkName
		case kind&kindCaption != 0:
			j |= junkCaption
		case kind&kindReply != 0:
			j |= junkReply
		}
		before = kind
	}
	if all&kindSwitch != 0 {
		j &^= junkReply
	}
	return j
}

// wordsOfName cuts a name into its words in lower case.
func wordsOfName(name string) []string {
	var words []string
	start := -1
	for i := 0; i <= len(name); i++ {
		var c byte
		if i < len(name) {
			c = name[i]
		}
		small := c >= 'a' && c <= 'z' || c >= 0x80
		capital := c >= 'A' && c <= 'Z'
		if start >= 0 && (!small && !capital || capital && name[i-1] >= 'a' && name[i-1] <= 'z') {
			words = append(words, strings.ToLower(name[start:i]))
			start = -1
		}
		if start < 0 && (small || capital) {
			start = i
		}
	}
	return words
}

// withoutHash drops the end of a name that a program made up ("text__P3otY",
// "Wrapper-kYyHXS"): letters in both cases or with digits.
func withoutHash(name string) string {
	const shortest, longest = 5, 8
	i := strings.LastIndexAny(name, "-_")
	end := name[i+1:]
	if len(end) < shortest || len(end) > longest {
		return name
	}
	changes := 0
	for k := 1; k < len(end); k++ {
		if kindOf(end[k]) != kindOf(end[k-1]) {
			changes++
		}
	}
	if changes < 2 {
		return name
	}
	return name[:max(0, i)]
}

func kindOf(c byte) byte {
	switch {
	case c >= 'a' && c <= 'z':
		return 'a'
	case c >= 'A' && c <= 'Z':
		return 'A'
	}
	return '0'
}
