package text

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The development set of the vectors says the same in 16 languages line by
// line, so that what is read from one language can be held against what is
// read from English. Translators round, convert miles and drop words: the
// floors are what the reader reached, a little below, and not a goal of 1.
func TestAgreementWithEnglish(t *testing.T) {
	english := parallelLines(t, "en")
	for _, c := range []struct {
		what  string
		of    func(Sentence) map[string]int
		floor float64
	}{
		{"numbers", numberBag, 0.76},
		{"dates", dateBag, 0.76},
		{"names", nameBag, 0.78},
	} {
		sum, worst := 0.0, 1.0
		languages := strings.Fields("ar de es fa fr hi id it ja pl pt ru tr uk zh")
		for _, lang := range languages {
			f1 := agreement(english, parallelLines(t, lang), lang, c.of)
			sum += f1
			worst = min(worst, f1)
			if f1 < c.floor {
				t.Errorf("%s, %s: F1 %.3f is below %.2f", c.what, lang, f1, c.floor)
			}
		}
		t.Logf("%s: mean F1 %.3f, worst %.3f", c.what, sum/float64(len(languages)), worst)
	}
}

func parallelLines(t *testing.T, lang string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "eval", "vectors", lang+".txt"))
	if err != nil {
		t.Skip("the development sets are not here")
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

func agreement(english, other []string, lang string, of func(Sentence) map[string]int) float64 {
	same, all := 0, 0
	for i := range english {
		a, b := of(valuesIn("en", english[i])), of(valuesIn(lang, other[i]))
		for k, n := range a {
			same += 2 * min(n, b[k])
			all += n
		}
		for _, n := range b {
			all += n
		}
	}
	return float64(same) / float64(all)
}

func numberBag(s Sentence) map[string]int {
	bag := map[string]int{}
	for _, n := range s.Numbers {
		bag[fmt.Sprintf("%.10g-%.10g", n.Value, n.High)]++
	}
	return bag
}

func dateBag(s Sentence) map[string]int {
	bag := map[string]int{}
	for _, d := range s.Dates {
		if !d.Time.IsZero() {
			bag[formatMoment(d.Moment)]++
		}
	}
	return bag
}

// nameBag counts the names of the gazetteer, whose keys are the same in all
// languages.
func nameBag(s Sentence) map[string]int {
	bag := map[string]int{}
	for _, n := range s.Names {
		if sharedGazetteer().keys[n.Key] {
			bag[n.Key] = 1
		}
	}
	return bag
}
