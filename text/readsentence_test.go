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
