package report

import (
	"bytes"
	"testing"

	"github.com/stemma-news/stemma"
)

func dot(t testing.TB, r *stemma.Result, minSupport float64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := DOT(&b, r, minSupport); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDOT(t *testing.T) {
	golden(t, "bridge.dot", dot(t, bridge(t), 0))
	golden(t, "bridge.support.dot", dot(t, bridge(t), 0.7))
	golden(t, "two.dot", dot(t, twoStories(), 0))
}

func TestDOTString(t *testing.T) {
	for in, want := range map[string]string{
		`plain`:       `"plain"`,
		`"] [shape=x`: `"\"] [shape=x"`,
		`back\`:       `"back\\"`,
		`\N`:          `"\\N"`,
		"two\nlines":  `"two lines"`,
		"صحيفة النهر": `"صحيفة النهر"`,
	} {
		if have := dotString(in); have != want {
			t.Errorf("dotString(%q) = %s, want %s", in, have, want)
		}
	}
}

// FuzzDOTString: whatever an outlet calls itself stays inside its quotes.
func FuzzDOTString(f *testing.F) {
	for _, s := range []string{"", `"`, `\`, `\"`, "a\nb", `\\"`, "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := dotString(s)
		inside := q[1 : len(q)-1]
		for i := 0; i < len(inside); i++ {
			switch inside[i] {
			case '\\':
				i++
				if i == len(inside) || inside[i] != '\\' && inside[i] != '"' {
					t.Fatalf("%q: loose backslash in %s", s, q)
				}
			case '"', '\n':
				t.Fatalf("%q: %s ends early", s, q)
			}
		}
	})
}
