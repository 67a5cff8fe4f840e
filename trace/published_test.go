package trace

import (
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// TestPublishedIsRemembered: a report that bears another outlet's name is the same
// document in the next update of its story, for the steps would read and compare
// another one anew each time.
func TestPublishedIsRemembered(t *testing.T) {
	docs := []*text.Document{
		text.Read(stemma.Article{ID: "a", Outlet: "Pellmar Herald", URL: "https://pellmar-herald.example/1", Text: "One."}),
		text.Read(stemma.Article{ID: "b", Outlet: "Norlink", URL: "https://pellmar-herald.example/2", Text: "Two."}),
	}
	m := &memory{}
	first := m.asPublished(docs)
	if first[0] != docs[0] || first[1] == docs[1] || first[1].Article.Outlet != "Pellmar Herald" || docs[1].Article.Outlet != "Norlink" {
		t.Fatalf("%+v, %+v", first[0].Article, first[1].Article)
	}
	if again := m.asPublished(docs); again[1] != first[1] {
		t.Error("another document in the next update")
	}
	m.asPublished(docs[:1])
	if len(m.published) > 0 {
		t.Errorf("remembers %d that are gone", len(m.published))
	}
}
