package attribution

import (
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// soleSource reads one sentence and returns the name of the only source in it.
func soleSource(t *testing.T, lang, s string) string {
	t.Helper()
	d := text.Read(stemma.Article{ID: "a", Lang: lang, Text: s})
	_, sources, err := Find(t.Context(), []*text.Document{d}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != 1 {
		t.Fatalf("%s: the sources %+v, want one", s, sources)
	}
	return sources[0].Name
}

// The noun of a body that is written in one word with its name belongs to it.
func TestNameWithNoun(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"ja", "国の災害機関によると、死者は832人に増えた。", "災害機関"},
		{"ja", "インドネシアの災害機関によると、死者は832人に増えた。", "インドネシアの災害機関"},
		{"ja", "地元の警察によると、男は逃走した。", "地元の警察"},
		{"ja", "港湾管理会社によると、船は無事だ。", "港湾管理会社"},
		{"zh", "国家减灾机构表示，死亡人数增至832人。", "国家减灾机构"},
		{"zh", "据塞尔姆国家防洪机构的数据，洪水造成十二人死亡。", "塞尔姆国家防洪机构"},
	} {
		if got := soleSource(t, c.lang, c.text); got != c.want {
			t.Errorf("%s: the source %q, want %q", c.text, got, c.want)
		}
	}
}

// What negates the verb is no part of the name before it.
func TestNameBeforeNegation(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"id", "Wali kota Rano Sutiksa tidak bisa segera mengatakan bahwa kapal itu tenggelam.", "Wali kota Rano Sutiksa"},
		{"ms", "Jurucakap Rano Sutiksa tidak dapat segera mengesahkan bahawa kapal itu tenggelam.", "Jurucakap Rano Sutiksa"},
		{"id", "Pejabat yang tidak hadir mengatakan bahwa kapal itu tenggelam.", "Pejabat yang tidak hadir"},
	} {
		d := text.Read(stemma.Article{ID: "a", Lang: c.lang, Text: c.text})
		found, _, err := Find(t.Context(), []*text.Document{d}, Options{})
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %+v, %v", c.text, found, err)
		}
		if s := found[0].Source; c.text[s.Start:s.End] != c.want {
			t.Errorf("%s: the source %q, want %q", c.text, c.text[s.Start:s.End], c.want)
		}
	}
}

// Of whom something is said, he has not said it.
func TestSpokenOfIsNoSource(t *testing.T) {
	for _, s := range []string{
		"The captain was said to have been asleep, according to Reuters.",
		"The captain was reported to have been asleep, according to Reuters.",
		"The captain was reportedly asleep at the time, according to Reuters.",
	} {
		if got := soleSource(t, "en", s); got != "Reuters" {
			t.Errorf("%s: the source %q, want Reuters", s, got)
		}
	}
	const s = "The captain reportedly said that the pier was safe."
	if got := soleSource(t, "en", s); got != "The captain" {
		t.Errorf("%s: the source %q, want the captain", s, got)
	}
}
