package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/text"
)

const extractHelp = `Reads inputs as trace does and prints their articles as JSON lines, the normal
form of every input: what a page states of itself, the main text, and the
language and date read from the text where nothing states them. "input" says
where each came from. "sentences" and "boilerplate" are byte offsets into
"text", from which nothing is taken away: boilerplate are doubled titles,
bylines, buttons, boxes, and what the articles of an outlet have in common.

Inputs of any size need little memory. What an outlet puts on its articles is
learnt as they come by: from files, the next 500 are read ahead; where some
input is an address or standard input, each article is printed at once, and such
lines are marked from the third article on that has them.
` + readingHelp

const extractExamples = `  stemma extract saved-pages/ > articles.jsonl
  stemma extract page.html | stemma trace - other.txt
  stemma extract https://news.example/feed.xml crawl.warc.gz > articles.jsonl
  stemma extract --map text=body,published=when export.jsonl`

func newExtractCommand() *cobra.Command {
	var file string
	var in reading
	cmd := &cobra.Command{
		Use:     "extract [flags] PATH… | URL… | -",
		Short:   "Print clean articles as JSON lines",
		Long:    extractHelp,
		Example: extractExamples,
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if len(inputs) == 0 {
				return usage("nothing to extract: give files, folders or addresses, or - for standard input")
			}
			o := output{formats: []string{"jsonl"}, format: "jsonl", color: "never", file: file}
			if err := o.check(); err != nil {
				return err
			}
			if err := in.check(); err != nil {
				return err
			}
			return runExtract(cmd, inputs, &in, &o)
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this `file` instead of standard output")
	in.flags(cmd)
	return cmd
}

func runExtract(cmd *cobra.Command, inputs []string, in *reading, o *output) error {
	read, done := in.options(cmd)
	defer done()
	read.Prepare = func(a *stemma.Article) { *a = text.Article(*a) }
	var articles int
	var failed bool
	err := o.stream(cmd, func(w io.Writer) error {
		p := newPrinter(w, inputs)
		for it, err := range ingest.Each(cmd.Context(), inputs, read) {
			switch {
			case err != nil:
				return p.end(err) // what was read is not lost
			case it.Problem != nil:
				failed = true
				tell(cmd, []stemma.InputError{*it.Problem})
			case it.Note != nil:
				tell(cmd, []stemma.InputError{*it.Note})
			case it.Article != nil:
				articles++
				if err := p.take(it.Article); err != nil {
					return err
				}
			}
		}
		return p.end(nil)
	})
	switch {
	case err != nil:
		return err
	case articles == 0:
		return errNothing
	case failed:
		return errSome
	}
	return nil
}

// printer prints articles with what is boilerplate by the habits of their
// outlets. It holds back the newest, so that those before them are marked by what
// comes after, too.
type printer struct {
	json   *json.Encoder
	habits *text.HabitStream
	held   []heldBack // from the oldest
	bytes  int
	// ahead is how many are held back, 0 where somebody may be waiting for each.
	ahead int
}

type heldBack struct {
	*stemma.Article
	lines text.HabitLines
}

const (
	readAhead = 500
	// readAheadBytes is how long the texts that are held back may be in all.
	readAheadBytes = 8 << 20
)

func newPrinter(w io.Writer, inputs []string) *printer {
	p := &printer{json: json.NewEncoder(display.JSON(w)), habits: text.NewHabitStream(), ahead: readAhead}
	p.json.SetEscapeHTML(false)
	for _, input := range inputs {
		if isLive(input) {
			p.ahead = 0
		}
	}
	return p
}

// isLive reports an input that can keep one waiting: an address, standard input,
// a named pipe.
func isLive(input string) bool {
	if input == "-" || strings.Contains(input, "://") {
		return true
	}
	info, err := os.Stat(input)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

func (p *printer) take(a *stemma.Article) error {
	if isWeb(a.Input) { // a file that names addresses
		p.ahead = 0
	}
	p.held = append(p.held, heldBack{a, p.habits.Learn(a)})
	p.bytes += len(a.Text)
	return p.printTo(p.ahead)
}

func isWeb(input string) bool {
	return strings.HasPrefix(input, "http://") || strings.HasPrefix(input, "https://")
}

// printTo prints until no more than some are held back.
func (p *printer) printTo(most int) error {
	n := 0
	for ; len(p.held)-n > most || p.bytes > readAheadBytes; n++ {
		h := &p.held[n]
		p.bytes -= len(h.Text)
		p.habits.Mark(h.Article, h.lines)
		if err := p.json.Encode(h.Article); err != nil {
			return err
		}
	}
	p.held = p.held[:copy(p.held, p.held[n:])]
	return nil
}

func (p *printer) end(err error) error { return errors.Join(err, p.printTo(0)) }
