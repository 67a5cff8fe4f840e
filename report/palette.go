package report

// style is one of the few ways in which text stands out.
type style string

// The values are SGR parameters: the 16 colours that every terminal lets its
// user choose, never fixed ones.
const (
	plain  style = ""
	strong style = "1"
	faint  style = "2"
	lost   style = "35"
	unsure style = "33"
	name   style = "1;36"
	gone   style = "31"
	come   style = "32"
)

// paint returns s in a style.
func (p *page) paint(s string, st style) string {
	if !p.color || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}
