package trace_test

import (
	"context"
	"fmt"
	"log"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// Two reports of one event, the second of which says where it has it from.
func ExampleRun() {
	articles := []stemma.Article{
		{
			ID: "bulletin", Outlet: "Orlen Bulletin", Lang: "en", Title: "Bridge at Tarn closed",
			Text: "The bridge at Tarn was closed on Monday after divers found cracks in two of its piers.\n" +
				"About 4,000 lorries use it every day, the road office said.\n" +
				"Repairs will take at least six weeks.",
		},
		{
			ID: "kurier", Outlet: "Tarner Kurier", Lang: "de", Title: "Brücke bei Tarn gesperrt",
			Text: "Die Brücke bei Tarn ist am Montag gesperrt worden, nachdem Taucher Risse in zwei Pfeilern gefunden hatten, wie das Orlen Bulletin berichtet.\n" +
				"Täglich nutzen sie etwa 4000 Lastwagen, teilte das Straßenamt mit.",
		},
	}
	result, err := trace.Run(context.Background(), articles, trace.Options{OneStory: true})
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range result.Stories[0].Edges {
		fmt.Printf("%s -> %s (%s)\n", e.Parent, e.Child, e.Kind)
	}
	// Output: bulletin -> kurier (translation)
}
