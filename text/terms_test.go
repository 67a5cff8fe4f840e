package text

import (
	"strings"
	"testing"
)

// formatTerms marks a loaded term with "!".
func formatTerms(text string, terms []Term) string {
	var out []string
	for _, t := range terms {
		s := text[t.Start:t.End] + "=" + t.Referent + "." + t.Key
		if t.Loaded {
			s = "!" + s
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestTerms(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "Takfiri terrorists left the harbour.", "!Takfiri terrorists=fighters.takfiris"},
		{"en", "The regime said two militants were killed by gunfire.", "!regime=government.regime; militants=fighters.militants; killed=killed.killed"},
		{"en", "The Israeli military", "military=army.army"},
		{"en", "The Takfiri terrorist group Daesh", "!Takfiri terrorist group=armed-group.takfiri-group; !Daesh=islamic-state.daesh"},
		{"en", "Settlers behind the apartheid wall; robbers after the revolution", "!Settlers=residents.settlers; !apartheid wall=barrier.apartheid-wall; robbers=fighters.robbers; !revolution=takeover.revolution"},
		{"ar", "جيش الاحتلال عند جدار الفصل العنصري", "!جيش الاحتلال=army.occupation-forces; !جدار الفصل العنصري=barrier.apartheid-wall"},
		{"fa", "داعش در خلیج فارس", "داعش=islamic-state.daesh; خلیج فارس=gulf.persian-gulf"},
		{"he", "דאעש מעבר לגדר ההפרדה", "דאעש=islamic-state.daesh; לגדר ההפרדה=barrier.barrier"},
		{"fr", "Les colons et Daech", "!colons=residents.settlers; !Daech=islamic-state.daesh"},
		{"tr", "DEAŞ üyeleri", "!DEAŞ=islamic-state.daesh"},
		{"en", "The regimental band played.", ""},
		{"id", "Milisi menewaskan teroris itu, kata rezim.", "Milisi=fighters.militants; !teroris=fighters.terrorists; !rezim=government.regime"},
		{"ar", "قال النظام إن الإرهابيين وداعش انسحبوا", "!النظام=government.regime; !الإرهابيين=fighters.terrorists; وداعش=islamic-state.daesh"},
		{"fa", "تروریست‌های تکفیری به هلاکت رسیدند", "!تروریست‌های تکفیری=fighters.takfiris; !به هلاکت رسیدند=killed.eliminated"},
		{"ru", "Боевиками названы террористы, а не повстанцы.", "Боевиками=fighters.militants; !террористы=fighters.terrorists; !повстанцы=fighters.rebels"},
		{"uk", "Спеціальна військова операція, або вторгнення.", "!Спеціальна військова операція=war.special-operation; !вторгнення=war.invasion"},
		{"pl", "Reżimem rządzili bojownicy.", "!Reżimem=government.regime; bojownicy=fighters.fighters"},
		{"cs", "Okupanty vystřídali povstalci.", "!Okupanty=army.occupation-forces; !povstalci=fighters.rebels"},
		{"tr", "Teröristlerin üssü ele geçirildi.", "!Teröristlerin=fighters.terrorists; ele geçirildi=control.captured"},
		{"hu", "A terroristákat megölték.", "!terroristákat=fighters.terrorists; megölték=killed.killed"},
		{"fi", "Terroristeille ei annettu mitään.", "!Terroristeille=fighters.terrorists"},
		{"el", "Το καθεστώς και οι αντάρτες", "!καθεστώς=government.regime; !αντάρτες=fighters.rebels"},
		{"de", "Die Aufständischen besetzten das Rathaus; Terroristen, sagt die Regierung.", "!Aufständischen=fighters.rebels; !besetzten=control.occupied; !Terroristen=fighters.terrorists; Regierung=government.government"},
		{"fr", "Les insurgés, des terroristes selon le régime", "!insurgés=fighters.rebels; !terroristes=fighters.terrorists; !régime=government.regime"},
		{"he", "המחבלים והמורדים", "!המחבלים=fighters.terrorists; !והמורדים=fighters.rebels"},
		{"zh", "恐怖分子占领了港口", "!恐怖分子=fighters.terrorists; !占领=control.occupied"},
		{"ja", "武装勢力が港を制圧した", "武装勢力=fighters.militants; 制圧=control.captured"},
		{"ko", "반군이 항구를 점령했다", "!반군=fighters.rebels; !점령=control.occupied"},
		{"hi", "आतंकियों ने बंदरगाह छोड़ा", "!आतंकियों=fighters.terrorists"},
		{"bn", "জঙ্গিদের হামলা", "জঙ্গিদের=fighters.militants; হামলা=attack.attack"},
		{"ur", "دہشت گردوں نے بندرگاہ چھوڑ دی", "!دہشت گردوں=fighters.terrorists"},
		{"sw", "Magaidi waliondoka bandarini.", "!Magaidi=fighters.terrorists"},
		{"th", "ผู้ก่อการร้ายออกจากท่าเรือ", "!ผู้ก่อการร้าย=fighters.terrorists"},
		{"vi", "Phiến quân rời cảng", "!Phiến quân=fighters.rebels"},
		{"ms", "Rejim itu membunuh pengganas.", "!Rejim=government.regime; !pengganas=fighters.terrorists"},
	} {
		if got := formatTerms(c.text, valuesIn(c.lang, c.text).Terms); got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

// Every language has the words that reports differ in most.
func TestLexiconsHoldTerms(t *testing.T) {
	names, err := lexiconNames()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range names {
		if lang == "common" {
			continue
		}
		have := map[string]bool{}
		lexiconOf(lang).phrases.each(func(m meaning) { have[m.key] = have[m.key] || m.role == roleTerm })
		for _, key := range []string{"fighters.terrorists", "fighters.rebels", "government.regime", "war.invasion", "attack.attack", "detained.arrested"} {
			if !have[key] {
				t.Errorf("%s: [terms] lacks %s", lang, key)
			}
		}
	}
}

// each visits all meanings of the tree.
func (t *phraseTree) each(visit func(meaning)) {
	for _, m := range t.meanings {
		visit(m)
	}
	for _, child := range t.next {
		child.each(visit)
	}
}

func TestTermTableRejects(t *testing.T) {
	for _, data := range []string{"war", "war = conflict", "war = conflict | conflict", "war = a, b | c\nwar = a |"} {
		if _, err := parseTerms(data); err == nil {
			t.Errorf("%q: no error", data)
		}
	}
}

func FuzzTermTable(f *testing.F) {
	f.Add("war = conflict, war | invasion")
	f.Add("gulf = | persian-gulf")
	f.Fuzz(func(t *testing.T, data string) {
		if len(data) > 2000 {
			return
		}
		table, err := parseTerms(data)
		if err == nil && len(table.keys) != len(table.terms) {
			t.Errorf("%q: %d keys of %d terms", data, len(table.keys), len(table.terms))
		}
	})
}
