package report

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// row is a pair of passages, or a passage that one side alone has. Sentences
// are in ascending order.
type row struct {
	left, right []int
	kind        stemma.LinkKind
}

// layout orders passages as the left article has them. Sentences that the
// right alone has come after the one that they follow there, and after those
// of the left in the same place.
func (d *diff) layout() []*row {
	left, right := d.pairs()
	skipLeft, skipRight := unshown(d.a), unshown(d.b)
	var out, waiting []*row
	follow := func(j int) {
		for ; j < len(d.b.Sentences) && right[j] == nil; j++ {
			if !skipRight[j] {
				waiting = append(waiting, &row{right: []int{j}})
			}
		}
	}
	follow(0)
	for i := range d.a.Sentences {
		switch r := left[i]; {
		case r == nil && !skipLeft[i]:
			out = append(out, &row{left: []int{i}})
		case r != nil && r.left[0] == i:
			out = append(append(out, waiting...), r)
			waiting = nil
			for _, j := range r.right {
				follow(j + 1)
			}
		}
	}
	return append(out, waiting...)
}

// pairs makes rows of the links, the best first, and returns them by the
// sentences on each side. Links that share a sentence are one row as long as
// it stays one sentence against several; else the better link wins.
func (d *diff) pairs() (left, right map[int]*row) {
	left, right = make(map[int]*row), make(map[int]*row)
	best := slices.Clone(d.links)
	slices.SortStableFunc(best, func(x, y *stemma.Link) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), slices.Compare(x.ASentences, y.ASentences), slices.Compare(x.BSentences, y.BSentences))
	})
	for _, l := range best {
		r, ok := touched(l, left, right)
		if !ok || len(l.ASentences) == 0 || len(l.BSentences) == 0 {
			continue
		}
		more := row{left: union(r.left, l.ASentences), right: union(r.right, l.BSentences), kind: r.kind}
		if len(r.left) > 0 && len(more.left) > 1 && len(more.right) > 1 || !d.has(&more) {
			continue
		}
		if *r = more; r.kind == "" {
			r.kind = l.Kind
		}
		for _, i := range r.left {
			left[i] = r
		}
		for _, j := range r.right {
			right[j] = r
		}
	}
	return left, right
}

// touched returns the one row that a link shares a sentence with, or a new
// one; not ok where it shares sentences with several.
func touched(l *stemma.Link, left, right map[int]*row) (r *row, ok bool) {
	for _, at := range []*row{rowAt(l.ASentences, left), rowAt(l.BSentences, right)} {
		if at != nil && r != nil && at != r {
			return nil, false
		}
		if at != nil {
			r = at
		}
	}
	if r == nil {
		r = &row{}
	}
	return r, true
}

func rowAt(sentences []int, rows map[int]*row) *row {
	for _, i := range sentences {
		if rows[i] != nil {
			return rows[i]
		}
	}
	return nil
}

func union(a, b []int) []int {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// has is true when all sentences of a row exist.
func (d *diff) has(r *row) bool {
	return r.left[0] >= 0 && r.left[len(r.left)-1] < len(d.a.Sentences) &&
		r.right[0] >= 0 && r.right[len(r.right)-1] < len(d.b.Sentences)
}

// unshown returns the sentences that get no row of their own: boilerplate, and
// the title, which stands above the text.
func unshown(a *stemma.Article) map[int]bool {
	out := family.Boilerplate(a)
	title := display.Clean(a.Title)
	for i := range a.Sentences {
		if title != "" && family.Sentence(a, i) == title {
			out[i] = true
		}
	}
	return out
}
