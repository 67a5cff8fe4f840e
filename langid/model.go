package langid

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// model holds a group of languages for each script that several share.
type model map[string]*group

// group is the linear model of the languages of one script.
type group struct {
	script string
	tags   []string
	// bits is the logarithm of the number of buckets.
	bits int
	// weights are by bucket, then by language; times scale they are the
	// natural logarithms that the model adds up. A model that has been read
	// has them in lanes alone.
	weights []int8
	scale   float64
	// lanes are the weights of each bucket as bytes from 0 (lowest) to 255, eight
	// in a word: see tally.
	lanes []uint64
	words int // of lanes in a bucket
}

// row returns the weights of a feature's bucket.
func (g *group) row(hash uint32) []uint64 {
	at := int(hash>>(32-g.bits)) * g.words
	return g.lanes[at : at+g.words]
}

// pack makes lanes of weights, which stand in two's complement.
func (g *group) pack(weights []byte) {
	g.words = (len(g.tags) + 7) / 8
	g.lanes = make([]uint64, 0, g.words<<g.bits)
	row := make([]byte, 8*g.words)
	for len(weights) > 0 {
		copy(row, weights[:len(g.tags)])
		weights = weights[len(g.tags):]
		for at := 0; at < len(row); at += 8 {
			g.lanes = append(g.lanes, binary.LittleEndian.Uint64(row[at:])^signs)
		}
	}
}

// signs are the bits that make bytes from 0 to 255 of those from -128 to 127.
const signs = 0x8080808080808080

// The file is zstd over: magic, number of groups, and for each group its
// script, its tags by spaces, bits, scale and weights. Texts have their length
// in two bytes before them; numbers are little-endian.
const (
	magic       = "stemma langid 1\n"
	maxBits     = 20
	maxModel    = 64 << 20
	maxGroups   = 64
	maxTagsText = 4 << 10
)

var errModel = errors.New("not a model of languages, or a damaged one")

func parse(file []byte) (model, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxModel), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	raw, err := z.DecodeAll(file, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errModel, err)
	}
	rest, ok := bytes.CutPrefix(raw, []byte(magic))
	if !ok || len(rest) == 0 || rest[0] > maxGroups {
		return nil, errModel
	}
	r := bytes.NewReader(rest[1:])
	m := model{}
	for range rest[0] {
		g, err := readGroup(r)
		if err != nil {
			return nil, err
		}
		m[g.script] = g
	}
	return m, nil
}

func readGroup(r *bytes.Reader) (*group, error) {
	script, err := readText(r)
	if err != nil {
		return nil, err
	}
	tags, err := readText(r)
	if err != nil {
		return nil, err
	}
	g := &group{script: script, tags: strings.Fields(tags)}
	var head struct {
		Bits  uint8
		Scale float64
	}
	if err := binary.Read(r, binary.LittleEndian, &head); err != nil {
		return nil, errModel
	}
	g.bits, g.scale = int(head.Bits), head.Scale
	size := len(g.tags) << g.bits
	if len(g.tags) == 0 || g.bits == 0 || g.bits > maxBits || size > r.Len() || math.IsNaN(g.scale) || math.IsInf(g.scale, 0) {
		return nil, errModel
	}
	weights := make([]byte, size)
	if _, err := io.ReadFull(r, weights); err != nil {
		return nil, errModel
	}
	g.pack(weights)
	return g, nil
}

func readText(r *bytes.Reader) (string, error) {
	var n uint16
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil || int(n) > min(r.Len(), maxTagsText) {
		return "", errModel
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", errModel
	}
	return string(b), nil
}

// encode writes the model as parse reads it.
func (m model) encode() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(magic)
	b.WriteByte(byte(len(m))) //nolint:gosec // scripts, some twenty
	scripts := make([]string, 0, len(m))
	for script := range m {
		scripts = append(scripts, script)
	}
	slices.Sort(scripts)
	for _, script := range scripts {
		m[script].encode(&b)
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return z.EncodeAll(b.Bytes(), nil), nil
}

func (g *group) encode(b *bytes.Buffer) {
	for _, s := range []string{g.script, strings.Join(g.tags, " ")} {
		b.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(s)))) //nolint:gosec // a few tags
		b.WriteString(s)
	}
	b.WriteByte(byte(g.bits)) //nolint:gosec // at most maxBits
	b.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(g.scale)))
	for _, w := range g.weights {
		b.WriteByte(byte(w)) //nolint:gosec // two's complement
	}
}
