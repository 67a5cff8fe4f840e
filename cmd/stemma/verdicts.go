package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
)

const verdictsHelp = `What people say of the trees: that a line of a tree or a link between sentences is
right, wrong, or leads elsewhere. It is kept apart from what the program infers, and
changes nothing of that: stemma show and stemma serve show it beside it. Verdicts
are found again when a tree is drawn anew, as long as its reports are there.

They are in a file of their own in the folder of the archive (verdicts.db): they can be
given while stemma watch writes into the archive.

Without a further word, stemma verdicts lists them in the order in which they were
given (--format json: stemma/verdicts/v1, which has for each: id, story, subject,
verdict, from, to, redirect, note, reviewer, at, withdrawn).
` + archiveHelp

const verdictsExamples = `  stemma verdicts --reviewer Ada
  stemma verdicts add s7kq2 B rejected --note "C has the quotation, and came first"
  stemma verdicts export -o verdicts.jsonl`

// verdictFlags choose verdicts of an archive.
type verdictFlags struct {
	archiveFlag
	output
	story  string
	chosen review.Filter
}

func (f *verdictFlags) flags(cmd *cobra.Command) {
	f.archiveFlag.flags(cmd)
	cmd.Flags().StringVar(&f.story, "story", "", "verdicts on this `story`: its id, or a report of it, as in stemma show")
	cmd.Flags().StringVar(&f.chosen.Reviewer, "reviewer", "", "verdicts of this `reviewer`")
}

func newVerdictsCommand() *cobra.Command {
	cmd := newVerdictsListCommand("verdicts")
	cmd.Short = "What people say of the trees: list, add, withdraw, export, import"
	cmd.Long, cmd.Example = verdictsHelp, verdictsExamples
	cmd.AddCommand(
		withExits(newVerdictsListCommand("list"), "there are no verdicts, or another error", ""),
		withExits(newVerdictsAddCommand(), "the verdict was not kept", ""),
		withExits(newVerdictsWithdrawCommand(), "there is no such verdict, or another error", ""),
		withExits(newVerdictsExportCommand(), "there are no verdicts, or another error", ""),
		withExits(newVerdictsImportCommand(), "not all verdicts could be read", ""),
	)
	return cmd
}

func newVerdictsListCommand(use string) *cobra.Command {
	var f verdictFlags
	cmd := &cobra.Command{
		Use:     use + " [flags]",
		Short:   "List verdicts",
		Long:    "Lists the verdicts in the order in which they were given.\n" + archiveHelp,
		Example: "  stemma verdicts list --story s7kq2 --withdrawn",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("unknown command %q: give list, add, withdraw, export or import", args[0])
			}
			if err := f.check(); err != nil {
				return err
			}
			return f.list(cmd)
		},
	}
	f.flags(cmd)
	f.output.flags(cmd, "text", "json")
	cmd.Flags().BoolVar(&f.chosen.Withdrawn, "withdrawn", false, "those that were withdrawn, too")
	return cmd
}

// open opens the archive for reading, and its book; story is looked up for the filter.
func (f *verdictFlags) open(cmd *cobra.Command) (*store.Archive, *review.Book, error) {
	a, err := f.read(cmd)
	if err != nil {
		return nil, nil, err
	}
	book, err := review.Of(cmd.Context(), a)
	if err == nil {
		err = f.choose(cmd, a)
	}
	if err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return a, book, nil
}

// choose takes the verdicts on a story: those on its reports, wherever they were given.
func (f *verdictFlags) choose(cmd *cobra.Command, a *store.Archive) error {
	if f.story == "" {
		return nil
	}
	id, err := findStory(cmd, a, f.story)
	if err != nil {
		return err
	}
	f.chosen.Stories = []string{id}
	for article, err := range a.StoryArticles(cmd.Context(), id) {
		if _, damaged := errors.AsType[*store.ArticleError](err); err != nil && !damaged {
			return err
		}
		f.chosen.Articles = append(f.chosen.Articles, article.ID)
	}
	return nil
}

