package alert

import (
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// nameIndex finds the names of a list in which a source is meant.
type nameIndex struct {
	names []string
	exact map[string]int // by the folded name
	known map[string]int // sources that were looked for, -1 where they are none of the list
}

// maxCompared is how many names of a list are compared one by one, across scripts; a longer list is looked up by
// spelling alone.
const maxCompared = 2000

// maxKnown is how many sources are remembered.
const maxKnown = 20_000

func newNameIndex(names []string) nameIndex {
	x := nameIndex{names: names, exact: make(map[string]int, len(names)), known: map[string]int{}}
	for i, name := range names {
		if key := text.Fold(name); key != "" {
			if _, twice := x.exact[key]; !twice {
				x.exact[key] = i
			}
		}
	}
	return x
}

// find returns the name of the list by which a source goes.
func (x *nameIndex) find(s *stemma.Source, same Same) (string, bool) {
	for _, name := range append([]string{s.Name}, s.Aliases...) {
		if i, ok := x.exact[text.Fold(name)]; ok {
			return x.names[i], true
		}
	}
	if s.Kind != stemma.SourceOutlet && s.Kind != stemma.SourceOrganisation || same == nil || len(x.names) > maxCompared {
		return "", false
	}
	i, ok := x.known[s.Name]
	if !ok {
		if len(x.known) >= maxKnown {
			clear(x.known)
		}
		i = x.compare(s.Name, same)
		x.known[s.Name] = i
	}
	if i < 0 {
		return "", false
	}
	return x.names[i], true
}

func (x *nameIndex) compare(name string, same Same) int {
	for i, n := range x.names {
		if same(n, name) {
			return i
		}
	}
	return -1
}
