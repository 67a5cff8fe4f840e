package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

const searchHelp = `Searches the reports of the archive by their words, in all languages, and by what
they mean, across languages: an English question finds the Arabic report.

  harbour fire        reports with these words, or that tell of such a thing
  "harbour fire"      with this phrase (quote it for your shell: '"harbour fire"')
  harb*               with a word that begins so
  -drill -"a drill"   without this word or phrase (put -- before a query that begins so)

A report is ranked by its place among those found by words (BM25, words of the
title three times) and among those found by meaning (the likeness of its nearest
sentence): 1/(60+place) for each of the two, added up.

With --claim the text is a sentence, and the answer is who says it: which reports,
since when, first seen where, in how many languages, in which stories and from how
many independent origins. Numbers, dates, names and negations are compared as
values: what says it with another number is shown apart, and so is what denies
it. What is only like it is listed as such. It is never said whether the claim
is true. Origins are counted in the trees that the archive keeps (stemma watch
and stemma show trace stories); without them they are "not measured", which is
not none.
`

const searchExamples = `  stemma search harbour fire larsk
  stemma search --lang ar,fa --since 2025-03 '"وزارة الموانئ"'
  stemma search --claim "12 workers were injured in the fire at Larsk harbour"
  stemma search --source Reuters --format json ferry | jq -r '.hits[].url'`

type searchFlags struct {
	archiveFlag
	filter
	output
	claim   bool
	outlets []string
	o       search.Options
}

func newSearchCommand() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:     "search [flags] WORDS…",
		Short:   "Search the archive, or find out who says a claim",
		Long:    searchHelp + archiveHelp,
		Example: searchExamples,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(args); err != nil {
				return err
			}
			return runSearch(cmd, strings.Join(args, " "), &f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.claim, "claim", false, "the text is a sentence: find out who says it")
	flags.StringArrayVar(&f.outlets, "outlet", nil, "only reports of this `outlet`")
	flags.StringVar(&f.o.Source, "source", "", "only reports that cite this `source`")
	flags.StringVar(&f.o.Story, "story", "", "only reports of this `story`, by its id")
	flags.StringVar(&f.o.By, "by", "", "search in one `way`: words, meaning (default both)")
	flags.IntVar(&f.o.Limit, "limit", 20, "so many `reports` at the most; of a claim so many of each list in text")
	f.archiveFlag.flags(cmd)
	f.filter.flags(cmd)
	f.output.flags(cmd, "text", "json")
	return cmd
}

func (f *searchFlags) check(args []string) error {
	switch {
	case len(args) == 0:
		return usage("nothing to look for: give words")
	case f.o.By != "" && f.o.By != search.ByWords && f.o.By != search.ByMeaning:
		return usage("unknown --by %q: give words or meaning", f.o.By)
	case f.o.By != "" && f.claim:
		return usage("--by is of no use with --claim: a claim is found by its meaning, and judged by its values")
	case f.o.Limit < 1 || f.o.Limit > 1000:
		return usage("--limit %d: give 1 to 1000", f.o.Limit)
	}
	if err := f.filter.check(); err != nil {
		return err
	}
	f.o.Filter = store.Filter{Langs: f.langs, Outlets: f.outlets, From: f.from, To: f.to}
	return f.output.check()
}

func runSearch(cmd *cobra.Command, query string, f *searchFlags) error {
	q, err := search.Parse(query)
	if err != nil && !f.claim {
		return usageError{err}
	}
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	// A search reads some ten megabytes that are garbage at once: collecting them is a tenth of
	// its time, and letting them lie costs little, as the command ends with it.
	debug.SetGCPercent(400)
	s, err := search.New(a)
	if err != nil {
		return err
	}
	if err := tellUnindexed(cmd, a, s); err != nil {
		return err
	}
	if f.claim {
		return runClaim(cmd, s, query, f)
	}
	r, err := s.Find(cmd.Context(), q, f.o)
	if err != nil {
		return searchError(err)
	}
	return f.found(cmd, len(r.Hits) == 0, func(w io.Writer) error {
		if f.format == "json" {
			return writeJSON(w, r)
		}
		return hitsText(w, r, f.style(cmd))
	})
}

func runClaim(cmd *cobra.Command, s *search.Searcher, claim string, f *searchFlags) error {
	r, err := s.Claim(cmd.Context(), claim, f.o)
	if err != nil {
		return searchError(err)
	}
	none := len(r.Says)+len(r.Denies)+len(r.Differs)+len(r.Near) == 0
	if none && f.format == "text" {
		return errors.New("no report in the archive says this, and none is about it: try it in other words, or with fewer filters")
	}
	return f.found(cmd, none, func(w io.Writer) error {
		if f.format == "json" {
			return writeJSON(w, r)
		}
		return claimText(w, r, f.o.Limit, f.style(cmd))
	})
}

// found writes a result. JSON is written of nothing, too.
func (f *searchFlags) found(cmd *cobra.Command, none bool, render func(io.Writer) error) error {
	if none && f.format == "text" {
		return errors.New("nothing was found: try other words, or fewer filters")
	}
	if err := f.write(cmd, render); err != nil {
		return err
	}
	if none {
		return errNothing
	}
	return nil
}

// searchError says which errors are of the command line.
func searchError(err error) error {
	if _, unknown := errors.AsType[*search.UnknownStoryError](err); unknown || errors.Is(err, search.ErrClaim) || errors.Is(err, search.ErrQuestion) {
		return usageError{err}
	}
	if many, is := errors.AsType[*store.AmbiguousError](err); is {
		return usageError{many}
	}
	return err
}

// tellUnindexed tells of reports that cannot be found yet. Counting all reports would take
// longer than the search: of the numbers of arrivals some are of reports that came again since.
func tellUnindexed(cmd *cobra.Command, a *store.Archive, s *search.Searcher) error {
	placed, last, err := a.Position(cmd.Context())
	if err != nil {
		return err
	}
	if n := int(last - placed); n > 0 {
		upTo := ""
		if n > 1 {
			upTo = "up to "
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s%s not searched yet: stemma watch indexes them, or the next stemma import\n", upTo, plural(n, "report is", "reports are"))
	}
	stale, err := s.Stale(cmd.Context())
	if stale > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s not searched: another version of stemma indexed them; stemma watch makes the index anew, or the next stemma import\n", plural(stale, "report is", "reports are"))
	}
	return err
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
