package lineage

// Not every error shows who was copied from. One that a copyist sees for what
// it is, a letter left out, an ending doubled, he corrects without a model, so
// that a text with such errors may well have children that lack them: errors
// that separate must be such as no one corrects by conjecture (Maas 1927). What
// one text alone reads and what is spelt much like what others read is taken for
// a slip.

// slipWeight is what a slip counts beside another change of words.
const slipWeight = 0.5

// slips says for each place which of its readings are slips.
func (c *collated) slips(words *wordbook) [][]bool {
	out := make([][]bool, len(c.places))
	for k := range c.places {
		at := &c.places[k]
		out[k] = make([]bool, len(at.held))
		for r := range at.held {
			out[k][r] = at.isSlip(r, words)
		}
	}
	return out
}

// isSlip says that one text alone has a reading, and that several have one which
// is spelt much like it.
func (p *place) isSlip(reading int, words *wordbook) bool {
	if p.held[reading] != 1 || p.words[reading] == noWord {
		return false
	}
	for o, held := range p.held {
		if held > 1 && p.words[o] != noWord && words.alike(p.words[reading], p.words[o]) {
			return true
		}
	}
	return false
}
