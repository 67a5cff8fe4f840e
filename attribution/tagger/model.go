package tagger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A model file is little-endian: the magic, the classes, the two chains. Hashes
// are ascending and written as differences; a weight is a byte that stands for a part
// of the chain's largest.
const magic = "stemma tagger 1\n"

// most bounds every count in a model file.
const most = 1 << 22

// Parse reads a model file.
func Parse(file []byte) (*Tagger, error) {
	rest, ok := bytes.CutPrefix(file, []byte(magic))
	if !ok {
		return nil, errors.New("parse attribution model: not a model file of this version")
	}
	r := &modelReader{rest: rest}
	t := &Tagger{classes: r.classes(), cues: r.chain(int(cueLabels), int(breakShape)+1), roles: r.chain(int(roleLabels), roleContexts)}
	switch {
	case r.err != nil:
		return nil, fmt.Errorf("parse attribution model: %w", r.err)
	case len(r.rest) > 0:
		return nil, fmt.Errorf("parse attribution model: %d bytes too many", len(r.rest))
	}
	return t, nil
}

type modelReader struct {
	rest []byte
	err  error
}

func (r *modelReader) fail(err error) {
	if r.err == nil {
		r.err, r.rest = err, nil
	}
}

func (r *modelReader) uint() int {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > math.MaxUint32 {
		r.fail(errors.New("the file is cut off or damaged"))
		return 0
	}
	r.rest = r.rest[n:]
	return int(v)
}

// count reads how many items of at least size bytes follow.
func (r *modelReader) count(size int) int {
	n := r.uint()
	if n > most || n*size > len(r.rest) {
		r.fail(fmt.Errorf("a list of %d items in %d bytes", n, len(r.rest)))
		return 0
	}
	return n
}

func (r *modelReader) bytes(n int) []byte {
	if n > len(r.rest) {
		r.fail(errors.New("the file is cut off"))
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *modelReader) hashes() []uint32 {
	out := make([]uint32, r.count(1))
	last := 0
	for i := range out {
		last += r.uint()
		if last > math.MaxUint32 {
			r.fail(errors.New("hashes out of range"))
			return nil
		}
		out[i] = uint32(last)
	}
	return out
}

func (r *modelReader) classes() *classes {
	c := &classes{words: r.hashes()}
	b := r.bytes(2 * levels * len(c.words))
	if r.err != nil {
		return c
	}
	c.of = make([][levels]uint16, len(c.words))
	for i := range c.of {
		for k := range levels {
			c.of[i][k] = binary.LittleEndian.Uint16(b[2*(levels*i+k):])
		}
	}
	return c
}

func (r *modelReader) chain(labels, contexts int) *chain {
	scale := math.Float32frombits(uint32(r.uint()))
	features := r.hashes()
	weights := make([]weightBytes, len(features))
	for i, b := 0, r.bytes(len(features)*labels); i < len(weights) && r.err == nil; i++ {
		for y := range labels {
			weights[i][y] = int8(b[i*labels+y])
		}
	}
	c := &chain{labels: labels, contexts: contexts, trans: make([]float32, contexts*labels*labels)}
	for i, b := range r.bytes(len(c.trans)) {
		c.trans[i] = unrounded(int8(b), scale)
	}
	if r.err == nil {
		c.table = newTable(features, weights, scale)
	}
	return c
}

// encode writes a model file.
func encode(known *classes, cues, roles *trained) []byte {
	out := known.encode([]byte(magic))
	return roles.encode(cues.encode(out))
}

func (c *classes) encode(out []byte) []byte {
	out = appendHashes(out, c.words)
	for _, of := range c.of {
		for _, v := range of {
			out = binary.LittleEndian.AppendUint16(out, v)
		}
	}
	return out
}

func appendHashes(out []byte, all []uint32) []byte {
	out = binary.AppendUvarint(out, uint64(len(all)))
	last := uint32(0)
	for _, h := range all {
		out = binary.AppendUvarint(out, uint64(h-last))
		last = h
	}
	return out
}

// negligibleWeight is the weight from which a feature is kept.
const negligibleWeight = 0.05

// encode rounds weights to bytes and leaves out features with small weights.
func (t *trained) encode(out []byte) []byte {
	scale := t.scale()
	var kept []uint32
	var weights []byte
	for n, f := range t.features {
		w := t.weights[n*t.labels : (n+1)*t.labels]
		if slices.ContainsFunc(w, func(v float32) bool { return max(v, -v) >= negligibleWeight }) {
			kept = append(kept, f)
			for _, v := range w {
				weights = append(weights, byte(rounded(v, scale)))
			}
		}
	}
	out = binary.AppendUvarint(out, uint64(math.Float32bits(scale)))
	out = append(appendHashes(out, kept), weights...)
	for _, v := range t.trans {
		out = append(out, byte(rounded(v, scale)))
	}
	return out
}

// scale is the largest weight.
func (t *trained) scale() float32 {
	largest := float32(0)
	for _, v := range slices.Concat(t.weights, t.trans) {
		largest = max(largest, v, -v)
	}
	return largest
}
