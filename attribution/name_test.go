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
		{"en", "Larn News said that the mill was open.", "Larn News", stemma.SourceOutlet},
		{"en", "The mill was open, according to Larn Today.", "Larn Today", stemma.SourceOutlet},
		{"en", "Velmar Post reported that the mill was open.", "Velmar Post", stemma.SourceOutlet},
		{"en", "Mayor Rook told Varn Radio that the mill was open.", "Varn Radio", stemma.SourceOutlet},
		{"en", "Daily Larn said that the mill was open.", "Daily Larn", stemma.SourceOutlet},
		{"en", "The Morning Lantern reported that the mill was open.", "Morning Lantern", stemma.SourceOutlet},
		{"en", "The mill was open, according to the Evening Lantern.", "Evening Lantern", stemma.SourceOutlet},
		{"en", "The Larn Broadcasting Corporation reported that the mill was open.", "Larn Broadcasting Corporation", stemma.SourceOutlet},
		{"en", "Today Maren Oduya said that the mill was open.", "Maren Oduya", stemma.SourcePerson},
		{"en", "Later Renn said that the mill was open.", "Renn", stemma.SourcePerson},
		{"en", "First Minister Ilsa Marrow said that the mill was open.", "Ilsa Marrow", stemma.SourcePerson},
		{"en", "Mayor Dana Rook Tuesday said that the mill was open.", "Dana Rook", stemma.SourcePerson},
		{"en", "The mill is closed, the Tarvia agency reported on Friday.", "Tarvia", stemma.SourceOutlet},
		{"en", "According to the Selm newspaper, the mill is closed.", "Selm", stemma.SourceOutlet},
		{"en", "Lorcan & Sons said that the mill would close.", "Lorcan & Sons", stemma.SourceOrganisation},
		{"de", "Lorcan & Söhne teilte mit, dass die Mühle geschlossen bleibt.", "Lorcan & Söhne", stemma.SourceOrganisation},
		{"es", "El alcalde de Puerto Lindo, Ramiro Sanz, aseguró que el agua es potable.", "Ramiro Sanz", stemma.SourcePerson},
		{"es", "Según informó el Diario del Sur, cuarenta familias fueron evacuadas.", "Diario del Sur", stemma.SourceOutlet},
		{"fr", "Selon le Courrier de l'Orne, le barrage tiendra jusqu'au printemps.", "Courrier de l'Orne", stemma.SourceOutlet},
		{"de", "„Wir warten noch auf das Schiff“, sagte der Sprecher der Reederei.", "der Sprecher der Reederei", stemma.SourcePerson},
		{"ru", "По данным «Берегового курьера», пострадали четырнадцать человек.", "Берегового курьера", stemma.SourceOutlet},
		{"ar", "ونقلت صحيفة المرفأ عن شهود أن النيران استمرت ساعات.", "المرفأ", stemma.SourceOutlet},
		{"ar", "وذكرت صحيفة محلية أن الحريق نجم عن ماس كهربائي.", "صحيفة", stemma.SourceOutlet},
		{"ar", "وقال مصدر أمني للوكالة إن ثلاثة أشخاص أصيبوا.", "مصدر أمني", stemma.SourceUnnamed},
		{"id", "Menurut laporan Harian Pantai, dua orang hilang sejak pagi.", "Harian Pantai", stemma.SourceOutlet},
		{"id", "Kantor berita Avand melaporkan bahwa jembatan itu runtuh.", "Avand", stemma.SourceOutlet},
		{"id", "Menurut laporan Radio Pantai, dua orang hilang sejak pagi.", "Radio Pantai", stemma.SourceOutlet},
		{"ko", "카린 드레이 사장은 다리가 폐쇄됐다고 말했다.", "카린 드레이", stemma.SourcePerson},
		{"ko", "카린 드레이는 다리가 폐쇄됐다고 말했다.", "카린 드레이", stemma.SourcePerson},
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

// Outlets of one town are as many as their names, in one article and in several.
func TestOutletsOfOneTown(t *testing.T) {
	_, sources := find(t,
		[4]string{"a", "", "en", "Larn News said that the mill was open. Larn TV said that it burned. Larn Today reported that it fell."},
		[4]string{"b", "", "en", "Radio Larn said that the mill was open."},
		[4]string{"c", "", "en", "The mill is open, according to Larn News."})
	for name, by := range map[string]int{"Larn News": 2, "Larn TV": 1, "Larn Today": 1, "Radio Larn": 1} {
		if s := sourceNamed(sources, name); s == nil || s.Kind != stemma.SourceOutlet || len(s.CitedBy) != by {
			t.Errorf("%s is %+v, want an outlet cited by %d", name, s, by)
		}
	}
}

// The capital that a sentence gives to a noun is no part of an outlet's name.
func TestNounThatOpensSentence(t *testing.T) {
	_, sources := find(t,
		[4]string{"a", "", "id", "Kantor berita Avand melaporkan bahwa jembatan itu runtuh."},
		[4]string{"b", "", "id", "Jembatan itu runtuh, kata kantor berita Avand."})
	if s := sourceNamed(sources, "Avand"); s == nil || len(s.CitedBy) != 2 {
		t.Errorf("Avand is %+v among %+v", s, sources)
	}
}

// With its noun or without, in any language, an outlet is one; what one language
// tells apart is not.
func TestOutletsWithAndWithoutNoun(t *testing.T) {
	_, sources := find(t,
		[4]string{"a", "", "es", "Según la Agencia Marea, el puente cayó."},
		[4]string{"b", "", "it", "Secondo l'agenzia Marea, il ponte è crollato."},
		[4]string{"c", "", "fr", "Selon Marea, le pont est tombé."},
		[4]string{"d", "", "es", "Según Radio Norte, el puente cayó."},
		[4]string{"e", "", "it", "Secondo la TV Norte, il ponte è crollato."},
		[4]string{"f", "", "en", "Mayor Renn said that it fell."},
		[4]string{"g", "", "en", "Renn TV reported that it fell."})
	for name, by := range map[string]int{"Marea": 3, "Radio Norte": 1, "TV Norte": 1, "Renn": 1, "Renn TV": 1} {
		if s := sourceNamed(sources, name); s == nil || len(s.CitedBy) != by {
			t.Errorf("%s is %+v, want one cited by %d", name, s, by)
		}
	}
}

// Many sources that differ from one another are not compared each with each.
func TestManySources(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time, of one text")
	}
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
