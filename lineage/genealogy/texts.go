package genealogy

import (
	"embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed texts/*.txt
var own embed.FS

// Own returns the documents that come with the package: invented news.
func Own() (Corpus, error) {
	entries, err := own.ReadDir("texts")
	if err != nil {
		return nil, err
	}
	var c Corpus
	for _, e := range entries {
		b, err := own.ReadFile("texts/" + e.Name())
		if err != nil {
			return nil, err
		}
		d, err := ParseDocument(strings.TrimSuffix(e.Name(), ".txt"), string(b))
		if err != nil {
			return nil, err
		}
		d.Event = eventOf(d.Name)
		c = append(c, d)
	}
	return c, nil
}

// eventOf returns the number that the names of reports of one event begin with:
// 01-ferry, 01b-ferry.
func eventOf(name string) string {
	end := strings.IndexFunc(name, func(r rune) bool { return r < '0' || r > '9' })
	return name[:max(0, end)]
}

// labels is the file that says which document each line of the others is of.
const labels = "documents.txt"

// ReadParallel reads a folder of LANG.txt files that run line by line, next to
// a documents.txt that names the document of each line.
func ReadParallel(dir string) (Corpus, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	files := map[string]io.Reader{}
	var names io.Reader
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if base := filepath.Base(path); base == labels {
			names = f
		} else {
			files[strings.TrimSuffix(base, ".txt")] = f
		}
	}
	if names == nil {
		return nil, fmt.Errorf("%s: no %s", dir, labels)
	}
	c, err := ParseParallel(names, files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return c, nil
}

// sortedKeys returns the keys of a map in order: nothing that is drawn may hang
// on the order of a map.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
