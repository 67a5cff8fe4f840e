package pages

// Table is a table, or an index, and where its tree begins.
type Table struct {
	Kind, Name string
	Root       uint32
}

// Walk is a walk through a file. It knows which pages it has seen.
type Walk struct {
	*File
	seen map[uint32]bool
	free map[uint32]bool
}

// Begin begins a walk.
func (f *File) Begin() *Walk {
	return &Walk{File: f, seen: map[uint32]bool{}, free: f.Free()}
}

// Tables are those that the first page tells of, in its order.
func (w *Walk) Tables() (all []Table, bad []uint32) {
	bad = w.Tree(1, func(r Row) bool {
		if len(r.Values) == 5 {
			kind, _ := r.Values[0].(string)
			name, _ := r.Values[1].(string)
			if root, ok := r.Values[3].(int64); ok && root > 1 && root <= int64(w.count) {
				all = append(all, Table{kind, name, uint32(root)}) //nolint:gosec // bounded
			}
		}
		return true
	})
	return all, bad
}

// Tree gives the rows of the tree that begins at a page, in their order, and returns the pages of which not all could be read.
// A page that was seen already is one of them: it cannot belong to two.
func (w *Walk) Tree(root uint32, row func(Row) bool) (bad []uint32) {
	t := tree{Walk: w, row: row}
	t.walk(root, 0)
	return t.bad
}

// maxDepth is more than any tree has: each inner page leads to two at least.
const maxDepth = 40

type tree struct {
	*Walk
	row  func(Row) bool
	bad  []uint32
	done bool
}

func (t *tree) walk(n uint32, depth int) {
	if t.done {
		return
	}
	if n == 0 || n > t.count || t.seen[n] || depth > maxDepth {
		t.bad = append(t.bad, n)
		return
	}
	t.seen[n] = true
	b, err := t.Page(n)
	var p node
	if err == nil {
		p, err = t.parse(n, b)
	}
	if err != nil {
		t.bad = append(t.bad, n)
		return
	}
	good := true
	for i := range p.cells {
		if p.kind == innerTable || p.kind == innerIndex {
			t.walk(p.child(i), depth+1)
		}
		if p.kind != innerTable {
			good = t.give(&p, i) && good
		}
		if t.done {
			return
		}
	}
	if p.kind == innerTable || p.kind == innerIndex {
		t.walk(p.right, depth+1)
	}
	if !good {
		t.bad = append(t.bad, n)
	}
}

// give hands a row on, and says whether it can be read.
func (t *tree) give(p *node, i int) bool {
	r, err := t.File.row(p, i)
	if err == nil && !t.row(r) {
		t.done = true
	}
	return err == nil
}

// Orphans gives the rows of leaves that no walk has seen and that are not free: what a way that is cut off led to. Of which
// table they are, is not known.
func (w *Walk) Orphans(row func(Row) bool) {
	for n := uint32(2); n <= w.count; n++ {
		if w.seen[n] || w.free[n] || w.read(n, w.page) != nil {
			continue
		}
		p, err := w.parse(n, w.page)
		if err != nil || p.kind != leafTable {
			continue
		}
		for i := range p.cells {
			if r, err := w.row(&p, i); err == nil && !row(r) {
				return
			}
		}
	}
}

// Again reads a row where it was.
func (f *File) Again(page uint32, cell int) (Row, error) {
	if f.last.n != page {
		b, err := f.Page(page)
		if err != nil {
			return Row{}, err
		}
		if f.last, err = f.parse(page, b); err != nil {
			return Row{}, err
		}
	}
	if cell >= len(f.last.cells) {
		return Row{}, errDamaged
	}
	return f.row(&f.last, cell)
}
