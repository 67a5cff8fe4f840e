package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// keyRanges are the least and the greatest key of the sections whose keys are
// numbers.
var keyRanges = map[role][2]float64{
	roleNumber: {0, 1e15}, roleMultiplier: {2, 1e6}, roleScale: {2, 1e15},
	roleMonth: {1, 12}, roleMonthWithDay: {1, 12}, roleJalaliMonth: {1, 12}, roleWeekday: {1, 7}, roleRelative: {-9, 9}, roleNumberShift: {-1, 1},
}

// check reports a key that the section cannot have.
func (m meaning) check() error {
	if r, ok := keyRanges[m.role]; ok {
		_, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSuffix(m.key, " "+m.unit), "_", ""), 64)
		if err != nil || m.value < r[0] || m.value > r[1] {
			return fmt.Errorf("key %q is not a number from %g to %g", m.key, r[0], r[1])
		}
	}
	switch m.role {
	case roleRelative:
		return oneOf(m.unit, "day", "week", "month", "year")
	case roleTimeUnit:
		return oneOf(m.key, "day", "week", "month", "year", "hour", "minute", "second")
	case roleApprox, roleApproxAfter:
		return oneOf(m.key, string(ApproxAbout), string(ApproxAtLeast), string(ApproxAtMost), upTo)
	case roleHedge, roleHedgeBefore:
		return oneOf(m.key, "", string(HedgeRumour), string(HedgePossible), string(HedgeLikely), hearsay)
	case roleVagueNumber:
		_, err := vague(m)
		return err
	case roleFraction:
		_, err := percentOf(m.key)
		return err
	case roleTerm:
		return oneOf(m.key, sharedTerms().keys...)
	}
	return nil
}

func oneOf(s string, allowed ...string) error {
	if slices.Contains(allowed, s) {
		return nil
	}
	return fmt.Errorf("%q is none of %q", s, allowed)
}

func list(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func foldedList(s string) []string {
	out := list(s)
	for i := range out {
		out[i] = Fold(out[i])
	}
	return out
}
