package attribution

import (
	"strings"
	"testing"
)

// examplesOf reads examples in the notation of the language files.
func examplesOf(t *testing.T, lines string) []example {
	t.Helper()
	p := &languageParser{lang: &language{}}
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := p.example(line); err != nil {
			t.Fatal(err)
		}
	}
	return p.lang.examples
}

// A language without a file has quotation marks, names and the table of outlets.
func TestLanguagesWithoutFile(t *testing.T) {
	tests := []struct{ lang, lines string }{
		{"et", `["Sild on ohtlik ja see tuleb kohe sulgeda,"] <ütles linnapea> {Jaan Dor} reedel. | direct`},
		{"fi", `["Silta on vaarallinen ja se on suljettava heti"], <sanoi pormestari> {Jan Dor} perjantaina. | direct`},
		{"fi", `{Reuters} <kertoi> [perjantaina, että silta suljetaan heti]. | indirect`},
		{"lt", `[„Tiltas pavojingas ir jį reikia uždaryti“], – <sakė meras> {Jonas Doras} penktadienį. | direct`},
		{"hr", `["Most je opasan i mora se zatvoriti"], <rekao je gradonačelnik> {Jan Dor} u petak. | direct`},
		{"no", `– [Broen er farlig og må stenges straks], <sa ordfører> {Jan Dor} fredag. | direct`},
		{"no", `[«Broen er farlig og må stenges straks»], {Jan Dor} <sier> i dag. | direct`},
		{"ka", `[„ხიდი საშიშია და დაუყოვნებლივ უნდა დაიხუროს“], — <იტყობინება> {Reuters}. | direct`},
		{"hy", `[«Կամուրջը վտանգավոր է և պետք է անմիջապես փակվի»],- <ասաց քաղաքապետ> {Յան Դորը} ուրբաթ օրը։ | direct`},
		{"sk", `Starosta mesta {Ján Dor} <povedal>: [„Most je nebezpečný a musíme ho hneď zavrieť.“] | direct`},
		{"sk", `Spevák Ján Dor vydal album „Most nad vodou“ minulý týždeň.`},
		{"et", `Sild on ohtlik ja linnapea Jaan Dor ootab.`},
	}
	for _, tt := range tests {
		for _, ex := range examplesOf(t, tt.lines) {
			t.Run(tt.lang+"/"+ex.text, func(t *testing.T) { testExample(t, tt.lang, ex) })
		}
	}
}

// Scripts without spaces have no word for the cue; the outlet is found.
func TestOutletInScriptWithoutSpaces(t *testing.T) {
	for _, s := range []string{
		"สำนักข่าว Reuters รายงานว่าสะพานถูกปิดเมื่อวันศุกร์",
		"\"สะพานนี้อันตรายและต้องปิดทันที\" นายกเทศมนตรี ยาน ดอร์ บอกกับสำนักข่าวรอยเตอร์",
	} {
		if _, sources := find(t, [4]string{"a", "", "th", s}); sourceNamed(sources, "Reuters") == nil {
			t.Errorf("%s: %+v, want Reuters", s, sources)
		}
	}
}

// Who speaks beside a known outlet spoke to it.
func TestFallbackCitesOutlet(t *testing.T) {
	const s = "«Broen er farlig og må stenges straks», sa ordfører Jan Dor fredag, ifølge Reuters."
	_, sources := find(t, [4]string{"a", "", "nb", s})
	reuters, speaker := sourceNamed(sources, "Reuters"), sourceNamed(sources, "Jan Dor")
	if reuters == nil || speaker == nil || len(reuters.Cites) != 1 || reuters.Cites[0] != speaker.ID {
		t.Errorf("%+v, want Reuters to cite Jan Dor", sources)
	}
}
