// Package langid tells which language a text is in, from a headline's length
// on.
//
// The script decides first, for most scripts alone. The languages of one
// script are told apart by a linear model (multinomial logistic regression)
// over the hashed character n-grams of its words, n from 1 to 5, and the words
// themselves: the features of Cavnar & Trenkle (1994) and of fastText's
// language identification (Joulin et al. 2016), hashed as there, with one
// weight of a byte for each bucket and language instead of a dense layer.
// README.md says what the model was learnt from and how to make it anew.
package langid

import (
	_ "embed"
	"math"
	"sync"
	"unicode/utf8"
)

// Undetermined is the BCP 47 tag of a text whose language is not known.
const Undetermined = "und"

// A text that is not short is read in pieces from all over it, no more of them
// than it takes to be sure.
const (
	short     = 400 // bytes
	pieces    = 16
	pieceSize = 200 // bytes
	sure      = 0.9999
)

// visits is the order in which the pieces are read: from the beginning and the
// middle first, so that a foreign headline or tail decides nothing.
var visits = [pieces]int{0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}

// Identify returns the BCP 47 tag of the language that s is in, or
// Undetermined where it has no letters of a script that is known.
func Identify(s string) string {
	tag, _ := Guess(s)
	return tag
}

// Guess is Identify with the probability that the tag is right, for a text of
// a sentence or more in one of the languages of the model.
func Guess(s string) (tag string, probability float64) {
	var read [pieces]string
	for i := range pieces {
		read[i] = piece(s, i)
	}
	script := mainScript(read[:]...)
	if tag, ok := singleLanguageScripts[script]; ok {
		return tag, 1
	}
	g := shipped()[script]
	if g == nil {
		return Undetermined, 0
	}
	t := newTally(g)
	for n, i := range visits {
		t.add(read[i])
		if tag, probability = t.best(); probability > sure && n > 0 {
			break
		}
	}
	return tag, probability
}

// piece returns the i-th piece of s, whole words as far as s has spaces. What is
// short is one piece; of what is not long the pieces overlap.
func piece(s string, i int) string {
	if len(s) <= short {
		if i > 0 {
			return ""
		}
		return s
	}
	from := wordStart(s, (len(s)-pieceSize)*i/(pieces-1))
	return s[from:wordStart(s, from+pieceSize)]
}

// wordStart returns the first offset from at on, or soon behind, where a word
// begins, or else a character.
func wordStart(s string, at int) int {
	if at <= 0 || at >= len(s) {
		return max(0, min(at, len(s)))
	}
	for i := at; i < min(len(s), at+maxWord); i++ {
		if s[i-1] == ' ' || s[i-1] == '\n' {
			return i
		}
	}
	for at < len(s) && !utf8.RuneStart(s[at]) {
		at++
	}
	return at
}

//go:embed model.bin
var modelFile []byte

// shipped is the model that the program holds. It panics where the file is
// damaged, which a test would have seen.
var shipped = sync.OnceValue(func() model {
	m, err := parse(modelFile)
	if err != nil {
		panic("langid: model.bin: " + err.Error())
	}
	return m
})

// tally adds up what the features of a text speak for. Four languages are added
// at once, in the quarters of a word, which takes a third of the time that it
// takes one by one: even and odd are the sums of the bytes in even and odd
// places of the lanes, until there are so many that a quarter could run over.
type tally struct {
	*group
	even, odd []uint64
	added     int // features in even and odd
	sums      []int32
	features  int // in sums
	scores    []float64
}

const (
	quarters = 0x00FF00FF00FF00FF
	// maxAdded bytes fit into 16 bits.
	maxAdded = 256
	// zero is the byte that stands for the weight 0.
	zero = 128
)

func newTally(g *group) *tally {
	lanes := make([]uint64, 2*g.words)
	return &tally{group: g, even: lanes[:g.words], odd: lanes[g.words:], sums: make([]int32, len(g.tags)), scores: make([]float64, len(g.tags))}
}

func (t *tally) add(s string) {
	eachFeature(s, t.feature)
	t.sum()
}

func (t *tally) feature(hash uint32) {
	if t.added == maxAdded {
		t.sum()
	}
	t.added++
	row := t.row(hash)
	even, odd := t.even[:len(row)], t.odd[:len(row)]
	for i, w := range row {
		even[i] += w & quarters
		odd[i] += w >> 8 & quarters
	}
}

// sum moves what has been added into sums.
func (t *tally) sum() {
	for i := range t.sums {
		lane := t.even[i/8]
		if i%2 == 1 {
			lane = t.odd[i/8]
		}
		t.sums[i] += int32(lane>>(16*(i%8/2))&0xFFFF) - int32(zero*t.added) //nolint:gosec // 16 bits, and 256 features
	}
	clear(t.even)
	clear(t.odd)
	t.features += t.added
	t.added = 0
}

// best returns the likeliest language so far, and its probability. Features are
// not independent: their sum counts less the more there are, as in learning.
func (t *tally) best() (tag string, probability float64) {
	scale := t.scale / math.Sqrt(float64(max(1, t.features)))
	for i, sum := range t.sums {
		t.scores[i] = float64(sum) * scale
	}
	best := softmax(t.scores)
	return t.tags[best], t.scores[best]
}

// softmax turns scores into probabilities and returns the index of the largest.
func softmax(scores []float64) int {
	best := 0
	for i, s := range scores {
		if s > scores[best] {
			best = i
		}
	}
	top, sum := scores[best], 0.0
	for i, s := range scores {
		scores[i] = math.Exp(s - top)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
	return best
}
