package batch

import (
	"encoding/binary"
	"math"
)

// How keys, pairs and partners go from worker to worker (typescode.go).

func appendMember(b []byte, m *Member) []byte {
	var has byte
	if m.Sketch != 0 {
		has = 1
	}
	if m.Code != ([2]uint64{}) {
		has |= 2
	}
	b = binary.BigEndian.AppendUint32(append(b, has), m.Order)
	b = binary.AppendVarint(appendString(b, m.ID), int64(m.Day))
	if has&1 != 0 {
		b = binary.BigEndian.AppendUint32(b, m.Sketch)
	}
	if has&2 != 0 {
		b = binary.BigEndian.AppendUint64(b, m.Code[0])
		b = binary.BigEndian.AppendUint64(b, m.Code[1])
	}
	return b
}

func (r *reader) member() (m Member) {
	has := r.take(1)
	m.Order, m.ID, m.Day = r.uint32(), r.string(), Day(r.int32())
	if has == nil {
		return m
	}
	if has[0]&1 != 0 {
		m.Sketch = r.uint32()
	}
	if has[0]&2 != 0 {
		m.Code[0], m.Code[1] = r.uint64(), r.uint64()
	}
	return m
}

// leastMember is how many bytes a member has at least.
const leastMember = 1 + 4 + 1 + 1

func encodeHolders(h Holders) []byte {
	b := make([]byte, 0, h.size())
	b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(h.N)), uint64(len(h.Members))) //nolint:gosec // a count
	for i := range h.Members {
		b = appendMember(b, &h.Members[i])
	}
	return b
}

func decodeHolders(b []byte) (h Holders, err error) {
	r := reader{b: b}
	h.N = int64(r.uvarint() & math.MaxInt64) //nolint:gosec // masked
	h.Members = make([]Member, r.count(leastMember))
	for i := range h.Members {
		h.Members[i] = r.member()
	}
	return h, r.end()
}

// size is how many bytes holders take on their way, about.
func (h Holders) size() int {
	n := 3
	for i := range h.Members {
		m := &h.Members[i]
		n += 9 + len(m.ID)
		if m.Sketch != 0 {
			n += 4
		}
		if m.Code != ([2]uint64{}) {
			n += 16
		}
	}
	return n
}

func appendShared(b []byte, x *Shared) []byte {
	b = appendString(b, string(x.Kind))
	b = binary.AppendVarint(binary.AppendVarint(b, int64(x.DayA)), int64(x.DayB))
	for _, n := range []uint32{x.Among, x.Distance, x.Names, x.Twos, x.N} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = binary.AppendUvarint(b, uint64(len(x.Keys)))
	for _, k := range x.Keys {
		b = binary.AppendUvarint(binary.BigEndian.AppendUint64(b, k.Hash), uint64(k.Held))
	}
	return b
}

func (r *reader) shared() (x Shared) {
	x.Kind = EdgeKind(r.string())
	x.DayA, x.DayB = Day(r.int32()), Day(r.int32())
	for _, n := range []*uint32{&x.Among, &x.Distance, &x.Names, &x.Twos, &x.N} {
		*n = uint32(r.uvarint()) //nolint:gosec // written as such
	}
	if n := r.count(9); n > 0 {
		x.Keys = make([]heldKey, n)
	}
	for i := range x.Keys {
		x.Keys[i] = heldKey{r.uint64(), uint32(r.uvarint())} //nolint:gosec // written as such
	}
	return x
}

func encodeShared(x Shared) []byte { return appendShared(nil, &x) }

func decodeShared(b []byte) (Shared, error) {
	r := reader{b: b}
	x := r.shared()
	return x, r.end()
}

// size is how many bytes it takes on its way, about.
func (x *Shared) size() int { return 18 + len(x.Kind) + 10*len(x.Keys) }

func encodePartners(p Partners) []byte {
	b := binary.AppendUvarint(nil, uint64(len(p.List)))
	for i := range p.List {
		b = appendShared(appendString(b, p.List[i].ID), &p.List[i].Shared)
	}
	return b
}

func decodePartners(b []byte) (p Partners, err error) {
	r := reader{b: b}
	p.List = make([]Partner, r.count(9))
	for i := range p.List {
		p.List[i].ID, p.List[i].Shared = r.string(), r.shared()
	}
	return p, r.end()
}
