package link

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// dam is one event as reports in several languages tell it: the sentences of
// one column say the same. "" is left out, and the order is the report's own.
var dam = map[string][]string{
	"en": {
		"The Orvel dam in the north of Tessany burst on Monday night, officials said.",
		"At least 38 people were killed in the villages below the dam.",
		"Engineers had warned about cracks in the wall two years ago.",
		"The government has declared three days of mourning.",
		"Schools in the valley will stay closed until Friday.",
	},
	"es": {
		"La presa de Orvel, en el norte de Tessany, se rompió el lunes por la noche, según las autoridades.",
		"Al menos 38 personas murieron en los pueblos situados por debajo de la presa.",
		"Los ingenieros habían advertido hace dos años de grietas en el muro.",
		"El Gobierno ha declarado tres días de luto.",
		"Las escuelas del valle permanecerán cerradas hasta el viernes.",
	},
	"ru": {
		"Плотина Орвел на севере Тессании прорвалась в понедельник ночью, сообщили власти.",
		"В деревнях ниже плотины погибли не менее 38 человек.",
		"Инженеры предупреждали о трещинах в стене ещё два года назад.",
		"Правительство объявило трёхдневный траур.",
		"Школы в долине будут закрыты до пятницы.",
	},
	"ar": {
		"انهار سد أورفيل في شمال تيساني ليلة الاثنين، وفقا للسلطات.",
		"قتل 38 شخصا على الأقل في القرى الواقعة أسفل السد.",
		"وكان المهندسون قد حذروا قبل عامين من تشققات في جدار السد.",
		"وأعلنت الحكومة الحداد ثلاثة أيام.",
		"ستبقى المدارس في الوادي مغلقة حتى يوم الجمعة.",
	},
	"id": {
		"Bendungan Orvel di utara Tessany jebol pada Senin malam, kata para pejabat.",
		"Sedikitnya 38 orang tewas di desa-desa di bawah bendungan.",
		"Para insinyur telah memperingatkan adanya retakan di dinding bendungan dua tahun lalu.",
		"Pemerintah mengumumkan tiga hari masa berkabung.",
		"Sekolah-sekolah di lembah akan tetap ditutup hingga Jumat.",
	},
	"de": {
		"Der Orvel-Staudamm im Norden von Tessany ist in der Nacht zum Dienstag gebrochen, teilten die Behörden mit.",
		"In den Dörfern unterhalb des Damms kamen mindestens 38 Menschen ums Leben.",
		"Ingenieure hatten schon vor zwei Jahren vor Rissen in der Mauer gewarnt.",
		"Die Regierung hat drei Tage Trauer ausgerufen.",
		"Die Schulen im Tal bleiben bis Freitag geschlossen.",
	},
	"zh": {
		"官员说，泰萨尼北部的奥维尔大坝周一晚间决堤。",
		"大坝下游的村庄至少有38人死亡。",
		"工程师两年前就曾警告坝体出现裂缝。",
		"政府宣布哀悼三天。",
		"山谷里的学校将停课至周五。",
	},
	"hi": {
		"अधिकारियों ने बताया कि टेसानी के उत्तर में ओरवेल बांध सोमवार रात टूट गया।",
		"बांध के नीचे के गांवों में कम से कम 38 लोग मारे गए।",
		"इंजीनियरों ने दो साल पहले दीवार में दरारों की चेतावनी दी थी।",
		"सरकार ने तीन दिन के शोक की घोषणा की है।",
		"घाटी के स्कूल शुक्रवार तक बंद रहेंगे।",
	},
}

// report is a report of the dam in a language, with the columns given.
func report(id, lang string, columns ...int) *text.Document {
	var lines []string
	for _, c := range columns {
		lines = append(lines, dam[lang][c])
	}
	return document(id, lang, lines)
}

