package attribution

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// heldoutFloor is the part of the held-out texts that must come out exactly as
// they are marked: no more, no less, to the character.
const heldoutFloor = 0.7

// The texts of testdata/heldout were written by people who had not seen the
// rules, and no rule may be written for them: what they show is how the rules do
// on news that no one has looked at.
func TestHeldOut(t *testing.T) {
	files, err := filepath.Glob("testdata/heldout/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no held-out texts")
	}
	right, all := 0, 0
	for _, file := range files {
		r, n := heldout(t, file)
		t.Logf("%s: %d of %d", filepath.Base(file), r, n)
		right, all = right+r, all+n
	}
	t.Logf("%d of %d right", right, all)
	if float64(right) < heldoutFloor*float64(all) {
		t.Errorf("%d of %d right, want %.0f%%", right, all, 100*heldoutFloor)
	}
}

// heldout returns how many texts of a file come out right, and how many it has.
func heldout(t *testing.T, file string) (right, all int) {
	t.Helper()
	tag := strings.TrimSuffix(filepath.Base(file), ".txt")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lang, err := parseLanguage("language " + tag + " " + tag + "\n[examples]\n" + string(data))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, ex := range lang.examples {
		got, _, err := Find(t.Context(), []*text.Document{text.Read(stemma.Article{ID: "a", Lang: tag, Text: ex.text})}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		all++
		if isAsMarked(ex, got) {
			right++
		} else if testing.Verbose() {
			for _, a := range got {
				t.Logf("%s %d: %s", tag, ex.line-2, show(ex.text, a))
			}
		}
	}
	return right, all
}

// isAsMarked reports whether all that is marked was found, and nothing else.
func isAsMarked(ex example, got []stemma.Attribution) bool {
	left := slices.Clone(got)
	for _, want := range ex.want {
		i := slices.IndexFunc(left, func(a stemma.Attribution) bool { return want.matches(ex.text, a) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return len(left) == 0
}
