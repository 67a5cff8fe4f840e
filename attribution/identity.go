package attribution

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// identity is one source of the real world with all that is said of it.
type identity struct {
	kind    stemma.SourceKind
	outlet  int // one more than the index in the gazetteer
	forms   []form
	citedBy map[int]bool
	cites   map[int]bool
	named   bool                // by a proper name, not "local media"
	relayed bool                // cited by another source
	written map[string]bool     // scripts and languages in which its name was seen
	marks   map[string][]string // of an unnamed source, by language
}

// registry joins the mentions of all articles to identities.
type registry struct {
	ids   []string // of the documents
	seen  *outlets
	own   []int // document → one more than the index of its outlet
	langs []string
	list  []*identity
	byKey map[string]int
	names *soundIndex
	cases caseIndex
	// outlets are the articles' own by their short names, shorts the sources.
	outlets, shorts map[string][]shortName
	// unnamedBy are the unnamed sources that an outlet cites.
	unnamedBy map[int][]int
}

func newRegistry(readings []*reading, seen *outlets) *registry {
	g := &registry{seen: seen, byKey: map[string]int{}, names: newSoundIndex(), cases: caseIndex{}, outlets: map[string][]shortName{}, shorts: map[string][]shortName{}, unnamedBy: map[int][]int{}}
	for _, r := range readings {
		g.ids, g.own = append(g.ids, r.doc.Article.ID), append(g.own, r.own)
		g.addOutlet(r)
		lang, _, _ := strings.Cut(r.doc.Article.Lang, "-")
		g.langs = append(g.langs, lang)
	}
	return g
}

// identify gives every mention its identity; mentions of one article are
// neighbours, and found holds one slice for each article.
func (g *registry) identify(ctx context.Context, found [][]mention) error {
	for d := range found {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.claimByline(d, found[d])
		g.nameSources(d, found[d])
		g.unnamedSources(d, found[d])
		g.count(d, found[d])
	}
	return nil
}

// claimByline takes an outlet in the byline of an article without one for its own.
func (g *registry) claimByline(d int, found []mention) {
	for i := range found {
		w := &found[i].who
		if g.own[d] == 0 && found[i].byline && w.outlet > 0 && !g.seen.list[w.outlet-1].agency {
			g.own[d] = w.outlet
		}
	}
}

// nameSources gives all but the unnamed sources of an article their identity.
func (g *registry) nameSources(d int, found []mention) {
	roots := make([]int, len(found))
	for i := range found {
		roots[i] = found[i].entity
	}
	for i := range found {
		m := &found[i]
		switch {
		case roots[i] != i:
			m.entity = found[roots[i]].entity
		case m.who.kind == stemma.SourceUnnamed:
			m.entity = unresolved - i
		default:
			m.entity = g.identity(d, &m.who)
		}
	}
}

// unresolved and below stand for the unnamed sources of an article until they
// have an identity: unresolved - i for that introduced by mention i. nobody is
// the identity of a pronoun that points to no one.
const (
	nobody     = -1
	unresolved = -2
)

// identity returns the identity of a source that has a name, or a noun.
func (g *registry) identity(d int, w *who) int {
	switch {
	case w.pronoun, w.name == "" && w.noun == "" && w.outlet == 0:
		return nobody
	case w.outlet > 0:
		return g.keyed("outlet "+strconv.Itoa(w.outlet), w)
	case w.name == "":
		return g.keyed(fmt.Sprintf("in %d %s", d, text.Fold(w.text)), w)
	}
	if id, ok := g.outlet(w); ok {
		w.outlet, w.kind = id+1, stemma.SourceOutlet
		return g.keyed("outlet "+strconv.Itoa(w.outlet), w)
	}
	return g.alike(d, w)
}

// outlet returns the outlet that a name stands for. What nothing shows to be an
// outlet (“Βελμόρα Ποστ” might be a person) is one where it sounds like an
// outlet of the articles or of the reader's table.
func (g *registry) outlet(w *who) (int, bool) {
	if w.kind == stemma.SourceOutlet {
		if id, ok := g.seen.identify(w.name); ok {
			return id, true
		}
		return g.shortOutlet(w)
	}
	return g.seen.identifyBySound(text.SoundOf(w.name))
}

func (g *registry) keyed(key string, w *who) int {
	id, ok := g.byKey[key]
	if !ok {
		id = g.add(w)
		g.byKey[key] = id
	}
	return id
}

func (g *registry) add(w *who) int {
	x := &identity{kind: w.kind, named: w.outlet > 0 || w.name != "", written: map[string]bool{}, marks: map[string][]string{}, citedBy: map[int]bool{}, cites: map[int]bool{}}
	if w.kind == stemma.SourceOutlet { // an unnamed source "of Reuters" is not Reuters
		x.outlet = w.outlet
	}
	g.list = append(g.list, x)
	return len(g.list) - 1
}

// alike finds the identity of a name by its letters, or by its sound. A name in
// the same script comes first: letters say more.
func (g *registry) alike(d int, w *who) int {
	sound := text.SoundOf(w.name)
	key := nameKey(w, sound)
	written := newWrittenName(g.langs[d], w.name, 0)
	id, known := g.byKey[key]
	if !known {
		id, known = g.cases.find(written)
	}
	if !known {
		id, known = g.names.foreignAmong(sound, func(n named) bool { return g.mayMeet(d, w, sound, n) })
	}
	if !known {
		id, known = g.shortened(d, w)
	}
	if known {
		g.list[id].learn(w)
	} else {
		id = g.add(w)
	}
	g.list[id].written[writing(g.langs[d], sound)] = true
	if _, seen := g.byKey[key]; !seen {
		g.byKey[key] = id
		g.names.add(sound, id)
		g.rememberShort(w, id)
		written.id = id
		g.cases.add(written)
	}
	return id
}

