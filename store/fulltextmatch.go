package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// Words are the forms of one word of a query: a document has the word if it has one
// of them.
type Words struct {
	Forms []Form
	// Prefix takes all terms that begin with the forms.
	Prefix bool
	// Weight multiplies what the word counts; 0 is 1.
	Weight float64
}

// Form is a term in the languages whose words take this form.
type Form struct {
	Text string
	// Langs are the languages, all but Except where nil.
	Langs, Except []string
}

func (f *Form) in(lang string) bool {
	if f.Langs != nil {
		return slices.Contains(f.Langs, lang)
	}
	return !slices.Contains(f.Except, lang)
}

// Hit is a document with its score.
type Hit struct {
	Doc   Doc
	Score float64
	// Share is how much of what the words weigh is of words that the document has, 0 to 1.
	Share float64
}

const (
	// maxLists bounds what a prefix can stand for; the most frequent are taken.
	maxLists = 64
	// maxSeen bounds how many terms are looked at for that.
	maxSeen = 4096
	// maxWords are the words of a query that are scored, the rarest.
	maxWords = 24
	// tooFrequent is the share of a language's documents from which on a word says
	// nothing, if there are words that do.
	tooFrequent = 0.2
)

// list is a list of postings of one segment.
type list struct {
	reader *segmentReader
	head   listHead
	key    []byte // without the number
	lang   string
	weight int64 // what an impact counts
	most   int64
	word   int

	scan   *scan
	blocks blocks
	at     int // in the block
	doc    uint32
}

// Match finds the documents that have some of the words, the best first, by BM25
// (Robertson et al. 1994): an impact is the part of it that depends on the
// document, made when it was indexed, and how rare a word is counts by language.
// Documents are looked at one by one, and those that can't be among the best are passed
// over (MaxScore: Turtle & Flood 1995).
func (v *View) Match(words []Words, in *Scoped, limit int) ([]Hit, error) {
	lists := make([][]*list, len(v.segments))
	err := v.share(len(lists), func(l *lane, i int) (err error) {
		lists[i], err = l.readers[i].lists(words)
		return err
	})
	if err != nil {
		return nil, err
	}
	best := &best{top: top{limit: limit}}
	err = v.with(func(l *lane) (err error) {
		best.total, err = l.weigh(lists, words)
		return err
	})
	if err != nil {
		return nil, err
	}
	parts := partsOf(lists)
	err = v.share(len(parts), func(l *lane, i int) error {
		p := &parts[i]
		return best.collect(p, l.readers[p.segment], in.sets[p.segment])
	})
	if err != nil {
		return nil, err
	}
	return best.hits(), nil
}

