package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/lineage/truth"
)

// teaching is how the weights of package lineage are learnt.
type teaching struct {
	dirs, check   []string
	keep          []string
	out, cache    string
	ridge         float64
	replays       int
	rounds, folds int
	ablate        bool
	set           map[string]float64
	log           io.Writer
}

// learnLineage learns the weights of package lineage from stories with a known
// tree.
func learnLineage(ctx context.Context, args []string, log io.Writer) error {
	t := teaching{log: log, set: map[string]float64{}}
	f := flag.NewFlagSet("lineage", flag.ContinueOnError)
	f.SetOutput(log)
	f.StringVar(&t.out, "o", "", "file of weights to write")
	f.StringVar(&t.cache, "cache", filepath.Join(os.TempDir(), "stemma-train"), "folder that keeps what the steps before find, until they change")
	f.Func("check", "folder of stories to measure on and not to learn from; may be given again", func(dir string) error {
		t.check = append(t.check, dir)
		return nil
	})
	f.Func("keep", "feature, or group of features, that is not learnt; may be given again", func(group string) error {
		t.keep = append(t.keep, group)
		return nil
	})
	f.Func("set", "weight that is not learnt, as name=value; may be given again", t.setWeight)
	f.Float64Var(&t.ridge, "ridge", lineage.DefaultRidge, "how strongly weights are pulled to their start")
	f.IntVar(&t.replays, "replays", 1, "how often to learn anew from the lost sources' children as the weights find them")
	f.IntVar(&t.rounds, "rounds", lineage.DefaultRounds, "rounds of the bootstrap")
	f.IntVar(&t.folds, "folds", 5, "parts that are held out in turn; 0 for none, and no calibration")
	f.BoolVar(&t.ablate, "ablate", false, "measure without each group of features")
	if err := f.Parse(args); err != nil {
		return err
	}
	if t.dirs = f.Args(); len(t.dirs) == 0 {
		return errors.New("lineage: give folders of stories, NAME.jsonl with NAME.gold.json")
	}
	return t.run(ctx)
}

func (t *teaching) setWeight(s string) error {
	name, value, _ := strings.Cut(s, "=")
	v, err := strconv.ParseFloat(value, 64)
	t.set[name] = v
	return err
}

// run learns, calibrates on stories held out, and measures.
func (t *teaching) run(ctx context.Context) error {
	stories, err := t.read(ctx, t.dirs...)
	if err != nil {
		return err
	}
	w, err := t.learn(ctx, stories, "")
	if err != nil {
		return err
	}
	if t.folds > 1 {
		if w, err = t.holdOut(ctx, stories, w); err != nil {
			return err
		}
	}
	for _, dir := range t.check {
		if err := t.checkOn(ctx, dir, w); err != nil {
			return err
		}
	}
	if t.out == "" {
		return nil
	}
	var b bytes.Buffer
	if err := w.Write(&b); err != nil {
		return err
	}
	return os.WriteFile(t.out, b.Bytes(), 0o644) //nolint:gosec // for everyone to read
}

func (t *teaching) read(ctx context.Context, dirs ...string) ([]lineage.Known, error) {
	var all []lineage.Known
	for _, dir := range dirs {
		stories, err := readStories(ctx, dir, t.cache)
		if err != nil {
			return nil, err
		}
		all = append(all, stories...)
	}
	return all, nil
}

// learn learns from the stories, first with the true children of the lost
// sources, then with those that the weights find.
func (t *teaching) learn(ctx context.Context, stories []lineage.Known, without string) (*lineage.Weights, error) {
	var w *lineage.Weights
	for range 1 + t.replays {
		lessons := make([]*lineage.Lesson, len(stories))
		err := each(ctx, len(stories), func(ctx context.Context, i int) error {
			var err error
			lessons[i], err = stories[i].Lesson(ctx, w)
			return err
		})
		if err != nil {
			return nil, err
		}
		if w, err = lineage.Learn(ctx, lessons, lineage.LearnOptions{Ridge: t.ridge, Without: without, Keep: t.keep}); err != nil {
			return nil, err
		}
		for name, v := range t.set {
			if err := w.Set(name, v); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

// checkOn measures the weights on a folder, by how the names of its stories
// begin.
func (t *teaching) checkOn(ctx context.Context, dir string, w *lineage.Weights) error {
	stories, err := t.read(ctx, dir)
	if err != nil {
		return err
	}
	whole := &truth.Score{}
	for _, part := range partsOf(stories, func(k *lineage.Known) string {
		name, _, _ := strings.Cut(k.Tree.Name, "-")
		return name
	}) {
		s := &truth.Score{}
		if err := score(ctx, part.stories, lineage.Options{Weights: w, Rounds: t.rounds}, s, whole); err != nil {
			return err
		}
		t.printScore(filepath.Base(dir)+" "+part.name, s)
	}
	t.printScore(filepath.Base(dir), whole)
	t.printReliability(whole)
	return nil
}

func (t *teaching) printScore(name string, s *truth.Score) {
	fmt.Fprintf(t.log, "%-24s %4d stories %5d articles: parent %.4f ancestors %.4f sign %.4f origins %.4f seconds %.3f (%d+%d-%d) calibration %.4f (chance %.4f)\n",
		name, s.Stories, s.Articles, s.Parent(), s.Ancestors.F1(), s.Sign(), s.OriginShare(),
		s.Seconds.F1(), s.Seconds.Hit, s.Seconds.Extra, s.Seconds.Missed,
		truth.Calibration(s.Forecasts), truth.CalibrationByChance(s.Forecasts))
}

// printReliability tells how often edges with some support are right.
func (t *teaching) printReliability(s *truth.Score) {
	for _, of := range []struct {
		name      string
		forecasts []truth.Forecast
	}{{"primary edges", s.Forecasts}, {"second parents", s.SecondForecasts}} {
		fmt.Fprintf(t.log, "  support of %s:", of.name)
		for _, b := range truth.Reliability(of.forecasts, 10) {
			fmt.Fprintf(t.log, "  %.2f→%.2f (%d)", b.Support, b.Right, b.Edges)
		}
		fmt.Fprintf(t.log, "  Brier %.4f\n", truth.Brier(of.forecasts))
	}
}
