package drawing

import (
	"bytes"
	"fmt"
	"math"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// The colours, each with a contrast of 4.5 to the paper where it is of text or tells
// something (WCAG 2.2, 1.4.3), and told apart by who sees no red or no green. They are
// attributes, so that every viewer of SVG knows them and the style of a page can
// set others.
const (
	paper, ink   = "#ffffff", "#1b2128"
	muted, mild  = "#586271", "#6b7480"
	faint, grid  = "#aab2bd", "#eceff3"
	period, pile = "#dfe4ea", "#8a94a1"
	stemColour   = "#9aa3af"
	copied       = "#4b5563"
	rewritten    = "#b34700"
	translated   = "#005fa8"
	cited        = "#00704d"
	dotted       = ` stroke-dasharray="2 4"`
)

// look is how an edge is drawn.
type look struct {
	class, colour, dash string
	width               float64
}

// edgeLook gives the colour to the kind of an edge, and the width to its support.
func edgeLook(e *stemma.Edge) look {
	l := look{class: "edge-copy", colour: copied}
	switch e.Kind {
	case stemma.EdgeRewrite:
		l.class, l.colour = "edge-rewrite", rewritten
	case stemma.EdgeTranslation:
		l.class, l.colour = "edge-translation", translated
	case stemma.EdgeCitation:
		l.class, l.colour = "edge-citation", cited
	}
	l.width = 1.2 + 1.8*min(1, max(0, e.Support))
	if e.Support < family.Weak {
		l.dash = dotted
	}
	return l
}

// set are attributes that the style of a page sets, too.
func (d *drawer) set(format string, args ...any) string {
	if d.Bare {
		return ""
	}
	return " " + fmt.Sprintf(format, args...)
}

// only is what nothing but the style of a page makes use of.
func (d *drawer) only(s string) string {
	if d.Bare {
		return s
	}
	return ""
}

// link wraps what draw writes in a link, if there is one, that is called label where what it holds
// does not say it.
func (d *drawer) link(b *bytes.Buffer, href, class, row, label string, draw func()) {
	if href == "" {
		b.WriteString(`<g class="` + class + `"` + row + `>`)
		draw()
		b.WriteString("</g>\n")
		return
	}
	if label != "" {
		label = ` aria-label="` + escape(label) + `"`
	}
	fmt.Fprintf(b, `<a class="%s" href="%s"%s%s>`, class, escape(href), row, label)
	draw()
	b.WriteString("</a>\n")
}

func (d *drawer) text(x, y, size float64, colour, weight, s string) {
	if weight != "" {
		weight = ` font-weight="` + weight + `"`
	}
	fmt.Fprintf(&d.buf, `<text x="%.1f" y="%.1f" font-size="%.1f" fill="%s"%s>%s</text>`+"\n", x, y, size, colour, weight, escape(s))
}

// halo writes text that lines behind it do not disturb.
func (d *drawer) halo(class string, x, y, size float64, colour, weight, s string) {
	if s == "" {
		return
	}
	if weight != "" {
		weight = ` font-weight="` + weight + `"`
	}
	fmt.Fprintf(&d.buf, `<text class="%s" x="%.1f" y="%.1f"%s>%s</text>`,
		class, x, y, d.set(`font-size="%.1f" fill="%s"%s stroke="%s" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`, size, colour, weight, paper), escape(display.Isolate(s)))
}

// anchored writes text around a point.
func (d *drawer) anchored(b *bytes.Buffer, x, y float64, s string) {
	fmt.Fprintf(b, `<text class="note" x="%.1f" y="%.1f" font-size="11.0" fill="%s" text-anchor="middle">%s</text>`+"\n", x, y, muted, escape(s))
}

// perColumn is how wide a column of text is at most, as a share of the size of its letters:
// an ideograph is two columns and as wide as it is high.
const perColumn = 0.54

// fit cuts text to a width.
func fit(s string, width, size float64) string {
	return display.Cut(s, int(width/(size*perColumn)))
}

// lasting says how long a time is, roughly.
func lasting(t time.Duration) string {
	switch days := t.Hours() / 24; {
	case days >= 2*365:
		return fmt.Sprintf("%.0f years", days/365.25)
	case days >= 60:
		return fmt.Sprintf("%.0f months", days/30.4)
	case days >= 2:
		return fmt.Sprintf("%.0f days", days)
	case t.Hours() >= 2:
		return fmt.Sprintf("%.0f hours", t.Hours())
	}
	return fmt.Sprintf("%.0f min", math.Round(t.Minutes()))
}

// legend says what the signs mean.
func (d *drawer) legend() {
	d.y += margin / 2
	x := margin
	for _, k := range []struct {
		kind stemma.EdgeKind
		word string
	}{
		{stemma.EdgeCopy, "copy"},
		{stemma.EdgeRewrite, "rewrite"},
		{stemma.EdgeTranslation, "translation"},
		{stemma.EdgeCitation, "citation"},
	} {
		l := edgeLook(&stemma.Edge{Kind: k.kind, Support: 1})
		x = d.key(x, k.word, fmt.Sprintf(`<path d="M%%.1f %%.1fh24" stroke="%s" stroke-width="%.1f"/>`, l.colour, l.width))
	}
	x = d.key(x, "less than even", fmt.Sprintf(`<path d="M%%.1f %%.1fh24" stroke="%s" stroke-width="2"%s/>`, copied, dotted))
	d.key(x, "a further parent", fmt.Sprintf(`<path d="M%%.1f %%.1fh24" stroke="%s" stroke-width="1.5" stroke-dasharray="6 4"/>`, translated))
	d.y += 26
	disc := `<circle cx="%.1f" cy="%.1f" r="7" transform="translate(12 0)" fill="` + paper + `" stroke="` + ink + `"`
	x = d.key(margin, "a lost source: cited or inferred, not among the reports", disc+` stroke-width="1.8" stroke-dasharray="3.5 2.8"/>`)
	x = d.key(x, "origin", disc+` stroke-width="1.2"/><circle cx="`+fmt.Sprintf("%.1f", x+12)+`" cy="`+fmt.Sprintf("%.1f", d.y)+`" r="4" fill="`+ink+`"/>`)
	x = d.key(x, "undated", `<circle cx="%.1f" cy="%.1f" r="7" transform="translate(12 0)" fill="`+mild+`"/>`)
	d.key(x, "copies of one text", `<circle cx="%.1f" cy="%.1f" r="6" transform="translate(12 0)" fill="`+pile+`"/>`)
	d.y += 26
	d.key(margin, "the day or month that a date names; times are UTC, and what came out within moments is set apart", `<path d="M%.1f %.1fh24" stroke="`+period+`" stroke-width="3"/>`)
	if d.State != nil {
		d.y += 26
		d.key(margin, "what reviewers say: ✓ confirmed, ✗ rejected, ↪ redirected, ⇆ disputed", `<path d="M%.1f %.1fh24" stroke="`+reviewed+`" stroke-width="2" stroke-dasharray="10 3"/>`)
	}
	d.y += margin
}

// key draws a sign and what it means, and returns where the next one goes.
func (d *drawer) key(x float64, word, sign string) float64 {
	fmt.Fprintf(&d.buf, sign+"\n", x, d.y)
	d.text(x+30, d.y+4, 12, muted, "", word)
	return x + 46 + 6.9*float64(len(word))
}
