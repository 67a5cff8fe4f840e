package ingest_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/stemma-news/stemma/ingest"
)

// A folder with a good line, a broken one, and one that says the same again.
func ExampleReadFS() {
	folder := fstest.MapFS{"reports.jsonl": {Data: []byte(`{"id": "mc-1", "outlet": "Merrow Courier", "published": "2024-11-06T18:40Z", "text": "A ferry ran aground."}
{"outlet": "Suara Selat", "text": "Sebuah feri kandas.
{"id": "mc-1", "outlet": "Merrow Courier", "published": "2024-11-06T18:40Z", "text": "A ferry ran aground."}
`)}}
	batch, err := ingest.ReadFS(context.Background(), folder, ".", ingest.Options{})
	if err != nil {
		fmt.Println(err)
	}
	for _, a := range batch.Articles {
		fmt.Println(a.ID, a.Input, a.Outlet, a.PublishedPrecision)
	}
	for _, e := range batch.Errors {
		fmt.Println(e.Error())
	}
	// Output:
	// mc-1 reports.jsonl#1 Merrow Courier minute
	// reports.jsonl#2: not JSON: it ends in the middle (character 54); fix the line or remove it
	// reports.jsonl#3: the same article as reports.jsonl#1, and left out: if two outlets published it, say which ("outlet" in JSON)
}
