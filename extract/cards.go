package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A card is at most cardDepth elements around its text, has at most cardParts
// linked titles and paragraphs, and stands in a row of at least cardRow.
const (
	cardDepth = 4
	cardParts = 2
	cardRow   = 3
)

type card struct{ titles, texts int }

// markCards finds the teasers of other articles: one or two blocks of text
// beside a block that is a link, in an element of their own, several in a row.
func markCards(blocks []block) {
	cards := map[*html.Node]*card{}
	for i := range blocks {
		if blocks[i].junk == 0 {
			countCard(&blocks[i], cards)
		}
	}
	row := map[*html.Node]int{}
	in := make([]*html.Node, len(blocks))
	for i := range blocks {
		b := &blocks[i]
		if b.junk != 0 || !b.running() {
			continue
		}
		if n := cardOf(b.node, cards); n != nil && n.Parent != nil {
			in[i] = n.Parent
			row[n.Parent]++
		}
	}
	for i, parent := range in {
		if parent != nil && row[parent] >= cardRow {
			blocks[i].junk |= junkCard
		}
	}
}

func countCard(b *block, cards map[*html.Node]*card) {
	title := b.linked() > 0.8 && b.size >= 15
	for n, up := b.node, 0; n != nil && up < cardDepth && n.DataAtom != atom.Body; n, up = n.Parent, up+1 {
		c := cards[n]
		if c == nil {
			c = &card{}
			cards[n] = c
		}
		if title {
			c.titles++
		} else if b.running() {
			c.texts++
		}
	}
}

// cardOf returns the innermost element around a text that has a linked title,
// if it is a card.
func cardOf(n *html.Node, cards map[*html.Node]*card) *html.Node {
	for up := 0; n != nil && up < cardDepth; n, up = n.Parent, up+1 {
		c := cards[n]
		if c == nil || c.titles == 0 {
			continue
		}
		if c.titles <= cardParts && c.texts <= cardParts {
			return n
		}
		return nil
	}
	return nil
}
