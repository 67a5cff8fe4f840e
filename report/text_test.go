package report

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares what was printed to testdata/NAME.
func golden(t *testing.T, file string, have []byte) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, have, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(have)); diff != "" {
		t.Errorf("%s (-want +have; -update writes it anew)\n%s", path, diff)
	}
}

func asText(t testing.TB, r *stemma.Result, o TextOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Text(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestText(t *testing.T) {
	for file, o := range map[string]TextOptions{
		"bridge.txt":          {},
		"bridge.72.txt":       {Width: 72},
		"bridge.evidence.txt": {Evidence: true},
		"bridge.color.txt":    {Color: true},
		"bridge.support.txt":  {MinSupport: 0.7},
	} {
		t.Run(file, func(t *testing.T) { golden(t, file, asText(t, bridge(t), o)) })
	}
}

func TestTextOfSeveralStories(t *testing.T) {
	golden(t, "two.txt", asText(t, twoStories(), TextOptions{}))
}

// TestTextOfALargeStory draws a story of thousands: a chain as deep as it is
// long, and as many copies of one report.
func TestTextOfALargeStory(t *testing.T) {
	const n = 2000
	d := newDraft()
	d.newStory("Ferry stuck off Larn")
	for i := range n {
		d.article(fmt.Sprintf("a%d", i), fmt.Sprintf("Paper %d", i), "en", "", "", "A ferry is stuck.", "It has 80 aboard.")
		switch {
		case i > n/2:
			d.edge("a0", fmt.Sprintf("a%d", i), stemma.EdgeCopy, 1)
		case i > 0:
			d.edge(fmt.Sprintf("a%d", i-1), fmt.Sprintf("a%d", i), stemma.EdgeTranslation, 1)
		}
	}
	c := d.claim("a0 0")
	for i := range n {
		c.Passages = append(c.Passages, stemma.Passage{Article: fmt.Sprintf("a%d", i), Sentences: []int{0}})
	}
	have := string(asText(t, &d.Result, TextOptions{}))
	checkPage(t, have, defaultWidth)
	if lines := strings.Count(have, "\n"); lines > n {
		t.Errorf("%d lines", lines)
	}
}
