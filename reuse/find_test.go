package reuse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// find fails the test on an error, which only a cancelled context gives.
func find(tb testing.TB, texts []Text, o Options) Result {
	tb.Helper()
	r, err := Find(context.Background(), texts, o)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// sides returns the two texts of every passage.
func sides(texts []Text, passages []Passage) (out [][2]string) {
	for _, p := range passages {
		out = append(out, [2]string{
			texts[p.A].Text[p.ASpan.Start:p.ASpan.End], texts[p.B].Text[p.BSpan.Start:p.BSpan.End],
		})
	}
	return out
}

func TestFindGivesExactSpans(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		want       [][2]string
	}{
		{
			"en, a clause in another sentence, other quotation marks",
			`The harbour master said the pilot boat "had left the quay an hour too late" because of fog.`,
			"Nobody was hurt. In the town's view the pilot boat ‘had left the quay an hour too late’, which the owners deny.",
			[][2]string{{`the pilot boat "had left the quay an hour too late`, "the pilot boat ‘had left the quay an hour too late"}},
		},
		{
			"ar, a changed number, vowel signs and another alef",
			"غرقت العبارة ألفا قرب ميناء لارن مساء السبت وعلى متنها 83 راكبا من أهالي الجزيرة.",
			"وكان كل شيء هادئا. غَرِقت العبارة الفا قرب ميناء لارن مساء السبت وعلى متنها ٨٥ راكبا من اهالي الجزيرة، بحسب الشرطة.",
			[][2]string{{
				"غرقت العبارة ألفا قرب ميناء لارن مساء السبت وعلى متنها 83 راكبا من أهالي الجزيرة",
				"غَرِقت العبارة الفا قرب ميناء لارن مساء السبت وعلى متنها ٨٥ راكبا من اهالي الجزيرة",
			}},
		},
		{
			"ru, sentences moved, ё written е",
			"Паром «Альва» сел на мель у входа в бухту Ларн ещё до рассвета. Пассажиров сняли спасатели на двух катерах, никто не пострадал.",
			"ПАССАЖИРОВ сняли спасатели на двух катерах, никто не пострадал. Паром \"Альва\" сел на мель у входа в бухту Ларн еще до рассвета.",
			[][2]string{
				{"Паром «Альва» сел на мель у входа в бухту Ларн ещё до рассвета", "Паром \"Альва\" сел на мель у входа в бухту Ларн еще до рассвета"},
				{"Пассажиров сняли спасатели на двух катерах, никто не пострадал", "ПАССАЖИРОВ сняли спасатели на двух катерах, никто не пострадал"},
			},
		},
		{
			"hi, one sentence made two",
			"नाव अल्वा शनिवार को लार्न के पास चट्टान से टकराई और सभी यात्रियों को दो घंटे में बचा लिया गया।",
			"पुलिस ने बताया। नाव अल्वा शनिवार को लार्न के पास चट्टान से टकराई। सभी यात्रियों को दो घंटे में बचा लिया गया।",
			[][2]string{{
				"नाव अल्वा शनिवार को लार्न के पास चट्टान से टकराई और सभी यात्रियों को दो घंटे में बचा लिया गया",
				"नाव अल्वा शनिवार को लार्न के पास चट्टान से टकराई। सभी यात्रियों को दो घंटे में बचा लिया गया",
			}},
		},
		{
			"zh, a clause, full-width marks",
			"当地官员说，渡轮阿尔瓦号在拉恩港外触礁搁浅，目前无人受伤。",
			"据悉,渡轮阿尔瓦号在拉恩港外触礁搁浅,船长已被带走问话。",
			[][2]string{{"渡轮阿尔瓦号在拉恩港外触礁搁浅", "渡轮阿尔瓦号在拉恩港外触礁搁浅"}},
		},
		{
			"ja, a word between",
			"海上保安部によると、フェリー「アルヴァ」は土曜日の朝に岩礁に乗り上げて動けなくなった。",
			"乗客の話では、フェリー「アルヴァ」は土曜日の早朝に岩礁に乗り上げて動けなくなったという。",
			[][2]string{{"フェリー「アルヴァ」は土曜日の朝に岩礁に乗り上げて動けなくなった", "フェリー「アルヴァ」は土曜日の早朝に岩礁に乗り上げて動けなくなった"}},
		},
		{
			"th, no spaces at all",
			"ตำรวจแจ้งว่าเรือข้ามฟากอัลวาเกยตื้นใกล้ท่าเรือลาร์นเมื่อเช้าวันเสาร์",
			"ชาวบ้านเห็นเรือข้ามฟากอัลวาเกยตื้นใกล้ท่าเรือลาร์นก่อนพายุจะมา",
			[][2]string{{"เรือข้ามฟากอัลวาเกยตื้นใกล้ท่าเรือลาร์น", "เรือข้ามฟากอัลวาเกยตื้นใกล้ท่าเรือลาร์น"}},
		},
		{
			"id, words left out",
			"Kapal feri Alva kandas di karang dekat pelabuhan Larn pada Sabtu pagi dengan 83 penumpang di dalamnya.",
			"Menurut warga, kapal feri Alva kandas di karang dekat Larn pada Sabtu pagi dengan 80 penumpang di dalamnya, bukan malam.",
			[][2]string{{
				"Kapal feri Alva kandas di karang dekat pelabuhan Larn pada Sabtu pagi dengan 83 penumpang di dalamnya",
				"kapal feri Alva kandas di karang dekat Larn pada Sabtu pagi dengan 80 penumpang di dalamnya",
			}},
		},
		{
			"de, a word of a clause replaced, ß written ss",
			"Die Fähre lief am Samstag auf ein Riff, weil das Steuer außer Betrieb war.",
			"Der Kapitän sagte: Die Fähre lief am Sonntag auf ein Riff, weil das Steuer ausser Betrieb war!",
			[][2]string{{
				"Die Fähre lief am Samstag auf ein Riff, weil das Steuer außer Betrieb war",
				"Die Fähre lief am Sonntag auf ein Riff, weil das Steuer ausser Betrieb war",
			}},
		},
		{
			"tr, capitals of a heading",
			"Alva feribotu Larn limanı yakınında kayalıklara oturdu, yolcular kurtarıldı.",
			"ALVA FERİBOTU LARN LİMANI YAKININDA KAYALIKLARA OTURDU\nOlay sabah saatlerinde meydana geldi.",
			[][2]string{{"Alva feribotu Larn limanı yakınında kayalıklara oturdu", "ALVA FERİBOTU LARN LİMANI YAKININDA KAYALIKLARA OTURDU"}},
		},
		{
			"ko, the middle of a sentence",
			"경찰은 여객선 알바호가 토요일 새벽 라른 항구 근처에서 좌초했다고 밝혔다.",
			"한편 여객선 알바호가 토요일 새벽 라른 항구 근처에서 좌초했다고 주민들이 전했다.",
			[][2]string{{"여객선 알바호가 토요일 새벽 라른 항구 근처에서 좌초했다고", "여객선 알바호가 토요일 새벽 라른 항구 근처에서 좌초했다고"}},
		},
		{
			"en, unrelated",
			"The council of Brede voted on Monday to repair the old bridge over the Skerry before the winter comes.",
			"Two hundred farmers met in the hall at Ostby to talk about the price of milk and the dry summer.",
			nil,
		},
		{
			"en, the same years are no copy",
			"1990 to 1991 to 1992 to 1993 to 1994 to 1995 to 1996",
			"2000 to 2001 to 2002 to 2003 to 2004 to 2005 to 2006",
			nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			texts := []Text{{ID: "1", Text: tt.a}, {ID: "2", Text: tt.b}}
			if d := cmp.Diff(tt.want, sides(texts, find(t, texts, Options{}).Passages)); d != "" {
				t.Error(d)
			}
			texts = []Text{{ID: "1", Text: tt.b}, {ID: "2", Text: tt.a}} // the other way round
			have := sides(texts, find(t, texts, Options{}).Passages)
			for i := range have {
				have[i][0], have[i][1] = have[i][1], have[i][0]
			}
			byText := cmpopts.SortSlices(func(x, y [2]string) bool { return x[0] < y[0] })
			if d := cmp.Diff(tt.want, have, byText); d != "" {
				t.Errorf("turned round: %s", d)
			}
		})
	}
}

