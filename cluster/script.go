package cluster

import (
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/text"
)

// script is what tells how names show in a text, and how they are spelled.
type script uint8

const (
	// capitals: names are seen, and their consonants agree across alphabets.
	capitals script = iota
	// letters without capitals: names are seen only where other articles have
	// them, and much of a word may be left unwritten.
	letters
	// ideographs: few names are seen, and they are spelled by syllables of
	// another sound.
	ideographs
	scripts // how many there are
)

// scriptOf is the script of most words of a document.
func scriptOf(d *text.Document) script {
	var n [scripts]int
	for j := range d.Sentences {
		for _, w := range d.Sentences[j].Words {
			n[scriptOfWord(w.Form)]++
		}
	}
	most := capitals
	for s := range scripts {
		if n[s] > n[most] {
			most = s
		}
	}
	return most
}

func scriptOfWord(word string) script {
	switch r, _ := utf8.DecodeRuneInString(word); {
	case r < utf8.RuneSelf:
		return capitals
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return ideographs
	case unicode.Is(unicode.Lo, r):
		return letters
	}
	return capitals
}
