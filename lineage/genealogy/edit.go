package genealogy

import "slices"

// What every retelling keeps of a report: what others take up again is no brief.
const (
	leastItems     = 2
	leastTakenUp   = 5
	leastShareKept = 0.5 // of what others take up
)

// least is how many sentences a node keeps at least.
func (w *world) least(n *node) int {
	if w.isLeaf(n.index) {
		return min(leastItems, len(n.body))
	}
	return min(max(leastTakenUp, int(leastShareKept*float64(len(n.body)))), len(n.body))
}

// cut leaves out and moves sentences.
func (w *world) cut(n *node, e Edits) {
	w.cutEnd(n, e.Cut, e.Brief)
	w.drop(n, e.Drop)
	if w.chance(e.Move) {
		w.move(n)
	}
	w.join(n, e)
}

// cutEnd cuts the end off: the least important stands last.
func (w *world) cutEnd(n *node, rate, brief float64) {
	if !w.chance(rate) {
		return
	}
	keep := w.spread(0.4, 0.95)
	if w.chance(brief) {
		keep = w.spread(0.1, 0.4) // a brief
	}
	n.body = n.body[:max(w.least(n), int(keep*float64(len(n.body))))]
}

// drop leaves out single sentences, and at times a whole paragraph. The lead
// is seldom left out.
func (w *world) drop(n *node, rate float64) {
	rate *= w.spread(0.7, 1.3)
	least := w.least(n)
	var kept []item
	for i := 0; i < len(n.body); i++ {
		own := rate
		if i == 0 {
			own /= 3
		}
		if left := len(n.body) - i; len(kept)+left > least && w.chance(own) {
			if w.chance(0.3) {
				i += min(w.between(0, 3), len(kept)+left-least-1)
			}
			continue
		}
		kept = append(kept, n.body[i])
	}
	n.body = kept
}

// move takes a block of sentences elsewhere.
func (w *world) move(n *node) {
	if len(n.body) < 4 {
		return
	}
	size := w.between(1, max(1, len(n.body)/3))
	from := w.IntN(len(n.body) - size + 1)
	block := slices.Clone(n.body[from : from+size])
	rest := slices.Concat(n.body[:from], n.body[from+size:])
	n.body = slices.Insert(rest, w.IntN(len(rest)+1), block...)
	for i := range n.body {
		n.body[i].join = false
	}
}

// join makes two sentences one, and divides others.
func (w *world) join(n *node, e Edits) {
	for i := range n.body {
		it := &n.body[i]
		switch {
		case !it.isUnit():
		case i+1 < len(n.body) && n.body[i+1].isUnit() && w.chance(e.Merge):
			it.join = true
		case w.chance(e.Split):
			it.words = w.split(it.words, n.lang)
		}
	}
}

// editWords makes small changes within a share of the sentences.
func (w *world) editWords(n *node, share float64) {
	for i := range n.body {
		if it := &n.body[i]; it.isUnit() && w.chance(share) {
			it.words = w.reword(it.words, n.lang, w.geometric(1.6))
		}
	}
}

// change alters figures and the spelling of a name.
func (w *world) change(n *node, e Edits) {
	for range 3 {
		if w.chance(e.Number) {
			w.changeNumber(n)
		}
	}
	if w.chance(e.Name) {
		w.respell(n)
	}
}

// addOwn inserts sentences of the newsroom's own, together or here and there.
func (w *world) addOwn(n *node, e Edits) {
	if !w.chance(e.Insert) {
		return
	}
	items := w.ownItems(n, w.geometric(2))
	if w.chance(0.6) {
		n.body = slices.Insert(n.body, w.IntN(len(n.body)+1), items...)
		return
	}
	for _, it := range items {
		n.body = slices.Insert(n.body, w.IntN(len(n.body)+1), it)
	}
}

// ownItems draws sentences that the story does not have yet: about the event,
// as far as there are any left, or of another document.
func (w *world) ownItems(n *node, count int) []item {
	var list []item
	for tries := 0; tries < 2*count && len(list) < count && len(w.spare) > 0 && w.chance(0.7); tries++ {
		if k := w.IntN(len(w.spare)); w.has(w.spare[k], n.lang) {
			list = append(list, w.say(w.spare[k], n))
			w.spare = slices.Delete(w.spare, k, k+1)
		}
	}
	if len(list) < count {
		for _, l := range w.elsewhere(n.lang, count-len(list)) {
			list = append(list, w.say(l, n))
		}
	}
	return list
}

// elsewhere draws a run of lines of another document in a language.
func (w *world) elsewhere(lang string, count int) []line {
	for range 20 {
		d := w.IntN(len(w.corpus))
		if w.isEvent(d) || !w.has(line{d, 0}, lang) || w.corpus[d].Lines < 2 {
			continue
		}
		from := w.between(1, w.corpus[d].Lines-1)
		var list []line
		for l := from; l < w.corpus[d].Lines && len(list) < count; l++ {
			if _, there := w.units[line{d, l}]; !there {
				list = append(list, line{d, l})
				w.unit(line{d, l})
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// isEvent says that a document is of the story's event.
func (w *world) isEvent(document int) bool {
	event := w.corpus[w.events[0]].Event
	return slices.Contains(w.events, document) || event != "" && w.corpus[document].Event == event
}

// unit numbers the lines that the story is made of, from 1 on.
func (w *world) unit(l line) int {
	u, ok := w.units[l]
	if !ok {
		u = len(w.units) + 1
		w.units[l] = u
	}
	return u
}

// addBackground adds a paragraph from the archive that others add too, word for
// word: it says nothing about descent.
func (w *world) addBackground(n *node) {
	if !w.chance(w.params.Background) {
		return
	}
	if len(w.archive) == 0 {
		w.archive = w.elsewhere(n.lang, w.between(1, 2))
	}
	for _, l := range w.archive {
		if !w.has(l, n.lang) || slices.ContainsFunc(n.body, func(it item) bool { return it.isUnit() && it.line == l }) {
			continue
		}
		it := item{line: l, from: -1, born: n.index}
		it.text = w.corpus[l.document].wordings(n.lang)[0]
		it.words = w.corpus[l.document].Texts[it.text].Lines[l.number]
		n.body = append(n.body, it)
	}
}
