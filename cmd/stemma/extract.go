package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

const extractHelp = `Reads inputs as trace does and prints their articles as JSON lines, the normal
form of every input: what a page states of itself, the main text, and the
language and date read from the text where nothing states them. "input" says
where each came from.`

const extractExamples = `  stemma extract saved-pages/ > articles.jsonl
  stemma extract page.html | stemma trace - other.txt`

func newExtractCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:     "extract [flags] PATH… | -",
		Short:   "Print clean articles as JSON lines",
		Long:    extractHelp,
		Example: extractExamples,
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if len(inputs) == 0 {
				return usage("nothing to extract: give files or folders, or - for standard input")
			}
			o := output{formats: []string{"jsonl"}, format: "jsonl", color: "never", file: file}
			if err := o.check(); err != nil {
				return err
			}
			return runExtract(cmd, inputs, &o)
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this `file` instead of standard output")
	return cmd
}

func runExtract(cmd *cobra.Command, inputs []string, o *output) error {
	batch, err := read(cmd, inputs)
	if err != nil {
		return err
	}
	err = o.write(cmd, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for _, a := range batch.Articles {
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if err := e.Encode(newLine(text.Read(a).Article)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return outcome(batch, len(batch.Articles) > 0)
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
	Title              string                     `json:"title,omitempty"`
	Byline             string                     `json:"byline,omitempty"`
	Text               string                     `json:"text"`
	Extra              map[string]json.RawMessage `json:"extra,omitempty"`
}

func newLine(a stemma.Article) line {
	return line{
		ID: a.ID, Input: a.Input, URL: a.URL, Outlet: a.Outlet, Lang: a.Lang, Published: a.Published,
		PublishedPrecision: a.PublishedPrecision, Title: a.Title, Byline: a.Byline, Text: a.Text, Extra: a.Extra,
	}
}
