package batch

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/crew"
)

// Relate finds what articles have in common: passages as links; copies, passages
// and what may be one story as edges; and the keys that more articles have than are
// compared through them. What could not be compared is rows of the table bad.
func Relate(s beam.Scope, articles beam.PCollection, o Comparison) (links, edges, formulas, bad beam.PCollection) {
	s = s.Scope("Relate")
	d := o.withDefaults()
	t := s.Scope("Texts")
	keys, noKeys := beam.ParDo2(t, &textKeysFn{Comparison: o}, articles)
	pairs, formulas := candidates(t, keys, sized(t, articles, d.Days), "text", o)
	links, same, notVerified := verified(t, articles, partners(t, pairs, o), o)
	n := s.Scope("Stories")
	sizes := sized(n, articles, d.StoryDays)
	keys, noNames := beam.ParDo2(n, &storyKeysFn{Comparison: o}, articles, beam.SideInput{Input: sizes})
	pairs, names := candidates(n, keys, sizes, "story", o)
	told := beam.ParDo(n, &storyEdgesFn{}, partners(n, pairs, o))
	return links, beam.Flatten(s, same, told), beam.Flatten(s, formulas, names), beam.Flatten(s, noKeys, notVerified, noNames)
}

// guarded does a step's work on one article, or on two. What makes it fail or panic must not
// end a run of days, whose runner would only try again: it is said in the table bad, with what
// is missing for it, and ok is false. An error is that of a context that has ended.
func guarded(ctx context.Context, what, missing string, bad func(row), work func() error) (ok bool, err error) {
	err = crew.Safely(work)
	if err == nil || ctx.Err() != nil {
		return err == nil, err
	}
	count(ctx, "faults", 1)
	why, _, _ := strings.Cut(err.Error(), "\n")
	inPieces(badRow(Bad{Input: what, Problem: fmt.Sprintf("%s: a fault in stemma (%s): please report it", missing, why)}), bad)
	return false, nil
}

// registerReading tells Beam of the steps and elements of this half, by name: the
// driver writes the names into the pipeline, and the workers, which are the same
// program, look them up. Steps are called by reflection, which costs half a
// microsecond for each element that one takes: register.DoFn6x1, which spares it, took
// the compiler three minutes and nine gigabytes.
func registerReading() {
	registerElements()
	for _, step := range []any{
		listFn{},
		readFn{},
		partFn{},
		earliestFn{},
		uniqueFn{},
		windowsFn{},
		textKeysFn{},
		storyKeysFn{},
		gatherFn{},
		mergeFn{},
		pairsFn{},
		partnerFn{},
		storyEdgesFn{},
		bodyFn{},
		turnFn{},
		halvesFn{},
		verifyFn{},
	} {
		beam.RegisterType(reflect.TypeOf(step))
	}
	register.Combiner1[Shared](&sharedFn{})
	register.Combiner1[Partners](&partnersFn{})
	register.Emitter1[Unit]()
	register.Emitter1[Record]()
	register.Emitter1[stemma.Article]()
	register.Emitter1[Link]()
	register.Emitter1[Edge]()
	register.Emitter1[Formula]()
	register.Emitter2[[]byte, stemma.Article]()
	register.Emitter2[[]byte, taking]()
	register.Emitter2[[]byte, Holders]()
	register.Emitter2[[]byte, Shared]()
	register.Emitter2[[]byte, Partners]()
	register.Emitter2[[]byte, Body]()
	register.Emitter2[[]byte, Half]()
	register.Iter1[stemma.Article]()
	register.Iter1[taking]()
	register.Iter1[Holders]()
	register.Iter1[Body]()
	register.Iter1[Partners]()
	register.Iter1[Half]()
}

// registerElements tells Beam how elements are written.
func registerElements() {
	beam.RegisterCoder(reflect.TypeFor[stemma.Article](), encodeArticle, decodeArticle)
	beam.RegisterCoder(reflect.TypeFor[Unit](), encodeUnit, decodeUnit)
	beam.RegisterCoder(reflect.TypeFor[Record](), encodeRecord, decodeRecord)
	beam.RegisterCoder(reflect.TypeFor[taking](), encodeTaking, decodeTaking)
	beam.RegisterCoder(reflect.TypeFor[Link](), encodeLink, decodeLink)
	beam.RegisterCoder(reflect.TypeFor[Edge](), encodeEdge, decodeEdge)
	beam.RegisterCoder(reflect.TypeFor[Formula](), encodeFormula, decodeFormula)
	beam.RegisterCoder(reflect.TypeFor[Holders](), encodeHolders, decodeHolders)
	beam.RegisterCoder(reflect.TypeFor[Shared](), encodeShared, decodeShared)
	beam.RegisterCoder(reflect.TypeFor[Partners](), encodePartners, decodePartners)
	beam.RegisterCoder(reflect.TypeFor[Body](), encodeBody, decodeBody)
	beam.RegisterCoder(reflect.TypeFor[Half](), encodeHalf, decodeHalf)
}
