package graph

import "testing"

func TestQuoted(t *testing.T) {
	for in, want := range map[string]string{
		`plain`:       `"plain"`,
		`"] [shape=x`: `"\"] [shape=x"`,
		`back\`:       `"back\\"`,
		`\N`:          `"\\N"`,
		"two\nlines":  `"two lines"`,
		"صحيفة النهر": `"صحيفة النهر"`,
	} {
		if have := quoted(in); have != want {
			t.Errorf("quoted(%q) = %s, want %s", in, have, want)
		}
	}
}

// FuzzQuoted: whatever an outlet calls itself stays inside its quotes.
func FuzzQuoted(f *testing.F) {
	for _, s := range []string{"", `"`, `\`, `\"`, "a\nb", `\\"`, "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := quoted(s)
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
