package extract

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
)

// scripts is one report in the encodings that its language was written in.
var scripts = []struct {
	lang, text string
	encodings  []string
}{
	{"ru", "Паром сел на мель у мыса Мерроу в среду днём, сообщила береговая охрана. Всех пассажиров доставили на берег до наступления темноты, никто не пострадал.", []string{"windows-1251", "koi8-r", "iso-8859-5"}},
	{"uk", "Пором сів на мілину біля мису Мерроу в середу вдень, повідомила берегова охорона. Усіх пасажирів доставили на берег, ніхто не постраждав, її власник мовчить.", []string{"windows-1251", "koi8-u"}},
	{"bg", "Фериботът заседна край нос Мероу в сряда следобед, съобщи бреговата охрана. Всички пътници бяха откарани на брега, няма пострадали.", []string{"windows-1251"}},
	{"el", "Ένα πλοίο προσάραξε την Τετάρτη στο ακρωτήριο Μέροου, ανακοίνωσε το λιμενικό. Όλοι οι επιβάτες μεταφέρθηκαν στη στεριά και είναι καλά.", []string{"windows-1253", "iso-8859-7"}},
	{"ja", "沿岸警備隊によると、水曜日の午後、メロー岬沖でフェリーが座礁した。乗客は日没までに全員救助され、けが人はいなかったという。", []string{"shift_jis", "euc-jp", "iso-2022-jp"}},
	{"zh", "海岸警卫队说，一艘载有二百一十四人的渡轮星期三下午在梅罗角附近搁浅。所有乘客在天黑之前安全上岸，没有人受伤，事故原因正在调查。", []string{"gbk", "gb18030"}},
	{"zh-TW", "海岸警衛隊說，一艘載有二百一十四人的渡輪星期三下午在梅羅角附近擱淺。所有乘客在天黑之前安全上岸，沒有人受傷，事故原因正在調查。", []string{"big5"}},
	{"ko", "해안경비대는 수요일 오후 메로곶 앞바다에서 여객선이 좌초했다고 밝혔다. 승객은 해가 지기 전에 모두 구조됐으며 다친 사람은 없었다.", []string{"euc-kr"}},
	{"ar", "جنحت عبارة على متنها مئتا شخص قبالة رأس ميرو بعد ظهر الأربعاء، بحسب خفر السواحل. ونقل جميع الركاب إلى الشاطئ قبل حلول الظلام ولم يصب أحد.", []string{"windows-1256", "iso-8859-6"}},
	{"fa", "گارد ساحلي اعلام کرد که يک کشتي بعدازظهر چهارشنبه نزديک دماغه مرو به گل نشست. همه مسافران پيش از تاريکي به ساحل رسيدند.", []string{"windows-1256"}},
	{"he", "מעבורת עלתה על שרטון ליד כף מרו ביום רביעי אחר הצהריים, מסר משמר החופים. כל הנוסעים הועברו לחוף לפני רדת החשכה ואיש לא נפגע.", []string{"windows-1255", "iso-8859-8"}},
	{"th", "เรือเฟอร์รี่เกยตื้นใกล้แหลมเมอร์โรว์เมื่อบ่ายวันพุธ หน่วยยามฝั่งระบุ ผู้โดยสารทุกคนขึ้นฝั่งอย่างปลอดภัยก่อนมืดและไม่มีผู้ได้รับบาดเจ็บ", []string{"windows-874", "tis-620"}},
	{"cs", "Trajekt s více než dvěma sty lidmi najel ve středu odpoledne na mělčinu u mysu Merrow, uvedla pobřežní stráž. Žádný z cestujících se nezranil.", []string{"windows-1250", "iso-8859-2"}},
	{"pl", "Prom z dwustu pasażerami osiadł w środę po południu na mieliźnie koło przylądka Merrow, poinformowała straż przybrzeżna. Nikt nie został ranny.", []string{"windows-1250", "iso-8859-2"}},
	{"hu", "Egy kétszáz utast szállító komp szerdán délután zátonyra futott a Merrow-foknál, közölte a parti őrség. Senki sem sérült meg, mindenki kijutott.", []string{"windows-1250", "iso-8859-2"}},
	{"tr", "İki yüz yolcu taşıyan feribot çarşamba öğleden sonra Merrow burnu açıklarında karaya oturdu. Sahil güvenlik, yolcuların tümünün kıyıya çıkarıldığını bildirdi.", []string{"windows-1254", "iso-8859-9"}},
	{"lt", "Trečiadienio popietę ties Merou kyšuliu ant seklumos užplaukė keltas, pranešė pakrančių apsauga. Visi keleiviai saugiai išlaipinti į krantą.", []string{"windows-1257"}},
	{"lv", "Trešdienas pēcpusdienā pie Merova raga uz sēkļa uzskrēja prāmis, paziņoja krasta apsardze. Visi pasažieri ir drošībā un nogādāti krastā.", []string{"windows-1257"}},
	{"ro", "Un feribot cu două sute de oameni a eşuat miercuri după-amiază lângă capul Merrow, a anunţat paza de coastă. Toţi pasagerii au fost aduşi la ţărm.", []string{"windows-1250", "iso-8859-2"}},
	{"ca", "Un transbordador amb dues-centes persones va encallar dimecres a la tarda prop del cap Merrow, va informar la guàrdia costanera. Ningú no ha quedat ferit i tothom és a terra.", []string{"windows-1252"}},
	{"sq", "Një traget me dyqind njerëz ngeci të mërkurën pasdite pranë kepit Merrou, njoftoi roja bregdetare. Të gjithë udhëtarët u nxorën në breg dhe askush nuk u lëndua.", []string{"windows-1252"}},
	{"hr", "Trajekt s dvjesto putnika nasukao se u srijedu poslijepodne kod rta Merrow, priopćila je obalna straža. Svi su putnici prevezeni na obalu, nitko nije ozlijeđen.", []string{"windows-1250", "iso-8859-2"}},
	{"sr", "Трајект са двеста путника насукао се у среду поподне код рта Мероу, саопштила је обалска стража. Сви путници су пребачени на обалу, нико није повређен.", []string{"windows-1251"}},
	{"da", "En færge med to hundrede mennesker om bord gik onsdag på grund ved Kap Merrow, oplyser kystvagten. Alle passagerer er bragt i land, og ingen kom til skade.", []string{"windows-1252"}},
	{"is", "Ferja með tvö hundruð manns strandaði síðdegis á miðvikudag við Merrowhöfða, að sögn landhelgisgæslunnar. Allir farþegar komust í land og enginn slasaðist.", []string{"windows-1252"}},
	{"et", "Kahesaja reisijaga praam sõitis kolmapäeva pärastlõunal Merrow neeme juures madalikule, teatas rannavalve. Kõik reisijad on jõudnud kaldale, keegi viga ei saanud.", []string{"windows-1257"}},
	{"id", "Sebuah feri kandas pada Rabu sore di dekat “Tanjung Merrow”, kata penjaga pantai. “Semua penumpang selamat – tidak ada yang terluka,” ujarnya.", []string{"windows-1252"}},
	{"de", "Eine Fähre mit zweihundert Menschen an Bord lief am Mittwoch vor Kap Merrow auf Grund, teilte die Küstenwache mit. Alle Fahrgäste wurden gerettet.", []string{"windows-1252", "iso-8859-1"}},
	{"fr", "Un traversier s’est échoué mercredi après-midi près du cap Merrow, ont annoncé les garde-côtes. Tous les passagers ont été ramenés à terre.", []string{"windows-1252"}},
}

