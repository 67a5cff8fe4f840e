package text

import "unicode/utf8"

// nameLimit is the longest name in tokens.
const nameLimit = 14

// sequence returns the end of the run of capitalised words at token i, with
// the particles and signs inside it; i when there is none.
func (n *namer) sequence(i int) int {
	end := i
	for k := i; k < len(n.toks) && k-i < nameLimit; {
		switch {
		case n.toks[k].upper && !n.stops(k, i):
			k++
			end = k
		case end > i && k-i > 1 && n.lex.lang == "en" && n.toks[k].form == "of":
			return end // "Lindsey Castor of Port Amber"; "Bank of Veldania" is one name
		case end > i && n.joinsName(k, end) > k:
			k = n.joinsName(k, end)
		default:
			return end
		}
	}
	return end
}

// stops reports a capitalised word that ends a run: a date, a title behind a
// name, a common word.
func (n *namer) stops(k, start int) bool {
	if k == start {
		return false
	}
	if n.toks[k].start-n.toks[k-1].end > 2 || n.isDateWord(k) || n.has(k, roleFunction) && !n.isAllCaps(k) {
		return true
	}
	return n.has(k, roleTitle)
}

// joinsName returns the index behind what may stand inside a name at token k:
// a hyphen or apostrophe glued on both sides, a full stop behind an initial,
// particles, "&", digits glued by a hyphen.
func (n *namer) joinsName(k, end int) int {
	t := n.toks[k]
	switch {
	case t.kind == signToken && t.glued && n.glued(k+1):
		return n.joinsGlued(k)
	case n.sign(k, ".") && t.glued && k == end && utf8.RuneCountInString(n.toks[k-1].form) == 1 && n.upperAt(k+1):
		return k + 1
	case n.sign(k, "&") && n.upperAt(k+1):
		return k + 1
	}
	if _, p := n.match(k, roleParticle); p > 0 && k+p < len(n.toks) && n.particleJoins(k, p) {
		article := p == 1 && (n.toks[k].form == "al" || n.toks[k].form == "el") && n.has(k, roleFunction)
		if n.upperAt(k+p) && !article { // "al Senado" is not "al-Senado"
			return k + p
		}
		if n.sign(k+p, "-'") && n.upperAt(k+p+1) {
			return k + p + 1
		}
	}
	return k
}

// particleJoins leaves out the German "von", which stands between nouns more
// often than inside a name.
func (n *namer) particleJoins(k, length int) bool {
	return length > 1 || n.toks[k].form != "von" || !n.lex.is("noun capitals")
}

func (n *namer) joinsGlued(k int) int {
	switch {
	case n.sign(k, "-") && (n.upperAt(k+1) || n.toks[k+1].kind == digitToken):
		if n.toks[k+1].kind == digitToken {
			n.toks[k+1].upper = true // "COVID-19", "F-16": the digits belong to the name
		}
		return k + 1
	case n.sign(k, "-") && n.has(k+1, roleParticle) && n.sign(k+2, "-") && n.upperAt(k+3):
		return k + 3
	case n.sign(k, "'") && n.upperAt(k+1):
		return k + 1
	case n.sign(k, "'") && n.toks[k-1].len() <= 5 && n.goesOnBehindApostrophe(k+1):
		n.toks[k+1].upper = true // "Sha'abi"
		return k + 1
	}
	return k
}

func (r *reading) digitsAt(i int) bool {
	return i >= 0 && i < len(r.toks) && r.toks[i].kind == digitToken
}

// goesOnBehindApostrophe tells "Sha'abi" from "Lund's" and Turkish "Lund'un".
func (n *namer) goesOnBehindApostrophe(i int) bool {
	switch n.toks[i].form {
	case "s", "t", "d", "m", "ll", "re", "ve":
		return false
	}
	return n.toks[i].kind == wordToken && n.lex.lang != "tr"
}

func (n *namer) glued(i int) bool { return i < len(n.toks) && n.toks[i].glued }

func (n *namer) upperAt(i int) bool { return i < len(n.toks) && n.toks[i].upper }

// addSequence adds a run of capitalised words without the titles and common
// words around it.
func (n *namer) addSequence(i, end int) int {
	from, to := i, end
	for from < to {
		if _, k := n.match(from, roleTitle); k > 0 && from+k < to {
			from += k
		} else if n.isCommon(from) && !n.isAllCaps(from) || n.toks[from].kind == signToken {
			from++
		} else {
			break
		}
	}
	if from < to && from > i {
		if key, next := n.listed(from); next > from && next <= to {
			n.knownOrLonger(from, next, key)
			return max(end, next)
		}
	}
	if from >= to || to-from == 1 && (n.has(from, roleTitle) || utf8.RuneCountInString(n.toks[from].form) < 2) {
		return end
	}
	n.add(from, to, "")
	return end
}
