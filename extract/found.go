package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Sizes of blocks in units of reading, see block.size.
const (
	paragraphSize = 70 // a block this long is running text if few links are in it
	sentenceSize  = 25 // so is one this long that ends as a sentence does
)

// good reports running text that is no junk.
func (b *block) good() bool { return b.junk == 0 && b.running() }

func (b *block) running() bool {
	l := b.linked()
	return b.size >= paragraphSize && l < 0.4 || b.size >= sentenceSize && l < 0.25 && endsSentence(b.text)
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»«)]』」“ ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？؟।۔:;։", r)
}

// found is the article's text, and where it stands among the page's blocks.
type found struct {
	text   string
	blocks []block
	first  int // the block that the running text begins with
	last   int // and ends with
}

// keepRounds is how often names of junk are doubted: each round looks within
// what the one before let stand.
const keepRounds = 3

// pageBlocks cuts the page into blocks and marks what is probably no part of
// an article.
func pageBlocks(doc *html.Node) []block {
	rules := &junkRules{kept: map[*html.Node]bool{}}
	blocks := scanBlocks(doc, rules)
	for range keepRounds {
		if !rules.keepMost(blocks) {
			break
		}
		blocks = scanBlocks(doc, rules)
	}
	markCards(blocks)
	return blocks
}

// runningText is how much running text a page has that is no junk.
func runningText(blocks []block) (size int) {
	for i := range blocks {
		if blocks[i].good() {
			size += blocks[i].size
		}
	}
	return size
}

// locate finds a text among the blocks of its page, and drops the lines of it
// that stand in no other block than those of readers' replies, teasers and the
// like.
func locate(text string, blocks []block) found {
	f := found{blocks: blocks, first: -1}
	in, junk := map[string]bool{}, map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		in[letters(line)] = true
	}
	for i := range blocks {
		b := &blocks[i]
		key := letters(b.text)
		if !in[key] || key == "" {
			continue
		}
		if was, ok := junk[key]; !ok || was {
			junk[key] = b.junk&(junkReply|junkCard|junkName) != 0
		}
		if b.size < sentenceSize {
			continue
		}
		if f.first < 0 {
			f.first = i
		}
		f.last = i
	}
	f.first = max(0, f.first)
	f.text = withoutLines(text, junk)
	return f
}

// withoutLines drops some lines of a text, unless most of it would go.
func withoutLines(text string, drop map[string]bool) string {
	var kept []string
	size := 0
	for line := range strings.SplitSeq(text, "\n") {
		if !drop[letters(line)] {
			kept = append(kept, line)
			size += len(line)
		}
	}
	if size*2 < len(text) {
		return text
	}
	return strings.Join(kept, "\n")
}

// within reports that a block stands in an element, or in one a little
// further out.
func within(n *html.Node, a atom.Atom) bool {
	for range 4 {
		if n == nil {
			return false
		}
		if n.DataAtom == a {
			return true
		}
		n = n.Parent
	}
	return false
}