// nameKey is what names that are certainly one have in common. A single word
// for a person says too little to be compared between scripts.
func nameKey(w *who, sound text.Sound) string {
	if w.kind == stemma.SourcePerson && isOneWord(sound) {
		return "name " + sound.Script() + " " + sound.Key()
	}
	return "name " + sound.Key()
}

func isOneWord(sound text.Sound) bool { return !strings.Contains(sound.Key(), " ") }

// writing is where a name is written in one way: in one script and language, and
// in Latin letters in all languages, which copy it.
func writing(lang string, sound text.Sound) string {
	if script := sound.Script(); script != "latin" {
		return script + " " + lang
	}
	return "latin"
}

// mayMeet reports whether a name may be that of another script: not when both are
// single words for a person, and not when the other's has been seen in this
// writing, where it would have been found by its letters.
func (g *registry) mayMeet(d int, w *who, sound text.Sound, n named) bool {
	x := g.list[n.id]
	if w.kind == stemma.SourcePerson && x.kind == stemma.SourcePerson && isOneWord(sound) && isOneWord(n.sound) {
		return false
	}
	return !x.written[writing(g.langs[d], sound)]
}

// learn takes the kind that says most.
func (x *identity) learn(w *who) {
	rank := func(k stemma.SourceKind) int {
		return slices.Index([]stemma.SourceKind{stemma.SourcePerson, stemma.SourceOrganisation, stemma.SourceOutlet}, k)
	}
	if rank(w.kind) > rank(x.kind) {
		x.kind = w.kind
	}
}

// count notes who cites whom, and by what names.
func (g *registry) count(d int, found []mention) {
	for i := range found {
		m := &found[i]
		if m.entity < 0 {
			continue
		}
		x := g.list[m.entity]
		x.see(m)
		if x.outlet > 0 && x.outlet == g.own[d] {
			continue // no one cites himself
		}
		x.citedBy[d] = true
		if m.via < 0 || m.via >= len(found) || found[m.via].entity < 0 || found[m.via].entity == m.entity {
			continue
		}
		g.list[found[m.via].entity].cites[m.entity] = true
		x.relayed = true
	}
}

// form is a wording by which articles refer to a source.
type form struct {
	text, folded string
	count        int
	back         bool // "the source": says less than one that introduces it
}

// see counts a form of the source's name; pronouns are none.
func (x *identity) see(m *mention) {
	if m.who.pronoun {
		return
	}
	f := form{text: m.who.name, count: 1}
	if f.text == "" {
		f.text, f.back = m.who.text, m.who.back
	}
	f.folded = text.Fold(f.text)
	for i := range x.forms {
		if x.forms[i].folded == f.folded {
			x.forms[i].count++
			return
		}
	}
	if len(x.forms) < maxForms {
		x.forms = append(x.forms, f)
	}
}

// maxForms bounds the wordings that are kept of one source.
const maxForms = 64

// sources returns the identities in the order in which the articles name them.
func (g *registry) sources() []stemma.Source {
	out := make([]stemma.Source, len(g.list))
	for i, x := range g.list {
		name, aliases := g.namesOf(x)
		out[i] = stemma.Source{ID: sourceID(i), Name: name, Aliases: aliases, Kind: x.kind, CitedBy: []string{}, Cites: []string{}}
		for d := range x.citedBy {
			out[i].CitedBy = append(out[i].CitedBy, g.ids[d])
		}
		slices.Sort(out[i].CitedBy)
		for _, to := range sortedKeys(x.cites) {
			out[i].Cites = append(out[i].Cites, sourceID(to))
		}
		out[i].Article = g.article(x)
		out[i].Lost = out[i].Article == "" && len(x.citedBy) > 0 && (x.kind == stemma.SourceOutlet && x.named || x.relayed)
	}
	return out
}

func sourceID(i int) string {
	if i < 0 {
		return ""
	}
	return "src" + strconv.Itoa(i+1)
}

func sortedKeys(m map[int]bool) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// namesOf returns the canonical name and the other forms seen. Forms that only
// point back count where there are no others.
func (g *registry) namesOf(x *identity) (string, []string) {
	forms := slices.DeleteFunc(slices.Clone(x.forms), func(f form) bool { return f.back })
	if len(forms) == 0 {
		forms = slices.Clone(x.forms)
	}
	slices.SortStableFunc(forms, func(a, b form) int { return b.count - a.count })
	name := ""
	switch {
	case x.outlet > 0:
		name = g.seen.list[x.outlet-1].name
	case len(forms) > 0 && x.kind == stemma.SourcePerson:
		name = longest(forms)
	case len(forms) > 0:
		name = forms[0].text
	}
	aliases := []string{}
	for _, f := range forms {
		if f.text != name {
			aliases = append(aliases, f.text)
		}
	}
	return name, aliases
}

// longest returns the fullest form of a person's name.
func longest(forms []form) string {
	best := forms[0].text
	for _, f := range forms {
		if len(f.text) > len(best) && isASCII(f.text) == isASCII(best) {
			best = f.text
		}
	}
	return best
}

// article returns the article that an outlet published: one that does not cite
// it, where there is one.
func (g *registry) article(x *identity) string {
	id := ""
	for d := range g.ids {
		switch {
		case x.outlet == 0 || g.own[d] != x.outlet:
		case !x.citedBy[d]:
			return g.ids[d]
		case id == "":
			id = g.ids[d]
		}
	}
	return id
}
