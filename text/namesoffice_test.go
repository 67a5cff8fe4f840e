package text

import (
	"strings"
	"testing"
)

func TestNamesWithoutCapitals(t *testing.T) {
	for _, tt := range []struct{ lang, text, want string }{
		{"zh", "王明部长周三表示，东海大学将与海天集团合作。", "王明=person 东海大学=organisation 海天集团=organisation"},
		{"zh", "总统伊兰·卡斯托在北湾市会见了总理李文。", "伊兰·卡斯托=person 北湾市=place 李文=person"},
		{"zh", "国家安全部长说，一家保险公司的经理已离开。", ""},
		{"ja", "山川首相は北海省の会議で、東洋大学の佐藤教授と会談した。", "山川=person 北海省=organisation 東洋大学=organisation 佐藤=person"},
		{"ja", "地元警察によると、調査委員会は野党の要求を拒否した。", ""},
		{"ko", "김민수 장관은 한빛대학교에서 이서연 교수를 만났다.", "김민수=person 한빛대학교=organisation 이서연=person"},
		{"ko", "국방부는 북해은행이 민주당에 보낸 돈을 조사한다.", "국방부=organisation 북해은행=organisation 민주당=organisation"},
		{"ko", "이번 조사에서 경찰은 전직 장관과 현직 시장을 불렀다.", ""},
		{"ar", "قال أحمد الخطيب إن جامعة الشمال ستغلق", "أحمد الخطيب=person جامعة الشمال=organisation"},
		{"ar", "في مدينة كبيرة قالت شركة تأمين", ""},
		{"he", "ראש הממשלה הגיע למשרד החוץ", "למשרד החוץ=organisation"},
	} {
		var got []string
		for _, n := range valuesIn(tt.lang, tt.text).Names {
			got = append(got, tt.text[n.Start:n.End]+"="+string(n.Kind))
		}
		if have := strings.Join(got, " "); have != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.text, have, tt.want)
		}
	}
}

// The "and" that is written in one word with the name's first word is none of
// its key.
func TestNameKeyWithoutPrefix(t *testing.T) {
	with, without := valuesIn("ar", "ووزارة الدفاع").Names, valuesIn("ar", "وزارة الدفاع").Names
	if len(with) != 1 || len(without) != 1 || with[0].Key != without[0].Key {
		t.Errorf("keys differ: %v, %v", with, without)
	}
}
