// Package tagger finds attributions in English text with a trained model:
// speech, and also beliefs, intentions and judgements, which a list of verbs of
// speech does not have.
//
// The algorithm is two linear-chain conditional random fields (Lafferty et al.
// 2001), as the CRF of Pareti (2015) and of Newell et al. (2018), with a
// decoder of their own:
//
//  1. Words and marks become tokens that know their sentence and quotation
//     (token.go) and the classes of their word: clusters of words that
//     stand in the same contexts (class.go; cf. Miller et al. 2004).
//  2. The first chain tags a sentence's cues (cue.go). Of the spans that may be
//     one, those are taken that most probably overlap a true cue (span.go).
//  3. For each cue the second chain tags, in the cue's paragraph, the source and
//     the content (role.go). It was trained on the first chain's own cues, found
//     by cross-validation, so that it knows its errors.
//
// README.md has the provenance of the model and its figures. It was trained on
// US political news of 2015-16: in other genres it finds less.
package tagger

import (
	"context"
	_ "embed" // the model
	"fmt"
	"slices"
	"sync"

	"github.com/stemma-news/stemma"
)

//go:embed model.bin
var file []byte

// Attribution is a cue with its source, where it has one, and the pieces of its
// content, in byte offsets.
type Attribution struct {
	Source  stemma.Span
	Cue     stemma.Span
	Content []stemma.Span
}

// Tagger is a trained model. It may be used by several goroutines.
type Tagger struct {
	classes *classes
	cues    *chain
	roles   *chain
	workers sync.Pool
}

var open = sync.OnceValues(func() (*Tagger, error) { return Parse(file) })

// Default returns the built-in model, parsed by the first caller.
func Default() (*Tagger, error) {
	t, err := open()
	if err != nil {
		return nil, fmt.Errorf("built-in attribution model: %w", err)
	}
	return t, nil
}

// worker is the memory that one text needs, used again for the next.
type worker struct {
	seq     sequence
	lattice lattice
	roles   roleReader
	labels  []uint8
}

// Find returns the attributions of a text in the order of their cues.
// sentences are the spans of its sentences in order. When ctx ends, it stops with
// what it has.
func (t *Tagger) Find(ctx context.Context, text string, sentences []stemma.Span) []Attribution {
	w, _ := t.workers.Get().(*worker)
	if w == nil {
		w = &worker{roles: roleReader{reach: tagReach}}
	}
	defer t.workers.Put(w)
	toks := tokenise(text, sentences, t.classes)
	cues := t.tagCues(ctx, w, toks)
	begins := marksOf(cues, len(toks))
	var out []Attribution
	for _, c := range cues {
		if ctx.Err() != nil {
			break
		}
		if a := t.tagRoles(w, toks, begins, c); len(a.Content) > 0 {
			out = append(out, a)
		}
	}
	return out
}

// tagRoles finds source and content of a cue.
func (t *Tagger) tagRoles(w *worker, toks []token, begins []bool, c span) Attribution {
	w.seq.reset()
	lo := w.roles.features(&w.seq, toks, begins, c)
	t.roles.score(&w.lattice, &w.seq)
	w.labels = t.roles.best(&w.lattice, &w.seq, w.labels)
	if !slices.Contains(w.labels, contentRole) {
		t.roles.marginals(&w.lattice, &w.seq)
		w.labels = w.lattice.possible(contentRole, w.labels)
	}
	a := Attribution{Cue: bytesOf(toks, c), Content: runs(toks, lo, w.labels, contentRole)}
	for _, s := range runs(toks, lo, w.labels, sourceRole) {
		if a.Source.Len() == 0 || distance(s, a.Cue) < distance(a.Source, a.Cue) {
			a.Source = s
		}
	}
	return a
}

// possibleContent is the probability from which a token may be content.
const possibleContent = 0.05

// possible gives a label to the positions where it is not improbable: a cue
// without content is seldom one, so its content was missed.
func (l *lattice) possible(y uint8, labels []uint8) []uint8 {
	for i := range labels {
		if labels[i] == noRole && l.p(i, y) > possibleContent {
			labels[i] = y
		}
	}
	return labels
}

func distance(a, b stemma.Span) int { return max(a.Start-b.End, b.Start-a.End) }

// runs returns the text of each run of tokens with one label.
func runs(toks []token, lo int, labels []uint8, label uint8) []stemma.Span {
	var out []stemma.Span
	for i := 0; i < len(labels); i++ {
		if labels[i] != label {
			continue
		}
		from, hasWord := i, false
		for ; i < len(labels) && labels[i] == label; i++ {
			hasWord = hasWord || toks[lo+i].isWord()
		}
		if hasWord {
			out = append(out, stemma.Span{Start: toks[lo+from].Start, End: toks[lo+i-1].End})
		}
	}
	return out
}
