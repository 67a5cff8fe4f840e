package genealogy

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// said is that a text names a source, in one of its forms.
type said struct {
	form     string
	template int
	lang     string
	who      int // node
	behind   int // whom that one cites, nobody or unnamed
	names    [2]string
	day      int
}

// Whom a source cites, if no node.
const (
	nobody  = -1
	unnamed = -2
)

// forms are the keys of phrases.txt that Params.Forms weighs.
var forms = []string{citeLine, citeLead, citeTail, citeDateline, citeCredit, citeDay}

// cite adds whom a node says that it has its news from.
func (w *world) cite(n *node) {
	p := w.nodes[n.parent]
	missed := 1 - w.params.Cite
	if p.outlet.agency {
		missed *= math.Sqrt(missed)
	}
	if p.lost {
		missed *= missed
	}
	if p.credited && w.params.Cite > 0 {
		missed = 0.1
	}
	if w.chance(1-missed) && p.outlet != n.outlet {
		who, behind := w.whom(n)
		if w.nodes[who].outlet != n.outlet {
			w.name(n, who, behind)
			if w.chance(w.params.CiteAgain) {
				w.name(n, who, nobody) // "(X) — …" and "Source: X", or here and further down
			}
		}
	}
	if n.second >= 0 && w.chance(w.params.MixCited) && w.nodes[n.second].outlet != n.outlet {
		w.name(n, n.second, nobody)
	}
}

// whom draws which node a report names: its parent, or whom that has it from.
func (w *world) whom(n *node) (who, behind int) {
	if w.anonymous[n.parent] && w.chance(0.7) && len(w.phrasesOf(n.lang).unnamed) > 0 {
		return n.parent, unnamed
	}
	source := w.behind(n.parent)
	if source < 0 || w.nodes[source].outlet == w.nodes[n.parent].outlet {
		return n.parent, nobody
	}
	switch x := w.Float64(); {
	case x < w.params.CiteOrigin:
		return source, nobody
	case x < w.params.CiteOrigin+w.params.CiteBoth:
		return n.parent, source
	}
	return n.parent, nobody
}

// behind returns whom a node names, or else the origin that it goes back to;
// -1 if it is one itself.
func (w *world) behind(k int) int {
	for _, it := range w.nodes[k].body {
		for _, s := range it.said {
			if s.who != k {
				return s.who
			}
		}
	}
	if root := w.root(k); root != k {
		return root
	}
	return -1
}

// name adds one naming of a source, in a form that the text allows.
func (w *world) name(n *node, who, behind int) {
	p := w.phrasesOf(n.lang)
	if len(p.cites) == 0 {
		return
	}
	s := said{lang: n.lang, who: who, behind: behind, day: int(w.nodes[who].time.Weekday())}
	if s.form = w.form(who); behind != nobody {
		s.form = citeChain
	}
	w.nameIn(&s)
	if !w.attach(n, &s) {
		s.form = citeLine
		w.addLine(n, s)
	}
}

// form draws how a source is named. Only what agencies send stands behind a
// dateline.
func (w *world) form(who int) string {
	weights := slices.Clone(w.params.Forms[:])
	if !w.nodes[who].outlet.agency {
		weights[slices.Index(forms, citeDateline)] = 0
	}
	return forms[max(0, w.pick(weights))]
}

// nameIn draws the names that a source line has in its language.
func (w *world) nameIn(s *said) {
	s.names[0] = w.nameOf(s.who, s.lang)
	switch list := w.phrasesOf(s.lang).unnamed; {
	case s.behind >= 0:
		s.names[1] = w.nameOf(s.behind, s.lang)
	case s.behind == unnamed && len(list) > 0:
		s.names[1] = one(w.dice, list)
	case s.behind == unnamed:
		s.form, s.behind = citeLine, nobody
	}
}

// ownName is how often an outlet is called what it calls itself. With the names
// that others give it more often than that, most lost sources of a set are
// articles of the story that no one could recognise, and citations teach little.
const ownName = 0.93

// nameOf draws the form of an outlet's name that a text in a language uses.
func (w *world) nameOf(k int, lang string) string {
	if w.chance(ownName) {
		return w.homeName(w.nodes[k].outlet)
	}
	o := w.nodes[k].outlet
	script, home := w.phrasesOf(lang).script, w.phrasesOf(o.lang).script
	translated := o.lang == "en" || o.sort == 0 // a paper's name is a name; an agency is called one everywhere
	if script != home && (!translated || w.chance(0.6)) || o.latin && w.chance(0.8) {
		script = "latn" // «The Harvel Post» stands in a Russian text as it is
	}
	names := w.press.forms(o, lang, script, home)
	if script != home || w.chance(0.75) {
		return names[0] // abroad nobody knows its other names
	}
	return one(w.dice, names)
}

