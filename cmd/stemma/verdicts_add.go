package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
)

const verdictsAddHelp = `Says of a line of a tree, or of a link between sentences, that it is right
(confirmed), wrong (rejected) or leads elsewhere (redirected). STORY is named as for
stemma show, CHILD as for --explain: by its letter in the tree, its id, its outlet or
its address.

The line is that from the main parent of CHILD, or from --parent: another line of the
tree, or, to be confirmed, a parent that CHILD may have instead. Where CHILD has none,
it is that CHILD is an origin. Redirected says with --to which report or source
of the tree is its parent, with --to-source the name of a source that the tree does not
have, with --to origin that it has none.

With --sentences and --parent-sentences it is the link between these sentences of the two
reports, by their numbers from 0, as stemma show --format json has them. Redirected then
has --to-sentences, those of the parent that it should be, or --to nothing.
` + archiveHelp

const verdictsAddExamples = `  stemma verdicts add s7kq2 B confirmed
  stemma verdicts add s7kq2 B redirected --to C --note "C has the quotation, and came first"
  stemma verdicts add s7kq2 B redirected --to-source Norlink
  stemma verdicts add s7kq2 B rejected --parent A --sentences 4 --parent-sentences 2,3`

// addFlags are a verdict as it is given on the command line.
type addFlags struct {
	archiveFlag
	output
	parent, to, toSource                 string
	sentences, parentSentences, redirect string // numbers
	note, reviewer                       string
}

