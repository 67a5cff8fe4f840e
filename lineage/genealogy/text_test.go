package genealogy

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma/lineage/truth"
)

func TestFigures(t *testing.T) {
	for text, want := range map[string][]string{
		"At least 37 people and 1,200 cows": {"37", "1200"},
		"12.500 Menschen, 7,5 Prozent":      {"12500"}, // the decimal part is none, nor is what it belongs to
		"الحصيلة ٣٧ قتيلا و١٬٢٠٠ جريح":      {"37", "1200"},
		"कम से कम ३७ लोग":                   {"37"},
		"死者37人、負傷者1,200人":                   {"37", "1200"},
		"the A380 and Channel24":            nil,
		"at 22:40 on 3/4":                   nil,
		"37 to 41":                          {"37", "41"},
		"1\u202f200 mètres, 45\u00a0000 €":  {"1200", "45000"},
		"number 12345678901234 is too long": nil,
		"in 2009, when 58 people died":      {"2009", "58"},
	} {
		var have []string
		for _, s := range figures(text) {
			have = append(have, digitsOf(text[s[0]:s[1]]))
		}
		if !slices.Equal(have, want) {
			t.Errorf("figures of %q are %v, want %v", text, have, want)
		}
	}
}

func TestRenumber(t *testing.T) {
	for _, c := range []struct{ text, before, after, want string }{
		{"37 dead, 37 missing", "37", "41", "41 dead, 37 missing"},
		{"some 12,500 left", "12500", "13000", "some 13,000 left"},
		{"12.500 gingen", "12500", "9800", "9.800 gingen"},
		{"نحو ٣٧ قتيلا", "37", "41", "نحو ٤١ قتيلا"},
		{"about 12\u00a0500 left", "12500", "1000000", "about 1\u00a0000\u00a0000 left"},
		{"137 dead", "37", "41", "137 dead"},
	} {
		if have := renumber(c.text, []truth.NumberChange{{Before: c.before, After: c.after}}); have != c.want {
			t.Errorf("%q with %s for %s is %q, want %q", c.text, c.after, c.before, have, c.want)
		}
	}
}

// TestNumberChangesAlongALine is a figure that changed twice between a node and
// its nearest ancestor in the true tree.
func TestNumberChangesAlongALine(t *testing.T) {
	first := truth.NumberChange{Before: "37", After: "41"}
	second := truth.NumberChange{Before: "41", After: "44"}
	parent := &item{words: "37 died"}
	child := &item{words: "44 died", changes: []truth.NumberChange{first, second}}
	want := []truth.NumberChange{{Unit: 5, Before: "37", After: "44"}}
	if have := numberChanges(5, child, parent); !slices.Equal(have, want) {
		t.Errorf("changes %v, want %v", have, want)
	}
	parent.changes = []truth.NumberChange{first}
	parent.words = "41 died"
	want[0].Before = "41"
	if have := numberChanges(5, child, parent); !slices.Equal(have, want) {
		t.Errorf("changes %v, want %v", have, want)
	}
	child.words = "forty-four died" // it does not show
	if have := numberChanges(5, child, parent); len(have) > 0 {
		t.Errorf("changes %v of a figure that does not stand there", have)
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		text, word string
		solid      bool
		want       int
	}{
		{"but a button", "but", false, 0},
		{"a button but", "but", false, 9},
		{"a button", "but", false, -1},
		{"他表示已经", "已经", true, 9},
		{"কী বলেন", "বল", false, -1},
	} {
		if have := find(c.text, c.word, c.solid); have != c.want {
			t.Errorf("%q stands at %d in %q, want %d", c.word, have, c.text, c.want)
		}
	}
}

// TestRewordKeepsFigures holds that small changes of wording leave the facts:
// figures change where the gold says so and nowhere else.
func TestRewordKeepsFigures(t *testing.T) {
	w := newTestWorld(t)
	for lang, text := range map[string]string{
		"en": "However, about 37 people, among them several children, were killed near Vessan, she said, and 1,200 fled.",
		"de": "Etwa 37 Menschen, darunter auch mehrere Kinder, kamen jedoch ums Leben, sagte sie, und 1.200 flohen.",
		"zh": "她表示，约37人已经死亡，其中包括一些儿童，目前仍有1200人失踪。",
		"ar": "وقال إن نحو ٣٧ شخصا قتلوا، بينهم عدة أطفال، كما فر ١٢٠٠ شخص.",
	} {
		changed := false
		for range 60 {
			have := w.reword(text, lang, 3)
			changed = changed || have != text
			if !hasFigure(have, "37") || !hasFigure(have, "1200") {
				t.Errorf("%s: %q lost a figure: %q", lang, text, have)
			}
		}
		if !changed {
			t.Errorf("%s: nothing ever changes in %q", lang, text)
		}
	}
}

func TestSplit(t *testing.T) {
	w := newTestWorld(t)
	for _, c := range []struct{ lang, text, want string }{
		{"en", "The ship went down at night, and nobody came to help.", "The ship went down at night. And nobody came to help."},
		{"zh", "这艘船在夜里沉没，没有人来救援。", "这艘船在夜里沉没。没有人来救援。"},
		{"en", "It cost 7,5 marks in all", "It cost 7,5 marks in all"},
		{"en", "Nobody came", "Nobody came"},
	} {
		if have := w.split(c.text, c.lang); have != c.want {
			t.Errorf("%q is divided as %q, want %q", c.text, have, c.want)
		}
	}
}

// TestRenderSources lists how a sentence looks that names its source.
func TestRenderSources(t *testing.T) {
	w := newTestWorld(t)
	for _, c := range []struct {
		lang, form       string
		template         int
		text, want, name string
	}{
		{"en", citeTail, 0, "The ferry sank.", "The ferry sank, Harvel Press reported.", "Harvel Press"},
		{"en", citeLead, 0, "The ferry sank.", "According to Harvel Press, the ferry sank.", "Harvel Press"},
		{"en", citeDateline, 0, "The ferry sank.", "(Harvel Press) — The ferry sank.", "Harvel Press"},
		{"zh", citeTail, 0, "渡轮沉没。", "渡轮沉没，哈维尔社报道。", "哈维尔社"},
		{"zh", citeLead, 0, "渡轮沉没。", "据哈维尔社报道，渡轮沉没。", "哈维尔社"},
		{"ar", citeTail, 0, "غرقت العبارة.", "غرقت العبارة، بحسب هارفل برس.", "هارفل برس"},
		{"pl", citeTail, 1, "Prom zatonął.", "Prom zatonął – informuje Harvel Press.", "Harvel Press"},
		{"tr", citeTail, 0, "Feribot battı.", "Feribot battı (haber: Harvel Basın).", "Harvel Basın"},
	} {
		s := said{form: c.form, lang: c.lang, template: c.template, who: 0, behind: nobody, names: [2]string{c.name}}
		it := item{words: c.text, said: []said{s}}
		have, names := w.renderItem(&it, w.phrasesOf(c.lang), false)
		if have != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.form, have, c.want)
		}
		if len(names) != 1 || have[names[0].start:names[0].end] != c.name {
			t.Errorf("%s %s: the name is said to stand at %+v in %q", c.lang, c.form, names, have)
		}
	}
}