func find2(t testing.TB, docs ...*text.Document) []stemma.Link {
	t.Helper()
	links, err := Find(t.Context(), docs, vectorsOf(t, docs), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return links
}

// TestTranslations links reports in any order of sentences, and leaves alone
// what only one of them says.
func TestTranslations(t *testing.T) {
	langs := []string{"en", "es", "ru", "ar", "id", "de", "zh", "hi"}
	right, wrong, all := 0, 0, 0
	for _, a := range langs {
		for _, b := range langs {
			if a == b {
				continue
			}
			x, y := []int{0, 1, 2, 3}, []int{1, 0, 4, 2}
			for _, l := range find2(t, report("a", a, x...), report("b", b, y...)) {
				if len(l.ASentences) == 1 && len(l.BSentences) == 1 && x[l.ASentences[0]] == y[l.BSentences[0]] {
					right++
				} else {
					wrong++
				}
				if l.Kind != stemma.LinkTranslation {
					t.Errorf("%s-%s: kind %q", a, b, l.Kind)
				}
			}
			all += 3
		}
	}
	t.Logf("%d of %d right, %d wrong", right, all, wrong)
	if right < all*8/10 || wrong > all/10 {
		t.Errorf("%d of %d right, %d wrong", right, all, wrong)
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		name, lang, a, b string
		kind             stemma.LinkKind // "" for no link
	}{
		{"copy", "en", dam["en"][0], dam["en"][0], stemma.LinkVerbatim},
		{"changed number", "en", dam["en"][1], strings.Replace(dam["en"][1], "38", "83", 1), stemma.LinkVerbatim},
		{"edited punctuation", "ru", dam["ru"][0], strings.ReplaceAll(dam["ru"][0], ",", " —"), stemma.LinkVerbatim},
		{"clause cut out", "en", "Residents said that " + strings.ToLower(dam["en"][2]), "Engineers had warned about cracks in the wall two years ago", stemma.LinkVerbatim},
		{"rewrite", "en", dam["en"][2], "Two years earlier, cracks in the wall had led engineers to issue a warning.", stemma.LinkRewrite},
		{"rewrite", "es", dam["es"][1], "La rotura de la presa dejó al menos 38 personas muertas en los pueblos de abajo.", stemma.LinkRewrite},
		{"copy", "zh", dam["zh"][0], dam["zh"][0], stemma.LinkVerbatim},
		{"nothing", "de", dam["de"][0], "Der Verein gewann das Spiel in der Verlängerung.", ""},
	} {
		t.Run(c.name+"/"+c.lang, func(t *testing.T) {
			a, b := document("a", c.lang, []string{c.a, dam[c.lang][3]}), document("b", c.lang, []string{dam[c.lang][4], c.b})
			links := find2(t, a, b)
			switch {
			case c.kind == "" && len(links) > 0:
				t.Errorf("linked: %+v", links)
			case c.kind != "" && len(links) != 1:
				t.Errorf("%d links, want 1: %+v", len(links), links)
			case c.kind != "" && (links[0].Kind != c.kind || links[0].ASentences[0] != 0 || links[0].BSentences[0] != 1):
				t.Errorf("%+v, want a %s", links[0], c.kind)
			}
		})
	}
}

// TestFormulas wants sentences that share no more than what many share to stay
// apart.
func TestFormulas(t *testing.T) {
	for lang, sides := range map[string][2][]string{
		"en": {
			{"“We did all we could,” the minister said on Tuesday.", "The new bridge will cost nine million, the mayor said on Tuesday.", "Rain is expected over the weekend, forecasters said on Tuesday."},
			{"“The valley is lost,” the farmer said on Tuesday.", "Two trains were cancelled, the railway said on Tuesday.", "The museum has sold a painting, its director said on Tuesday."},
		},
		"es": {
			{"«Hicimos lo que pudimos», dijo el martes el ministro.", "El puente costará nueve millones, dijo el martes la alcaldesa.", "Se espera lluvia, dijo el martes el servicio meteorológico."},
			{"Dos trenes quedaron suspendidos, dijo el martes la compañía.", "El museo vendió un cuadro, dijo el martes su directora.", "Los pescadores están de huelga, dijo el martes el sindicato."},
		},
	} {
		if links := find2(t, document("a", lang, sides[0]), document("b", lang, sides[1])); len(links) > 0 {
			t.Errorf("%s: linked %+v", lang, links)
		}
	}
}

func TestMerges(t *testing.T) {
	whole := document("a", "en", dam["en"])
	parts := append([]string{dam["es"][0] + " " + dam["es"][1]}, dam["es"][2:]...)
	for _, l := range find2(t, whole, document("b", "es", parts)) {
		if l.BSentences[0] == 0 {
			if diff := gocmp.Diff([]int{0, 1}, l.ASentences); diff != "" {
				t.Errorf("(-want +have)\n%s", diff)
			}
		}
	}
}

// TestThirdArticle gives two articles vectors that say little of each other,
// and a third one that each of them resembles.
func TestThirdArticle(t *testing.T) {
	const weak = 0.2 // cosine between the two
	docs := []*text.Document{report("a", "ar", 0, 1, 2, 3), report("b", "hi", 1, 3, 0, 2), report("c", "en", 0, 1, 2, 3)}
	for _, d := range docs {
		for i := range d.Sentences {
			d.Sentences[i].Numbers, d.Sentences[i].Names, d.Sentences[i].Dates = nil, nil, nil
		}
	}
	vecs := [][][]float32{make([][]float32, 4), make([][]float32, 4), make([][]float32, 4)}
	for k, place := range []int{2, 0, 3, 1} {
		a, b, c := make([]float32, 8), make([]float32, 8), make([]float32, 8)
		a[k], b[k], b[4+k] = 1, weak, 0.95
		c[k], c[4+k] = 0.7, 0.7
		vecs[0][k], vecs[1][place], vecs[2][k] = a, b, c
	}
	count := func(docs []*text.Document, vecs [][][]float32) (n int) {
		links, err := Find(t.Context(), docs, vecs, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range links {
			if l.A == "a" && l.B == "b" {
				n++
			}
		}
		return n
	}
	if alone, third := count(docs[:2], vecs[:2]), count(docs, vecs); third != 4 || alone >= third {
		t.Errorf("%d links without the third article and %d with it, want fewer and 4", alone, third)
	}
}

func TestBoilerplateIsNeverLinked(t *testing.T) {
	a, b := report("a", "en", 0, 1, 2), report("b", "en", 0, 1, 2)
	for _, d := range []*text.Document{a, b} {
		d.Sentences[1].Boilerplate = true
	}
	for _, l := range find2(t, a, b) {
		if slices.Contains(l.ASentences, 1) || slices.Contains(l.BSentences, 1) {
			t.Errorf("boilerplate in %+v", l)
		}
	}
}

// crowd makes a story of n reports in all languages, each with some sentences
// of the event and some of its own.
func crowd(n int) []*text.Document {
	r := rand.New(rand.NewPCG(7, 7))
	langs := []string{"en", "es", "ru", "ar", "id", "de", "zh", "hi"}
	docs := make([]*text.Document, n)
	for k := range docs {
		lang := langs[r.IntN(len(langs))]
		var lines []string
		for round := range 4 {
			for _, c := range r.Perm(5)[:3] {
				lines = append(lines, fmt.Sprintf("%s %d", dam[lang][c], round*100+r.IntN(90)))
			}
		}
		docs[k] = document(fmt.Sprintf("r%04d", k), lang, lines)
	}
	return docs
}

func TestOrderOfDocumentsDoesNotMatter(t *testing.T) {
	for _, docs := range [][]*text.Document{crowd(6), crowd(fewArticles + 8), copies(8, 12)} {
		n := len(docs)
		want := normal(find2(t, docs...))
		rand.New(rand.NewPCG(3, 3)).Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		if diff := gocmp.Diff(want, normal(find2(t, docs...))); diff != "" {
			t.Errorf("%d documents: (-in order +shuffled)\n%.2000s", n, diff)
		}
	}
}

// normal orders links and their sides by id.
func normal(links []stemma.Link) []stemma.Link {
	out := slices.Clone(links)
	for i := range out {
		if l := &out[i]; l.A > l.B {
			l.A, l.B, l.ASentences, l.BSentences = l.B, l.A, l.BSentences, l.ASentences
			l.Stretches = slices.Clone(l.Stretches)
			turn(l.Stretches)
		}
	}
	slices.SortFunc(out, func(x, y stemma.Link) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), slices.Compare(x.ASentences, y.ASentences), slices.Compare(x.BSentences, y.BSentences))
	})
	return out
}

