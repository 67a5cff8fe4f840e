package ingest

import (
	"bytes"
	"context"
	"regexp"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/extract"
)

func readText(ctx context.Context, p *part, s *stream) error { return readOne(ctx, p, s, plainText) }

func readMarkdown(ctx context.Context, p *part, s *stream) error { return readOne(ctx, p, s, markdown) }

// readOne reads a file that is one text.
func readOne(ctx context.Context, p *part, s *stream, read textReader) error {
	b, ok, err := p.whole(s)
	if err != nil || !ok {
		return err
	}
	p.job(ctx, len(b), func(_ context.Context, k *sink) { k.text(b, k.input, read) })
	return nil
}

// text gives an article that is a text.
func (k *sink) text(b []byte, where string, read textReader) {
	d := extract.Decode(b)
	if zeros := strings.Count(d.Text, "\x00"); zeros > 0 {
		k.fail(where, "%s: read with U+FFFD in its place; save it again as text", counted(zeros, "zero byte in the text", "zero bytes in the text"))
		d.Text = strings.ReplaceAll(d.Text, "\x00", "\uFFFD")
	}
	a := read(strings.ReplaceAll(d.Text, "\r\n", "\n"), k.o.Columns)
	if strings.TrimSpace(a.Text) == "" {
		k.fail(where, "has no text: put the article's text in it, or leave it out")
		return
	}
	switch {
	case d.Invalid >= 0:
		line := 1 + bytes.Count(b[:d.Invalid], []byte("\n"))
		k.fail(where, "not UTF-8: byte %#02x in line %d; read with U+FFFD in the place of what is wrong: save it as UTF-8", b[d.Invalid], line)
	case d.Charset != "utf-8":
		k.fail(where, "not UTF-8, and read as %s, which it looks like: save it as UTF-8 to be sure", d.Charset)
	}
	k.visit.complete(&a)
	k.add(a, where)
}

// textReader makes an article of a text; columns name its fields (Options).
type textReader func(s string, columns map[string]string) stemma.Article

// plainText keeps the whole text but for a head of fields: what in it is title,
// date or byline is for package text to find.
func plainText(s string, columns map[string]string) stemma.Article {
	fields, s := cutHead(s, columns)
	a := fields.article()
	a.Text = s
	return a
}

// The markup of Markdown that would disturb sentences. What only separates or
// points out (rules, tables, code) is left.
var (
	reHeading  = regexp.MustCompile(`(?m)^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$`)
	reLineMark = regexp.MustCompile(`(?m)^[ \t]*(?:>[ \t]?)+|^[ \t]*[-*+][ \t]+`)
	reImage    = regexp.MustCompile(`!\[[^\]\n]*\]\([^)\n]*\)`)
	reEmphasis = regexp.MustCompile(`\*{1,3}([^\s*](?:[^*\n]*[^\s*])?)\*{1,3}|\b_{1,3}([^\s_](?:[^_\n]*[^\s_])?)_{1,3}\b`)
)

// markdown reads the head, takes the first heading of the first level
// for the title, and removes the markup.
func markdown(s string, columns map[string]string) stemma.Article {
	fields, s := cutHead(s, columns)
	a := fields.article()
	if m := reHeading.FindStringSubmatch(s); a.Title == "" && m != nil {
		a.Title = strings.TrimSpace(m[1])
	}
	s = reHeading.ReplaceAllString(s, "$1")
	s = reLineMark.ReplaceAllString(s, "")
	s = reImage.ReplaceAllString(s, "")
	s = unlinked(s)
	s = reEmphasis.ReplaceAllString(s, "$1$2")
	a.Text = strings.TrimSpace(s)
	return a
}

// unlinked has the words of links in their place: [words](address), [words][name].
// A regular expression for it looks to the end of the line at each bracket, and a
// line can be the whole text.
func unlinked(s string) string {
	if !strings.Contains(s, "](") && !strings.Contains(s, "][") {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for line := range strings.Lines(s) {
		unlinkLine(&out, line)
	}
	return out.String()
}

func unlinkLine(out *strings.Builder, line string) {
	last := map[byte]int{')': strings.LastIndexByte(line, ')'), ']': strings.LastIndexByte(line, ']')}
	written, next := 0, 0
	for {
		begin := strings.IndexByte(line[next:], '[')
		if begin += next; begin < next || begin > last[']'] {
			break
		}
		end := begin + strings.IndexByte(line[begin:], ']')
		next = end + 1
		closing := byte(']')
		switch {
		case end == begin+1 || next == len(line) || line[next] != '(' && line[next] != '[':
			continue
		case line[next] == '(':
			closing = ')'
		}
		if last[closing] <= next {
			continue
		}
		out.WriteString(line[written:begin])
		out.WriteString(line[begin+1 : end])
		next += 1 + strings.IndexByte(line[next+1:], closing) + 1
		written = next
	}
	out.WriteString(line[written:])
}
