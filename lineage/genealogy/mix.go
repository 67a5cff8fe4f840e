package genealogy

import "slices"

// mix adds what a second report has and the first does not: in a block, as who
// appends a second agency does, or sentence by sentence, as who writes one text
// of two.
func (w *world) mix(n *node) {
	if n.second < 0 {
		return
	}
	p := w.nodes[n.second]
	fresh := slices.DeleteFunc(inherit(p.at(n.time), n.second), func(it item) bool {
		return !it.isUnit() || !w.has(it.line, n.lang) || slices.ContainsFunc(n.body, func(o item) bool { return o.isUnit() && o.line == it.line })
	})
	if len(fresh) == 0 {
		n.second = -1
		return
	}
	fresh = w.part(n, fresh)
	for i := range fresh {
		fresh[i].said, fresh[i].join = nil, false
		if p.lang != n.lang {
			w.word(&fresh[i], n)
		} else if n.kind == "rewrite" && !w.otherWording(&fresh[i], n.lang) {
			fresh[i].words = w.reword(fresh[i].words, n.lang, 3)
		}
	}
	w.insert(n, fresh)
	if w.chance(0.3) && !n.digest {
		w.replace(n, p)
	}
}

// part draws which of the passages of a second report a node takes: some run
// of them, or the top.
func (w *world) part(n *node, fresh []item) []item {
	if n.digest {
		return fresh[:min(len(fresh), w.between(2, 6))]
	}
	from := w.IntN(len(fresh))
	return fresh[from:min(len(fresh), from+w.between(1, 2+len(n.body)/2))]
}

// insert puts the passages of a second report between those of the first.
func (w *world) insert(n *node, fresh []item) {
	for i := range n.body {
		n.body[i].join = false
	}
	switch how := w.IntN(3); {
	case how == 0 || n.digest: // at the end
		n.body = append(n.body, fresh...)
	case how == 1: // as one block
		n.body = slices.Insert(n.body, w.between(min(1, len(n.body)), len(n.body)), fresh...)
	default: // in turns
		at := 0
		for _, it := range fresh {
			at = w.between(min(at+1, len(n.body)), len(n.body))
			n.body = slices.Insert(n.body, at, it)
		}
	}
}

// replace takes a sentence that both reports have from the second one.
func (w *world) replace(n, p *node) {
	for i := range n.body {
		it := &n.body[i]
		k := slices.IndexFunc(p.body, func(o item) bool { return o.isUnit() && it.isUnit() && o.line == it.line })
		if it.from != n.parent || k < 0 || !w.chance(0.4) {
			continue
		}
		other := p.body[k]
		other.from, other.said, other.join = n.second, nil, false
		other.changes = slices.Clip(other.changes)
		if p.lang != n.lang && !w.word(&other, n) {
			continue
		}
		*it = other
		return
	}
}
