package langid

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// languageTests are a sentence or two each, as short as a lead; the languages
// that are easily mixed up stand together.
var languageTests = []struct{ lang, text string }{
	{"en", "Twelve people died when the dam above the town broke on Friday, officials said."},
	{"de", "Zwölf Menschen starben, als der Damm über der Stadt brach, wie die Polizei mitteilte."},
	{"nl", "Twaalf mensen kwamen om toen de dam boven de stad het begaf, zei de politie."},
	{"fr", "Douze personnes sont mortes vendredi dans la rupture du barrage, selon les autorités."},
	{"es", "Doce personas murieron el viernes cuando se rompió la presa, según las autoridades."},
	{"pt", "Doze pessoas morreram na sexta-feira quando a barragem rompeu, segundo as autoridades."},
	{"it", "Dodici persone sono morte venerdì nel crollo della diga, hanno detto le autorità."},
	{"ca", "Dotze veïns van morir divendres quan es va trencar la presa, segons les autoritats."},
	{"ro", "Doisprezece oameni au murit vineri când barajul s-a rupt, au declarat autoritățile."},
	{"id", "Dua belas orang tewas ketika bendungan di atas kota itu jebol, kata pejabat karena hujan."},
	{"ms", "Dua belas orang maut apabila empangan di atas bandar itu pecah, kata polis kerana hujan."},
	{"tl", "Labindalawang tao ang namatay nang masira ang dam sa itaas ng bayan, ayon sa mga pulis."},
	{"sv", "Tolv personer dog när dammen ovanför staden brast, säger polisen och räddningstjänsten."},
	{"da", "Tolv mennesker døde, da dæmningen over byen brast, siger politiet efter ulykken."},
	{"no", "Tolv mennesker døde da demningen over byen brast, sier politiet etter ulykken."},
	{"fi", "Kaksitoista ihmistä kuoli, kun kaupungin yläpuolella oleva pato murtui, poliisi sanoi."},
	{"et", "Kaksteist inimest hukkus, kui linna kohal olev tamm purunes, ütles politsei ja lisas, et keegi ei teadnud."},
	{"pl", "Dwanaście osób zginęło, gdy pękła tama nad miastem, poinformowała policja."},
	{"cs", "Dvanáct lidí zemřelo, když se protrhla přehrada nad městem, řekla policie."},
	{"sk", "Dvanásť ľudí zomrelo, keď sa pretrhla priehrada nad mestom, povedala polícia."},
	{"sl", "Dvanajst ljudi je umrlo, ko se je porušil jez nad mestom, je sporočila policija."},
	{"hr", "Dvanaest osoba poginulo je kada je pukla brana iznad grada, priopćila je policija tijekom tjedna."},
	{"sr-Latn", "Dvanaest osoba je poginulo kada je pukla brana iznad grada, saopštila je policija tokom nedelje."},
	{"sr", "Дванаест особа је погинуло када је пукла брана изнад града, саопштила је полиција."},
	{"mk", "Дванаесет лица загинаа кога браната над градот се скрши, соопшти полицијата."},
	{"bg", "Дванадесет души загинаха, когато язовирната стена над града се скъса, съобщиха от полицията."},
	{"ru", "Двенадцать человек погибли, когда прорвало плотину над городом, сообщила полиция."},
	{"uk", "Дванадцять людей загинули, коли прорвало греблю над містом, повідомила поліція."},
	{"be", "Дванаццаць чалавек загінулі, калі прарвала плаціну над горадам, паведаміла міліцыя."},
	{"hu", "Tizenkét ember halt meg, amikor átszakadt a gát a város felett, közölte a rendőrség."},
	{"tr", "Kentin üstündeki baraj yıkılınca on iki kişi öldü, polis cuma günü açıkladı."},
	{"az", "Şəhərin üstündəki bənd dağıldı və on iki nəfər öldü, polis cümə günü bildirdi."},
	{"vi", "Mười hai người đã thiệt mạng khi con đập phía trên thị trấn bị vỡ, cảnh sát cho biết."},
	{"sw", "Watu kumi na wawili walifariki wakati bwawa lililo juu ya mji lilipovunjika, polisi walisema."},
	{"ar", "قتل اثنا عشر شخصا عندما انهار السد فوق البلدة يوم الجمعة، حسبما قال مسؤولون."},
	{"fa", "دوازده نفر بر اثر شکستن سد بالای شهر در روز جمعه کشته شدند، مقامات گفتند."},
	{"ur", "جمعہ کو شہر کے اوپر ڈیم ٹوٹنے سے بارہ افراد ہلاک ہو گئے، حکام نے بتایا ہے۔"},
	{"ps", "د جمعې په ورځ د ښار پورته بند مات شو او دولس کسان ووژل شول، پولیسو وویل."},
	{"ckb", "دوانزە کەس کوژران کاتێک بەنداوەکەی سەرووی شارەکە شکا، پۆلیس ڕایگەیاند."},
	{"he", "שנים עשר בני אדם נהרגו כשנפרץ הסכר מעל העיר ביום שישי, אמרו גורמים רשמיים."},
	{"hi", "शुक्रवार को शहर के ऊपर बना बांध टूटने से बारह लोगों की मौत हो गई है।"},
	{"mr", "शुक्रवारी शहरावरील धरण फुटल्याने बारा लोकांचा मृत्यू झाला आहे, असे पोलिसांनी सांगितले."},
	{"ne", "शुक्रबार सहरमाथिको बाँध फुट्दा बाह्र जनाको मृत्यु भएको छ, प्रहरीले भने।"},
	{"bn", "শুক্রবার শহরের উপরের বাঁধ ভেঙে বারো জন মারা গেছেন।"},
	{"zh", "周五，小镇上方的水坝决堤，造成十二人死亡，官员说。"},
	{"ja", "金曜日、町の上のダムが決壊し、12人が死亡したと当局が発表した。"},
	{"ko", "금요일 마을 위의 댐이 무너져 열두 명이 숨졌다고 당국이 밝혔다."},
	{"th", "เขื่อนเหนือเมืองพังเมื่อวันศุกร์ มีผู้เสียชีวิตสิบสองคน"},
	{"el", "Δώδεκα άνθρωποι σκοτώθηκαν όταν έσπασε το φράγμα πάνω από την πόλη."},
	{"hy", "Տասներկու մարդ զոհվել է, երբ փլուզվել է քաղաքի ամբարտակը։"},
	{"ka", "თორმეტი ადამიანი დაიღუპა, როდესაც ქალაქის კაშხალი დაინგრა."},
	{"ta", "நகரத்தின் மேலுள்ள அணை உடைந்ததில் பன்னிரண்டு பேர் உயிரிழந்தனர்."},
	{"am", "ከከተማው በላይ ያለው ግድብ ሲፈርስ አሥራ ሁለት ሰዎች ሞቱ።"},
	{"und", "12.000 — 14:30 (!)"},
	{"und", ""},
	{"und", "\x00\u202e\ufeff"},
}

