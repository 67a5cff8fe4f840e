package text

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// pageTests are whole pages. Boilerplate is wrapped in ‹…›, which are no part
// of the page.
var pageTests = map[string]struct {
	in                          stemma.Article
	page                        string
	title, outlet, byline, lang string
	published                   string // RFC 3339 date and precision
}{
	"title, date, title again, byline, date": {
		page: "Flood in Brackwater kills twelve: Harbour Wire\n\n‹13 Feb 2021›\n\n‹Flood in Brackwater kills twelve: Harbour Wire›\n\n‹By Delta TV›\n\n‹13 February 2021›\n\n" +
			"Twelve people died when the dam above Brackwater broke on Friday, officials said.\n\nNobody had been warned.",
		title: "Flood in Brackwater kills twelve: Harbour Wire", outlet: "Delta TV", byline: "Delta TV", lang: "en", published: "2021-02-13 day",
	},
	"a crawler's first line": {
		page:   "‹ date 2021-02 DeltaKabar-› Dua belas orang tewas ketika bendungan di atas Kota Randusari jebol pada hari Jumat.\n\nSumber setempat mengatakan tidak ada peringatan.‹(DK/TGL)›",
		outlet: "DeltaKabar", lang: "id", published: "2021-02-01 month",
	},
	"a day and a name of two words": {
		page:   "‹date 2021-02-13 Delta Times -› Harbour Wire reported that the dam above Brackwater broke.\n\nThe mayor said that twelve people had died.",
		outlet: "Delta Times", lang: "en", published: "2021-02-13 day",
	},
	"a dateline with place, date and dash": {
		page:  "Bendungan Randusari jebol\n\n‹JAKARTA, 13 Februari 2021 -› Dua belas orang tewas ketika bendungan itu jebol, kata pejabat setempat.\n\nTidak ada peringatan sebelumnya.",
		title: "Bendungan Randusari jebol", lang: "id", published: "2021-02-13 day",
	},
	"a dateline with an agency, which is not the outlet": {
		page: "‹BRACKWATER (Reuters) —› Twelve people died when the dam broke on Friday, officials said.\n\nThe river is still rising, they said.",
		lang: "en", published: " none",
	},
	"a dateline with the outlet in brackets": {
		page:   "‹BRACKWATER (Delta Courier) -› Twelve people died when the dam broke, officials said.\n\nThe river is still rising.",
		outlet: "Delta Courier", lang: "en", published: " none",
	},
	"Russian, with an agency behind the dash": {
		page: "‹РЕЧНОЙ, 13 фев 2021 — РИА Новости.› Двенадцать человек погибли при прорыве плотины, сообщили власти.\n\nИсточник это подтвердил.",
		lang: "ru", published: "2021-02-13 day",
	},
	"Chinese": {
		page:  "水坝决堤十二人遇难\n\n‹新华社布拉克2021年2月13日电（记者林江）›布拉克镇上方的水坝周五决堤，造成十二人遇难，官员说。\n\n河水仍在上涨。\n\n‹责任编辑：王川›",
		title: "水坝决堤十二人遇难", byline: "林江", lang: "zh", published: "2021-02-13 day",
	},
	"Korean": {
		page: "‹(브락=연합뉴스) 홍길동 기자 =› 금요일 브락 위의 댐이 무너져 12명이 숨졌다고 당국이 밝혔다.\n\n강물은 계속 불어나고 있다.",
		lang: "ko", published: " none",
	},
	"Arabic with a counter and a comment form": {
		page:  "انهيار سد في بلدة الوادي ومقتل اثني عشر شخصا\n\n‹انهيار سد في بلدة الوادي ومقتل اثني عشر شخصا›\n‹0›\n\nأفاد مصدر محلي بمقتل اثني عشر شخصا في انهيار السد يوم الجمعة.\n\nوقال المصدر إن أحدا لم يحذر السكان.\n\n‹اترك رد›\n\n‹لن يتم نشر عنوان بريدك الإلكتروني.›",
		title: "انهيار سد في بلدة الوادي ومقتل اثني عشر شخصا", lang: "ar", published: " none",
	},
	"German comment form": {
		page:  "Dammbruch in Nordhafen\n\n‹Von Anna Lind›\n\n‹13. Februar 2021›\n\nZwölf Menschen starben, als der Damm brach, sagte die Polizei.\n\n‹Lesen Sie auch: Das Wetter morgen›\n\nNiemand war gewarnt worden.\n\n‹Kommentare›\n‹0›\n‹Name›\n‹E-Mail›\n‹Ihre Stadt›\n‹Absenden›",
		title: "Dammbruch in Nordhafen", byline: "Anna Lind", lang: "de", published: "2021-02-13 day",
	},
	"labels that no list knows": {
		page: "The dam above Brackwater broke on Friday, officials said.\n\nTwelve people died.\n\n‹Zork›\n‹Blip it›\n‹Fnord›\n‹Qux (2)›",
		lang: "en", published: " none",
	},
	"outlet and date on a line": {
		page:  "Dam breaks above Brackwater\n\n‹Halcyon Post - 13 February 2021›\n\nTwelve people died when the dam broke, officials said.",
		title: "Dam breaks above Brackwater", outlet: "Halcyon Post", lang: "en", published: "2021-02-13 day",
	},
	"a date without an outlet": {
		page: "‹date 2021-02-13› The dam above Brackwater broke on Friday, officials said.\n\nThe mayor said that twelve people had died.",
		lang: "en", published: "2021-02-13 day",
	},
	"a credit glued to the last paragraph": {
		page: "The dam above Brackwater broke on Friday, officials said.\n\nTwelve people died. ‹(Reporting by Jo Doe; Editing by Ann Other)›",
		lang: "en", published: " none",
	},
	"a sentence that begins with a date": {
		page: "13 February 2021 was a dark day for Brackwater.\n\nThe mayor said that twelve people had died.",
		lang: "en", published: " none",
	},
	"a sentence that begins with a preposition and a date": {
		page: "On 13 February 2021, Ada Holt said that the dam had broken.\n\nThe mayor said that twelve people had died.",
		lang: "en", published: " none",
	},
	"outlet and date before the prose": {
		page:   "‹Delta Times - 13 Feb 2021 -› Twelve people died when the dam broke, officials said.\n\nThe river is still rising.",
		outlet: "Delta Times", lang: "en", published: "2021-02-13 day",
	},
	"dates at the end": {
		page: "The dam above Brackwater broke on Friday, officials said.\n\n‹— Ada Holt (@adaholt) February 12, 2021›\n\n‹Published: 13 February 2021›",
		lang: "en", published: "2021-02-13 day",
	},
	"what the input gave stands": {
		in: stemma.Article{
			Lang: "en-GB", Title: "Dam breaks", Outlet: "Halcyon Post", Byline: "Jo Doe",
			Published: time.Date(2021, 2, 12, 22, 0, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionMinute,
		},
		page:  "Dam breaks\n\n‹13 Feb 2021›\n\n‹Dam breaks | Delta Times›\n\n‹By Ann Other›\n\nTwelve people died, officials said.",
		title: "Dam breaks", outlet: "Halcyon Post", byline: "Jo Doe", lang: "en-GB", published: "2021-02-12 minute",
	},
	"plain prose has no boilerplate": {
		page: "The dam - the oldest of the valley - broke on Friday.\nBy Monday the water had gone.\nMore than 13 people said so (and one did not).",
		lang: "en", published: " none",
	},
	"Chinese prose that names an agency": {
		page: "据《三角洲日报》援引港湾通讯社报道，水坝周五决堤。\n\n官员说，十二人遇难。",
		lang: "zh", published: " none",
	},
	"nothing at all": {page: "", lang: "und", published: " none"},
}

func TestReadPage(t *testing.T) {
	for name, tt := range pageTests {
		t.Run(name, func(t *testing.T) {
			a := tt.in
			var want []string
			a.Text, want = unwrap(tt.page)
			d := Read(a)
			if got := pieces(a.Text, d.Article.Boilerplate); !slices.Equal(joinBlank(got), joinBlank(want)) {
				t.Errorf("boilerplate\n got %q\nwant %q", got, want)
			}
			got := d.Article
			if got.Title != tt.title || got.Outlet != tt.outlet || got.Byline != tt.byline || got.Lang != tt.lang {
				t.Errorf("title %q, outlet %q, byline %q, lang %q", got.Title, got.Outlet, got.Byline, got.Lang)
			}
			if when := publishedDay(got); when != tt.published {
				t.Errorf("published %q, want %q", when, tt.published)
			}
			checkDocument(t, d)
		})
	}
}

func publishedDay(a stemma.Article) string {
	day := ""
	if !a.Published.IsZero() {
		day = a.Published.UTC().Format(time.DateOnly)
	}
	return day + " " + string(a.PublishedPrecision)
}

// unwrap returns a page without its marks, and what they hold.
func unwrap(s string) (page string, marked []string) {
	for part := range strings.SplitSeq(s, "‹") {
		if inside, _, ok := strings.Cut(part, "›"); ok {
			marked = append(marked, strings.TrimSpace(inside))
		}
	}
	return strings.NewReplacer("‹", "", "›", "").Replace(s), marked
}

// joinBlank makes one string of spans that blanks part: whether they are one
// span or two does not matter.
func joinBlank(pieces []string) []string {
	return strings.Fields(strings.Join(pieces, " "))
}

// checkDocument reports what must hold for every text.
func checkDocument(t *testing.T, d *Document) {
	t.Helper()
	a := d.Article
	checkOrder(t, a.Text, a.Sentences)
	checkOrder(t, a.Text, a.Boilerplate)
	if a.Lang == "" || a.PublishedPrecision == "" || len(a.Sentences) != len(d.Sentences) {
		t.Fatalf("lang %q, precision %q, %d sentences of %d", a.Lang, a.PublishedPrecision, len(d.Sentences), len(a.Sentences))
	}
	for i, s := range d.Sentences {
		if s.Span != a.Sentences[i] || a.Text[s.Start:s.End] != s.Text {
			t.Fatalf("sentence %d: span %v does not give %q", i, s.Span, s.Text)
		}
		checkContents(t, a.Text, s)
	}
}

func checkContents(t *testing.T, text string, s Sentence) {
	t.Helper()
	var spans []stemma.Span
	for _, w := range s.Words {
		spans = append(spans, w.Span)
		if w.Form != Fold(text[w.Start:w.End]) {
			t.Fatalf("word %q has the form %q", text[w.Start:w.End], w.Form)
		}
	}
	for _, n := range s.Numbers {
		spans = append(spans, n.Span)
	}
	for _, d := range s.Dates {
		spans = append(spans, d.Span)
	}
	for _, n := range s.Names {
		spans = append(spans, n.Span)
	}
	for _, h := range s.Hedges {
		spans = append(spans, h.Span)
	}
	for _, sp := range spans {
		if sp.Start < s.Start || sp.End > s.End || sp.Start >= sp.End || !utf8.ValidString(text[sp.Start:sp.End]) {
			t.Fatalf("span %v in sentence %v", sp, s.Span)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, tt := range pageTests {
		page, _ := unwrap(tt.page)
		f.Add(page, tt.title, tt.lang)
	}
	f.Add("\x00\u202e(IT/X)\n\n. -- 2021\n0", "", "")
	f.Fuzz(func(t *testing.T, s, title, lang string) {
		s = strings.ToValidUTF8(s, "\ufffd")
		checkDocument(t, Read(stemma.Article{Text: s, Title: title, Lang: lang}))
	})
}

func BenchmarkRead(b *testing.B) {
	page, _ := unwrap(pageTests["title, date, title again, byline, date"].page)
	a := stemma.Article{Text: page + "\n\n" + sentenceSample(20<<10)}
	b.SetBytes(int64(len(a.Text)))
	for b.Loop() {
		Read(a)
	}
}
