package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/vector"
)

// TestSteps takes invented pairs through all steps, to a table that can be read.
func TestSteps(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	rng := rand.New(rand.NewPCG(1, 1))
	var pairs, held strings.Builder
	for range 300 {
		i, j := rng.IntN(30), rng.IntN(30)
		fmt.Fprintf(&pairs, "test\tthe word%d and the word%d\tdas wort%d und das wort%d\n", i, j, i, j)
	}
	held.WriteString("the word1 and the word2\n")
	for name, text := range map[string]string{"pairs/de.tsv": pairs.String(), "held.txt": held.String()} {
		if err := os.MkdirAll(filepath.Dir(path(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var log strings.Builder
	for _, args := range [][]string{
		{"prepare", "-hold", path("held.txt"), "-o", path("data"), path("pairs")},
		{"fit", "-data", path("data"), "-rows", "500", "-batches", "5", "-batch", "32", "-o", path("big.bin")},
		{"quantise", "-o", path("small.bin"), path("big.bin")},
	} {
		if err := run(t.Context(), args, &log); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, log.String())
		}
	}
	if !strings.Contains(log.String(), "de: ") {
		t.Errorf("prepare said nothing of de: %s", log.String())
	}
	for name, bits := range map[string]int{"big.bin": 8, "small.bin": 2} {
		file, err := os.ReadFile(path(name))
		if err != nil {
			t.Fatal(err)
		}
		m, err := vector.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Verify(); err != nil || m.Dim() != 256 {
			t.Errorf("%d bits: %d dimensions, %v", bits, m.Dim(), err)
		}
	}
}

func TestWrongUse(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "gone")
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "give a step"},
		{[]string{"train"}, "give a step"},
		{[]string{"prepare", "-o", missing, "x"}, "-hold"},
		{[]string{"fit"}, "-data"},
		{[]string{"fit", "-data", missing}, "no LANG.tsv.zst"},
		{[]string{"quantise"}, "one table"},
		{[]string{"quantise", missing}, "gone"},
	} {
		err := run(t.Context(), c.args, &strings.Builder{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want %q", c.args, err, c.want)
		}
	}
}
