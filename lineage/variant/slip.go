package variant

// Not every error shows who was copied from. One that a copyist sees for what
// it is, a letter left out, an ending doubled, he corrects without a model, so
// that a text with such errors may well have children that lack them: errors
// that separate must be such as no one corrects by conjecture (Maas 1927). What
// one text alone reads and what is spelt much like what others read is taken for
// a slip.

// slipWeight is what a slip counts beside another change of words.
const slipWeight = 0.5

// slips says for each place which of its readings are slips.
func (c *Collation) slips(book *Book) [][]bool {
	out := make([][]bool, len(c.Places))
	for k := range c.Places {
		at := &c.Places[k]
		out[k] = make([]bool, len(at.Held))
		for r := range at.Held {
			out[k][r] = at.isSlip(r, book)
		}
	}
	return out
}

// isSlip says that one text alone has a reading, and that several have one which
// is spelt much like it.
func (p *Place) isSlip(reading int, book *Book) bool {
	if p.Held[reading] != 1 || p.Words[reading] == NoWord {
		return false
	}
	for o, held := range p.Held {
		if held > 1 && p.Words[o] != NoWord && book.alike(p.Words[reading], p.Words[o]) {
			return true
		}
	}
	return false
}
