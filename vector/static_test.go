package vector_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/vector"
	"github.com/stemma-news/stemma/vector/feature"
)

// bucketOf returns the first bucket of a word: that of the word itself.
func bucketOf(word string) uint32 {
	var s feature.Scanner
	s.Reset(word)
	tok, _ := s.Next()
	return s.Append(nil, tok)[0].Bucket
}

// tableOf is a table of random rows for the given words.
func tableOf(t testing.TB, dim, bits int, words ...string) (file []byte, rows []vector.Row) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	for _, w := range words {
		v := make([]float32, dim)
		for i := range v {
			v[i] = float32(rng.NormFloat64())
		}
		rows = append(rows, vector.Row{Bucket: bucketOf(w), Vector: v})
	}
	var b bytes.Buffer
	if err := vector.Encode(&b, slices.Clone(rows), bits); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), rows
}

// TestEncodeParse writes rows and reads them back as the vectors of their words.
func TestEncodeParse(t *testing.T) {
	for bits, want := range map[int]float64{2: 0.92, 8: 0.9999} {
		t.Run(fmt.Sprint(bits, " bits"), func(t *testing.T) {
			words := []string{"ferry", "vessel", "паром", "عبارة", "渡", "4500"}
			file, rows := tableOf(t, 64, bits, words...)
			s, err := vector.Parse(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Verify(); err != nil {
				t.Error(err)
			}
			vs, err := s.Vectors(context.Background(), words)
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range rows {
				cos := float64(vector.Dot(vs[i], r.Vector)) / math.Sqrt(float64(vector.Dot(r.Vector, r.Vector)))
				if cos < want {
					t.Errorf("%s: cosine to its row %.4f, want %.4f", words[i], cos, want)
				}
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	row := func(bucket uint32, dim int) vector.Row {
		return vector.Row{Bucket: bucket, Vector: make([]float32, dim)}
	}
	for name, c := range map[string]struct {
		rows []vector.Row
		bits int
	}{
		"no rows":             {nil, 2},
		"3 bits":              {[]vector.Row{row(1, 8)}, 3},
		"a bucket twice":      {[]vector.Row{row(7, 8), row(7, 8)}, 2},
		"other dimensions":    {[]vector.Row{row(7, 8), row(8, 16)}, 2},
		"7 dimensions":        {[]vector.Row{row(7, 7)}, 2},
		"bucket out of range": {[]vector.Row{row(1<<feature.Bits, 8)}, 2},
	} {
		if err := vector.Encode(&bytes.Buffer{}, c.rows, c.bits); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	good, _ := tableOf(t, 8, 2, "ferry", "vessel")
	set := func(at int, v uint32) []byte {
		b := slices.Clone(good)
		binary.LittleEndian.PutUint32(b[at:], v)
		return b
	}
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"nothing", "not a table", nil},
		{"text", "not a table", bytes.Repeat([]byte("news "), 100)},
		{"a later version", "format version 9", set(8, 9)},
		{"other buckets", "2^20 buckets", set(16, 20)},
		{"no dimensions", "impossible header", set(12, 0)},
		{"odd dimensions", "impossible header", set(12, 9)},
		{"huge dimensions", "impossible header", set(12, math.MaxUint32)},
		{"huge rows", "impossible header", set(20, math.MaxUint32)},
		{"5 bits", "impossible header", set(24, 5)},
		{"a row more", "cut short", set(20, 3)},
		{"its end missing", "cut short", good[:len(good)-1]},
		{"a block of no number", "damaged", set(64, 0x7fc00000)},
		{"a bucket more", "damaged", set(64+4096, 0x40)},
	} {
		_, err := vector.Parse(c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

func TestVerifyFindsDamage(t *testing.T) {
	file, _ := tableOf(t, 8, 8, "ferry", "vessel")
	file[len(file)-1] ^= 1
	s, err := vector.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a changed value: %v, want an error", err)
	}
}

// FuzzParse feeds headers, and bodies of the length that the header asks for so that they get past the first checks.
func FuzzParse(f *testing.F) {
	good, _ := tableOf(f, 8, 2, "ferry", "vessel")
	f.Add(good[:64], uint32(0))
	f.Add([]byte("stemvec\n"), uint32(5))
	f.Add([]byte{}, uint32(0))
	f.Fuzz(func(t *testing.T, head []byte, bucket uint32) {
		if _, err := vector.Parse(head); err == nil {
			t.Fatal("a header alone was taken for a table")
		}
		if len(head) < 64 {
			return
		}
		const book, buckets = 4096, 1 << feature.Bits / 8
		word := func(at int) int { return int(binary.LittleEndian.Uint32(head[at:])) }
		rows := word(20) * (1 + word(12)*word(24)/8)
		if rows < 0 || rows > 1<<16 {
			return
		}
		file := append(slices.Clone(head[:64]), make([]byte, book+buckets+rows)...)
		file[64+book+bucket%buckets] |= 1 << (bucket % 8)
		s, err := vector.Parse(file)
		if err != nil {
			return
		}
		if _, err := s.Vectors(context.Background(), []string{"The ferry left at 9.", "渡轮"}); err != nil {
			t.Fatal(err)
		}
	})
}
