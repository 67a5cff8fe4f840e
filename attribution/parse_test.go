package attribution

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

func TestLanguageFileErrors(t *testing.T) {
	const head = "language xx Test\n"
	tests := []struct{ name, data, want string }{
		{"no language", "order medial\n", "no language line"},
		{"unknown key", head + "colour red\n", "line 2"},
		{"key without value", head + "order\n", "line 2"},
		{"unknown order", head + "order sideways\n", `"sideways" is none of`},
		{"unknown section", head + "[verbs]\nsay\n", `unknown section "verbs"`},
		{"section first", "[reported]\nsay\n", "line 2"},
		{"star inside", head + "[reported]\nsa*y\n", "line 3"},
		{"two stars", head + "[person]\n*speaker*\n", "the end of one word"},
		{"head of two words", head + "[person]\n*press speaker\n", "the end of one word"},
		{"two pieces of a noun", head + "[person]\npress … speaker\n", "no verb and one word"},
		{"two pieces, one missing", head + "[reported]\nput …\n", "no verb and one word"},
		{"subject", head + "subject lost\n", "none of kept, dropped"},
		{"that", head + "that inside\n", "none of before, after"},
		{"no words", head + "[reported]\nsay, *\n", "line 3"},
		{"mark twice", head + "[examples]\n{a} {b} <said> [c].\n", "a mark twice"},
		{"mark not closed", head + "[examples]\n{a <said> [c].\n", "inside another"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := parseLanguage(tt.data); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestOutletTableErrors(t *testing.T) {
	for _, data := range []string{"paper X | Y\n", "agency X | | Y\n", "agency\n"} {
		if _, err := parseOutlets(data, nil); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: error %v, want one that names line 1", data, err)
		}
	}
}

// Every name in the table leads back to its line; a name in two lines would not.
func TestOutletTable(t *testing.T) {
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	id := -1
	for line := range strings.Lines(outletData) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if kind != "agency" && kind != "outlet" {
			continue
		}
		id++
		for name := range strings.SplitSeq(rest, "|") {
			name = strings.Trim(name, " *")
			if got, ok := know.outlets.identify(name); !ok || got != id {
				t.Errorf("%q of line %q leads to %q", name, know.outlets.list[id].name, know.outlets.list[got].name)
			}
		}
	}
}

func FuzzParseLanguage(f *testing.F) {
	f.Add("language xx Test\norder final\n[reported]\nsay*, said\n[examples]\n{X} <said> [that].\n")
	f.Add("[")
	f.Add("language x\n[examples]\n]>}")
	if data, err := os.ReadFile("lang/sw.txt"); err == nil {
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, data string) {
		lang, err := parseLanguage(data)
		if err != nil {
			return
		}
		for _, ex := range lang.examples {
			for _, want := range ex.want {
				for _, s := range append(want.content, want.source, want.cue) {
					if s.Start < 0 || s.End < s.Start || s.End > len(ex.text) {
						t.Fatalf("span %v of %q", s, ex.text)
					}
				}
			}
		}
	})
}

// FuzzAsked: whatever is asked for, nothing is found outside of the text.
func FuzzAsked(f *testing.F) {
	f.Add("A clerk told Norlink that nobody was hurt.", "en", "Norlink")
	f.Add("قال مسؤول لوكالة نورلينك إن القطار خرج عن مساره.", "ar", "Norlink")
	f.Add("сказал Норлинку чиновник.", "ru", "Norlink\nl'Orvel-X/Y")
	f.Fuzz(func(t *testing.T, s, lang, names string) {
		s = strings.ToValidUTF8(s, "\uFFFD")
		if len(s)+len(names) > 1<<13 {
			return
		}
		asked, err := (*Outlets)(nil).Asked(strings.Split(names, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		d := text.Read(stemma.Article{ID: "a", Lang: lang, Text: s})
		found, sources, err := FindByRules(t.Context(), d, Options{})
		if err == nil {
			found, _, err = asked.Cites(t.Context(), d, found, sources)
		}
		if err != nil {
			t.Fatal(err)
		}
		checkSpans(t, s, found)
	})
}

func FuzzFind(f *testing.F) {
	for _, a := range bridge {
		f.Add(a[3], a[2])
	}
	f.Add("“„«»\"' said X: “", "en")
	f.Add("X said, Y said, according to, according to (Reuters", "en")
	f.Add("''a'' b ''c", "de")
	f.Add("は が と述べた。「", "ja")
	f.Fuzz(func(t *testing.T, s, lang string) {
		s = strings.ToValidUTF8(s, "\uFFFD")
		if len(s) > 1<<14 {
			return
		}
		d := text.Read(stemma.Article{ID: "a", Lang: lang, Text: s})
		got, sources, err := Find(t.Context(), []*text.Document{d}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkSpans(t, s, got)
		for _, src := range sources {
			if src.ID == "" || src.CitedBy == nil || src.Cites == nil {
				t.Fatalf("source %+v", src)
			}
		}
	})
}

// checkSpans holds every span to the text and to the starts of characters.
func checkSpans(t *testing.T, s string, got []stemma.Attribution) {
	t.Helper()
	last := 0
	for _, a := range got {
		for _, r := range []stemma.Role{a.Source, a.Cue, a.Content} {
			if r.Start < 0 || r.End < r.Start || r.End > len(s) {
				t.Fatalf("span %v of %d bytes", r.Span, len(s))
			}
			if !utf8.ValidString(s[r.Start:r.End]) {
				t.Fatalf("span %v cuts a character", r.Span)
			}
			end := r.Start
			for _, p := range r.Parts {
				if p[0] < end || p[1] < p[0] || p[1] > r.End {
					t.Fatalf("parts %v of %v", r.Parts, r.Span)
				}
				end = p[1]
			}
		}
		at := a.Cue.Start
		if a.Cue.Len() == 0 {
			at = a.Source.Start
		}
		if at < last {
			t.Fatalf("attribution at %d after one at %d", at, last)
		}
		last = at
	}
}

// A text of one endless line must not take more than linear time: this would
// run for minutes if anything were quadratic.
func TestEndlessLine(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time")
	}
	for _, unit := range []string{"X said, ", "“", "according to Reuters, citing a source, ", "(Reuters ", "a ", "' ", "据"} {
		s := strings.Repeat(unit, 200_000/len(unit))
		d := &text.Document{Article: stemma.Article{ID: "a", Lang: "en", Text: s, Sentences: []stemma.Span{{Start: 0, End: len(s)}}}}
		d.Sentences = []text.Sentence{{Span: d.Article.Sentences[0], Text: s}}
		got, _, err := Find(t.Context(), []*text.Document{d}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkSpans(t, s, got)
	}
}

func BenchmarkFind(b *testing.B) {
	docs := read(bridge...)
	size := 0
	for _, d := range docs {
		size += len(d.Article.Text)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		if _, _, err := Find(b.Context(), docs, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
