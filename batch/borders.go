package batch

import (
	"cmp"
	"slices"
	"strings"
)

// A story does not end with a window, and so a component may go on into the next
// one. A chain of them must not: it would lead through all the years. Windows are
// numbered, and a component of an odd window joins one of an even window, before or
// behind its own: the one that its surest tie leads to, if there is room. So nothing
// is joined twice, all borders are crossed, each choice is made where its ties are,
// and a story is cut only where it lasts from one even window to the next.

// odd reports a window whose components may join those of others.
func (w window) odd() bool { return w&1 == 1 }

// crossing is what one window knows of a tie across its border: the component at its
// end. Two halves of one tie meet under the name of its articles.
type crossing struct {
	Component string
	Odd       bool
	Kind      byte
	Score     float64
}

// offer is a component of an even window that an odd one has a tie with.
type offer struct {
	Host  string
	Kind  byte
	Score float64
}

// better orders offers, the surest first.
func better(x, y offer) int {
	return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(y.Score, x.Score), strings.Compare(x.Host, y.Host))
}

// meet makes an offer of the two halves of a tie; the odd one gets it.
func meet(halves []crossing) (odd string, o offer, ok bool) {
	if len(halves) != 2 || halves[0].Odd == halves[1].Odd {
		return "", offer{}, false
	}
	from, to := halves[0], halves[1]
	if to.Odd {
		from, to = to, from
	}
	return from.Component, offer{Host: to.Component, Kind: to.Kind, Score: to.Score}, true
}

// guest is a component at the one that it joins, which is itself for a host and for
// one that joins none.
type guest struct {
	Component component
	At        offer
}

// admit joins guests to their host, the surest first, while there is room. What is
// left alone comes after it.
func admit(name string, guests []guest, size int) []component {
	slices.SortFunc(guests, func(x, y guest) int {
		return cmp.Or(hostFirst(name, x, y), better(x.At, y.At), strings.Compare(x.Component.name(), y.Component.name()))
	})
	var out []component
	for _, g := range guests {
		if len(out) > 0 && len(out[0].Members)+len(g.Component.Members) <= size {
			out[0].Members = append(out[0].Members, g.Component.Members...)
			continue
		}
		out = append(out, g.Component)
	}
	if len(out) > 0 {
		slices.SortFunc(out[0].Members, earlier)
	}
	return out
}

func hostFirst(name string, x, y guest) int {
	if (x.Component.name() == name) != (y.Component.name() == name) {
		if x.Component.name() == name {
			return -1
		}
		return 1
	}
	return 0
}
