package transformer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// A charsmap is SentencePiece's compiled table of replacements: a double-array trie (Aoe 1989; the units are those of
// the library darts-clone) from byte sequences to places in a text of replacements that end with zero bytes.
type charsmap struct {
	trie []uint32
	text []byte
}

var errCharsmap = errors.New("damaged table of characters (precompiled_charsmap)")

// readCharsmap reads the length of the trie in bytes, the trie, and the replacements.
func readCharsmap(raw []byte) (*charsmap, error) {
	if len(raw) < 4 {
		return nil, errCharsmap
	}
	n := binary.LittleEndian.Uint32(raw)
	raw = raw[4:]
	if n == 0 || n%4 != 0 || uint64(n) > uint64(len(raw)) {
		return nil, errCharsmap
	}
	c := &charsmap{trie: make([]uint32, n/4), text: raw[n:]}
	for i := range c.trie {
		c.trie[i] = binary.LittleEndian.Uint32(raw[4*i:])
	}
	return c, nil
}

// shortest returns the replacement of the shortest entry that s begins with. SentencePiece takes the longest; the
// model's Python tokenizer, which this follows, the shortest, of whole graphemes and then of characters.
func (c *charsmap) shortest(s string) ([]byte, bool) {
	at := offset(c.trie[0])
	for i := range len(s) {
		if s[i] == 0 {
			return nil, false
		}
		at ^= uint32(s[i])
		if int(at) >= len(c.trie) || c.trie[at]&(1<<31|0xff) != uint32(s[i]) {
			return nil, false
		}
		unit := c.trie[at]
		at ^= offset(unit)
		if unit>>8&1 == 1 {
			return c.replacement(at)
		}
	}
	return nil, false
}

// offset is how far from a unit its children are.
func offset(unit uint32) uint32 { return unit >> 10 << (unit & (1 << 9) >> 6) }

func (c *charsmap) replacement(at uint32) ([]byte, bool) {
	if int(at) >= len(c.trie) {
		return nil, false
	}
	from := c.trie[at] & (1<<31 - 1)
	if int(from) > len(c.text) {
		return nil, false
	}
	to := bytes.IndexByte(c.text[from:], 0)
	if to < 0 {
		return c.text[from:], true
	}
	return c.text[from : int(from)+to], true
}

// longGrapheme is the length in bytes from which a grapheme is not looked up whole.
const longGrapheme = 6

// normalise replaces what the table has an entry for.
func (c *charsmap) normalise(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for g := graphemes.FromString(s); g.Next(); {
		v := g.Value()
		if len(v) < longGrapheme {
			if r, ok := c.shortest(v); ok {
				b.Write(r)
				continue
			}
		}
		for len(v) > 0 {
			_, n := utf8.DecodeRuneInString(v)
			if r, ok := c.shortest(v[:n]); ok {
				b.Write(r)
			} else {
				b.WriteString(v[:n])
			}
			v = v[n:]
		}
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}
