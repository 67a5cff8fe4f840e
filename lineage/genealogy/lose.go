package genealogy

import "slices"

// settle settles which lost reports are nodes of the true tree: those that are
// named by an article, or that two or more nodes have text from that shows it. Of
// the others nothing could be known; what is made of them descends from their
// parents.
func (w *world) settle() {
	for again := true; again; {
		again = false
		for k, n := range w.nodes {
			if n.lost && !n.gone && !w.isNamed(k) && (w.childCount(k) < 2 || !w.isTraced(k)) {
				n.gone, again = true, true
			}
		}
	}
}

// isNamed says that an article names the node, as a source or behind one.
func (w *world) isNamed(k int) bool {
	for _, n := range w.nodes {
		if n.lost {
			continue
		}
		for _, it := range n.final() {
			for _, s := range it.said {
				if s.who == k || s.behind == k && s.form == citeChain {
					return true
				}
			}
		}
	}
	return false
}

// isTraced says that a lost node left something of its own in two reports: a
// sentence that its parent does not have, or that it says otherwise.
func (w *world) isTraced(k int) bool {
	n := w.nodes[k]
	if n.parent < 0 {
		return true
	}
	p := w.nodes[n.parent]
	for i := range n.body {
		it := &n.body[i]
		if !it.isUnit() {
			continue
		}
		given := itemOf(p.body, it.line)
		if given != nil && p.lang == n.lang && given.words == it.words {
			continue
		}
		holders := 0
		for _, c := range w.nodes {
			if c == n || c.parent != k && c.second != k {
				continue
			}
			if o := itemOf(c.body, it.line); o != nil && (given == nil || o.words == it.words) {
				holders++
			}
		}
		if holders >= 2 {
			return true
		}
	}
	return false
}

// itemOf returns what a body makes of a line, nil for nothing.
func itemOf(body []item, l line) *item {
	for i := range body {
		if body[i].isUnit() && body[i].line == l {
			return &body[i]
		}
	}
	return nil
}

// final is what a node says in the end.
func (n *node) final() []item {
	if n.revision != nil {
		return n.revision
	}
	return n.body
}

// childCount counts the nodes of the true tree that derive from node k.
func (w *world) childCount(k int) int {
	count := 0
	for c, n := range w.nodes {
		if !n.gone && c != k && slices.Contains(w.parents(c), k) {
			count++
		}
	}
	return count
}

// parents returns the nodes of the true tree that node k derives from, the
// primary one first.
func (w *world) parents(k int) []int {
	n := w.nodes[k]
	var list []int
	for _, p := range []int{n.parent, n.second} {
		if p = w.kept(p); p >= 0 && p != k && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// kept returns the nearest node of the true tree from k upwards, or -1.
func (w *world) kept(k int) int {
	for k >= 0 && w.nodes[k].gone {
		k = w.nodes[k].parent
	}
	return k
}

// trueRoot returns the root of the true tree that node k goes back to.
func (w *world) trueRoot(k int) int {
	for {
		list := w.parents(k)
		if len(list) == 0 {
			return k
		}
		k = list[0]
	}
}
