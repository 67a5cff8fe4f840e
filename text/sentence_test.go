package text

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// sentenceTests give the text with a bar where one sentence ends and the next
// begins; blanks around a bar are part of the text.
var sentenceTests = []struct {
	lang, text string
}{
	// A full stop and what it may mean.
	{"en", "Dr. Ines Vale met Gov. Tom Oduya on Jan. 5.| They spoke for 2.5 hours, i.e. too long.| \"Enough!\" she said.| He left."},
	{"en", "The U.S. army denied it.| Troops left the U.S.| The rest stayed."},
	{"en", "Mr. J. R. Holt of Brackwater Inc. said so.| The firm, Holt & Co., closed at 5 p.m. on Friday.| No. 5 was lost."},
	{"en", "See https://brackwater.example/news?id=7.html or mail press@brackwater.example.org.| Node.JS is fine."},
	{"en", "\"Why us?\" Mayor Ada Holt asked.| \"Who?\"| Nobody said a word."},
	{"en", "It ended.| 8. Eat more fibre.| 9. The rest is sleep.| He counted to 10.| Then he left."},
	{"en", "It was a near miss.| Holt of Jackson, Miss. Avenue said no.| They felt ill.| Ada stayed."},
	{"en", "He paused ... and went on.| Then silence ...| Nobody spoke."},
	{"en", "“We lost everything.”| The mayor wept (so they say).| (Nobody saw it.)| ‘Why?’ he asked."},
	{"en", "The dam broke.|Water rose fast.|Nobody slept.”|That was all."},
	{"id", "Banjir melanda Kota Randusari.|Sumber setempat menyebut 12 orang tewas.|\"Kami kehilangan rumah.\"| Menurut Dr. H. Surya, S.H., air naik 1.500 cm.|(RS/TGL)"},
	{"ms", "Kerajaan menafikan laporan itu.| Menurut Dato' Rahim, kos projek ialah RM 2.5 juta.| \"Tidak benar!\" katanya."},
	{"de", "Am 3. Oktober tagte der Rat z. B. in Nordhafen.| Dr. Weber kam um 14.30 Uhr.| »Es reicht!«, rief er.| Das war 2021.| Der Rest ging."},
	{"de", "„Wir haben Angst.“| So sprach Frau Dr. Lind, d. h. die Leiterin.| Karl IV. Reuter schwieg."},
	{"fr", "M. Delorme a nié les faits.| « C’est fini. »| Selon Mme Roux, 3,5 millions d’euros manquent !| Où sont-ils ?| Etc."},
	{"es", "El Sr. Ibarra llegó a EE. UU. el lunes.| ¿Quién lo invitó?| ¡Nadie lo sabe!| «No diré nada», respondió.| Fue todo."},
	{"pt", "O Sr. Antunes negou tudo.| \"É mentira!\", disse ele.| A obra custou R$ 2,5 mi, i.e. o dobro.| Ninguém foi preso."},
	{"it", "Il dott. Bruni ha smentito.| «Non è vero», ha detto l’on. Ricci.| La S.p.A. ha perso 1,5 milioni.| E poi?"},
	{"nl", "Dhr. De Wit ontkende dat.| Hij kwam bijv. om 14.30 uur aan.| ‘Onzin!’ riep hij.| Niemand lachte."},
	{"pl", "Prof. Kowal przyjechał 3 maja 2018 r. do Nowej Wsi.| Straty sięgają 20 mln.| „To koniec!” – krzyknął."},
	{"cs", "Starosta p. Novák přijel 3. května.| Karel IV. to nevěděl.| „Ne!“ řekl.| Nikdo neodešel."},
	{"sv", "Han kom t.ex. den 3. maj till Storvik.| ”Det är sant.”| Ingen skadades."},
	{"fi", "Neljä ihmistä kuoli 3. toukokuuta.| ”Emme tiedä syytä.”| Tutkinta jatkuu."},
	{"hu", "A vihar 2021. május 3. óta tart.| Dr. Szabó szerint vége.| „Nem igaz!”"},
	{"tr", "Dr. Aydın 3. Köprü'de konuştu.| \"Yalan!\" dedi.| Saat 14.30'da ayrıldı.| Kimse kalmadı."},
	{"ru", "По словам г-на Лосева, в г. Речном погибли 12 чел. и ещё трое ранены.| «Это ложь!» — сказал он.| И. А. Петров уехал в 2018 г.| Война шла."},
	{"uk", "Мер м. Озерного заперечив це.| «Неправда!» — сказав він.| Загинули 12 осіб, т. зв. «свідки».| Усе."},
	{"bg", "Г-н Петров отрече.| „Това е лъжа!“ – каза той.| Загубите са 20 млн. лв. на година.| Край."},
	{"el", "Ο κ. Νίκου το αρνήθηκε.| Πού πήγαν τα χρήματα;| Κανείς δεν ξέρει!| Τέλος."},
	{"ar", "نفى د. سامي الخبر.| هل وصل الوفد؟| قال المصدر: «لا نعرف.»| بلغت الخسائر 2.5 مليون.|وقالت الوزارة إنها تحقق."},
	{"fa", "وزیر این خبر را رد کرد.| چه کسی آن را گفت؟| «نمی\u200cدانیم!»| پایان."},
	{"ur", "وزیر نے خبر کی تردید کی۔| کون ذمہ دار ہے؟| ڈاکٹر سلیم نے کہا کہ ۲.۵ لاکھ روپے غائب ہیں۔|سب خاموش رہے۔"},
	{"he", "ד\"ר לוי הכחיש.| \"זה שקר!\"| מי אמר זאת?| 2.5 מיליון נעלמו."},
	{"hi", "डॉ. वर्मा ने इनकार किया।| \"यह झूठ है!\"| नुकसान 2.5 करोड़ है।|कोई नहीं बचा॥| क्या हुआ?"},
	{"bn", "মেয়র খবরটি অস্বীকার করেন।| ড. রহমান কী বলেছেন?| কেউ জানে না।"},
	{"ta", "மேயர் மறுத்தார்.| யார் சொன்னது?| 2.5 கோடி காணவில்லை."},
	{"zh", "市长否认了报道。|谁说的？|“没有这回事！”|损失达2.5亿元……仍在上升。|（完）"},
	{"ja", "市長は報道を否定した。|「そんな事実はない。」と述べた。|誰が言ったのか？|損失は2.5億円だ。"},
	{"ko", "시장은 보도를 부인했다.| \"사실이 아니다.\"| 피해액은 2.5억 원이다.|누가 말했나?"},
	{"th", "นายกเทศมนตรีปฏิเสธรายงานข่าวเรื่องน้ำท่วมในเมืองหนองบัว และบอกว่าไม่มีผู้เสียชีวิตในเหตุการณ์ดังกล่าว| นอกจากนี้ เจ้าหน้าที่ยังค้นหาผู้สูญหายอีก 12 คน"},
	{"my", "မြို့တော်ဝန်က ငြင်းဆိုခဲ့သည်။| ဘယ်သူပြောသလဲ။"},
	{"km", "អភិបាលបានបដិសេធ។|គ្មានអ្នកស្លាប់ទេ។"},
	{"hy", "Քաղաքապետը հերքեց լուրը։|Ո՞վ ասաց դա։| Ոչ ոք չգիտի:"},
	{"ka", "მერმა უარყო ცნობა.| ვინ თქვა ეს?| არავინ იცის."},
	{"am", "ከንቲባው ዘገባውን አስተባበሉ።| ማን ተናገረ፧| ማንም አያውቅም።"},
	{"vi", "TS. Lâm phủ nhận tin này.| \"Không đúng!\"| TP. Hải Vân mất 2,5 tỷ đồng."},
	{"sw", "Meya alikanusha habari hizo.| \"Si kweli!\" alisema Dkt. Juma.| Watu 12 walifariki."},
	{"und", "Lorem Ipsum abiit.| Quis dixit?| Nemo scit."},

	// Lines.
	{"en", "Flood hits Brackwater|\n\nTwelve people died.|\nNobody in the lower town was\nwarned in time, officials said.|\n- One list item|\n- Another one"},
	{"en", "The flood that hit the town of Brackwater last\nSunday took twelve lives, the mayor's office in\nBrackwater said on Monday, and not three as the\nBrackwater Courier had it."},
	{"zh", "市政府周一表示，上周日袭击布拉克镇的洪水夺去了\n十二人的生命，而不是先前报道的三人。|\n救援人员仍在寻找失踪者，预计还需要几天的时间才\n能结束，市长对记者说，所有学校都将关闭到下周一\n，居民应留在家中等待通知，并注意收听当地的广播\n节目。"},
}

