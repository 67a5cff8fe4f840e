package lineage

import (
	"fmt"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// One report cites the Larn Times in words that attribution knows; others name
// it in their own ways.
func TestReadMentions(t *testing.T) {
	for _, x := range []struct {
		lang, says string
		want       string // sentences and whether it is a credit
	}{
		{"en", "(Larn Times) — The dam has failed. Twelve people were hurt. The road is closed.", "[0] true"},
		{"tr", "Baraj çöktü ve on iki kişi yaralandı (haber: Larn Times). Yol kapandı. Okullar tatil edildi.", "[0] true"},
		{"es", "La presa ha cedido. Hay doce heridos. La carretera está cerrada. Con información de Larn Times", "[3] false"},
		{"zh", "大坝溃决。12人受伤。Larn Times消息，道路已经关闭。", "[2] false"},
		{"en", "The dam has failed. The Larn Timeskeeper was not hurt. The road is closed.", "none"},
		{"en", "The dam has failed. The times in Larn were never worse. The road is closed.", "none"},
	} {
		s := Story{
			Docs: []*text.Document{text.Read(stemma.Article{ID: "b", Outlet: "Marsh Herald", Lang: x.lang, Text: x.says})},
			Sources: []stemma.Source{
				{ID: "src1", Name: "Larn Times", Kind: stemma.SourceOutlet, CitedBy: []string{"a"}},
				{ID: "src2", Name: "media", Kind: stemma.SourceOutlet, CitedBy: []string{"a"}},
			},
		}
		got := "none"
		for _, c := range readCitations(s).byArticle[0] {
			got = fmt.Sprint(c.sentences, c.credit)
		}
		if got != x.want {
			t.Errorf("cited in %s, want %s: %s", got, x.want, x.says)
		}
	}
}

func TestWithOutlets(t *testing.T) {
	read := func(id, says, byline string) *text.Document {
		return text.Read(stemma.Article{ID: id, Lang: "en", Text: says, Byline: byline})
	}
	agency := []*text.Document{
		read("a", "(Velmora-Press) — The dam has failed. Twelve people were hurt.", ""),
		read("b", "The dam has failed. Twelve people were hurt.\n\nSource: Velmora-Press", ""),
	}
	person := []*text.Document{
		read("a", "Anna Kolb said the dam had failed. Twelve people were hurt.", ""),
		read("b", "The dam has failed, said Anna Kolb. Twelve people were hurt.", ""),
	}
	writer := []*text.Document{
		read("a", "(Anna Kolb) — The dam has failed. Twelve people were hurt.", "Anna Kolb"),
		read("b", "(Anna Kolb) — The dam has failed. Twelve people were hurt.", ""),
	}
	for _, x := range []struct {
		name string
		docs []*text.Document
		want stemma.SourceKind
	}{
		{"Velmora-Press", agency, stemma.SourceOutlet},
		{"Velmora-Press", agency[:1], stemma.SourcePerson},
		{"Anna Kolb", person, stemma.SourcePerson},
		{"Anna Kolb", writer, stemma.SourcePerson},
	} {
		given := Story{Docs: x.docs, Sources: []stemma.Source{{ID: "src1", Name: x.name, Kind: stemma.SourcePerson, CitedBy: []string{"a"}}}}
		if got := given.withOutlets().Sources[0].Kind; got != x.want {
			t.Errorf("%s is %s, want %s", x.name, got, x.want)
		}
		if given.Sources[0].Kind != stemma.SourcePerson {
			t.Error("the sources given were changed")
		}
	}
}
