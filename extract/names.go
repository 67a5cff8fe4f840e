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
	return t
})

// junk is what a name says of its element.
func (t *nameTable) junk(words []string) junk {
	var j junk
	for i, w := range words {
		switch {
		case t.sets["junk"][w], t.sets["junk last"][w] && i == len(words)-1,
			t.sets["junk alone"][w] && len(words) == 1, t.sets["junk short"][w] && len(words) <= 3:
			j |= junkName
		case t.sets["caption"][w]:
			j |= junkCaption
		case t.sets["replies"][w] && !t.switched(words):
			j |= junkReply
		}
	}
	if t.hasPair("junk pairs", words) {
		j |= junkName
	}
	return j
}

func (t *nameTable) switched(words []string) bool {
	for _, w := range words {
		if t.sets["switches"][w] {
			return true
		}
	}
	return false
}

func (t *nameTable) hasPair(set string, words []string) bool {
	for i := 1; i < len(words); i++ {
		if t.sets[set][words[i-1]+" "+words[i]] {
			return true
		}
	}
	return false
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
