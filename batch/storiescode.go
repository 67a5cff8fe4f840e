package batch

import (
	"encoding/binary"
	"encoding/json"
)

// How what lies between edges and blocks goes from worker to worker (typescode.go).

func appendComponent(b []byte, c component) []byte {
	b = binary.AppendUvarint(b, uint64(len(c.Members)))
	for _, m := range c.Members {
		b = binary.AppendVarint(appendString(b, m.ID), int64(m.Day))
	}
	return b
}

func (r *reader) component() (c component) {
	for range r.count(2) {
		c.Members = append(c.Members, member{ID: r.string(), Day: Day(r.int32())})
	}
	if len(c.Members) == 0 {
		r.fail() // each has a first article, which names it
	}
	return c
}

func encodeComponent(c component) []byte { return appendComponent(nil, c) }

func decodeComponent(b []byte) (component, error) {
	r := reader{b: b}
	c := r.component()
	return c, r.end()
}

func encodeCrossing(h crossing) []byte {
	odd := byte(0)
	if h.Odd {
		odd = 1
	}
	return appendFloat(append(appendString(nil, h.Component), odd, h.Kind), h.Score)
}

func decodeCrossing(b []byte) (crossing, error) {
	r := reader{b: b}
	h := crossing{Component: r.string(), Odd: r.byte() == 1, Kind: r.byte(), Score: r.float()}
	return h, r.end()
}

func appendOffer(b []byte, o offer) []byte {
	return appendFloat(append(appendString(b, o.Host), o.Kind), o.Score)
}

func (r *reader) offer() offer { return offer{Host: r.string(), Kind: r.byte(), Score: r.float()} }

func encodeOffer(o offer) []byte { return appendOffer(nil, o) }

func decodeOffer(b []byte) (offer, error) {
	r := reader{b: b}
	o := r.offer()
	return o, r.end()
}

func encodeGuest(g guest) []byte { return appendOffer(appendComponent(nil, g.Component), g.At) }

func decodeGuest(b []byte) (guest, error) {
	r := reader{b: b}
	g := guest{Component: r.component(), At: r.offer()}
	return g, r.end()
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func encodeRow(r row) []byte {
	b := appendString(appendString(nil, r.Table), r.Key)
	b = binary.AppendVarint(binary.AppendVarint(binary.AppendVarint(b, int64(r.Day)), int64(r.Piece)), int64(r.Pieces))
	return appendBytes(appendBytes(b, r.Line), r.Flat)
}

func decodeRow(b []byte) (row, error) {
	r := reader{b: b}
	out := row{Table: r.string(), Key: r.string(), Day: Day(r.int32()), Piece: int(r.int32()), Pieces: int(r.int32()), Line: r.bytes()}
	if flat := r.bytes(); len(flat) > 0 {
		out.Flat = flat
	}
	return out, r.end()
}

func encodeFile(f File) ([]byte, error) { return json.Marshal(f) }

func decodeFile(b []byte) (f File, err error) { return f, json.Unmarshal(b, &f) }
