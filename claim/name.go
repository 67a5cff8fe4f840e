package claim

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

const (
	// nameAlike is the similarity from which two names count as one.
	nameAlike = 0.75
	// nameLetters is the least length of a name that is compared: shorter
	// ones are initials and abbreviations.
	nameLetters = 3
	// maxNames bounds the comparison of an article's names, and sideNames that
	// of the names of a passage.
	maxNames, sideNames = 300, 40
)

// The scores of changes of names, set by hand: no higher than
// the share that is right in the pairs to work with (eval's TestChangeScores),
// which have more changes than life, and lower where unchanged retellings raise
// alarms (TestAlarms).
const (
	scoreNameSame  = 0.8
	scoreNameCross = 0.7
	// scoreSpelling is that of one letter within a name in otherwise equal words.
	scoreSpelling = 0.55
	// fullKept is the least that habit leaves of the score for full names.
	fullKept = 0.8
)

// nameIndex holds the keys of the names of an article.
type nameIndex struct {
	keys []string
	// kinds are those of the names that the article shows to be of one.
	kinds map[string]text.NameKind
}

func newNameIndex(d *text.Document) nameIndex {
	n := nameIndex{kinds: map[string]text.NameKind{}}
	for i := range d.Sentences {
		for _, name := range d.Sentences[i].Names {
			n.keys = append(n.keys, name.Key)
			if name.Kind != "" && n.kinds[name.Key] == "" {
				n.kinds[name.Key] = name.Kind
			}
		}
	}
	slices.Sort(n.keys)
	n.keys = slices.Compact(n.keys)
	n.keys = n.keys[:min(len(n.keys), maxNames)]
	return n
}

func (n *nameIndex) has(key string) bool {
	return slices.ContainsFunc(n.keys, func(k string) bool { return sameName(k, key) })
}

// sameName says that two names can be of one thing: alike, or the one a part
// of the other.
func sameName(a, b string) bool {
	return a == b || partOf(a, b) || partOf(b, a) || text.NameSimilarity(a, b) >= nameAlike
}

// partOf says that the words of one name are among those of the other.
func partOf(a, b string) bool {
	whole := strings.Fields(b)
	for w := range strings.FieldsSeq(a) {
		if !slices.Contains(whole, w) {
			return false
		}
	}
	return a != ""
}

// namesOf returns the names of a side, with what the article shows elsewhere
// of what they name.
func (p *pair) namesOf(which int) []text.Name {
	s := &p.sides[which]
	var out []text.Name
	for _, i := range s.sentences {
		for _, n := range s.doc.Sentences[i].Names {
			if n.Kind == "" {
				n.Kind = p.c.names[s.at].kinds[n.Key]
			}
			out = append(out, n)
		}
	}
	return out[:min(len(out), sideNames)]
}

// nameChanges reports a name in place of another where neither is named
// anywhere in the other article: a person is called now by name, now by
// surname, now by office. Across languages the two must be the only ones left
// over, and as unlike as no two ways to write one name are.
func (p *pair) nameChanges() []stemma.Change {
	left, right := unmatched(p.namesOf(0), p.namesOf(1), func(x, y text.Name) bool { return sameName(x.Key, y.Key) })
	left, right = p.c.unheard(p.e.child, left), p.c.unheard(p.e.parent, right)
	out := p.spellings()
	for _, x := range left {
		k := slices.IndexFunc(right, func(y text.Name) bool { return p.renamed(&x, &y, p.onlyOnes(&x, &y, left, right)) })
		if k < 0 {
			continue
		}
		out = append(out, p.nameChange(&x, &right[k]))
		if p.same {
			right = slices.Delete(right, k, k+1)
		}
	}
	return out
}

// spellings reports names of one language that differ by a few letters where
// every other word of the two sentences is the same, so that the name stands in
// the same case: one who copies word for word copies names so too.
func (p *pair) spellings() []stemma.Change {
	if !p.same || p.share < closeShare {
		return nil
	}
	var out []stemma.Change
	for _, x := range p.namesOf(0) {
		for _, y := range p.namesOf(1) {
			if x.Key == y.Key || !p.opposite(x.Span, y.Span) || !p.misspelt(&x, &y) {
				continue
			}
			ch := p.nameChange(&x, &y)
			ch.Score = scoreSpelling
			out = append(out, ch)
		}
	}
	return out
}

