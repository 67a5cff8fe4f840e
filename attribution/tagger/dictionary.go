package tagger

import "slices"

// dictionary numbers the features that training keeps.
type dictionary map[uint32]uint32

// newDictionary numbers features in their order.
func newDictionary(features []uint32) dictionary {
	d := make(dictionary, len(features))
	for n, f := range features {
		d[f] = uint32(n)
	}
	return d
}

// resolve turns the hashes of a sequence into numbers, without unknown ones.
func (s *sequence) resolve(d dictionary) {
	out, from := s.features[:0], int32(0)
	for i, end := range s.ends {
		for _, f := range s.features[from:end] {
			if id, ok := d[f]; ok {
				out = append(out, id)
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
