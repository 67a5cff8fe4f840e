package attribution

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
)

// Publishers that no table has, in the forms of datelines and credit lines.
func TestCreditsOfUnknownPublishers(t *testing.T) {
	tests := []struct{ lang, before, behind, source string }{
		{"en", "VELMAR, May 2 (Tarvia News) — ", "", "Tarvia News"},
		{"en", "VELMAR, May 2 (Tarvia) — ", "", "Tarvia"},
		{"en", "VELMAR (Tarvia News Agency) - ", "", "Tarvia News Agency"},
		{"en", "VELMAR, May 2, 2025 (TNX) -- ", "", "TNX"},
		{"en", "VELMAR (TNX) — ", "", "TNX"},
		{"fr", "VELMAR, 2 mai 2025 (TNX) — ", "", "TNX"},
		{"ru", "ЗАЛИВСК, 10 июня. /СКА/. ", "", "СКА"},
		{"uk", "ЗАЛІВСЬК, 10 червня. /СКА/. ", "", "СКА"},
		{"es", "Velmar, 2 may (Agencia Marea).- ", "", "Agencia Marea"},
		{"es", "VELMAR (Agencia Marea).- ", "", "Agencia Marea"},
		{"de", "Velmar (Tarvia Nachrichten) - ", "", "Tarvia Nachrichten"},
		{"fr", "VELMAR, 2 mai (Agence Marée) — ", "", "Agence Marée"},
		{"ja", "【ミルノ＝オルド通信】", "", "オルド通信"},
		{"ko", "(밀노=오르드통신) ", "", "오르드통신"},
		{"ko", "(밀노=오르드통신) 김하늘 기자 = ", "", "오르드통신"},
		{"zh", "奥尔德社米尔诺7月1日电 ", "", "奥尔德社"},
		{"zh", "奥尔德社米尔诺7月1日电（记者 林江）", "", "奥尔德社"},
		{"ar", "فيلمار (تارفيا نيوز) - ", "", "تارفيا نيوز"},
		{"fr", "", " (avec Tarvia News)", "Tarvia News"},
		{"fr", "", "¶(avec Tarvia News)", "Tarvia News"},
		{"fr", "", "¶Avec l'agence Marée", "agence Marée"},
		{"pt", "", "¶Com informações da Agência Marea", "Agência Marea"},
		{"pt", "", "¶Com informações da Agência Marea.", "Agência Marea"},
		{"es", "", "¶(Con información de Agencia Marea)", "Agencia Marea"},
		{"en", "", " (with Tarvia News)", "Tarvia News"},
		{"it", "VELMAR, 2 mag (Agenzia Marea) - ", "", "Agenzia Marea"},
		{"pl", "VELMAR, 2 maja (TNX) - ", "", "TNX"},
		{"tr", "VELMAR (Marea Haber Ajansı) - ", "", "Marea Haber Ajansı"},
		{"nl", "", " (met Velmar Nieuws)", "Velmar Nieuws"},
		{"ru", "ЗАЛИВСК, 10 июня (СКА) — ", "", "СКА"},
		{"ru", "ЗАЛИВСК, 10 июн — /Агентство Волна/. ", "", "Агентство Волна"},
		{"ja", "【オルド通信】", "", "オルド通信"},
		{"fa", "ولمار (خبرگزاری تارویا) - ", "", "خبرگزاری تارویا"},
	}
	for _, tt := range tests {
		s := creditText(tt.lang, tt.before, tt.behind)
		got, sources := find(t, [4]string{"a", "Lowland Post", tt.lang, s})
		i := slices.IndexFunc(got, func(a stemma.Attribution) bool {
			return a.Kind == stemma.AttributionWhole && of(s, a.Source.Span) == tt.source
		})
		others := slices.ContainsFunc(got, func(a stemma.Attribution) bool {
			return a.Kind == stemma.AttributionWhole && of(s, a.Source.Span) != tt.source && of(s, a.Source.Span) != "김하늘" && of(s, a.Source.Span) != "林江"
		})
		if i < 0 || others {
			t.Errorf("%s %q %q: want one credit to %s", tt.lang, tt.before, tt.behind, tt.source)
			for _, a := range got {
				t.Log("   " + show(s, a))
			}
			continue
		}
		if k := slices.IndexFunc(sources, func(x stemma.Source) bool { return x.ID == got[i].Source.Source }); sources[k].Kind != stemma.SourceOutlet {
			t.Errorf("%s %q %q: sources %+v, want an outlet", tt.lang, tt.before, tt.behind, sources)
		}
	}
}