// attach puts a naming where its form belongs, and reports whether it could.
func (w *world) attach(n *node, s *said) bool {
	p := w.phrasesOf(n.lang)
	if len(p.cites[s.form]) == 0 {
		return false
	}
	s.template = w.IntN(len(p.cites[s.form]))
	switch s.form {
	case citeLine, citeChain, citeDay:
		w.addLine(n, *s)
	case citeCredit:
		n.body = append(n.body, sourceLine(n, *s))
	case citeDateline:
		if len(n.body) == 0 || len(n.body[0].said) > 0 {
			return false
		}
		n.body[0].said = append(n.body[0].said, *s)
	default:
		return w.attachInside(n, s, p)
	}
	return true
}

// attachInside names the source within a sentence: mostly an early one, and any
// when it is named again.
func (w *world) attachInside(n *node, s *said, p *phrases) bool {
	again := slices.ContainsFunc(n.body, func(it item) bool {
		return slices.ContainsFunc(it.said, func(o said) bool { return o.who == s.who })
	})
	for range 6 {
		i := min(w.geometric(2)-1, len(n.body)-1)
		if i < 0 {
			return false
		}
		if again {
			i = w.IntN(len(n.body))
		}
		it := &n.body[i]
		if it.isUnit() && len(it.said) == 0 && !it.join && (s.form == citeTail && hasStop(it.words, p) || s.form == citeLead && canFollow(it.words, p)) {
			it.said = append(it.said, *s)
			return true
		}
	}
	return false
}

// addLine adds a sentence of its own: after the lead, at the end, or between.
func (w *world) addLine(n *node, s said) {
	p := w.phrasesOf(n.lang)
	if len(p.cites[s.form]) == 0 {
		s.form, s.behind = citeLine, nobody
		if len(p.cites[citeLine]) == 0 {
			return
		}
	}
	s.template = w.IntN(len(p.cites[s.form]))
	at := len(n.body)
	switch w.IntN(4) {
	case 0:
		at = 0
	case 1:
		at = min(1, len(n.body))
	case 2:
		at = w.IntN(len(n.body) + 1)
	}
	if at > 0 {
		n.body[at-1].join = false
	}
	n.body = slices.Insert(n.body, at, sourceLine(n, s))
}

func sourceLine(n *node, s said) item {
	return item{text: -1, from: -1, born: n.index, said: []said{s}}
}

// sign puts an agency's own name before its report, as agencies do.
func (w *world) sign(n *node) {
	s := said{form: citeDateline, lang: n.lang, who: n.index, behind: nobody}
	s.names[0] = w.nameOf(n.index, n.lang)
	w.attach(n, &s)
}

// dropSources drops the sources that the parent named, or keeps them.
func (w *world) dropSources(n *node) {
	gone := func(said) bool { return !w.chance(w.params.Carry) }
	var kept []item
	for i := range n.body {
		it := n.body[i]
		it.said = slices.DeleteFunc(slices.Clone(it.said), gone)
		it.said = slices.DeleteFunc(it.said, func(s said) bool { return w.nodes[s.who].outlet == n.outlet })
		if it.isUnit() || len(it.said) > 0 {
			kept = append(kept, it)
		}
	}
	n.body = kept
}

// retellSource puts a naming into another language.
func (w *world) retellSource(s *said, lang string) {
	p := w.phrasesOf(lang)
	s.lang = lang
	if len(p.cites[s.form]) == 0 {
		s.form, s.behind = citeLine, nobody
	}
	if n := len(p.cites[s.form]); n > 0 {
		s.template %= n
	}
	w.nameIn(s)
}

// hasStop says that a sentence ends with a full stop that can be moved.
func hasStop(text string, p *phrases) bool {
	return strings.HasSuffix(text, p.stop) && !strings.HasSuffix(text, "..")
}

// canFollow says that a sentence can stand behind a lead: its first word is
// known to lose its capital, or has none.
func canFollow(text string, p *phrases) bool {
	r, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsUpper(r) {
		return unicode.IsLetter(r)
	}
	first, _, _ := strings.Cut(text, " ")
	return slices.Contains(p.safe, first)
}