func newVerdictsAddCommand() *cobra.Command {
	var f addFlags
	trees := traceFlags{limits: usual} // a verdict is on the tree that there is
	cmd := &cobra.Command{
		Use:     "add [flags] STORY CHILD confirmed|rejected|redirected",
		Short:   "Give a verdict on a line of a tree, or on a link",
		Long:    verdictsAddHelp + vectorsFlagHelp + outletsFlagHelp,
		Example: verdictsAddExamples,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 3 {
				return usage("give a story, a report of it, and confirmed, rejected or redirected")
			}
			if err := f.check(); err != nil {
				return err
			}
			return f.run(cmd, &trees, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.parent, "parent", "", "the `report` or source that the line comes from (default the main parent)")
	flags.StringVar(&f.to, "to", "", "the `report` or source that it should come from, or \"origin\"")
	flags.StringVar(&f.toSource, "to-source", "", "the `name` of a source that it should come from, and that the tree does not have")
	flags.StringVar(&f.sentences, "sentences", "", "`numbers` of sentences of CHILD, from 0 (\"3,4\")")
	flags.StringVar(&f.parentSentences, "parent-sentences", "", "`numbers` of sentences of the parent that are linked with them")
	flags.StringVar(&f.redirect, "to-sentences", "", "`numbers` of sentences of the parent that should be linked with them")
	flags.StringVar(&f.note, "note", "", "why, in a few `words`")
	reviewerFlag(cmd, &f.reviewer, "`name` of who gives it")
	f.archiveFlag.flags(cmd)
	f.output.flags(cmd, "text", "json")
	trees.rounds = lineage.DefaultRounds
	trees.models.flags(cmd)
	trees.outletTable.flags(cmd)
	return cmd
}

// reviewerFlag says who gives a verdict or takes it back.
func reviewerFlag(cmd *cobra.Command, to *string, help string) {
	cmd.Flags().StringVar(to, "reviewer", cmp.Or(os.Getenv("STEMMA_REVIEWER"), os.Getenv("USER")), help+" (default $STEMMA_REVIEWER, or $USER)")
	cmd.Flag("reviewer").DefValue = "" // that of who reads the help
}

func (f *addFlags) run(cmd *cobra.Command, trees *traceFlags, args []string) error {
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	id, err := findStory(cmd, a, args[0])
	if err != nil {
		return err
	}
	tree, keep, err := trees.tree(cmd, a, id)
	if err != nil {
		return err
	}
	draft := review.Draft{Story: id, Opinion: opinion(args[2]), Note: f.note, Reviewer: f.reviewer}
	if err := f.fill(cmd, a, tree, args[1], &draft); err != nil {
		return err
	}
	v, err := review.New(tree, draft)
	if err != nil {
		return f.asUsage(err)
	}
	book, err := review.Of(cmd.Context(), a)
	if err != nil {
		return err
	}
	defer book.Close()
	if v, err = book.Add(cmd.Context(), v, ""); err != nil {
		return f.asUsage(err)
	}
	err = f.write(cmd, func(w io.Writer) error {
		if f.format == "json" {
			e := json.NewEncoder(display.JSON(w))
			e.SetEscapeHTML(false)
			return e.Encode(&v)
		}
		return verdictLines{cmd: cmd, archive: a, w: w}.print(&v)
	})
	return errors.Join(err, keep())
}

// asUsage tells what is wrong with what was given as a fault of the command line, by the name that it has there.
func (f *addFlags) asUsage(err error) error {
	wrong, ok := errors.AsType[*review.Invalid](err)
	if !ok {
		return err
	}
	field, _, _ := strings.Cut(wrong.Field, ".")
	if name, ok := map[string]string{
		"child": "CHILD", "to": "CHILD", "b": "CHILD", "parent": "--parent", "from": "--parent", "a": "--parent", "b_sentences": "--sentences", "a_sentences": "--parent-sentences",
		"redirect_name": "--to-source", "note": "--note", "reviewer": "--reviewer",
	}[field]; ok {
		field = name
	}
	if field == "redirect" {
		switch {
		case f.isLink():
			field = "--to-sentences"
		case f.toSource != "":
			field = "--to-source"
		default:
			field = "--to"
		}
	}
	return usage("%s: %s", field, wrong.Problem)
}

// opinion also knows the verbs.
func opinion(s string) review.Opinion {
	switch s {
	case "confirm":
		return review.Confirmed
	case "reject":
		return review.Rejected
	case "redirect":
		return review.Redirected
	}
	return review.Opinion(s)
}

// fill finds in the tree what is named.
func (f *addFlags) fill(cmd *cobra.Command, a *store.Archive, r *stemma.Result, child string, d *review.Draft) error {
	var err error
	if d.Child, err = nodeNamed(r, child); err != nil {
		return err
	}
	d.Parent = mainParent(r, d.Child)
	if f.parent != "" {
		if d.Parent, err = nodeNamed(r, f.parent); err != nil {
			return err
		}
	}
	if f.isLink() {
		return f.fillLink(d)
	}
	switch {
	case d.Opinion != review.Redirected && (f.to != "" || f.toSource != ""):
		return usage("only a verdict that is redirected has --to and --to-source")
	case f.toSource != "" && strings.TrimSpace(f.toSource) == "":
		return usage("--to-source is the name of a source; --to origin says that there is none")
	case d.Opinion == review.Redirected && (f.to == "") == (f.toSource == ""):
		return usage("where does it lead? give --to with a report or source of the tree or \"origin\", or --to-source with a name")
	}
	d.RedirectName = f.toSource
	if f.to == "" || f.to == "origin" || f.to == "nothing" {
		return nil
	}
	d.Redirect, err = nodeNamed(r, f.to)
	if err == nil {
		return nil
	}
	// Or a report that the archive has in another story.
	other, ok, failed := a.Article(cmd.Context(), f.to)
	if failed == nil && ok {
		d.Redirect, d.Elsewhere = other.ID, &other
		return nil
	}
	return err
}

// isLink says that it is about sentences.
func (f *addFlags) isLink() bool {
	return f.sentences != "" || f.parentSentences != "" || f.redirect != ""
}

// fillLink makes it a verdict on the link between sentences.
func (f *addFlags) fillLink(d *review.Draft) error {
	d.Subject, d.A, d.B = review.Link, d.Parent, d.Child
	switch {
	case d.Parent == "":
		return usage("a link is between sentences of two reports: give the other one with --parent")
	case f.sentences == "" || f.parentSentences == "":
		return usage("a link has two sides: give both --sentences and --parent-sentences")
	case d.Opinion != review.Redirected && (f.to != "" || f.redirect != ""):
		return usage("only a verdict that is redirected has --to and --to-sentences")
	case f.toSource != "" || f.to != "" && f.to != "nothing":
		return usage("a link leads to other sentences of the parent: give --to-sentences, or --to nothing")
	case f.to != "" && f.redirect != "":
		return usage("give --to-sentences or --to nothing, and not both")
	}
	for _, n := range []struct {
		flag, given string
		to          *[]int
	}{{"sentences", f.sentences, &d.BSentences}, {"parent-sentences", f.parentSentences, &d.ASentences}, {"to-sentences", f.redirect, &d.RedirectSentences}} {
		for part := range strings.SplitSeq(n.given, ",") {
			if strings.TrimSpace(part) == "" {
				continue
			}
			number, err := strconv.Atoi(strings.TrimSpace(part))
			if err != nil {
				return usage("--%s %q: give numbers of sentences, from 0, as in 3,4", n.flag, n.given)
			}
			*n.to = append(*n.to, number)
		}
	}
	if d.Opinion == review.Redirected && f.to != "nothing" && len(d.RedirectSentences) == 0 {
		return usage("which sentences should it be? give --to-sentences, or --to nothing")
	}
	return nil
}

// nodeNamed is the id of the report or source that somebody names, as for --explain.
func nodeNamed(r *stemma.Result, what string) (string, error) {
	e, err := report.Explain(r, what, 0)
	if choice, ok := errors.AsType[*report.ChoiceError](err); ok {
		return "", usageError{choice}
	}
	if err != nil {
		return "", err
	}
	return e.ID(), nil
}

// mainParent is the main parent of a report or source, "" for an origin.
func mainParent(r *stemma.Result, child string) string {
	for i := range r.Stories {
		for _, e := range r.Stories[i].Edges {
			if e.Child == child && e.Primary {
				return e.Parent
			}
		}
	}
	return ""
}
