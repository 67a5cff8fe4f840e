package tagger

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
)

// Example is a text with its true attributions. Gold roles may be in pieces.
type Example struct {
	Text      string
	Sentences []stemma.Span
	Gold      []Gold
}

// Gold is a true attribution. Source and Content may be empty.
type Gold struct{ Source, Cue, Content []stemma.Span }

// WordVector is a word with its embedding, most frequent words first.
type WordVector struct {
	Word   string
	Vector []float32
}

const (
	// models is how many chains, trained in other orders, are averaged.
	models = 3
	// folds is for the cues that the second chain learns from.
	folds = 5
)

var (
	cueFit  = fit{labels: int(cueLabels), contexts: int(breakShape) + 1, least: 4, epochs: 3, rate: 0.02, decay: 1e-4, dropout: 0.3}
	roleFit = fit{labels: int(roleLabels), contexts: roleContexts, least: 4, epochs: 3, rate: 0.015, decay: 1e-4, dropout: 0.3}
)

// Train trains both chains and returns a model file. The same input gives the
// same file.
func Train(ctx context.Context, words []WordVector, examples []Example) ([]byte, error) {
	if len(words) < slices.Max(classCounts[:]) || len(examples) < folds {
		return nil, errors.New("train attribution model: too few words or examples")
	}
	known := cluster(words)
	texts := make([]*labelled, len(examples))
	for i := range examples {
		texts[i] = label(&examples[i], known)
	}
	if err := crossTag(ctx, known, texts); err != nil {
		return nil, err
	}
	cues, err := cueFit.mean(ctx, cueSequences(texts), models)
	if err != nil {
		return nil, err
	}
	roles, err := roleFit.mean(ctx, roleSequences(texts), models)
	if err != nil {
		return nil, err
	}
	return encode(known, cues, roles), nil
}

// labelled is a tokenised example.
type labelled struct {
	toks  []token
	gold  []tokenGold
	found []span // cues found by a chain that was not trained on this text
}

// tokenGold is a true attribution in tokens.
type tokenGold struct {
	cue             span
	source, content []int
}

func label(x *Example, known *classes) *labelled {
	l := &labelled{toks: tokenise(x.Text, x.Sentences, known)}
	for _, g := range x.Gold {
		cue := inside(l.toks, g.Cue)
		if len(cue) == 0 {
			continue
		}
		l.gold = append(l.gold, tokenGold{
			cue:    span{cue[0], cue[len(cue)-1] + 1},
			source: inside(l.toks, g.Source), content: inside(l.toks, g.Content),
		})
	}
	return l
}

// inside returns the tokens that lie in spans.
func inside(toks []token, spans []stemma.Span) []int {
	var out []int
	for i := range toks {
		for _, s := range spans {
			if toks[i].Overlap(s) > 0 {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// crossTag finds the cues of every text by a chain trained on other texts.
func crossTag(ctx context.Context, known *classes, texts []*labelled) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for k := range folds {
		g.Go(func() error {
			var rest, mine []*labelled
			for i, x := range texts {
				if i%folds == k {
					mine = append(mine, x)
				} else {
					rest = append(rest, x)
				}
			}
			c, err := cueFit.mean(ctx, cueSequences(rest), 1)
			if err != nil {
				return err
			}
			r := &modelReader{rest: c.encode(nil)} // as it will be read
			t, w := &Tagger{classes: known, cues: r.chain(c.labels, c.contexts)}, &worker{}
			for _, x := range mine {
				x.found = t.tagCues(ctx, w, x.toks)
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

func cueSequences(texts []*labelled) []*sequence {
	var out []*sequence
	for _, x := range texts {
		labels := make([]uint8, len(x.toks))
		for _, g := range x.gold {
			for i := g.cue.start; i < g.cue.end; i++ {
				labels[i] = insideCue
			}
		}
		for _, g := range x.gold {
			labels[g.cue.start] = beginCue
		}
		sentences(x.toks, func(lo, hi int) {
			s := &sequence{gold: labels[lo:hi]}
			cueFeatures(s, x.toks, lo, hi)
			out = append(out, s)
		})
	}
	return out
}

// roleSequences has a sequence for every true cue, and for every cue found that
// is none: it has no roles.
func roleSequences(texts []*labelled) []*sequence {
	var out []*sequence
	r := roleReader{reach: trainReach}
	for _, x := range texts {
		begins, covered := marksOf(x.found, len(x.toks)), make([]bool, len(x.toks))
		add := func(g tokenGold) {
			s := &sequence{}
			lo := r.features(s, x.toks, begins, g.cue)
			s.gold = make([]uint8, s.len())
			mark(s.gold, lo, g.content, contentRole)
			mark(s.gold, lo, g.source, sourceRole)
			out = append(out, s)
		}
		for _, g := range x.gold {
			for i := g.cue.start; i < g.cue.end; i++ {
				covered[i] = true
			}
			add(g)
		}
		for _, c := range x.found {
			if !anyOf(covered[c.start:c.end]) {
				add(tokenGold{cue: c})
			}
		}
	}
	return out
}

func mark(labels []uint8, lo int, toks []int, y uint8) {
	for _, i := range toks {
		if i >= lo && i-lo < len(labels) {
			labels[i-lo] = y
		}
	}
}

func anyOf(all []bool) bool {
	for _, b := range all {
		if b {
			return true
		}
	}
	return false
}
