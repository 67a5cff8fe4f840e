package langid

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// A model learnt from a few lines tells their languages apart, and reads back
// as it was written, twice the same.
func TestLearn(t *testing.T) {
	text := map[string][]string{
		"nl": {"De dijk boven het dorp is vrijdag doorgebroken.", "De politie zegt dat niemand gewond is geraakt.", "Het water staat nog hoog in de straten."},
		"sv": {"Dammen ovanför byn brast i fredags.", "Polisen säger att ingen människa skadades.", "Vattnet står ännu högt på gatorna."},
		"uk": {"Гребля над селом прорвалася в п'ятницю.", "Поліція каже, що ніхто не постраждав.", "Вода ще стоїть на вулицях."},
		"bg": {"Язовирната стена над селото се скъса в петък.", "Полицията казва, че няма ранени.", "Водата още е по улиците."},
		"ja": {"金曜日に村の上のダムが決壊した。"},
	}
	o := LearnOptions{Bits: 12, Lines: 300, Epochs: 2, Seed: 1}
	file, err := Learn(t.Context(), text, o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Learn(t.Context(), text, o)
	if err != nil || !slices.Equal(file, again) {
		t.Errorf("the same text gave another model (%v)", err)
	}
	m, err := parse(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ script, tag, text string }{
		{"Latin", "nl", "Het dorp is niet gewond"},
		{"Latin", "sv", "Ingen säger att byn skadades"},
		{"Cyrillic", "uk", "Ніхто не каже, що прорвалася вода"},
		{"Cyrillic", "bg", "Полицията се скъса"},
	} {
		g := newTally(m[tt.script])
		g.add(tt.text)
		if tag, _ := g.best(); tag != tt.tag {
			t.Errorf("%q is read as %s, want %s", tt.text, tag, tt.tag)
		}
	}
	if len(m) != 2 {
		t.Errorf("%d groups, want Latin and Cyrillic: one language alone in its script needs none", len(m))
	}
}

func TestLearnStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Learn(ctx, map[string][]string{"nl": {"de dijk"}, "sv": {"dammen"}}, LearnOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if _, err := Learn(t.Context(), map[string][]string{"nl": {"de dijk"}}, LearnOptions{}); err == nil {
		t.Error("one language is nothing to tell apart")
	}
}

// A damaged file is an error, never a panic.
func FuzzParse(f *testing.F) {
	file, err := model{"Latin": {script: "Latin", tags: []string{"nl", "sv"}, bits: 1, weights: []int8{1, 2, 3, 4}, scale: .5}}.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add(file[:len(file)-4])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := parse(file)
		for _, g := range m {
			if err == nil {
				newTally(g).add("De dijk boven het dorp")
			}
		}
	})
}

func FuzzGuess(f *testing.F) {
	for _, tt := range languageTests {
		f.Add(tt.text)
	}
	f.Add("\xff\xfe mixed 混ざる текст \u202e")
	f.Fuzz(func(t *testing.T, s string) {
		if tag, p := Guess(s); tag == "" || p < 0 || p > 1 || p != p {
			t.Errorf("%q with probability %g", tag, p)
		}
	})
}
