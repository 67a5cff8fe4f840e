package report

import (
	"bytes"
	"io"
	"strings"
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
	if aside == "" || columns(title)+2+columns(aside) > p.width {
		p.line(p.paint(title, strong))
		return
	}
	p.line(p.paint(title, strong), "  ", p.paint(aside, faint))
}

// about opens a section on someone, whose name stays as it is written.
func (p *page) about(title, who, aside string) {
	title = strings.ToUpper(title)
	who = cut(who, p.width-columns(title)-columns(aside)-3)
	p.line()
	p.line(p.paint(title+" "+isolate(who), strong), "  ", p.paint(aside, faint))
}

// hang prints clean text after lead, wrapped to the page and to limit lines
// (0: all), the lines after the first indented to where the text began.
func (p *page) hang(lead, text string, st style, limit int) {
	indent, open := columns(lead), opening(text)
	for i, l := range reopen(wrap(text, p.width-indent, limit)) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		p.line(lead, p.paint(within(open, l), st))
	}
}

// beside prints clean text after lead, which every further line has too.
func (p *page) beside(lead, text string, st style) {
	open := opening(text)
	for i, l := range reopen(wrap(text, p.width-columns(lead)-gapW, 0)) {
		if i > 0 {
			l = strings.Repeat(" ", gapW) + l
		}
		p.line(lead, p.paint(within(open, l), st))
	}
}
