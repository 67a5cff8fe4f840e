package text

import "testing"

// The word for "up to" gives a bound by itself, and beside a word of change the
// value that was reached; and what says by how much keeps its bound.
func TestNumbersReached(t *testing.T) {
	for _, c := range []struct{ lang, bound, reached, change string }{
		{"en", "Up to 832 people were trapped in the tunnel.", "Over the weekend the toll rose to 832.", "Fares rose by up to 5 percent."},
		{"de", "In dem Tunnel saßen bis zu 832 Menschen fest.", "Die Zahl der Opfer ist am Montag bis zu 832 gestiegen.", "Die Preise stiegen um bis zu 5 Prozent."},
		{"nl", "In de tunnel zaten tot 832 mensen vast.", "Het aantal doden is tot 832 gestegen.", "De prijzen stegen met tot 5 procent."},
		{"sv", "I tunneln satt upp till 832 personer fast.", "Antalet döda steg på måndagen upp till 832.", "Priserna ökade med upp till 5 procent."},
		{"fr", "Jusqu'à 832 personnes étaient bloquées dans le tunnel.", "Le bilan a grimpé lundi jusqu'à 832 morts.", "Les prix ont augmenté de jusqu'à 5 %."},
		{"es", "En el túnel quedaron atrapadas hasta 832 personas.", "El número de muertos aumentó el lunes hasta 832.", "Los precios subieron en hasta 5 por ciento."},
		{"pt", "No túnel ficaram presas até 832 pessoas.", "O número de mortos subiu na segunda-feira até 832.", "Os preços subiram em até 5 por cento."},
		{"it", "Nel tunnel erano bloccate fino a 832 persone.", "Il bilancio è salito lunedì fino a 832 morti.", "I prezzi sono aumentati di fino a 5 per cento."},
		{"ro", "În tunel erau blocate până la 832 de persoane.", "Bilanțul a crescut luni până la 832 de morți.", "Prețurile au crescut cu până la 5 la sută."},
		{"ru", "В тоннеле застряли до 832 человек.", "Число погибших за сутки возросло до 832.", "Цены выросли на до 5 процентов."},
		{"uk", "У тунелі застрягли до 832 людей.", "Кількість загиблих зросла з 500 людей до 832.", "Ціни зросли на до 5 відсотків."},
		{"bg", "В тунела бяха блокирани до 832 души.", "Броят на загиналите нарасна до 832.", "Цените се повишиха с до 5 процента."},
		{"sr", "U tunelu je bilo zarobljeno do 832 ljudi.", "Broj poginulih porastao je do 832.", ""},
		{"pl", "W tunelu utknęło do 832 osób.", "Liczba ofiar wzrosła w poniedziałek do 832.", "Ceny wzrosły o do 5 procent."},
		{"cs", "V tunelu uvázlo až 832 lidí.", "Počet obětí stoupl až na 832.", "Ceny stouply až o 5 procent."},
		{"el", "Στη σήραγγα εγκλωβίστηκαν έως 832 άτομα.", "Ο αριθμός των νεκρών αυξήθηκε έως 832.", "Οι τιμές αυξήθηκαν κατά έως 5 τοις εκατό."},
		{"fi", "Tunneliin jäi jopa 832 ihmistä.", "Kuolleiden määrä nousi jopa 832 uhriin.", ""},
		{"id", "Hingga 832 orang terjebak di terowongan.", "Jumlah korban tewas naik hingga 832 orang.", "Harga naik sebesar hingga 5 persen."},
		{"ms", "Sehingga 832 orang terperangkap di dalam terowong.", "Jumlah korban meningkat sehingga 832 orang.", ""},
		{"tr", "Tünelde 832'ye kadar kişi mahsur kaldı.", "Ölü sayısı 832'ye kadar yükseldi.", ""},
		{"ar", "علق في النفق حتى 832 شخصا.", "ارتفع عدد القتلى يوم الاثنين ليصل إلى 832 شخصا.", "ارتفعت الأسعار بنسبة تصل إلى 5 في المئة."},
		{"fa", "تا 832 نفر در تونل گرفتار شدند.", "شمار کشته‌ها تا 832 نفر افزایش یافت.", ""},
		{"he", "במנהרה נלכדו עד 832 בני אדם.", "מספר ההרוגים עלה ביום שני עד 832.", ""},
		{"hi", "सुरंग में 832 तक लोग फंसे रहे।", "मरने वालों की संख्या 832 तक पहुंच गई।", ""},
		{"bn", "সুড়ঙ্গে 832 পর্যন্ত মানুষ আটকা ছিলেন।", "মৃতের সংখ্যা 832 পর্যন্ত বেড়েছে।", ""},
		{"vi", "Trong hầm có lên tới 832 người mắc kẹt.", "Số người chết đã tăng lên tới 832.", ""},
		{"sw", "Hadi watu 832 walikwama ndani.", "Idadi ya waliofariki imeongezeka hadi watu 832.", ""},
		{"zh", "隧道里困了多达832人。", "死亡人数增至832人。", ""},
		{"ja", "トンネルに最大832人が閉じ込められた。", "死者は832人まで増えた。", ""},
	} {
		for _, x := range []struct{ text, want string }{{c.bound, "832 at most"}, {c.reached, "832"}, {c.change, "5 at most %"}} {
			numbers := valuesIn(c.lang, x.text).Numbers
			if x.text != "" && (len(numbers) == 0 || formatNumbers(numbers[len(numbers)-1:]) != x.want) {
				t.Errorf("%s %s\n got %s\nwant %s", c.lang, x.text, formatNumbers(numbers), x.want)
			}
		}
	}
}

