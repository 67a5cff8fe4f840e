package tagger

import "math"

// maxLabels bounds the labels of a chain.
const maxLabels = 3

// weightBytes are the rounded weights of a feature, one for each label.
type weightBytes [maxLabels]int8

// table holds the weights of features: an open hash table, in which a feature
// and its weights lie together, because finding them is most of the work.
type table struct {
	slots []slot
	shift uint
	value [256]float32 // what a byte stands for
}

type slot struct {
	feature uint32
	weights weightBytes
	taken   bool
}

func newTable(features []uint32, weights []weightBytes, scale float32) *table {
	bits := uint(4)
	for 1<<bits < 2*len(features) {
		bits++
	}
	t := &table{slots: make([]slot, 1<<bits), shift: 32 - bits}
	for b := range t.value {
		t.value[b] = unrounded(int8(uint8(b)), scale)
	}
	for i, f := range features {
		*t.slot(f) = slot{feature: f, weights: weights[i], taken: true}
	}
	return t
}

// slot is where a feature is, or would be.
func (t *table) slot(f uint32) *slot {
	mask := uint32(len(t.slots) - 1)
	for i := f >> t.shift; ; i = (i + 1) & mask {
		if s := &t.slots[i&mask]; !s.taken || s.feature == f {
			return s
		}
	}
}

// touch reads where features are, all at once: the processor waits for the memory
// of many of them together, not for that of one after the other.
func (t *table) touch(features []uint32) (sum uint32) {
	for _, f := range features {
		sum += t.slots[f>>t.shift].feature
	}
	return sum
}

// find returns the weights of a feature; zeros where it is unknown.
func (t *table) find(f uint32) weightBytes { return t.slot(f).weights }

// rounded keeps the square root of a weight in a byte: most weights are small.
func rounded(v, scale float32) int8 {
	b := int8(math.Round(127 * math.Sqrt(math.Abs(float64(v/scale)))))
	if v < 0 {
		return -b
	}
	return b
}

// unrounded is the weight that a byte stands for.
func unrounded(b int8, scale float32) float32 {
	x := float32(b) / 127
	if b < 0 {
		return -x * x * scale
	}
	return x * x * scale
}
