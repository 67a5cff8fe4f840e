package transformer

import (
	"os"
	"testing"
)

// The same three events in several languages.
var events = [][]string{
	{
		"The harbour of Velmora was closed on Tuesday after a crane fell on two ships.",
		"Der Hafen von Velmora wurde am Dienstag gesperrt, nachdem ein Kran auf zwei Schiffe gestürzt war.",
		"أُغلق ميناء فيلمورا يوم الثلاثاء بعد سقوط رافعة على سفينتين.",
		"Порт Велмора закрыли во вторник после падения крана на два судна.",
		"周二，一台起重机砸中两艘船后，韦尔莫拉港被关闭。",
		"मंगलवार को दो जहाज़ों पर क्रेन गिरने के बाद वेल्मोरा बंदरगाह बंद कर दिया गया।",
	},
	{
		"The government of Ostrava-Kell will raise the price of bread by nine per cent next month.",
		"Die Regierung von Ostrava-Kell erhöht den Brotpreis im nächsten Monat um neun Prozent.",
		"سترفع حكومة أوسترافا-كيل سعر الخبز بنسبة تسعة في المئة الشهر المقبل.",
		"Правительство Остравы-Келл повысит цену на хлеб на девять процентов в следующем месяце.",
		"奥斯特拉瓦-凯尔政府下个月将把面包价格提高百分之九。",
		"ओस्ट्रावा-केल की सरकार अगले महीने रोटी की कीमत नौ प्रतिशत बढ़ाएगी।",
	},
	{
		"Striker Lino Barreta will miss the final because of a knee injury, his club said.",
		"Stürmer Lino Barreta fehlt laut seinem Verein im Finale wegen einer Knieverletzung.",
		"قال النادي إن المهاجم لينو باريتا سيغيب عن النهائي بسبب إصابة في الركبة.",
		"Нападающий Лино Баррета пропустит финал из-за травмы колена, сообщил его клуб.",
		"俱乐部称，前锋利诺·巴雷塔因膝伤将缺席决赛。",
		"क्लब ने कहा कि स्ट्राइकर लीनो बरेटा घुटने की चोट के कारण फ़ाइनल नहीं खेलेंगे।",
	},
}

// realModel opens the folder that STEMMA_E5_DIR names; README.md says how to make it.
func realModel(tb testing.TB) *Model {
	tb.Helper()
	dir := os.Getenv("STEMMA_E5_DIR")
	if dir == "" {
		tb.Skip("STEMMA_E5_DIR names no folder with multilingual-e5-small")
	}
	m, err := Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { m.Close() })
	return m
}

func TestRealModelTellsEventsApart(t *testing.T) {
	m := realModel(t)
	var all []string
	for _, e := range events {
		all = append(all, e...)
	}
	v, err := m.Vectors(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	// In each other language, the nearest of the events is the same one. (Sentences of one language have a good deal in
	// common for this model: another event in one's own can be nearer than the same one abroad.)
	n := len(events[0])
	for i, from := range v {
		for language := range n {
			best, most := 0, float32(-1)
			for e := range events {
				if dot := inner(from, v[e*n+language]); dot > most {
					best, most = e, dot
				}
			}
			if best != i/n {
				t.Errorf("%s: nearest is %s", all[i], events[best][language])
			}
		}
	}
}

func inner(a, b []float32) (sum float32) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func TestRealTokenizer(t *testing.T) {
	m := realModel(t)
	// Computed with version 0.23.3 of the Python library "tokenizers".
	for text, want := range realIDs {
		got := m.tokens.encode(text, 512)
		if len(got) != len(want) {
			t.Errorf("%q: %v, want %v", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %v, want %v", text, got, want)
				break
			}
		}
	}
}

func BenchmarkVectors(b *testing.B) {
	m := realModel(b)
	var all []string
	for _, e := range events {
		all = append(all, e...)
	}
	for b.Loop() {
		if _, err := m.Vectors(b.Context(), all); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "sentences/s")
}