func TestIdentify(t *testing.T) {
	for _, tt := range languageTests {
		if got := Identify(tt.text); got != tt.lang {
			t.Errorf("%s: read as %s: %s", tt.lang, got, tt.text)
		}
	}
}

// The development sentences are news in 16 languages, one a line; they lie
// beside the repository on some machines only.
func TestDevelopmentSentences(t *testing.T) {
	files, err := filepath.Glob("../../shared/eval/vectors/??.txt")
	if err != nil || len(files) == 0 {
		t.Skip("no development set")
	}
	lines, right := 0, 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.TrimSuffix(filepath.Base(f), ".txt")
		for line := range strings.Lines(string(data)) {
			lines++
			if Identify(line) == want {
				right++
			}
		}
	}
	if share := float64(right) / float64(lines); share < 0.993 {
		t.Errorf("%.4f of %d sentences read right; 0.9945 when this was written", share, lines)
	}
}

// The same sentences as articles of ten: what an article's text is read as.
func TestDevelopmentArticles(t *testing.T) {
	files, err := filepath.Glob("../../shared/eval/vectors/??.txt")
	if err != nil || len(files) == 0 {
		t.Skip("no development set")
	}
	articles, right := 0, 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.TrimSuffix(filepath.Base(f), ".txt")
		for article := range slices.Chunk(strings.Split(strings.TrimSpace(string(data)), "\n"), 10) {
			articles++
			if got := Identify(strings.Join(article, "\n")); got == want {
				right++
			}
		}
	}
	if share := float64(right) / float64(articles); share < 0.995 {
		t.Errorf("%.4f of %d articles read right", share, articles)
	}
}

func BenchmarkIdentify(b *testing.B) {
	s := strings.Repeat(languageTests[0].text+" ", 30)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Identify(s)
	}
}
