package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

const showHelp = `Draws the family tree of a story of the archive, as stemma trace does. STORY is
the story's id, as stemma stories prints it, or how it begins (four characters or
more); or the address or the id of a report, for the story that it is in. The id of
a story that went into another stands for that. Of a story that has one report so
far, that report is printed.

The tree is kept in the archive, and traced again when the story has changed. The
table of outlets and the model of vectors are those that stemma watch or stemma
import was last given for the archive, unless the flags name others. What reviewers say
of the tree (stemma verdicts) stands beside it in text, Markdown and HTML, as theirs.
`

const showExamples = `  stemma show s7kq2
  stemma show --evidence s7kq2m4
  stemma show https://herald.example/ferry
  stemma show --format html -o story.html s7kq2
  stemma show --format dot s7kq2 | dot -Tsvg > tree.svg`

func newShowCommand() *cobra.Command {
	var f traceFlags
	var in archiveFlag
	cmd := &cobra.Command{
		Use:     "show [flags] STORY",
		Short:   "Draw the family tree of a story of the archive",
		Long:    showHelp + formatsHelp + archiveHelp + vectorsFlagHelp + outletsFlagHelp,
		Example: showExamples,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("give one story: stemma stories lists them")
			}
			f.cache, f.maxPages, f.kept = "", 1, true // nothing is read here
			if err := f.check(args); err != nil {
				return err
			}
			return runShow(cmd, args[0], &f, &in)
		},
	}
	f.drawing(cmd)
	in.flags(cmd)
	return cmd
}

func runShow(cmd *cobra.Command, id string, f *traceFlags, in *archiveFlag) error {
	a, err := in.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	if id, err = findStory(cmd, a, id); err != nil {
		return err
	}
	result, keep, err := f.tree(cmd, a, id)
	if err != nil {
		return err
	}
	if f.reviewed, err = reviewedBy(cmd, a, id, result); err != nil {
		return err
	}
	write, err := f.writer(cmd, result)
	if err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	return keep()
}

// reviewedBy are the verdicts on a story of the archive.
func reviewedBy(cmd *cobra.Command, a *store.Archive, id string, r *stemma.Result) (*review.Reviewed, error) {
	book, err := review.Of(cmd.Context(), a)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	f := review.Filter{Stories: []string{id}}
	for i := range r.Articles {
		f.Articles = append(f.Articles, r.Articles[i].ID)
	}
	all, err := book.List(cmd.Context(), f)
	if err != nil { // the tree is there all the same
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: without the verdicts of reviewers: %s\n", printable(err.Error()))
		return nil, nil
	}
	return review.Apply(r, all), nil
}

// tree traces a story of the archive with the settings that are kept there, unless flags say otherwise. keep puts the tree
// into the archive. In a database it is there already: others wait for it.
func (f *traceFlags) tree(cmd *cobra.Command, a *store.Archive, id string) (r *stemma.Result, keep func() error, err error) {
	kept, err := watch.RecallSettings(cmd.Context(), a)
	if err != nil {
		return nil, nil, err
	}
	table, kind, err := f.recalled(cmd, &kept, telling(cmd))
	if err != nil {
		return nil, nil, err
	}
	models, err := f.reopened(cmd, &kept, telling(cmd))
	if err != nil {
		return nil, nil, err
	}
	step, done := progress(cmd)
	trees, err := watch.NewTrees(a, f.within(trace.Options{Rounds: f.rounds, Seed: f.seed, Vectors: models.Vectors, Judge: models.Judge, Outlets: table, Progress: step}), kind)
	if err != nil {
		return nil, nil, err
	}
	trees.Again = f.patient()
	var traced *store.Trace
	trees.Keep = func(ctx context.Context, t store.Trace) error {
		if r, ok := watch.Read(t); ok && f.hasty() && watch.InPart(r) {
			return nil // the next has more patience
		}
		if a.Shared() {
			ctx, cancel := context.WithTimeout(ctx, showKeeps)
			defer cancel()
			return keepTree(ctx, cmd, a, &t)
		}
		traced = &t
		return nil
	}
	tree, err := trees.Trace(cmd.Context(), id)
	done()
	if err != nil {
		return nil, nil, err
	}
	if tree == nil {
		return nil, nil, fmt.Errorf("the story %s is gone: stemma stories lists those that are there", id)
	}
	return tree.Result, func() error { return keepTree(cmd.Context(), cmd, a, traced) }, nil
}

// showKeeps is for how long a tree that is to be shown waits for others that write into the database.
const showKeeps = 20 * time.Second

// keepTree puts a tree into the archive, for the next who asks. Where another process writes, it does so for the stories
// that change, and it can wait.
func keepTree(ctx context.Context, cmd *cobra.Command, a *store.Archive, t *store.Trace) error {
	if t == nil {
		return nil
	}
	w, err := a.Reopen(ctx, store.Options{})
	if errors.Is(err, store.ErrLocked) {
		return nil
	}
	if err == nil {
		err = errors.Join(w.PutTrace(ctx, *t), w.Close())
	}
	if err != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: the tree is not kept: %s\n", printable(err.Error()))
	}
	return nil
}
