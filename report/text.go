package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/review"

	"github.com/stemma-news/stemma"
)

// TextOptions say how Text prints. The zero value is a plain page of 100 columns.
type TextOptions struct {
	// Width of the page in columns; 0 means 100, and it is 72 at least.
	Width int
	// Color marks names, doubt and changes with the terminal's colours.
	Color bool
	// Evidence prints the sentences behind every edge, claim and change, and
	// leaves no line out for brevity.
	Evidence bool
	// MinSupport leaves edges with less support out of the tree; the articles
	// below them stand on their own, with the best guess named.
	MinSupport float64
	// Kept says that the articles are those of one story of an archive: one that has a
	// single report so far is told, too.
	Kept bool
	// Reviewed is what reviewers say of the result, which is printed under the lines of the tree; nil is nothing.
	Reviewed *review.Reviewed
}

// Text prints a result for a person to read: for every story its family tree,
// who cites whom, which report makes which claim, and what changed on the way.
func Text(w io.Writer, r *stemma.Result, o TextOptions) error {
	p := newPage(o.Width, o.Color)
	p.reviewed = o.Reviewed
	x := family.NewIndex(r)
	families := make([]*family.Family, len(r.Stories))
	for i := range r.Stories {
		families[i] = family.New(x, &r.Stories[i], o.MinSupport)
	}
	if o.Kept && len(families) == 0 && len(r.Articles) == 1 {
		p.alone(x, &r.Articles[0], o.Evidence)
		p.cautions(x.DistrustedAlone(r.Unplaced), x.PartialAlone(), o.Evidence)
		p.model(r.Vectors)
		return p.writeTo(w)
	}
	p.overview(r, families)
	for i, f := range families {
		if i > 0 {
			p.line()
		}
		p.tell(f, o.Evidence)
	}
	p.unplacedVerdicts()
	p.unplaced(x, r.Unplaced)
	p.cautions(x.DistrustedAlone(r.Unplaced), x.PartialAlone(), o.Evidence)
	p.failures(r.Errors)
	p.model(r.Vectors)
	if len(families) > 0 && !o.Evidence {
		p.line()
		p.hang("", "The sentences behind each line: --evidence. Why this parent and not another: --explain "+asked(families), faint, 0)
	}
	return p.writeTo(w)
}

// asked is the letter of the report whose place is the least sure, as Explain
// takes it.
func asked(families []*family.Family) string {
	letter, least := "A", 2.0
	for _, m := range families[0].Members {
		if s, known := m.Support(); known && m.Article != nil && m.Edge != nil && s < least {
			letter, least = m.Letter, s
		}
	}
	if len(families) > 1 {
		letter = "1:" + letter
	}
	return letter
}

// overview says what is to come where it is not exactly one story.
func (p *page) overview(r *stemma.Result, families []*family.Family) {
	switch n := len(families); {
	case n == 0 && len(r.Articles) == 0:
		p.line("No reports to trace.")
	case n == 0 && len(r.Articles) == 1:
		p.line("No story found: 1 report alone has no family tree.")
	case n == 0:
		p.line("No story found: " + display.Count(len(r.Articles), "report") + ", and no two of them tell the same news.")
	case n > 1:
		p.line(p.paint(fmt.Sprintf("%s tell %s.", display.Count(len(r.Articles)-len(r.Unplaced), "report"), display.Count(n, "story")), strong))
		for i, f := range families {
			lead, counts := fmt.Sprintf("%4d  ", i+1), "  "+f.Counts()
			title := display.Cut(f.Title(), p.width-len(lead)-len(counts))
			p.line(lead, display.Isolate(title), strings.Repeat(" ", max(0, p.width-len(lead)-len(counts)-display.Columns(title))), p.paint(counts, faint))
		}
		p.line()
	}
}

func (p *page) tell(f *family.Family, evidence bool) {
	p.banner(f)
	p.hang("", f.Headline(), strong, 0)
	for _, l := range f.Remarks() {
		p.hang("", l, plain, 0)
	}
	p.tree(f)
	c := newClaims(p, f, evidence)
	c.descents()
	c.cites()
	c.sourceList()
	c.print()
	c.changes()
	c.differences()
	p.cautions(f.Distrusted(), f.Partial(), evidence)
	if evidence {
		c.evidenceOfEdges()
	}
}

// banner is the line that opens a story.
func (p *page) banner(f *family.Family) {
	title := display.Cut(f.Title(), p.width-8)
	rule := strings.Repeat("━", max(2, p.width-display.Columns(title)-4))
	p.line(p.paint("━━ ", faint), p.paint(display.Isolate(title), strong), p.paint(" "+rule, faint))
}

// unplaced lists the articles that belong to no story.
func (p *page) unplaced(x *family.Index, ids []string) {
	if len(ids) == 0 {
		return
	}
	p.heading("Left out", display.Count(len(ids), "report")+" whose news no other tells")
	for i, id := range ids {
		if i == maxClaims {
			p.line(fmt.Sprintf("and %d more", len(ids)-i))
			return
		}
		a := x.Articles[id]
		if a == nil {
			continue
		}
		lead := display.Isolate(family.Outlet(a)) + ", " + family.LanguageName(a.Lang) + ", " + family.Published(a)
		p.line(lead)
		p.provenance(a, "   ", family.Outlet(a))
	}
}

// failures lists the inputs that were not read, or not as they stood.
func (p *page) failures(errs []stemma.InputError) {
	if len(errs) == 0 {
		return
	}
	p.heading("Input problems", "not read, or only with a repair")
	for _, e := range errs {
		p.hang("", display.Clean(e.Input)+": "+display.Clean(e.Problem), unsure, 4)
	}
}

// builtIn is the form of the built-in model's name, which is the default.
var builtIn = regexp.MustCompile(`^static-[0-9a-f]{12}$`)

// model names the model of sentence vectors where it is not the built-in one.
func (p *page) model(name string) {
	if name == "" || builtIn.MatchString(name) {
		return
	}
	p.line()
	p.hang("", "Sentence vectors: "+display.Clean(name), faint, 4)
}
