package text

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	tests := []struct {
		lang, text string
		want       []string
	}{
		{"en", "The U.S. lost 2,500 men—half of Al-Tanf’s.", []string{"the", "u.s", "lost", "2,500", "men", "half", "of", "al", "tanf's"}},
		{"fr", "L’accord d'Évian, 3,5 %", []string{"l'accord", "d'évian", "3,5"}},
		{"de", "Straßenbahn-Linie Ä7", []string{"strassenbahn", "linie", "ä7"}},
		{"ar", "قالَ المصدرُ: «٥٥ ألفًا».", []string{"قال", "المصدر", "55", "الفا"}},
		{"fa", "می\u200cگوید که", []string{"ميگويد", "كه"}},
		{"he", "ד\"ר לוי", []string{"ד\"ר", "לוי"}},
		{"hi", "१२ लोगों की मौत।", []string{"12", "लोगों", "की", "मौत"}},
		{"zh", "市长否认了，2021年。", []string{"市长", "长否", "否认", "认了", "2021", "年"}},
		{"ja", "ダムが決壊した", []string{"ダム", "が決", "決壊", "壊し", "した"}},
		{"ko", "시장은 12명을", []string{"시장은", "12명을"}},
		{"th", "น้ำท่วม 12", []string{"น้ําท่", "ท่ว", "วม", "12"}},
		{"en", "... — !?", nil},
		{"en", "", nil},
	}
	for _, tt := range tests {
		var got []string
		const base = 7
		for _, w := range wordsOf(tt.text, base) {
			got = append(got, w.Form)
			if Fold(tt.text[w.Start-base:w.End-base]) != w.Form {
				t.Errorf("%s: span of %q gives %q", tt.lang, w.Form, tt.text[w.Start-base:w.End-base])
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: wordsOf(%q) = %q, want %q", tt.lang, tt.text, got, tt.want)
		}
	}
}

func BenchmarkWords(b *testing.B) {
	s := strings.Repeat("Twelve people died when the dam above the town broke on Friday. ", 100)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		wordsOf(s, 0)
	}
}
