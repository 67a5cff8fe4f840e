package batch

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/stemma-news/stemma"
)

// What goes from worker to worker is written by the functions of this file:
// numbers as varints, texts behind their lengths. JSON would take twice the
// room for what is most of the traffic, members and keys of a few bytes, and
// Beam's rows know no time. Readers give an error for what is damaged, and ask
// for no more memory than there are bytes.

var errShort = errors.New("batch: an element is damaged or of another version of the program")

// reader takes the parts of an element; err is set once for all.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail() {
	r.b, r.err = nil, errShort
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads how many elements of at least so many bytes follow.
func (r *reader) count(size int) int {
	n := r.uvarint()
	if n > uint64(len(r.b)/size) {
		r.fail()
		return 0
	}
	return int(n) //nolint:gosec // at most the length of a slice
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.fail()
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) bytes() []byte { return r.take(r.count(1)) }

func (r *reader) string() string { return string(r.bytes()) }

func (r *reader) int32() int32 {
	v := r.varint()
	if v < math.MinInt32 || v > math.MaxInt32 {
		r.fail()
		return 0
	}
	return int32(v)
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (r *reader) uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) float() float64 { return math.Float64frombits(r.uint64()) }

// end returns the error, which is one too where something is left over.
func (r *reader) end() error {
	if len(r.b) > 0 {
		r.fail()
	}
	return r.err
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendBytes(b, s []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendFloat(b []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(b, math.Float64bits(f))
}

// encodeArticle writes an article without its sentences, which each step reads
// off the text anew.
func encodeArticle(a stemma.Article) ([]byte, error) {
	b := make([]byte, 0, articleSize(&a))
	for _, s := range []string{a.ID, a.Input, a.URL, a.Outlet, a.Title, a.Byline, a.Lang, string(a.PublishedPrecision), a.Text} {
		b = appendString(b, s)
	}
	for _, t := range []time.Time{a.Published, a.Updated} {
		when, err := appendTime(b, t)
		if err != nil {
			return nil, fmt.Errorf("article %s: %w", a.ID, err)
		}
		b = when
	}
	if len(a.Extra) == 0 {
		return appendBytes(b, nil), nil
	}
	extra, err := json.Marshal(a.Extra)
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", a.ID, err)
	}
	return appendBytes(b, extra), nil
}

func appendTime(b []byte, t time.Time) ([]byte, error) {
	if t.IsZero() {
		return appendBytes(b, nil), nil
	}
	when, err := t.MarshalBinary()
	return appendBytes(b, when), err
}

func decodeArticle(b []byte) (a stemma.Article, err error) {
	r := reader{b: b}
	for _, s := range []*string{&a.ID, &a.Input, &a.URL, &a.Outlet, &a.Title, &a.Byline, &a.Lang, (*string)(&a.PublishedPrecision), &a.Text} {
		*s = r.string()
	}
	for _, t := range []*time.Time{&a.Published, &a.Updated} {
		if when := r.bytes(); len(when) > 0 && t.UnmarshalBinary(when) != nil {
			r.fail()
		}
	}
	if extra := r.bytes(); len(extra) > 0 && json.Unmarshal(extra, &a.Extra) != nil {
		r.fail()
	}
	return a, r.end()
}

// articleSize is how many bytes an article takes on its way, about.
func articleSize(a *stemma.Article) int {
	n := 64 + len(a.ID) + len(a.Input) + len(a.URL) + len(a.Outlet) + len(a.Title) + len(a.Byline) + len(a.Text)
	for key, raw := range a.Extra {
		n += len(key) + len(raw) + 4
	}
	return n
}

func encodeLink(l Link) []byte {
	b := appendString(appendString(nil, l.A), l.B)
	b = binary.AppendVarint(binary.AppendVarint(b, int64(l.DayA)), int64(l.DayB))
	for _, n := range []int{l.ASpan.Start, l.ASpan.End, l.BSpan.Start, l.BSpan.End, l.Words} {
		b = binary.AppendVarint(b, int64(n))
	}
	return appendFloat(appendFloat(appendFloat(b, l.Same), l.Weight), l.Score)
}

func decodeLink(b []byte) (l Link, err error) {
	r := reader{b: b}
	l.A, l.B = r.string(), r.string()
	l.DayA, l.DayB = Day(r.int32()), Day(r.int32())
	for _, n := range []*int{&l.ASpan.Start, &l.ASpan.End, &l.BSpan.Start, &l.BSpan.End, &l.Words} {
		*n = int(r.varint())
	}
	l.Same, l.Weight, l.Score = r.float(), r.float(), r.float()
	return l, r.end()
}

func encodeEdge(e Edge) []byte {
	b := appendString(appendString(nil, e.A), e.B)
	b = binary.AppendVarint(binary.AppendVarint(b, int64(e.DayA)), int64(e.DayB))
	return appendFloat(appendString(b, string(e.Kind)), e.Score)
}

func decodeEdge(b []byte) (e Edge, err error) {
	r := reader{b: b}
	e.A, e.B = r.string(), r.string()
	e.DayA, e.DayB = Day(r.int32()), Day(r.int32())
	e.Kind, e.Score = EdgeKind(r.string()), r.float()
	return e, r.end()
}

// fromJSON reads units, records and formulas, which are few: JSON is good enough
// for them.
func fromJSON[T any](b []byte) (T, error) {
	var v T
	err := json.Unmarshal(b, &v)
	return v, err
}

func encodeUnit(u Unit) ([]byte, error) { return json.Marshal(u) }

func decodeUnit(b []byte) (Unit, error) { return fromJSON[Unit](b) }

func encodeRecord(r Record) ([]byte, error) { return json.Marshal(r) }

func decodeRecord(b []byte) (Record, error) { return fromJSON[Record](b) }

func encodeFormula(f Formula) ([]byte, error) { return json.Marshal(f) }

func decodeFormula(b []byte) (Formula, error) { return fromJSON[Formula](b) }
