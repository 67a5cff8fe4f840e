package drawing

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// Options say how a tree is drawn.
type Options struct {
	// Width of the drawing in pixels; 0 means 1100, and it is 320 at least. A tree of many generations
	// is drawn wider than asked.
	Width float64
	// Alone draws a title above the tree and what its signs mean below it, for a
	// file that stands by itself; a page has both in its text.
	Alone bool
	// Bare leaves out colours, sizes and widths that the style of the page sets: half of what a large drawing takes.
	Bare bool
	// Member returns the address of a report or a lost source, Edge that of what links a
	// parent and a child; "" is none. They may be nil.
	Member func(m *family.Member) string
	Edge   func(m *family.Member, e *stemma.Edge) string
	// Unfold draws every copy for itself, too, hidden, and numbers all rows, for a script that folds and unfolds them.
	Unfold bool
	// State returns what reviewers say of how a member came to its place: "confirmed", "rejected", "redirected", "disputed" or "".
	// Redirects returns the members from which it came as they say. They may be nil.
	State     func(m *family.Member) string
	Redirects func(m *family.Member) []*family.Member
	// Pair returns the address of two members beside each other that no edge joins. It may be nil.
	Pair func(m, up *family.Member) string
}

const (
	defaultWidth, leastWidth = 1100, 320
	axisHeight               = 44.0
	tickApart                = 92.0
	titleLine                = 26.0
)

// SVG draws families below each other.
func SVG(w io.Writer, families []*family.Family, o Options) error {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, leastWidth)
	d := &drawer{Options: o, width: o.Width}
	for _, f := range families {
		d.family(f)
	}
	if len(families) == 0 {
		d.text(margin, titleLine, 14, muted, "", "No story found.")
		d.y = 2 * titleLine
	}
	if o.Alone {
		d.legend()
	}
	role := "img"
	if d.Member != nil || d.Edge != nil {
		role = "group" // what is in an image cannot be reached
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" class="stemma" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="%s" aria-label="%s" font-family="system-ui, 'Segoe UI', 'Noto Sans', sans-serif">`+"\n",
		d.width, d.y, d.width, d.y, role, escape(described(families)))
	if o.Alone {
		fmt.Fprintf(&out, `<rect width="100%%" height="100%%" fill="%s"/>`+"\n", paper)
	}
	for _, layer := range []*bytes.Buffer{&d.below, &d.lines, &d.buf} {
		out.Write(layer.Bytes())
	}
	out.WriteString("</svg>\n")
	_, err := out.WriteTo(w)
	return err
}

// described says what a drawing shows, for who does not see it.
func described(families []*family.Family) string {
	var all []string
	for _, f := range families {
		all = append(all, "Family tree of “"+f.Title()+"”: "+f.Headline())
	}
	return strings.Join(all, ". ")
}

// drawer writes a drawing in layers: what lies below, the lines, and what must be read.
type drawer struct {
	Options
	below, lines, buf bytes.Buffer
	width, y          float64 // of what is drawn so far
}

func (d *drawer) family(f *family.Family) {
	if d.Alone {
		d.title(f)
	}
	top := d.y + axisHeight
	p := lay(f, d.Width, top, d.Unfold)
	if p.axis != nil {
		d.axis(p)
	}
	for _, m := range p.marks {
		d.stem(m)
	}
	for _, m := range p.marks {
		d.edge(m)
		d.further(p, m)
	}
	for _, m := range p.marks {
		d.mark(p, f, m)
	}
	for _, m := range p.folded {
		d.edge(m)
		d.mark(p, f, m)
	}
	d.y, d.width = p.height+margin, max(d.width, p.width)
}

// title is what the story is called, and the answer in a sentence.
func (d *drawer) title(f *family.Family) {
	d.y += margin
	columns := int((d.Width - 2*margin) / 10.4)
	for _, l := range display.Wrap(f.Title(), columns, 2) {
		d.y += titleLine
		d.text(margin, d.y, 20, ink, "bold", l)
	}
	d.y += 4
	for _, l := range display.Wrap(f.Headline(), int((d.Width-2*margin)/7.2), 3) {
		d.y += 20
		d.text(margin, d.y, 14, muted, "", l)
	}
	d.y += margin / 2
}

// axis names the moments above the tree, with a line through it for each.
func (d *drawer) axis(p *plan) {
	y, bottom := p.top-14, p.height
	a := p.axis
	for i, cut := range a.cut {
		if !cut {
			fmt.Fprintf(&d.below, `<path class="axis" d="M%.1f %.1fH%.1f" stroke="%s"/>`+"\n", a.x[i], y, a.x[i+1], faint)
			continue
		}
		middle := (a.x[i] + a.x[i+1]) / 2
		fmt.Fprintf(&d.below, `<path class="axis" d="M%.1f %.1fH%.1fl3 -5l5 10l5 -10l3 5H%.1f" fill="none" stroke="%s"/>`+"\n", a.x[i], y, middle-8, a.x[i+1], faint)
		d.anchored(&d.below, middle, y+18, lasting(a.at[i+1].Sub(a.at[i])))
	}
	for _, t := range a.ticks() {
		fmt.Fprintf(&d.below, `<path class="grid" d="M%.1f %.1fV%.1f" stroke="%s"/>`+"\n", t.x, y-4, bottom, grid)
		d.anchored(&d.below, t.x, y-10, t.label)
	}
}

