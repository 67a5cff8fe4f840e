package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

const showHelp = `Draws the family tree of a story of the archive, as stemma trace does. STORY is
the story's id, as stemma stories prints it, or how it begins (four characters or
more); or the id of a report, for the story that it is in. The id of a story that
went into another stands for that.

The tree is kept in the archive, and traced again when the story has changed.
`

const showExamples = `  stemma show s7kq2
  stemma show --evidence s7kq2m4
  stemma show --format dot s7kq2 | dot -Tsvg > tree.svg`

func newShowCommand() *cobra.Command {
	var f traceFlags
	var in archiveFlag
	cmd := &cobra.Command{
		Use:     "show [flags] STORY",
		Short:   "Draw the family tree of a story of the archive",
		Long:    showHelp + archiveHelp + vectorsFlagHelp + outletsFlagHelp,
		Example: showExamples,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("give one story: stemma stories lists them")
			}
			f.cache, f.maxPages = "", 1 // nothing is read here
			if err := f.check(args); err != nil {
				return err
			}
			return runShow(cmd, args[0], &f, &in)
		},
	}
	cmd.Flags().BoolVar(&f.evidence, "evidence", false, "print the sentences behind every line")
	cmd.Flags().Float64Var(&f.minSupport, "min-support", 0, "leave lines with less support (0 to 1) out of the drawn tree; JSON has them all")
	cmd.Flags().StringVar(&f.explain, "explain", "", "print why this `child` has its parent and not another (as text or json)")
	cmd.Flags().IntVar(&f.rounds, "rounds", lineage.DefaultRounds, "how often the evidence is resampled for support, 1 to 10000")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "seed of the resampling: the same seed, the same support")
	f.output.flags(cmd, "text", "json", "dot")
	in.flags(cmd)
	f.models.flags(cmd)
	f.outletTable.flags(cmd)
	return cmd
}

func runShow(cmd *cobra.Command, id string, f *traceFlags, in *archiveFlag) error {
	models, err := f.open(cmd.Context())
	if err != nil {
		return err
	}
	table, err := f.table()
	if err != nil {
		return err
	}
	a, err := in.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	if id, err = findStory(cmd, a, id); err != nil {
		return err
	}
	step, done := progress(cmd)
	trees, err := watch.NewTrees(a, trace.Options{Rounds: f.rounds, Seed: f.seed, Vectors: models.Vectors, Judge: models.Judge, Outlets: table, Progress: step}, f.kind())
	if err != nil {
		return err
	}
	var traced *store.Trace
	trees.Keep = func(_ context.Context, t store.Trace) error {
		traced = &t
		return nil
	}
	tree, err := trees.Trace(cmd.Context(), id)
	done()
	if err != nil {
		return err
	}
	if tree == nil {
		return fmt.Errorf("the story %s is gone: stemma stories lists those that are there", id)
	}
	render, err := f.renderer(cmd, tree.Result)
	if err != nil {
		return err
	}
	if err := f.write(cmd, render); err != nil {
		return err
	}
	return keepTree(cmd, a.Dir(), traced)
}

// findStory returns the id of the story that is meant, and tells of what is in no story yet.
func findStory(cmd *cobra.Command, a *store.Archive, id string) (string, error) {
	ctx := cmd.Context()
	s, ok, err := a.Story(ctx, id)
	if many, is := errors.AsType[*store.AmbiguousError](err); is {
		return "", usage("%q begins the ids of several stories: give more of it (%s)", id, printable(strings.Join(many.IDs, ", ")))
	}
	if err != nil {
		return "", err
	}
	if ok {
		return s.ID, nil
	}
	of, ok, err := a.StoryOf(ctx, id)
	if err != nil || ok {
		return of, err
	}
	if _, there, err := a.Article(ctx, id); err != nil {
		return "", err
	} else if there {
		return "", fmt.Errorf("the report %q is in no story yet: stemma watch puts it into one, or the next stemma import", id)
	}
	n, err := a.Count(ctx)
	if err != nil {
		return "", err
	}
	tellUnplaced(cmd, n.Unplaced)
	return "", fmt.Errorf("there is no story %q in the archive %s: stemma stories lists them", id, a.Dir())
}

// keepTree puts a tree into the archive, for the next who asks. Where another process writes, it does so for the stories
// that change, and it can wait.
func keepTree(cmd *cobra.Command, dir string, t *store.Trace) error {
	if t == nil {
		return nil
	}
	w, err := store.Open(cmd.Context(), dir, store.Options{})
	if errors.Is(err, store.ErrLocked) {
		return nil
	}
	if err != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: the tree is not kept: %s\n", printable(err.Error()))
		return nil
	}
	return errors.Join(w.PutTrace(cmd.Context(), *t), w.Close())
}
