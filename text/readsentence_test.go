package text

import (
	"reflect"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// TestReadSentence: one sentence holds the same by itself as in an article.
func TestReadSentence(t *testing.T) {
	day := time.Date(2025, 3, 4, 9, 0, 0, 0, time.UTC)
	for _, s := range []string{
		"Police in Larsk detained 12 supporters of Vera Holm on Sunday.",
		"Nach Angaben der Polizei wurden am Montag nicht mehr als 40 Menschen verletzt.",
		"В Ларске задержали 12 человек.",
	} {
		a := stemma.Article{ID: "a", Text: s, Published: day, PublishedPrecision: stemma.PrecisionMinute}
		got, want := ReadSentence(a), Read(a)
		if got.Article.Lang != want.Article.Lang || len(got.Sentences) != 1 || !reflect.DeepEqual(got.Sentences, want.Sentences) {
			t.Errorf("%s:\n%+v, want\n%+v", s, got, want)
		}
	}
	headed := ReadSentence(stemma.Article{Lang: "en", Text: "LARSK, 3 March — Police detained 12 people. More are sought."})
	if n := len(headed.Sentences); n != 1 || headed.Sentences[0].Boilerplate {
		t.Errorf("%d sentences: it is read as one", n)
	}
	if n := len(ReadSentence(stemma.Article{}).Sentences); n != 1 {
		t.Errorf("%d sentences of nothing", n)
	}
}

// TestReadValues: the numbers and dates of a sentence are those that all of its reading finds.
func TestReadValues(t *testing.T) {
	for _, s := range []string{
		"Police in Larsk detained 12 supporters of Vera Holm on Sunday, 3 March, 45 of them from Velm.",
		"Am Montag, dem dritten März, wurden nicht mehr als vierzig Menschen verletzt.",
		"三月三日星期一洪水造成一千二百三十四人死亡。", "В Ларске задержали двенадцать человек.", "",
	} {
		a := stemma.Article{ID: "a", Text: s}
		all, got := ReadSentence(a), ReadValues(a)
		x, y := got.Sentences[0], all.Sentences[0]
		if got.Article.Lang != all.Article.Lang || !reflect.DeepEqual(x.Words, y.Words) || !reflect.DeepEqual(x.Numbers, y.Numbers) || !reflect.DeepEqual(x.Dates, y.Dates) {
			t.Errorf("%s:\n%+v, want\n%+v", s, x, y)
		}
	}
}

// TestKnowsNegations: a language without a lexicon has none.
func TestKnowsNegations(t *testing.T) {
	for lang, want := range map[string]bool{"en": true, "pt-BR": true, "zh": true, "xx": false, "": false} {
		if KnowsNegations(lang) != want {
			t.Error(lang, !want)
		}
	}
}