// stem is the line down from a mark to the last of its children.
func (d *drawer) stem(m *mark) {
	if m.foot > 0 {
		fmt.Fprintf(&d.lines, `<path class="stem"%s d="M%.1f %.1fV%.1f"%s/>`+"\n", d.row(m), m.x, m.y+radius, m.foot-bend, d.set(`stroke="%s" stroke-width="1.5"`, stemColour))
	}
}

// bend is the radius of an elbow.
const bend = 8.0

// edge is the elbow from a parent's stem to a child.
func (d *drawer) edge(m *mark) {
	if m.up == nil {
		return
	}
	way := 1.0
	end := m.x - radius
	if m.x < m.up.x {
		way, end = -1, m.x+radius
	}
	path := fmt.Sprintf("M%.1f %.1fQ%.1f %.1f %.1f %.1fH%.1f", m.up.x, m.y-bend, m.up.x, m.y, m.up.x+way*bend, m.y, end)
	look := edgeLook(m.edge())
	if m.vague {
		look.dash = dotted
	}
	href := ""
	if m.copies == nil && d.Edge != nil {
		href = d.Edge(m.member, m.edge())
	}
	d.link(&d.lines, href, "edge", d.row(m), between(m.up.member, m.member, look.class), func() {
		if href != "" { // a line that a finger can hit
			fmt.Fprintf(&d.lines, `<path%s d="%s"%s/>`, d.only(` class="hit"`), path, d.set(`fill="none" stroke="transparent" stroke-width="16"`))
		}
		fmt.Fprintf(&d.lines, `<path class="%s" d="%s"%s stroke-width="%.1f"%s/>`, look.class, path, d.set(`fill="none" stroke="%s"`, look.colour), look.width, look.dash)
	})
}

// between is what a line of the tree is called, for who does not see it.
func between(up, m *family.Member, class string) string {
	return up.Plain() + " to " + m.Plain() + ": " + strings.TrimPrefix(class, "edge-")
}

// edge is how what a mark stands for came from its parent: of copies, the first of them.
func (m *mark) edge() *stemma.Edge {
	if m.copies != nil {
		return m.copies[0].Edge
	}
	return m.member.Edge
}

// further draws the edges from further parents, behind everything else.
func (d *drawer) further(p *plan, m *mark) {
	if m.copies != nil {
		return
	}
	for _, e := range m.member.Also {
		up := p.byID[e.Parent]
		if up == nil {
			continue
		}
		look := edgeLook(e)
		href := ""
		if d.Edge != nil {
			href = d.Edge(m.member, e)
		}
		// A curve that leaves and arrives from the left, so that it crosses few names.
		x := min(up.x, m.x) - 34
		path := fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", up.x-radius, up.y, x, up.y, x, m.y, m.x-radius, m.y)
		d.link(&d.below, href, "edge", d.row(m)+d.from(up), between(up.member, m.member, look.class), func() {
			fmt.Fprintf(&d.below, `<path class="%s also" d="%s"%s/>`, look.class, path, d.set(`fill="none" stroke="%s" stroke-width="1.5" stroke-dasharray="6 4" opacity="0.7"`, look.colour))
		})
	}
}

// mark draws a report, a lost source or a row of copies, with its name.
func (d *drawer) mark(p *plan, f *family.Family, m *mark) {
	if m.dated && m.to-m.from > 2*radius && m.copies == nil {
		fmt.Fprintf(&d.below, `<path class="period"%s d="M%.1f %.1fH%.1f"%s/>`+"\n", d.row(m), m.from, m.y+rowHeight/2-2, m.to, d.set(`stroke="%s" stroke-width="3" stroke-linecap="round"`, period))
	}
	if m.copies != nil {
		fmt.Fprintf(&d.buf, `<g class="copies"%s>`, d.row(m)+d.tree(m))
		d.copies(p, m)
		d.buf.WriteString("</g>\n")
		return
	}
	href := ""
	if d.Member != nil {
		href = d.Member(m.member)
	}
	d.link(&d.buf, href, "member", d.row(m)+d.tree(m), "", func() {
		if tip := tooltip(m.member); tip != "" {
			fmt.Fprintf(&d.buf, `<title>%s</title>`, escape(tip))
		}
		if m.isLost() {
			d.lost(p, f, m)
		} else {
			d.report(p, f, m)
		}
		d.state(m)
	})
	d.redirects(p, m)
}

