package text

import (
	"strings"
	"testing"
	"unicode"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"ASCII", "Hello-World 12", "hello-world 12"},
		{"full width", "ＡＢＣ１２３（）", "abc123()"},
		{"half-width kana", "ｶﾀｶﾅ", "カタカナ"},
		{"ligature", "ﬁn", "fin"},
		{"composed and not", "e\u0301te\u0301", "été"},
		{"accents stay", "ÉTÉ Ångström Łódź", "été ångström łódź"},
		{"sharp s", "Straße ẞ STRASSE", "strasse ss strasse"},
		{"Turkish", "İstanbul ISPARTA Iğdır ısparta", "istanbul isparta iğdir isparta"},
		{"Cyrillic", "Ёлка ещё", "елка еще"},
		{"Greek final sigma", "ΟΔΟΣ οδός", "οδοσ οδόσ"},
		{"Arabic alef and hamza", "أحمد إلى آخر ٱل", "احمد الي اخر ال"},
		{"Arabic vowels and tatweel", "مُحَمَّـــد", "محمد"},
		{"Arabic yeh and alef maqsura", "على يد علی", "علي يد علي"},
		{"Arabic ta marbuta stays", "المدينة", "المدينة"},
		{"Persian kaf and yeh", "کتابی كتابي", "كتابي كتابي"},
		{"Urdu heh", "ہے ھے", "هي هي"},
		{"digits of all scripts", "٢٠٢١ ۲۰۲۱ २०२१ ২০২১ ๒๐๒๑", "2021 2021 2021 2021 2021"},
		{"Hebrew points", "שָׁלוֹם", "שלום"},
		{"quotes and hyphens", "“l’accord” «x» 5–6 ‑", "\"l'accord\" \"x\" 5-6 -"},
		{"invisible", "a\u200bb\u200fc\u00adD\ufeff", "abcd"},
		{"Devanagari signs stay", "हिंदी", "हिंदी"},
		{"Thai stays", "กำลัง", "กําลัง"},
	}
	for _, tt := range tests {
		if got := Fold(tt.in); got != tt.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

// TestFoldDigit: every decimal digit there is folds, those of a script from 0 to 9
// in a row, and nothing else does.
func TestFoldDigit(t *testing.T) {
	digits := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		got := FoldDigit(r)
		if !unicode.Is(unicode.Nd, r) {
			if got != r {
				t.Errorf("%U is no digit, and folds to %q", r, got)
			}
			continue
		}
		if want := '0' + rune(digits%10); got != want {
			t.Errorf("%U folds to %q, want %q", r, got, want)
		}
		digits++
	}
	for r, want := range map[rune]rune{'٣': '3', '७': '7', '᱒': '2', '᮹': '9', '𝟗': '9', '𝟘': '0', '９': '9', '½': '½', '四': '四'} {
		if got := FoldDigit(r); got != want {
			t.Errorf("FoldDigit(%q) = %q, want %q", r, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("İstanbul Straße ﬁ مُحَمَّد ＡＢＣ")
	f.Add("\u0344\u0307\u00ad\u0301")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "\ufffd")
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for name, s := range map[string]string{"ascii": "The Mayor of Brackwater", "arabic": "أكَّد المصدر المطّلع", "cjk": "市長は報道を否定した"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Fold(s)
			}
		})
	}
}
