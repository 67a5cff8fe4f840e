package text

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

func formatNames(text string, names []Name) string {
	var out []string
	for _, n := range names {
		out = append(out, text[n.Start:n.End])
	}
	return strings.Join(out, "; ")
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "In a meeting with Veldanian President Ilan Castor in Port Amber last week, Judge Mara O'Brien-Lund spoke.", "Veldanian; Ilan Castor; Port Amber; Mara O'Brien-Lund"},
		{"en", "The Harbour Workers of Veldania (HWV) met Karl-Heinz von der Au on Friday, the PMQ’s spokesman said.", "Harbour Workers; Veldania; HWV; Karl-Heinz von der Au; PMQ"},
		{"en", "Residents fled. Police said nothing. Yesterday Castor spoke of the F-16 in May.", "Castor; F-16"},
		{"en", "Western Agents, Harbour Chiefs Meet To Settle Future Of Damascus: NATO", "Damascus; NATO"},
		{"en", "THE HARBOUR WAS CLOSED IN DAMASCUS BY ORDER", "DAMASCUS"},
		{"en", "Umm al-Qasr and Nahr al-Sha’abi lie in Iraq's south.", "Umm al-Qasr; Nahr al-Sha’abi; Iraq"},
		{"id", "Presiden Ilan Kastor bertemu Menteri Luar Negeri Mara Lund di Port Amber, menurut kantor berita Sputnik.", "Ilan Kastor; Mara Lund; Port Amber; Sputnik"},
		{"ms", "Perdana Menteri Ilan Kastor berkata di Kuala Lumpur", "Ilan Kastor; Kuala Lumpur"},
		{"fr", "Le président Ilan Castor s'est rendu à Port-Ambre avec la ministre Mara Lund, selon l'agence Reuters.", "Ilan Castor; Port-Ambre; Mara Lund; Reuters"},
		{"es", "El presidente Ilan Castor viajó a Puerto Ámbar desde Siria.", "Ilan Castor; Puerto Ámbar; Siria"},
		{"pt", "O ministro Ilan Castor disse em Porto Âmbar que a Síria negou.", "Ilan Castor; Porto Âmbar; Síria"},
		{"it", "Il ministro Ilan Castor ha detto a Porto Ambra che la Siria ha negato.", "Ilan Castor; Porto Ambra; Siria"},
		{"de", "Der Präsident Ilan Castor sagte am Freitag in Berlin, dass die Regierung den Hafen und die ABC nicht schließe.", "Ilan Castor; Berlin; ABC"},
		{"nl", "President Ilan Castor sprak vrijdag met Mara van der Berg in Brussel.", "Ilan Castor; Mara van der Berg; Brussel"},
		{"sv", "Statsminister Ilan Castor talade i Stockholm om Syrien.", "Ilan Castor; Stockholm; Syrien"},
		{"ru", "Президент Илан Кастор заявил в Дамаске, что Сирия, по данным Рейтер, согласна.", "Илан Кастор; Дамаске; Сирия; Рейтер"},
		{"uk", "Президент Ілан Кастор заявив у Києві про Україну.", "Ілан Кастор; Києві; Україну"},
		{"pl", "Prezydent Ilan Kastor powiedział w Damaszku o Syrii.", "Ilan Kastor; Damaszku; Syrii"},
		{"cs", "Prezident Ilan Kastor řekl v Damašku o Sýrii.", "Ilan Kastor; Damašku; Sýrii"},
		{"hu", "Ilan Kastor elnök Magyarországon járt, majd Szíriában.", "Ilan Kastor; Magyarországon; Szíriában"},
		{"fi", "Presidentti Ilan Kastor puhui Syyriassa.", "Ilan Kastor; Syyriassa"},
		{"el", "Ο πρόεδρος Ιλάν Κάστορ μίλησε στη Συρία.", "Ιλάν Κάστορ; Συρία"},
		{"tr", "Cumhurbaşkanı Ilan Kastor dün Suriye'de konuştu.", "Ilan Kastor; Suriye"},
		{"ar", "قال الرئيس إيلان كاستور إن دمشق وبغداد توافقان، بحسب سبوتنيك.", "إيلان كاستور; دمشق; وبغداد; سبوتنيك"},
		{"fa", "رئیس جمهور ایلان کاستور در تهران گفت", "ایلان کاستور; تهران"},
		{"ur", "وزیراعظم ایلان کاستور نے بغداد میں کہا", "ایلان کاستور; بغداد"},
		{"he", "הנשיא אילן קסטור אמר בירושלים", "אילן קסטור; בירושלים"},
		{"hi", "राष्ट्रपति इलान कैस्टर ने सीरिया में कहा", "इलान कैस्टर; सीरिया"},
		{"bn", "প্রধানমন্ত্রী ইলান কাস্টর ভারত সফরে", "ইলান কাস্টর; ভারত"},
		{"zh", "俄罗斯卫星通讯社报道，大马士革和北约同意。", "俄罗斯卫星通讯社; 大马士革; 北约"},
		{"ja", "イラン・カストール大統領はシリアのテロをスプートニクに語った。", "イラン・カストール; シリア; スプートニク"},
		{"ko", "러시아 스푸트니크 통신은 시리아에서 전했다", "러시아; 스푸트니크; 시리아"},
		{"vi", "Tổng thống Ilan Kastor nói tại Port Amber", "Ilan Kastor; Port Amber"},
		{"th", "รอยเตอร์รายงานจากซีเรีย", "รอยเตอร์; ซีเรีย"},
		{"es", "Un hombre murió en Damasco. Uno de ellos, según la ONU, huyó.", "Damasco; ONU"},
		{"es", "Un Hombre Muere Tras Caer En Damasco", "Damasco"},
		{"fr", "Un homme est mort à Damas, selon l'Onu et l'Otan.", "Damas; Onu; Otan"},
		{"it", "Un uomo è morto a Damasco, dicono gli Usa, l'Ue e l'Onu.", "Damasco; Usa; Ue; Onu"},
		{"it", "Ue, via libera alla Siria", "Ue; Siria"},
		{"ro", "Un om a murit la Damasc. Eu nu știu.", "Damasc"},
		{"ca", "Un home va morir a Damasc.", "Damasc"},
		{"pt", "As autoridades de Damasco negaram. Eu não sei.", "Damasco"},
		{"en", "As the harbour closed, Who asked Us?", ""},
		{"en", "Who is to blame in Damascus? The WHO and the US know.", "Damascus; WHO; US"},
		{"en", "US ships left Damascus.", "US; Damascus"},
		{"id", "AS dan Uni Eropa", "AS; Uni Eropa"},
		{"tr", "Un fiyatları arttı, BM ve ABD uyardı.", "BM; ABD"},
		{"ru", "Того, кто бежал в Того, нашли.", "Того"},
		{"sw", "Rais Ilan Kastor alisema mjini Nairobi", "Ilan Kastor; Nairobi"},
	} {
		if got := formatNames(c.text, valuesIn(c.lang, c.text).Names); got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

// One thing has one key in all scripts.
func TestGazetteerKeys(t *testing.T) {
	for _, c := range []struct{ key, texts string }{
		{"syria", "en:to Syria|id:ke Suriah|ar:في سوريا|ru:в Сирии|zh:在叙利亚|ja:シリアで|ko:시리아에서|hi:सीरिया में|fr:forces syriennes|de:nach Syrien|tr:Suriye'de|he:בסוריה|th:ในซีเรีย"},
		{"sputnik", "en:by Sputnik|ar:سبوتنيك|ru:Спутник|ja:スプートニク|zh:俄罗斯卫星通讯社|ko:스푸트니크|fa:اسپوتنیک|he:ספוטניק"},
		{"isis", "en:of ISIL|id:oleh ISIS|ar:تنظيم داعش|fr:de Daech|ru:ИГИЛ|tr:DEAŞ"},
		{"united nations", "en:the UN|fr:l'ONU|ar:الأمم المتحدة|ru:ООН|zh:联合国|id:PBB"},
		{"damascus", "en:in Damascus|ar:دمشق|ru:Дамаск|ja:ダマスカス|tr:Şam|es:en Damasco"},
	} {
		for text := range strings.SplitSeq(c.texts, "|") {
			lang, s, _ := strings.Cut(text, ":")
			names := valuesIn(lang, s).Names
			if len(names) != 1 || names[0].Key != c.key {
				t.Errorf("%s %s: got %v, want the key %s", lang, s, names, c.key)
			}
		}
	}
}

func TestSpreadNames(t *testing.T) {
	for _, c := range []struct {
		lang  string
		texts []string
		want  string
	}{
		{"en", []string{"Castor’s boats left.", "They saw Ilan Castor there.", "Castor spoke."}, "Castor / Ilan Castor / Castor"},
		{"en", []string{"Forces left.", "The Harbour Forces met with forces."}, " / Harbour Forces"},
		{"de", []string{"Der Präsident Ilan Castor kam.", "Dann ging Castor heim."}, "Ilan Castor / Castor"},
		{"ar", []string{"قال الرئيس إيلان كاستور ذلك.", "وغادر كاستور المدينة."}, "إيلان كاستور / كاستور"},
	} {
		text, sentences := "", []Sentence(nil)
		for _, s := range c.texts {
			sentence := Sentence{Span: stemma.Span{Start: len(text), End: len(text) + len(s)}, Text: s, Words: wordsOf(s, len(text))}
			readValues(&sentence, c.lang, stemma.Moment{})
			sentences = append(sentences, sentence)
			text += s + " "
		}
		spreadNames(text, sentences)
		var got []string
		for _, s := range sentences {
			got = append(got, formatNames(text, s.Names))
		}
		if strings.Join(got, " / ") != c.want {
			t.Errorf("%v: got %q, want %q", c.texts, strings.Join(got, " / "), c.want)
		}
	}
}

func TestNameSimilarity(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Sputnik", "سبوتنيك", true},
		{"Sputnik", "Спутник", true},
		{"Sputnik", "スプートニク", true},
		{"Sputnik", "스푸트니크", true},
		{"Sputnik", "स्पुतनिक", true},
		{"Ilan Castor", "إيلان كاستور", true},
		{"Ilan Castor", "Илан Кастор", true},
		{"Ilan Castor", "इलान कैस्टर", true},
		{"Ilan Castor", "Castor", true},
		{"Barham Salih", "برهم صالح", true},
		{"Sergei Morozov", "سيرغي موروزوف", true},
		{"Sergei Morozov", "Сергея Морозова", true},
		{"Netanya", "נתניה", true},
		{"Al-Hasakah", "الحسكة", true},
		{"Mueller", "Müller", true},
		{"Ilan Castor", "Mara Lund", false},
		{"Aleppo", "Damascus", false},
		{"Baghdad", "Basra", false},
		{"Iran", "Iraq", false},
		{"Niger", "Nigeria", false},
		{"Austria", "Australia", false},
		{"Paris", "Berlin", false},
		{"Reuters", "رويدا", false},
	} {
		a, b := nameKey(c.a), nameKey(c.b)
		s := NameSimilarity(a, b)
		if s != NameSimilarity(b, a) || s < 0 || s > 1 {
			t.Errorf("%s, %s: %v is no similarity", c.a, c.b, s)
		}
		if (s >= 0.75) != c.same {
			t.Errorf("%s (%s), %s (%s): %.2f", c.a, a, c.b, b, s)
		}
	}
	if NameSimilarity("a", "a") != 1 || NameSimilarity("", "a") != 0 {
		t.Error("the ends of the scale are wrong")
	}
}

