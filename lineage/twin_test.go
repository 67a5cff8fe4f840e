package lineage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// silo is one report in several languages, a sentence a line.
var silo = map[string]string{
	"en": `A grain silo collapsed in the port of Oskarvik on Tuesday night and buried four lorries, the harbour office said.
Nobody was hurt, because the night shift had left the quay twenty minutes before.
The silo was built in 1974 and held 3,200 tonnes of barley.
Engineers had reported cracks in its northern wall in March.
The harbour master, Edda Rune, said that the repair had been put off twice for want of money.
Ships bound for Oskarvik are being sent to the port of Tarn until Friday.
The ministry of transport has sent three inspectors.
Bakers in the region say that they have flour for six weeks.`,
	"id": `Sebuah silo gandum runtuh di pelabuhan Oskarvik pada Selasa malam dan menimbun empat truk, kata kantor pelabuhan.
Tidak ada yang terluka, karena giliran malam telah meninggalkan dermaga dua puluh menit sebelumnya.
Silo itu dibangun pada tahun 1974 dan berisi 3.200 ton jelai.
Para insinyur telah melaporkan retakan pada dinding utaranya pada bulan Maret.
Kepala pelabuhan, Edda Rune, mengatakan bahwa perbaikan telah dua kali ditunda karena kekurangan uang.
Kapal-kapal yang menuju Oskarvik dialihkan ke pelabuhan Tarn sampai hari Jumat.
Kementerian perhubungan telah mengirim tiga pengawas.`,
	"ru": `Зерновой силос обрушился в порту Оскарвик во вторник ночью и завалил четыре грузовика, сообщила администрация порта.
Никто не пострадал, потому что ночная смена ушла с причала за двадцать минут до этого.
Силос был построен в 1974 году и вмещал 3200 тонн ячменя.
Инженеры сообщали о трещинах в его северной стене в марте.
Начальник порта Эдда Руне сказала, что ремонт дважды откладывали из-за нехватки денег.
Суда, идущие в Оскарвик, направляют в порт Тарн до пятницы.`,
	"ar": `انهارت صومعة حبوب في ميناء أوسكارفيك ليلة الثلاثاء وطمرت أربع شاحنات، بحسب مكتب الميناء.
لم يصب أحد بأذى لأن وردية الليل كانت قد غادرت الرصيف قبل عشرين دقيقة.
بنيت الصومعة عام 1974 وكانت تحوي 3200 طن من الشعير.
وكان المهندسون قد أبلغوا عن شقوق في جدارها الشمالي في مارس.
وقالت مديرة الميناء إدا رونه إن الإصلاح تأجل مرتين بسبب نقص المال.
ويجري تحويل السفن المتجهة إلى أوسكارفيك إلى ميناء تارن حتى الجمعة.
وأرسلت وزارة النقل ثلاثة مفتشين.`,
}

// siloIn is the report in a language, as an outlet published it at a time:
// "2031-05-06T08:00:00Z", "2031-05-06" or "2031-05".
func siloIn(id, outlet, lang, at string) stemma.Article {
	a := stemma.Article{ID: id, Outlet: outlet, Lang: lang, Text: silo[lang], PublishedPrecision: stemma.PrecisionNone}
	for layout, precision := range map[string]stemma.Precision{
		time.RFC3339: stemma.PrecisionSecond, time.DateOnly: stemma.PrecisionDay, "2006-01": stemma.PrecisionMonth,
	} {
		if when, err := time.Parse(layout, at); err == nil {
			a.Published, a.PublishedPrecision = when, precision
		}
	}
	return a
}

