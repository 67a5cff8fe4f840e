package feature_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/vector/feature"
)

// tokens cuts a text.
func tokens(text string) []string {
	var s feature.Scanner
	s.Reset(text)
	var out []string
	for tok, ok := s.Next(); ok; tok, ok = s.Next() {
		out = append(out, string(tok.Runes))
	}
	return out
}

// features lists those of a text, in order.
func features(text string) []feature.Feature {
	var s feature.Scanner
	s.Reset(text)
	var out []feature.Feature
	for tok, ok := s.Next(); ok; tok, ok = s.Next() {
		out = s.Append(out, tok)
	}
	return out
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{" — ?!", ""},
		{"The Ferry SANK.", "the|ferry|sank"},
		{"l’homme d'État", "l|homme|d|état"},
		{"об'єкт", "обєкт"},
		{"צה״ל אמר", "צהל|אמר"},
		{"2,500 and 2.500 and 2’500", "2500|and|2500|and|2500"},
		{"3,5 % of 10.", "3.5|of|10"},
		{"۱۲ تیر ١٢", "12|تير|12"},
		{"1.2.3", "1.2.3"},
		{"COVID19 in 2021年3月", "covid|19|in|2021|年|3|月"},
		{"東京タワーのビル", "東京|タワー|の|ビル"},
		{"إلى المدرسةِ", "الي|المدرسه"},
		{"می\u200cرود", "ميرود"},
		{"हिन्दी में", "हिन्दी|में"},
		{"ภาษาไทย ๕", "ภาษาไทย|5"},
		{"서울에서 Seoul", "서울에서|seoul"},
		{"ΛΌΓΟΣ", "λόγοσ"},
		{"a\u200bb", "ab"},
		{"x\xffy", "x|y"},
		{strings.Repeat("a", 100), strings.Repeat("a", 40) + "|" + strings.Repeat("a", 40) + "|" + strings.Repeat("a", 20)},
	} {
		if got := strings.Join(tokens(c.text), "|"); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

// TestTokensAreShort: nothing a text can hold makes a token without end.
func TestTokensAreShort(t *testing.T) {
	for _, unit := range []string{"a", "1", "1,", "\u093f", "कि", "e\u0301", "渡", "ﷺ", "ก", "ᄒ", "є'"} {
		for _, tok := range tokens(strings.Repeat(unit, 1000)) {
			if n := len([]rune(tok)); n > 42 {
				t.Errorf("%q: token of %d characters", unit, n)
				break
			}
		}
	}
}

// TestShared lists words that share the features in which they agree.
func TestShared(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"minister", "ministers", true},  // n-grams
		{"Präsident", "prasident", true}, // the folded word
		{"والمدرسة", "المدرسة", true},    // the stem
		{"הממשלה", "ממשלה", true},
		{"北京市", "北京", true},
		{"12", "１２", true},
		{"Berlin", "Берлин", true}, // the skeleton
		{"Berlin", "برلين", true},
		{"Berlin", "ברלין", true},
		{"Berlin", "ベルリン", true},
		{"Berlin", "베를린", true},
		{"Berlin", "Βερολίνο", true},
		{"Berlin", "बर्लिन", true},
		{"Berlin", "বার্লিন", true},
		{"Berlin", "ბერლინი", true},
		{"Berlin", "Բեռլին", true},
		{"Berlin", "பெர்லின்", true},
		{"Čapek", "Чапек", true},
		{"Alexandria", "الإسكندرية", false}, // what it cannot do: sounds lost or added
		{"ferry", "ölprüfung", false},
		{"渡", "船", false},
	} {
		of := map[uint32]bool{}
		for _, f := range features(c.a) {
			of[f.Bucket] = true
		}
		got := slices.ContainsFunc(features(c.b), func(f feature.Feature) bool { return of[f.Bucket] })
		if got != c.want {
			t.Errorf("%s and %s share a feature: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func FuzzFeatures(f *testing.F) {
	for _, s := range []string{"The ferry sank.", "٢٬٥٠٠ ﷺ", "渡轮沉没", "हिन्दी", "1,,2..3", "\xff\xfe", "e\u0301\u200d", "ß" + strings.Repeat("x", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a := features(text)
		for _, x := range a {
			if x.Bucket >= 1<<feature.Bits || x.Weight <= 0 || x.Weight > 1 {
				t.Fatalf("%q: feature %+v", text, x)
			}
		}
		if !slices.Equal(a, features(text)) {
			t.Fatalf("%q: other features the second time", text)
		}
	})
}

func BenchmarkFeatures(b *testing.B) {
	text := strings.Repeat("The ferry sank in the harbour on Monday night; عبارة غرقت, паром затонул, 渡轮沉没. ", 20)
	b.SetBytes(int64(len(text)))
	var s feature.Scanner
	var buf []feature.Feature
	for b.Loop() {
		s.Reset(text)
		for tok, ok := s.Next(); ok; tok, ok = s.Next() {
			buf = s.Append(buf[:0], tok)
		}
	}
}
