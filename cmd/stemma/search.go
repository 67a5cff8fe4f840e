package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/report/display"
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
sentence): 1/(60+place) for each of the two, added up. For one or two words, which
mean little by themselves, those come first that have them.

--since and --until take a date (2025, 2025-03, 2025-03-31) or a time up to now
(24h, 7d, 2w).

With --claim the text is a sentence, and the answer is who says it: which reports,
since when, first seen where, in how many languages, in which stories and from how
many independent origins. Numbers, dates, names and negations are compared as
values: what says it with another number is shown apart, and so is what denies
it. Who did what to whom is compared only in plain sentences. What is only like it
is listed as such; where reports among these have all names and figures of the
claim, and its main word or the same story, the count of who says it is one "at
least". It is never said whether the claim is true.

Origins are counted in the trees of the stories. Those with up to 50 reports are
traced for it, as far as they have changed since they were last, 120 reports for a
claim at the most and for 5 seconds, and their trees are kept in the archive where
one may write there. stemma watch and stemma show trace the others; what is not
traced is said, and is "not measured", which is not none. A busy machine may trace
less in that time: --no-trace gives the same answer always.

--claim-file has a claim on each line, and is answered with a line of JSON for each,
in their order: stemma/claim/v1 as --format json has it, and line, the number of
the line. A line that is no claim has an error instead, and the others are
answered: line, schema, claim, error. With - each is answered as soon as it is
read, so that another program can ask many without starting stemma for each.
`

const searchExamples = `  stemma search harbour fire larsk
  stemma search --lang ar,fa --since 2025-03 '"وزارة الموانئ"'
  stemma search --claim "12 workers were injured in the fire at Larsk harbour"
  stemma search --claim-file claims.txt | jq -r '[.claim, .origins_at_least] | @tsv'
  stemma search --source Reuters --format json ferry | jq -r '.hits[].url'`

type searchFlags struct {
	archiveFlag
	filter
	output
	claim     bool
	claimFile string
	noTrace   bool
	outlets   []string
	near      int // how many reports are shown that are only like a claim
	o         search.Options
}

func newSearchCommand() *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:     "search [flags] WORDS…",
		Short:   "Search the archive, or find out who says a claim",
		Long:    searchHelp + archiveHelp,
		Example: searchExamples,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args); err != nil {
				return err
			}
			return runSearch(cmd, strings.Join(args, " "), &f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.claim, "claim", false, "the text is a sentence: find out who says it")
	flags.StringVar(&f.claimFile, "claim-file", "", "find out who says each claim of this `file`, one a line (- for standard input), as JSON lines")
	flags.BoolVar(&f.noTrace, "no-trace", false, "count the origins of a claim only in trees that are kept: trace no story")
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

func (f *searchFlags) check(cmd *cobra.Command, args []string) error {
	f.claim = f.claim || f.claimFile != ""
	switch {
	case f.claimFile != "" && len(args) > 0:
		return usage("--claim-file %s has the claims: give no words beside it", f.claimFile)
	case f.claimFile != "" && cmd.Flags().Changed("format") && f.format != "json":
		return usage("--claim-file is answered in JSON lines: leave out --format %s", f.format)
	case len(args) == 0 && f.claimFile == "":
		return usage("nothing to look for: give words")
	case f.o.By != "" && f.o.By != search.ByWords && f.o.By != search.ByMeaning:
		return usage("unknown --by %q: give words or meaning", f.o.By)
	case f.o.By != "" && f.claim:
		return usage("--by is of no use with --claim: a claim is found by its meaning, and judged by its values")
	case f.noTrace && !f.claim:
		return usage("--no-trace is about the origins of a claim: give --claim")
	case f.o.Limit < 1 || f.o.Limit > 1000:
		return usage("--limit %d: give 1 to 1000", f.o.Limit)
	}
	if f.near = shownNear; cmd.Flags().Changed("limit") {
		f.near = f.o.Limit
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
	// its time, and letting them lie costs little, as the command ends with it. A file of claims goes on.
	if f.claimFile == "" {
		debug.SetGCPercent(400)
	}
	s, err := search.New(a)
	if err != nil {
		return err
	}
	if err := tellUnindexed(cmd, a, s); err != nil {
		return err
	}
	if f.o.Source != "" {
		asked, err := told(cmd, a, s, f.o.Source)
		if err != nil {
			return err
		}
		f.o.Citing = idsOf(asked)
	}
	if f.claim {
		return runClaim(cmd, a, s, query, f)
	}
	if q.Open != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: the quotation mark before %q is not closed: taken as a phrase to the end\n", oneLine(q.Open))
	}
	r, err := s.Find(cmd.Context(), q, f.o)
	if err != nil {
		return searchError(err)
	}
	if len(r.Hits) == 0 {
		return f.nothing(cmd, a, "nothing was found", "try other words, or fewer filters", r)
	}
	if err := f.tellUnknown(cmd, a); err != nil {
		return err
	}
	return f.write(cmd, func(w io.Writer) error {
		if f.format == "json" {
			return writeJSON(w, r)
		}
		return hitsText(w, r, f.style(cmd))
	})
}

// nothing tells that nothing was found, and why where that is known. As JSON the empty answer is written, too.
func (f *searchFlags) nothing(cmd *cobra.Command, a *store.Archive, what, advice string, r any) error {
	why, err := unknown(cmd.Context(), a, f.langs, f.outlets, f.from)
	if err != nil {
		return err
	}
	if len(why) > 0 {
		advice = strings.Join(why, "; ")
	}
	if f.format == "text" {
		return fmt.Errorf("%s: %s", what, advice)
	}
	if len(why) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s\n", printable(advice))
	}
	if err := f.write(cmd, func(w io.Writer) error { return writeJSON(w, r) }); err != nil {
		return err
	}
	return errNothing
}

// tellUnknown tells which of several languages or outlets no report is of: what was found is of the others. One
// by itself needs no question, since something was found.
func (f *searchFlags) tellUnknown(cmd *cobra.Command, a *store.Archive) error {
	if len(f.langs) < 2 && len(f.outlets) < 2 {
		return nil
	}
	return f.tellWhy(cmd, a, time.Time{})
}

// tellWhy tells which languages and outlets no report is of, and that none is since a time.
func (f *searchFlags) tellWhy(cmd *cobra.Command, a *store.Archive, since time.Time) error {
	why, err := unknown(cmd.Context(), a, f.langs, f.outlets, since)
	for _, line := range why {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s\n", printable(line))
	}
	return err
}

func runClaim(cmd *cobra.Command, a *store.Archive, s *search.Searcher, claim string, f *searchFlags) error {
	var o *origins
	if !f.noTrace {
		var err error
		if o, err = newOrigins(cmd, a); err != nil {
			return err
		}
	}
	if f.claimFile != "" {
		return errors.Join(runClaims(cmd, a, s, o, f), o.keep())
	}
	r, err := s.Claim(cmd.Context(), claim, f.o)
	if err != nil {
		return searchError(err)
	}
	if len(r.Says)+len(r.Denies)+len(r.Differs)+len(r.Near) == 0 {
		return f.nothing(cmd, a, "no report in the archive says this, and none is about it", "try it in other words, or with fewer filters", r)
	}
	if err := o.count(r); err != nil {
		return errors.Join(err, o.keep())
	}
	if err := f.tellUnknown(cmd, a); err != nil {
		return err
	}
	err = f.write(cmd, func(w io.Writer) error {
		if f.format == "json" {
			return writeJSON(w, r)
		}
		return claimText(w, r, f.o.Limit, f.near, f.style(cmd))
	})
	return errors.Join(err, o.keep())
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
	e := json.NewEncoder(display.JSON(w))
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