// trace takes articles the way of the program to the tree.
func trace(t *testing.T, articles ...stemma.Article) Tree {
	t.Helper()
	tree, err := Infer(t.Context(), evidence(t, articles), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// told writes an edge as "parent→child", with "?" where its direction is
// uncertain, and what its evidence of a kind says.
func told(tree Tree, kind stemma.EvidenceKind, child string) string {
	for _, e := range tree.Edges {
		if e.Child != child || !e.Primary {
			continue
		}
		sign := "→"
		if e.DirectionUncertain {
			sign = "→?"
		}
		for _, v := range e.Evidence {
			if v.Kind == kind {
				return e.Parent + sign + e.Child + ": " + v.Detail
			}
		}
		return e.Parent + sign + e.Child
	}
	return child + " is an origin"
}

func TestTwins(t *testing.T) {
	at := func(a stemma.Article, url string) stemma.Article { a.URL = url; return a }
	edited := func(a stemma.Article, line int, with string) stemma.Article {
		lines := strings.Split(a.Text, "\n")
		lines[line] = with
		a.Text = strings.Join(lines, "\n")
		return a
	}
	longer := func(a stemma.Article) stemma.Article {
		a.Text += "\n" + strings.ReplaceAll(a.Text, "silo", "mill")
		return a
	}
	for _, x := range []struct {
		name  string
		a, b  stemma.Article
		twins bool
	}{
		{"fetched twice", siloIn("a", "Tarn Echo", "en", "2031-05-06"), siloIn("b", "Tarn Echo", "en", "2031-05-06"), true},
		{"the outlet in another spelling", siloIn("a", "Tarn Echo", "id", ""), siloIn("b", "TarnEcho", "id", ""), true},
		{"an outlet not named", siloIn("a", "", "ru", "2031-05-06"), siloIn("b", "Tarn Echo", "ru", ""), true},
		{"two outlets", siloIn("a", "Tarn Echo", "ar", ""), siloIn("b", "Oskarvik Post", "ar", ""), false},
		{
			"one address, whoever gave it", at(siloIn("a", "Tarn Echo", "en", ""), "https://www.tarn.example/silo/?utm_source=feed"),
			at(siloIn("b", "Echo of Tarn", "en", ""), "http://tarn.example/silo/amp#top"), true,
		},
		{"one sentence of many edited", longer(siloIn("a", "Tarn Echo", "en", "")), edited(longer(siloIn("b", "Tarn Echo", "en", "")), 2, "It was old."), true},
		{"carried on", siloIn("a", "Tarn Echo", "en", ""), longer(siloIn("b", "Tarn Echo", "en", "")), false},
		{"two languages", siloIn("a", "Tarn Echo", "en", ""), siloIn("b", "Tarn Echo", "id", ""), false},
		{
			"a headline",
			stemma.Article{ID: "a", Outlet: "Tarn Echo", Text: "A silo has collapsed in Oskarvik."},
			stemma.Article{ID: "b", Outlet: "Tarn Echo", Text: "A silo has collapsed in Oskarvik."},
			false,
		},
	} {
		twins := findTwins([]*text.Document{text.Read(x.a), text.Read(x.b)}, nil)
		if got := twins.like[0] == twins.like[1]; got != x.twins {
			t.Errorf("%s: one article: %v, want %v", x.name, got, x.twins)
		}
	}
}

// TestTwinsAreOneWitness: the second of two twins hangs under the first, what
// both have proves nothing, and there is no origin more.
func TestTwinsAreOneWitness(t *testing.T) {
	first, again := siloIn("first", "Tarn Echo", "en", "2031-05-06T08:00:00Z"), siloIn("again", "Tarn Echo", "en", "2031-05-06T08:00:00Z")
	later := siloIn("later", "Tarn Echo", "en", "2031-05-06T19:30:00Z")
	child := siloIn("child", "Kabar Tarn", "id", "2031-05-06T12:00:00Z")
	tree := trace(t, again, child, later, first)
	want := []string{
		"again→?first: the same article: 8 of its 8 sentences word for word",
		"again→later: the same article: 8 of its 8 sentences word for word",
	}
	for k, id := range []string{"first", "later"} {
		if got := told(tree, stemma.EvidenceShared, id); got != want[k] {
			t.Errorf("%s, want %s", got, want[k])
		}
	}
	if got := told(tree, stemma.EvidenceTime, "later"); got != "again→later: published 12 hours later" && got != "again→later: published 11 hours later" {
		t.Errorf("later: %s", got)
	}
	if got := told(tree, "", "child"); got != "again→child" {
		t.Errorf("child: %s, want it to hang on the first", got)
	}
	if tree.Origins != 1 || len(tree.Roots) != 1 {
		t.Errorf("%d origins %+v, want one", tree.Origins, tree.Roots)
	}
	for _, r := range tree.Roots {
		for _, e := range r.Evidence {
			if e.Kind == stemma.EvidenceShared && !strings.HasSuffix(e.Detail, "duplicates apart") {
				t.Errorf("%q: its twins have that, too", e.Detail)
			}
		}
	}
	var order []string
	for _, e := range tree.Edges {
		order = append(order, e.Child)
	}
	if !slices.Equal(order, []string{"child", "later", "first"}) {
		t.Errorf("edges of %v: not in the order of the articles", order)
	}
	for _, d := range tree.Descents {
		if d.Article == "later" && (d.Own != 0 || len(d.From) != 1 || d.From[0].Origin != "again" || len(d.From[0].Sentences) != 8) {
			t.Errorf("descent %+v, want all of it from its twin", d)
		}
	}
	if len(tree.Descents) != 4 {
		t.Errorf("%d descents, want 4", len(tree.Descents))
	}
}

// TestTwinThatOthersTook: of two twins of one day, the one speaks for both whose
// sentence others have.
func TestTwinThatOthersTook(t *testing.T) {
	edited := siloIn("edited", "Tarn Echo", "en", "2031-05-06")
	edited.Text = strings.Replace(silo["en"], "The ministry of transport has sent three inspectors.", "The ministry is silent.", 1) + "\n" + strings.ReplaceAll(silo["en"], "silo", "mill")
	first := siloIn("first", "Tarn Echo", "en", "2031-05-06")
	first.Text += "\n" + strings.ReplaceAll(silo["en"], "silo", "mill")
	tree := trace(t, edited, first, siloIn("ar", "صدى المرفأ", "ar", "2031-05-07"), siloIn("id", "Kabar Tarn", "id", "2031-05-10"))
	for child, want := range map[string]string{"edited": "first→?edited", "ar": "first→ar"} {
		if got := told(tree, "", child); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestTwinsSupport: that a text is there ten times makes its translation no
// surer, and what hangs on it no other.
func TestTwinsSupport(t *testing.T) {
	once := []stemma.Article{
		siloIn("en", "Tarn Echo", "en", "2031-05-06T08:00:00Z"), siloIn("ar", "صدى تارن", "ar", "2031-05-06T15:00:00Z"),
		siloIn("ru", "Вести Тарна", "ru", ""),
	}
	ten := slices.Clone(once)
	for i := range 9 {
		ten = append(ten, siloIn(fmt.Sprint("en", i), "Tarn Echo", "en", "2031-05-06T08:00:00Z"))
	}
	a, b := trace(t, once...), trace(t, ten...)
	for k := range a.Edges {
		if a.Edges[k].Parent != b.Edges[k].Parent || a.Edges[k].Support != b.Edges[k].Support {
			t.Errorf("%s→%s %.3f, with twins %s→%s %.3f", a.Edges[k].Parent, a.Edges[k].Child, a.Edges[k].Support, b.Edges[k].Parent, b.Edges[k].Child, b.Edges[k].Support)
		}
	}
	if len(b.Edges) != len(a.Edges)+9 || b.Origins != a.Origins {
		t.Errorf("%d edges and %d origins, with twins %d and %d", len(a.Edges), a.Origins, len(b.Edges), b.Origins)
	}
}

// TestCopiesAreOneWitness: what a child has beyond its parent and three outlets
// have in one and the same text, one text has.
func TestCopiesAreOneWitness(t *testing.T) {
	for _, x := range []struct {
		copies []string // what they say
		want   int
	}{
		{[]string{"1 2 3 7", "1 2 3 7", "1 2 3 7"}, 1},
		{[]string{"1 2 3 7", "1 2 3 7b", "1 2 3 7"}, 2},
		{[]string{"1 2 3 7", "1 2 7 8"}, 2},
	} {
		reports := []report{{"p", "Marsh Herald", "en", "08:00", "1 2 3 4"}, {"c", "Kabar Rawa", "id", "12:00", "1 2 3 7"}}
		for i, says := range x.copies {
			reports = append(reports, report{fmt.Sprint("x", i), fmt.Sprint("Outlet ", i), "en", "09:00", says})
		}
		g, err := newGraph(t.Context(), write(reports, nil))
		if err != nil {
			t.Fatal(err)
		}
		k := slices.IndexFunc(g.read[1].byUnit, func(o occurrence) bool { return g.read[0].find(o.unit) == nil })
		if got := g.rival[1].holders[k]; got != x.want {
			t.Errorf("%q: %d witnesses to what p lacks, want %d", x.copies, got, x.want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.tarn.example/silo/":                         "tarn.example/silo?",
		"HTTP://M.Tarn.Example/silo/amp?fbclid=1&utm_medium=x#p": "tarn.example/silo?",
		"https://tarn.example/?id=7&utm_source=feed":             "tarn.example?id=7",
		"silo.html":    "",
		"":             "",
		"https://[::1": "",
	} {
		if got := canonical(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func FuzzTwins(f *testing.F) {
	f.Add("One. Two. Three.", "One. Two. Three.", "https://tarn.example/silo?a=b", "")
	f.Add(silo["ar"], silo["ru"], "%zz", "https://x/?utm_source")
	f.Fuzz(func(t *testing.T, a, b, urlA, urlB string) {
		docs := []*text.Document{
			text.Read(stemma.Article{ID: "a", Text: a, URL: urlA}), text.Read(stemma.Article{ID: "b", Text: b, URL: urlB}),
			text.Read(stemma.Article{ID: "c", Text: a, URL: urlB}),
		}
		for i, k := range findTwins(docs, nil).like {
			if k < 0 || k >= len(docs) || findTwins(docs, nil).like[k] != k {
				t.Errorf("article %d is like %d, which does not speak for itself", i, k)
			}
		}
	})
}
