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

// The scores of changes of names, as measured on made-up retellings.
const (
	scoreNameSame  = 0.8
	scoreNameCross = 0.7
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
	var out []stemma.Change
	for _, x := range left {
		k := slices.IndexFunc(right, func(y text.Name) bool { return p.renamed(&x, &y) && (p.same || p.onlyOnes(&x, &y, left, right)) })
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

// likeName is the similarity from which two names of one language may be two
// spellings of one.
const likeName = 0.6

// unlikeName is the similarity below which two names of two languages are
// surely two.
const unlikeName = 0.4

// renamed says that y stands where x stood.
func (p *pair) renamed(x, y *text.Name) bool {
	if x.Kind != "" && y.Kind != "" && x.Kind != y.Kind {
		return false
	}
	if p.same {
		return p.share >= alteredShare && p.opposite(x.Span, y.Span) && ownSimilarity(x.Key, y.Key) < likeName
	}
	return p.namedIn(x) || text.NameSimilarity(x.Key, y.Key) < unlikeName
}

func (p *pair) nameChange(x, y *text.Name) stemma.Change {
	kind, score := stemma.ChangeName, scoreNameSame
	if !p.same {
		h := p.c.habitOf(p.e, sortName)
		score = hundredths(scoreNameCross * min(h.kept(0), h.kept(1)))
	}
	if x.Kind == text.KindPlace || y.Kind == text.KindPlace {
		kind = stemma.ChangePlace
	}
	ch := p.change(kind, x.Span, y.Span, score)
	ch.BeforeValue, ch.AfterValue = x.Key, y.Key
	return ch
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
