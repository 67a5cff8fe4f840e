package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/lineage/truth"
)

// TestGenealogies writes stories of the texts that come with the program and of
// given ones.
func TestGenealogies(t *testing.T) {
	texts := t.TempDir()
	for name, text := range map[string]string{
		"documents.txt": strings.Repeat("dam\n", 12),
		"en.txt":        strings.Repeat("The dam burst near Lumna, and 9 people died.\n", 12),
		"de.txt":        strings.Repeat("Der Damm bei Lumna brach, und 9 Menschen starben.\n", 12),
	} {
		if err := os.WriteFile(filepath.Join(texts, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, more := range [][]string{nil, {"-texts", texts}} {
		out := filepath.Join(t.TempDir(), "stories")
		var log strings.Builder
		args := append([]string{"genealogies", "-o", out, "-kinds", "light,lost,large,copied", "-n", "4"}, more...)
		if err := run(t.Context(), args, &log); err != nil {
			t.Fatal(err)
		}
		gold, _ := filepath.Glob(filepath.Join(out, "*.gold.json"))
		if len(gold) != 4+1+1+1 {
			t.Errorf("%v wrote %v", args, gold)
		}
		for _, path := range gold {
			tree, err := truth.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(tree.Articles) == 0 || tree.Name+".gold.json" != filepath.Base(path) {
				t.Errorf("%s: %d articles of %q", path, len(tree.Articles), tree.Name)
			}
			if _, err := os.Stat(strings.TrimSuffix(path, ".gold.json") + ".jsonl"); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestGenealogiesWrongUse(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "-o"},
		{[]string{"-o", t.TempDir(), "-kinds", "gossip"}, "gossip"},
		{[]string{"-o", t.TempDir(), "-texts", t.TempDir()}, "documents.txt"},
	} {
		err := run(t.Context(), append([]string{"genealogies"}, c.args...), &strings.Builder{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want %q", c.args, err, c.want)
		}
	}
}
