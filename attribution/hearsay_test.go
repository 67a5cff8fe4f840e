package attribution

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// hearsays are texts in the notation of the language files: forms that mark
// hearsay, and what looks like them and is a condition, a plan or a wish.
var hearsays = []struct{ lang, lines string }{
	{"de", `
[Die Brücke <sei> seit März gesperrt]. | indirect, claimed
{Der Sprecher} <sagte>, [die Brücke sei gesperrt]. Man habe die Stadt zweimal gewarnt.
+ {Der Sprecher} sagte, die Brücke sei gesperrt. [Man <habe> die Stadt zweimal gewarnt].
{Der Sprecher} <sagte>, [die Brücke sei gesperrt].¶Man habe die Stadt zweimal gewarnt.
+ Der Sprecher sagte, die Brücke sei gesperrt.¶[Man <habe> die Stadt zweimal gewarnt].
[Der Kapitän <soll> zwei Signale übersehen haben].
Die neue Brücke soll im Mai gebaut werden.
Die Fähre fährt bis Mitternacht, es sei denn, der Wind dreht.
Ich habe zwei Karten für die Fähre nach Wellmar.`},
	{"fr", `
[Le pont <aurait> été fermé en mars].
Si le vent avait tourné, le pont aurait été fermé.
Un nouveau pont serait utile aux pêcheurs.`},
	{"it", `
[Il ponte <sarebbe> stato chiuso a marzo].
Se il vento fosse cambiato, il ponte sarebbe stato chiuso.`},
	{"tr", `
[Köprü mart ayında sessizce <kapatılmış>]. | indirect, claimed
Kapatılmış köprü mayıs ayında yeniden açılacak.
Köprü mart ayında trafiğe kapatılmıştı.`},
	{"ja", `
[船長はその夜、港にいなかっ<たそうだ>]。
夕方には雨が降りそうだ。`},
	{"ko", `
[선장은 그날 밤 배에 없었던 <것으로 알려졌다>].`},
	{"zh", `
<据悉>，[这座桥三月份已经关闭]。`},
	{"en", `
[The bridge was] <reportedly> [closed in March].
<Rumour has it> [that the captain missed two signals].
The alleged thief left the pier by the back gate.`},
}

func TestHearsay(t *testing.T) {
	for _, tt := range hearsays {
		p := &languageParser{lang: &language{}}
		for line := range strings.Lines(tt.lines) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			if err := p.example(line); err != nil {
				t.Fatal(err)
			}
		}
		for _, ex := range p.lang.examples {
			t.Run(tt.lang+"/"+ex.text, func(t *testing.T) { testExample(t, tt.lang, ex) })
		}
	}
}

