package attribution

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// TestMemoryFindsWhatFindDoes of articles that come one by one: each cites the
// outlet of one that comes later, which only then is known.
func TestMemoryFindsWhatFindDoes(t *testing.T) {
	var docs []*text.Document
	for _, a := range []stemma.Article{
		{ID: "a", Outlet: "Orlen Bulletin", Lang: "en", Text: "The bridge at Tarn is closed, Tarner Kurier reported on Monday. “It will take six weeks,” the road office told Вестник Ларска."},
		{ID: "b", Outlet: "Kabar Rawa", Lang: "id", Text: "Jembatan di Tarn ditutup pada Senin, demikian dilaporkan Orlen Bulletin. Perbaikan memakan waktu enam pekan, kata seorang pejabat."},
		{ID: "c", Outlet: "Tarner Kurier", Lang: "de", Text: "Die Brücke bei Tarn ist am Montag gesperrt worden, wie der Vestnik Larska berichtet. Taucher hatten Risse gefunden."},
		{ID: "d", Outlet: "Вестник Ларска", Lang: "ru", Text: "Мост у Тарна закрыт с понедельника, сообщает «Тарнер курьер». Водолазы нашли трещины в двух опорах."},
		{ID: "e", Outlet: "Selm Courier", Lang: "en", Text: "According to Reuters, the bridge will stay closed until May. Divers found cracks in two piers."},
	} {
		docs = append(docs, text.Read(a))
	}
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {1, 4, 0, 3, 2}} {
		var m Memory
		there := make([]*text.Document, len(docs))
		for _, k := range order {
			there[k] = docs[k]
			now := slices.DeleteFunc(slices.Clone(there), func(d *text.Document) bool { return d == nil })
			wantA, wantS, err := Find(t.Context(), now, Options{})
			if err != nil {
				t.Fatal(err)
			}
			haveA, haveS, err := m.Find(t.Context(), now, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wantA, haveA) + cmp.Diff(wantS, haveS); diff != "" {
				t.Errorf("order %v, with %s: (-at once +one by one)\n%s", order, docs[k].Article.ID, diff)
			}
		}
	}
}

// TestMemoryForgets an article that left: it holds no more than it was given.
func TestMemoryForgets(t *testing.T) {
	a := text.Read(stemma.Article{ID: "a", Outlet: "Orlen Bulletin", Lang: "en", Text: "The mayor said the bridge was closed."})
	b := text.Read(stemma.Article{ID: "b", Outlet: "Selm Courier", Lang: "en", Text: "Orlen Bulletin reported that the bridge was closed."})
	var m Memory
	for _, now := range [][]*text.Document{{a, b}, {b}} {
		if _, _, err := m.Find(t.Context(), now, Options{}); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.read) != 1 || m.read[b] == nil {
		t.Errorf("%d articles remembered, want 1", len(m.read))
	}
}

func TestStemOf(t *testing.T) {
	for name, want := range map[string]string{"The Lowland Times": "Lowl", "Вестник Ларска": "Вест", "Tass": "Tass", "RT": "RT", "朝日新聞": "朝日新聞"} {
		if have := stemOf(name); have != want {
			t.Errorf("stemOf(%q) = %q, want %q", name, have, want)
		}
	}
}
