package text

import (
	"strings"
	"sync"
)

// givenNames holds the keys of common given names, from lexicon/_given.txt: a
// name of two words that begins with one is most likely a person's.
var givenNames = sync.OnceValue(func() map[string]bool { return parseGivenNames(must(readLexiconFile("_given"))) })

func parseGivenNames(data string) map[string]bool {
	names := map[string]bool{}
	for _, line := range dataLines(data) {
		for name := range strings.FieldsSeq(line) {
			names[nameKey(name)] = true
		}
	}
	return names
}
