package claim

import (
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// The scores of changes of whole sentences, set by hand by the share that is
// right in the pairs to work with (eval's TestChangeScores). More omissions
// than additions are sentences that the other article tells in other words.
const (
	scoreOmission = 0.85
	scoreAddition = 0.9
	scoreWording  = 0.8
)

// contentWords is the least number of words of a sentence without a value or
// name that can be missed: a shorter one is a heading, a credit, or half of a
// neighbour.
const contentWords = 3

// carries says that some of the sentences say something: that one who leaves
// them out withholds it.
func carries(d *text.Document, sentences []int) bool {
	for _, i := range sentences {
		s := &d.Sentences[i]
		values := len(s.Numbers) + len(s.Dates) + len(s.Names)
		if s.IsBody() && (len(s.Words) >= contentWords || len(s.Words) > 1 && values > 0) {
			return true
		}
	}
	return false
}

func (c *collation) omitted(e edge, before []int) []stemma.Change {
	if !carries(c.docs[e.parent], before) || c.accountedFor(e, 0, before) {
		return nil
	}
	ch := c.change(e, stemma.ChangeOmission, scoreOmission)
	ch.Before, ch.FromSentence = textOf(c.docs[e.parent], before), &[]int{before[0]}[0]
	return []stemma.Change{ch}
}

func (c *collation) added(e edge, after []int) []stemma.Change {
	if !carries(c.docs[e.child], after) || c.accountedFor(e, 1, after) {
		return nil
	}
	ch := c.change(e, stemma.ChangeAddition, scoreAddition)
	ch.After, ch.ToSentence = textOf(c.docs[e.child], after), &[]int{after[0]}[0]
	return []stemma.Change{ch}
}

// accountedFor says that the other article may well tell a sentence though it
// is in no claim with it.
func (c *collation) accountedFor(e edge, which int, sentences []int) bool {
	return len(sentences) == 1 && (c.joined(e, which, sentences[0]) || c.retold(e, which, sentences[0]))
}
