package genealogy

import (
	"slices"
	"strings"
	"testing"
)

func newTestWorld(t testing.TB) *world {
	t.Helper()
	p, err := parsePhrases(phrasesFile)
	if err != nil {
		t.Fatal(err)
	}
	outlets, err := parsePress(outletsFile)
	if err != nil {
		t.Fatal(err)
	}
	return &world{dice: newDice(1, 1), phrases: p, press: outlets, units: map[line]int{}}
}

// TestPhrasesAreThere holds what every language must have to be of use.
func TestPhrasesAreThere(t *testing.T) {
	for lang, p := range newTestWorld(t).phrases {
		for _, key := range []string{citeLine, citeChain, citeDay, citeLead, citeDateline, citeCredit} {
			if len(p.cites[key]) == 0 {
				t.Errorf("%s: no %s", lang, key)
			}
		}
		if len(p.days) != 7 || len(p.unnamed) == 0 || len(p.optional) < 5 || len(p.alike) < 2 {
			t.Errorf("%s: %d days, %d unnamed sources, %d words that can go, %d that are alike", lang, len(p.days), len(p.unnamed), len(p.optional), len(p.alike))
		}
	}
}

func TestParsePhrasesRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"line {X} says.\n":            "line 1: text before the first language",
		"[en]\n[en]\n":                "line 2: \"[en]\" is no new language",
		"[en]\nline It says.\n":       "line 2: line \"It says.\": {X} once",
		"[en]\nchain {X} says.\n":     "{Y} once",
		"[en]\nday {X} said.\n":       "{D} once",
		"[en]\ndays Monday\n":         "1 days",
		"[en]\nalike one\n":           "stands alone",
		"[en]\nheadline {X} says\n":   "no key \"headline\"",
		"[en]\nmerge\n":               "says nothing",
		"[en]\n\n# so far\nline {X\n": "line 4",
	} {
		if _, err := parsePhrases(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func TestParsePressRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"Harvel\n":                        "line 1: \"Harvel\" stands in no section",
		"[places]\n|\n":                   "line 2: \"|\" names no place",
		"[places]\nHarvel | cyrl\n":       "line 2: \"cyrl\" is no script and name",
		"[names en]\nThe Post\n":          "line 2: \"The Post\": {P}",
		"[names en]\n{P} A\n[names en]\n": "line 3: \"[names en]\" is no new language",
		"[names e1]\n":                    "line 1",
		"[places]\nHarvel\n":              "0 sorts of outlet",
		strings.Replace(outletsFile, "{P}24\n\n[names de]", "[names de]", 1): "sorts of outlet, English",
	} {
		if _, err := parsePress(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: error %v, want %q", text, err, want)
		}
	}
}

func FuzzParsePhrases(f *testing.F) {
	f.Add("[en]\nline {X} says.\ndays a, b, c, d, e, f, g\n")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = parsePhrases(text) })
}

func FuzzParsePress(f *testing.F) {
	f.Add("[places]\nHarvel | cyrl Харвел\n[names en]\n{P} A\n{P} B\n{P} C\n{P} D\n")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = parsePress(text) })
}

// TestNamesOfOutlets lists what an outlet is called where.
func TestNamesOfOutlets(t *testing.T) {
	w := newTestWorld(t)
	for _, c := range []struct {
		home  string
		latin bool
		lang  string
		want  string
	}{
		{"en", false, "en", "Harvel News Agency"},
		{"en", false, "fr", "Harvel News Agency"},
		{"en", false, "ru", "агентство «Харвел»"},
		{"de", false, "es", "Harveler Nachrichtenagentur"},
		{"de", false, "zh", "哈维尔通讯社"},
		{"ru", false, "ru", "агентство «Харвел»"},
		{"ru", false, "uk", "агентство «Харвел»"}, // the home form: one script
		{"ru", false, "en", "Harvel News Agency"},
		{"ar", false, "fa", "وكالة هارفل للأنباء"},
		{"ja", false, "ar", "وكالة هارفل للأنباء"},
		{"ru", true, "fr", "Harvel News Agency"},
		{"bn", false, "bn", "Harvel News Agency"}, // no place is written in it
	} {
		o := &outlet{lang: c.home, latin: c.latin}
		have := w.press.forms(o, c.lang, w.phrasesOf(c.lang).script, w.phrasesOf(c.home).script)
		if !slices.Contains(have, c.want) {
			t.Errorf("an outlet of %s (Latin %v) is %q in %s, want %q", c.home, c.latin, have, c.lang, c.want)
		}
	}
}
