package genealogy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/lineage/truth"
)

// Copying is how a text is copied by hand: one text in one language, no dates,
// no sources, and scribes who change a word here and there. The terms are those
// of stemmatology.
type Copying struct {
	// Witnesses is how many copies there are, the lost ones among them; Words is
	// how long the text is, at least, as far as the corpus goes.
	Witnesses, Words int
	// Recent is as in Params; with ByFame the shape of the tree.
	ByFame, Recent float64
	// Lost is the share of copies with descendants that are lost, LostOrigin how
	// often the first text is.
	Lost, LostOrigin float64
	// Rate is the share of words that a scribe changes, in the middle; Care is
	// by how much scribes differ (standard deviation of the rate's logarithm).
	Rate, Care float64
	// Kinds are the weights of misspelling, another word, omission, addition and
	// transposition.
	Kinds [5]float64
	// Readings is how many ways there are to change one word: where there are
	// few, scribes hit on the same one without knowing of each other.
	Readings int
	// Restored is the share of an exemplar's errors that a scribe corrects.
	Restored float64
	// Skipped is how often a scribe's eye skips a passage.
	Skipped float64
	// Contaminated is the share of copies that follow a second exemplar for a
	// part of the text, or here and there.
	Contaminated float64
}

// DrawCopying draws how a text is copied.
func DrawCopying(seed uint64) Copying {
	d := newDice(seed, 3)
	c := Copying{
		Witnesses: int(d.scale(7, 45)), Words: int(d.scale(250, 2500)),
		ByFame: d.spread(0, 1), Recent: d.scale(1.5, 60),
		Lost: d.share(0.3, 1), LostOrigin: d.share(0.7, 0.6),
		Rate: d.scale(0.004, 0.06), Care: d.spread(0.2, 1), Readings: d.between(1, 4),
		Restored: d.share(0.1, 1), Skipped: d.share(0.1, 1), Contaminated: d.share(0.08, 1),
	}
	for i := range c.Kinds {
		c.Kinds[i] = d.ExpFloat64()
	}
	return c
}

// scriptorium is a text in the making by hand.
type scriptorium struct {
	dice

	copying  Copying
	lines    []int      // of each word: its line
	original []string   // the words
	others   [][]string // of each word: what it can become
	copies   []*copied
}

// copied is one copy; words run parallel to the original's.
type copied struct {
	parent, second int
	lost, gone     bool
	words          []string // "" where it is left out; may be two words
}

// leastWords is how many words a line must have on average for a language to
// be one that divides words.
const leastWords = 5

// Copy makes a hand-copied tradition of the given parameters and seed. The
// lines of the text are the units of the tree.
func Copy(c Corpus, p Copying, seed uint64) (*Story, error) {
	s := &scriptorium{dice: newDice(seed, 4), copying: p}
	if p.Witnesses < 1 || p.Witnesses > 10_000 || p.Readings < 1 {
		return nil, fmt.Errorf("copy a text: %d witnesses with %d readings", p.Witnesses, p.Readings)
	}
	documents, lang, err := s.chooseText(c)
	if err != nil {
		return nil, fmt.Errorf("copy a text: %w", err)
	}
	for range p.Witnesses {
		s.write()
	}
	s.lose()
	story := s.story(lang)
	story.Tree.Documents = documents
	return story, nil
}

// chooseText draws a language, and documents until there are enough words.
func (s *scriptorium) chooseText(c Corpus) (names []string, lang string, err error) {
	order := s.Perm(len(c))
	var langs []string
	for _, i := range order {
		for _, w := range c[i].Texts {
			if isDivided(w) && !slices.Contains(langs, w.Lang) {
				langs = append(langs, w.Lang)
			}
		}
	}
	if len(langs) == 0 {
		return nil, "", errors.New("the corpus has no text in divided words")
	}
	lang = one(s.dice, langs)
	for _, i := range order {
		texts := c[i].wordings(lang)
		if len(texts) == 0 || len(s.original) >= s.copying.Words || !isDivided(c[i].Texts[texts[0]]) {
			continue
		}
		names = append(names, c[i].Name)
		for _, l := range c[i].Texts[texts[0]].Lines {
			s.addLine(l)
		}
	}
	slices.Sort(names)
	return names, lang, nil
}

func isDivided(w Wording) bool {
	words := 0
	for _, l := range w.Lines {
		words += len(strings.Fields(l))
	}
	return words >= leastWords*len(w.Lines)
}

func (s *scriptorium) addLine(text string) {
	line := 0
	if n := len(s.lines); n > 0 {
		line = s.lines[n-1] + 1
	}
	for word := range strings.FieldsSeq(text) {
		s.lines = append(s.lines, line)
		s.original = append(s.original, word)
		s.others = append(s.others, nil)
	}
}

// write makes the next copy.
func (s *scriptorium) write() {
	n := &copied{parent: -1, second: -1}
	if len(s.copies) == 0 {
		n.words = slices.Clone(s.original)
		s.copies = append(s.copies, n)
		return
	}
	n.parent = s.exemplar()
	n.words = slices.Clone(s.copies[n.parent].words)
	if s.chance(s.copying.Contaminated) {
		s.contaminate(n)
	}
	rate := s.copying.Rate * math.Exp(s.copying.Care*s.NormFloat64())
	for i := range n.words {
		switch {
		case n.words[i] != s.original[i] && n.words[i] != "" && s.chance(rate*10*s.copying.Restored):
			n.words[i] = s.original[i]
		case s.chance(rate):
			s.err(n, i)
		}
	}
	if s.chance(s.copying.Skipped) {
		from := s.IntN(len(n.words))
		clear(n.words[from:min(len(n.words), from+s.between(3, 25))])
	}
	s.copies = append(s.copies, n)
}

