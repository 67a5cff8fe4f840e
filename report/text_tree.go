package report

import (
	"fmt"
	"strings"

	"github.com/stemma-news/stemma"
)

// tree draws a family as lines of a table: the branches and names in the
// first column, then language, date, how and support.
type tree struct {
	*page
	*family
	nameW, langW, dateW int
	codes               bool // languages as codes, where the page is narrow
}

// How wide the last two columns are, and the gap between columns.
const (
	howW     = len("translation")
	supportW = len("support")
	gapW     = 2
)

func (p *page) tree(f *family) {
	t := &tree{page: p, family: f}
	t.measure()
	date := "published"
	for _, m := range f.members {
		if m.article != nil && hasClock(m.article) {
			date = "published (UTC)"
		}
	}
	p.line()
	p.line(p.paint(pad("FAMILY TREE", t.nameW), strong), p.paint(
		gap(pad("language", t.langW))+gap(pad(cut(date, t.dateW), t.dateW))+gap(pad("how", howW))+gap("support"), faint))
	for _, m := range f.roots {
		t.draw(m, "", "")
	}
	t.legend()
}

func gap(s string) string { return strings.Repeat(" ", gapW) + s }

// measure fits the columns to the page.
func (t *tree) measure() {
	t.langW, t.dateW = len("language"), len("published")
	widest, notes := 0, 0
	var depth func(m *member, d int)
	depth = func(m *member, d int) {
		widest = max(widest, 3*d+columns(t.title(m)))
		if m.source != nil {
			notes = max(notes, 3*d+columns(t.title(m))+columns(t.note(m, maxWording+columns("“” (lost, cited by 99)")))+1)
		} else {
			t.langW = max(t.langW, columns(languageName(m.article.Lang)))
			t.dateW = max(t.dateW, columns(m.published()))
			if hasClock(m.article) {
				t.dateW = max(t.dateW, len("published (UTC)"))
			}
		}
		for _, b := range m.shown() {
			depth(b, d+1)
		}
	}
	for _, m := range t.roots {
		depth(m, 0)
	}
	room := t.width - howW - supportW - 4*gapW - t.dateW
	if t.codes = room-t.langW < 30; t.codes {
		t.langW = len("language")
	}
	notes -= t.langW + t.dateW + 2*gapW - 1
	t.nameW = min(max(widest, notes, len("FAMILY TREE")+4), room-t.langW)
}

// title is a member's mark and name, as plain text.
func (t *tree) title(m *member) string {
	if m.source != nil {
		return "◌ " + sourceName(m.source)
	}
	return m.letter + " " + outlet(m.article)
}

// draw prints a member and all below it. lead is what stands before its
// children, branch before itself.
func (t *tree) draw(m *member, branch, lead string) {
	t.row(m, branch)
	inner := lead + "   "
	if len(m.below)+len(m.vague) > 0 {
		inner = lead + "│  "
	}
	for _, n := range t.notes(m) {
		t.beside(fold(inner, t.width/2), n.text, n.style)
	}
	for i, b := range m.shown() {
		last := i == len(m.below)-1 && len(m.vague) == 0
		t.draw(b, lead+elbow(last, b.edge.Support), lead+stem(last))
	}
	if m.tucked > 0 {
		t.copies(m.folded(), "%d more verbatim copies: %s", lead+elbow(len(m.vague) == 0, 1))
	}
	if len(m.vague) > 0 {
		t.copies(m.vague, "%d copies, which of which the texts cannot tell: %s", lead+elbow(true, 0))
	}
}

// elbow is the line that leads to a child, broken where it is uncertain.
func elbow(last bool, support float64) string {
	corner, dash := "├", "─"
	if last {
		corner = "└"
	}
	if support < weak {
		dash = "╌"
	}
	return corner + dash + " "
}

func stem(last bool) string {
	if last {
		return "   "
	}
	return "│  "
}