// encoded is a page of a report in an encoding, with what stands in its head.
func encoded(t *testing.T, text, lang, encoding, head string) []byte {
	enc, _ := charset.Lookup(encoding)
	if enc == nil {
		t.Fatalf("no encoding %s", encoding)
	}
	if lang != "" {
		lang = ` lang="` + lang + `"`
	}
	b, err := enc.NewEncoder().String("<html" + lang + "><head>" + head + "<title>x</title></head><body><article>" + strings.Repeat("<p>"+text+"</p>\n", 3) + "</article></body></html>")
	if err != nil {
		t.Fatalf("%s: %v", encoding, err)
	}
	return []byte(b)
}

func decodedPage(b []byte, contentType string) string {
	text, _ := decodePage(b, contentType)
	return string(text)
}

func TestEncodings(t *testing.T) {
	meta := func(name string) string {
		return `<meta http-equiv="Content-Type" content="text/html; charset=` + name + `">`
	}
	ways := []struct {
		name         string
		head, header func(encoding string) string
		withoutLang  bool
	}{
		{name: "as the page says", head: meta, withoutLang: true},
		{name: "as the header says", header: func(e string) string { return "text/html; charset=" + e }, withoutLang: true},
		{name: "unsaid"},
		{name: "neither it nor the language is said", withoutLang: true},
		{name: "the header says latin1 of all pages", header: func(string) string { return "text/html; charset=iso-8859-1" }, withoutLang: true},
		{name: "the page says UTF-8", head: func(string) string { return meta("utf-8") }},
		{name: "the page says latin1", head: func(string) string { return meta("iso-8859-1") }},
		{name: "the header says latin1, the page the truth", head: meta, header: func(string) string { return "text/html; charset=ISO-8859-1" }},
		{name: "the header says UTF-8", header: func(string) string { return "text/html;charset=UTF-8" }},
		{name: "a charset that there is not", head: func(string) string { return meta("x-fantasy") }, header: func(string) string { return "text/html; charset=none" }},
	}
	tried, wrong := 0, 0
	for _, s := range scripts {
		for _, encoding := range s.encodings {
			for _, way := range ways {
				head, header, lang := "", "", s.lang
				if way.head != nil {
					head = way.head(encoding)
				}
				if way.header != nil {
					header = way.header(encoding)
				}
				if way.withoutLang {
					lang = ""
				}
				tried++
				got := decodedPage(encoded(t, s.text, lang, encoding, head), header)
				if !strings.Contains(got, s.text) {
					wrong++
					t.Errorf("%s in %s, %s: %.250q", s.lang, encoding, way.name, got)
				}
			}
		}
	}
	t.Logf("%d of %d pages wrong", wrong, tried)
}

