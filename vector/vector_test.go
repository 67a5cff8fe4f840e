package vector_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/vector"
)

// harbour tells one invented event in several languages, line by line the same.
var harbour = map[string][]string{
	"en": {
		"The ferry sank in the harbour on Monday night.",
		"At least 14 people were killed in the accident.",
		"The minister of transport promised an investigation.",
		"Heavy rain is expected in the north of the country.",
		"Schools will remain closed until Thursday.",
	},
	"id": {
		"Kapal feri itu tenggelam di pelabuhan pada Senin malam.",
		"Sedikitnya 14 orang tewas dalam kecelakaan itu.",
		"Menteri perhubungan menjanjikan penyelidikan.",
		"Hujan lebat diperkirakan turun di bagian utara negara itu.",
		"Sekolah-sekolah akan tetap tutup hingga hari Kamis.",
	},
	"de": {
		"Die Fähre sank am Montagabend im Hafen.",
		"Mindestens 14 Menschen kamen bei dem Unglück ums Leben.",
		"Der Verkehrsminister versprach eine Untersuchung.",
		"Im Norden des Landes wird starker Regen erwartet.",
		"Die Schulen bleiben bis Donnerstag geschlossen.",
	},
	"ru": {
		"Паром затонул в гавани в понедельник вечером.",
		"В результате аварии погибли по меньшей мере 14 человек.",
		"Министр транспорта пообещал провести расследование.",
		"На севере страны ожидается сильный дождь.",
		"Школы останутся закрытыми до четверга.",
	},
	"ar": {
		"غرقت العبارة في الميناء مساء الاثنين.",
		"قتل 14 شخصا على الأقل في الحادث.",
		"وعد وزير النقل بإجراء تحقيق.",
		"من المتوقع هطول أمطار غزيرة في شمال البلاد.",
		"ستبقى المدارس مغلقة حتى يوم الخميس.",
	},
	"fa": {
		"کشتی دوشنبه شب در بندر غرق شد.",
		"دست‌کم ۱۴ نفر در این حادثه کشته شدند.",
		"وزیر حمل و نقل قول داد تحقیق کند.",
		"انتظار می‌رود در شمال کشور باران شدید ببارد.",
		"مدارس تا پنجشنبه تعطیل خواهند بود.",
	},
	"zh": {
		"渡轮星期一晚上在港口沉没。",
		"事故造成至少14人死亡。",
		"交通部长承诺进行调查。",
		"预计该国北部将有大雨。",
		"学校将继续关闭到星期四。",
	},
	"ja": {
		"フェリーは月曜日の夜に港で沈没した。",
		"この事故で少なくとも14人が死亡した。",
		"運輸大臣は調査を約束した。",
		"国の北部では大雨が予想されている。",
		"学校は木曜日まで閉鎖される。",
	},
	"hi": {
		"सोमवार रात को बंदरगाह में नौका डूब गई।",
		"दुर्घटना में कम से कम 14 लोग मारे गए।",
		"परिवहन मंत्री ने जांच का वादा किया।",
		"देश के उत्तर में भारी बारिश की उम्मीद है।",
		"स्कूल गुरुवार तक बंद रहेंगे।",
	},
	"el": {
		"Το πλοίο βυθίστηκε στο λιμάνι τη Δευτέρα το βράδυ.",
		"Τουλάχιστον 14 άνθρωποι σκοτώθηκαν στο δυστύχημα.",
		"Ο υπουργός μεταφορών υποσχέθηκε έρευνα.",
		"Αναμένεται ισχυρή βροχή στο βόρειο τμήμα της χώρας.",
		"Τα σχολεία θα παραμείνουν κλειστά μέχρι την Πέμπτη.",
	},
	"ko": {
		"여객선이 월요일 밤 항구에서 침몰했다.",
		"이 사고로 최소 14명이 숨졌다.",
		"교통부 장관은 조사를 약속했다.",
		"북부 지역에 많은 비가 예상된다.",
		"학교는 목요일까지 문을 닫는다.",
	},
	"he": {
		"המעבורת טבעה בנמל ביום שני בלילה.",
		"לפחות 14 בני אדם נהרגו בתאונה.",
		"שר התחבורה הבטיח חקירה.",
		"גשם כבד צפוי בצפון המדינה.",
		"בתי הספר יישארו סגורים עד יום חמישי.",
	},
	"vi": {
		"Chiếc phà bị chìm ở cảng vào tối thứ Hai.",
		"Ít nhất 14 người thiệt mạng trong vụ tai nạn.",
		"Bộ trưởng giao thông hứa sẽ điều tra.",
		"Dự báo mưa lớn ở miền bắc đất nước.",
		"Các trường học sẽ đóng cửa đến thứ Năm.",
	},
	"sk": {
		"Trajekt sa v pondelok večer potopil v prístave.",
		"Pri nehode zahynulo najmenej 14 ľudí.",
		"Minister dopravy sľúbil vyšetrovanie.",
		"Na severe krajiny sa očakáva silný dážď.",
		"Školy zostanú zatvorené do štvrtka.",
	},
	"be": {
		"Паром затануў у гавані ў панядзелак увечары.",
		"У выніку аварыі загінулі прынамсі 14 чалавек.",
		"Міністр транспарту паабяцаў расследаванне.",
		"На поўначы краіны чакаецца моцны дождж.",
		"Школы застануцца зачыненымі да чацвярга.",
	},
	"th": {
		"เรือเฟอร์รี่จมในท่าเรือเมื่อคืนวันจันทร์",
		"มีผู้เสียชีวิตอย่างน้อย 14 คนในอุบัติเหตุ",
		"รัฐมนตรีกระทรวงคมนาคมสัญญาว่าจะสอบสวน",
		"คาดว่าจะมีฝนตกหนักทางตอนเหนือของประเทศ",
		"โรงเรียนจะปิดจนถึงวันพฤหัสบดี",
	},
}

