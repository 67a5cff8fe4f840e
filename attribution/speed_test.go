package attribution

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Real articles, where the development sets are at hand: English ones of 4.9 KB,
// and 2.9 KB in 16 languages.
func BenchmarkNews(b *testing.B) {
	for _, set := range []string{"attribution/dev.jsonl", "stories/full.jsonl"} {
		b.Run(set, func(b *testing.B) {
			var docs []*text.Document
			readLines(b, filepath.Join(shared, "eval", set), func(line []byte) {
				var in struct{ ID, Outlet, Lang, Title, Text string }
				if err := json.Unmarshal(line, &in); err != nil {
					b.Fatal(err)
				}
				docs = append(docs, text.Read(stemma.Article{ID: in.ID, Outlet: in.Outlet, Lang: in.Lang, Title: in.Title, Text: in.Text}))
			})
			for b.Loop() {
				for i := range docs {
					if _, _, err := Find(b.Context(), docs[i:i+1], Options{}); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N*len(docs))/b.Elapsed().Minutes(), "articles/min")
		})
	}
}
