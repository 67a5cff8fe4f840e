// Command fit puts the gold of bench/batch/pages on the articles that a program read from its archives: the articles' ids
// for the pages', and the bytes of their texts for those of the texts as they were written.
//
//	stemma extract DIR/*.warc.gz > articles.jsonl
//	go run ./bench/batch/fit -pages DIR/pages.jsonl -gold DIR/gold.jsonl -articles articles.jsonl -o gold.jsonl
//
// What bench/reuse/score then counts is what was found in what was read; what reading lost is said on standard error, and
// is none of the finder's fault. A passage is looked for without its white space, which readers change.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
)

func main() {
	var in, out struct{ pages, gold, articles, found string }
	flag.StringVar(&in.pages, "pages", "", "pages.jsonl, the pages as they were written")
	flag.StringVar(&in.gold, "gold", "", "gold.jsonl, what they share")
	flag.StringVar(&in.articles, "articles", "", "what was read: JSON lines with id, url and text")
	flag.StringVar(&out.gold, "o", "", "file for the gold of these articles")
	flag.Parse()
	lost, err := run(in.pages, in.gold, in.articles, out.gold)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
	fmt.Fprintln(os.Stderr, lost)
}

// losses count what reading did not give.
type losses struct{ pages, unread, changed, lines, gone int }

func (l losses) String() string {
	return fmt.Sprintf("%d pages: %d not read, %d with another text; %d lines of gold: %d not in what was read", l.pages, l.unread, l.changed, l.lines, l.gone)
}

// text is a page as it was written and the article as it was read, without white space.
type text struct {
	id            string // of the article; "" if none was read
	written, read squeezed
}

// article is what a program read from a page.
type article struct{ id, text string }

func run(pages, gold, articles, out string) (losses, error) {
	var lost losses
	read := map[string]article{}
	err := eachLine(articles, func(a struct{ ID, URL, Text string }) error {
		if a.URL == "" {
			return fmt.Errorf("article %s has no url", a.ID)
		}
		if _, twice := read[a.URL]; !twice {
			read[a.URL] = article{a.ID, a.Text}
		}
		return nil
	})
	if err != nil {
		return lost, err
	}
	texts := map[string]text{}
	err = eachLine(pages, func(p struct{ ID, URL, Text string }) error {
		a, ok := read[p.URL]
		t := text{id: a.id, written: squeeze(p.Text), read: squeeze(a.text)}
		texts[p.ID] = t
		lost.pages++
		if !ok {
			lost.unread++
		} else if t.written.text != t.read.text {
			lost.changed++
		}
		return nil
	})
	if err != nil {
		return lost, err
	}
	return lost, write(out, func(w io.Writer) error { return lost.fit(gold, texts, w) })
}

// span is a range of bytes.
type span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

type stretch struct {
	A span `json:"a"`
	B span `json:"b"`
}

// line is one of the gold.
type line struct {
	A     string    `json:"a"`
	B     string    `json:"b,omitempty"`
	Kind  string    `json:"kind"`
	Edits []string  `json:"edits,omitempty"`
	Spans []stretch `json:"spans"`
}

// fit writes the lines of the gold whose passages are in what was read.
func (l *losses) fit(gold string, texts map[string]text, w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return eachLine(gold, func(g line) error {
		l.lines++
		a, b := texts[g.A], texts[g.B]
		var spans []stretch
		for _, s := range g.Spans {
			inA, ok := a.place(s.A)
			inB, okB := b.place(s.B)
			if ok && (okB || g.B == "") {
				spans = append(spans, stretch{inA, inB})
			}
		}
		if len(spans) == 0 {
			l.gone++
			return nil
		}
		g.A, g.B, g.Spans = a.id, b.id, spans
		return e.Encode(g)
	})
}

// place finds where a passage of the text as it was written stands in what was read. Of a whole text it is enough that
// some of it was read.
func (t text) place(s span) (span, bool) {
	if t.id == "" || s.Start >= s.End {
		return span{}, false
	}
	from, to := t.written.index(s.Start), t.written.index(s.End)
	if from == 0 && to == len(t.written.text) && t.read.text != "" {
		return span{t.read.offset(0), t.read.end(len(t.read.text))}, true
	}
	at := strings.Index(t.read.text, t.written.text[from:to])
	if at < 0 {
		return span{}, false
	}
	return span{t.read.offset(at), t.read.end(at + to - from)}, true
}

// squeezed is a text without its white space, and where each of its bytes was.
type squeezed struct {
	text string
	at   []int32 // of each byte of text, its place in the text
}

func squeeze(s string) squeezed {
	var b strings.Builder
	q := squeezed{at: make([]int32, 0, len(s))}
	for i, r := range s {
		if unicode.IsSpace(r) {
			continue
		}
		from := b.Len()
		b.WriteRune(r)
		for k := range b.Len() - from {
			q.at = append(q.at, int32(i+k))
		}
	}
	q.text = b.String()
	return q
}

// index is how many bytes stand before an offset of the text.
func (q squeezed) index(offset int) int {
	low, high := 0, len(q.at)
	for low < high {
		if mid := (low + high) / 2; int(q.at[mid]) < offset {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// offset is where byte i stood in the text, end where the one before i ended.
func (q squeezed) offset(i int) int { return int(q.at[i]) }
func (q squeezed) end(i int) int    { return int(q.at[i-1]) + 1 }

// eachLine reads JSON lines. Errors name the file and the line.
func eachLine[T any](name string, each func(T) error) error {
	f, err := os.Open(name) //nolint:gosec // the caller's own file
	if err != nil {
		return err
	}
	defer f.Close()
	d := json.NewDecoder(bufio.NewReaderSize(f, 1<<20))
	for n := 1; ; n++ {
		var x T
		if err := d.Decode(&x); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: line %d: %w", name, n, err)
		}
		if err := each(x); err != nil {
			return fmt.Errorf("%s: line %d: %w", name, n, err)
		}
	}
}

func write(name string, to func(io.Writer) error) error {
	f, err := os.Create(name) //nolint:gosec // the caller's own file
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(to(w), w.Flush(), f.Close())
}