func model(t testing.TB) *vector.Static {
	t.Helper()
	m, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func vectors(t testing.TB, sentences ...string) [][]float32 {
	t.Helper()
	vs, err := model(t).Vectors(context.Background(), sentences)
	if err != nil {
		t.Fatal(err)
	}
	return vs
}

func TestDefault(t *testing.T) {
	m := model(t)
	if err := m.Verify(); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(m.Name(), "static-") || m.Dim()%8 != 0 {
		t.Errorf("name %q, %d dimensions", m.Name(), m.Dim())
	}
}

// TestTranslations wants each sentence to find its translation among the sentences of the other language, in
// scripts and languages as far apart as the table serves.
func TestTranslations(t *testing.T) {
	english := vectors(t, harbour["en"]...)
	for lang, sentences := range harbour {
		t.Run(lang, func(t *testing.T) {
			for i, v := range vectors(t, sentences...) {
				best := 0
				for j := range english {
					if vector.Dot(v, english[j]) > vector.Dot(v, english[best]) {
						best = j
					}
				}
				if best != i {
					t.Errorf("%q is nearest to %q", sentences[i], harbour["en"][best])
				}
			}
		})
	}
}

func TestUnitOrZero(t *testing.T) {
	for _, c := range []struct {
		sentence string
		length   float64
	}{
		{"", 0},
		{" \t\n", 0},
		{"— … !? «»", 0},
		{"\u200b\u202e", 0},
		{"The ferry sank.", 1},
		{"14", 1},
		{"渡", 1},
	} {
		v := vectors(t, c.sentence)[0]
		if len(v) != model(t).Dim() {
			t.Fatalf("%q: %d dimensions", c.sentence, len(v))
		}
		if got := math.Sqrt(float64(vector.Dot(v, v))); math.Abs(got-c.length) > 1e-5 {
			t.Errorf("%q: length %v, want %v", c.sentence, got, c.length)
		}
	}
}

// TestSameText lists spellings that are no difference.
func TestSameText(t *testing.T) {
	for _, c := range [][2]string{
		{"The ferry sank", "THE FERRY SANK"},
		{"The ferry sank", "Ｔｈｅ ｆｅｒｒｙ ｓａｎｋ"},
		{"The ferry sank", "«The ferry…  sank!»"},
		{"café", "cafe\u0301"},
		{"2,500 people", "2.500 people"},
		{"14 نفر", "۱۴ نفر"},
		{"كتب المدرسة", "كَتَبَ الـمدرســة"},
		{"کشتی", "كشتي"},
		{"ビル", "ﾋﾞﾙ"},
	} {
		if v := vectors(t, c[0], c[1]); !slices.Equal(v[0], v[1]) {
			t.Errorf("%q and %q have different vectors", c[0], c[1])
		}
	}
}

// TestDeterminism wants the same bits whatever came before, however many workers there are.
func TestDeterminism(t *testing.T) {
	var all []string
	for range 40 {
		for _, lang := range []string{"en", "id", "ar", "zh", "ja", "ru", "hi", "th", "ko"} {
			all = append(all, harbour[lang]...)
		}
	}
	one := vectors(t, all...)
	for _, procs := range []int{1, 2, 5} {
		old := runtime.GOMAXPROCS(procs)
		again := vectors(t, all...)
		runtime.GOMAXPROCS(old)
		for i := range all {
			if !slices.Equal(one[i], again[i]) {
				t.Fatalf("%d cores: other bits for %q", procs, all[i])
			}
		}
	}
	if alone := vectors(t, all[7])[0]; !slices.Equal(alone, one[7]) {
		t.Errorf("other bits for %q alone", all[7])
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := model(t).Vectors(ctx, harbour["en"])
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// TestHostile feeds megabytes without an end of anything.
func TestHostile(t *testing.T) {
	for name, unit := range map[string]string{
		"one word":       "a",
		"letters":        "ß",
		"one number":     "1,",
		"vowel signs":    "कि\u093f\u094d",
		"combining":      "e\u0301\u0302\u0303",
		"expands":        "ﷺ",
		"Han":            "渡",
		"Thai":           "เรื",
		"Hangul":         "ᄒ",
		"apostrophes":    "є'",
		"invisible":      "\u200d",
		"not UTF-8":      "\xff\xfe",
		"beyond the BMP": "𠀀𝒜",
	} {
		v := vectors(t, strings.Repeat(unit, 200_000))[0]
		if n := float64(vector.Dot(v, v)); math.IsNaN(n) || n > 1.001 {
			t.Errorf("%s: length %v", name, n)
		}
	}
}

func BenchmarkVectors(b *testing.B) {
	m := model(b)
	for _, lang := range []string{"en", "ru", "ar", "zh"} {
		b.Run(lang, func(b *testing.B) {
			var text []string
			for range 200 {
				text = append(text, harbour[lang]...)
			}
			for b.Loop() {
				if _, err := m.Vectors(context.Background(), text); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(text)*b.N)/b.Elapsed().Seconds(), "sentences/s")
		})
	}
}

func BenchmarkVectorsFew(b *testing.B) {
	m := model(b)
	for b.Loop() {
		if _, err := m.Vectors(context.Background(), harbour["en"][:1]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVectorsNews reads the news sentences of the development set, 16 languages in turn, where that set is there:
// no sentence comes twice in a round, as in real use.
func BenchmarkVectorsNews(b *testing.B) {
	files, err := filepath.Glob("../../shared/eval/vectors/??.txt")
	if err != nil || len(files) == 0 {
		b.Skip("no development set")
	}
	var text []string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		text = append(text, strings.Split(strings.TrimSpace(string(data)), "\n")...)
	}
	m := model(b)
	for b.Loop() {
		if _, err := m.Vectors(context.Background(), text); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(text)*b.N)/b.Elapsed().Seconds(), "sentences/s")
}

// TestSum: the sum of a text has the direction of its vector, and that of two words is the sum of theirs.
func TestSum(t *testing.T) {
	s, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	both, a, b := s.Sum("harbour fire"), s.Sum("harbour"), s.Sum("fire")
	v, err := s.Vectors(t.Context(), []string{"harbour fire"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range both {
		if d := both[i] - a[i] - b[i]; d > 1e-4 || d < -1e-4 {
			t.Fatalf("%d: %v is not %v and %v", i, both[i], a[i], b[i])
		}
	}
	vector.Normalise(both)
	if d := vector.Dot(both, v[0]); d < 0.9999 {
		t.Errorf("cosine %v", d)
	}
}