func TestCoresDoNotMatter(t *testing.T) {
	docs := crowd(12)
	want := find2(t, docs...)
	for _, n := range []int{1, 3, 7} {
		before := runtime.GOMAXPROCS(n)
		have := find2(t, docs...)
		runtime.GOMAXPROCS(before)
		if diff := gocmp.Diff(want, have); diff != "" {
			t.Fatalf("%d cores: %.2000s", n, diff)
		}
	}
}

func TestCancellation(t *testing.T) {
	docs := crowd(20)
	vecs := vectorsOf(t, docs)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Find(ctx, docs, vecs, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// TestScale holds a large story to a bounded time, with much to spare for a
// busy machine and the race detector.
func TestScale(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	docs := crowd(200)
	vecs := vectorsOf(t, docs)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	links, err := Find(ctx, docs, vecs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(links) < len(docs) {
		t.Errorf("%d links among %d articles that tell the same", len(links), len(docs))
	}
}

// TestOddInput wants no panic and links that point at what is there.
func TestOddInput(t *testing.T) {
	endless := strings.Repeat("word ", 20000)
	many := strings.Split(strings.Repeat("The dam burst.\n", 3000), "\n")
	for name, docs := range map[string][]*text.Document{
		"nothing":        {},
		"one":            {report("a", "en", 0)},
		"empty":          {document("a", "", nil), document("b", "", nil)},
		"empty and full": {document("a", "", nil), report("b", "en", 0, 1)},
		"endless":        {document("a", "en", []string{endless}), document("b", "en", []string{endless})},
		"many":           {document("a", "en", many), report("b", "en", 0, 1)},
		"pages of one":   {document("a", "en", slices.Repeat([]string{strings.Join(dam["en"], " ")}, 1000)), document("b", "en", slices.Repeat([]string{strings.Join(dam["en"], " ")}, 200))},
		"repeated":       {document("a", "en", []string{dam["en"][0], dam["en"][0], dam["en"][0]}), report("b", "en", 0)},
		"no language":    {document("a", "und", dam["en"]), document("b", "", dam["en"])},
		"symbols":        {document("a", "en", []string{"!!!", "…"}), document("b", "en", []string{"!!!"})},
	} {
		t.Run(name, func(t *testing.T) { checkLinks(t, docs, find2(t, docs...)) })
	}
	docs := []*text.Document{report("a", "en", 0, 1), report("b", "en", 0, 1)}
	links, err := Find(t.Context(), docs, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if checkLinks(t, docs, links); len(links) != 2 {
		t.Errorf("%d links without vectors, want 2", len(links))
	}
}

// FuzzFind builds two articles from any lines.
func FuzzFind(f *testing.F) {
	f.Add(dam["en"][0]+"\n"+dam["en"][1], dam["es"][0]+"\n"+dam["es"][2], "en", "es")
	f.Add(dam["zh"][0], dam["zh"][0]+"\n"+dam["zh"][1], "zh", "zh")
	f.Add("\n\n1\n", "1 2 3\n\x00", "", "und")
	f.Fuzz(func(t *testing.T, a, b, langA, langB string) {
		if len(a)+len(b) > 1<<12 {
			t.Skip("long")
		}
		docs := []*text.Document{
			document("a", langA, strings.Split(strings.ToValidUTF8(a, "?"), "\n")),
			document("b", langB, strings.Split(strings.ToValidUTF8(b, "?"), "\n")),
		}
		checkLinks(t, docs, find2(t, docs...))
	})
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{2, 5, 50, 400} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			docs := crowd(n)
			vecs := vectorsOf(b, docs)
			for b.Loop() {
				if _, err := Find(b.Context(), docs, vecs, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