// misspelt says that two names differ in one word by its letters, and that
// neither article has the other's name elsewhere.
func (p *pair) misspelt(x, y *text.Name) bool {
	if text.NameSimilarity(x.Key, y.Key) < likeName || partOf(x.Key, y.Key) || partOf(y.Key, x.Key) || strings.Count(x.Key, " ") != strings.Count(y.Key, " ") {
		return false
	}
	if slices.Contains(p.c.names[p.e.child].keys, x.Key) || slices.Contains(p.c.names[p.e.parent].keys, y.Key) {
		return false
	}
	own := func(which int, n *text.Name) int {
		s, all := &p.sides[which], 0
		for k := range s.words {
			all += int(truth(!slices.Contains(p.common[which], int16(k)) && s.words[k].Overlap(n.Span) == 0))
		}
		return all
	}
	return own(0, x) == 0 && own(1, y) == 0
}

// onlyOnes says that two names are the only ones of their kind that are left
// over, or the only ones at all.
func (p *pair) onlyOnes(x, y *text.Name, left, right []text.Name) bool {
	if !p.alone {
		return false
	}
	if len(left) == 1 && len(right) == 1 {
		return true
	}
	others := func(list []text.Name) int {
		n := 0
		for _, o := range list {
			n += int(truth(o.Kind == x.Kind || o.Kind == ""))
		}
		return n
	}
	return x.Kind != "" && x.Kind == y.Kind && others(left) == 1 && others(right) == 1
}

// unheard keeps the names that an article has nowhere.
func (c *collation) unheard(doc int, list []text.Name) []text.Name {
	return slices.DeleteFunc(list, func(n text.Name) bool { return letters(n.Key) < nameLetters || c.names[doc].has(n.Key) })
}

// ownSimilarity is how alike two names are apart from the words that they have
// in common: two ports are not one for being ports.
func ownSimilarity(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	own := func(list, other []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(list), func(w string) bool { return slices.Contains(other, w) }), " ")
	}
	return text.NameSimilarity(own(x, y), own(y, x))
}

const (
	// likeName is the similarity from which two names of one language may be
	// two spellings of one.
	likeName = 0.65
	// unlikeName is the similarity below which two names of two languages are
	// surely two, unlikeFull that for names of several words each: a person's
	// two names are seldom both told otherwise.
	unlikeName, unlikeFull = 0.4, 0.56
)

// renamed says that y stands where x stood: in one language between the same
// words, or as the only name that either side has for itself.
func (p *pair) renamed(x, y *text.Name, only bool) bool {
	if x.Kind != "" && y.Kind != "" && x.Kind != y.Kind {
		return false
	}
	if p.same {
		like := ownSimilarity(x.Key, y.Key)
		return p.share >= alteredShare && p.opposite(x.Span, y.Span) && like < likeName || only && like < unlikeName
	}
	return only && p.keepsName(x, y) && (p.namedIn(x) || p.soundUnlike(x, y)) && !p.isHeard(1, x) && !p.isHeard(0, y)
}

// keepsName says that a name is one that translations keep: that of a person or
// a place. Those of organisations are translated, and abbreviations are other
// ones then.
func (p *pair) keepsName(x, y *text.Name) bool {
	for which, n := range []*text.Name{x, y} {
		s := p.shown(which, n.Span)
		if n.Kind == "" && p.opens(which, n) {
			return false // perhaps a word with a capital for opening the sentence
		}
		if n.Kind == text.KindOrganisation || s == strings.ToUpper(s) && s != strings.ToLower(s) {
			return false
		}
	}
	words := strings.Count(x.Key, " ")
	return x.Kind != "" || y.Kind != "" || words > 0 && words == strings.Count(y.Key, " ")
}

// soundUnlike says that two names of two languages are surely two: no word of
// the one is like a word of the other (a mountain may be a volcano elsewhere),
// and neither the letters nor the sounds of the whole are. Names of no sound in
// common at all are of scripts that cannot be compared (Chinese characters read
// as Japanese).
func (p *pair) soundUnlike(x, y *text.Name) bool {
	letters, sounds := text.NameSimilarity(x.Key, y.Key), p.soundsAlike(x, y)
	if letters == 0 && sounds == 0 {
		return false
	}
	if p.sameHead(x, y) {
		return true
	}
	least := unlikeName
	if isFull(x) && isFull(y) {
		least = unlikeFull
	}
	for v := range strings.FieldsSeq(x.Key) {
		for w := range strings.FieldsSeq(y.Key) {
			if text.NameSimilarity(v, w) >= nameAlike {
				return false
			}
		}
	}
	return letters < least && sounds < least
}