// An attribution to no one makes no source, present or lost, and no one for a
// pronoun to mean; its role of the source is empty.
func TestHearsayHasNoSource(t *testing.T) {
	const s = "Ada Renn said the pier was safe. The bridge was reportedly closed in March. She said it was old."
	got, sources, err := Find(t.Context(), []*text.Document{text.Read(stemma.Article{ID: "a", Lang: "en", Text: s})}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || len(sources) != 1 || sources[0].Name != "Ada Renn" || sources[0].Lost {
		t.Fatalf("%d attributions and the sources %+v, want 3 and Ada Renn", len(got), sources)
	}
	if a := got[1]; a.Source.Source != "" || a.Source.Len() != 0 || a.Certainty != stemma.CertaintyClaimed || a.Sentence != 1 {
		t.Errorf("%+v, want one without a source", a)
	}
	if got[2].Source.Source != sources[0].ID {
		t.Error("“she” is not Ada Renn")
	}
}

// Free indirect speech goes on with the one who spoke, though the outlet to
// whom he spoke was named behind him.
func TestFreeIndirectSpeechOfSpeaker(t *testing.T) {
	const s = "Bürgermeisterin Ada Renn sagte der Agentur Reuters, die Brücke sei alt. Man habe die Stadt zweimal gewarnt."
	got, sources, err := Find(t.Context(), []*text.Document{text.Read(stemma.Article{ID: "a", Lang: "de", Text: s})}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	last := got[len(got)-1]
	for _, src := range sources {
		if src.ID == last.Source.Source && src.Name == "Ada Renn" && of(s, last.Cue.Span) == "habe" {
			return
		}
	}
	t.Errorf("%+v of %+v, want Ada Renn's", last, sources)
}

func TestPatternErrors(t *testing.T) {
	tests := []struct{ pattern, want string }{
		{"…", "between words"},
		{"a …", "between words"},
		{"… a", "between words"},
		{"a /", "between words"},
		{"a … … b", "between words"},
		{"_", "without a word"},
		{"_ _ a", "two _"},
		{"a ^ b", "inside a pattern"},
		{"a . b", "inside a pattern"},
		{"(a|b", "not closed"},
		{"*", "without letters"},
		{"*a*b", "without letters"},
		{"(a||b)", "no words"},
		{strings.Repeat("(a b|c d) ", 10), "alternatives"},
	}
	for _, tt := range tests {
		if _, err := parsePatterns(tt.pattern, apostropheInside); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want %q in it", tt.pattern, err, tt.want)
		}
	}
}

func TestPatternMatch(t *testing.T) {
	tests := []struct {
		pattern, text string
		at, end       int // the cue's, in tokens; none when end is 0
	}{
		{"may have", "it may have sunk", 1, 3},
		{"may … (*ed|*en)", "it may at last have sunken", 1, 2},
		{"may … *ed", "it may, she closed", 1, 0},
		{"*ish .", "it was reddish.", 2, 3},
		{"*ish .", "it was reddish brown.", 2, 0},
		{"*ish .", "It was Irish.", 2, 0},
		{"_ may _", "it may sink", 1, 2},
		{"_ may _", "may sink", 0, 0},
		{"_ may _", "as it may, so", 2, 0},
		{"^ may", "so may it", 1, 0},
		{"ge*t", "er hat gesagt", 2, 3},
		{"ge*t", "get", 0, 0},
		{"may / have", "it may have sunk", 1, 2},
		{"_ plane _", "die Plane lag", 1, 0},
		{"_ (plane|may have) _", "it may have sunk", 1, 3},
		{"(may|*ght) have", "it might have", 1, 3},
		{"(may|might) have", "it might have", 1, 3},
	}
	for _, tt := range tests {
		patterns, err := parsePatterns(tt.pattern, apostropheInside)
		if err != nil {
			t.Fatal(err)
		}
		var list patternList
		for _, p := range patterns {
			list.add(p)
		}
		tok := &tokeniser{text: tt.text}
		for tok.pos < len(tt.text) {
			tok.next(len(tt.text), false)
		}
		if end := list.find(tok.toks, tt.at, nil); end != tt.end {
			t.Errorf("%q in %q at %d: ends at %d, want %d", tt.pattern, tt.text, tt.at, end, tt.end)
		}
	}
}

// The patterns of all languages stay within linear time.
func TestHearsayInLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time")
	}
	units := map[string]string{"fr": "aurait ", "nl": "zou zijn ", "de": "sei ", "tr": "kapatılmış ", "ja": "という", "it": "che avrebbe "}
	for lang, unit := range units {
		s := strings.Repeat(unit, 200_000/len(unit))
		d := &text.Document{Article: stemma.Article{ID: "a", Lang: lang, Text: s, Sentences: []stemma.Span{{Start: 0, End: len(s)}}}}
		d.Sentences = []text.Sentence{{Span: d.Article.Sentences[0], Text: s}}
		got, _, err := Find(t.Context(), []*text.Document{d}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkSpans(t, s, got)
	}
}

func FuzzPatterns(f *testing.F) {
	f.Add("_ (sei|habe) _", "Die Brücke sei zu")
	f.Add("aurait … (*é|été) .", "le pont aurait été fermé.")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if len(pattern) > 200 || len(s) > 2000 {
			return
		}
		patterns, err := parsePatterns(pattern, apostropheInside)
		if err != nil {
			return
		}
		var list patternList
		for _, p := range patterns {
			list.add(p)
		}
		tok := &tokeniser{text: s}
		for tok.pos < len(s) {
			tok.next(len(s), false)
		}
		for i := range tok.toks {
			if end := list.find(tok.toks, i, nil); end < 0 || end > len(tok.toks) {
				t.Fatalf("%q ends at %d of %d", pattern, end, len(tok.toks))
			}
		}
	})
}
