package attribution

import (
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
)

// An unnamed source has no name to be known by. Two articles mean the same one
// when both have it from the same outlet: the one that the sentence names, or
// else the one that the article cites for the report as a whole. All other
// unnamed sources belong to their article alone. A second unnamed source of the
// same outlet stays apart when its particulars ("a field source") contradict
// those of the first, in the same article or in another of the same language.

// unnamedSources gives the unnamed sources of an article their identity.
func (g *registry) unnamedSources(d int, found []mention) {
	resolved := map[int]int{}
	principal, relays := g.principal(d, found), g.relays(found)
	for i := range found {
		if found[i].entity > unresolved {
			continue
		}
		root := unresolved - found[i].entity
		id, ok := resolved[root]
		if !ok {
			outlet, cited := relays[root]
			switch {
			case cited:
			case found[root].leading || found[root].who.back:
				outlet = principal
			default:
				outlet = nobody
			}
			id = g.unnamed(d, root, outlet, &found[root].who)
			resolved[root] = id
		}
		found[i].entity = id
	}
}

// unnamed returns the identity of the unnamed source that mention root
// introduces and an outlet, or nobody, cites.
func (g *registry) unnamed(d, root, outlet int, w *who) int {
	if outlet == nobody {
		return g.keyed(fmt.Sprintf("unnamed in %d %d", d, root), w)
	}
	id := g.unnamedOf(d, outlet, w)
	g.list[id].citedBy[d] = true
	g.list[id].relayed = true
	g.list[outlet].cites[id] = true
	return id
}

// unnamedOf returns the first of the outlet's unnamed sources whose particulars
// allow that an article means it, or a new one. Particulars are words, and so are
// compared within a language.
func (g *registry) unnamedOf(d, outlet int, w *who) int {
	lang := g.langs[d]
	for _, id := range g.unnamedBy[outlet] {
		if x := g.list[id]; compatible(w.marks, x.marks[lang]) {
			if len(x.marks[lang]) == 0 {
				x.marks[lang] = w.marks
			}
			return id
		}
	}
	id := g.add(w)
	g.list[id].marks[lang] = w.marks
	g.unnamedBy[outlet] = append(g.unnamedBy[outlet], id)
	return id
}

// relays returns, for the mentions that introduce unnamed sources, the outlets
// that a sentence names as citing them.
func (g *registry) relays(found []mention) map[int]int {
	out := map[int]int{}
	for i := range found {
		root, via := unresolved-found[i].entity, found[i].via
		if found[i].entity > unresolved || via < 0 || via >= len(found) {
			continue
		}
		by := g.beside(found, i, found[via].entity)
		if _, known := out[root]; !known && by >= 0 && g.list[by].kind == stemma.SourceOutlet {
			out[root] = by
		}
	}
	return out
}

// beside returns the agency that one word of citing names together with mention
// i ("citing Reuters and a port official"): the source is the agency's.
func (g *registry) beside(found []mention, i, outlet int) int {
	for _, m := range found {
		if m.via == found[i].via && m.cue == found[i].cue && m.entity >= 0 && m.entity != outlet && g.list[m.entity].kind == stemma.SourceOutlet && g.list[m.entity].named {
			return m.entity
		}
	}
	return outlet
}

// principal returns the outlet that an article cites for its report as a
// whole, or nobody: the first that it credits, or cites in its head.
func (g *registry) principal(d int, found []mention) int {
	for _, whole := range []bool{true, false} {
		for i := range found {
			m := &found[i]
			if m.entity < 0 || g.list[m.entity].kind != stemma.SourceOutlet || !g.list[m.entity].named || g.list[m.entity].outlet == g.own[d] && g.own[d] > 0 {
				continue
			}
			if whole && m.kind == stemma.AttributionWhole || !whole && m.leading {
				return g.behind(m.entity, found)
			}
		}
	}
	return nobody
}

// behind follows an outlet to the one from which the article says it has its
// report: who reports what a paper has from an agency quotes the agency's source.
func (g *registry) behind(outlet int, found []mention) int {
	const deepest = 4
	for range deepest {
		k := slices.IndexFunc(found, func(m mention) bool {
			return m.via >= 0 && m.via < len(found) && found[m.via].entity == outlet &&
				m.entity >= 0 && m.entity != outlet && g.list[m.entity].kind == stemma.SourceOutlet && g.list[m.entity].named
		})
		if k < 0 {
			break
		}
		outlet = found[k].entity
	}
	return outlet
}