func TestPassageFigures(t *testing.T) {
	texts := []Text{
		{ID: "b", Text: "Der Kapitän sagte: Die Fähre lief am Sonntag auf ein Riff, weil das Steuer ausser Betrieb war!"},
		{ID: "a", Text: "Die Fähre lief am Samstag auf ein Riff, weil das Steuer außer Betrieb war."},
	}
	have := find(t, texts, Options{}).Passages
	if len(have) != 1 {
		t.Fatalf("%d passages", len(have))
	}
	p := have[0]
	if p.A != 1 || p.B != 0 || p.Words != 14 || p.Same != 13.0/14 || p.Weight != 1 || p.Score != 13 {
		t.Errorf("have %+v", p)
	}
}

func TestMinWords(t *testing.T) {
	texts := []Text{
		{ID: "1", Text: "He said that seven grey seals lay asleep on the slip."},
		{ID: "2", Text: "Nobody saw how seven grey seals lay asleep in March."},
	}
	for words, want := range map[int]int{3: 1, 5: 1, 6: 0} {
		if have := len(find(t, texts, Options{MinWords: words}).Passages); have != want {
			t.Errorf("MinWords %d: %d passages, want %d", words, have, want)
		}
	}
}

func TestSeriesIsNotItsOwnReuse(t *testing.T) {
	const notice = "Our office by the old harbour is open from nine to five on working days."
	texts := []Text{
		{ID: "1", Series: "herald", Text: notice}, {ID: "2", Series: "herald", Text: notice}, {ID: "3", Series: "post", Text: notice}, {ID: "4", Text: notice}, {ID: "5", Text: notice},
	}
	var have []string
	for _, p := range find(t, texts, Options{}).Passages {
		have = append(have, texts[p.A].ID+texts[p.B].ID)
	}
	if want := []string{"13", "14", "15", "23", "24", "25", "34", "35", "45"}; !slices.Equal(have, want) {
		t.Errorf("have %q, want %q", have, want)
	}
}

