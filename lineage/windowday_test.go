package lineage

import (
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/text"
)

// Each report came out on Saturday 13 February 2021; want is what of it says
// when the agency spoke, "" for nothing.
var dated = []struct{ lang, says, agency, want string }{
	{"en", "The Velmora news agency reported on Friday that the dam had failed on Tuesday.", "Velmora", "Friday"},
	{"en", "The Velmora news agency said in a report published Friday night that the dam failed on Tuesday.", "Velmora", "Friday"},
	{"en", "The meetings, held since Monday, were about the dam, the Velmora news agency, citing the official, said in a report on Friday.", "Velmora", "Friday"},
	{"en", "On Friday, the Velmora news agency reported that twelve people were hurt.", "Velmora", "Friday"},
	{"en", "An official told the Velmora news agency on Thursday that the dam had failed on Tuesday.", "Velmora", "Thursday"},
	{"en", "The Velmora news agency reported Friday the collapse of the dam.", "Velmora", "Friday"},
	{"en", "Twelve people were hurt on Tuesday, the Velmora news agency reported.", "Velmora", ""},
	{"en", "The Velmora news agency reported the collapse of the dam on Tuesday.", "Velmora", ""},
	{"en", "Twelve people were hurt on Tuesday according to the Velmora news agency.", "Velmora", ""},
	{"en", "The Velmora news agency, whose offices were searched on Tuesday, reported that the dam had failed.", "Velmora", ""},
	{"en", "The Velmora news agency reported on Sunday 21 February that the dam had failed.", "Velmora", ""}, // not out yet
	{"id", "Kantor berita Velmora melaporkan pada Jumat bahwa bendungan itu jebol pada Selasa.", "Velmora", "Jumat"},
	{"id", "Bendungan itu jebol pada Selasa, kata kantor berita Velmora, Jumat (12/2).", "Velmora", "Jumat (12/2)"},
	{"de", "Am Freitag berichtete die Nachrichtenagentur Velmora, dass der Damm am Dienstag gebrochen sei.", "Velmora", "Freitag"},
	{"de", "Der Damm sei am Dienstag gebrochen, meldete die Nachrichtenagentur Velmora am Freitag.", "Velmora", "Freitag"},
	{"ru", "В пятницу агентство Велмора сообщило, что плотина прорвалась во вторник.", "Велмора", "пятницу"},
	{"ru", "Плотина прорвалась во вторник, сообщило агентство Велмора.", "Велмора", ""},
	{"uk", "Агентство Велмора повідомило у п'ятницю, що дамбу прорвало у вівторок.", "Велмора", "п'ятницю"},
	{"ar", "أفادت وكالة فيلمورا للأنباء يوم الجمعة بأن السد انهار يوم الثلاثاء.", "فيلمورا", "يوم الجمعة"},
	{"fa", "خبرگزاری ولمورا روز جمعه گزارش داد که سد روز سه‌شنبه شکست.", "ولمورا", "روز جمعه"},
	{"hi", "वेलमोरा समाचार एजेंसी ने शुक्रवार को बताया कि बांध मंगलवार को टूट गया।", "वेलमोरा", "शुक्रवार"},
	{"es", "La presa cedió el martes, informó la agencia Velmora este viernes.", "Velmora", "viernes"},
	{"pt", "A agência Velmora informou na sexta-feira que a barragem cedeu na terça-feira.", "Velmora", "sexta-feira"},
	{"fr", "L'agence Velmora a rapporté vendredi que le barrage avait cédé mardi.", "Velmora", "vendredi"},
	{"it", "L'agenzia Velmora ha riferito venerdì che la diga ha ceduto martedì.", "Velmora", "venerdì"},
	{"pl", "Agencja Velmora poinformowała w piątek, że tama pękła we wtorek.", "Velmora", "piątek"},
	{"tr", "Velmora haber ajansı cuma günü barajın salı günü çöktüğünü bildirdi.", "Velmora", "cuma günü"},
	{"vi", "Hãng tin Velmora đưa tin hôm thứ Sáu rằng con đập bị vỡ hôm thứ Ba.", "Velmora", "thứ Sáu"},
	{"sw", "Shirika la habari la Velmora liliripoti siku ya Ijumaa kwamba bwawa lilipasuka Jumanne.", "Velmora", "Ijumaa"},
	{"zh", "据维尔莫拉通讯社2月12日报道，大坝9日溃决，造成12人受伤。", "维尔莫拉", "2月12日"},
	{"ja", "ベルモラ通信は12日、ダムが9日に決壊したと報じた。", "ベルモラ", "12日"},
	{"ko", "벨모라 통신은 12일 댐이 9일 무너졌다고 보도했다.", "벨모라", "12일"},
}

func TestDating(t *testing.T) {
	for _, x := range dated {
		d := text.Read(stemma.Article{
			ID: "a", Lang: x.lang, Text: x.says,
			Published: time.Date(2021, 2, 13, 0, 0, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionDay,
		})
		found, sources, err := attribution.Find(t.Context(), []*text.Document{d}, attribution.Options{})
		if err != nil {
			t.Fatal(err)
		}
		g := &graph{
			story: Story{Docs: []*text.Document{d}, Attributions: found, Sources: sources},
			read:  []reading{{when: momentOf(&d.Article)}},
		}
		for k := range sources {
			g.lost = append(g.lost, lostSource{source: k})
		}
		g.parent = make([]int, g.root()+1)
		got, known := "", false
		for n, list := range g.datings() {
			name := sources[g.lost[n].source].Name
			if !strings.Contains(name, x.agency) {
				continue
			}
			known = true
			if len(list) > 0 {
				got = d.Article.Text[list[0].span.Start:list[0].span.End]
			}
		}
		if !known {
			t.Errorf("%s: no source of that name in %s", x.agency, x.says)
		} else if got != x.want {
			t.Errorf("dated by %q, want %q: %s", got, x.want, x.says)
		}
	}
}

// Attributions may be given by anyone: places that the text does not have date
// nothing, and break nothing.
func TestDatingOutOfRange(t *testing.T) {
	d := text.Read(stemma.Article{
		ID: "a", Lang: "en", Text: "On Friday the dam failed.",
		Published: time.Date(2021, 2, 13, 0, 0, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionDay,
	})
	for _, span := range []stemma.Span{{Start: -5, End: 3}, {Start: 3, End: 900}, {Start: 9, End: 2}, {Start: 1 << 40, End: 1 << 41}} {
		s := Story{
			Docs:    []*text.Document{d},
			Sources: []stemma.Source{{ID: "src1", Name: "Velmora", Kind: stemma.SourceOutlet, CitedBy: []string{"a"}}},
			Attributions: []stemma.Attribution{{
				Article: "a", Source: stemma.Role{Span: span, Source: "src1"}, Cue: stemma.Role{Span: span}, Content: stemma.Role{Span: span},
			}},
		}
		tree, err := Infer(t.Context(), s, Options{Rounds: -1})
		if err != nil {
			t.Fatal(err)
		}
		if w := tree.Sources[0].Window; w != nil && len(w.Said) > 0 {
			t.Errorf("%v dates the source: %+v", span, w)
		}
	}
}
