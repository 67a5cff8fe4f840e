package attribution

import (
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// news is the prose around the credits: it holds no attribution.
var news = map[string]string{
	"ar": "أغلق الرصيف الشمالي للميناء يوم الاثنين بعد عاصفة ألحقت به أضرارا كبيرة. وبقيت عبارتان في المرفأ حتى المساء.",
	"de": "Der Nordpier des Hafens ist am Montag nach einem Sturm gesperrt worden. Zwei Fähren blieben bis zum Abend im Hafen.",
	"en": "The north pier of the harbour was closed on Monday after a storm damaged it badly. Two ferries stayed in port until the evening, and the office refunded all tickets.",
	"es": "El muelle norte del puerto fue cerrado el lunes tras una tormenta. Dos transbordadores siguieron en puerto hasta la noche.",
	"fa": "اسکله شمالی بندر روز دوشنبه پس از توفان بسته شد. دو کشتی تا شب در بندر ماندند.",
	"fr": "La jetée nord du port a été fermée lundi après une tempête. Deux ferries sont restés à quai jusqu'au soir.",
	"hi": "तूफान के बाद बंदरगाह का उत्तरी घाट सोमवार को बंद कर दिया गया। दो नावें शाम तक बंदरगाह में रहीं।",
	"id": "Dermaga utara pelabuhan ditutup pada Senin setelah badai merusaknya. Dua feri tetap di pelabuhan sampai malam.",
	"it": "Il molo nord del porto è stato chiuso lunedì dopo una tempesta. Due traghetti sono rimasti in porto fino a sera.",
	"ja": "北桟橋は月曜日、嵐の被害を受けて閉鎖された。二隻のフェリーは夕方まで港にとどまった。",
	"ko": "북쪽 부두는 폭풍으로 피해를 입어 월요일 폐쇄됐다. 여객선 두 척은 저녁까지 항구에 머물렀다.",
	"nl": "De noordpier van de haven is maandag na een storm gesloten. Twee veerboten bleven tot de avond in de haven.",
	"pl": "Północne molo portu zamknięto w poniedziałek po burzy. Dwa promy zostały w porcie do wieczora.",
	"pt": "O píer norte do porto foi fechado na segunda-feira após uma tempestade. Duas balsas ficaram no porto até a noite.",
	"ru": "Северный причал порта закрыли в понедельник после сильного шторма. Два парома остались в порту до вечера.",
	"tr": "Limanın kuzey iskelesi fırtınanın ardından pazartesi günü kapatıldı. İki feribot akşama kadar limanda kaldı.",
	"uk": "Північний причал порту закрили в понеділок після сильного шторму. Два пороми лишилися в порту до вечора.",
	"zh": "北码头周一因风暴受损而关闭。两艘渡轮留在港内直到晚上。",
}

// A credit stands before or behind the news, at ¶ in a line of its own.
func creditText(lang, before, behind string) string {
	s := before + news[lang] + behind
	return strings.ReplaceAll(s, "¶", "\n\n")
}

// Datelines, bylines, credit lines and headlines credit the whole article.
func TestCreditsOfArticles(t *testing.T) {
	tests := []struct{ lang, before, behind, source, name string }{
		{"en", "NORSUND (Reuters) - ", "", "Reuters", "Reuters"},
		{"en", "NORSUND, March 3 (AFP) — ", "", "AFP", "AFP"},
		{"en", "NORSUND, March 3, 2025 (Xinhua) -- ", "", "Xinhua", "Xinhua"},
		{"en", "MOSCOW, March 3. /TASS/. ", "", "TASS", "TASS"},
		{"en", "NORSUND, March 3 /PRNewswire/ -- ", "", "PRNewswire", "PR Newswire"},
		{"en", "[Xinhua, 3 March] ", "", "Xinhua", "Xinhua"},
		{"en", "NORSUND, (XPA) - ", "", "XPA", "XPA"},
		{"ru", "МОСКВА, 3 марта. /ТАСС/. ", "", "ТАСС", "TASS"},
		{"ru", "Москва. 3 марта. INTERFAX.RU — ", "", "INTERFAX.RU", "Interfax"},
		{"ru", "МОСКВА, 3 мар — РИА Новости. ", "", "РИА Новости", "RIA Novosti"},
		{"zh", "新华社北京3月3日电 ", "", "新华社", "Xinhua"},
		{"zh", "【环球时报】", "", "环球时报", "Global Times"},
		{"zh", "", "（新华社北京3月3日电）", "新华社", "Xinhua"},
		{"zh", "（路透社诺松德3日电）", "", "路透社", "Reuters"},
		{"zh", "中新社北京3月3日电（记者 林江）", "", "中新社", "China News Service"},
		{"ja", "【モスクワ共同】", "", "共同", "Kyodo"},
		{"ja", "【ロンドン=時事】", "", "時事", "Jiji Press"},
		{"ja", "", "（共同）", "共同", "Kyodo"},
		{"ja", "［ノルスンド　３日　ロイター］ - ", "", "ロイター", "Reuters"},
		{"ko", "(서울=연합뉴스) 홍길동 기자 = ", "", "연합뉴스", "Yonhap"},
		{"it", "(ANSA) - ROMA, 3 MAR - ", "", "ANSA", "ANSA"},
		{"it", "", " (ANSA).", "ANSA", "ANSA"},
		{"it", "ROMA (ITALPRESS) - ", "", "ITALPRESS", "Italpress"},
		{"de", "Norsund (dpa) - ", "", "dpa", "DPA"},
		{"de", "NORSUND (dpa/lno) - ", "", "dpa", "DPA"},
		{"id", "Jakarta, CNN Indonesia -- ", "", "CNN Indonesia", "CNN Indonesia"},
		{"id", "TEMPO.CO, Jakarta - ", "", "TEMPO.CO", "Tempo.co"},
		{"id", "JAKARTA, KOMPAS.com - ", "", "KOMPAS.com", "Kompas"},
		{"id", "Jakarta (ANTARA) - ", "", "ANTARA", "ANTARA"},
		{"fr", "NORSUND (AFP) - ", "", "AFP", "AFP"},
		{"es", "Norsund, 3 mar (EFE).- ", "", "EFE", "EFE"},
		{"tr", "NORSUND (AA) - ", "", "AA", "Anadolu"},
		{"pl", "", " (PAP)", "PAP", "PAP"},
		{"hi", "नयी दिल्ली, तीन मार्च (भाषा) ", "", "भाषा", "PTI"},
		{"fa", "تهران – ایرنا – ", "", "ایرنا", "IRNA"},
		{"ar", "نورسوند 3 مارس (رويترز) - ", "", "رويترز", "Reuters"},
		{"en", "By Ada Brel¶", "", "Ada Brel", "Ada Brel"},
		{"en", "", "¶By Ada Brel, Lowland Courier", "Ada Brel", "Ada Brel"},
		{"de", "Von Ada Brel¶", "", "Ada Brel", "Ada Brel"},
		{"es", "Por Ada Brel¶", "", "Ada Brel", "Ada Brel"},
		{"fr", "Par Ada Brel¶", "", "Ada Brel", "Ada Brel"},
		{"ar", "بقلم: أحمد سالم¶", "", "أحمد سالم", "أحمد سالم"},
		{"ru", "", "¶Автор: Ада Брель", "Ада Брель", "Ада Брель"},
		{"ja", "文＝田中実¶", "", "田中実", "田中実"},
		{"zh", "记者 林江¶", "", "林江", "林江"},
		{"ko", "", "¶김하늘 기자 haneul@example.kr", "김하늘", "김하늘"},
		{"en", "", "¶(Reporting by Ada Brel; Editing by Tobias Renn)", "Ada Brel", "Ada Brel"},
		{"en", "", "¶Source: Lowland Courier", "Lowland Courier", "Lowland Courier"},
		{"en", "", "¶Source — Lowland Courier", "Lowland Courier", "Lowland Courier"},
		{"en", "", "¶(Source: TASS)", "TASS", "TASS"},
		{"ar", "", "¶المصدر: رويترز", "رويترز", "Reuters"},
		{"ar", "", "¶المصدر: البريد السهلي", "البريد السهلي", "البريد السهلي"},
		{"ru", "", "¶Источник: Равнинный курьер", "Равнинный курьер", "Равнинный курьер"},
		{"ru", "", "¶Источник — ТАСС", "ТАСС", "TASS"},
		{"zh", "", "¶来源：平原晚报", "平原晚报", "平原晚报"},
		{"zh", "来源：新华社¶", "", "新华社", "Xinhua"},
		{"ja", "", "¶出典：平原新聞", "平原新聞", "平原新聞"},
		{"id", "", "¶Sumber: Antara", "Antara", "ANTARA"},
		{"tr", "", "¶Kaynak: Ova Postası", "Ova Postası", "Ova Postası"},
		{"en", "", " — with AFP", "AFP", "AFP"},
		{"en", "", "¶with AFP", "AFP", "AFP"},
		{"en", "", "¶With additional reporting by Reuters", "Reuters", "Reuters"},
		{"de", "", "¶mit Material von dpa", "dpa", "DPA"},
		{"de", "", "¶Quelle: dpa", "dpa", "DPA"},
		{"fr", "", "¶avec AFP", "AFP", "AFP"},
		{"fr", "", " (avec AFP)", "AFP", "AFP"},
		{"es", "", "¶(Con información de EFE)", "EFE", "EFE"},
		{"en", "", "¶via Reuters", "Reuters", "Reuters"},
		{"en", "", "¶— AFP", "AFP", "AFP"},
		{"en", "", " — AFP", "AFP", "AFP"},
		{"en", "", " (Reuters)", "Reuters", "Reuters"},
		{"en", "North pier closed after storm: Sputnik¶", "", "Sputnik", "Sputnik"},
		{"en", "North pier closed after storm - Sputnik¶", "", "Sputnik", "Sputnik"},
		{"en", "North pier closed after storm | Reuters¶", "", "Reuters", "Reuters"},
		{"pt", "", "¶Fonte: Agência Brasil", "Agência Brasil", "Agência Brasil"},
		{"nl", "", "¶Bron: ANP", "ANP", "ANP"},
		{"uk", "", "¶Джерело: Укрінформ", "Укрінформ", "Ukrinform"},
		{"pl", "", "¶Źródło: Kurier Nizinny", "Kurier Nizinny", "Kurier Nizinny"},
	}
	for _, tt := range tests {
		s := creditText(tt.lang, tt.before, tt.behind)
		got, sources := find(t, [4]string{"a", "", tt.lang, s})
		i := slices.IndexFunc(got, func(a stemma.Attribution) bool { return of(s, a.Source.Span) == tt.source })
		if i < 0 {
			t.Errorf("%s %q %q: no credit to %s in %v", tt.lang, tt.before, tt.behind, tt.source, got)
			continue
		}
		if a := got[i]; a.Kind != stemma.AttributionWhole && !strings.HasPrefix(tt.before, "North") || a.Content.End > len(tt.before) {
			t.Errorf("%s %q %q: %+v, want a credit of the whole article (of a headline: with it) and nothing else", tt.lang, tt.before, tt.behind, got)
		}
		if k := slices.IndexFunc(sources, func(x stemma.Source) bool { return x.ID == got[i].Source.Source }); k < 0 || sources[k].Name != tt.name {
			t.Errorf("%s %q %q: sources %+v, want %s", tt.lang, tt.before, tt.behind, sources, tt.name)
		}
	}
}

// What stands where credits stand and is none: pictures, notices, desks' signs,
// prose that begins with the word of a credit.
func TestNoCredits(t *testing.T) {
	tests := []struct{ lang, before, behind string }{
		{"en", "", "¶Source code: the office publishes it"},
		{"en", "By the river, two ferries were tied up.¶", ""},
		{"en", "", " (The office later changed its timetable)"},
		{"en", "The ferry Reuters is named after the founder of the agency.¶", ""},
		{"en", "The AP (Associated Press) building stands empty.¶", ""},
		{"en", "", "¶Photo by Ada Brel/Reuters"},
		{"en", "Tobias Renn (Norsund United) - the captain - was hurt.¶", ""},
		{"en", "Bridge: closed until May¶", ""},
		{"en", "Press TV | Home | World | Sport¶", ""},
		{"en", "", "¶Follow us on Reuters Connect and on other sites"},
		{"en", "", "¶With love from Norsund"},
		{"en", "With Reuters gone, the square is empty again.¶", ""},
		{"en", "", "¶Photo: AP"},
		{"en", "", "¶© AFP"},
		{"en", "", "¶© 2025 AFP"},
		{"en", "", "¶Image credit: Reuters"},
		{"en", "", "¶(Photo by Ada Brel / AFP)"},
		{"en", "A ferry in the port. REUTERS/Ada Brel¶", ""},
		{"en", "", "¶Getty Images/AFP"},
		{"de", "", "¶(IT/TGM)"},
		{"de", "", "¶(TGM)"},
		{"de", "", "¶Foto: Ada Brel/dpa"},
		{"de", "Von der Brücke sieht man das Meer.¶", ""},
		{"de", "Mit dem Sturm kam die Flut.¶", ""},
		{"fr", "Par la mer, deux heures suffisent.¶", ""},
		{"fr", "", "¶Photo : AFP"},
		{"fr", "Avec la tempête est venue la marée.¶", ""},
		{"es", "Por la noche, dos barcos siguieron en puerto.¶", ""},
		{"es", "", "¶Foto: EFE"},
		{"it", "Di notte i traghetti restano in porto.¶", ""},
		{"it", "", "¶Foto Ansa"},
		{"pt", "Por volta das seis, o porto fechou.¶", ""},
		{"pt", "", "¶Foto: Reuters"},
		{"nl", "Door de storm bleef de haven dicht.¶", ""},
		{"nl", "", "¶Beeld: ANP"},
		{"ru", "Источник — в горах над городом.¶", ""},
		{"ru", "", "¶Фото: РИА Новости"},
		{"ru", "ТАСС — крупнейшее агентство страны.¶", ""},
		{"uk", "", "¶Фото: Укрінформ"},
		{"uk", "Джерело — у горах над містом.¶", ""},
		{"pl", "Autor mostu jest nieznany.¶", ""},
		{"pl", "", "¶Fot. PAP"},
		{"tr", "Kaynak suyu dağlardan gelir.¶", ""},
		{"tr", "", "¶Fotoğraf: AA"},
		{"ar", "مصدر النهر: التلال فوق المدينة¶", ""},
		{"ar", "", "¶تصوير: رويترز"},
		{"ar", "", "¶صورة: رويترز"},
		{"fa", "", "¶عکس: ایرنا"},
		{"hi", "", "¶फोटो: पीटीआई"},
		{"id", "Sumber air: pegunungan di utara kota¶", ""},
		{"id", "", "¶Foto: Antara"},
		{"id", "Oleh karena itu, dua feri tetap di pelabuhan.¶", ""},
		{"zh", "记者在港口看到，两艘渡轮仍未离开。¶", ""},
		{"zh", "", "¶图/路透社"},
		{"zh", "", "¶新华社记者林江摄"},
		{"zh", "文化节（北码头）周一开幕。¶", ""},
		{"zh", "", "¶图片来源：路透社"},
		{"ja", "文化の日、港は静かだった。¶", ""},
		{"ja", "", "¶写真：共同"},
		{"ja", "（北桟橋）は閉鎖された。¶", ""},
		{"ko", "기자 회견은 취소됐다.¶", ""},
		{"ko", "", "¶사진=연합뉴스"},
	}
	for _, tt := range tests {
		s := creditText(tt.lang, tt.before, tt.behind)
		got, _ := find(t, [4]string{"a", "", tt.lang, s})
		for _, a := range got {
			if a.Kind == stemma.AttributionWhole {
				t.Errorf("%s %q %q: found %s", tt.lang, tt.before, tt.behind, show(s, a))
			}
		}
	}
}

// A credit at the end of a paragraph inside the article is one of the paragraph.
func TestCreditsOfParagraphs(t *testing.T) {
	const before = "The north pier was closed on Monday.\n\nTwo ferries stayed in port until the evening.\n\nThe school on the hill took in the passengers.\n\nThe baker sold all her bread before noon.\n\n"
	const said = "A second pier lost its lamps in the night and its bell on the next morning."
	const behind = "\n\nThe market moved to the square.\n\nThe bell lay on the beach.\n\nThe lamps are still missing."
	tests := []struct{ lang, open, close, source string }{
		{"en", "", " — Reuters", "Reuters"},
		{"en", "", " (AFP)", "AFP"},
		{"en", "LARN (AP) — ", "", "AP"},
		{"de", "", " (dpa)", "dpa"},
		{"en", "", " (with Xinhua)", "Xinhua"},
	}
	for _, tt := range tests {
		s := before + tt.open + said + tt.close + behind
		got, _ := find(t, [4]string{"a", "", tt.lang, s})
		if len(got) != 1 || of(s, got[0].Source.Span) != tt.source || of(s, bare(s, got[0].Content.Span)) != strings.TrimSuffix(said, ".") {
			t.Errorf("%q … %q: found", tt.open, tt.close)
			for _, a := range got {
				t.Error("   " + show(s, a))
			}
		}
	}
	for _, no := range []string{said + " (a ferry of the AFP line)", said + " (Norsund)", "The bell - AFP took its picture - is of bronze."} {
		if got, _ := find(t, [4]string{"a", "", "en", before + no + behind}); len(got) > 0 {
			t.Errorf("%q: found %v", no, got)
		}
	}
}
