package attribution

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
)

// An agency cites an unnamed source, in every language and in the word orders
// in which its news say so.
func TestChains(t *testing.T) {
	tests := []struct{ lang, text string }{
		{"en", "The bridge will stay closed until May, Reuters reported on Friday, citing an informed source."},
		{"en", "Reuters, quoting sources close to the council, said that the bridge would stay closed."},
		{"en", "A source told Reuters that the bridge would stay closed."},
		{"en", "The bridge will stay closed until May, the source said, according to Reuters."},
		{"ar", "نقلت وكالة رويترز عن مصدر مطلع أن الجسر سيبقى مغلقا حتى مايو."},
		{"ar", "وأكد مصدر مطلع بحسب رويترز، أن الجسر سيبقى مغلقا حتى مايو."},
		{"id", "Kantor berita Reuters melaporkan pada hari Jumat, mengutip seorang sumber, bahwa jembatan itu tetap ditutup sampai Mei."},
		{"ms", "Agensi berita Reuters melaporkan pada Jumaat, memetik sumber, bahawa jambatan itu kekal ditutup sehingga Mei."},
		{"es", "La agencia Reuters informó el viernes, citando a una fuente cercana, que el puente seguirá cerrado hasta mayo."},
		{"fr", "L'agence Reuters a rapporté vendredi, citant une source proche du dossier, que le pont resterait fermé jusqu'en mai."},
		{"de", "Die Nachrichtenagentur Reuters berichtete am Freitag unter Berufung auf eine Quelle, dass die Brücke bis Mai gesperrt bleibt."},
		{"ru", "Мост останется закрытым до мая, сообщает агентство Рейтер со ссылкой на источник."},
		{"uk", "Міст залишиться закритим до травня, повідомляє агентство Рейтер з посиланням на джерело."},
		{"zh", "路透社援引消息人士报道称，大桥将关闭到五月。"},
		{"zh", "据路透社报道，消息人士称大桥将关闭到五月。"},
		{"ja", "ロイター通信は関係者の話として、橋は五月まで閉鎖されると報じた。"},
		{"ko", "로이터통신은 소식통을 인용해 다리가 5월까지 폐쇄될 것이라고 보도했다."},
		{"fa", "خبرگزاری رویترز به نقل از یک منبع آگاه گزارش داد که پل تا ماه مه بسته می ماند."},
		{"tr", "Reuters haber ajansı, bir kaynağa dayandırarak köprünün mayısa kadar kapalı kalacağını bildirdi."},
		{"pt", "A agência Reuters informou na sexta-feira, citando uma fonte, que a ponte ficará fechada até maio."},
		{"it", "L'agenzia Reuters ha riferito venerdì, citando una fonte, che il ponte resterà chiuso fino a maggio."},
		{"nl", "Persbureau Reuters meldde vrijdag, onder verwijzing naar een bron, dat de brug tot mei dicht blijft."},
		{"pl", "Agencja Reuters poinformowała w piątek, powołując się na źródło, że most pozostanie zamknięty do maja."},
		{"hi", "समाचार एजेंसी रॉयटर्स ने सूत्रों के हवाले से बताया कि पुल मई तक बंद रहेगा।"},
		{"ur", "خبر رساں ادارے رائٹرز نے ذرائع کے حوالے سے بتایا کہ پل مئی تک بند رہے گا۔"},
		{"sw", "Shirika la habari la Reuters liliripoti siku ya Ijumaa, likinukuu chanzo kimoja, kwamba daraja litafungwa hadi Mei."},
	}
	for _, tt := range tests {
		t.Run(tt.lang, func(t *testing.T) {
			got, sources := find(t, [4]string{"a", "", tt.lang, tt.text})
			agency := sourceNamed(sources, "Reuters")
			for _, s := range sources {
				if s.Kind == stemma.SourceUnnamed && agency != nil && slices.Contains(agency.Cites, s.ID) {
					return
				}
			}
			t.Errorf("%s\nReuters %+v does not cite an unnamed source", tt.text, agency)
			for _, a := range got {
				t.Errorf("   {%s} <%s> [%s]", of(tt.text, a.Source.Span), of(tt.text, a.Cue.Span), of(tt.text, a.Content.Span))
			}
		})
	}
}

