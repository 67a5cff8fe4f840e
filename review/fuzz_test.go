package review

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

var inNumber = regexp.MustCompile(`\pN\.\pN`)

// FuzzApply: a verdict on a link is found where only the cuts between sentences have changed, whatever the text, and nothing that
// became of the text breaks.
func FuzzApply(f *testing.F) {
	f.Add(heraldText, takaText, uint8(1), uint8(2))
	f.Add("一。二。三。 四", ".\u00a0.\u0085.", uint8(0), uint8(3))
	f.Add("a\n\nb. a b. a  b", "", uint8(2), uint8(1))
	f.Fuzz(func(t *testing.T, text, later string, sentence, cut uint8) {
		a := article("a", text)
		if len(a.Sentences) == 0 || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return
		}
		if inNumber.MatchString(text) {
			return // where no reader ends a sentence, as the fixture does at every point
		}
		n := int(sentence) % len(a.Sentences)
		if span := a.Sentences[n]; strings.TrimSpace(text[span.Start:span.End]) == "" {
			return
		}
		r := &stemma.Result{Articles: []stemma.Article{a, article("b", "The ferry Alva.")}, Stories: []stemma.Story{{Articles: []string{"a", "b"}}}}
		d := Draft{Subject: Link, Opinion: Confirmed, A: "a", ASentences: []int{n}, B: "b", BSentences: []int{0}}
		v := given(t, r, "Ada", 0, d)
		if i := int(cut) % len(a.Sentences); i > 0 { // two in one
			a.Sentences[i-1].End = a.Sentences[i].End
			a.Sentences = append(a.Sentences[:i], a.Sentences[i+1:]...)
		}
		r.Articles[0] = a
		all := make([]int, len(a.Sentences))
		for i := range all {
			all[i] = i
		}
		if have := Apply(r, []Verdict{v}).OfLink("a", all, "b", []int{0}); len(have) != 1 {
			t.Fatalf("%q is not found in %q", v.From.Quote, text)
		}
		r.Articles[0] = article("a", later)
		Apply(r, []Verdict{v})
	})
}