func TestSentences(t *testing.T) {
	for _, tt := range sentenceTests {
		var want []string
		for piece := range strings.SplitSeq(tt.text, "|") {
			want = append(want, strings.TrimSpace(piece))
		}
		s := strings.ReplaceAll(tt.text, "|", "")
		got := pieces(s, sentences(s, tt.lang))
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", tt.lang, got, want)
		}
	}
}

func pieces(s string, spans []stemma.Span) []string {
	var out []string
	for _, sp := range spans {
		out = append(out, s[sp.Start:sp.End])
	}
	return out
}

func TestSentencesOfHostileText(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"nothing":          {"", nil},
		"blanks":           {" \n\t\u00a0\u200b\ufeff\r\n", nil},
		"punctuation only": {"... !!! ??? — ؟ 。」 \"\" ((((", nil},
		"no full stop":     {"a b c", []string{"a b c"}},
		"NUL":              {"One.\x00Two.\x00\x00", []string{"One.", "Two."}},
		"bidi controls":    {"\u202bقال ذلك.\u202c\u200f \u202aThen he left.\u202c", []string{"قال ذلك.", "Then he left."}},
		"line ends":        {"One\r\nTwo\rThree\u2028Four\u2029Five\vSix\fSeven\u0085Eight", []string{"One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"}},
		"replacement":      {"\ufffd\ufffd. \ufffdA\ufffd.", []string{"\ufffdA\ufffd."}},
	}
	for name, tt := range tests {
		if got := pieces(tt.text, sentences(tt.text, "en")); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

// An endless line is cut into sentences of bounded length, in linear time: a
// quadratic step on 5 MB would take minutes.
func TestEndlessLine(t *testing.T) {
	for name, unit := range map[string]string{
		"words": "word ", "letters": "x", "dots": ".", "quotes": "\"", "abbreviations": "Dr. ", "initials": "A.",
		"newlines": "a\n", "brackets": "(", "thai": "กา ", "marks": "\u0301", "digits": "1.", "blanks": " ",
		"stops and blanks": ".\u200b", "dashes": "- ", "addresses": "http://a.b?c",
	} {
		size := 1 << 20
		if name == "words" || name == "letters" {
			size = 5 << 20
		}
		s := strings.Repeat(unit, size/len(unit))
		start := time.Now()
		spans := sentences(s, "th")
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		checkOrder(t, s, spans)
		for _, sp := range spans {
			if sp.Len() > 3*longestSentence {
				t.Errorf("%s: a sentence of %d bytes", name, sp.Len())
				break
			}
		}
	}
}

// checkOrder reports spans out of order, out of bounds or inside a character.
func checkOrder(t *testing.T, s string, spans []stemma.Span) {
	t.Helper()
	at := 0
	for _, sp := range spans {
		if sp.Start < at || sp.End <= sp.Start || sp.End > len(s) {
			t.Fatalf("span %v behind %d in a text of %d bytes", sp, at, len(s))
		}
		if !utf8.RuneStart(s[sp.Start]) || sp.End < len(s) && !utf8.RuneStart(s[sp.End]) {
			t.Fatalf("span %v cuts a character", sp)
		}
		at = sp.End
	}
}

func FuzzSentences(f *testing.F) {
	for _, tt := range sentenceTests {
		f.Add(strings.ReplaceAll(tt.text, "|", ""), tt.lang)
	}
	f.Add("a.\"«»“”’ \n\n(.)", "de")
	f.Fuzz(func(t *testing.T, s, lang string) {
		s = strings.ToValidUTF8(s, "\ufffd")
		checkOrder(t, s, sentences(s, lang))
	})
}

func BenchmarkSentences(b *testing.B) {
	s := sentenceSample(1 << 20)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		sentences(s, "en")
	}
}

// sentenceSample repeats the test sentences to at least n bytes.
func sentenceSample(n int) string {
	var b strings.Builder
	for b.Len() < n {
		for _, tt := range sentenceTests {
			b.WriteString(strings.ReplaceAll(tt.text, "|", ""))
			b.WriteString("\n\n")
		}
	}
	return b.String()
}
