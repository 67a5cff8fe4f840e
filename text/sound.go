package text

import (
	"slices"
	"strings"
	"unicode"
)

// Sound is how a name sounds, for comparing names that are written in
// different scripts: "Velmora Post", «Велмора Пост», «ベルモラ・ポスト».
//
// Letters alone do not tell: Japanese has one sound for r and l and puts a
// vowel behind every consonant, Hebrew and Arabic leave vowels out, Arabic has
// no p. What a script cannot tell apart is in lexicon/_sounds.txt, and costs
// little where a name in that script is compared, and only there: "Larsk" and
// "Rarsk" are two names in Latin letters, but both may be ラルスク.
type Sound struct {
	key    string   // romanised
	words  [][]byte // sounds; nil for a script that is not read (Chinese)
	script *scriptSounds
}

// scriptSounds is what names in one script do not show.
type scriptSounds struct {
	name string
	like soundPairs // sounds written alike
	// leaves are the sounds that the script leaves out, adds those it puts in.
	leaves, adds map[byte]bool
	// spellings are letters of the romanisation and the sounds they are read
	// as; spelled replaces them and those of all scripts.
	spellings []string
	spelled   *strings.Replacer
	// near and vowels are the same for all scripts: consonants that languages
	// take for one another, and such vowels.
	near, vowels *soundPairs
}

// soundPairs is a symmetric relation of sounds, one set of bits for each.
type soundPairs ['z' - 'A' + 1]uint64

func (p *soundPairs) has(a, b byte) bool {
	return a >= 'A' && b >= 'A' && p[a-'A']&(1<<(b-'A')) != 0
}

func (p *soundPairs) add(a, b byte) {
	p[a-'A'] |= 1 << (b - 'A')
	p[b-'A'] |= 1 << (a - 'A')
}

// maxSounds bounds a word, maxSoundWords a name: the comparison is quadratic.
const (
	maxSounds     = 32
	maxSoundWords = 8
)

// SoundOf reads a name.
func SoundOf(name string) Sound {
	key := soundKey(name)
	s := Sound{key: key, script: soundTable()[soundScript(name)]}
	spoken := key
	if sounds, ok := transcribed(name); ok {
		spoken = sounds
	}
	fields := withoutArticle(strings.Fields(spoken))
	if s.script == nil || !isASCII(spoken) || len(fields) > maxSoundWords {
		return s
	}
	for _, w := range fields {
		if sounds := readSounds(s.script.spelled.Replace(w)); len(sounds) > 0 {
			s.words = append(s.words, sounds)
		}
	}
	return s
}

// withoutArticle takes the article off a name: "The Lowland Times" is called
// "Lowland Times" in languages without one.
func withoutArticle(words []string) []string {
	if len(words) > 1 && slices.Contains([]string{"the", "der", "die", "das", "al", "d", "dy"}, words[0]) {
		return words[1:]
	}
	return words
}

// Foreign reports whether two names are written in different scripts, both of
// which can be read.
func (s Sound) Foreign(t Sound) bool {
	return s.script != t.script && len(s.words) > 0 && len(t.words) > 0
}

// Key returns the name's romanised letters.
func (s Sound) Key() string { return s.key }

// soundKey romanises a name. The dots that part a foreign name in Chinese and
// Japanese, and hyphens, are spaces elsewhere.
func soundKey(name string) string {
	return strings.Join(strings.FieldsFunc(Fold(Romanise(name)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("・·＝=-‐–", r)
	}), " ")
}

// soundScript names the script of a name: of its first letter that is not Latin,
// if there is one.
func soundScript(name string) string {
	latin := ""
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r):
		case unicode.Is(unicode.Latin, r):
			latin = "latin"
		default:
			return soundScriptOf(r)
		}
	}
	return latin
}

func soundScriptOf(r rune) string {
	switch {
	case 0x0370 <= r && r < 0x0400, 0x1F00 <= r && r < 0x2000:
		return "greek"
	case 0x0400 <= r && r < 0x0530:
		return "cyrillic"
	case 0x0530 <= r && r < 0x0590:
		return "armenian"
	case 0x0590 <= r && r < 0x0600:
		return "hebrew"
	case 0x0600 <= r && r < 0x0780:
		return "arabic"
	case 0x0900 <= r && r < 0x0D80:
		return "indic"
	case 0x0E00 <= r && r < 0x0E80:
		return "thai"
	case 0x10A0 <= r && r < 0x1100:
		return "georgian"
	case isKanaRune(r):
		return "kana"
	case isHangul(r):
		return "hangul"
	case unicode.Is(unicode.Han, r):
		return "han"
	}
	return ""
}

// Similarity says how alike two names sound, 0 to 1. Two of one script are
// compared by their letters (NameSimilarity). Of two scripts, names of as many
// words are compared word by word, and the word that differs most weighs most:
// "Lowland Times" and "Lowland Post" share a long word. Others, which one
// script may write in one word, are compared as a whole.
func (s Sound) Similarity(t Sound) float64 {
	switch {
	case s.script == t.script:
		return NameSimilarity(s.key, t.key)
	case !s.Foreign(t):
		return 0
	case len(s.words) != len(t.words):
		return s.wordSimilarity(t, slices.Concat(s.words...), slices.Concat(t.words...))
	}
	sum, weight, worst := 0.0, 0.0, 1.0
	for i := range s.words {
		like := s.wordSimilarity(t, s.words[i], t.words[i])
		size := float64(max(len(s.words[i]), len(t.words[i])))
		sum, weight, worst = sum+like*size, weight+size, min(worst, like)
	}
	return 0.4*sum/weight + 0.6*worst
}

// Script names the script of a name that can be read; "" for others.
func (s Sound) Script() string {
	if s.script == nil {
		return ""
	}
	return s.script.name
}

// Class returns the kind of the first sound: names of two scripts and
// different classes do not sound alike.
func (s Sound) Class() string {
	if len(s.words) == 0 {
		return ""
	}
	return soundClass(s.words[0])
}

// soundClass joins what scripts and languages write for one another at a
// word's beginning.
func soundClass(sounds []byte) string {
	for _, class := range [...]string{"pbfvw", "khgxq", "tdTDszSZCJc", "lr", "mn"} {
		if strings.IndexByte(class, sounds[0]) >= 0 {
			return class[:1]
		}
	}
	return "a"
}
