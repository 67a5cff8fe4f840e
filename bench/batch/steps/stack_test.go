package main

import "testing"

const traces = `File: steps
Type: cpu
-----------+-------------------------------------------------------
      20ms   runtime.mallocgc
             github.com/stemma-news/stemma/batch.(*textKeysFn).ProcessElement
             github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/exec.(*ParDo).ProcessElement
             github.com/stemma-news/stemma/batch.(*partFn).ProcessElement
-----------+-------------------------------------------------------
      10ms   github.com/stemma-news/stemma/batch.encodeArticle
             github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/exec.(*DataSink).ProcessElement
             github.com/stemma-news/stemma/batch.uniqueFn.ProcessElement
-----------+-------------------------------------------------------
      40ms   github.com/stemma-news/stemma/lineage/arborescence.Best
             github.com/stemma-news/stemma/trace.Run
             github.com/stemma-news/stemma/batch.(*tracing).ProcessElement
-----------+-------------------------------------------------------
      50ms   github.com/stemma-news/stemma/vector.(*Static).Vectors
             github.com/stemma-news/stemma/trace.vectors.func1
-----------+-------------------------------------------------------
      60ms   golang.org/x/net/html.Parse
             github.com/stemma-news/stemma/extract.HTML
-----------+-------------------------------------------------------
      70ms   runtime.gcDrain
             runtime.gcBgMarkWorker
`

func TestSum(t *testing.T) {
	all, err := sum(traces)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{keys: 0.02, runner: 0.08, trees: 0.04, stories: 0.05, reading: 0.06, articles: 0} {
		if got := all[name]; got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%s: %v s, want %v", name, got, want)
		}
	}
	if _, err := sum("File: steps\n"); err == nil {
		t.Error("an empty profile is taken")
	}
}
