package attribution

import (
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
)

// entry is what a lexicon knows of a word or phrase.
type entry struct {
	class     class
	certainty stemma.Certainty
	outlet    int // one more than the index of the outlet that the phrase names
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
	// ending is how many letters may follow a stem; 0 means any number.
	ending int
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
	return f.found, f.end
}

type finder struct {
	*lexicon
	toks  []token
	found entry
	end   int
}

func (f *finder) walk(n *node, at int) {
	if n.final {
		if at > f.end {
			f.found, f.end = n.entry, at
		} else if at == f.end {
			f.found = f.found.merge(n.entry)
		}
	}
	if at >= len(f.toks) || n.next == nil && n.stems == nil || f.toks[at].kind > punctToken {
		return
	}
	form := f.toks[at].form
	if f.step(n, form, at) {
		return
	}
	for _, p := range f.proclitics {
		if len(form) >= len(p)+4 && form[:len(p)] == p && f.step(n, form[len(p):], at) {
			return
		}
	}
}

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
	total, size := utf8.RuneCountInString(form), 0
	for i := range form {
		if size > f.stemMax {
			return found
		}
		if size >= f.stemMin && (f.ending == 0 || total-size <= f.ending) {
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
