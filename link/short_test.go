package link

import (
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// TestShortLastSentences: two reports share what comes first and end with a short
// sentence. What is left over on either side is not therefore the same.
func TestShortLastSentences(t *testing.T) {
	for _, c := range []struct {
		name       string
		langA, a   string
		langB, b   string
		lastLinked bool
	}{
		{
			name:  "a date and a count",
			langA: "en", a: "The municipal museum of Orvell has returned nine bronze bells to the abbey of Saint Mern.\nThe bells were taken from the abbey in 1911.\nA ceremony will be held on 14 June.",
			langB: "fr", b: "Le musée municipal d'Orvell a rendu neuf cloches de bronze à l'abbaye de Saint-Mern.\nLes cloches avaient été enlevées de l'abbaye en 1911.\nIls ont recueilli 2 300 signatures.",
		},
		{
			name:  "a count and none",
			langA: "de", a: "Ein Sturm hat auf den Inseln von Taren 200 Häuser zerstört.\nDrei Menschen kamen ums Leben, 40 wurden verletzt.\n16 Fischerboote werden vermisst.",
			langB: "id", b: "Badai menghancurkan 200 rumah di kepulauan Taren.\nTiga orang tewas dan 40 luka-luka.\nSekolah tetap ditutup.",
		},
		{
			name:  "a name and another",
			langA: "es", a: "El puerto de Larn cerró el lunes después de que un carguero chocara con el muelle.\nEl barco llevaba 1.200 toneladas de trigo.\nLo confirmó Marta Oriol.",
			langB: "ru", b: "Порт Ларн закрылся в понедельник после того, как грузовое судно врезалось в причал.\nНа борту было 1200 тонн пшеницы.\nПожар потушил Ждан Ковель.",
		},
		{
			name:  "a date and a count, from right to left",
			langA: "ar", a: "أعلن مجلس مدينة دارين إغلاق الجسر القديم بعد ظهور شقوق فيه.\nوبني الجسر عام 1932.\nوسيجتمع المجلس في 9 مايو.",
			langB: "en", b: "The city council of Darin has closed the old bridge after cracks appeared in it.\nThe bridge was built in 1932.\nDetours add 25 kilometres.",
		},
		{
			name:  "a count and none, in Chinese",
			langA: "zh", a: "塔伦群岛的一场风暴摧毁了200座房屋。\n三人死亡，40人受伤。\n16艘渔船失踪。",
			langB: "tr", b: "Taren adalarında bir fırtına 200 evi yıktı.\nÜç kişi öldü, 40 kişi yaralandı.\nOkullar kapalı kalacak.",
		},
		{
			name:  "the same",
			langA: "en", a: "The municipal museum of Orvell has returned nine bronze bells to the abbey of Saint Mern.\nThe bells were taken from the abbey in 1911.\nA ceremony will be held on 14 June.",
			langB: "fr", b: "Le musée municipal d'Orvell a rendu neuf cloches de bronze à l'abbaye de Saint-Mern.\nLes cloches avaient été enlevées de l'abbaye en 1911.\nUne cérémonie aura lieu le 14 juin.",
			lastLinked: true,
		},
		{
			name:  "the same with another number",
			langA: "de", a: "Ein Sturm hat auf den Inseln von Taren 200 Häuser zerstört.\nDrei Menschen kamen ums Leben, 40 wurden verletzt.\n16 Fischerboote werden vermisst.",
			langB: "es", b: "Una tormenta destruyó 200 casas en las islas de Taren.\nTres personas murieron y 40 resultaron heridas.\nHay 61 barcos de pesca desaparecidos.",
			lastLinked: true,
		},
		{
			name:  "the same without the number",
			langA: "zh", a: "塔伦群岛的一场风暴摧毁了200座房屋。\n三人死亡，40人受伤。\n16艘渔船失踪。",
			langB: "en", b: "A storm destroyed 200 houses on the islands of Taren.\nThree people died and 40 were injured.\nFishing boats are missing.",
			lastLinked: true,
		},
	} {
		docs := []*text.Document{
			document("a", c.langA, strings.Split(c.a, "\n")),
			document("b", c.langB, strings.Split(c.b, "\n")),
		}
		links, err := Find(t.Context(), docs, vectorsOf(t, docs), Options{})
		if err != nil {
			t.Fatal(err)
		}
		last := slices.ContainsFunc(links, func(l stemma.Link) bool { return l.ASentences[0] == 2 && l.BSentences[0] == 2 })
		if last != c.lastLinked || len(links) < 2 {
			t.Errorf("%s: the last sentences are linked: %t, want %t (%+v)", c.name, last, c.lastLinked, links)
		}
	}
}

// TestFormulasWithOtherFigures: a short sentence in which every figure is another one is a changed
// figure in reports of one event, and a formula in reports of two.
func TestFormulasWithOtherFigures(t *testing.T) {
	theft := map[string]string{
		"en": "Police in Larn arrested two men over the theft of copper cable.\nThe cable was taken from a railway depot.\nThe trial begins on 12 May.",
		"es": "La policía de Larn detuvo a dos hombres por el robo de cable de cobre.\nEl cable procedía de un depósito ferroviario.\nEl juicio comienza el 12 de mayo.",
		"ar": "أوقفت الشرطة في لارن رجلين بتهمة سرقة كابلات نحاسية.\nوأخذت الكابلات من مستودع للسكك الحديدية.\nتبدأ المحاكمة في 12 مايو.",
		"ru": "Полиция Ларна задержала двух мужчин за кражу медного кабеля.\nКабель вынесли из железнодорожного депо.\nСуд начнётся 12 мая.",
	}
	retold := map[string]string{
		"en": "Police in Larn have arrested two men for stealing copper cable.\nIt had been taken from a depot of the railway.\nThe trial begins on 21 May.",
		"de": "Die Polizei in Larn nahm zwei Männer fest, die Kupferkabel gestohlen haben sollen.\nDas Kabel stammte aus einem Bahndepot.\nDer Prozess beginnt am 21. Mai.",
	}
	baker := map[string]string{
		"en": "The baker of Orsk was accused of fraud.\nShe had sold bread with too little flour in it.\nThe trial begins on 3 October.",
		"de": "Die Bäckerin von Orsk ist wegen Betrugs angeklagt.\nSie hatte Brot mit zu wenig Mehl verkauft.\nDer Prozess beginnt am 3. Oktober.",
	}
	for langA, a := range theft {
		for want, others := range map[bool]map[string]string{true: retold, false: baker} {
			for langB, b := range others {
				docs := []*text.Document{document("a", langA, strings.Split(a, "\n")), document("b", langB, strings.Split(b, "\n"))}
				links, err := Find(t.Context(), docs, vectorsOf(t, docs), Options{})
				if err != nil {
					t.Fatal(err)
				}
				last := slices.ContainsFunc(links, func(l stemma.Link) bool { return l.ASentences[0] == 2 && l.BSentences[0] == 2 })
				if last != want {
					t.Errorf("%s and %s: the trials are linked: %t, want %t (%+v)", langA, langB, last, want, links)
				}
			}
		}
	}
}
