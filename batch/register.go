package batch

import (
	"reflect"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/stemma-news/stemma"
)

// setUp tells Beam the steps and elements of the pipelines, once, before one is made
// or a worker begins. Beam's usual way, when the program starts, would be paid for by
// every command.
var setUp = sync.OnceFunc(func() {
	registerReading()
	registerTelling()
	beam.Init()
})

// registerTelling tells Beam of the steps and elements from edges to files.
func registerTelling() {
	for _, step := range []any{
		ownerFn{},
		together{},
		byWindow{},
		thinning{},
		nearest{},
		joinWindow{},
		meeting{},
		choose{},
		admission{},
		packing{},
		byID{},
		assign{},
		tracing{},
		telling{},
		linking{},
		formulaFn{},
		sizeFn{},
		sumFn{},
		fileFn{},
		writeFn{},
		listing{},
	} {
		beam.RegisterType(reflect.TypeOf(step)) // not register.DoFn: see registerReading
	}
	registerShapes()
	beam.RegisterCoder(reflect.TypeFor[claim](), encodeClaim, decodeClaim)
	beam.RegisterCoder(reflect.TypeFor[sheaf](), encodeSheaf, decodeSheaf)
	beam.RegisterCoder(reflect.TypeFor[component](), encodeComponent, decodeComponent)
	beam.RegisterCoder(reflect.TypeFor[crossing](), encodeCrossing, decodeCrossing)
	beam.RegisterCoder(reflect.TypeFor[offer](), encodeOffer, decodeOffer)
	beam.RegisterCoder(reflect.TypeFor[guest](), encodeGuest, decodeGuest)
	beam.RegisterCoder(reflect.TypeFor[row](), encodeRow, decodeRow)
	beam.RegisterCoder(reflect.TypeFor[File](), encodeFile, decodeFile)
}

// registerShapes tells Beam of what the steps are given and give, which spares it
// reflection for each element.
func registerShapes() {
	register.Emitter1[row]()
	register.Emitter1[stemma.Article]()
	register.Emitter2[string, stemma.Article]()
	register.Emitter2[string, row]()
	register.Emitter2[string, File]()
	register.Emitter2[string, int64]()
	register.Emitter2[int64, component]()
	register.Emitter2[[]byte, claim]()
	register.Emitter2[[]byte, []byte]()
	register.Emitter2[[]byte, Edge]()
	register.Emitter2[[]byte, sheaf]()
	register.Emitter2[[]byte, component]()
	register.Emitter2[[]byte, crossing]()
	register.Emitter2[[]byte, offer]()
	register.Emitter2[[]byte, guest]()
	register.Emitter2[[]byte, string]()
	register.Emitter2[[]byte, stemma.Article]()
	register.Iter1[Edge]()
	register.Iter1[claim]()
	register.Iter1[[]byte]()
	register.Iter1[sheaf]()
	register.Iter1[crossing]()
	register.Iter1[component]()
	register.Iter1[offer]()
	register.Iter1[guest]()
	register.Iter1[stemma.Article]()
	register.Iter1[string]()
	register.Iter1[row]()
	register.Iter1[File]()
	register.Iter1[int64]()
	register.Iter2[string, int64]()
}
