package claim

// row is what a node, or a cluster, has with others, in their order. It is a
// list and no map, of which a large story would have thousands: what is asked of
// it is mostly everything, and to put one in is seldom.
type row []arc

type arc struct {
	to    int
	score float64
}

// find returns the place of an arc, or where it would be.
func (r row) find(to int) (int, bool) {
	from, end := 0, len(r)
	for from < end {
		if mid := int(uint(from+end) >> 1); r[mid].to < to {
			from = mid + 1
		} else {
			end = mid
		}
	}
	return from, from < len(r) && r[from].to == to
}

// score is 0 where there is no arc.
func (r row) score(to int) float64 {
	if k, ok := r.find(to); ok {
		return r[k].score
	}
	return 0
}

// at returns the score of an arc, which it puts in if there is none.
func (r *row) at(to int) *float64 {
	k, ok := r.find(to)
	if !ok {
		*r = append(*r, arc{})
		copy((*r)[k+1:], (*r)[k:])
		(*r)[k] = arc{to: to}
	}
	return &(*r)[k].score
}

func (r *row) drop(to int) {
	if k, ok := r.find(to); ok {
		*r = append((*r)[:k], (*r)[k+1:]...)
	}
}

// replace puts an arc to another in the place of one.
func (r *row) replace(old, to int, score float64) {
	k, ok := r.find(old)
	n, there := r.find(to)
	switch {
	case !ok:
		*r.at(to) = score
	case there:
		(*r)[n].score = score
		*r = append((*r)[:k], (*r)[k+1:]...)
	case n <= k:
		copy((*r)[n+1:k+1], (*r)[n:k])
		(*r)[n] = arc{to, score}
	default:
		copy((*r)[k:n-1], (*r)[k+1:n])
		(*r)[n-1] = arc{to, score}
	}
}

// rowsOf returns empty rows with room for so many arcs each, side by side in
// memory.
func rowsOf(room []int) []row {
	all := 0
	for _, n := range room {
		all += n
	}
	rows, arcs := make([]row, len(room)), make(row, all)
	for k, n := range room {
		rows[k], arcs = arcs[:0:n], arcs[n:]
	}
	return rows
}

// cloned returns a copy of rows, side by side in memory.
func cloned(rows []row) []row {
	room := make([]int, len(rows))
	for k := range rows {
		room[k] = len(rows[k])
	}
	out := rowsOf(room)
	for k := range rows {
		out[k] = append(out[k], rows[k]...)
	}
	return out
}

// fit returns a row in the memory of one of two that are not needed any more, if
// there is room, or else in new memory with some to spare.
func (r row) fit(a, b row) row {
	switch {
	case len(r) <= cap(a):
	case len(r) <= cap(b):
		a = b
	default:
		a = make(row, 0, len(r)+len(r)/4)
	}
	return append(a[:0], r...)
}

// plus appends the sums of two rows.
func (r row) plus(o, out row) row {
	for len(r) > 0 && len(o) > 0 {
		switch {
		case r[0].to < o[0].to:
			out, r = append(out, r[0]), r[1:]
		case r[0].to > o[0].to:
			out, o = append(out, o[0]), o[1:]
		default:
			out = append(out, arc{r[0].to, r[0].score + o[0].score})
			r, o = r[1:], o[1:]
		}
	}
	return append(append(out, r...), o...)
}