func (f *verdictFlags) list(cmd *cobra.Command) error {
	a, book, err := f.open(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	defer book.Close()
	n := 0
	err = f.write(cmd, func(w io.Writer) error {
		show, end := verdictLines{cmd: cmd, archive: a, w: w}.print, func() error { return nil }
		if f.format == "json" {
			list := &verdictList{w: w}
			show, end = list.put, list.end
		}
		for v, err := range book.All(cmd.Context(), f.chosen) {
			if err != nil {
				return err
			}
			if err := show(&v); err != nil {
				return err
			}
			n++
		}
		return end()
	})
	switch {
	case err != nil:
		return err
	case n == 0 && f.format == "json":
		return errNothing
	case n == 0:
		return noVerdicts(a.Dir(), &f.chosen)
	}
	return nil
}

func noVerdicts(dir string, f *review.Filter) error {
	if len(f.Stories) > 0 || f.Reviewer != "" {
		return fmt.Errorf("no verdict in the archive %s passes: give fewer or wider filters", dir)
	}
	return fmt.Errorf("nobody has given a verdict in the archive %s: stemma verdicts add, or the pages of stemma serve", dir)
}

// verdictList writes verdicts as one JSON document, one after the other.
type verdictList struct {
	w     io.Writer
	begun bool
}

func (l *verdictList) put(v *review.Verdict) error {
	before := ","
	if !l.begun {
		before = `{"schema":"` + review.Schema + `","verdicts":[`
		l.begun = true
	}
	var b strings.Builder
	e := json.NewEncoder(display.JSON(&b))
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(l.w, before+strings.TrimSpace(b.String()))
	return err
}

// end closes the document. One that an error breaks off stays open, so that nobody takes it for all.
func (l *verdictList) end() error {
	end := "]}\n"
	if !l.begun {
		end = `{"schema":"` + review.Schema + `","verdicts":[` + end
	}
	_, err := io.WriteString(l.w, end)
	return err
}

// verdictLines print verdicts for people.
type verdictLines struct {
	cmd     *cobra.Command
	archive *store.Archive
	w       io.Writer
}

// print writes a verdict: who gave it when, what it says, why.
func (l verdictLines) print(v *review.Verdict) error {
	by := "a reviewer"
	if v.Reviewer != "" {
		by = oneLine(v.Reviewer)
	}
	lines := []string{fmt.Sprintf("%s  %s  %s  story %s", printable(v.ID), v.At.UTC().Format("2006-01-02 15:04"), by, printable(v.Story))}
	from, err := l.end(&v.From)
	if err != nil {
		return err
	}
	to, err := l.end(&v.To)
	if err != nil {
		return err
	}
	said := to + " ← " + from
	switch {
	case v.Subject == review.Link:
		said = to + " = " + from
	case v.From.IsZero():
		said = to + " is an origin"
	}
	lines = append(lines, fmt.Sprintf("   %s: %s", v.Opinion, said))
	if v.Redirect != nil {
		should, err := l.end(v.Redirect)
		if err != nil {
			return err
		}
		if v.Subject == review.Edge && v.Redirect.IsZero() {
			should = "an origin"
		}
		lines = append(lines, "   it should be: "+should)
	}
	if v.Note != "" {
		lines = append(lines, "   note: "+oneLine(v.Note))
	}
	if w := v.Withdrawn; w != nil {
		by := ""
		if w.By != "" {
			by = " by " + oneLine(w.By)
		}
		lines = append(lines, fmt.Sprintf("   withdrawn%s, %s", by, w.At.UTC().Format("2006-01-02 15:04")))
	}
	_, err = fmt.Fprintln(l.w, strings.Join(lines, "\n"))
	return err
}

// end is an end of a verdict in words: a report by its outlet and title.
func (l verdictLines) end(e *review.End) (string, error) {
	switch {
	case e.Source != "":
		return "◌ " + shown(e.Source), nil
	case e.IsZero():
		return "nothing", nil
	}
	a, ok, err := l.archive.Article(l.cmd.Context(), e.Article)
	if _, damaged := errors.AsType[*store.ArticleError](err); err != nil && !damaged {
		return "", err
	}
	name := shown(e.Article)
	if ok && err == nil && a.Title != "" {
		name = strings.TrimSpace(fmt.Sprintf("%s “%s”", shown(a.Outlet), shown(a.Title)))
	}
	if e.Quote != "" {
		name += ": “" + shown(e.Quote) + "”"
	}
	return name, nil
}

// shown is a text as it can stand in a line, whatever its direction.
func shown(s string) string {
	const most = 120 // columns
	return display.Isolate(display.Cut(display.Clean(s), most))
}

func newVerdictsWithdrawCommand() *cobra.Command {
	var f archiveFlag
	var by string
	cmd := &cobra.Command{
		Use:     "withdraw [flags] ID",
		Short:   "Take a verdict back",
		Long:    "Takes a verdict back: it counts no more. It stays in the book, with who withdrew it and\nwhen (stemma verdicts --withdrawn). ID is that of the verdict, or how it begins (four\ncharacters or more).\n" + archiveHelp,
		Example: "  stemma verdicts withdraw v3kq7",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("give the id of one verdict: stemma verdicts lists them")
			}
			return runWithdraw(cmd, &f, args[0], by)
		},
	}
	f.flags(cmd)
	reviewerFlag(cmd, &by, "`name` of who withdraws it")
	return cmd
}

func runWithdraw(cmd *cobra.Command, f *archiveFlag, id, by string) error {
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	book, err := review.Of(cmd.Context(), a)
	if err != nil {
		return err
	}
	defer book.Close()
	if id = strings.ToLower(strings.TrimSpace(id)); len(id) < shortestPrefix {
		return usage("%q is too short for the beginning of a verdict's id: give four characters or more (stemma verdicts lists them)", id)
	}
	some, err := book.Beginning(cmd.Context(), id, 2)
	switch {
	case err != nil:
		return err
	case len(some) == 0:
		return fmt.Errorf("there is no verdict %q in the archive %s: stemma verdicts lists them", id, a.Dir())
	case len(some) > 1 && some[0].ID != id:
		return usage("%q begins the ids of several verdicts: give more of it (%s, %s)", id, some[0].ID, some[1].ID)
	}
	v, err := book.Withdraw(cmd.Context(), some[0].ID, by)
	if err != nil {
		return err
	}
	return verdictLines{cmd: cmd, archive: a, w: cmd.OutOrStdout()}.print(&v)
}
