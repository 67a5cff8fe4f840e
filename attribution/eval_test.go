package attribution

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// shared is where development sets lie, outside the repository.
const shared = "../../shared"

// readLines calls yield with each line of a file, or skips the test.
func readLines(t testing.TB, path string, yield func([]byte)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		yield(sc.Bytes())
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestPolNeARContent holds the overlap F1 of content spans to a floor. The
// whole scorer is in package eval; this is its main figure.
func TestPolNeARContent(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures how good it is, one text after the other")
	}
	hit, predicted, gold := 0, 0, 0
	readLines(t, filepath.Join(shared, "eval/attribution/dev.jsonl"), func(line []byte) {
		var g struct {
			ID, Text     string
			Attributions []struct{ Content [][2]int }
		}
		if err := json.Unmarshal(line, &g); err != nil {
			t.Fatal(err)
		}
		d := text.Read(stemma.Article{ID: g.ID, Text: g.Text, Lang: "en"})
		got, _, err := Find(t.Context(), []*text.Document{d}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, found := map[string][][2]int{}, map[string][][2]int{}
		for _, a := range g.Attributions {
			want[fmt.Sprint(a.Content)] = a.Content
		}
		for _, a := range got {
			if a.Content.Len() > 0 {
				parts := a.Content.Parts
				if len(parts) == 0 {
					parts = [][2]int{{a.Content.Start, a.Content.End}}
				}
				found[fmt.Sprint(parts)] = parts
			}
		}
		hit += pairs(want, found)
		predicted += len(found)
		gold += len(want)
	})
	f1 := 2 * float64(hit) / float64(predicted+gold)
	t.Logf("content: %d of %d predicted, %d gold: P %.3f R %.3f F1 %.3f", hit, predicted, gold, float64(hit)/float64(predicted), float64(hit)/float64(gold), f1)
	if f1 < 0.66 {
		t.Errorf("overlap F1 of content %.3f, want at least 0.66", f1)
	}
}

// pairs matches spans one to one, best overlap first.
func pairs(want, found map[string][][2]int) int {
	type pair struct {
		overlap    float64
		want, have string
	}
	var all []pair
	for k, x := range want {
		for l, y := range found {
			if o := overlap(x, y); o >= 0.5 {
				all = append(all, pair{o, k, l})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.overlap != b.overlap {
			return a.overlap > b.overlap
		}
		return a.want+a.have < b.want+b.have
	})
	used, n := map[string]bool{}, 0
	for _, p := range all {
		if !used["w"+p.want] && !used["h"+p.have] {
			used["w"+p.want], used["h"+p.have] = true, true
			n++
		}
	}
	return n
}

func overlap(a, b [][2]int) float64 {
	both, total := 0, 0
	for _, x := range a {
		total += x[1] - x[0]
		for _, y := range b {
			both += max(0, min(x[1], y[1])-max(x[0], y[0]))
		}
	}
	for _, y := range b {
		total += y[1] - y[0]
	}
	return float64(both) / float64(total-both)
}

// TestCitedOutletsAreFound counts the citing lines of the lineage set whose
// outlet is found as a source.
func TestCitedOutletsAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures how good it is, one text after the other")
	}
	files, _ := filepath.Glob(filepath.Join(shared, "eval/lineage/*.gold.json"))
	if len(files) == 0 {
		t.Skip("no lineage set")
	}
	found, all, spurious := map[string]int{}, map[string]int{}, 0
	for _, file := range files {
		spurious += citedIn(t, file, found, all)
	}
	hit, total := 0, 0
	for lang, n := range all {
		hit, total = hit+found[lang], total+n
		if found[lang] < n {
			t.Logf("%s: %d of %d", lang, found[lang], n)
		}
	}
	t.Logf("%d of %d citing lines found, %d outlets cited that should not be", hit, total, spurious)
	if float64(hit) < 0.95*float64(total) {
		t.Errorf("%d of %d citing lines found, want 95%%", hit, total)
	}
}

func citedIn(t *testing.T, file string, found, all map[string]int) (spurious int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var gold struct {
		Articles []struct{ ID, Cites string }
	}
	if err := json.Unmarshal(data, &gold); err != nil {
		t.Fatal(err)
	}
	cites := map[string]string{}
	for _, a := range gold.Articles {
		cites[a.ID] = a.Cites
	}
	var docs []*text.Document
	lang := map[string]string{}
	readLines(t, strings.TrimSuffix(file, ".gold.json")+".jsonl", func(line []byte) {
		var in struct{ ID, Outlet, Lang, Title, Text string }
		if err := json.Unmarshal(line, &in); err != nil {
			t.Fatal(err)
		}
		a := stemma.Article{ID: in.ID, Outlet: in.Outlet, Lang: in.Lang, Title: in.Title, Text: in.Text}
		d := text.Read(a)
		docs = append(docs, d)
		lang[a.ID] = d.Article.Lang
	})
	got, sources, err := Find(t.Context(), docs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	outlets := map[string]stemma.Source{}
	for _, s := range sources {
		if s.Kind == stemma.SourceOutlet {
			outlets[s.ID] = s
		}
	}
	has := map[string]bool{}
	for _, a := range got {
		if s, ok := outlets[a.Source.Source]; ok {
			if cites[a.Article] != "" && builtIn.Same(s.Name, cites[a.Article]) {
				has[a.Article] = true
			} else if s.Article != "" {
				spurious++
			}
		}
	}
	for _, a := range gold.Articles {
		if a.Cites == "" {
			continue
		}
		all[lang[a.ID]]++
		if has[a.ID] {
			found[lang[a.ID]]++
		} else {
			t.Logf("%s %s (%s): %s not found", filepath.Base(file), a.ID, lang[a.ID], a.Cites)
		}
	}
	return spurious
}
