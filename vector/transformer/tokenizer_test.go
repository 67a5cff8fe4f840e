package transformer

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// pieces names the numbers of a text's pieces, without the markers.
func pieces(t *testing.T, tk *tokenizer, text string) string {
	t.Helper()
	ids := tk.encode(text, 512)
	if ids[0] != 0 || ids[len(ids)-1] != 2 {
		t.Fatalf("%q: %v has no markers", text, ids)
	}
	var names []string
	vocabulary := tinyVocabulary()
	for _, id := range ids[1 : len(ids)-1] {
		names = append(names, vocabulary[id].text)
	}
	return strings.Join(names, "|")
}

func TestPieces(t *testing.T) {
	json, err := readTokenizerJSON(tinyTokenizer())
	if err != nil {
		t.Fatal(err)
	}
	table, err := base64.StdEncoding.DecodeString(tinyTable)
	if err != nil {
		t.Fatal(err)
	}
	sp, err := readSentencePiece(tinySentencePiece(table))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, want string }{
		{"the river", "▁the|▁river"},
		{"  the   river \t", "▁the|▁river"},
		{"the\u00a0rivers", "▁the|▁river|s"},
		{"rio, new", "▁rio|,|▁|n|e|<unk>"},
		{"новая", "▁нов|ая"},
		{"河川 の 川", "▁|河川|▁|<unk>|▁|川"},
		{"\u2460\u2461", "▁|12"},                                   // ①② fold to 12
		{"zzz zz", "▁|<unk>|▁|<unk>"},                              // unknown characters in a row are one
		{"</s>the<mask>", "▁|<unk>|s|<unk>|t|h|e|<unk>|a|s|<unk>"}, // markers in a text are text
		{"नदी نهر", "▁|नदी|▁نهر"},
		{"\xff", "▁|<unk>"},
		{"", ""},
	} {
		if got := pieces(t, json, c.text); got != c.want {
			t.Errorf("tokenizer.json: %q is %s, want %s", c.text, got, c.want)
		}
		if strings.Contains(c.text, "mask") || strings.Contains(c.text, "\u2460") {
			continue
		}
		if got := pieces(t, sp, c.text); got != c.want {
			t.Errorf("sentencepiece: %q is %s, want %s", c.text, got, c.want)
		}
	}
}

func TestFormsOfMetaspace(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		step stepJSON
		in   []string
		want string
	}{
		{stepJSON{Prepend: "always"}, []string{"a b", "c"}, "_a|_b|_c"},
		{stepJSON{Prepend: "first"}, []string{"a b", "c"}, "_a|_b|c"},
		{stepJSON{Prepend: "never"}, []string{"a  b", "c"}, "a|_|_b|c"},
		{stepJSON{PrefixSpace: &yes}, []string{" a b "}, "_a|_b|_"},
		{stepJSON{PrefixSpace: &no}, []string{"a b"}, "a|_b"},
		{stepJSON{Prepend: "always", Split: &no}, []string{"a b", ""}, "_a_b"},
	} {
		c.step.Type, c.step.Replacement = "Metaspace", "_"
		var tk tokenizer
		if err := tk.setWords(&c.step); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(tk.words[0](c.in), "|"); got != c.want {
			t.Errorf("%+v: %q is %s, want %s", c.step, c.in, got, c.want)
		}
	}
}

func TestCharsmap(t *testing.T) {
	raw, err := base64.StdEncoding.DecodeString(tinyTable)
	if err != nil {
		t.Fatal(err)
	}
	c, err := readCharsmap(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range [][2]string{
		{"the river", "the river"},
		{"the\u00a0river\tand\u200bthe", "the river and the"},
		{"ﬁfty ½ ℃", "fifty 1⁄2 °C"},
		{"a\u0301", "á"},       // a sequence of the table
		{"b\u0301", "b\u0301"}, // none
		{"ﬁ\u0301x", "fix"},    // five bytes as a grapheme: its shortest entry eats the accent, as in Python
		{"\x01\x00", "\x00"},   // taken out
		{"\r\n", " "},          // one grapheme
		{"नदी", "नदी"},
	} {
		if got := c.normalise(p[0]); got != p[1] {
			t.Errorf("%q is %q, want %q", p[0], got, p[1])
		}
	}
}

func TestTruncationKeepsTheLastMarker(t *testing.T) {
	tk, err := readTokenizerJSON(tinyTokenizer())
	if err != nil {
		t.Fatal(err)
	}
	whole := tk.encode("the river the river", 512)
	for limit := 2; limit <= len(whole); limit++ {
		got := tk.encode("the river the river", limit)
		if want := append(slices.Clone(whole[:limit-1]), 2); !slices.Equal(got, want) {
			t.Errorf("limit %d: %v, want %v", limit, got, want)
		}
	}
}

func FuzzTokenizerJSON(f *testing.F) {
	f.Add(tinyTokenizer(), "the river")
	f.Add([]byte(`{"model":{"unk_id":0,"vocab":[["<unk>",0],["a",-1]]},"normalizer":{"type":"Precompiled","precompiled_charsmap":"`+tinyTable+`"},
		"post_processor":{"type":"RobertaProcessing","cls":["<s>",0],"sep":["</s>",1]}}`), "ﬁ a½\u0301")
	f.Fuzz(func(t *testing.T, raw []byte, text string) {
		tk, err := readTokenizerJSON(raw)
		if err != nil {
			return
		}
		checkIDs(t, tk, text)
	})
}

func FuzzSentencePiece(f *testing.F) {
	table, err := base64.StdEncoding.DecodeString(tinyTable)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(tinySentencePiece(table), "the river ½")
	f.Add([]byte{}, "")
	f.Fuzz(func(t *testing.T, raw []byte, text string) {
		tk, err := readSentencePiece(raw)
		if err != nil {
			return
		}
		checkIDs(t, tk, text)
	})
}

func checkIDs(t *testing.T, tk *tokenizer, text string) {
	markers := append(slices.Clone(tk.before), tk.after...)
	ids := tk.encode(text, 32)
	if len(ids) > 32 {
		t.Fatalf("%d pieces", len(ids))
	}
	for _, id := range ids {
		if (id < 0 || int(id) >= len(tk.scores)) && !slices.Contains(markers, id) {
			t.Fatalf("piece %d of %d", id, len(tk.scores))
		}
	}
}

func FuzzCharsmap(f *testing.F) {
	table, err := base64.StdEncoding.DecodeString(tinyTable)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(table, "ﬁ a½\u0301\u00a0")
	f.Fuzz(func(_ *testing.T, raw []byte, text string) {
		if c, err := readCharsmap(raw); err == nil {
			c.normalise(text)
		}
	})
}
