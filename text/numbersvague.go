package text

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
)

// looseOpeners are the roles that a quantity without a figure begins with.
const looseOpeners = roleSet(1<<roleVagueNumber | 1<<roleFraction)

// looseQuantity reads "dozens of boats", "several hundred", "two thirds of
// the votes" at token from; i is where the approximation before it begins.
func (r *reading) looseQuantity(i, from int) (Number, int, bool) {
	num := Number{}
	if from >= len(r.toks) || r.toks[from].can&looseOpeners == 0 || r.has(from, roleNotNumber) {
		return num, i, false
	}
	_, n := r.match(from, roleVagueNumber)
	if m, k := r.match(from, roleFraction); k > 0 && k >= n {
		num, n = fraction(m), k
		if k > 1 && r.has(from+k-1, roleCountedJoiner) {
			n-- // "half of" needs its "of", which belongs to what follows
		}
		if approx, had := r.match(i, roleApprox); had > 0 && i+had == from {
			num.Approx = r.approx(approx, i, from)
		}
	} else if m, k := r.match(from, roleVagueNumber); k > 0 {
		num, _ = vague(m) // the lexicon's test has read all keys
		n = k
		if approx, had := r.match(i, roleApprox); had > 0 && i+had == from && num.Approx == ApproxAbout {
			num.Approx = r.approx(approx, i, from) // "more than a hundred" in one word
		}
	}
	if _, longer := r.match(from, roleNumber); longer > n { // "half a million"
		return Number{}, i, false
	}
	if n == 0 || r.endsInsideWord(from+n) {
		return Number{}, i, false
	}
	end := from + n
	if num.Unit == "" {
		num.Unit, end = r.unitBehindJoiner(end)
	}
	num.Span = stemma.Span{Start: r.toks[i].start, End: r.toks[end-1].end}
	num.Counted = r.counted(i, end, num.Unit)
	return num, end, true
}

// endsInsideWord reports that a phrase which ends before token i leaves the
// rest of a word behind.
func (r *reading) endsInsideWord(i int) bool {
	return i < len(r.toks) && r.toks[i].glued && r.toks[i].kind == wordToken && r.toks[i-1].kind == wordToken
}

// unitBehindJoiner reads the unit of "hundreds of kilometres".
func (r *reading) unitBehindJoiner(i int) (string, int) {
	k := r.after(i, roleCountedJoiner)
	if unit, end := r.unitAfter(k, ""); end > k {
		return unit, end
	}
	return "", i
}

// vague reads the key of a vague number: a range, or "about 100" for words
// such as French "une centaine".
func vague(m meaning) (Number, error) {
	if rest, ok := strings.CutPrefix(m.key, "about "); ok {
		v, err := strconv.ParseFloat(rest, 64)
		if err != nil || v < 2 || v > 1e6 {
			return Number{}, fmt.Errorf("key %q is no number from 2 to 1e6", m.key)
		}
		return Number{Value: v, High: v, Approx: ApproxAbout}, nil
	}
	low, high, err := vagueRange(m.key)
	return Number{Value: low, High: high, Approx: ApproxVague}, err
}

// fraction gives a fraction in percent, as the other half of the reports do.
func fraction(m meaning) Number {
	v, _ := percentOf(m.key)
	return Number{Value: v, High: v, Unit: "%", Approx: ApproxAbout}
}

// vagueRange reads a key such as "20..99".
func vagueRange(key string) (low, high float64, err error) {
	a, b, ok := strings.Cut(key, "..")
	low, errLow := strconv.ParseFloat(strings.ReplaceAll(a, "_", ""), 64)
	high, errHigh := strconv.ParseFloat(strings.ReplaceAll(b, "_", ""), 64)
	if !ok || errLow != nil || errHigh != nil || low >= high || low < 0 || high > 1e15 {
		return 0, 0, fmt.Errorf("key %q is no range such as 20..99", key)
	}
	return low, high, nil
}

// percentOf reads a key such as "2/3".
func percentOf(key string) (float64, error) {
	a, b, ok := strings.Cut(key, "/")
	num, errNum := strconv.Atoi(a)
	den, errDen := strconv.Atoi(b)
	if !ok || errNum != nil || errDen != nil || num < 1 || den <= num || den > 1000 {
		return 0, fmt.Errorf("key %q is no fraction such as 2/3", key)
	}
	return tidy(100 * float64(num) / float64(den)), nil
}

// shift moves a number by the offset of its sentence.
func (n *Number) shift(base int) {
	n.Start += base
	n.End += base
	if n.Counted.Form != "" {
		n.Counted.Start += base
		n.Counted.End += base
	}
}