// exemplar draws what the next copy is made from.
func (s *scriptorium) exemplar() int {
	children := make([]float64, len(s.copies))
	for _, n := range s.copies {
		if n.parent >= 0 {
			children[n.parent]++
		}
	}
	weights := make([]float64, len(s.copies))
	for j := range s.copies {
		weights[j] = taste(children[j], float64(len(s.copies)-1-j), s.copying.ByFame, s.copying.Recent)
	}
	return max(0, s.pick(weights))
}

// contaminate takes a part of the text from a second exemplar, or single words.
func (s *scriptorium) contaminate(n *copied) {
	n.second = s.IntN(len(s.copies))
	other := s.copies[n.second]
	if n.second == n.parent || slices.Equal(other.words, n.words) {
		n.second = -1
		return
	}
	size := len(n.words)
	if s.chance(0.5) {
		from := s.IntN(size)
		to := min(size, from+size/10+s.IntN(size/2+1))
		copy(n.words[from:to], other.words[from:to])
		return
	}
	share := s.spread(0.1, 0.5)
	for i := range n.words {
		if s.chance(share) {
			n.words[i] = other.words[i]
		}
	}
}

// err changes the word at i.
func (s *scriptorium) err(n *copied, i int) {
	switch s.pick(s.copying.Kinds[:]) {
	case 0, 1:
		n.words[i] = s.reading(i)
	case 2:
		n.words[i] = ""
	case 3:
		n.words[i] += " " + s.original[max(0, i-s.between(1, 3))]
	default:
		if i+1 < len(n.words) && s.lines[i] == s.lines[i+1] {
			n.words[i], n.words[i+1] = n.words[i+1], n.words[i]
		}
	}
	n.words[i] = strings.TrimSpace(n.words[i])
}

// reading draws one of the few ways in which a word is changed.
func (s *scriptorium) reading(i int) string {
	if len(s.others[i]) < s.copying.Readings {
		word := []rune(s.original[i])
		other := s.original[s.IntN(len(s.original))]
		if len(word) > 3 && s.chance(s.copying.Kinds[0]/(s.copying.Kinds[0]+s.copying.Kinds[1]+1e-9)) {
			other = string(s.misspell(word))
		}
		s.others[i] = append(s.others[i], other)
	}
	return one(s.dice, s.others[i])
}

// lose draws which copies are lost. A lost one with fewer than two descendants
// in the true tree is none of its nodes: nothing could be known of it.
func (s *scriptorium) lose() {
	left := len(s.copies) - 2
	for k, n := range s.copies {
		rate := s.copying.Lost
		if k == 0 {
			rate = s.copying.LostOrigin
		}
		if left > 0 && s.childCount(k) > 0 && s.chance(rate) {
			n.lost = true
			left--
		}
	}
	for again := true; again; {
		again = false
		for k, n := range s.copies {
			if n.lost && !n.gone && s.childCount(k) < 2 {
				n.gone, again = true, true
			}
		}
	}
}

func (s *scriptorium) childCount(k int) int {
	count := 0
	for c, n := range s.copies {
		if !n.gone && slices.Contains(s.parents(c), k) {
			count++
		}
	}
	return count
}

// parents returns the nodes of the true tree that copy k is made from.
func (s *scriptorium) parents(k int) []int {
	var list []int
	for _, p := range []int{s.copies[k].parent, s.copies[k].second} {
		for p >= 0 && s.copies[p].gone {
			p = s.copies[p].parent
		}
		if p >= 0 && p != k && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// story writes the copies down.
func (s *scriptorium) story(lang string) *Story {
	names := make([]string, len(s.copies))
	order := s.Perm(len(s.copies))
	for i, k := range order {
		names[k] = fmt.Sprintf("w%d", i+1)
	}
	story := &Story{Tree: truth.Tree{Articles: []truth.Article{}, Lost: []truth.Lost{}}}
	for _, k := range order {
		n := s.copies[k]
		if n.gone {
			continue
		}
		parents := []string{}
		for _, p := range s.parents(k) {
			parents = append(parents, names[p])
		}
		if len(parents) == 0 {
			story.Tree.Origins++
		}
		if n.lost {
			story.Tree.Lost = append(story.Tree.Lost, truth.Lost{ID: names[k], Parents: parents, Children: s.children(k, names)})
			continue
		}
		text, units := s.text(n)
		story.Articles = append(story.Articles, Article{ID: names[k], Lang: lang, Text: text})
		t := truth.Article{ID: names[k], Parents: parents, Lang: lang, NumberChanges: []truth.NumberChange{}, Units: units}
		if len(parents) > 0 {
			t.Kind = "copy"
		}
		story.Tree.Articles = append(story.Tree.Articles, t)
	}
	return story
}

// children lists the copies that are not lost and whose first parent is k.
func (s *scriptorium) children(k int, names []string) []string {
	list := []string{}
	for c, n := range s.copies {
		if parents := s.parents(c); !n.lost && len(parents) > 0 && parents[0] == k {
			list = append(list, names[c])
		}
	}
	return list
}

// text writes a copy out, a line of the original a line.
func (s *scriptorium) text(n *copied) (string, []truth.Unit) {
	var b strings.Builder
	units := []truth.Unit{}
	for i := 0; i < len(n.words); {
		var words []string
		number := s.lines[i] + 1
		for ; i < len(n.words) && s.lines[i] == number-1; i++ {
			if n.words[i] != "" {
				words = append(words, n.words[i])
			}
		}
		if len(words) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		start := b.Len()
		b.WriteString(strings.Join(words, " "))
		units = append(units, truth.Unit{Unit: &number, Start: start, End: b.Len()})
	}
	return b.String(), units
}