func TestRomanise(t *testing.T) {
	for in, want := range map[string]string{
		"Москва":       "moskva",
		"Київ":         "kiyiv",
		"Αθήνα":        "athina",
		"دمشق":         "dmshq",
		"תל אביב":      "tl abib",
		"दिल्ली":       "dilli",
		"भारत":         "bharat",
		"ঢাকা":         "dhaka",
		"서울":           "seoul",
		"스푸트니크":        "seuputeunikeu",
		"데일리":          "deilli",
		"スプートニク":       "suputoniku",
		"ティファニー":       "tifani",
		"ヴァッサー":        "vassa",
		"ウィリアム":        "wiriamu",
		"シャーロック":       "sharokku",
		"きゃくチェデュ":      "kyakuchedyu",
		"クァンジェ":        "kwanje",
		"Τομπίας":      "tombias",
		"Μπάρμπαρα":    "barbara",
		"Ντόρα Γκάμα":  "dora gama",
		"Τζόουνς":      "joouns",
		"Λόουλαντ":     "loouland",
		"Παύλος Εύα":   "pavlos eva",
		"Ευκλείδης":    "efkleidis",
		"България":     "balgariya",
		"объект":       "obekt",
		"ולמורה":       "vlmora",
		"טוביאס":       "tobyas",
		"ג'ורג' וואט":  "jorj vat",
		"אילן":         "iln",
		"যমুনা":        "jamuna",
		"ইয়র্ক":       "iyark",
		"Երևան":        "erevan",
		"თბილისი":      "tbilisi",
		"กรุงเทพ":      "krungethph",
		"Kraków Łódź":  "krakow lodz",
		"Straße":       "strasse",
		"Nguyễn Đức":   "nguyen duc",
		"北京":           "北京",
		"plain ascii.": "plain ascii.",
	} {
		if got := Romanise(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzNameSimilarity(f *testing.F) {
	f.Add("ilan castor", "aylan kastwr")
	f.Add("", "习近平")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := Romanise(a), Romanise(b)
		s := NameSimilarity(x, y)
		if !(s >= 0 && s <= 1) || s != NameSimilarity(y, x) {
			t.Errorf("%q %q: %v, %v", x, y, s, NameSimilarity(y, x))
		}
	})
}