func (d *drawer) report(p *plan, f *family.Family, m *mark) {
	a := m.member.Article
	class, fill := "report", ink
	if !m.dated {
		class, fill = "undated", mild
	}
	d.ring(m)
	fmt.Fprintf(&d.buf, `<circle class="%s" cx="%.1f" cy="%.1f" r="%.1f"%s/>`, class, m.x, m.y, radius, d.set(`fill="%s"`, fill))
	d.letter(m)
	note := strings.Join([]string{family.LanguageName(a.Lang), m.member.Published(), how(f, m.member)}, " · ")
	if p.narrow {
		note = strings.Join([]string{family.BaseLanguage(a.Lang), brief(m.member), how(f, m.member)}, " · ")
	}
	d.names(p, m, "600", family.Outlet(a), note)
}

// brief is when a report came out, without its year: the axis has that.
func brief(m *family.Member) string {
	from, to := m.Period()
	switch {
	case from.IsZero():
		return "undated"
	case to.Equal(from):
		return from.UTC().Format("2 Jan 15:04")
	case to.Sub(from) <= day:
		return from.Format("2 Jan")
	}
	return m.Published()
}

// ring marks an origin.
func (d *drawer) ring(m *mark) {
	if m.up == nil && m.member.Guess == nil {
		fmt.Fprintf(&d.buf, `<circle class="origin" cx="%.1f" cy="%.1f" r="%.1f"%s/>`, m.x, m.y, radius+3.5, d.set(`fill="none" stroke="%s" stroke-width="1.5"`, ink))
	}
}

// letter is the letter of a report, in its mark.
func (d *drawer) letter(m *mark) {
	class, size := "letter", 12.0
	if len(m.member.Letter) > 1 {
		class, size = "letter two", 9.5
	}
	fmt.Fprintf(&d.buf, `<text class="%s" x="%.1f" y="%.1f" font-size="%.1f"%s>%s</text>`,
		class, m.x, m.y+size*0.36, size, d.set(`font-weight="700" fill="%s" text-anchor="middle"`, paper), m.member.Letter)
}

func (d *drawer) lost(p *plan, f *family.Family, m *mark) {
	s := m.member.Source
	d.ring(m)
	fmt.Fprintf(&d.buf, `<circle class="lost" cx="%.1f" cy="%.1f" r="%.1f"%s/>`, m.x, m.y, radius, d.set(`fill="%s" stroke="%s" stroke-width="1.8" stroke-dasharray="3.5 2.8"`, paper, ink))
	title := family.SourceName(s)
	if s.Kind == stemma.SourceUnnamed && s.Name != "" && !s.Inferred {
		title += " “" + f.SourceInEnglish(s) + "”"
	}
	d.names(p, m, "600", title, family.LostNote(s)+" · "+how(f, m.member))
}

// copies is a row of copies: a pile.
func (d *drawer) copies(p *plan, m *mark) {
	for i := 2; i >= 0; i-- {
		fmt.Fprintf(&d.buf, `<circle class="pile" cx="%.1f" cy="%.1f" r="%.1f"%s/>`, m.x+4*float64(i), m.y, radius-2, d.set(`fill="%s" stroke="%s"`, pile, paper))
	}
	m.label += 8
	var names []string
	for _, c := range m.copies {
		names = append(names, family.Outlet(c.Article))
	}
	title := fmt.Sprintf("%s–%s  %d more verbatim copies", m.copies[0].Letter, m.copies[len(m.copies)-1].Letter, len(m.copies))
	if m.vague {
		title = fmt.Sprintf("%s–%s  %d copies; which of which the texts cannot tell", m.copies[0].Letter, m.copies[len(m.copies)-1].Letter, len(m.copies))
	}
	d.names(p, m, "400", title, display.List(names, 6))
}

// names writes the two lines beside a mark.
func (d *drawer) names(p *plan, m *mark, weight, title, note string) {
	room := p.width - margin/2 - m.label
	d.halo("name", m.label, m.y-2, 14, ink, weight, fit(title, room, 14))
	d.halo("name note", m.label, m.y+15, 11.5, muted, "", fit(note, room, 11.5))
}

// how says of a member how it came to its place, and how sure that is.
func how(f *family.Family, m *family.Member) string {
	word := "origin"
	switch {
	case m.Edge == nil && m.Guess != nil:
		word = "parent uncertain"
	case m.Edge != nil:
		word = f.How(m, m.Edge)
	}
	if support, known := m.Support(); known {
		word += " " + display.Score(support)
		if support < family.Weak {
			word += " ?"
		}
	}
	return word
}

// maxTooltip is how many columns of a title are shown.
const maxTooltip = 200

func tooltip(m *family.Member) string {
	if m.Source != nil {
		return family.SourceName(m.Source)
	}
	return display.Cut(display.Clean(m.Article.Title), maxTooltip)
}

// escape makes text of XML.
func escape(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) //nolint:errcheck // a buffer takes everything
	return b.String()
}
