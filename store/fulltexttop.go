package store

import (
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"math"
	"slices"
	"sync"
)

// start goes to the first document of a list.
func (l *list) start() error {
	l.scan = l.reader.scan(l.key)
	if err := l.value(true); err != nil {
		return err
	}
	return l.block()
}

// ended is the document of a list that is at its end.
const ended = math.MaxUint32

// value goes to the next value of the list.
func (l *list) value(first bool) error {
	ok, err := l.scan.next()
	if err != nil {
		return err
	}
	if !ok || len(l.scan.key()) != len(l.key)+4 || !bytes.HasPrefix(l.scan.key(), l.key) {
		l.doc = ended
		return nil
	}
	value := l.scan.value()
	if first {
		if _, value, ok = cutListHead(value); !ok {
			return errIndexDamaged
		}
	}
	l.blocks = blocks{data: value, base: binary.BigEndian.Uint32(l.scan.key()[len(l.key):])}
	return nil
}

// block goes to the first document of the next block.
func (l *list) block() error {
	for l.doc != ended {
		ok, bad := l.blocks.next()
		switch {
		case bad || ok && !l.blocks.decode():
			return errIndexDamaged
		case ok:
			l.at, l.doc = 0, l.blocks.docs[0]
			return nil
		}
		if err := l.value(false); err != nil {
			return err
		}
	}
	return nil
}

// next goes to the next document.
func (l *list) next() error {
	if l.at++; l.at < l.blocks.count {
		l.doc = l.blocks.docs[l.at]
		return nil
	}
	return l.block()
}

// advance goes to the first document that is not before doc.
func (l *list) advance(doc uint32) error {
	if l.doc >= doc {
		return nil
	}
	for l.blocks.last < doc {
		ok, bad := l.blocks.next()
		if bad {
			return errIndexDamaged
		}
		if ok {
			continue
		}
		if err := l.jump(doc); err != nil || l.doc == ended {
			return err
		}
	}
	if !l.blocks.decode() {
		return errIndexDamaged
	}
	l.at, _ = slices.BinarySearch(l.blocks.docs[:l.blocks.count], doc)
	l.doc = l.blocks.docs[l.at]
	return nil
}

// jump goes to the value that doc must be in, or to one before that. A list that goes on
// in a further row is the first there, and the directory has its whole key.
func (l *list) jump(doc uint32) error {
	key := binary.BigEndian.AppendUint32(bytes.Clone(l.key), doc)
	if row := l.reader.segment.directory.row(key); row > l.scan.row {
		l.scan.row, l.scan.in = row-1, rowReader{}
	}
	return l.value(false)
}

// top collects the best hits of a part.
type top struct {
	limit int
	all   hitHeap
	floor int64 // what is less is not among the best of all parts
}

// best collects the best hits of all parts, whose order does not matter.
type best struct {
	top
	mu    sync.Mutex
	total int64 // what all words weigh
}

// collect looks through a part.
func (b *best) collect(p *part, r *segmentReader, in set) error {
	t := top{limit: b.limit}
	b.mu.Lock()
	if len(b.all) == b.limit {
		t.floor = b.all[0].score
	}
	b.mu.Unlock()
	if p.most < t.floor {
		return nil
	}
	if err := t.collect(p.segment, r, in, p.lists); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range t.all {
		b.add(s)
	}
	return nil
}

type scored struct {
	doc           Doc
	score, weight int64
}

// hitHeap has the worst of the best on top: of two that are alike the later.
type hitHeap []scored

func (h hitHeap) Len() int { return len(h) }
func (h hitHeap) Less(i, j int) bool {
	return h[i].score < h[j].score || h[i].score == h[j].score && h[j].doc.Before(h[i].doc)
}
func (h hitHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *hitHeap) Push(x any)   { *h = append(*h, x.(scored)) } //nolint:forcetypeassert // only these
func (h *hitHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// least is the score that a further hit must exceed.
func (t *top) least() int64 {
	least := max(0, t.floor-1)
	if len(t.all) == t.limit {
		least = max(least, t.all[0].score)
	}
	return least
}

func (t *top) add(s scored) {
	if len(t.all) < t.limit {
		heap.Push(&t.all, s)
	} else if worst := &t.all[0]; s.score > worst.score || s.score == worst.score && s.doc.Before(worst.doc) {
		t.all[0] = s
		heap.Fix(&t.all, 0)
	}
}

func (b *best) hits() []Hit {
	slices.SortFunc(b.all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), a.doc.Compare(b.doc))
	})
	out := make([]Hit, len(b.all))
	for i, s := range b.all {
		out[i] = Hit{s.doc, float64(s.score) / (255 * scale), min(1, float64(s.weight)/float64(max(1, b.total)))}
	}
	return out
}

// collect goes through the documents of a part, in their order. lists[:optional] together can't
// lift a document among the best, so that only those that are in another list are
// looked at.
func (t *top) collect(segment int, r *segmentReader, in set, lists []*list) error {
	for _, l := range lists {
		l.reader = r
		if err := l.start(); err != nil {
			return err
		}
	}
	slices.SortStableFunc(lists, func(a, b *list) int { return cmp.Compare(a.most, b.most) })
	sums := make([]int64, 0, len(lists))
	var sum int64
	for _, l := range lists {
		sum += l.most
		sums = append(sums, sum)
	}
	optional := 0
	for steps := 0; ; steps++ {
		if steps&0xfff == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		least := t.least()
		for optional < len(lists) && sums[optional] <= least {
			optional++
		}
		doc := uint32(ended)
		for _, l := range lists[optional:] {
			doc = min(doc, l.doc)
		}
		if doc == ended {
			return nil
		}
		score, weight, err := score(doc, lists, sums, optional, least, in)
		if err != nil {
			return err
		}
		if score > least {
			t.add(scored{Doc{segment, doc}, score, weight})
		}
	}
}

// score adds up what a document has, as long as it can exceed least, and what the words weigh
// that it has.
func score(doc uint32, lists []*list, sums []int64, optional int, least int64, in set) (score, weight int64, err error) {
	for _, l := range lists[optional:] {
		if l.doc != doc {
			continue
		}
		score += l.weight * int64(l.blocks.impacts[l.at])
		weight += l.weight
		if err := l.next(); err != nil {
			return 0, 0, err
		}
	}
	if !in.has(doc) {
		return 0, 0, nil
	}
	for i := optional - 1; i >= 0 && score+sums[i] > least; i-- {
		l := lists[i]
		if err := l.advance(doc); err != nil {
			return 0, 0, err
		}
		if l.doc == doc {
			score += l.weight * int64(l.blocks.impacts[l.at])
			weight += l.weight
		}
	}
	return score, weight, nil
}
