package link

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma/text"
)

func TestVariants(t *testing.T) {
	for _, c := range []struct {
		x, y string
		want bool
	}{
		{"harbour", "harbor", true},
		{"mustafa", "moustafa", true},
		{"qadhafi", "gaddafi", false}, // three letters of seven: two names to whom does not know them
		{"évacué", "evacue", true},
		{"où", "ou", true},
		{"mieszkańców", "mieszkańcy", true},
		{"사람", "사랑", false},
		{"strażacy", "strażak", true},
		{"шевкета", "шефкета", true},
		{"وأعلنت", "أعلنت", true},
		{"रॉयटर्स", "रायटर्स", true},
		{"की", "के", false},
		{"north", "south", false},
		{"not", "now", false},
		{"2021", "2022", false},
		{"increase", "decrease", true}, // the price of spelling variants: read on their own they are none
		{"dam", "damned", false},
		{strings.Repeat("a", 40), strings.Repeat("a", 39) + "b", false},
		{"", "", false},
	} {
		x, y := spell(text.Fold(c.x)), spell(text.Fold(c.y))
		if have := x.variant(&y); have != c.want || have != y.variant(&x) {
			t.Errorf("%q and %q are variants: %v, turned %v, want %v", c.x, c.y, have, y.variant(&x), c.want)
		}
	}
}

// TestDistance compares the bounded distance with the plain definition.
func TestDistance(t *testing.T) {
	words := []string{"", "a", "skerrin", "skerin", "nirreks", "порт", "порты", "发电站", "电站", "kestrel", "kestreł"}
	for _, x := range words {
		for _, y := range words {
			want := plainDistance([]rune(x), []rune(y))
			for limit := range 6 {
				if have := distance(x, y, limit); have != want && (want <= limit || have <= limit) {
					t.Errorf("%q to %q within %d: %d, want %d", x, y, limit, have, want)
				}
			}
		}
	}
}

func plainDistance(x, y []rune) int {
	switch {
	case len(x) == 0:
		return len(y)
	case len(y) == 0:
		return len(x)
	case x[0] == y[0]:
		return plainDistance(x[1:], y[1:])
	}
	return 1 + min(plainDistance(x[1:], y[1:]), plainDistance(x, y[1:]), plainDistance(x[1:], y))
}
