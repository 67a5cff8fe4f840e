package tagger

import "slices"

// dictionary numbers features from 0: an open hash table over their hashes.
type dictionary struct {
	keys  []uint32
	ids   []int32 // one more than the number; 0: empty
	shift uint
}

// newDictionary numbers the features in their order.
func newDictionary(features []uint32) *dictionary {
	bits := uint(4)
	for 1<<bits < 2*len(features) {
		bits++
	}
	d := &dictionary{keys: make([]uint32, 1<<bits), ids: make([]int32, 1<<bits), shift: 32 - bits}
	for n, f := range features {
		i := d.slot(f)
		d.keys[i], d.ids[i] = f, int32(n)+1
	}
	return d
}

// slot is where a feature is, or would be.
func (d *dictionary) slot(f uint32) uint32 {
	mask := uint32(len(d.keys) - 1)
	i := f >> d.shift
	for d.ids[i] != 0 && d.keys[i] != f {
		i = (i + 1) & mask
	}
	return i
}

// resolve turns the hashes of a sequence into numbers, without unknown ones.
func (s *sequence) resolve(d *dictionary) {
	out, from := s.features[:0], int32(0)
	for i, end := range s.ends {
		for _, f := range s.features[from:end] {
			if id := d.ids[d.slot(f)]; id > 0 {
				out = append(out, uint32(id-1))
			}
		}
		from = end
		s.ends[i] = int32(len(out))
	}
	s.features = out
}

// frequent returns the features that occur at least so often, ascending.
func frequent(all []*sequence, least int) []uint32 {
	count := map[uint32]int{}
	for _, s := range all {
		for _, f := range s.features {
			count[f]++
		}
	}
	var out []uint32
	for f, n := range count {
		if n >= least {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}