func TestUnicodeEncodings(t *testing.T) {
	for _, s := range scripts {
		page := string(encoded(t, s.text, s.lang, "utf-8", `<meta charset="windows-1252">`))
		if got := decodedPage([]byte(page), "text/html; charset=iso-8859-1"); got != page {
			t.Errorf("%s: UTF-8 under other names: %.100q", s.lang, got)
		}
		for _, name := range []string{"utf-16le", "utf-16be"} {
			enc, _ := charset.Lookup(name)
			for _, mark := range []string{"\uFEFF", ""} {
				b, err := enc.NewEncoder().String(mark + page)
				if err != nil {
					t.Fatal(err)
				}
				if got := decodedPage([]byte(b), ""); got != page {
					t.Errorf("%s in %s with mark %q: %.100q", s.lang, name, mark, got)
				}
			}
		}
	}
}

// TestDeclaredEncodings believes a page in a language of which no encoding is
// known.
func TestDeclaredEncodings(t *testing.T) {
	for encoding, text := range map[string]string{
		"windows-1250": "Trajekt z dwě stow pućowarjemi je so srjedu popołdnju při kapu Merrow na mělčinje zasydnył, zdźěli pobrjóžna straža. Nichtó njeje so zranił.",
		"windows-1252": "Un batèu amb dos cents personas s'es encalat dimècres après miègjorn prèp del cap Merrow, çò ditz la garda costièra. Degun es pas estat blaçat.",
		"iso-8859-2":   "Iki yüz ýolagçyly parom çarşenbe güni Merrou burnunyň ýanynda gury ýere oturdy. Kenar gözegçiligi ýolagçylaryň halas edilendigini habar berdi.",
		"koi8-r":       "Утызлап юлчы булган паром чаршамбе конне Мерроу борыны янында утырды, диде яр сакчылары. Беркем дэ зыян курмэгэн.",
		"iso-8859-15":  "Le traversier a coûté 12 millions d'€, a annoncé l'œuvre des garde-côtes près du cap Merrow.",
	} {
		page := encoded(t, text, "", encoding, `<meta charset="`+encoding+`">`)
		if got, guessed := decodePage(page, ""); !strings.Contains(string(got), text) || guessed != "" {
			t.Errorf("%s: %q %.250q", encoding, guessed, got)
		}
	}
}

// TestEncodingsOfText reads a paragraph, and its first words, of which nothing
// is known.
func TestEncodingsOfText(t *testing.T) {
	const words = 50
	for _, s := range scripts {
		for _, encoding := range s.encodings {
			enc, _ := charset.Lookup(encoding)
			for _, text := range []string{s.text, string([]rune(s.text)[:words])} {
				b, err := enc.NewEncoder().String(text)
				if err != nil {
					t.Fatal(err)
				}
				if got := Decode([]byte(b)); got.Text != text || got.Invalid >= 0 {
					t.Errorf("%s in %s: read as %s: %.150q", s.lang, encoding, got.Charset, got.Text)
				}
			}
		}
	}
}

// TestGuessesAreSaid holds that a page is read with a note where its encoding
// was guessed, and without where it or its language told it.
func TestGuessesAreSaid(t *testing.T) {
	for _, s := range scripts {
		encoding := s.encodings[0]
		for head, lang := range map[string]string{"": "", " ": s.lang, `<meta charset="` + encoding + `">`: ""} {
			p, err := HTML(t.Context(), encoded(t, s.text, lang, encoding, head), Options{})
			if err != nil || !strings.Contains(p.Text, s.text[:30]) {
				t.Errorf("%s in %s: %v %q", s.lang, encoding, err, p.Text)
			}
			guessed := head == "" && encoding != "iso-2022-jp"
			if guessed != (p.Trouble == TroubleEncoding) || guessed != strings.Contains(p.Note, "looks like") {
				t.Errorf("%s in %s, head %q, language %q: %q, %q", s.lang, encoding, head, lang, p.Trouble, p.Note)
			}
		}
	}
}

// TestNoEncoding refuses pages of bytes that are no text.
func TestNoEncoding(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's noise
	for n := range 20 {
		b := make([]byte, 200<<(n%6))
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		_, err := HTML(t.Context(), append([]byte("<html><p>"), b...), Options{ContentType: "text/html; charset=utf-8"})
		var e *Error
		if !errors.As(err, &e) || e.Kind != TroubleEncoding {
			t.Errorf("%d random bytes: %v", len(b), err)
		}
		if d := Decode(b); d.Invalid < 0 {
			t.Errorf("%d random bytes are read as %s", len(b), d.Charset)
		}
	}
}
