package genealogy

import (
	"slices"
)

// tell writes what a node says. Its parents must have been told.
func (w *world) tell(k int) {
	n := w.nodes[k]
	switch {
	case n.parent < 0:
		w.originate(n)
	case n.twin:
		w.repeat(n)
	case n.follows:
		w.follow(n)
	default:
		w.retell(n)
	}
	w.ensureSays(n)
	if !n.revised.IsZero() {
		w.revise(n)
	}
}

// ensureSays gives a report its headline to say where nothing is left of what its parent
// said: all of that was cut or stands in no document in the report's language.
func (w *world) ensureSays(n *node) {
	if slices.ContainsFunc(n.body, func(it item) bool { return it.isUnit() }) {
		return
	}
	headline := n.title
	if !w.has(headline.line, n.lang) {
		headline = w.say(line{w.events[0], 0}, n)
	}
	headline.from, headline.said, headline.join = n.parent, nil, false
	n.body = slices.Insert(n.body, 0, headline)
}

// originate writes the report of an origin: what it saw of the event. Several
// origins share the headline and some sentences, the facts that everyone has.
func (w *world) originate(n *node) {
	if n.origin == 0 {
		for i := range w.events {
			w.divide(i)
		}
	}
	event := w.events[n.origin%len(w.events)]
	n.title = w.say(line{event, 0}, n)
	for _, e := range w.events {
		for _, l := range w.seen(e, n.origin) {
			n.body = append(n.body, w.say(line{e, l}, n))
		}
	}
	w.remember(n)
	if n.outlet.agency && w.chance(0.35) && w.params.Carry > 0 {
		w.sign(n)
	}
	w.addBackground(n)
}

// seen lists the lines of a document that an origin has.
func (w *world) seen(document, origin int) []int {
	var list []int
	for l := 1; l < w.corpus[document].Lines; l++ {
		if slices.Contains(w.owners[line{document, l}], origin) {
			list = append(list, l)
		}
	}
	return list
}

// divide draws which origin has which lines of the event's i-th document, and
// which nobody has at first.
func (w *world) divide(i int) {
	var origins []int
	for o := i; o < min(w.params.Origins, w.params.Articles); o += len(w.events) {
		origins = append(origins, o)
	}
	if len(origins) == 0 { // more documents than origins
		origins = []int{i % w.params.Origins}
	}
	document := w.events[i]
	lines := w.corpus[document].Lines
	inBlocks := w.chance(0.3) // else one sees this, another that, all along
	spare := 0.0
	if lines > 8 {
		spare = w.share(0.1, 1)
	}
	for l := 1; l < lines; l++ {
		at := line{document, l}
		owner := one(w.dice, origins)
		if inBlocks {
			owner = origins[(l-1)*len(origins)/(lines-1)]
		}
		if l > 1 && w.chance(spare) {
			w.spare = append(w.spare, at)
			continue
		}
		w.owners[at] = []int{owner}
		for _, o := range origins {
			if o != owner && w.canTellApart(document) && w.chance(w.params.Overlap) {
				w.owners[at] = append(w.owners[at], o)
			}
		}
	}
	w.ensureSeen(document, origins)
}

// ensureSeen gives every origin at least two lines, or all share the lead.
func (w *world) ensureSeen(document int, origins []int) {
	lines := w.corpus[document].Lines
	for _, o := range origins {
		for l := 1; l < lines && len(w.seen(document, o)) < min(2, lines-1); l++ {
			at := line{document, l}
			if owners := w.owners[at]; len(owners) == 0 || owners[0] != o && len(w.seen(document, owners[0])) > 2 {
				w.owners[at] = []int{o}
				w.spare = slices.DeleteFunc(w.spare, func(s line) bool { return s == at })
			}
		}
		if len(w.seen(document, o)) == 0 {
			w.owners[line{document, 1}] = append(w.owners[line{document, 1}], o)
		}
	}
}

// canTellApart says that two newsrooms can tell one line in words of their own:
// the origins are in different languages, or there are two wordings.
func (w *world) canTellApart(document int) bool {
	seen := map[string]int{}
	for _, n := range w.nodes {
		if n.origin >= 0 {
			seen[n.lang]++
			if seen[n.lang] > len(w.corpus[document].wordings(n.lang)) {
				return false
			}
		}
	}
	return true
}

// say tells a line for the first time in a node's language.
func (w *world) say(l line, n *node) item {
	it := item{line: l, from: -1, born: n.index}
	w.word(&it, n)
	return it
}

// word puts an item into a node's language in the wording of its translator,
// and reports whether the corpus has one. Where another has used that wording
// already, words are changed: nobody translates as another does, unless both
// ask the same machine.
func (w *world) word(it *item, n *node) bool {
	d := &w.corpus[it.document]
	texts := d.wordings(n.lang)
	if len(texts) == 0 {
		return false
	}
	it.text = texts[n.voice%len(texts)]
	for range texts {
		if !w.used[telling{it.line, it.text}] || n.voice == machine {
			break
		}
		it.text = texts[(slices.Index(texts, it.text)+1)%len(texts)]
	}
	it.words = renumber(d.Texts[it.text].Lines[it.number], it.changes)
	if w.used[telling{it.line, it.text}] && n.voice != machine {
		it.words = w.reword(it.words, n.lang, w.between(2, 6))
	}
	return true
}

// repeat publishes the parent's article once more.
func (w *world) repeat(n *node) {
	p := w.nodes[n.parent]
	n.kind = "copy"
	n.title, n.body = p.title, inherit(p.at(n.time), n.parent)
	if w.chance(0.5) {
		w.newHeadline(n)
	}
	if w.chance(0.4) {
		w.editWords(n, 0.05)
	}
	if w.chance(0.2) && len(n.body) > 4 {
		n.body = n.body[:len(n.body)-1]
	}
}

