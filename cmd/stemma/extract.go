package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/text"
)

const extractHelp = `Reads inputs as trace does and prints their articles as JSON lines, the normal
form of every input: what a page states of itself, the main text, and the
language and date read from the text where nothing states them. "input" says
where each came from. Each article is printed as soon as it is read, so that
inputs of any size need little memory.
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

// runExtract prints each article as soon as it is read.
func runExtract(cmd *cobra.Command, inputs []string, in *reading, o *output) error {
	read, done := in.options(cmd)
	defer done()
	read.Prepare = func(a *stemma.Article) { *a = text.Article(*a) }
	var articles int
	var failed bool
	err := o.stream(cmd, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for it, err := range ingest.Each(cmd.Context(), inputs, read) {
			switch {
			case err != nil:
				return err
			case it.Problem != nil:
				failed = true
				tell(cmd, []stemma.InputError{*it.Problem})
			case it.Note != nil:
				tell(cmd, []stemma.InputError{*it.Note})
			case it.Article != nil:
				articles++
				if err := e.Encode(newLine(it.Article)); err != nil {
					return err
				}
			}
		}
		return nil
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

// line is an article in the normal form of inputs: without the offsets, which
// are worked out anew when it is read again.
type line struct {
	ID                 string                     `json:"id"`
	Input              string                     `json:"input,omitempty"`
	URL                string                     `json:"url,omitempty"`
	Outlet             string                     `json:"outlet,omitempty"`
	Lang               string                     `json:"lang,omitempty"`
	Published          time.Time                  `json:"published,omitzero"`
	PublishedPrecision stemma.Precision           `json:"published_precision"`
	Updated            time.Time                  `json:"updated,omitzero"`
	Title              string                     `json:"title,omitempty"`
	Byline             string                     `json:"byline,omitempty"`
	Text               string                     `json:"text"`
	Extra              map[string]json.RawMessage `json:"extra,omitempty"`
}

func newLine(a *stemma.Article) line {
	return line{
		ID: a.ID, Input: a.Input, URL: a.URL, Outlet: a.Outlet, Lang: a.Lang, Published: a.Published,
		PublishedPrecision: a.PublishedPrecision, Updated: a.Updated, Title: a.Title, Byline: a.Byline, Text: a.Text, Extra: a.Extra,
	}
}
