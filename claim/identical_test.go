package claim_test

import (
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
)

// TestIdenticalReportsHaveNoChange: whatever a report holds, it is not changed in
// one that is the same.
func TestIdenticalReportsHaveNoChange(t *testing.T) {
	for lang, lines := range map[string][]string{
		"en": {
			"On 4 March some 12 to 14 people were allegedly hurt at the port of Larn, the Velmar Post reported, citing an unnamed official.",
			"Seven of them were from Larn, seven from Orsk.", "Mayor Ada Brell said: “We were not warned.”", "She said 14, then 14 again.",
		},
		"de": {
			"Laut Velmar Post sollen am 4. März rund 12 bis 14 Menschen im Hafen von Larn verletzt worden sein.",
			"Bürgermeisterin Ada Brell sagte, man sei nicht gewarnt worden.", "Der Prozess beginnt am 3. Oktober.",
		},
		"ar": {
			"ذكرت صحيفة فيلمار بوست أن 14 شخصا أصيبوا في ميناء لارن يوم 4 مارس.", "ونفى العمدة صحة الخبر.", "وأصيب 14 آخرون، وربما 15.",
		},
		"zh": {"《韦尔马邮报》报道，3月4日约有12至14人在拉恩港受伤。", "市长否认了这一消息。", "据称其中7人来自拉恩，7人来自奥尔斯克。"},
		"he": {"לפי הדיווח נפצעו 14 בני אדם בנמל לרן ב-4 במרץ.", "ראש העיר הכחיש את הידיעה."},
	} {
		a, b := document("a", lang, lines...), document("b", lang, lines...)
		var links []stemma.Link
		for i := range a.Sentences {
			links = append(links, join("a", i, "b", i, 0.95))
		}
		docs := []*text.Document{a, b}
		s := claim.Story{Docs: docs, Links: links, Claims: claim.Join(docs, links), Edges: []stemma.Edge{{Parent: "a", Child: "b", Primary: true}}}
		for _, c := range claim.Compare(s) {
			for _, ch := range c.Changes {
				t.Errorf("%s: %s %q → %q", lang, ch.Kind, ch.Before, ch.After)
			}
		}
	}
}

// TestChangeLeavesOutTheFullStop: what is shown of a date is the date.
func TestChangeLeavesOutTheFullStop(t *testing.T) {
	for _, c := range []struct{ lang, a, b, before, after string }{
		{"en", "The inquest into the fire opens on 14 May.", "The inquest into the fire opens on 15 May.", "14 May", "15 May"},
		{"de", "Die Anhörung zum Brand beginnt am 14. Mai.", "Die Anhörung zum Brand beginnt am 15. Mai.", "14. Mai", "15. Mai"},
		{"ru", "Слушания о пожаре начнутся 14 мая.", "Слушания о пожаре начнутся 15 мая.", "14 мая", "15 мая"},
	} {
		got := changes(document("a", c.lang, c.a), document("b", c.lang, c.b), join("a", 0, "b", 0, 0.95))
		if len(got) != 1 || got[0].Before != c.before && got[0].Before != "14" || got[0].After != c.after && got[0].After != "15" {
			t.Errorf("%s: %+v, want %q → %q", c.lang, got, c.before, c.after)
		}
	}
}
