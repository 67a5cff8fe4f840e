package attribution

import (
	"reflect"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// TestCopiesAreTaggedOnce: reports of one text have what each alone would have,
// and the model is asked once; one that is cut into other sentences is another.
func TestCopiesAreTaggedOnce(t *testing.T) {
	const said = "The ferry was overloaded, the coast guard said on Monday. “It will take six weeks,” engineer Judith Halm told the Selm Courier, and added that nobody was to blame. Officials believe that the pumps had failed."
	var docs []*text.Document
	for _, outlet := range []string{"Orlen Bulletin", "Selm Courier", "Tarner Kurier"} {
		docs = append(docs, text.Read(stemma.Article{ID: outlet, Outlet: outlet, Lang: "en", Text: said}))
	}
	whole := text.Read(stemma.Article{ID: "one sentence", Lang: "en", Text: said})
	whole.Article.Sentences = []stemma.Span{{Start: 0, End: len(said)}}
	docs = append(docs, whole)
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	var m Memory
	if _, _, err := m.Find(t.Context(), docs, Options{}); err != nil {
		t.Fatal(err)
	}
	if len(m.tagged.of) != 1 {
		t.Errorf("%d texts remembered, want 1", len(m.tagged.of))
	}
	_, alone, err := know.readAll(t.Context(), docs, m.seen, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range docs {
		if len(alone[i]) == 0 && i < 3 {
			t.Errorf("nothing found in the report of %s", d.Article.ID)
		}
		if have := m.read[d].mentions; !reflect.DeepEqual(alone[i], have) {
			t.Errorf("%s: alone %+v\nbeside copies %+v", d.Article.ID, alone[i], have)
		}
	}
	if _, _, err := m.Find(t.Context(), nil, Options{}); err != nil || len(m.tagged.of) != 0 {
		t.Errorf("%d texts remembered of none, %v", len(m.tagged.of), err)
	}
}
