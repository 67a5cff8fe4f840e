package drawing

import (
	"fmt"
)

// A script that folds a tree needs to know of everything that is drawn which row it is of (data-row), and of a row what
// derives from it: all up to another one (data-end). Of a curve between two rows it needs both (data-from).

// row tells the row of what is drawn. One of several copies is hidden until they are unfolded.
func (d *drawer) row(m *mark) string {
	switch {
	case !d.Unfold:
		return ""
	case m.single:
		return fmt.Sprintf(` data-row="%d" display="none"`, m.row)
	}
	return fmt.Sprintf(` data-row="%d"`, m.row)
}

// tree tells what derives from a row, and where its stem is.
func (d *drawer) tree(m *mark) string {
	if !d.Unfold {
		return ""
	}
	up := -1
	if m.up != nil {
		up = m.up.row
	}
	return fmt.Sprintf(` data-end="%d" data-up="%d" data-x="%.1f" data-y="%.1f"`, m.end, up, m.x, m.y)
}

// from tells the row where a curve begins.
func (d *drawer) from(up *mark) string {
	if !d.Unfold {
		return ""
	}
	return fmt.Sprintf(` data-from="%d"`, up.row)
}

// reviewed is the colour of what reviewers say, which nothing has that the program infers.
const reviewed = "#8a1c7c"

var signs = map[string]string{"confirmed": "✓", "rejected": "✗", "redirected": "↪", "disputed": "⇆"}

// state marks a member with what reviewers say of its line.
func (d *drawer) state(m *mark) {
	if d.State == nil {
		return
	}
	word := d.State(m.member)
	if word == "" {
		return
	}
	x, y := m.x+radius-1, m.y-radius+1
	fmt.Fprintf(&d.buf, `<g class="review %s"><title>reviewers: %s</title><circle cx="%.1f" cy="%.1f" r="7"%s/><text x="%.1f" y="%.1f" font-size="10"%s>%s</text></g>`,
		word, word, x, y, d.set(`fill="%s"`, reviewed), x, y+3.5, d.set(`fill="%s" font-weight="700" text-anchor="middle"`, paper), signs[word])
}

// redirects draws the lines that reviewers put in the place of what is drawn.
func (d *drawer) redirects(p *plan, m *mark) {
	if d.Redirects == nil {
		return
	}
	for _, to := range d.Redirects(m.member) {
		up := p.byID[to.ID]
		if up == nil || up == m {
			continue
		}
		x := min(up.x, m.x) - 44
		path := fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", up.x-radius, up.y, x, up.y, x, m.y, m.x-radius, m.y)
		href := ""
		if d.Pair != nil {
			href = d.Pair(m.member, to)
		}
		d.link(&d.below, href, "edge", d.row(m)+d.from(up), between(up.member, m.member, "as reviewers say"), func() {
			fmt.Fprintf(&d.below, `<path class="elsewhere" d="%s"%s/>`, path, d.set(`fill="none" stroke="%s" stroke-width="2" stroke-dasharray="10 3"`, reviewed))
		})
	}
}
