package genealogy

import (
	"io"
	"strings"
	"testing"
)

const ferry = `# The ferry

[en]
Ferry sinks
At least 37 people died.

[en 2]
Dozens drown
No fewer than 37 are dead.

[fr]
Un ferry coule
Au moins 37 personnes ont péri.
`

func TestParseDocument(t *testing.T) {
	d, err := ParseDocument("ferry", ferry)
	if err != nil {
		t.Fatal(err)
	}
	if d.Lines != 2 || len(d.Texts) != 3 || len(d.wordings("en")) != 2 || d.Texts[1].Lines[0] != "Dozens drown" {
		t.Errorf("read as %+v", d)
	}
	if have := strings.Join(d.languages(), " "); have != "en fr" {
		t.Errorf("languages %q", have)
	}
}

func TestParseDocumentRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"text before a section":   {"Ferry sinks\n", "line 1: text before"},
		"a line too few":          {"[en]\na\nb\n\n[fr]\nc\n", "line 6: section [fr] of line 5 has 1 lines, the first one has 2"},
		"a line too many":         {"[en]\na\nb\n[fr]\nc\nd\ne\n[de]\nf\ng\n", "line 8: section [fr] of line 4 has 3"},
		"an empty section":        {"[en]\n[fr]\na\nb\n", "line 2: section [en] of line 1 is empty"},
		"a book":                  {"[en]\n" + strings.Repeat("a\n", maxLines+1), "more than 1000 lines"},
		"no language":             {"[e n]\na\n", "line 1: \"[e n]\" is no heading"},
		"a wording left out":      {"[en]\na\nb\n[en 3]\nc\nd\n", "line 4: [en 3]: this is wording 2 of en"},
		"a language twice":        {"[en]\na\nb\n[en]\nc\nd\n", "line 4: [en]: this is wording 2 of en"},
		"nothing":                 {"# only a title\n", "no headline and lead"},
		"a headline and no lead":  {"[en]\na\n", "no headline and lead"},
		"what is not text":        {"[en]\na\xff\nb\n", "not UTF-8"},
		"a heading without end":   {"[en\na\nb\n", "line 1: \"[en\" is no heading"},
		"a number that is no one": {"[en two]\na\nb\n", "line 1: \"[en two]\""},
	} {
		_, err := ParseDocument("x", c.text)
		if name == "a number that is no one" { // [en two] is a heading of a wording that does not come first
			c.want = "[en two]: this is wording 1 of en"
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

func lines(all ...string) string { return strings.Join(all, "\n") + "\n" }

func parallel(names string, files map[string]string) (Corpus, error) {
	readers := map[string]io.Reader{}
	for lang, text := range files {
		readers[lang] = strings.NewReader(text)
	}
	return ParseParallel(strings.NewReader(names), readers)
}

func TestParseParallel(t *testing.T) {
	c, err := parallel(lines("dam", "dam", "flood"), map[string]string{"fr": "un\ndeux\ntrois\n", "de": "eins\nzwei\ndrei\n"})
	if err != nil {
		t.Fatal(err)
	}
	if len(c) != 2 || c[0].Lines != 2 || c[1].Lines != 1 || c[0].Texts[0].Lang != "de" || c[1].Texts[1].Lines[0] != "trois" {
		t.Errorf("read as %+v", c)
	}
	for _, x := range []struct {
		names string
		files map[string]string
		want  string
	}{
		{lines("dam", "dam"), map[string]string{"en": "one\n"}, "en: line 1: documents has 2 lines"},
		{"a\nb\na\n", map[string]string{"en": "1\n2\n3\n"}, "documents: line 3: \"a\" comes back"},
		{strings.Repeat("long\n", maxLines+1), nil, "documents: line 1: \"long\" has more than 1000 lines"},
		{"a\n\nb\n", map[string]string{"en": "1\n2\n3\n"}, "documents: line 2 is empty"},
		{lines("dam", "dam"), map[string]string{"en": "one\n\n"}, "en: line 2 is empty"},
		{"a\n", map[string]string{"e1": "one\n"}, "\"e1\" is no language"},
		{"a\n", map[string]string{"en": "\xff\n"}, "en: not UTF-8"},
		{"a\n", nil, "no language"},
	} {
		if _, err := parallel(x.names, x.files); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%q %q: error %v, want %q", x.names, x.files, err, x.want)
		}
	}
}

func FuzzParseDocument(f *testing.F) {
	f.Add(ferry)
	f.Add("[en]\na\n[en 2]\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDocument("fuzz", text)
		if err != nil {
			return
		}
		for _, w := range d.Texts {
			if len(w.Lines) != d.Lines {
				t.Fatalf("%d lines in %s, want %d", len(w.Lines), w.Lang, d.Lines)
			}
		}
		p, _ := Draw("heavy", uint64(len(text)))
		if _, err := Generate(Corpus{d}, p, 1); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzParseParallel(f *testing.F) {
	f.Add(lines("dam", "dam", "flood"), "one\ntwo\nthree\n", "eins\nzwei\ndrei\n")
	f.Fuzz(func(t *testing.T, names, en, de string) {
		c, err := parallel(names, map[string]string{"en": en, "de": de})
		if err != nil {
			return
		}
		for _, d := range c {
			for _, w := range d.Texts {
				if len(w.Lines) != d.Lines || d.Lines == 0 {
					t.Fatalf("%s: %d lines in %s, want %d", d.Name, len(w.Lines), w.Lang, d.Lines)
				}
			}
		}
	})
}

// TestOwnTexts holds that the texts can be read, in languages that sources can
// be named in.
func TestOwnTexts(t *testing.T) {
	c := ownTexts(t)
	p, err := parsePhrases(phrasesFile)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c {
		for _, lang := range c[i].languages() {
			if p[lang] == nil {
				t.Errorf("%s is in %s, and phrases.txt has none", c[i].Name, lang)
			}
		}
		if c[i].Event == "" {
			t.Errorf("%s has no number of its event", c[i].Name)
		}
	}
}