// inherit copies what a parent says.
func inherit(body []item, parent int) []item {
	out := slices.Clone(body)
	for i := range out {
		out[i].from = parent
		out[i].said = slices.Clone(out[i].said)
		out[i].changes = slices.Clip(out[i].changes)
	}
	return out
}

// retell writes what a node makes of its parent's report.
func (w *world) retell(n *node) {
	p := w.nodes[n.parent]
	n.title, n.body = p.title, inherit(p.at(n.time), n.parent)
	n.kind = "copy"
	e := w.params.Edits
	if n.digest {
		n.body = n.body[:min(len(n.body), w.between(2, 6))]
	}
	switch {
	case n.lang != p.lang:
		n.kind = "translation"
		w.cut(n, e)
		w.translate(n)
	case w.chance(w.params.Rewrite):
		n.kind = "rewrite"
		w.cut(n, e)
		w.rewrite(n)
	case w.chance(w.verbatim(p)):
		if w.chance(0.5) {
			w.cutEnd(n, 0.3*e.Cut, 0)
		}
		e = Edits{Headline: e.Headline / 2}
	default:
		w.cut(n, e)
		w.editWords(n, e.Words)
	}
	w.dropSources(n)
	w.change(n, e)
	w.mix(n)
	w.addOwn(n, e)
	w.addBackground(n)
	if w.chance(e.Headline) {
		w.newHeadline(n)
	}
	w.cite(n)
}

// verbatim is how often a node's report is reprinted as it is.
func (w *world) verbatim(p *node) float64 {
	if p.outlet.agency {
		return w.params.Verbatim
	}
	return w.params.Verbatim / 3
}

// translate puts everything into the node's language; what the corpus does not
// have in it is left out.
func (w *world) translate(n *node) {
	w.word(&n.title, n)
	n.body = slices.DeleteFunc(n.body, func(it item) bool { return it.isUnit() && !w.has(it.line, n.lang) })
	for i := range n.body {
		it := &n.body[i]
		it.join = false
		if it.isUnit() {
			w.word(it, n)
		}
		for s := range it.said {
			w.retellSource(&it.said[s], n.lang)
		}
	}
	w.remember(n)
}

func (w *world) has(l line, lang string) bool { return len(w.corpus[l.document].wordings(lang)) > 0 }

// remember notes the wordings that a translator has used.
func (w *world) remember(n *node) {
	for i := range n.body {
		if it := &n.body[i]; it.isUnit() {
			w.used[telling{it.line, it.text}] = true
		}
	}
}

// rewrite says most sentences in other words: another wording of the corpus
// where there is one, else with many small changes.
func (w *world) rewrite(n *node) {
	share := w.spread(0.5, 1)
	for i := range n.body {
		it := &n.body[i]
		if !it.isUnit() || !w.chance(share) {
			continue
		}
		it.join = false
		if !w.otherWording(it, n.lang) {
			it.words = w.reword(it.words, n.lang, w.between(2, 4))
		}
	}
	if w.chance(0.8) && !w.otherWording(&n.title, n.lang) {
		n.title.words = w.reword(n.title.words, n.lang, 2)
	}
}

// otherWording takes another wording of the corpus for an item, if there is one.
func (w *world) otherWording(it *item, lang string) bool {
	d := &w.corpus[it.document]
	texts := slices.DeleteFunc(d.wordings(lang), func(t int) bool { return t == it.text })
	if len(texts) == 0 {
		return false
	}
	it.text = one(w.dice, texts)
	it.words = renumber(d.Texts[it.text].Lines[it.number], it.changes)
	if w.used[telling{it.line, it.text}] {
		it.words = w.reword(it.words, lang, w.between(2, 5))
	}
	w.used[telling{it.line, it.text}] = true
	return true
}

// newHeadline gives the article another headline: another wording, the lead, or
// a few other words.
func (w *world) newHeadline(n *node) {
	switch {
	case w.chance(0.6) && w.otherWording(&n.title, n.lang):
	case w.chance(0.3):
		for i := range n.body {
			if n.body[i].isUnit() {
				n.title = n.body[i]
				n.title.said, n.title.join = nil, false
				return
			}
		}
	default:
		n.title.words = w.reword(n.title.words, n.lang, w.between(1, 3))
	}
}

// follow writes a later article of the same outlet: news of its own, then what
// was said before, shorter.
func (w *world) follow(n *node) {
	p := w.nodes[n.parent]
	n.kind = "rewrite"
	old := inherit(p.at(n.time), n.parent)
	w.Shuffle(len(old), func(i, j int) { old[i], old[j] = old[j], old[i] })
	old = old[:min(len(old), w.between(2, 6))]
	slices.SortFunc(old, func(a, b item) int { return a.number - b.number })
	n.body = w.ownItems(n, w.between(2, 6))
	if len(n.body) == 0 {
		n.title = p.title
	} else {
		n.title = n.body[0]
		n.body = n.body[1:]
	}
	n.body = append(n.body, old...)
	w.dropSources(n)
}

// revise adds to an article after it came out.
func (w *world) revise(n *node) {
	n.revision = slices.Clone(n.body)
	for i := range n.revision {
		n.revision[i].said = slices.Clone(n.revision[i].said)
	}
	added := w.ownItems(n, w.between(1, 3))
	at := len(n.revision)
	if w.chance(0.4) {
		at = min(1, at)
	}
	n.revision = slices.Insert(n.revision, at, added...)
}
