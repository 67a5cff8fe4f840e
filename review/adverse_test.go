package review

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// linked is a story of two reports, of which a sentence of the first is linked with the one of the second.
func linked(text string, n int) *stemma.Result {
	return &stemma.Result{
		Articles: []stemma.Article{article("a", text), article("b", "Twelve.")},
		Stories:  []stemma.Story{{Articles: []string{"a", "b"}, Links: []stemma.Link{{A: "a", ASentences: []int{n}, B: "b", BSentences: []int{0}}}}},
	}
}

// TestAnotherFigure: a sentence whose words are now a part of another number or word is not the same sentence.
func TestAnotherFigure(t *testing.T) {
	for _, c := range []struct{ was, is, want string }{
		{"12 died.", "212 died.", "open"},
		{"Toll rises to 12", "Toll rises to 12.5 million.", "open"},
		{"Toll rises to 12", "Toll rises to 120.", "open"},
		{"Toll rises to 12", "Toll rises to 12% of all.", "open"},
		{"12 died.", "−12 died.", "open"},
		{"All.", "Hall.", "open"},
		{"लाप", "कलापी.", "open"},
		{"12 died.", "Update. 12 died.", "a[1]~b[0] confirmed"},
	} {
		v := given(t, linked(c.was, 0), "Ada", 0, Draft{Subject: Link, Opinion: Confirmed, A: "a", ASentences: []int{0}, B: "b", BSentences: []int{0}})
		n := 0
		if strings.HasPrefix(c.is, "Update") {
			n = 1
		}
		if have := shown(Apply(linked(c.is, n), []Verdict{v})); have != c.want {
			t.Errorf("%q, then %q: have %s, want %s", c.was, c.is, have, c.want)
		}
	}
}

// TestLongQuote: a sentence of which only the beginning is kept is found again by that.
func TestLongQuote(t *testing.T) {
	long := strings.Repeat("and on ", 1000) + "it goes."
	v := given(t, linked(long, 0), "Ada", 0, Draft{Subject: Link, Opinion: Confirmed, A: "a", ASentences: []int{0}, B: "b", BSentences: []int{0}})
	if have, want := shown(Apply(linked("Update. "+long, 1), []Verdict{v})), "a[1]~b[0] confirmed"; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
}

// TestOriginUnsaid: who says that a report is an origin, and then where it has its news from, has said something else.
func TestOriginUnsaid(t *testing.T) {
	r := ferry()
	r.Stories[0].Edges = r.Stories[0].Edges[1:]
	origin := given(t, r, "Ada", 0, onEdge(Confirmed, "", "herald", ""))
	later := given(t, ferry(), "Ada", 1, onEdge(Confirmed, "s1", "herald", ""))
	x := Apply(ferry(), []Verdict{origin, later})
	if have, want := shown(x), "s1>herald confirmed"; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
	if !x.Overruled(origin) {
		t.Error("the first word still counts")
	}
	x = Apply(r, []Verdict{later, given(t, r, "Ada", 2, onEdge(Confirmed, "", "herald", ""))})
	if have, want := shown(x), ">herald confirmed"; have != want {
		t.Errorf("the other way round: have %s, want %s", have, want)
	}
}

// TestGoldSourceComesIn: a source that came in as a report is no lost parent.
func TestGoldSourceComesIn(t *testing.T) {
	r := ferry()
	all := []Verdict{given(t, r, "Ada", 0, onEdge(Confirmed, "s1", "herald", ""))}
	came := article("norlink", "The ferry Alva is aground.")
	came.Outlet = "NORLINK"
	if tree := Gold("ferry", append(r.Articles, came), all); tree != nil {
		t.Errorf("%+v", tree)
	}
}

// TestReplaced: no verdict goes into a file that is no more that of the book. What was read of it can still be.
func TestReplaced(t *testing.T) {
	for name, replace := range map[string]func(dir string) error{
		"removed": func(dir string) error { return os.Remove(filepath.Join(dir, fileName)) },
		"restored": func(dir string) error {
			path := filepath.Join(dir, fileName)
			b, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path+".copy", b, 0o600), os.Rename(path+".copy", path))
		},
	} {
		dir := t.TempDir()
		b := opened(t, dir)
		add(t, b, said("a", "b"), "")
		children(t, b, Filter{})
		if err := replace(dir); err != nil {
			t.Fatal(err)
		}
		_, err := b.Add(t.Context(), said("a", "c"), "")
		if have := children(t, b, Filter{}); !errors.Is(err, errReplaced) || have != "b" {
			t.Errorf("%s: %v, %q", name, err, have)
		}
	}
}

// TestMarkGoes: the mark of a program that was killed as it made the book does not hide that the book was emptied later.
func TestMarkGoes(t *testing.T) {
	dir := damaged(t, "SELECT 1")
	if err := os.WriteFile(filepath.Join(dir, beginName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b := opened(t, dir)
	add(t, b, said("a", "c"), "")
	if err := errors.Join(b.Close(), os.Truncate(filepath.Join(dir, fileName), 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, dir).List(t.Context(), Filter{}); !errors.Is(err, errEmpty) {
		t.Error(err)
	}
}
