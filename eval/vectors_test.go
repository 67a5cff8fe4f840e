package eval

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// letters is a model for which the first letter of a sentence is all that it says: cosine 1 or 0.
type letters struct{}

func (letters) Name() string { return "letters" }

func (letters) Vectors(_ context.Context, sentences []string) ([][]float32, error) {
	out := make([][]float32, len(sentences))
	for i, s := range sentences {
		out[i] = make([]float32, 26)
		if s != "" {
			out[i][strings.ToLower(s)[0]-'a'] = 1
		}
	}
	return out, nil
}

func valueOf(t *testing.T, figures []Figure, name string) float64 {
	t.Helper()
	for _, f := range figures {
		if f.Name == name {
			return f.Value
		}
	}
	t.Fatalf("no figure %s in %v", name, figures)
	return 0
}

func writeLines(t *testing.T, path string, lines ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestVectors: of four sentences, one has lost its translation.
func TestVectors(t *testing.T) {
	dir := t.TempDir()
	writeLines(t, filepath.Join(dir, "documents.txt"), "d1", "d1", "d2", "d2")
	writeLines(t, filepath.Join(dir, "en.txt"), "apple", "bread", "cheese", "dates")
	writeLines(t, filepath.Join(dir, "de.txt"), "apfel", "brot", "chäse", "feigen")
	figures, err := Vectors(context.Background(), dir, Models{Vectors: letters{}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{
		"english.margin":    0.75,
		"english.worst":     0.75,
		"de-en":             0.75,
		"english.near":      6.0 / 8, // all but the last sentence against its neighbour, which has as little
		"english.threshold": 7.0 / 8, // the lost translation is the one that is missed
	} {
		if got := valueOf(t, figures, name); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	writeLines(t, filepath.Join(dir, "fr.txt"), "ail")
	if _, err := Vectors(context.Background(), dir, Models{Vectors: letters{}}); err == nil || !strings.Contains(err.Error(), "fr.txt has 1 lines") {
		t.Errorf("a file cut short: %v", err)
	}
}

func TestTatoeba(t *testing.T) {
	dir := t.TempDir()
	if _, err := Tatoeba(context.Background(), dir, Models{Vectors: letters{}}); err == nil {
		t.Error("an empty folder was measured")
	}
	writeLines(t, filepath.Join(dir, "tatoeba.deu-eng.eng"), "apple", "bread")
	writeLines(t, filepath.Join(dir, "tatoeba.deu-eng.deu"), "apfel", "kuchen")
	figures, err := Tatoeba(context.Background(), dir, Models{Vectors: letters{}})
	if err != nil {
		t.Fatal(err)
	}
	if got := valueOf(t, figures, "deu.cosine"); got != 0.5 {
		t.Errorf("deu.cosine = %v, want 0.5", got)
	}
}