func TestFormulasWeighLittle(t *testing.T) {
	texts := archive(400, 0.5)
	copies, formulas := 0, 0
	for _, p := range find(t, texts, Options{}).Passages {
		switch {
		case strings.Contains(texts[p.A].Text[p.ASpan.Start:p.ASpan.End], "anything strange"):
			formulas++
		case p.Weight < 0.9:
			t.Errorf("a copy weighs %.2f", p.Weight)
		default:
			copies++
		}
	}
	if copies != 40 || formulas != 0 {
		t.Errorf("%d of 40 copies, and %d formulas", copies, formulas)
	}
}

// TestFindAgainstAll compares with an alignment of every pair of articles
// without an index.
func TestFindAgainstAll(t *testing.T) {
	texts := archive(120, 0)
	found := find(t, texts, Options{}).Passages
	var l aligner
	c, err := newCorpus(context.Background(), texts)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for a := range c.articles {
		for b := range a {
			want += len(l.common(c.articles[a].words, c.articles[b].words, DefaultWords))
		}
	}
	if len(found) != want || want < 12 {
		t.Errorf("%d passages, want %d", len(found), want)
	}
}

// TestOneResult: nothing depends on the number of processors or on the order
// of the texts.
func TestOneResult(t *testing.T) {
	texts := append(archive(200, 0.2), drift(20)...)
	want := named(texts, find(t, texts, Options{Groups: true}))
	if groups := find(t, texts, Options{Groups: true}).Groups; len(want) < 20 || len(groups) < 2 {
		t.Fatalf("only %d passages and groups, of these %d groups", len(want), len(groups))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if d := cmp.Diff(want, named(texts, find(t, texts, Options{Groups: true}))); d != "" {
		t.Errorf("on one processor: %s", d)
	}
	runtime.GOMAXPROCS(4)
	r := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		if d := cmp.Diff(want, named(texts, find(t, texts, Options{Groups: true}))); d != "" {
			t.Errorf("in another order: %s", d)
		}
	}
}

