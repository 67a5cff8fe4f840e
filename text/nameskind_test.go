package text

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

func formatKinds(text string, names []Name) string {
	var out []string
	for _, n := range names {
		kind := string(n.Kind)
		if kind == "" {
			kind = "?"
		}
		out = append(out, text[n.Start:n.End]+"="+kind)
	}
	return strings.Join(out, "; ")
}

func TestNameKinds(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "President Ilan Castor flew to Cairo, the Harbour Ministry said near Port Amber.", "Ilan Castor=person; Cairo=place; Harbour Ministry=organisation; Port Amber=place"},
		{"en", "The HWV met Maria Lund.", "HWV=organisation; Maria Lund=person"},
		{"en", "Residents praised Castor Amber.", "Castor Amber=?"},
		{"de", "Der Präsident Ilan Castor sprach in Kairo.", "Ilan Castor=person; Kairo=place"},
		{"fr", "Le président Ilan Castor est arrivé à Port-Ambre.", "Ilan Castor=person; Port-Ambre=place"},
		{"es", "La ministra Mara Lund viajó a la ciudad de Puerto Ámbar.", "Mara Lund=person; Puerto Ámbar=place"},
		{"pt", "O ministro Ilan Castor falou em Porto Âmbar.", "Ilan Castor=person; Porto Âmbar=place"},
		{"it", "Il ministro Ilan Castor ha parlato in Siria.", "Ilan Castor=person; Siria=place"},
		{"ru", "Президент Илан Кастор выступил в Дамаске.", "Илан Кастор=person; Дамаске=place"},
		{"uk", "Президент Ілан Кастор виступив у Києві.", "Ілан Кастор=person; Києві=place"},
		{"pl", "Prezydent Ilan Kastor mówił w Damaszku.", "Ilan Kastor=person; Damaszku=place"},
		{"tr", "Cumhurbaşkanı Ilan Kastor dün Velda'da konuştu.", "Ilan Kastor=person; Velda=place"},
		{"id", "Presiden Ilan Kastor tiba di Port Amber, kata kantor berita Lonceng.", "Ilan Kastor=person; Port Amber=place; Lonceng=organisation"},
		{"ar", "قال الرئيس إيلان كاستور في دمشق", "إيلان كاستور=person; دمشق=place"},
		{"hi", "राष्ट्रपति इलान कैस्टर ने सीरिया में कहा", "इलान कैस्टर=person; सीरिया=place"},
		{"zh", "北约在大马士革", "北约=organisation; 大马士革=place"},
	} {
		if got := formatKinds(c.text, valuesIn(c.lang, c.text).Names); got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

// What one mention shows holds for all mentions in the article.
func TestNameKindsSpread(t *testing.T) {
	text := "Residents praised Ilan Castor on Friday. President Ilan Castor came late. They said that Castor waved."
	d := Read(stemma.Article{Text: text, Lang: "en"})
	for _, s := range d.Sentences {
		if got := formatKinds(text, s.Names); !strings.HasSuffix(got, "Castor=person") || strings.Contains(got, "?") {
			t.Errorf("%s: %s", s.Text, got)
		}
	}
}

func TestCounted(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "12,000 foreign prisoners", "prisoner"},
		{"en", "55% of the voters", "voter"},
		{"en", "two thirds of voters", "voter"},
		{"en", "12,000 people fled", "people"},
		{"en", "$12,000 prisoners", ""},
		{"en", "12,000 of them", ""},
		{"de", "12.000 ausländische Gefangene", "gefangene"},
		{"fr", "12 000 prisonniers", "prisonnier"},
		{"es", "12.000 presos", "preso"},
		{"ru", "12 тысяч иностранных заключенных", "заключенн"},
		{"ru", "12 тысяч заключенных", "заключенн"},
		{"ar", "12 ألف سجين", "سجين"},
		{"id", "12.000 tahanan", "tahanan"},
		{"sw", "wafungwa 12,000", "wafungwa"},
		{"zh", "12000人被捕", "人"},
		{"tr", "12 bin mahkum", "mahkum"},
		{"id", "200 orang mengungsi", "orang"},
		{"hi", "12 हज़ार लोग भागे", "लोग"},
		{"hi", "12 हज़ार लोगों ने गाँव छोड़ा", "लोगों"},
		{"tr", "15 kişi öldü", "kiş"},
		{"fa", "۱۵ نفر کشته شدند", "نفر"},
		{"ur", "15 افراد ہلاک", "افراد"},
		{"th", "เสียชีวิต 15 คน", "คน"},
		{"sw", "watu 15 walikufa", "watu"},
		{"ms", "200 orang berpindah", "orang"},
	} {
		v := valuesIn(c.lang, c.text)
		if len(v.Numbers) != 1 {
			t.Errorf("%s %s: %d numbers", c.lang, c.text, len(v.Numbers))
			continue
		}
		w := v.Numbers[0].Counted
		if w.Form != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.text, w.Form, c.want)
		}
		if w.Form != "" && !strings.HasPrefix(Fold(c.text[w.Start:w.End]), w.Form) {
			t.Errorf("%s %s: %q stands at %q", c.lang, c.text, w.Form, c.text[w.Start:w.End])
		}
	}
}

// The kind of a hedge is the same in all languages.
func TestHedgeKinds(t *testing.T) {
	for _, c := range []struct {
		want HedgeKind
		by   map[string]string
	}{
		{HedgeNegation, map[string]string{"en": "not", "ar": "لم", "ru": "не", "fa": "نکردند", "zh": "没有", "ja": "いない"}},
		{HedgeRumour, map[string]string{"en": "reportedly", "ru": "якобы", "de": "angeblich", "hi": "कथित", "id": "diduga", "zh": "据称", "tr": "iddia edildi"}},
		{HedgePossible, map[string]string{"en": "may have", "ar": "ربما", "ru": "может", "fr": "peut-être", "tr": "batabilir", "ja": "可能性", "sw": "labda"}},
		{HedgeLikely, map[string]string{"en": "probably", "ru": "вероятно", "es": "al parecer", "ar": "من المرجح", "ko": "추정된다", "fi": "todennäköisesti"}},
	} {
		for lang, text := range c.by {
			hedges := valuesIn(lang, text).Hedges
			if len(hedges) != 1 || hedges[0].Kind != c.want {
				t.Errorf("%s %s: %v, want %s", lang, text, hedges, c.want)
			}
		}
	}
}

// A quantity of unknown size covers what it may stand for, in all languages.
func TestVagueNumbersAgree(t *testing.T) {
	for lang, text := range map[string]string{"en": "tens of thousands", "de": "Zehntausende", "ru": "десятки тысяч", "ar": "عشرات الآلاف", "zh": "数万人", "id": "puluhan ribu"} {
		n := valuesIn(lang, text).Numbers
		if len(n) != 1 || n[0].Approx != ApproxVague || n[0].Value != 20_000 || n[0].High != 99_999 {
			t.Errorf("%s %s: %+v", lang, text, n)
		}
	}
}
