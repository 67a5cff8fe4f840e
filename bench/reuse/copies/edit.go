package copies

import (
	"math/rand/v2"
	"slices"
)

// editor changes copies the way newsrooms do, and remembers what it did.
type editor struct {
	lang *language
	rng  *rand.Rand
	done map[string]bool
}

// clone returns a sentence that can be changed.
func (s sentence) clone() sentence {
	s.tokens = slices.Clone(s.tokens)
	return s
}

// edit makes one small change inside the unit, two words or more from its
// edges, so that the gold's offsets stay exact.
func (e *editor) edit(s sentence) sentence {
	at := s.from + 2 + e.rng.IntN(max(1, s.to-s.from-4))
	switch e.rng.IntN(7) {
	case 0:
		return e.number(s, at)
	case 1:
		return e.insert(s, at)
	case 2:
		return e.omit(s, at)
	case 3:
		return e.spelling(s, at)
	case 4:
		return e.split(s)
	}
	return e.word(s, at)
}

func (e *editor) word(s sentence, at int) sentence {
	for w := s.tokens[at].word; w == s.tokens[at].word; {
		s.tokens[at].word = e.lang.word(e.rng)
	}
	s.tokens[at].number = false
	e.done["word"] = true
	return s
}

// number changes a number; where there is none, a word.
func (e *editor) number(s sentence, at int) sentence {
	for i := s.from + 2; i < s.to-2; i++ {
		if s.tokens[i].number {
			for w := s.tokens[i].word; w == s.tokens[i].word; {
				s.tokens[i].word = number(e.rng)
			}
			e.done["number"] = true
			return s
		}
	}
	return e.word(s, at)
}

func (e *editor) insert(s sentence, at int) sentence {
	s.tokens = slices.Insert(s.tokens, at, token{word: e.lang.word(e.rng)})
	s.to++
	e.done["insert"] = true
	return s
}

// omit drops a word that no quotation starts or ends at.
func (e *editor) omit(s sentence, at int) sentence {
	if t := s.tokens[at]; t.open || t.close || s.to-s.from < 8 {
		return e.word(s, at)
	}
	s.tokens = slices.Delete(s.tokens, at, at+1)
	s.to--
	e.done["omit"] = true
	return s
}

// spelling drops a letter of a word.
func (e *editor) spelling(s sentence, at int) sentence {
	letters := []rune(s.tokens[at].word)
	if len(letters) < 4 || s.tokens[at].number {
		return e.word(s, at)
	}
	i := 1 + e.rng.IntN(len(letters)-2)
	s.tokens[at].word = string(slices.Delete(letters, i, i+1))
	e.done["spelling"] = true
	return s
}

// split makes two sentences of one, at a comma.
func (e *editor) split(s sentence) sentence {
	for i := s.from + 2; i < s.to-3; i++ {
		if s.tokens[i].after == e.lang.comma {
			s.tokens[i].after = e.lang.stop
			s.tokens[i+1].word = capital(s.tokens[i+1].word)
			e.done["split"] = true
			return s
		}
	}
	return e.word(s, s.from+2)
}

// retell returns the passage with each sentence edited at the given chance in
// a hundred, and now and then with two neighbours in the other order.
func (e *editor) retell(passage []sentence, chance, swap int) []sentence {
	out := make([]sentence, len(passage))
	for i, s := range passage {
		out[i] = s.clone()
		if e.rng.IntN(100) < chance {
			out[i] = e.edit(out[i])
		}
	}
	if len(out) > 1 && e.rng.IntN(100) < swap {
		i := e.rng.IntN(len(out) - 1)
		out[i], out[i+1] = out[i+1], out[i]
		e.done["order"] = true
	}
	return out
}