// fold shortens the branches of a deep tree to keep columns.
func fold(branch string, keep int) string {
	r := []rune(branch)
	if len(r) > keep {
		return "⋯" + string(r[len(r)-keep+1:])
	}
	return branch
}

func (t *tree) row(m *member, branch string) {
	branch = fold(branch, t.nameW*2/3)
	room := t.nameW - columns(branch)
	if m.source != nil {
		t.sourceRow(m, branch, room)
		return
	}
	a := m.article
	title := cut(outlet(a), room-len(m.letter)-1)
	lang := languageName(a.Lang)
	if t.codes {
		lang = clean(a.Lang)
	}
	t.line(branch, t.paint(m.letter, name), " ", isolate(title),
		strings.Repeat(" ", max(0, room-len(m.letter)-1-columns(title))),
		gap(pad(cut(lang, t.langW), t.langW)), gap(pad(m.published(), t.dateW)), t.descent(m))
}

// sourceRow prints a lost source; what is known of it runs on into the columns
// of language and date, which it has none of.
func (t *tree) sourceRow(m *member, branch string, room int) {
	const mark = "◌ "
	title := cut(sourceName(m.source), room-columns(mark))
	space := room - columns(mark+title) + t.langW + t.dateW + 2*gapW - 1
	note := cut(t.note(m, space), space)
	t.line(branch, t.paint(mark+isolate(title), lost), " ", t.paint(isolate(note), faint),
		strings.Repeat(" ", max(0, space-columns(note))), t.descent(m))
}

// note says in what words an unnamed source is cited, and how a source is
// known. The words are shortened to room for all of it.
func (t *tree) note(m *member, room int) string {
	known := lostNote(m.source)
	if known != "" {
		known = "(" + known + ")"
	}
	room -= columns(known) + columns("“” ")
	if m.source.Kind != stemma.SourceUnnamed || m.source.Name == "" || m.source.Inferred || room < 8 {
		return known
	}
	return strings.TrimSpace("“" + isolate(cut(t.inEnglish(m.source), room)) + "” " + known)
}

// descent fills the last two columns.
func (t *tree) descent(m *member) string {
	how := "origin"
	switch {
	case m.edge == nil && m.guess != nil:
		return gap(t.paint("uncertain", unsure))
	case m.edge != nil:
		how = t.how(m, m.edge)
	}
	support, known := m.support()
	switch {
	case !known:
		return gap(how)
	case support < weak:
		return t.paint(gap(pad(how, howW))+gap(score(support)+" ?"), unsure)
	}
	return gap(pad(how, howW)) + gap(score(support))
}

// copies prints copies that are not drawn one by one.
func (t *tree) copies(hidden []*member, format, branch string) {
	first, last := hidden[0].letter, hidden[len(hidden)-1].letter
	var names []string
	seen := make(map[string]bool)
	for _, h := range hidden {
		if n := outlet(h.article); !seen[n] {
			seen[n] = true
			names = append(names, isolate(n))
		}
	}
	text := fmt.Sprintf(format, len(hidden), list(names, 8))
	t.hang(fold(branch, t.nameW*2/3)+first+"–"+last+" ", text, faint, 2)
}

// legend explains the signs that the tree used.
func (t *tree) legend() {
	var signs []string
	hasLost, hasWeak := false, false
	for _, m := range t.members {
		hasLost = hasLost || m.source != nil
		support, known := m.support()
		hasWeak = hasWeak || known && support < weak
	}
	if hasLost {
		signs = append(signs, "◌ a lost source: not among the reports")
	}
	if hasWeak {
		signs = append(signs, "╌ ? less than even: other parents are nearly as likely (--explain)")
	}
	if all := strings.Join(signs, "   "); all != "" && 3+columns(all) <= t.width {
		signs = []string{all}
	}
	for _, s := range signs {
		t.line(t.paint("   "+s, faint))
	}
}
