package eval

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoSet: where the gold set is not there, the error says which folder was
// looked for, and what to do.
func TestNoSet(t *testing.T) {
	dir := t.TempDir()
	for _, m := range Measures() {
		_, err := m.Run(t.Context(), dir, Models{})
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: error %v", m.Name, err)
			continue
		}
		for _, want := range []string{m.Name, filepath.Join(dir, cmp.Or(m.set, m.Name)), "--sets"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not say %s", err, want)
			}
		}
	}
}
