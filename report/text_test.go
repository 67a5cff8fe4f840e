package report

import (
	"bytes"
	"flag"
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
	d := largeStory(n)
	have := string(asText(t, &d.Result, TextOptions{}))
	checkPage(t, have, defaultWidth)
	if lines := strings.Count(have, "\n"); lines > n {
		t.Errorf("%d lines", lines)
	}
}
