package attribution

import (
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// Who says "he said" behind a line that credits an outlet is not that outlet,
// nor is an outlet anyone who says "I".
func TestNoOutletSpeaksForItself(t *testing.T) {
	tests := []struct{ name, lang, text, outlet, cue string }{
		{"credit line", "es", "El alcalde de Larn dejará el cargo en mayo.\nAsí lo informó Marea Post.\n“La decisión es firme”, afirmó.", "Marea Post", "afirmó"},
		{"credit line", "fr", "Le maire de Larn quittera ses fonctions en mai.\nSelon Marea Post, qui a publié l’information.\n« La décision est prise », a-t-il déclaré.", "Marea Post", "déclaré"},
		{"credit line", "en", "The mayor of Larn will leave in May.\nThe Marea Post reported this first.\n“The decision is made,” he said.", "Marea Post", "said"},
		{"credit line", "zh", "拉恩市长将于五月离任。\n据Marea Post报道。\n“决定已经做出。”他说。", "Marea Post", "说"},
		{"credit line", "pt", "O prefeito de Larn deixará o cargo em maio.\nA informação foi publicada pelo Marea Post.\n“A decisão está tomada”, afirmou.", "Marea Post", "afirmou"},
		{"says I", "es", "Marea Post informó el lunes de que el puente de Larn seguirá cerrado.\n“No me presento a otro mandato”, afirmó.", "Marea Post", "afirmó"},
		{"says I", "fr", "Marea Post a rapporté lundi que le pont de Larn resterait fermé.\n« J’en ai assez », a-t-il déclaré.", "Marea Post", "déclaré"},
		{"says I", "en", "The Marea Post reported on Monday that the bridge at Larn would stay closed.\n“I am tired of it,” he said.", "Marea Post", "said"},
		{"says I", "it", "Marea Post ha riferito lunedì che il ponte di Larn resterà chiuso.\n«Io non ci sto», ha detto.", "Marea Post", "ha detto"},
		{"says I", "zh", "Marea Post周一报道，拉恩大桥将继续关闭。\n“我受够了。”他说。", "Marea Post", "说"},
		{"says I", "ja", "Marea Postは月曜日、ラーン橋は閉鎖されたままだと報じた。\n「私はもう疲れた」と彼は述べた。", "Marea Post", "述べた"},
		{"says I", "ru", "Marea Post сообщила в понедельник, что мост в Ларне останется закрытым.\n«Я устал от этого», — сказал он.", "Marea Post", "сказал"},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.lang, func(t *testing.T) {
			got, sources := find(t, [4]string{"a", "", tt.lang, tt.text})
			outlet := sourceNamed(sources, tt.outlet)
			if outlet == nil {
				t.Fatalf("no %s among %+v", tt.outlet, sources)
			}
			spoken := false
			for _, a := range got {
				if !strings.Contains(of(tt.text, a.Cue.Span), tt.cue) {
					continue
				}
				spoken = true
				if a.Source.Source == outlet.ID {
					t.Errorf("%s\n%q is said by %s", tt.text, of(tt.text, a.Content.Span), outlet.Name)
				}
			}
			if !spoken {
				t.Errorf("%s\nno attribution by %q", tt.text, tt.cue)
			}
		})
	}
}

// What an outlet said it may go on to say, and so may whom it quoted.
func TestSpeakersGoOn(t *testing.T) {
	tests := []struct{ name, lang, text, source, cue string }{
		{"outlet", "es", "Marea Post informó el lunes de que el puente de Larn seguirá cerrado. Añadió que las obras durarán un año.", "Marea Post", "Añadió"},
		{"person before a credit", "es", "La alcaldesa Ada Brel anunció que se va.\nAsí lo informó Marea Post.\n“No me presento”, afirmó.", "Ada Brel", "afirmó"},
		{"person before a credit", "en", "Mayor Ada Brel said that she would go.\nThe Marea Post reported this first.\n“I am tired,” she said.", "Ada Brel", "said"},
		{"we", "zh", "Marea Post周一报道，大桥将继续关闭。它还称，“我们查阅了文件”。", "Marea Post", "称"},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.lang, func(t *testing.T) {
			got, sources := find(t, [4]string{"a", "", tt.lang, tt.text})
			source := sourceNamed(sources, tt.source)
			if source == nil {
				t.Fatalf("no %s among %+v", tt.source, sources)
			}
			i := len(got) - 1
			if i < 0 || !strings.Contains(of(tt.text, got[i].Cue.Span), tt.cue) || got[i].Source.Source != source.ID {
				t.Errorf("%s\nthe last is not %s's: %+v", tt.text, tt.source, got)
			}
		})
	}
}

// Every language whose verbs or pronouns go on with the last source knows how
// a speaker names himself, and does not take the words for "we" for it.
func TestFirstPerson(t *testing.T) {
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	for tag := range know.languages {
		lang, err := know.language(tag)
		if err != nil {
			t.Fatal(err)
		}
		if lang.selves.root.next == nil {
			t.Errorf("%s has no word for I", tag)
		}
	}
	tests := []struct {
		lang, text string
		want       bool
	}{
		{"en", "I’ll stay", true},
		{"en", "It will stay, we say", false},
		{"fr", "J’y vais", true},
		{"fr", "On y va", false},
		{"ja", "私は行く", true},
		{"ja", "私たちは行く", false},
		{"zh", "我要走", true},
		{"zh", "我国要走，我们也走", false},
		{"vi", "Tôi sẽ đi", true},
		{"vi", "Chúng tôi sẽ đi tối nay", false},
		{"hi", "मैं जाऊँगा", true},
		{"hi", "शहर में", false},
		{"pl", "Nie mam siły", true},
		{"pl", "Nie mamy siły", false},
	}
	for _, tt := range tests {
		lang, _ := know.language(tt.lang)
		if got := lang.saysI(tt.text); got != tt.want {
			t.Errorf("%s: %q says I: %t", tt.lang, tt.text, got)
		}
	}
}

