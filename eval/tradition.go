package eval

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/truth"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/trace"
)

// Tradition measures family trees of texts that were copied by hand, by the
// average sign distance (Roos & Heikkilä 2009): for each witness and each two
// others, do the true tree and the found one agree which of the two is nearer,
// by the edges between them? "nj" is the same for the tree that neighbour
// joining draws of the texts' words, which is what published figures compare
// with. dir holds NAME.jsonl (id and text of each witness) and NAME.gold.json
// (articles and lost texts with their parents, as of the lineage sets).
func Tradition(ctx context.Context, dir string, m Models) ([]Figure, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.gold.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no NAME.gold.json in %s", dir)
	}
	var figures []Figure
	var sign, joined mean
	for _, file := range files {
		base := strings.TrimSuffix(file, ".gold.json")
		gold, err := truth.Read(file)
		if err != nil {
			return nil, err
		}
		articles, err := load(ctx, base+".jsonl")
		if err != nil {
			return nil, err
		}
		result, err := trace.Run(ctx, articles, m.options())
		if err != nil {
			return nil, err
		}
		ids := goldIDs(gold)
		known := treeOfGold(gold).steps(ids)
		found := agreement(known, treeOfResult(result).steps(ids))
		nj := agreement(known, neighbourJoining(ids, wordDistances(ids, articles)).steps(ids))
		sign.add(found)
		joined.add(nj)
		name := filepath.Base(base)
		figures = append(figures, Figure{name + ".sign", found}, Figure{name + ".nj", nj})
	}
	return append(figures, Figure{"sign", sign.value()}, Figure{"nj", joined.value()}), nil
}

func goldIDs(gold *truth.Tree) []string {
	var ids []string
	for i := range gold.Articles {
		ids = append(ids, gold.Articles[i].ID)
	}
	return ids
}

// network is a tree without direction: who is joined with whom.
type network map[string][]string

func (n network) join(a, b string) {
	n[a], n[b] = append(n[a], b), append(n[b], a)
}

func treeOfGold(gold *truth.Tree) network {
	n := network{}
	for i := range gold.Articles {
		if a := &gold.Articles[i]; len(a.Parents) > 0 {
			n.join(a.ID, a.Parents[0])
		}
	}
	for i := range gold.Lost {
		if l := &gold.Lost[i]; len(l.Parents) > 0 {
			n.join(l.ID, l.Parents[0])
		}
	}
	return n
}

func treeOfResult(r *stemma.Result) network {
	article := map[string]string{}
	for _, s := range r.Sources {
		article[s.ID] = s.Article
	}
	n := network{}
	for _, s := range r.Stories {
		for _, e := range s.Edges {
			if !e.Primary {
				continue
			}
			parent := e.Parent
			if a := article[parent]; a != "" {
				parent = a
			}
			n.join(e.Child, parent)
		}
	}
	return n
}

// unjoined is the number of steps between two texts that nothing joins.
const unjoined = 99

// steps counts the edges between each two of the texts.
func (n network) steps(ids []string) [][]int {
	out := make([][]int, len(ids))
	for i, from := range ids {
		far := map[string]int{from: 0}
		for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
			for _, to := range n[queue[0]] {
				if _, seen := far[to]; !seen {
					far[to] = far[queue[0]] + 1
					queue = append(queue, to)
				}
			}
		}
		out[i] = make([]int, len(ids))
		for j, to := range ids {
			out[i][j] = unjoined
			if d, ok := far[to]; ok {
				out[i][j] = d
			}
		}
	}
	return out
}

// agreement is the average sign distance of two trees as a likeness, 0 to 1.
func agreement(a, b [][]int) float64 {
	var m mean
	for x := range a {
		for y := range a {
			for z := y + 1; z < len(a); z++ {
				if x != y && x != z {
					p, q := signOf(a[x][y]-a[x][z]), signOf(b[x][y]-b[x][z])
					m.add(1 - float64(max(p-q, q-p))/2)
				}
			}
		}
	}
	return m.value()
}

func signOf(x int) int { return max(-1, min(1, x)) }

// wordDistances are the shares of the words that two texts do not have in
// common, in order.
func wordDistances(ids []string, articles []stemma.Article) [][]float64 {
	words := make([][]string, len(ids))
	for _, a := range articles {
		if i := slices.Index(ids, a.ID); i >= 0 {
			for w := range strings.FieldsSeq(a.Text) {
				words[i] = append(words[i], text.Fold(w))
			}
		}
	}
	apart := make([][]float64, len(ids))
	for i := range apart {
		apart[i] = make([]float64, len(ids))
		for j := range i {
			if n := len(words[i]) + len(words[j]); n > 0 {
				apart[i][j] = float64(edits(words[i], words[j])) / float64(n)
				apart[j][i] = apart[i][j]
			}
		}
	}
	return apart
}

// edits counts the words to take out and put in to make one text the other
// (Myers 1986).
func edits(a, b []string) int {
	reach := map[int]int{1: 0} // diagonal → how far along a
	for d := 0; d <= len(a)+len(b); d++ {
		for k := -d; k <= d; k += 2 {
			x := reach[k-1] + 1
			if k == -d || k != d && reach[k-1] < reach[k+1] {
				x = reach[k+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			if x >= len(a) && x-k >= len(b) {
				return d
			}
			reach[k] = x
		}
	}
	return len(a) + len(b)
}

// neighbourJoining draws the tree of Saitou & Nei (1987): all texts at its
// tips.
func neighbourJoining(ids []string, apart [][]float64) network {
	tree := network{}
	names := slices.Clone(ids)
	d := make([][]float64, len(apart))
	for i := range apart {
		d[i] = slices.Clone(apart[i])
	}
	for k := 0; len(names) > 2; k++ {
		i, j := nearestPair(d)
		node := fmt.Sprintf("#%d", k)
		tree.join(node, names[i])
		tree.join(node, names[j])
		for v := range d {
			between := (d[i][v] + d[j][v] - d[i][j]) / 2
			d[i][v], d[v][i] = between, between
		}
		d[i][i], names[i] = 0, node
		for v := range d {
			d[v] = slices.Delete(d[v], j, j+1)
		}
		d, names = slices.Delete(d, j, j+1), slices.Delete(names, j, j+1)
	}
	if len(names) == 2 {
		tree.join(names[0], names[1])
	}
	return tree
}

// nearestPair are the two that are nearer to each other than to the rest, i < j.
func nearestPair(d [][]float64) (i, j int) {
	total := make([]float64, len(d))
	for x := range d {
		for y := range d {
			total[x] += d[x][y]
		}
	}
	i, j = 0, 1
	best := 0.0
	for x := range d {
		for y := x + 1; y < len(d); y++ {
			if q := float64(len(d)-2)*d[x][y] - total[x] - total[y]; x == 0 && y == 1 || q < best {
				i, j, best = x, y, q
			}
		}
	}
	return i, j
}
