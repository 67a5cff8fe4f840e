package text

import "unicode/utf8"

// nameTree is a tree of names that knows by which letters they begin: nine words of
// ten begin none, and to look each of them up in the tree, and without each ending
// that a language has, took a fifth of the time of reading.
type nameTree struct {
	phraseTree
	all, small beginnings // of all names, and of those that are written in lower case, too
}

func (t *nameTree) listBeginnings() {
	for form, node := range t.next {
		t.all.add(form)
		if node.hasSmall() {
			t.small.add(form)
		}
	}
}

// hasSmall reports a name at the node or below that is written in lower case, too.
func (t *phraseTree) hasSmall() bool {
	for _, m := range t.meanings {
		if m.unit == lowerCase {
			return true
		}
	}
	for _, node := range t.next {
		if node.hasSmall() {
			return true
		}
	}
	return false
}

// mayBegin reports whether a form, or what it begins with, of three letters or more,
// may be the first word of a name, as token i is written: see caseAllows.
func (r *reading) mayBegin(t *nameTree, i int, form string) bool {
	if r.toks[i].upper || !r.isCased(i) {
		return t.all.has(form)
	}
	return t.small.has(form)
}

// beginnings are sets of first three letters, by their hashes: what it has may be
// another's.
type beginnings [1 << 10]uint64

func (b *beginnings) add(form string) {
	at := beginning(form)
	b[at>>6] |= 1 << (at & 63)
}

func (b *beginnings) has(form string) bool {
	at := beginning(form)
	return b[at>>6]>>(at&63)&1 != 0
}

// beginning is the hash of a form's first three letters (FNV-1a, as 16 bits).
func beginning(form string) uint32 {
	h, letters := uint32(2166136261), 0
	for i := range len(form) {
		if utf8.RuneStart(form[i]) {
			letters++
		}
		if letters > 3 {
			break
		}
		h = (h ^ uint32(form[i])) * 16777619
	}
	return h>>16 ^ h&0xFFFF
}