// What stands in brackets where a credit could, and is none.
func TestNoUnknownPublishers(t *testing.T) {
	tests := []struct{ lang, before, behind string }{
		{"en", "Tobias Renn (left) - the captain - was hurt.¶", ""},
		{"en", "Norsund Fair (2025) - The town was full.¶", ""},
		{"en", "VELMAR (2025) — ", ""},
		{"en", "Tobias Renn (R-Ohio) - The senator was hurt.¶", ""},
		{"en", "RENN (R-Ohio) - ", ""},
		{"en", "Tobias Renn (48) - ", ""},
		{"en", "Tobias Renn, 48, (Norsund United) - ", ""},
		{"en", "Tobias Renn (Norsund United) - ", ""},
		{"en", "The ferry (Northern Star) was closed.¶", ""},
		{"en", "On May 2 (Labour Day) - ", ""},
		{"en", "The News (Tarvia) is a ferry of the harbour.¶", ""},
		{"en", "", " (with Ada Brel)"},
		{"en", "", "¶With love from Norsund News"},
		{"en", "With Tarvia News closed, the square is empty again.¶", ""},
		{"de", "Ada Brel (SPD) - ", ""},
		{"de", "Velmar (IT/TGM) - ", ""},
		{"de", "", "¶(IT/TGM)"},
		{"de", "Mit der Zeitung kam der Sturm.¶", ""},
		{"pt", "Com a Agência Marea fechada, o porto ficou vazio.¶", ""},
		{"fr", "Avec le journal, deux heures suffisent.¶", ""},
		{"es", "Con la radio apagada, el puerto dormía.¶", ""},
		{"ru", "Ада Брель (слева) — капитан парома.¶", ""},
		{"ru", "Паром «Заря» (Заливск) — в порту.¶", ""},
		{"ja", "（北桟橋＝港の北）は閉鎖された。¶", ""},
		{"ko", "(북쪽=부두) ", ""},
		{"zh", "合作社7月1日停电，渡轮停航。¶", ""},
		{"zh", "旅行社北码头7月1日停电，渡轮停航。¶", ""},
		{"ar", "أحمد سالم (قائد العبارة) - ", ""},
		{"en", "The tariff (May 2) was raised.¶", ""},
		{"en", "PIER CLOSED (Update) - ", ""},
		{"en", "NORSUND 2, LARN 1 (HT) - ", ""},
		{"en", "Ada Brel (Press Officer) - ", ""},
		{"en", "NORSUND - Ada Brel (Tarvia) - ", ""},
		{"it", "Ada Brel (PD) - ", ""},
		{"fr", "Ada Brel (LR) - ", ""},
		{"ru", "Заливск, 10 июня. Паром /Заря/. ", ""},
		{"en", "Photo: Ana Brell¶", ""},
		{"en", "", "¶Photo: Ana Brell"},
		{"en", "Image: Ana Brell, Norsund¶", ""},
		{"es", "Foto: Ana Brell¶", ""},
	}
	for _, tt := range tests {
		s := creditText(tt.lang, tt.before, tt.behind)
		got, _ := find(t, [4]string{"a", "Lowland Post", tt.lang, s})
		for _, a := range got {
			if of(s, a.Source.Span) == "the office" {
				continue // in the prose
			}
			t.Errorf("%s %q %q: found %s", tt.lang, tt.before, tt.behind, show(s, a))
		}
	}
}
