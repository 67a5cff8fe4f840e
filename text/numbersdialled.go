package text

// dialledDigits is the least a telephone number has, and dialledGroups the
// groups it is written in where no "+" tells it.
const (
	dialledDigits = 7
	dialledGroups = 3
)

// dialled returns the index behind a telephone number whose first digits are
// at token i and end before next: groups of two to four digits with spaces or
// hyphens between ("+62 21 555 1234", "555 12 34"). It returns next for what
// is none.
func (r *reading) dialled(i, next int) int {
	groups, digits, end := 1, len(r.toks[i].form), next
	for next == i+1 && end < len(r.toks) && groups <= maxParts {
		k := end
		if r.sign(k, "-") && r.toks[k].glued {
			k++
		}
		if !r.digitsAt(k) || len(r.toks[k].form) < 2 || len(r.toks[k].form) > 4 {
			break
		}
		groups, digits, end = groups+1, digits+len(r.toks[k].form), k+1
	}
	if digits < dialledDigits || groups < dialledGroups && !r.sign(i-1, "+") {
		return next
	}
	return end
}

// isDottedClock reports "10.30" where a decimal has a comma and what follows
// is neither a unit nor a scale: a time of the day.
func (r *reading) isDottedClock(i, next int) bool {
	if r.lex.decimal != ',' || next != i+3 || !r.sign(i+1, ".") || len(r.toks[i].form) > 2 || len(r.toks[i+2].form) != 2 {
		return false
	}
	if _, ok := r.clockPart(i, 24); !ok || r.toks[i+2].form >= "60" {
		return false
	}
	_, unit := r.unitAfter(next, "")
	_, before := r.unitBefore(i - 1)
	return unit == next && before == i-1 && !r.has(next, roleScale) && !r.has(i-1, roleApprox)
}
