package search_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

var day = time.Date(2025, 3, 10, 6, 0, 0, 0, time.UTC)

// kept is where archived makes an archive: a folder, but in TestInPostgres.
var kept = func(t testing.TB) string { return filepath.Join(t.TempDir(), "archive") }

// archived makes an archive of articles, indexed in two batches.
func archived(t testing.TB, articles ...stemma.Article) (*store.Archive, *search.Searcher) {
	t.Helper()
	ctx := context.Background()
	a, err := store.Create(ctx, kept(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	x, err := search.NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	for i := range articles {
		articles[i] = text.Article(articles[i])
	}
	if _, err := a.Add(ctx, articles); err != nil {
		t.Fatal(err)
	}
	for i, half := range [][]stemma.Article{articles[:len(articles)/2], articles[len(articles)/2:]} {
		var placed []store.Placed
		for j := range half {
			e, err := x.Entry(ctx, text.Read(half[j]), nil)
			if err != nil {
				t.Fatal(err)
			}
			placed = append(placed, store.Placed{N: int64(i*(len(articles)/2) + j + 1), Article: half[j].ID, Index: e})
		}
		if err := a.PutIndex(ctx, placed); err != nil {
			t.Fatal(err)
		}
	}
	s, err := search.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return a, s
}

// fire is one story in many languages, in the order of time, among others.
func fire() []stemma.Article {
	texts := []struct{ id, lang, outlet, title, text string }{
		{"en", "en", "Selm Courier", "Fire at Larsk harbour", "A fire broke out in a warehouse at the harbour of Larsk on Monday. The fire brigade counted 12 injured workers. The harbour master, Vera Holm, said the cause was not known."},
		{"de", "de", "Norder Bote", "Brand im Hafen von Larsk", "Im Hafen von Larsk ist am Montag in einer Lagerhalle ein Brand ausgebrochen. Die Feuerwehr zählte zwölf verletzte Arbeiter. Die Ermittlungen der Hafenbehörden dauern an."},
		{"fr", "fr", "Le Phare", "Incendie au port de Larsk", "Un incendie s'est déclaré lundi dans un entrepôt du port de Larsk. Les pompiers ont compté douze ouvriers blessés. L'enquête est ouverte."},
		{"ar", "ar", "المنارة", "حريق في ميناء لارسك", "اندلع حريق يوم الاثنين في مستودع بميناء لارسك. وأحصى رجال الإطفاء اثني عشر عاملا مصابا. وقالت المدارس القريبة إنها أغلقت أبوابها."},
		{"fa", "fa", "فانوس", "آتش‌سوزی در بندر لارسک", "روز دوشنبه در انباری در بندر لارسک آتش‌سوزی رخ داد. آتش‌نشانان از زخمی شدن دوازده کارگر خبر دادند. کتاب‌های بندر سوخت."},
		{"he", "he", "המגדלור", "שריפה בנמל לארסק", "שריפה פרצה ביום שני במחסן בנמל לארסק. הכבאים ספרו שנים עשר פועלים פצועים. הממשלה הודיעה על חקירה."},
		{"zh", "zh", "灯塔报", "拉尔斯克港口发生火灾", "星期一，拉尔斯克港口的一座仓库发生火灾。消防队统计有十二名工人受伤。起火原因尚不清楚。"},
		{"ja", "ja", "灯台新聞", "ラルスク港で火災", "月曜日、ラルスク港の倉庫で火災が発生した。消防隊によると作業員12人が負傷した。原因はまだ分かっていない。"},
		{"ko", "ko", "등대일보", "라르스크 항구 화재", "월요일 라르스크 항구의 창고에서 화재가 발생했다. 소방대는 부상자가 12명이라고 밝혔다. 항구에서는 조사가 진행되고 있다."},
		{"th", "th", "ประภาคาร", "ไฟไหม้ท่าเรือลาร์สค์", "เมื่อวันจันทร์เกิดไฟไหม้โกดังที่ท่าเรือลาร์สค์ นักดับเพลิงพบคนงานบาดเจ็บสิบสองคน"},
		{"hi", "hi", "दीपस्तंभ", "लार्स्क बंदरगाह में आग", "सोमवार को लार्स्क बंदरगाह के एक गोदाम में आग लग गई। दमकल ने बारह घायल मज़दूर गिने। लड़कियों का विद्यालय बंद रहा।"},
		{"ru", "ru", "Маяк", "Пожар в порту Ларска", "В понедельник на складе в порту Ларска вспыхнул пожар. Пожарные насчитали двенадцать пострадавших рабочих. Причина неизвестна."},
		{"tr", "tr", "Fener", "Larsk limanında yangın", "Pazartesi günü Larsk limanındaki bir depoda yangın çıktı. İtfaiye on iki yaralı işçi saydı. İzmir'den ekipler geldi. Işıklar söndü."},
		{"fi", "fi", "Majakka", "Tulipalo Larskin satamassa", "Larskin sataman varastossa syttyi maanantaina tulipalo. Palokunta laski kaksitoista loukkaantunutta työntekijää. Taloissa ei ollut sähköä."},
		{"uk", "uk", "Ліхтар", "Пожежа в порту Ларська", "У понеділок на складі в порту Ларська спалахнула пожежа. Пожежники нарахували дванадцять постраждалих робітників. М'яч тут ні до чого."},
		{"el", "el", "Φάρος", "Πυρκαγιά στο λιμάνι του Λαρσκ", "Πυρκαγιά ξέσπασε τη Δευτέρα σε αποθήκη στο λιμάνι του Λαρσκ. Οι πυροσβέστες μέτρησαν δώδεκα τραυματίες εργάτες."},
		{"id", "id", "Suar", "Kebakaran di pelabuhan Larsk", "Kebakaran terjadi pada hari Senin di sebuah gudang di pelabuhan Larsk. Pemadam menghitung dua belas pekerja terluka."},
	}
	var out []stemma.Article
	for i, x := range texts {
		out = append(out, stemma.Article{
			ID: x.id, URL: "https://" + x.id + ".example/fire", Outlet: x.outlet, Lang: x.lang, Title: x.title, Text: x.text,
			Published: day.Add(time.Duration(i) * time.Hour), PublishedPrecision: stemma.PrecisionMinute,
		})
	}
	for i, s := range []string{
		"The orchestra of Brede opens its season with a concert for children. Tickets are free on Sunday. The conductor is Milo Varga.",
		"Farmers in the Osk valley expect a good harvest of apples. The rain came late. Prices may fall in autumn.",
		"The central bank of Norland left its rate at 3.5 per cent. Analysts had expected this. The krona was little changed.",
		"Parliament in Velm debated 2,500 amendments to the budget. The vote is on Thursday. New taxes are not planned.",
	} {
		out = append(out, stemma.Article{ID: fmt.Sprintf("other%d", i), URL: fmt.Sprintf("https://x.example/%d", i), Outlet: "Brede Daily", Lang: "en", Text: s, Published: day})
	}
	return out
}

func find(t *testing.T, s *search.Searcher, query string, o search.Options) []search.Hit {
	t.Helper()
	q, err := search.Parse(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	r, err := s.Find(t.Context(), q, o)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return r.Hits
}

func articles(hits []search.Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, h.Article)
	}
	return out
}

// TestWords: words are found in other forms, as people type them, in many languages.
func TestWords(t *testing.T) {
	_, s := archived(t, fire()...)
	for _, c := range []struct{ query, article, mark string }{
		{"harbours", "en", "harbour"},
		{"HARBOUR", "en", "harbour"},
		{"injure", "en", "injured"},
		{"Lagerhallen", "de", "Lagerhalle"},
		{"verletzter", "de", "verletzte"},
		{"zahlte", "de", "zählte"}, // without the umlaut
		{"hafenbehörd*", "de", "Hafenbehörden"},
		{"incendies", "fr", "incendie"},
		{"enquête", "fr", "L'enquête"},
		{"blesse", "fr", "blessés"},
		{"المستودع", "ar", "مستودع"},
		{"مدارس", "ar", "المدارس"},
		{"اِنْدَلَعَ", "ar", "اندلع"}, // with vowel signs
		{"كتاب", "fa", "کتاب‌های"},    // with the Arabic kaf
		{"ממשלה", "he", "הממשלה"},
		{"נמל", "he", "בנמל"},
		{"火灾", "zh", "火灾"},
		{"仓库", "zh", "仓库"},
		{"火災", "ja", "火災"},
		{"倉庫", "ja", "倉庫"},
		{"항구", "ko", "항구"},
		{"부상자", "ko", "부상자가"},
		{"โกดัง", "th", "โกดัง"},
		{"लड़की", "hi", "लड़कियों"},
		{"складах", "ru", "складе"},
		{"izmir", "tr", "İzmir"},
		{"işık", "tr", "Işıklar"},
		{"limanı", "tr", "limanında"},
		{"talo", "fi", "Taloissa"},
		{"satama", "fi", "sataman"},
		{"порт", "uk", "порту"},
		{"мяч", "uk", "М'яч"},
		{"πυρκαγια", "el", "Πυρκαγιά"},
		{"luka", "id", "terluka"},
		{"2500", "other3", "2,500"},
		{"3,5", "other2", "3.5"},
	} {
		hits := find(t, s, c.query, search.Options{By: search.ByWords})
		i := slices.IndexFunc(hits, func(h search.Hit) bool { return h.Article == c.article })
		if i < 0 {
			t.Errorf("%s: %v, want %s", c.query, articles(hits), c.article)
			continue
		}
		if !marked(&hits[i], c.mark) {
			t.Errorf("%s: %q is not marked in %+v", c.query, c.mark, hits[i].Snippets)
		}
	}
}

// marked says whether a mark in a snippet is around a word, or a part of it.
func marked(h *search.Hit, word string) bool {
	for _, s := range h.Snippets {
		for _, m := range s.Marks {
			if got := s.Text[m.Start:m.End]; got != "" && strings.Contains(strings.ToLower(got), strings.ToLower(word)) || strings.Contains(word, got) {
				return true
			}
		}
	}
	return false
}

// TestMeaning: a question in one language finds the report in every other.
func TestMeaning(t *testing.T) {
	_, s := archived(t, fire()...)
	for _, query := range []string{"A fire broke out in a warehouse at the harbour of Larsk", "Un incendie dans un entrepôt du port", "在港口的仓库发生火灾"} {
		hits := find(t, s, query, search.Options{})
		for _, lang := range []string{"en", "de", "fr", "ar", "fa", "he", "zh", "ja", "ko", "hi", "ru", "tr", "fi", "uk", "el", "id", "th"} {
			hard := lang == "he" || lang == "th"
			if i := slices.Index(articles(hits), lang); (i < 0 || i >= 17) && (!hard || query[0] == 'A') {
				t.Errorf("%s: %s is at place %d of %v", query, lang, i, articles(hits))
			}
		}
	}
	hits := find(t, s, "concert for children", search.Options{})
	if len(hits) == 0 || hits[0].Article != "other0" || !slices.Equal(hits[0].By, []string{search.ByWords, search.ByMeaning}) {
		t.Errorf("%+v", hits)
	}
}

// TestOperators: phrases, beginnings and exclusions, also of what is found by meaning.
func TestOperators(t *testing.T) {
	_, s := archived(t, fire()...)
	for query, want := range map[string][]string{
		`"harbour of Larsk"`:          {"en"},
		`"Larsk of harbour"`:          {},
		`"central bank" norland`:      {"other2"},
		`rain* -tickets -"krona was"`: {"other1"},
		`„Hafen von Larsk“`:           {"de"},
		`「港の倉庫」`:                      {"ja"},
		`《拉尔斯克港口》`:                    {"zh"},
	} {
		if got := articles(find(t, s, query, search.Options{})); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
}

// TestExclusionByMeaning: what has an excluded word is not found by its meaning either.
func TestExclusionByMeaning(t *testing.T) {
	_, s := archived(t, fire()...)
	if got := articles(find(t, s, "orchestra concert", search.Options{})); !slices.Contains(got, "other0") {
		t.Errorf("%v", got)
	}
	for _, query := range []string{"orchestra concert -children", `orchestra concert -"free on sunday"`} {
		if got := articles(find(t, s, query, search.Options{})); slices.Contains(got, "other0") {
			t.Errorf("%s: %v", query, got)
		}
	}
}

// TestFilters: by language, outlet, time.
func TestFilters(t *testing.T) {
	_, s := archived(t, fire()...)
	for _, c := range []struct {
		filter store.Filter
		want   []string
	}{
		{store.Filter{Langs: []string{"ar"}}, []string{"ar"}},
		{store.Filter{Outlets: []string{"Le Phare", "Маяк"}}, []string{"fr", "ru"}},
		{store.Filter{From: day, To: day.Add(2 * time.Hour)}, []string{"de", "en"}},
		{store.Filter{Langs: []string{"de"}, From: day.Add(5 * time.Hour)}, []string{}},
	} {
		got := articles(find(t, s, "fire at the harbour of Larsk", search.Options{Filter: c.filter}))
		got = slices.DeleteFunc(got, func(id string) bool { return strings.HasPrefix(id, "other") })
		if slices.Sort(got); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.filter, got, c.want)
		}
	}
	q, _ := search.Parse("fire")
	if _, err := s.Find(t.Context(), q, search.Options{Story: "nosuchstory"}); err == nil {
		t.Error("a story that is not there was searched")
	}
}
