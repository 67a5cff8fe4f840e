package text

import "maps"

// inflectedPhrase is a phrase whose forms with case endings are still to be made.
type inflectedPhrase struct {
	phrase  string
	meaning meaning
}

// inflect adds the forms that case endings make of units, currencies and
// terms, when all else is in the tree: the forms of a phrase share one node,
// since a language has ten thousand of them and most are never read.
func (l *lexicon) inflect() {
	if len(l.inflected) == 0 {
		return
	}
	// Made at its size at once: growing to ten thousand forms took a third of the time.
	forms := make(map[string]*phraseTree, len(l.phrases.next)+len(l.inflected)*len(l.caseEndings))
	maps.Copy(forms, l.phrases.next)
	l.phrases.next = forms
	for _, p := range l.inflected {
		toks := scan(p.phrase)
		if len(toks) == 0 {
			continue
		}
		parent := &l.phrases
		for _, t := range toks[:len(toks)-1] {
			parent = parent.next[t.form]
		}
		last := toks[len(toks)-1].form
		shared := &phraseTree{meanings: []meaning{p.meaning}, below: rolesOf(p.meaning.role)}
		base := nominativeBase(last)
		for _, end := range l.caseEndings {
			parent.share(last+end, shared)
			if base != last {
				parent.share(base+end, shared)
			}
		}
	}
	l.inflected = nil
}

// share puts a node below t, unless one is there that the role has already.
func (t *phraseTree) share(form string, node *phraseTree) {
	have := t.next[form]
	if have == nil {
		t.next[form] = node
		return
	}
	m := node.meanings[0]
	if _, ok := have.meaning(m.role); !ok {
		have.meanings = append(have.meanings, m)
		have.below |= rolesOf(m.role)
	}
}
