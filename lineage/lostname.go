package lineage

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Attribution joins the names of one source where the names alone tell. What is
// left are initials that no table has, a name in two scripts with the words for
// "news agency" beside it, and names that are translated. There the reports
// tell: two names that never stand for two sources in one report, and that stand
// for each other in the same sentences or in reports that share text, are one
// source's.

const (
	// soundAlike is how alike a word of each name must sound.
	soundAlike = 0.8
	// tellingLetters is how many letters such a word has at least: shorter ones
	// sound like many. In writing without spaces it is tellingSigns.
	tellingLetters, tellingSigns, mostSigns = 4, 3, 8
	// usedAlike is in how many sentences that the reports have in common two
	// names that are not alike must stand for each other.
	usedAlike = 2
	// textAlike is how many sentences a report that cites the one name and one
	// that cites the other have in common, for names that are alike.
	textAlike = 2
	// mostInitials is how long an abbreviation is at most.
	mostInitials = 6
	// maxNames, maxForms and maxCiting are how many sources are compared, and by
	// how many of their names and of the articles that cite them: of all of them
	// each with each.
	maxNames, maxForms, maxCiting = 64, 4, 16
)

// named is a source that is not among the articles, as reports name it.
type named struct {
	index    int // into Story.Sources
	kind     stemma.SourceKind
	forms    []string     // as they stand in the texts
	defined  []string     // what stands in brackets behind them
	sounds   []text.Sound // of the words that tell
	articles []int        // that cite it, in order
	units    []int        // of the sentences that cite it, in order
}

// sameSources finds sources that are one: index into Story.Sources → that of
// the one whose name counts, which is the one that more reports cite.
func (g *graph) sameSources() map[int]int {
	list := g.namedSources()
	same := map[int]int{}
	for i := range list {
		for k := range i {
			if _, taken := same[list[k].index]; !taken && g.isOne(&list[k], &list[i]) {
				same[list[i].index] = list[k].index
				break
			}
		}
	}
	return same
}

// namedSources lists the sources that could have a second name, those that most
// reports cite first.
func (g *graph) namedSources() []named {
	units := g.unitsBySentence()
	articles, sources := articleIndex(g.story.Docs), sourceIndex(g.story.Sources)
	byIndex := map[int]*named{}
	for i := range g.story.Attributions {
		a := &g.story.Attributions[i]
		c, ok := articles[a.Article]
		k, known := sources[a.Source.Source]
		if !ok || !known || g.story.Sources[k].Kind == stemma.SourceUnnamed || len(g.cite.targets[k]) > 0 {
			continue
		}
		if byIndex[k] == nil {
			byIndex[k] = &named{index: k, kind: g.story.Sources[k].Kind, forms: []string{g.story.Sources[k].Name}}
		}
		byIndex[k].see(g.story.Docs[c].Article.Text, a.Source.Span)
		byIndex[k].articles = append(byIndex[k].articles, c)
		if unit, ok := units[passageKey{c, a.Sentence}]; ok {
			byIndex[k].units = append(byIndex[k].units, unit)
		}
	}
	var list []named
	for k := range g.story.Sources {
		if x := byIndex[k]; x != nil {
			x.finish()
			list = append(list, *x)
		}
	}
	slices.SortStableFunc(list, func(a, b named) int { return len(b.articles) - len(a.articles) })
	return list[:min(len(list), maxNames)]
}

func (g *graph) unitsBySentence() map[passageKey]int {
	units := map[passageKey]int{}
	for c := range g.read {
		for _, o := range g.read[c].seq {
			for _, j := range o.all {
				units[passageKey{c, j}] = o.unit
			}
		}
	}
	return units
}

// see takes note of a name as it stands in a text.
func (x *named) see(s string, at stemma.Span) {
	if at.Start < 0 || at.End > len(s) || at.Start >= at.End {
		return
	}
	form, rest := s[at.Start:at.End], s[at.End:]
	if before, inside, ok := cutBrackets(form); ok {
		form, rest = before, "("+inside+")"
	}
	if !slices.Contains(x.forms, form) && len(x.forms) < maxForms {
		x.forms = append(x.forms, form)
	}
	rest = rest[:min(len(rest), 64)]
	if before, inside, ok := cutBrackets(rest); ok && strings.TrimSpace(before) == "" && len(x.defined) < maxForms {
		x.defined = append(x.defined, foldName(inside))
	}
}

// cutBrackets cuts s around its first brackets.
func cutBrackets(s string) (before, inside string, ok bool) {
	open := strings.IndexAny(s, "(（")
	if open < 0 {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(s[open:])
	inside = s[open+size:]
	end := strings.IndexAny(inside, ")）")
	if end < 0 {
		return "", "", false
	}
	return s[:open], inside[:end], true
}

func (x *named) finish() {
	slices.Sort(x.articles)
	x.articles = slices.Compact(x.articles)
	slices.Sort(x.units)
	x.units = slices.Compact(x.units)
	for _, form := range x.forms {
		for _, word := range tellingWords(form) {
			x.sounds = append(x.sounds, text.SoundOf(word))
		}
	}
}

// tellingWords lists the words of a name that are long enough to know it by, and
// those with a short one before them, which other scripts write in one ("Al
// Mizan", «الميزان»). In writing without spaces they are what the name may begin
// with: the name of an agency comes before the word for it.
func tellingWords(name string) []string {
	var words []string
	before := ""
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		runes := []rune(w)
		least := tellingLetters
		if unicode.Is(unicode.Hangul, runes[0]) {
			least = tellingSigns
		}
		if isUnspaced(runes[0]) {
			for n := tellingSigns; n <= min(len(runes), mostSigns); n++ {
				words = append(words, string(runes[:n]))
			}
		} else if len(runes) >= least {
			words = append(words, w)
			if before != "" {
				words = append(words, before+w)
			}
		}
		if before = ""; len(runes) < tellingLetters {
			before = w
		}
	}
	return words
}

