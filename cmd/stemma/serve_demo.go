package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

// demoArchive makes an archive of the story that ships with the program. done removes it.
func demoArchive(cmd *cobra.Command) (dir string, done func(), err error) {
	top, err := os.MkdirTemp("", "stemma-demo-")
	if err != nil {
		return "", nil, fmt.Errorf("the demo: %w", err)
	}
	done = func() { _ = os.RemoveAll(top) } // a folder of this run: what is left of it harms nobody
	dir = filepath.Join(top, "archive")
	if err := fillDemo(cmd, dir); err != nil {
		done()
		return "", nil, fmt.Errorf("the demo: %w", err)
	}
	return dir, done, nil
}

func fillDemo(cmd *cobra.Command, dir string) (err error) {
	ctx := cmd.Context()
	batch, err := ingest.ReadFS(ctx, trace.Demo(), ".", ingest.Options{})
	if err != nil {
		return err
	}
	a, err := store.Create(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if _, err := a.Add(ctx, batch.Articles); err != nil {
		return err
	}
	if _, err := watch.CatchUp(ctx, a, watch.CatchUpOptions{Version: buildVersion(), Warn: telling(cmd)}); err != nil {
		return err
	}
	return traceAll(ctx, a)
}

// traceAll traces the stories, so that the first look shows all of them.
func traceAll(ctx context.Context, a *store.Archive) error {
	trees, err := watch.NewTrees(a, trace.Options{}, "")
	if err != nil {
		return err
	}
	stories, err := a.Stories(ctx, store.StoryFilter{})
	if err != nil {
		return err
	}
	for i := range stories {
		if _, err := trees.Trace(ctx, stories[i].ID); err != nil {
			return err
		}
	}
	return nil
}
