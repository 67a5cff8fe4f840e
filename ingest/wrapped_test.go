package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWrapped reads the articles of JSON that has them within something else, as
// programs and search engines give theirs.
func TestWrapped(t *testing.T) {
	const two = `[{"text":"Die Fähre steht."},{"text":"渡轮停航。"}]`
	tests := []struct {
		what, name, content string
		articles, problems  []string
		note                string
	}{
		{"a list under some name", "a.json", `{"total":2,"docs":` + two + `}`, []string{"#1: Die Fähre steht.", "#2: 渡轮停航。"}, nil, `the list "docs" in it is read`},
		{"a list further in", "a.json", `{"data":{"items":` + two + `,"page":{"n":1}}}`, []string{"#1: Die Fähre steht.", "#2: 渡轮停航。"}, nil, `the list "data.items" in it is read`},
		{"a list beside others that hold no articles", "a.json", `{"authors":[{"name":"Jo"}],"docs":` + two + `}`, []string{"#1: Die Fähre steht.", "#2: 渡轮停航。"}, nil, `the list "docs" in it is read`},
		{
			"two lists of articles", "a.json", `{"docs":` + two + `,"related":` + two + `}`, nil,
			[]string{`a.json: no "text" field, and more than one list of objects in it (docs, related): give one of them alone`},
			"",
		},
		{"an article with a list in it", "a.json", `{"text":"Die Fähre steht.","related":` + two + `}`, []string{": Die Fähre steht."}, nil, ""},
		{"what a search engine finds", "a.json", `{"took":3,"hits":{"total":1,"hits":[{"_id":"7","_source":{"body":"توقفت العبارة."}}]}}`, []string{"#1: توقفت العبارة."}, nil, `the list "hits.hits" in it is read`},
		{"its lines", "a.jsonl", `{"_id":"7","_source":{"text":"توقفت العبارة."}}` + "\n" + `{"_id":"8"}`, []string{"#1: توقفت العبارة."}, []string{`a.jsonl#2: no "text" field: add one with the article's text, or remove the record`}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			b := readAlone(t, tt.name, tt.content, Options{})
			var articles, problems []string
			for _, a := range b.Articles {
				articles = append(articles, strings.TrimPrefix(a.Input, tt.name)+": "+a.Text)
			}
			for _, e := range b.Errors {
				problems = append(problems, e.Input+": "+e.Problem)
			}
			note := ""
			if len(b.Notes) > 0 {
				note = b.Notes[0].Problem
			}
			if diff := cmp.Diff([]any{tt.articles, tt.problems, tt.note}, []any{articles, problems, note}); diff != "" {
				t.Error(diff)
			}
		})
	}
}
