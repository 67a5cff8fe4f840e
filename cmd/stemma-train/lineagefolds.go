package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/lineage/truth"
)

// fold is a part of the stories that is measured with weights learnt from
// others.
type fold struct{ learnt, held []lineage.Known }

// part is stories that have something in common.
type part struct {
	name    string
	stories []lineage.Known
}

func partsOf(stories []lineage.Known, name func(*lineage.Known) string) []part {
	var out []part
	for i := range stories {
		n := name(&stories[i])
		k := slices.IndexFunc(out, func(p part) bool { return p.name == n })
		if k < 0 {
			k = len(out)
			out = append(out, part{name: n})
		}
		out[k].stories = append(out[k].stories, stories[i])
	}
	return out
}

// byStory holds out every n-th story.
func byStory(stories []lineage.Known, n int) []fold {
	folds := make([]fold, n)
	for i, s := range stories {
		for k := range folds {
			if i%n == k {
				folds[k].held = append(folds[k].held, s)
			} else {
				folds[k].learnt = append(folds[k].learnt, s)
			}
		}
	}
	return folds
}

// byName holds out every n-th of what names tells of each story: the stories
// that have any of them are held, and those that have none learnt from.
func byName(stories []lineage.Known, n int, names func(*lineage.Known) []string) []fold {
	var all []string
	for i := range stories {
		all = append(all, names(&stories[i])...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	folds := make([]fold, n)
	for k := range folds {
		held := func(name string) bool { i, _ := slices.BinarySearch(all, name); return i%n == k }
		for i := range stories {
			if slices.ContainsFunc(names(&stories[i]), held) {
				folds[k].held = append(folds[k].held, stories[i])
			} else {
				folds[k].learnt = append(folds[k].learnt, stories[i])
			}
		}
	}
	return folds
}

func documentsOf(k *lineage.Known) []string { return k.Tree.Documents }

func languagesOf(k *lineage.Known) []string {
	var all []string
	for _, d := range k.Story.Docs {
		all = append(all, d.Article.Lang)
	}
	return all
}

// holdOut measures on what is held out, and returns the weights calibrated on
// the stories held out.
func (t *teaching) holdOut(ctx context.Context, stories []lineage.Known, w *lineage.Weights) (*lineage.Weights, error) {
	raw, err := t.measure(ctx, byStory(stories, t.folds), nil, "")
	if err != nil {
		return nil, err
	}
	w, err = lineage.Calibrate(ctx, w, raw.Forecasts, raw.SecondForecasts)
	if err != nil {
		return nil, err
	}
	for _, by := range []struct {
		name  string
		folds []fold
	}{
		{"other stories", byStory(stories, t.folds)},
		{"other documents", byName(stories, t.folds, documentsOf)},
		{"other languages", byName(stories, t.folds, languagesOf)},
	} {
		s, err := t.measure(ctx, by.folds, w, "")
		if err != nil {
			return nil, err
		}
		t.printScore(by.name, s)
		t.printReliability(s)
	}
	if t.ablate {
		err = t.ablateGroups(ctx, stories)
	}
	return w, err
}

// ablateGroups measures without each group of features.
func (t *teaching) ablateGroups(ctx context.Context, stories []lineage.Known) error {
	folds := byStory(stories, t.folds)
	rounds := t.rounds
	t.rounds = -1 // support is not asked for
	defer func() { t.rounds = rounds }()
	for _, group := range lineage.Groups() {
		s, err := t.measure(ctx, folds, nil, group)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.log, "without %-12s parent %.4f ancestors %.4f origins %.4f seconds %.3f\n",
			group, s.Parent(), s.Ancestors.F1(), s.OriginShare(), s.Seconds.F1())
	}
	return nil
}

// measure scores each fold's held stories. Support is mapped as the weights
// calibrated say, or not at all.
func (t *teaching) measure(ctx context.Context, folds []fold, calibrated *lineage.Weights, without string) (*truth.Score, error) {
	sum := &truth.Score{}
	for _, f := range folds {
		if len(f.learnt) == 0 || len(f.held) == 0 {
			continue
		}
		w, err := t.learn(ctx, f.learnt, without)
		if err != nil {
			return nil, err
		}
		if calibrated != nil {
			w.CalibrateAs(calibrated)
		}
		if err := score(ctx, f.held, lineage.Options{Weights: w, Rounds: t.rounds}, sum); err != nil {
			return nil, err
		}
	}
	return sum, nil
}
