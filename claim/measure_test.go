package claim_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/link"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// TestClaimsOfLineage measures claims on stories whose sentences are known to
// say the same: pairs of sentences that are in one claim, precision and recall;
// B-cubed; and the share of the sentences of each story's three largest claims
// that belong to the unit which is most frequent there.
func TestClaimsOfLineage(t *testing.T) {
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	for level, least := range map[string]float64{"light": 0.95, "medium": 0.9, "heavy": 0.88} {
		files, err := filepath.Glob("../../shared/eval/lineage/" + level + "-*.gold.json")
		if err != nil || len(files) == 0 {
			t.Skip("the development sets are not beside the repository", err)
		}
		var sum claimScore
		for _, path := range files[:min(8, len(files))] {
			sum.add(t, model, path)
		}
		p, r := sum.hit/sum.found, sum.hit/sum.gold
		f := 2 * p * r / (p + r)
		bp, br := sum.cubed[0]/sum.cubed[2], sum.cubed[1]/sum.cubed[2]
		t.Logf("%-6s pairs in one claim: precision %.3f recall %.3f F1 %.3f; B-cubed precision %.3f recall %.3f F1 %.3f; purity of the largest %.3f",
			level, p, r, f, bp, br, 2*bp*br/(bp+br), sum.pure/sum.large)
		if !(f >= least) { // nor if there is nothing
			t.Errorf("%s: F1 %.3f, want %.2f", level, f, least)
		}
	}
}

// claimScore adds up how well stories' claims were found.
type claimScore struct {
	hit, found, gold float64
	cubed            [3]float64
	pure, large      float64
}

// add joins a story's sentences to claims and compares them with its units.
func (c *claimScore) add(t *testing.T, model *vector.Static, path string) {
	t.Helper()
	docs, units := story(t, path)
	vecs := make([][][]float32, len(docs))
	place := map[string]int{}
	for i, d := range docs {
		place[d.Article.ID] = i
		var err error
		if vecs[i], err = model.Vectors(t.Context(), lines(d)); err != nil {
			t.Fatal(err)
		}
	}
	links, err := link.Find(t.Context(), docs, vecs, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	claims := claim.Join(docs, links)
	of := claimsOf(claims, place)
	hit, found, gold := pairsAlike(docs, of, units)
	c.hit, c.found, c.gold = c.hit+hit, c.found+found, c.gold+gold
	for k, x := range bCubed(docs, of, units) {
		c.cubed[k] += x
	}
	pure, large := purity(claims, place, units)
	c.pure, c.large = c.pure+pure, c.large+large
}

// claimsOf returns the claims of each sentence of each article.
func claimsOf(claims []stemma.Claim, place map[string]int) map[[2]int][]string {
	of := map[[2]int][]string{}
	for _, c := range claims {
		for _, p := range c.Passages {
			for _, s := range p.Sentences {
				at := [2]int{place[p.Article], s}
				of[at] = append(of[at], c.ID)
			}
		}
	}
	return of
}

// pairsAlike counts the pairs of sentences of two articles that are in one
// claim and in one unit, in one claim, and in one unit.
func pairsAlike(docs []*text.Document, claimsOf map[[2]int][]string, units [][]int) (hit, found, gold float64) {
	for a := range docs {
		for b := range a {
			for i := range docs[a].Sentences {
				for j := range docs[b].Sentences {
					claim := slices.ContainsFunc(claimsOf[[2]int{a, i}], func(id string) bool {
						return slices.Contains(claimsOf[[2]int{b, j}], id)
					})
					unit := units[a][i] > 0 && units[a][i] == units[b][j]
					if claim {
						found++
					}
					if unit {
						gold++
					}
					if claim && unit {
						hit++
					}
				}
			}
		}
	}
	return hit, found, gold
}

// bCubed adds up, over the sentences that belong to a unit, precision and
// recall as Amigó et al. (2009) extend them to sentences in several claims,
// and counts the sentences.
func bCubed(docs []*text.Document, claimsOf map[[2]int][]string, units [][]int) (sums [3]float64) {
	var all [][2]int
	for a := range docs {
		for i := range docs[a].Sentences {
			if units[a][i] > 0 {
				all = append(all, [2]int{a, i})
			}
		}
	}
	for _, x := range all {
		var p, pn, r, rn float64
		for _, y := range all {
			both := 0.0
			for _, id := range claimsOf[x] {
				if slices.Contains(claimsOf[y], id) {
					both++
				}
			}
			same := units[x[0]][x[1]] == units[y[0]][y[1]]
			if both > 0 {
				pn++
				if same {
					p += 1 / both
				}
			}
			if same {
				rn++
				r += min(1, both)
			}
		}
		sums[0], sums[1], sums[2] = sums[0]+p/pn, sums[1]+r/rn, sums[2]+1
	}
	return sums
}

// purity counts the sentences of the three largest claims that belong to the
// most frequent unit of their claim, and all that belong to a unit.
func purity(claims []stemma.Claim, place map[string]int, units [][]int) (pure, all float64) {
	var counts [][2]int // most frequent, all
	for _, c := range claims {
		of, n := map[int]int{}, [2]int{}
		for _, p := range c.Passages {
			for _, s := range p.Sentences {
				if u := units[place[p.Article]][s]; u > 0 {
					of[u]++
					n[0], n[1] = max(n[0], of[u]), n[1]+1
				}
			}
		}
		counts = append(counts, n)
	}
	slices.SortFunc(counts, func(x, y [2]int) int { return y[1] - x[1] })
	for _, n := range counts[:min(3, len(counts))] {
		pure, all = pure+float64(n[0]), all+float64(n[1])
	}
	return pure, all
}

func lines(d *text.Document) []string {
	var out []string
	for i := range d.Sentences {
		out = append(out, d.Sentences[i].Text)
	}
	return out
}

// story reads a story with its known units as sentences.
func story(t *testing.T, path string) (docs []*text.Document, units [][]int) {
	t.Helper()
	var gold struct {
		Articles []struct {
			ID, Lang string
			Units    []struct {
				Unit       *int
				Start, End int
			}
		}
	}
	read := func(path string) []byte {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if err := json.Unmarshal(read(path), &gold); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for l := range strings.SplitSeq(strings.TrimSpace(string(read(strings.TrimSuffix(path, ".gold.json")+".jsonl"))), "\n") {
		var a struct{ ID, Text string }
		if err := json.Unmarshal([]byte(l), &a); err != nil {
			t.Fatal(err)
		}
		texts[a.ID] = a.Text
	}
	for _, a := range gold.Articles {
		var parts []string
		var of []int
		for _, u := range a.Units {
			parts = append(parts, texts[a.ID][u.Start:u.End])
			if u.Unit == nil {
				u.Unit = new(int)
			}
			of = append(of, *u.Unit)
		}
		docs = append(docs, document(a.ID, a.Lang, parts...))
		units = append(units, of)
	}
	return docs, units
}