// named writes a result with ids in place of indices.
func named(texts []Text, r Result) (out []string) {
	for _, p := range r.Passages {
		a, b := texts[p.A].ID, texts[p.B].ID
		p.A, p.B = 0, 0
		out = append(out, fmt.Sprint(a, b, p))
	}
	for _, g := range r.Groups {
		line := texts[g.Core].ID
		for _, a := range g.Articles {
			line += " " + texts[a].ID
		}
		out = append(out, line)
	}
	return out
}

func TestNothingToCompare(t *testing.T) {
	for _, texts := range [][]Text{nil, {{ID: "1"}}, {{ID: "1"}, {ID: "1"}}, {{ID: "1", Text: "."}, {ID: "2", Text: "one two"}}} {
		if r := find(t, texts, Options{Groups: true}); len(r.Passages)+len(r.Groups) > 0 {
			t.Errorf("%v: %+v", texts, r)
		}
	}
}

// TestFindStopsWithItsContext: whichever step is under way.
func TestFindStopsWithItsContext(t *testing.T) {
	texts := archive(50, 0)
	for _, last := range []string{"reading words", "indexing", "comparing", "grouping"} {
		ctx, cancel := context.WithCancel(context.Background())
		at := ""
		r, err := Find(ctx, texts, Options{Groups: true, Progress: func(step string) {
			at = step
			if step == last {
				cancel()
			}
		}})
		cancel()
		if !errors.Is(err, context.Canceled) || at != last || len(r.Passages)+len(r.Groups) > 0 {
			t.Errorf("stopped at %q: went on to %q with error %v and %d passages", last, at, err, len(r.Passages))
		}
	}
}

func TestRarity(t *testing.T) {
	for _, tt := range []struct {
		have, of int
		want     float64
	}{
		{2, 2, 1},
		{2, 100_000, 1},
		{3, 3, 0.93},
		{10, 10, 0.74},
		{10, 999, 0.74},
		{10, 100_000, 0.85},
		{1000, 1000, 0},
		{100_000, 100_000, 0},
		{500, 100_000, 0.49},
	} {
		if have := rarity(tt.have, tt.of); math.Abs(have-tt.want) > 0.005 {
			t.Errorf("what %d of %d have weighs %.3f, want %.2f", tt.have, tt.of, have, tt.want)
		}
	}
}

// FuzzFind: spans are within the texts and on the borders of characters, and
// what one article shares with the other, the other shares with it.
func FuzzFind(f *testing.F) {
	f.Add("one two three four five six seven", "now one two three four five six seven, then")
	f.Add("渡轮阿尔瓦号在拉恩港外触礁搁浅\xff", "当地渡轮阿尔瓦号在拉恩港外触礁搁浅")
	f.Add(strings.Repeat("ab ", 50), strings.Repeat("ab ", 60))
	f.Add(strings.Repeat("x", 600)+" 1 2 3 a b c d", strings.Repeat("x", 700)+" 1 2 4 a b c d")
	f.Fuzz(func(t *testing.T, a, b string) {
		texts := []Text{{ID: "1", Text: a}, {ID: "2", Text: b}}
		for _, p := range find(t, texts, Options{}).Passages {
			for _, side := range []struct {
				text string
				span [2]int
			}{{a, [2]int{p.ASpan.Start, p.ASpan.End}}, {b, [2]int{p.BSpan.Start, p.BSpan.End}}} {
				at, end := side.span[0], side.span[1]
				if at < 0 || at >= end || end > len(side.text) {
					t.Fatalf("%v of %d bytes", side.span, len(side.text))
				}
				if utf8.ValidString(side.text) && !utf8.ValidString(side.text[at:end]) {
					t.Fatalf("%q cuts a character", side.text[at:end])
				}
			}
			if p.Same <= 0 || p.Same > 1 || p.Weight < 0 || p.Weight > 1 || p.Words < 1 {
				t.Fatalf("%+v", p)
			}
		}
		turned := find(t, []Text{texts[1], texts[0]}, Options{})
		if d := cmp.Diff(named(texts, find(t, texts, Options{})), named([]Text{texts[1], texts[0]}, turned)); d != "" {
			t.Fatal(d)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		texts := archive(n, 0.3)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				find(b, texts, Options{})
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}
