package attribution

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// unitsOf reads a text with a language file made for a test.
func unitsOf(t *testing.T, file, s string) []unit {
	t.Helper()
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	lang, err := parseLanguage(file)
	if err != nil {
		t.Fatal(err)
	}
	d := text.Read(stemma.Article{ID: "a", Lang: "en", Text: s})
	return newReading(lang, know.outlets.with([]*text.Document{d}), d).units
}

// What a language file may say of the form of a word.
func TestWordForms(t *testing.T) {
	const file = `language xx Test
proclitics wa bi
verb-proclitics wa
endings eun eul
enclitics -t-il -il
[reported]
told, put … across, dit
[doubted]
put … down
[person]
mayor, *speaker, fisher*
[pronoun]
il
[other]
told apart
`
	tests := []struct {
		name, text, word string
		want             class
	}{
		{"as it stands", "The mayor spoke.", "mayor", personClass},
		{"stem", "The fishermen spoke.", "fishermen", personClass},
		{"compound", "The portspeaker spoke.", "portspeaker", personClass},
		{"compound too short", "The xspeaker spoke.", "xspeaker", 0},
		{"ending", "The mayoreun spoke.", "mayoreun", personClass},
		{"ending of a compound", "The portspeakereul spoke.", "portspeakereul", personClass},
		{"proclitic of a verb", "watold him.", "watold", verbClass},
		{"proclitic of no verb", "bitold him.", "bitold", 0},
		{"proclitic of a noun", "bimayor spoke.", "bimayor", personClass},
		{"longer phrase", "They were told apart.", "told", 0},
		{"enclitic", "Vrai, dit-il.", "il", pronounClass},
		{"verb before it", "Vrai, dit-il.", "dit", verbClass},
		{"two pieces", "She put the claim down.", "put", verbClass},
		{"second piece", "She put the claim down.", "down", closerClass},
		{"second piece inside its clause", "She put it down the well.", "put", 0},
		{"no second piece", "She put the cup away.", "put", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, u := range unitsOf(t, file, tt.text) {
				if strings.HasPrefix(u.form, tt.word) && len(u.form) == len(tt.word) {
					if u.class != tt.want {
						t.Errorf("%q of %q has class %b, want %b", u.form, tt.text, u.class, tt.want)
					}
					return
				}
			}
			t.Errorf("no unit %q in %q", tt.word, tt.text)
		})
	}
}

// Of verbs in two pieces the second says how certain the first is.
func TestTwoPieces(t *testing.T) {
	const file = "language xx Test\n[reported]\nput … across\n[doubted]\nput … down\n"
	for s, want := range map[string]stemma.Certainty{
		"She put the claim across.": stemma.CertaintyReported,
		"She put the claim down.":   stemma.CertaintyDoubted,
	} {
		for _, u := range unitsOf(t, file, s) {
			if u.form == "put" && u.certainty != want {
				t.Errorf("%s: certainty %q, want %q", s, u.certainty, want)
			}
		}
	}
}

func TestNegation(t *testing.T) {
	for c, want := range map[stemma.Certainty]stemma.Certainty{
		stemma.CertaintyAsserted: stemma.CertaintyDoubted,
		stemma.CertaintyReported: stemma.CertaintyDoubted,
		stemma.CertaintyClaimed:  stemma.CertaintyDoubted,
		stemma.CertaintyDoubted:  stemma.CertaintyReported,
	} {
		if got := negation(c); got != want {
			t.Errorf("not %s is %s, want %s", c, got, want)
		}
	}
}
