package attribution

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// class is a set of the groups of words that the engine tells apart. A word
// may be in several: English "report" is a verb and a noun.
type class uint64

// Each class is a section of the language files; lang/README.md says what
// belongs into it.
const (
	verbClass class = 1 << iota
	tellClass
	publishClass
	beforeClass
	afterClass
	aroundClass
	citeClass
	citeAfterClass
	agentClass
	passiveClass
	thatClass
	skipClass
	negateClass
	stopClass
	prepClass
	ofClass
	nounMarkClass
	subjectClass
	definiteClass
	pronounClass
	relativeClass
	anaphorClass
	unnamedClass
	vagueClass
	personClass
	orgClass
	outletClass
	reportClass
	creditClass
	bylineClass
	photoClass
	anonymityClass
	selfClass
	addresseeClass
	asClass
	occasionClass
	objectClass
	addresseeAfterClass
	auxiliaryClass
	timeClass
	tagClass
	goOnClass
	contentNounClass
	sayingClass
	pluralClass
	occasionEndClass
	tellOutletClass

	// closerClass is no section: the second piece of a verb (wies … zurück).
	closerClass
)

// entry is what a lexicon knows of a word or phrase.
type entry struct {
	class     class
	certainty stemma.Certainty
	outlet    int // one more than the index of the outlet that the phrase names
	pieces    []piece
	compound  bool // found by the end of a word
	prefixed  bool // found behind letters glued to it
}

// piece is the second word of a verb in two, and what the two are together.
type piece struct {
	word      string
	class     class
	certainty stemma.Certainty
}

// merge adds what another entry of the same phrase says.
func (e entry) merge(o entry) entry {
	e.class |= o.class
	if e.certainty == "" {
		e.certainty = o.certainty
	}
	if e.outlet == 0 {
		e.outlet = o.outlet
	}
	e.pieces = append(slices.Clip(e.pieces), o.pieces...)
	return e
}

// node is a node of the trie over word forms. An edge is a whole form, or the
// beginning of one (written with a trailing * in the language file).
type node struct {
	next  map[string]*node
	stems map[string]*node
	entry entry
	final bool
}

// lexicon is a trie of words and phrases.
type lexicon struct {
	root node
	// stemMin and stemMax bound the length of stems in runes; proclitics are
	// cut off the beginning of a form that is not found as it stands.
	stemMin, stemMax int
	proclitics       []string
	// verbProclitics are those that verbs may have, where not all.
	verbProclitics []string
	// endings are cut off the end of a form that is not found as it stands.
	endings []string
	// heads are the last parts of compounds: *minister. headMin and headMax
	// bound their length in bytes.
	heads            map[string]entry
	headMin, headMax int
}

// addHead enters the last part of compounds.
func (l *lexicon) addHead(form string, e entry) {
	if l.heads == nil {
		l.heads, l.headMin = map[string]entry{}, len(form)
	}
	l.heads[form] = l.heads[form].merge(e)
	l.headMin, l.headMax = min(l.headMin, len(form)), max(l.headMax, len(form))
}

// minCompound is how many bytes stand before the head of a compound at least.
const minCompound = 2

// head returns the entry of the longest head of a compound.
func (l *lexicon) head(form string) (entry, bool) {
	if e, ok := l.headOf(form); ok {
		return e, true
	}
	for _, ending := range l.endings {
		if rest, ok := strings.CutSuffix(form, ending); ok {
			if e, ok := l.headOf(rest); ok {
				return e, true
			}
		}
	}
	return entry{}, false
}

func (l *lexicon) headOf(form string) (entry, bool) {
	for n := min(l.headMax, len(form)-minCompound); n >= l.headMin && n > 0; n-- {
		if e, ok := l.heads[form[len(form)-n:]]; ok {
			return e, true
		}
	}
	return entry{}, false
}

// add enters a phrase given as folded forms, the last of which may be a stem.
func (l *lexicon) add(words []string, stem bool, e entry) {
	n := &l.root
	for i, f := range words {
		edges := &n.next
		if stem && i == len(words)-1 {
			edges = &n.stems
			size := utf8.RuneCountInString(f)
			if l.stemMin == 0 || size < l.stemMin {
				l.stemMin = size
			}
			l.stemMax = max(l.stemMax, size)
		}
		if *edges == nil {
			*edges = map[string]*node{}
		}
		child := (*edges)[f]
		if child == nil {
			child = &node{}
			(*edges)[f] = child
		}
		n = child
	}
	n.entry = n.entry.merge(e)
	n.final = true
}

// find returns the longest entry that begins at toks[at] and where it ends;
// entries of the same length are merged. No entry: end == at.
func (l *lexicon) find(toks []token, at int) (e entry, end int) {
	f := finder{lexicon: l, toks: toks, end: at}
	f.walk(&l.root, at)
	if f.end == at && l.heads != nil && toks[at].kind == wordToken {
		if e, ok := l.head(toks[at].form); ok {
			e.compound = true
			return e, at + 1
		}
	}
	return f.found, f.end
}

type finder struct {
	*lexicon
	toks  []token
	found entry
	end   int
	// cut: letters were cut off; noVerb: such as stand before no verb.
	cut, noVerb bool
}

func (f *finder) walk(n *node, at int) {
	if n.final {
		e := n.entry
		if e.prefixed = f.cut; f.noVerb {
			e.class &^= verbClass | citeClass
		}
		if at > f.end {
			f.found, f.end = e, at
		} else if at == f.end {
			f.found = f.found.merge(e)
		}
	}
	if at >= len(f.toks) || n.next == nil && n.stems == nil || f.toks[at].kind > punctToken {
		return
	}
	form := f.toks[at].form
	if f.step(n, form, at) {
		return
	}
	for _, e := range f.endings {
		if len(form) >= len(e)+minRest && strings.HasSuffix(form, e) && f.step(n, form[:len(form)-len(e)], at) {
			return
		}
	}
	for _, p := range f.proclitics {
		if len(form) < len(p)+4 || form[:len(p)] != p {
			continue
		}
		f.cut, f.noVerb = true, f.verbProclitics != nil && !slices.Contains(f.verbProclitics, p)
		found := f.step(n, form[len(p):], at)
		f.cut, f.noVerb = false, false
		if found {
			return
		}
	}
}

// minRest is how many bytes are left of a form whose ending is cut off.
const minRest = 3

// step follows the edges for one form and reports whether there were any.
func (f *finder) step(n *node, form string, at int) bool {
	found := false
	if child := n.next[form]; child != nil {
		found = true
		f.walk(child, at+1)
	}
	if n.stems == nil {
		return found
	}
	size := 0
	for i := range form {
		if size > f.stemMax {
			return found
		}
		if size >= f.stemMin {
			if child := n.stems[form[:i]]; child != nil {
				found = true
				f.walk(child, at+1)
			}
		}
		size++
	}
	if child := n.stems[form]; child != nil {
		found = true
		f.walk(child, at+1)
	}
	return found
}