func (p *pair) soundsAlike(x, y *text.Name) float64 {
	return text.SoundOf(p.shown(0, x.Span)).Similarity(text.SoundOf(p.shown(1, y.Span)))
}

// sameHead says that two places are alike in their first word, which tells
// what they are, and in nothing else: Port Selm, Puerto Karva.
func (p *pair) sameHead(x, y *text.Name) bool {
	head, own, two := strings.Cut(x.Key, " ")
	otherHead, other, otherTwo := strings.Cut(y.Key, " ")
	if !two || !otherTwo || x.Kind != text.KindPlace && y.Kind != text.KindPlace {
		return false
	}
	words := strings.Count(own, " ") == strings.Count(other, " ")
	return words && text.NameSimilarity(head, otherHead) >= nameAlike && text.NameSimilarity(own, other) < unlikeName
}

// isHeard says that some words of a side sound like a name that was not
// recognised there: as many of them as the name has, in another script.
func (p *pair) isHeard(which int, n *text.Name) bool {
	const heardAlike = 0.8
	name, side := text.SoundOf(p.shown(1-which, n.Span)), &p.sides[which]
	if !name.Foreign(text.SoundOf(p.textOf(which))) {
		return false
	}
	length := len(strings.Fields(n.Key))
	for i := 0; i+length <= len(side.words); i++ {
		from, to := side.words[i].Start, side.words[i+length-1].End
		if name.Similarity(text.SoundOf(p.shown(which, stemma.Span{Start: from, End: to}))) >= heardAlike {
			return true
		}
	}
	return false
}

func (p *pair) nameChange(x, y *text.Name) stemma.Change {
	kind, score := stemma.ChangeName, scoreNameSame
	if !p.same {
		h := p.c.habitOf(p.e, sortName)
		kept := min(h.kept(0), h.kept(1))
		if isFull(x) && isFull(y) {
			kept = max(kept, fullKept)
		}
		score = hundredths(scoreNameCross * kept)
	}
	if x.Kind == text.KindPlace || y.Kind == text.KindPlace || p.mayBePlaces(x, y) {
		kind = stemma.ChangePlace
	}
	ch := p.change(kind, x.Span, y.Span, score)
	ch.BeforeValue, ch.AfterValue = x.Key, y.Key
	return ch
}

// mayBePlaces guesses what two names are of which no word shows it: single
// words within a sentence are more often places, since reports tell who a
// person is, or what a company is, where they name it.
func (p *pair) mayBePlaces(x, y *text.Name) bool {
	return x.Kind == "" && y.Kind == "" && !p.mayBeOther(0, x) && !p.mayBeOther(1, y)
}

// mayBeOther says that a name is of several words or opens the sentence.
func (p *pair) mayBeOther(which int, n *text.Name) bool {
	return isFull(n) || p.opens(which, n)
}

// isFull says that a name is of several words.
func isFull(n *text.Name) bool { return strings.Contains(n.Key, " ") }

// opens says that a name begins a sentence of a side.
func (p *pair) opens(which int, n *text.Name) bool {
	s := &p.sides[which]
	return slices.ContainsFunc(s.sentences, func(i int) bool {
		words := s.doc.Sentences[i].Words
		return len(words) > 0 && words[0].Overlap(n.Span) > 0
	})
}

// namedIn says that an article in the child's language, other than the child,
// makes the claim with this name: so that language has a form of it that can
// be recognised.
func (p *pair) namedIn(n *text.Name) bool {
	for _, d := range p.witnesses {
		doc := p.c.docs[d]
		if d == p.e.child || !sameLanguage(doc.Article.Lang, p.sides[1].doc.Article.Lang) {
			continue
		}
		for _, s := range p.held[d] {
			if slices.ContainsFunc(doc.Sentences[s].Names, func(o text.Name) bool { return sameName(n.Key, o.Key) }) {
				return true
			}
		}
	}
	return false
}

// unmatched returns what either list has and the other lacks. Each item
// accounts for one of the other side.
func unmatched[T any](a, b []T, same func(T, T) bool) (left, right []T) {
	right = slices.Clone(b)
	for _, x := range a {
		if k := slices.IndexFunc(right, func(y T) bool { return same(x, y) }); k >= 0 {
			right = slices.Delete(right, k, k+1)
		} else {
			left = append(left, x)
		}
	}
	return left, right
}
