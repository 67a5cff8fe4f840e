package cluster

import (
	"cmp"
	"slices"
)

// Names returns hashes of what the article names, by which it meets others in any
// script, those that it says most often first, up to so many: the words of names,
// numbers, and behind them the words of scripts without capitals, where names hide.
func (p *Profile) Names(most int) []uint32 {
	var out []uint32
	for _, list := range [...][]count{p.names, p.words} {
		often := slices.SortedFunc(slices.Values(list), func(a, b count) int {
			return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.feature, b.feature))
		})
		for _, c := range often[:min(len(often), max(0, most-len(out)))] {
			if !slices.Contains(out, c.feature) {
				out = append(out, c.feature)
			}
		}
	}
	return out
}

// Code returns the signs of the article's direction, by which it is found among
// others (codes): of two at an angle, the share that differs is about the angle
// over 180°.
func (p *Profile) Code() [4]uint64 { return codeOf(p.dense.wide(nil)) }