func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// isOne says that two names are one source's.
func (g *graph) isOne(a, b *named) bool {
	if a.kind != stemma.SourceOutlet && b.kind != stemma.SourceOutlet {
		return false // people and offices are attribution's business
	}
	if a.defines(b) || b.defines(a) {
		return true
	}
	if overlap(a.articles, b.articles) > 0 {
		return false // who names both takes them for two
	}
	switch {
	case a.abbreviates(b) || b.abbreviates(a), a.soundsLike(b), a.isPartOf(b), b.isPartOf(a):
		return g.shareText(a.articles, b.articles)
	}
	return a.kind == b.kind && g.differInScript(a, b) && overlap(a.units, b.units) >= usedAlike
}

// defines says that a report gives b as another name: "Velmora Press Agency (VPA)".
func (x *named) defines(b *named) bool {
	return slices.ContainsFunc(b.forms, func(f string) bool { return slices.Contains(x.defined, foldName(f)) })
}

// abbreviates says that a name is the initials of the other: "VPA", "ТАВ".
func (x *named) abbreviates(b *named) bool {
	for _, short := range x.forms {
		n := utf8.RuneCountInString(short)
		if n < 2 || n > mostInitials || strings.ContainsFunc(short, func(r rune) bool { return !unicode.IsUpper(r) }) {
			continue
		}
		if slices.ContainsFunc(b.forms, func(long string) bool { return initials(long) == short }) {
			return true
		}
	}
	return false
}

// initials are the first letters of a name's words that are written large, but
// for an article before them.
func initials(name string) string {
	var s strings.Builder
	words := strings.Fields(name)
	for k, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsUpper(r) && (k > 0 || len(w) > 3) {
			s.WriteRune(r)
		}
	}
	if n := utf8.RuneCountInString(s.String()); n < 2 {
		return ""
	}
	return s.String()
}

// soundsLike says that a word of each, in two scripts, sound the same.
func (x *named) soundsLike(b *named) bool {
	for _, s := range x.sounds {
		if slices.ContainsFunc(b.sounds, func(t text.Sound) bool { return s.Foreign(t) && s.Similarity(t) >= soundAlike }) {
			return true
		}
	}
	return false
}

// isPartOf says that the words which a name is written large by are all in the
// other: "Velmora news agency", "State-run Velmora".
func (x *named) isPartOf(b *named) bool {
	mine := capitals(x.forms[0])
	if len(mine) == 0 {
		return false
	}
	for _, form := range b.forms {
		theirs := capitals(form)
		if !slices.ContainsFunc(mine, func(w string) bool { return !slices.Contains(theirs, w) }) {
			return true
		}
	}
	return false
}

// capitals lists the long words of a name that begin with a capital, folded.
func capitals(name string) []string {
	var words []string
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '-' }) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) && utf8.RuneCountInString(w) >= tellingLetters {
			words = append(words, text.Fold(w))
		}
	}
	return words
}

// shareText says that two of the articles have sentences in common.
func (g *graph) shareText(a, b []int) bool {
	for _, x := range a[:min(len(a), maxCiting)] {
		for _, y := range b[:min(len(b), maxCiting)] {
			n := 0
			for _, o := range g.read[x].byUnit {
				if g.read[y].find(o.unit) != nil {
					n++
				}
			}
			if n >= textAlike {
				return true
			}
		}
	}
	return false
}

func (g *graph) differInScript(a, b *named) bool {
	s, t := text.SoundOf(a.forms[0]), text.SoundOf(b.forms[0])
	return s.Foreign(t) || s.Script() != t.Script()
}

// overlap counts what two sorted lists have in common.
func overlap(a, b []int) int {
	n := 0
	for _, v := range a {
		if _, ok := slices.BinarySearch(b, v); ok {
			n++
		}
	}
	return n
}

// unify puts sources that are one under one id. It leaves the story given as it is.
func (s Story) unify(same map[int]int) Story {
	rename := map[string]string{}
	sources := slices.Clone(s.Sources)
	for k := range sources { // in order: the result must not hang on the map's
		to, ok := same[k]
		if !ok {
			continue
		}
		x := &sources[to]
		rename[sources[k].ID] = x.ID
		x.Aliases = joined(x.Aliases, append([]string{sources[k].Name}, sources[k].Aliases...), x.Name)
		x.CitedBy = joined(x.CitedBy, sources[k].CitedBy, "")
		x.Cites = joined(x.Cites, sources[k].Cites, x.ID)
	}
	s.Sources = nil
	for k := range sources {
		if _, gone := same[k]; gone {
			continue
		}
		cites := make([]string, 0, len(sources[k].Cites))
		for _, id := range sources[k].Cites {
			if to, ok := rename[id]; ok {
				id = to
			}
			if id != sources[k].ID && !slices.Contains(cites, id) {
				cites = append(cites, id)
			}
		}
		sources[k].Cites = cites
		s.Sources = append(s.Sources, sources[k])
	}
	s.Attributions = slices.Clone(s.Attributions)
	for i := range s.Attributions {
		if to, ok := rename[s.Attributions[i].Source.Source]; ok {
			s.Attributions[i].Source.Source = to
		}
	}
	return s
}

// joined adds what is new of b to a copy of a, but for one string.
func joined(a, b []string, but string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if s != but && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
