package attribution

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// What a source phrase says of who the source is.
func TestSourceNames(t *testing.T) {
	tests := []struct {
		lang, text, want string
		kind             stemma.SourceKind
	}{
		{"en", "Mayor Dana Rook said that the mill had burned down.", "Dana Rook", stemma.SourcePerson},
		{"en", "The mayor of Port Amber said that the mill had burned down.", "The mayor of Port Amber", stemma.SourcePerson},
		{"en", "The mayor of Port Amber, Dana Rook, said that the mill had burned down.", "Dana Rook", stemma.SourcePerson},
		{"en", "The spokesman for the port, Ivo Brandt, told Reuters that nothing was wrong.", "Ivo Brandt", stemma.SourcePerson},
		{"en", "“It was a gift,” Lena Ortiz, 34, who runs the bakery, said.", "Lena Ortiz", stemma.SourcePerson},
		{"en", "Local media reported that three firms were involved.", "Local media", stemma.SourceOutlet},
		{"en", "According to a person familiar with the inquiry, the alarms had been off.", "a person familiar with the inquiry", stemma.SourceUnnamed},
		{"es", "El alcalde de Puerto Lindo, Ramiro Sanz, aseguró que el agua es potable.", "Ramiro Sanz", stemma.SourcePerson},
		{"es", "Según informó el Diario del Sur, cuarenta familias fueron evacuadas.", "Diario del Sur", stemma.SourceOutlet},
		{"fr", "Selon le Courrier de l'Orne, le barrage tiendra jusqu'au printemps.", "Courrier de l'Orne", stemma.SourceOutlet},
		{"de", "„Wir warten noch auf das Schiff“, sagte der Sprecher der Reederei.", "der Sprecher der Reederei", stemma.SourcePerson},
		{"ru", "По данным «Берегового курьера», пострадали четырнадцать человек.", "Берегового курьера", stemma.SourceOutlet},
		{"ar", "ونقلت صحيفة المرفأ عن شهود أن النيران استمرت ساعات.", "المرفأ", stemma.SourceOutlet},
		{"ar", "وذكرت صحيفة محلية أن الحريق نجم عن ماس كهربائي.", "صحيفة", stemma.SourceOutlet},
		{"ar", "وقال مصدر أمني للوكالة إن ثلاثة أشخاص أصيبوا.", "مصدر أمني", stemma.SourceUnnamed},
		{"id", "Menurut laporan Harian Pantai, dua orang hilang sejak pagi.", "Harian Pantai", stemma.SourceOutlet},
		{"ko", "해안일보에 따르면 약 300명이 대피했다.", "해안일보", stemma.SourceOutlet},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			_, sources := find(t, [4]string{"a", "", tt.lang, tt.text})
			for _, s := range sources {
				if s.Name == tt.want && s.Kind == tt.kind {
					return
				}
			}
			t.Errorf("no source %s (%s) among %+v", tt.want, tt.kind, sources)
		})
	}
}

// An outlet's name in quotation marks is known by its sound in other scripts,
// and one to which a source spoke cites that source.
func TestQuotedOutletInAnotherScript(t *testing.T) {
	_, sources := find(t,
		[4]string{"a", "Suara Teluk", "id", "“Air naik sangat cepat,” kata Mira Tosan, warga setempat."},
		[4]string{"b", "صدى الخليج", "ar", "وقالت ميرا توسان لصحيفة «سوارا تلوك»: «ارتفع الماء بسرعة كبيرة»."})
	s := sourceNamed(sources, "Suara Teluk")
	if s == nil || s.Article != "a" || len(s.CitedBy) != 1 || len(s.Cites) != 1 {
		t.Errorf("source %+v, want article a, cited by b and citing Mira Tosan, among %+v", s, sources)
	}
}

// Many sources that differ from one another are not compared each with each.
func TestManySources(t *testing.T) {
	var b strings.Builder
	for i := range 8_000 {
		fmt.Fprintf(&b, "A no%dsuch source said that the bridge fell. ", i)
	}
	got, _, err := Find(t.Context(), []*text.Document{text.Read(stemma.Article{ID: "a", Lang: "en", Text: b.String()})}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSpans(t, b.String(), got)
}