// Near misses: names of agencies and words of reporting that attribute nothing.
func TestNothingIsAttributed(t *testing.T) {
	tests := []struct{ lang, text string }{
		{"en", "The source of the river lies in the hills above Norsund."},
		{"en", "The report is due in May."},
		{"de", "Die Quelle des Flusses liegt in den Hügeln."},
		{"es", "La fuente de la plaza fue construida hace cien años."},
		{"fr", "La source de la rivière se trouve dans les collines."},
		{"it", "La fonte del fiume si trova sulle colline."},
		{"id", "Sumber air sungai itu terletak di perbukitan."},
		{"ru", "Мост закрыт до мая."},
		{"zh", "大桥将关闭到五月。"},
		{"ja", "橋は五月まで閉鎖される。"},
		{"ko", "다리는 5월까지 폐쇄된다."},
		{"tr", "Köprü mayısa kadar kapalı kalacak."},
		{"fa", "پل تا ماه مه بسته می ماند."},
		{"hi", "पुल मई तक बंद रहेगा।"},
		{"ar", "سيبقى الجسر مغلقا حتى مايو."},
	}
	for _, tt := range tests {
		got, _ := find(t, [4]string{"a", "", tt.lang, tt.text})
		for _, a := range got {
			t.Errorf("%s: %s\n   {%s} <%s> [%s]", tt.lang, tt.text, of(tt.text, a.Source.Span), of(tt.text, a.Cue.Span), of(tt.text, a.Content.Span))
		}
	}
}

// Someone who will not be named is an unnamed source, and what points back to
// him is he.
func TestWithheldNames(t *testing.T) {
	tests := []struct {
		lang, text string
		times      int
	}{
		{"en", "The bridge is closed, said a port official who asked not to be named. The official added that two ferries were in port.", 2},
		{"es", "El puente está cerrado, dijo un funcionario del puerto que pidió no ser identificado. Dos barcos siguen en el puerto, añadió el funcionario.", 2},
		{"fr", "Le pont est fermé, a déclaré un fonctionnaire du port sous couvert d'anonymat. Deux ferries restent à quai, a ajouté le fonctionnaire.", 2},
		{"ru", "Мост закрыт, сообщил представитель порта на условиях анонимности. Два парома стоят в порту, добавил представитель.", 2},
		{"ar", "قال مسؤول في الميناء طلب عدم الكشف عن هويته إن الجسر مغلق. وأضاف المسؤول أن عبارتين في المرفأ.", 2},
		{"zh", "一名要求匿名的港口官员说，大桥已经关闭。该官员称，两艘渡轮停在港内。", 2},
		{"id", "“Jembatan ditutup sejak pagi,” kata seorang pejabat yang enggan disebut namanya. Menurut pejabat itu, dua feri masih di pelabuhan.", 2},
		{"de", "Die Brücke ist gesperrt, sagte ein Beamter, der nicht genannt werden wollte. Zwei Fähren liegen im Hafen, sagte der Beamte.", 1},
	}
	for _, tt := range tests {
		t.Run(tt.lang, func(t *testing.T) {
			got, sources := find(t, [4]string{"a", "", tt.lang, tt.text})
			best := 0
			for _, s := range sources {
				n := 0
				for _, a := range got {
					if s.Kind == stemma.SourceUnnamed && a.Source.Source == s.ID {
						n++
					}
				}
				best = max(best, n)
			}
			if best >= tt.times {
				return
			}
			t.Errorf("%s\nan unnamed source speaks %d times, want %d", tt.text, best, tt.times)
			for _, a := range got {
				t.Errorf("   %s {%s} <%s> [%s]", a.Source.Source, of(tt.text, a.Source.Span), of(tt.text, a.Cue.Span), of(tt.text, a.Content.Span))
			}
		})
	}
}

// Verbs and phrases say what the article commits itself to.
func TestCertainty(t *testing.T) {
	tests := []struct {
		lang, text string
		want       stemma.Certainty
	}{
		{"en", "The mayor confirmed that the bridge was closed.", stemma.CertaintyAsserted},
		{"en", "The mayor claimed that the bridge was safe.", stemma.CertaintyClaimed},
		{"en", "The mayor denied that the bridge was closed.", stemma.CertaintyDoubted},
		{"en", "The mayor did not say that the bridge was closed.", stemma.CertaintyDoubted},
		{"ru", "Мэр утверждает, что мост безопасен.", stemma.CertaintyClaimed},
		{"ar", "نفى رئيس البلدية أن الجسر مغلق.", stemma.CertaintyDoubted},
		{"id", "Wali kota mengklaim bahwa jembatan itu aman.", stemma.CertaintyClaimed},
		{"zh", "市长证实，大桥已经关闭。", stemma.CertaintyAsserted},
		{"ja", "市長は橋が閉鎖されたことを認めた。", stemma.CertaintyAsserted},
		{"tr", "Belediye başkanı köprünün güvenli olduğunu iddia etti.", stemma.CertaintyClaimed},
		{"de", "Die Bürgermeisterin bestätigte, dass die Brücke gesperrt ist.", stemma.CertaintyAsserted},
		{"hi", "महापौर ने दावा किया कि पुल सुरक्षित है।", stemma.CertaintyClaimed},
	}
	for _, tt := range tests {
		got, _ := find(t, [4]string{"a", "", tt.lang, tt.text})
		if len(got) == 0 || got[0].Certainty != tt.want {
			t.Errorf("%s: %s: got %+v, want %s", tt.lang, tt.text, got, tt.want)
		}
	}
}
