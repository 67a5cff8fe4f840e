package text

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// The seeds are five real pages, which lie beside the repository on some
// machines only. The test names no more of them than it needs.
func TestSeeds(t *testing.T) {
	tests := []struct {
		file, lang, published, outlet string
		titled                        bool
		boilerplate                   []string // how the marked sentences start
	}{
		{"000", "id", "2021-02-01 month", "IslamTimes", false, []string{"date 2021-02 ", "Pertemuan ", "(IT/"}},
		{"001", "en", "2021-02-13 day", "Islam Times", false, []string{"date 2021-02-13 "}},
		{"002", "en", "2021-02-13 day", "Press TV", true, []string{"13 Feb 2021", "Western intel, ", "By Press TV", "13 February 13, 2021"}},
		{"003", "ar", " none", "", true, []string{"تنظيم ", "0", "اترك رد", "لن يتم نشر "}},
		{"004", "en", " none", "", false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			d := readSeed(t, tt.file)
			a := d.Article
			if a.Lang != tt.lang || publishedDay(a) != tt.published || a.Outlet != tt.outlet || (a.Title != "") != tt.titled {
				t.Errorf("lang %q, published %q, outlet %q, title %q", a.Lang, publishedDay(a), a.Outlet, a.Title)
			}
			var marked []string
			for _, s := range d.Sentences {
				if s.Boilerplate {
					marked = append(marked, s.Text)
				}
			}
			if !slices.EqualFunc(marked, tt.boilerplate, strings.HasPrefix) {
				t.Errorf("boilerplate %q", marked)
			}
			checkDocument(t, d)
		})
	}
}

func readSeed(t *testing.T, prefix string) *Document {
	t.Helper()
	files, err := filepath.Glob("../../shared/seeds/" + prefix + "_*.txt")
	if err != nil || len(files) == 0 {
		t.Skip("no seeds")
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return Read(stemma.Article{Text: string(data)})
}