// The noun alone means the agency that the article named before, in languages
// that mark it and in those that do not.
func TestTheAgencyIsNoName(t *testing.T) {
	tests := []struct{ lang, text, want string }{
		{"he", "סופה הרסה 200 בתים, כך דיווחה סוכנות הידיעות מרבורה ביום שישי.\nלדברי הסוכנות, 3 בני אדם נהרגו.", "מרבורה"},
		{"hi", "समाचार एजेंसी मारबोरा ने शुक्रवार को बताया कि पुल बंद है।\nएजेंसी के अनुसार 3 लोग घायल हुए।", "मारबोरा"},
		{"zh", "据Marbora通讯社周五报道，风暴摧毁了200座房屋。\n该社称，3人受伤。", "Marbora"},
		{"ru", "Мост закрыт, сообщило агентство «Марбора».\nПо данным агентства, ранены три человека.", "Марбора"},
		{"en", "The bridge is closed, the Marbora news agency reported.\nThree people were hurt, the agency said.", "Marbora"},
	}
	for _, tt := range tests {
		t.Run(tt.lang, func(t *testing.T) {
			got, sources := find(t, [4]string{"a", "", tt.lang, tt.text})
			agency := sourceNamed(sources, tt.want)
			if agency == nil || len(got) != 2 || got[0].Source.Source != agency.ID || got[1].Source.Source != agency.ID {
				t.Errorf("%s\n%+v\n%+v", tt.text, got, sources)
			}
		})
	}
}

// A bare noun for all outlets does not point back to the last one.
func TestMediaAreNotTheAgency(t *testing.T) {
	_, sources := find(t, [4]string{"a", "", "zh", "据Marbora通讯社周五报道，风暴摧毁了200座房屋。\n媒体报道，3人受伤。"})
	if agency := sourceNamed(sources, "Marbora"); agency == nil || slices.Contains(agency.Aliases, "媒体") || len(sources) != 2 {
		t.Errorf("%+v", sources)
	}
}

// Names keep what belongs to them: the noun with a capital, the article with a
// capital, and what stands behind "of"; a noun in small letters is none of it.
func TestWholeNames(t *testing.T) {
	tests := []struct{ lang, text, want string }{
		{"en", "The bridge closed, the Oakwood Agency reported.", "Oakwood Agency"},
		{"en", "Oakwood Agency reported this first.", "Oakwood Agency"},
		{"en", "The bridge closed, the Marbora Press agency reported.", "Marbora Press"},
		{"en", "According to the Marbora Press agency, the bridge closed.", "Marbora Press"},
		{"en", "The bridge closed, the Marbora agency reported.", "Marbora"},
		{"fr", "Selon La Poste de Quillard, le pont est fermé.", "La Poste de Quillard"},
		{"fr", "Le pont est fermé, rapporte La Poste de Quillard.", "La Poste de Quillard"},
		{"es", "Según La Voz de Quillard, el puente está cerrado.", "La Voz de Quillard"},
		{"it", "Il ponte è chiuso, scrive Il Faro di Quillard.", "Il Faro di Quillard"},
		{"he", "הפעמון נמשה מהים, כך דווח בעיתון \"רוזנאמה מרבורה\".", "רוזנאמה מרבורה"},
		{"fr", "Le pont est fermé, a annoncé lundi sa directrice, citée par le Marbora Post.", "Marbora Post"},
	}
	for _, tt := range tests {
		t.Run(tt.lang+" "+tt.want, func(t *testing.T) {
			_, sources := find(t, [4]string{"a", "", tt.lang, tt.text})
			i := slices.IndexFunc(sources, func(s stemma.Source) bool { return s.Name == tt.want && s.Kind == stemma.SourceOutlet })
			if i < 0 {
				t.Errorf("%s\nno %q among %+v", tt.text, tt.want, sources)
			}
		})
	}
	_, sources := find(t,
		[4]string{"a", "", "en", "The bridge closed, the Marbora Press agency reported."},
		[4]string{"b", "", "de", "Wie die Agentur Marbora Press meldet, ist die Brücke gesperrt."},
		[4]string{"c", "", "es", "El puente está cerrado, informó la agencia Marbora Press."})
	if len(sources) != 1 || sources[0].Name != "Marbora Press" || len(sources[0].CitedBy) != 3 {
		t.Errorf("one agency is %+v", sources)
	}
}

// The mayor of a town is no newspaper, and no one's article is.
func TestWhatIsNoWholeName(t *testing.T) {
	tests := []struct{ lang, text string }{
		{"es", "El puente está cerrado, informó la alcaldesa de La Quilla, Ada Brel."},
		{"fr", "Le pont est fermé, a déclaré la maire de La Quille, Ada Brel."},
		{"it", "Il ponte è chiuso, ha detto il sindaco di La Quilla, Ada Brel."},
	}
	for _, tt := range tests {
		_, sources := find(t, [4]string{"a", "", tt.lang, tt.text})
		if len(sources) != 1 || sources[0].Kind != stemma.SourcePerson || sources[0].Name != "Ada Brel" {
			t.Errorf("%s\n%+v", tt.text, sources)
		}
	}
}
