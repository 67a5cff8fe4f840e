package display

import (
	"strings"
	"testing"
)

func TestIsolatesTakeNoColumn(t *testing.T) {
	if w := Columns("\u2067\u2068\u2069"); w != 0 {
		t.Errorf("isolates are %d columns wide", w)
	}
	for _, s := range []string{"◌", "●", "◐", "·", "├", "╌", "⇄", "“", "…", "→", "≈"} {
		if w := Columns(s); w != 1 {
			t.Errorf("%s is %d columns wide", s, w)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text         string
		width, limit int
		want         string
	}{
		{"The ferry is stuck off Larn", 10, 0, "The ferry|is stuck|off Larn"},
		{"The ferry is stuck off Larn", 10, 2, "The ferry|is stuck…"},
		{"Aurelienborgskanalen", 8, 0, "Aurelien|borgskan|alen"},
		{"潜水员在桥墩上发现了裂缝。", 10, 0, "潜水员在桥|墩上发现了|裂缝。"},
		{"九个桥墩、两个", 8, 0, "九个桥|墩、两个"},
		{"", 10, 0, ""},
		{"ב־40 שבועות", 6, 0, "ב־40|שבועות"},
		// A letter with a vowel sign beside it is two columns wide and no ideograph.
		{"किसानों को सब्सिडी मिलेगी।", 20, 0, "किसानों को सब्सिडी|मिलेगी।"},
		{"किसानों को सब्सिडी मिलेगी।", 12, 0, "किसानों को|सब्सिडी|मिलेगी।"},
		{"मंत्री ने कहा कि कर्ज दिया जाएगा", 14, 0, "मंत्री ने कहा कि|कर्ज दिया जाएगा"},
		{"မြို့တော် ရုံးက ပြောကြား", 16, 0, "မြို့တော် ရုံးက|ပြောကြား"},
		{"เรือข้ามฟาก เกยตื้น ที่ลาร์น", 14, 0, "เรือข้ามฟาก|เกยตื้น ที่ลาร์น"},
		{"เรือข้ามฟาก", 4, 0, "เรือข้|ามฟา|ก"},
		{"Larn 👨‍👩‍👧🇮🇩👍🏽 gone", 9, 0, "Larn 👨‍👩‍👧🇮🇩|👍🏽 gone"},
	} {
		if have := strings.Join(Wrap(c.text, c.width, c.limit), "|"); have != c.want {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", c.text, c.width, c.limit, have, c.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("The ferry is stuck", 7)
	f.Add("潜水员在桥墩上", 3)
	f.Fuzz(func(t *testing.T, s string, width int) {
		s, width = Clean(s), max(8, width%120)
		lines := Wrap(s, width, 0)
		for _, l := range lines {
			if Columns(l) > width {
				t.Fatalf("%q has %d columns of %d", l, Columns(l), width)
			}
		}
		if have, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(s, " ", ""); have != want {
			t.Fatalf("%q became %q", want, have)
		}
	})
}

func BenchmarkColumns(b *testing.B) {
	s := strings.Repeat("يعبره 12 ألف people 每天 ", 10)
	for b.Loop() {
		Columns(s)
	}
}