// Verbs of motion, verbs that those who are counted are the subject of, and verbs
// of another statement leave the bound what it is.
func TestNumbersNotReached(t *testing.T) {
	for _, c := range []struct{ lang, text string }{
		{"en", "The fund is going to help up to 832 families."},
		{"en", "Fares rose as up to 832 people queued."},
		{"en", "Fares rose on Monday as up to 832 people queued."},
		{"en", "He went missing with up to 832 others."},
		{"es", "Llegaron hasta 832 migrantes al puerto."},
		{"pt", "Chegaram até 832 pessoas ao porto."},
		{"it", "Ogni giorno arrivano fino a 832 persone."},
		{"fr", "Il passe jusqu'à 832 heures par an devant un écran."},
		{"fr", "La prime peut être portée jusqu'à 832 euros."},
		{"ru", "Каждый день падает до 832 ракет."},
		{"ru", "Вырастает до 832 домов в год."},
		{"pl", "Na dachy spadają do 832 rakiet."},
		{"de", "Am Ende steigen bis zu 832 Menschen in den Zug."},
		{"sv", "Varje dag går upp till 832 personer hem."},
		{"vi", "Trong hầm đã có lên tới 832 người."},
	} {
		numbers := valuesIn(c.lang, c.text).Numbers
		if len(numbers) != 1 || numbers[0].Value != 832 || numbers[0].Approx != ApproxAtMost {
			t.Errorf("%s %s\n got %s", c.lang, c.text, formatNumbers(numbers))
		}
	}
	for _, c := range []struct{ lang, text string }{
		{"en", "The toll went up to 832."},
		{"pl", "Liczba ofiar zwiększyła się do 832."},
		{"bg", "Броят на жертвите се увеличи до 832, а после броят увеличи се до 832."},
		{"nl", "Het aantal doden liep op tot 832."},
		{"ar", "ارتفع عدد القتلى ليصل إلى 832 شخصا."},
		{"es", "El número de muertos llegó hasta 832."},
	} {
		for _, n := range valuesIn(c.lang, c.text).Numbers {
			if n.Approx != "" {
				t.Errorf("%s %s\n got %s", c.lang, c.text, formatNumbers([]Number{n}))
			}
		}
	}
}
