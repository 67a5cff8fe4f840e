package report

import (
	"bytes"
	"io"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/review"
)

const (
	defaultWidth = 100
	minWidth     = 72
)

// page is the paper that text reports are printed on, written out in one go at
// the end.
type page struct {
	buf   bytes.Buffer
	width int
	color bool
	// reviewed is what reviewers say of the result that is printed; nil where there is nothing.
	reviewed *review.Reviewed
}

func newPage(width int, color bool) *page {
	if width <= 0 {
		width = defaultWidth
	}
	return &page{width: max(width, minWidth), color: color}
}

// line prints its parts and ends the line, without trailing spaces.
func (p *page) line(parts ...string) {
	p.buf.WriteString(strings.TrimRight(strings.Join(parts, ""), " "))
	p.buf.WriteByte('\n')
}

func (p *page) writeTo(w io.Writer) error {
	_, err := p.buf.WriteTo(w)
	return err
}

// heading opens a section, with a word on how to read it.
func (p *page) heading(title, aside string) {
	p.line()
	title = strings.ToUpper(title)
	if aside == "" || display.Columns(title)+2+display.Columns(aside) > p.width {
		p.line(p.paint(title, strong))
		return
	}
	p.line(p.paint(title, strong), "  ", p.paint(aside, faint))
}

// about opens a section on someone, whose name stays as it is written.
func (p *page) about(title, who, aside string) {
	title = strings.ToUpper(title)
	who = display.Cut(who, p.width-display.Columns(title)-display.Columns(aside)-3)
	p.line()
	p.line(p.paint(title+" "+display.Isolate(who), strong), "  ", p.paint(aside, faint))
}

// hang prints clean text after lead, wrapped to the page and to limit lines
// (0: all), the lines after the first indented to where the text began.
func (p *page) hang(lead, text string, st style, limit int) {
	indent, open := display.Columns(lead), display.Opening(text)
	for i, l := range display.Reopen(display.Wrap(text, p.width-indent, limit)) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		p.line(lead, p.paint(display.Within(open, l), st))
	}
}

// beside prints clean text after lead, which every further line has too.
func (p *page) beside(lead, text string, st style) {
	open := display.Opening(text)
	for i, l := range display.Reopen(display.Wrap(text, p.width-display.Columns(lead)-gapW, 0)) {
		if i > 0 {
			l = strings.Repeat(" ", gapW) + l
		}
		p.line(lead, p.paint(display.Within(open, l), st))
	}
}
