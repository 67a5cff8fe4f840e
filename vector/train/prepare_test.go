package train

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPrepare merges two folders and leaves out what is held, doubled or cannot be a translation.
func TestPrepare(t *testing.T) {
	dir := t.TempDir()
	a, b, out := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "out")
	if err := os.MkdirAll(out, 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "test", "de.txt"), "Der Hafen von Velmora bleibt geschlossen.\n")
	writeFile(t, filepath.Join(dir, "test", "en.txt"), "The port of Velmora stays closed.\nPort\n")
	writeFile(t, filepath.Join(a, "de.tsv"), strings.Join([]string{
		"word\tport\tHafen", // a word of four letters is no test
		"news\tThe port of Velmora stays closed!\tDer Hafen bleibt zu.",
		"news\tThe harbour is shut today.\tDer Hafen von  Velmora bleibt GESCHLOSSEN",
		"news\tFerry  runs resume at dawn.\tDie Fähre fährt ab dem Morgengrauen wieder.",
		"news\tVelmora\tvelmora", // equal sides
		"news\tYes.\tNein, das hat der Minister in der Sitzung am Montag nie gesagt, und er wird es auch nicht tun.",
	}, "\n")+"\n")
	writeFile(t, filepath.Join(b, "more", "de.tsv"), "web\tferry runs resume at dawn\tDie Fähre fährt ab dem Morgengrauen wieder\n")
	writeFile(t, filepath.Join(b, "more", "ka.tsv"), "web\tbridge\tხიდი\n")
	writeFile(t, filepath.Join(b, "README.md"), "not a file of pairs")

	got, err := Prepare(context.Background(), []string{a, b}, []string{filepath.Join(dir, "test")}, out)
	if err != nil {
		t.Fatal(err)
	}
	want := []Prepared{
		{Lang: "de", Kept: 2, Sentences: 1, Held: 2, Twice: 1, Unlikely: 2},
		{Lang: "ka", Kept: 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("prepared %+v, want %+v", got, want)
	}
	var kept []string
	err = lines(context.Background(), filepath.Join(out, "de.tsv.zst"), func(english, other string) {
		kept = append(kept, english+" = "+other)
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"port = Hafen", "Ferry runs resume at dawn. = Die Fähre fährt ab dem Morgengrauen wieder."}; !slices.Equal(kept, want) {
		t.Errorf("kept %q, want %q", kept, want)
	}
}

// TestPrepareInPlace reads and writes one folder, and holds out the lines of a compressed file.
func TestPrepareInPlace(t *testing.T) {
	dir, held := t.TempDir(), t.TempDir()
	writeLanguage(t, held, "zh", "渡轮停航\n你好\n")
	writeLanguage(t, dir, "zh", "a\tThe ferries do not run\t渡轮停航\na\thello\t你好\na\tharbour\t港口\n")
	for range 2 {
		got, err := Prepare(context.Background(), []string{dir}, []string{held}, dir)
		if err != nil {
			t.Fatal(err)
		}
		if got[0].Kept != 1 {
			t.Fatalf("prepared %+v, want one pair", got)
		}
	}
}

func TestOtherScript(t *testing.T) {
	for text, want := range map[string]string{
		"Љубљана и Ниш, 2021.":     "Ljubljana i Niš, 2021.",
		"Džep njenog đaka je pun.": "Џеп њеног ђака је пун.",
		"Компанија Windows":        "", // a name in another alphabet
		"Quito":                    "",
	} {
		if got := otherScript(text); got != want {
			t.Errorf("otherScript(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPrepareFails(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "bad", "de.tsv"), "one column\n")
	writeFile(t, filepath.Join(dir, "held.txt"), "The port of Velmora stays closed.\n")
	for name, c := range map[string]struct{ folder, hold, want string }{
		"no pairs":     {t.TempDir(), dir, "no LANG.tsv"},
		"no held text": {filepath.Join(dir, "bad"), filepath.Join(dir, "gone"), "gone"},
		"nothing held": {filepath.Join(dir, "bad"), t.TempDir(), "no line to hold out"},
		"broken":       {filepath.Join(dir, "bad"), filepath.Join(dir, "held.txt"), "de.tsv:1: want source"},
	} {
		_, err := Prepare(context.Background(), []string{c.folder}, []string{c.hold}, t.TempDir())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add("news\tThe harbour is shut.\tDer Hafen ist zu.\n")
	f.Add("a\tb\n\n\t\t\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		_ = scan(context.Background(), strings.NewReader(text), "fuzz", func(_, english, other string) error {
			if strings.ContainsAny(english+other, "\t\n") || len(english) > maxBytes {
				t.Errorf("sides %q and %q", english, other)
			}
			return nil
		})
	})
}
