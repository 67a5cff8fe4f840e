package text

import (
	"testing"

	"github.com/stemma-news/stemma"
)

// An outlet's name in a line of its own, as saved pages have it between title
// and body, is read and is no part of what the article says.
func TestOutletLine(t *testing.T) {
	const body = "\n\nA fire destroyed a grain hall at the docks of Velmar early on Monday, the harbour master said.\n"
	tests := map[string]struct {
		head, outlet string
		boilerplate  int
	}{
		"outlet":                  {"Fire destroys grain hall at Velmar docks\n\nVelmar Herald", "Velmar Herald", 1},
		"outlet, byline and date": {"Fire destroys grain hall at Velmar docks\n\nVelmar Herald\n\nBy Ana Brisk\n\n12 May 2025", "Velmar Herald", 3},
		"a subheading":            {"Fire destroys grain hall at Velmar docks\n\nHarbour closed until Thursday", "", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := Read(stemma.Article{Text: tt.head + body})
			marked := 0
			for _, s := range d.Sentences {
				if s.Boilerplate {
					marked++
				}
			}
			if d.Article.Outlet != tt.outlet || marked != tt.boilerplate {
				t.Errorf("outlet %q, %d lines of boilerplate; want %q, %d", d.Article.Outlet, marked, tt.outlet, tt.boilerplate)
			}
		})
	}
}
