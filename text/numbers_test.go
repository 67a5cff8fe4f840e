package text

import (
	"fmt"
	"strings"
	"testing"
)

func formatNumbers(numbers []Number) string {
	var out []string
	for _, n := range numbers {
		value := fmt.Sprintf("%.12g", n.Value)
		if n.High != n.Value {
			value += fmt.Sprintf("..%.12g", n.High)
		}
		out = append(out, strings.Join(strings.Fields(value+" "+string(n.Approx)+" "+n.Unit), " "))
	}
	return strings.Join(out, "; ")
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		// Digits of all scripts and the grouping of each language.
		{"en", "12,000 houses, 1,234.5 tons, 3.25 km, 1.5 million, 12k", "12000; 1234.5 t; 3.25 km; 1500000; 12000"},
		{"id", "12.000 rumah, 1.234,5 ton, 3,25 km", "12000; 1234.5 t; 3.25 km"},
		{"fr", "12 000 maisons, 1 234 567 euros et 3,25 km", "12000; 1234567 eur; 3.25 km"},
		{"de", "12.000 Häuser, 1.234.567,89 Euro", "12000; 1234567.89 eur"},
		{"de", "12'000 Franken", "12000 chf"},
		{"ru", "12 000 домов и 2,5 км", "12000; 2.5 km"},
		{"hi", "१,२०,००० लोग और 1,23,45,678 रुपये", "120000; 12345678 inr"},
		{"ar", "١٢٬٠٠٠ شخص و ٣٫٥ مليون دولار", "12000; 3500000 usd"},
		{"fa", "۱۲٬۰۰۰ نفر", "12000"},
		{"bn", "১২,০০০ মানুষ", "12000"},
		{"th", "๑๒,๐๐๐ คน", "12000"},
		{"ta", "௧௨ கிலோமீட்டர்", "12 km"},
		{"ja", "１２，０００人", "12000"},
		{"es", "12.000 casas", "12000"},
		{"en", "12.000 houses", "12000"}, // three zeros are always a group
		{"id", "12,000 rumah", "12000"},
		{"en", "0.125 g", "0.125 g"},

		// Words and scales.
		{"en", "two hundred and fifty boats, twenty-five cars, three million, a dozen eggs", "250; 25; 3000000; 12"},
		{"en", "forty-two thousand five hundred", "42500"},
		{"id", "dua ratus lima puluh perahu, 12 ribu orang, 1,5 juta, seribu kapal", "250; 12000; 1500000; 1000"},
		{"ms", "12 bilion ringgit", "12000000000 myr"},
		{"ar", "55 ألف شخص، مئتان وخمسون قاربا، ثلاثة ملايين، خمسة وعشرون", "55000; 250; 3000000; 25"},
		{"fr", "douze mille bateaux, quatre-vingt-dix-sept, deux cent cinquante, 3 milliards d'euros", "12000; 97; 250; 3000000000 eur"},
		{"es", "dos millones, treinta y cinco barcos, mil quinientos", "2000000; 35; 1500"},
		{"pt", "duzentos e cinquenta barcos, 12 mil, três milhões", "250; 12000; 3000000"},
		{"it", "duecentocinquanta barche, ventitré, 12mila, tre milioni", "250; 23; 12000; 3000000"},
		{"de", "zweihundertfünfzig Boote, fünfundzwanzig, ein Dutzend, drei Millionen", "250; 25; 12; 3000000"},
		{"nl", "tweehonderdvijftig boten, vijfentwintig, drie miljoen", "250; 25; 3000000"},
		{"ru", "двести пятьдесят лодок, двенадцать тысяч, 3 млн рублей", "250; 12000; 3000000 rub"},
		{"uk", "двісті п'ятдесят човнів, 3 мільйони гривень", "250; 3000000 uah"},
		{"pl", "dwieście pięćdziesiąt łodzi, dwanaście tysięcy, 3 mln zł", "250; 12000; 3000000 pln"},
		{"cs", "dvanáct tisíc lodí, dvě stě padesát", "12000; 250"},
		{"ro", "două sute cincizeci de bărci, 20 de mii", "250; 20000"},
		{"hu", "kétszázötven hajó, 12 ezer", "250; 12000"},
		{"sv", "tvåhundrafemtio båtar, 3 miljoner kronor", "250; 3000000 sek"},
		{"tr", "iki yüz elli tekne, 12 bin kişi, yüzde 80", "250; 12000; 80 %"},
		{"fa", "دویست و پنجاه قایق، ۱۲ هزار", "250; 12000"},
		{"ur", "12 ہزار کشتیاں، 5 لاکھ روپے", "12000; 500000 pkr"},
		{"hi", "ढाई सौ नावें, 12 हजार, 5 लाख रुपये, 3 करोड़", "250; 12000; 500000 inr; 30000000"},
		{"bn", "১২ হাজার নৌকা, ৫ লাখ টাকা", "12000; 500000 bdt"},
		{"he", "מאתיים וחמישים סירות, 12 אלף", "250; 12000"},
		{"zh", "三千五百人, 1万2000艘, 5.5亿美元, 百分之三十", "3500; 12000; 550000000 usd; 30 %"},
		{"ja", "三千五百人、1万2000隻、5億円", "3500; 12000; 500000000 jpy"},
		{"ko", "3만 5천 명, 12만 척, 5억 달러", "35000; 120000; 500000000 usd"},
		{"vi", "12 nghìn chiếc, 1,5 triệu", "12000; 1500000"},
		{"th", "12 ล้านบาท", "12000000 thb"},
		{"sr", "12 hiljada brodova", "12000"},
		{"el", "12 χιλιάδες πλοία", "12000"},
		{"fi", "12 miljoonaa euroa", "12000000 eur"},

		// Ranges.
		{"en", "2,500 to 3,000 men, between 20 and 25, 10–15%, $2 to $3 million", "2500..3000; 20..25; 10..15 %; 2000000..3000000 usd"},
		{"id", "2.500 hingga 3.000 orang, antara 20 dan 25", "2500..3000; 20..25"},
		{"ar", "من 2500 إلى 3000 رجل", "2500..3000"},
		{"fr", "entre 20 et 25 blessés", "20..25"},
		{"es", "de 20 a 25 heridos", "20..25"},
		{"ru", "от 20 до 25 лодок", "20..25"},
		{"hi", "20 से 25 लोग", "20..25"},
		{"zh", "20至25人", "20..25"},

		// How exact.
		{"en", "about 12 boats, more than 100 men, at least five, up to 40, 20 or more, nearly 3 km", "12 about; 100 at least; 5 at least; 40 at most; 20 at least; 3 about km"},
		{"id", "sekitar 12 perahu, lebih dari 100, hampir 40, kurang dari 5", "12 about; 100 at least; 40 about; 5 at most"},
		{"ar", "نحو 12 قاربا، أكثر من 100، ما لا يقل عن 40", "12 about; 100 at least; 40 at least"},
		{"zh", "约12艘、20多万人、超过100人、40人左右", "12 about; 200000 at least; 100 at least; 40 about"},
		{"ja", "約12隻、少なくとも20人、100人以上、40人未満", "12 about; 20 at least; 100 at least; 40 at most"},
		{"ko", "약 12척, 최소 20명, 100명 이상", "12 about; 20 at least; 100 at least"},
		{"tr", "yaklaşık 12 tekne, 100'den fazla", "12 about; 100 at least"},
		{"hi", "करीब 12 नावें, 100 से अधिक", "12 about; 100 at least"},
		{"sw", "Takriban watu 12,000 na zaidi ya 100", "12000 about; 100 at least"},

		// Articles and pronouns are no numbers, and neither is what is part
		// of a name, a date, a time, an ordinal, an address.
		{"en", "One of the men, an F-16, COVID-19, the G20, 5G, the 20th, 10:30, the 1990s, v1.2.3, +1-202-555-0147, page 007", ""},
		{"en", "In the Four Corners, Article 50, a 1-0 win, a Category 1 storm, call 0800 555 111", ""},
		{"en", "a £125m ship of 5 m", "125000000 gbp; 5 m"},
		{"ru", "19-й век, 30-е годы, 7 утра", ""},
		{"hi", "19वीं सदी", ""},
		{"zh", "20世纪，30年代，第247号，十分", ""},
		{"ja", "19世紀、2回目、午前7時55分、48時間", "48"},
		{"fr", "un homme et une femme, le 1er, l'un d'eux", ""},
		{"de", "ein Mann und eine Frau, der 5. Versuch, 19.30 Uhr", ""},
		{"es", "un hombre y una mujer", ""},
		{"it", "un uomo, uno di loro", ""},
		{"id", "seorang pria, satu, pukul 10.30", ""},
		{"zh", "一个人，第三，数百人，一些，非常", "200..999 vague"},
		{"ja", "一人、第三、数百人、一部", "200..999 vague"},
		{"ar", "واحد منهم", ""},
		{"en", "On 13 February 2021, since 2011 and on 3 May", ""},
		{"en", "2011 was a good year; 2,011 boats were not", "2011"},
	} {
		if got := formatNumbers(valuesIn(c.lang, c.text).Numbers); got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

func TestNumberSpan(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "They saw about 2,500 to 3,000 boats.", "about 2,500 to 3,000"},
		{"en", "It cost $2.5 million.", "$2.5 million"},
		{"en", "A 55-km zone.", "55-km"},
		{"ar", "قال إن نحو 12 ألف شخص", "نحو 12 ألف"},
		{"ja", "約1万2000人が", "約1万2000人"},
	} {
		v := valuesIn(c.lang, c.text)
		if len(v.Numbers) != 1 {
			t.Errorf("%s: %d numbers", c.text, len(v.Numbers))
			continue
		}
		if got := c.text[v.Numbers[0].Start:v.Numbers[0].End]; got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}