// lists are the lists that words have in a segment.
func (r *segmentReader) lists(words []Words) (out []*list, err error) {
	if err := r.fetch(r.firstRows(words)); err != nil {
		return nil, err
	}
	for w, word := range words {
		err := r.eachList(word, func(head, key []byte) error {
			h, _, ok := cutListHead(head)
			if !ok {
				return errIndexDamaged
			}
			out = append(out, &list{head: h, key: key, lang: langOf(key), word: w})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// firstRows are those in which the lists of words begin, or would.
func (r *segmentReader) firstRows(words []Words) (out []int) {
	for _, w := range words {
		for i := range w.Forms {
			out = append(out, r.segment.directory.row(firstKey(&w, &w.Forms[i])))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// firstKey is what all lists of a form are not before.
func firstKey(w *Words, f *Form) []byte {
	prefix := termPrefix(f.Text)
	switch {
	case w.Prefix:
		return prefix
	case len(f.Langs) == 1: // not through the lists of all languages that have the form
		return keyInLang(prefix, f.Langs[0])
	}
	return append(prefix, 0)
}

func keyInLang(prefix []byte, lang string) []byte {
	return slices.Concat(prefix, []byte("\x00"+lang+"\x00"))
}

// part are the lists of the words in one segment and language. A document is in one language, so
// that each part is looked through by itself: what words weigh in other languages does not keep
// its documents among those that can be among the best.
type part struct {
	segment int
	lists   []*list
	most    int64 // that a document can have
}

// partsOf are the parts of a query, those first that can have the best.
func partsOf(lists [][]*list) (out []part) {
	for segment, in := range lists {
		at := map[string]int{}
		for _, l := range in {
			i, known := at[l.lang]
			if !known {
				i = len(out)
				at[l.lang] = i
				out = append(out, part{segment: segment})
			}
			out[i].lists = append(out[i].lists, l)
			out[i].most += l.most
		}
	}
	slices.SortStableFunc(out, func(a, b part) int { return cmp.Compare(b.most, a.most) })
	return out
}

// langOf is the language in the key of a term.
func langOf(key []byte) string {
	key = key[:len(key)-1]
	return string(key[bytes.LastIndexByte(key, 0)+1:])
}

// eachList calls each with the heads and the keys of the lists of a word.
func (r *segmentReader) eachList(w Words, each func(head, key []byte) error) error {
	for _, f := range w.Forms {
		var err error
		if w.Prefix {
			err = r.eachPrefixed(f.Text, each)
		} else {
			err = r.eachLang(&f, each)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func termPrefix(text string) []byte { return []byte(string(termKey) + plainKey(text, maxTerm)) }

// eachLang calls each with the lists of a form in its languages.
func (r *segmentReader) eachLang(f *Form, each func(head, key []byte) error) error {
	if len(f.Langs) == 1 {
		key := keyInLang(termPrefix(f.Text), f.Langs[0])
		s := r.scan(key)
		ok, err := s.next()
		if err != nil || !ok || !bytes.HasPrefix(s.key(), key) {
			return err
		}
		return each(s.value(), key)
	}
	prefix := append(termPrefix(f.Text), 0)
	s := r.scan(prefix)
	for {
		ok, err := s.next()
		if err != nil || !ok || !bytes.HasPrefix(s.key(), prefix) {
			return err
		}
		key := bytes.Clone(s.key()[:len(s.key())-4])
		if f.in(langOf(key)) {
			if err := each(s.value(), key); err != nil {
				return err
			}
		}
		s.seek(append(bytes.Clone(key[:len(key)-1]), 1)) // behind the other values of the list
	}
}

// eachPrefixed calls each with the longest lists of terms that begin with a text.
func (r *segmentReader) eachPrefixed(text string, each func(head, key []byte) error) error {
	type found struct {
		head, key []byte
		postings  int
	}
	var all []found
	prefix := termPrefix(text)
	s := r.scan(prefix)
	for range maxSeen {
		ok, err := s.next()
		if err != nil {
			return err
		}
		if !ok || !bytes.HasPrefix(s.key(), prefix) {
			break
		}
		key := bytes.Clone(s.key()[:len(s.key())-4])
		h, _, ok := cutListHead(s.value())
		if !ok {
			return errIndexDamaged
		}
		all = append(all, found{s.value(), key, h.postings})
		s.seek(append(bytes.Clone(key[:len(key)-1]), 1))
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.postings, a.postings) })
	for _, f := range all[:min(len(all), maxLists)] {
		if err := each(f.head, f.key); err != nil {
			return err
		}
	}
	return nil
}

// addTo adds the documents of a list to a set.
func (r *segmentReader) addTo(to set, key []byte) error {
	first := true
	return r.under(key, func(at, value []byte) error {
		ok := len(at) == len(key)+4
		if ok && first {
			_, value, ok = cutListHead(value)
		}
		first = false
		if !ok {
			return errIndexDamaged
		}
		b := blocks{data: value, base: binary.BigEndian.Uint32(at[len(key):])}
		for {
			more, bad := b.next()
			if bad || more && !b.decode() {
				return errIndexDamaged
			}
			if !more {
				return nil
			}
			for _, doc := range b.docs[:b.count] {
				if int(doc>>6) < len(to) {
					to.add(doc)
				}
			}
		}
	})
}

// scale is what weights are multiplied by to be whole numbers: their sums are the same
// in any order.
const scale = 1024

// weigh says what each list counts: how rare its term is among the documents of its
// language. It returns what the words weigh together.
func (l *lane) weigh(lists [][]*list, words []Words) (int64, error) {
	have, docs := map[string]int{}, map[string]int{}
	for _, in := range lists {
		for _, l := range in {
			have[string(l.key)] += l.head.postings
			docs[l.lang] = 0
		}
	}
	for lang := range docs {
		for _, r := range l.readers {
			n, err := r.postings([]byte(langKey + lang + "\x00"))
			if err != nil {
				return 0, err
			}
			docs[lang] += n
		}
	}
	rarest, frequent := make([]float64, len(words)), true
	for _, in := range lists {
		for _, l := range in {
			n, df := float64(docs[l.lang]), float64(have[string(l.key)])
			idf := math.Log1p((n - min(df, n) + 0.5) / (df + 0.5))
			w := words[l.word].Weight
			if w == 0 {
				w = 1
			}
			if df <= max(10, tooFrequent*n) {
				frequent = false
			} else {
				w = -w
			}
			l.weight = int64(math.Round(scale * idf * w))
			l.most = l.weight * int64(l.head.highest)
			rarest[l.word] = max(rarest[l.word], idf*w)
		}
	}
	least := leastOf(rarest)
	for i, in := range lists {
		lists[i] = slices.DeleteFunc(in, func(l *list) bool {
			return !frequent && l.weight <= 0 || rarest[l.word] < least
		})
		if frequent {
			for _, l := range in {
				l.weight, l.most = max(1, -l.weight), max(1, -l.weight)*int64(l.head.highest)
			}
		}
	}
	return totalOf(lists, len(words)), nil
}

// totalOf adds up the weights of words, each of the form that weighs most.
func totalOf(lists [][]*list, words int) int64 {
	most := make([]int64, words)
	for _, in := range lists {
		for _, l := range in {
			most[l.word] = max(most[l.word], l.weight)
		}
	}
	var total int64
	for _, w := range most {
		total += w
	}
	return total
}

// leastOf is how rare a word must be to be among those that count.
func leastOf(rarest []float64) float64 {
	if len(rarest) <= maxWords {
		return math.Inf(-1)
	}
	sorted := slices.Clone(rarest)
	slices.Sort(sorted)
	return sorted[len(sorted)-maxWords]
}

// postings says how long a list is.
func (r *segmentReader) postings(key []byte) (int, error) {
	s := r.scan(key)
	ok, err := s.next()
	if err != nil || !ok || !bytes.HasPrefix(s.key(), key) {
		return 0, err
	}
	h, _, ok := cutListHead(s.value())
	if !ok {
		return 0, errIndexDamaged
	}
	return h.postings, nil
}
