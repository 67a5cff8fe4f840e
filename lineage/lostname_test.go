package lineage

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/text"
)

// Two reports each cite a source, by one name and by another; their further
// sentences are the same where shared says so.
var names = []struct {
	lang1, says1, lang2, says2 string
	shared                     bool
	lost                       int // sources that the two derive from
}{
	{"en", "The Velmora Press Agency reported that the dam had failed.", "en", "VPA reported that the dam had failed.", true, 1},
	{"en", "The Velmora Press Agency (VPA) reported that the dam had failed.", "id", "VPA melaporkan bahwa bendungan itu jebol.", false, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "ru", "Агентство Велмора сообщило, что плотина прорвалась.", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "ar", "أفادت وكالة فيلمورا للأنباء بأن السد انهار.", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "fa", "خبرگزاری ولمورا گزارش داد که سد شکست.", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "zh", "据维尔莫拉通讯社报道，大坝溃决，造成12人受伤。", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "ja", "ベルモラ通信は、ダムが決壊したと報じた。", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "ko", "벨모라 통신은 댐이 무너졌다고 보도했다.", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "el", "Το πρακτορείο ειδήσεων Βελμόρα ανέφερε ότι το φράγμα υποχώρησε.", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "hi", "समाचार एजेंसी वेलमोरा ने बताया कि बांध टूट गया।", true, 1},
	{"ru", "Агентство Велмора сообщило, что плотина прорвалась.", "ar", "أفادت وكالة فيلمورا للأنباء بأن السد انهار.", true, 1},
	{"en", "The Larn Times newspaper reported that the dam had failed.", "ru", "Газета «Ларн Таймс» сообщила, что плотина прорвалась.", true, 1},
	{"en", "Al Mizan TV reported that the dam had failed.", "ar", "ذكرت قناة الميزان أن السد انهار.", true, 1},
	{"en", "The Larn Observer reported that the dam had failed.", "en", "According to www.larnobserver.example, the dam had failed.", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "en", "State-run Velmora reported that the dam had failed.", true, 1},
	{"en", "Velmora news agency reported that the dam had failed.", "en", "Velmora Arabic reported that the dam had failed.", true, 1},
	{"uk", "Агентство Велмора повідомило, що дамбу прорвало.", "he", "סוכנות הידיעות ולמורה דיווחה כי הסכר קרס.", true, 1},
	{"bn", "সংবাদ সংস্থা ভেলমোরা জানিয়েছে, বাঁধটি ভেঙে গেছে।", "id", "Kantor berita Velmora melaporkan bahwa bendungan itu jebol.", true, 1},
	{"th", "สำนักข่าวเวลโมรารายงานว่าเขื่อนแตก", "en", "Velmora news agency reported that the dam had failed.", true, 1},
	// The same names where nothing else shows that the two have to do with each other.
	{"en", "Velmora news agency reported that the dam had failed.", "ru", "Агентство Велмора сообщило, что выборы перенесены.", false, 2},
	// Other names for reports that share text: each may have it from its own.
	{"en", "The Larn Times newspaper reported that the dam had failed.", "en", "The Marsh Herald newspaper reported that the dam had failed.", true, 2},
	{"en", "Velmora news agency reported that the dam had failed.", "ru", "Агентство Гласборн сообщило, что плотина прорвалась.", true, 2},
	// One report names both: they are two.
	{"en", "Velmora news agency reported that the dam had failed. The Velmora Daily newspaper reported that it had held.", "ru", "Агентство Велмора сообщило, что плотина прорвалась. Газета «Велмора Дейли» сообщила, что она выстояла.", true, 2},
}

func TestSameSources(t *testing.T) {
	for _, x := range names {
		var s Story
		for k, says := range []string{x.says1, x.says2} {
			lang := []string{x.lang1, x.lang2}[k]
			s.Docs = append(s.Docs, text.Read(stemma.Article{ID: string(rune('a' + k)), Lang: lang, Text: says}))
		}
		var err error
		if s.Attributions, s.Sources, err = attribution.Find(t.Context(), s.Docs, attribution.Options{}); err != nil {
			t.Fatal(err)
		}
		given := slices.Clone(s.Sources)
		for k, d := range s.Docs {
			for n := range 4 {
				what := n
				if !x.shared {
					what += 10 * k
				}
				sentence := fmt.Sprintf(" Sentence %d.", n)
				span := stemma.Span{Start: len(d.Article.Text), End: len(d.Article.Text) + len(sentence)}
				d.Article.Text += sentence
				for len(s.Claims) <= what {
					s.Claims = append(s.Claims, stemma.Claim{})
				}
				s.Claims[what].Passages = append(s.Claims[what].Passages, stemma.Passage{Article: d.Article.ID, Sentences: []int{len(d.Sentences)}})
				d.Sentences = append(d.Sentences, text.Sentence{Span: span, Text: sentence})
			}
		}
		tree, err := Infer(t.Context(), s, Options{Rounds: -1})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(given, s.Sources, func(a, b stemma.Source) bool { return a.ID == b.ID && len(a.CitedBy) == len(b.CitedBy) }) {
			t.Errorf("the sources given were changed")
		}
		if len(tree.Sources) != x.lost {
			t.Errorf("%q and %q: %d sources, want %d: %+v", x.says1, x.says2, len(tree.Sources), x.lost, tree.Sources)
		}
		ids := sourceIndex(tree.Sources)
		for _, a := range tree.Attributions {
			if _, ok := ids[a.Source.Source]; !ok && a.Source.Source != "" {
				t.Errorf("%q: an attribution to %q, which is no source", x.says2, a.Source.Source)
			}
		}
	}
}
