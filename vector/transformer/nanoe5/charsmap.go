package main

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// buildCharsmap writes a table of characters as SentencePiece compiles them: the length of a double-array trie (Aoe
// 1989) in bytes, its units as darts-clone lays them out, and the replacements, each ended by a zero byte.
func buildCharsmap(chars []replacement) ([]byte, error) {
	root := &node{value: -1}
	var text []byte
	at := map[string]int{}
	for _, c := range chars {
		to := string(c.to)
		if _, known := at[to]; !known {
			at[to] = len(text)
			text = append(append(text, to...), 0)
		}
		root.insert(string(c.from), at[to])
	}
	units, err := root.layOut()
	if err != nil {
		return nil, err
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(4*len(units)))
	for _, u := range units {
		out = binary.LittleEndian.AppendUint32(out, u)
	}
	return append(out, text...), nil
}

// A node of the trie before it is laid out; value is -1 where no key ends.
type node struct {
	next  map[byte]*node
	value int
	label byte
	place uint32
}

func (n *node) insert(key string, value int) {
	for i := range len(key) {
		child := n.next[key[i]]
		if child == nil {
			if n.next == nil {
				n.next = map[byte]*node{}
			}
			child = &node{value: -1, label: key[i]}
			n.next[key[i]] = child
		}
		n = child
	}
	n.value = value
}

// labels are those of the children in order; 0 stands for the end of a key.
func (n *node) labels() []byte {
	all := slices.Sorted(maps.Keys(n.next))
	if n.value >= 0 {
		all = slices.Insert(all, 0, 0)
	}
	return all
}

const (
	leaf       = 1 << 31
	hasLeaf    = 1 << 8
	offsetBit  = 10
	maxOffset  = 1 << 21
	pageLength = 256
)

var errTrie = errors.New("table of characters is too large")

// layOut finds each node a place whose distance to all its children is one number, exclusive or the child's label.
func (n *node) layOut() ([]uint32, error) {
	units := make([]uint32, pageLength)
	used := make([]bool, pageLength)
	used[0] = true
	free := 1
	for queue := []*node{n}; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		labels := n.labels()
		if len(labels) == 0 {
			continue
		}
		for free < len(used) && used[free] {
			free++
		}
		base := base(used, free, labels)
		for int(base|pageLength-1) >= len(used) {
			used = append(used, make([]bool, pageLength)...)
			units = append(units, make([]uint32, pageLength)...)
		}
		if n.place^base >= maxOffset {
			return nil, errTrie
		}
		units[n.place] = uint32(n.label) | (n.place^base)<<offsetBit
		for _, l := range labels {
			used[base^uint32(l)] = true
			if l == 0 {
				units[n.place] |= hasLeaf
				units[base] = leaf | uint32(n.value)
				continue
			}
			child := n.next[l]
			child.place = base ^ uint32(l)
			queue = append(queue, child)
		}
	}
	return units, nil
}

// base returns the first place from which all labels lead to free ones.
func base(used []bool, from int, labels []byte) uint32 {
	taken := func(at uint32) bool { return int(at) < len(used) && used[at] }
	for at := uint32(from); ; at++ {
		b := at ^ uint32(labels[0])
		if !slices.ContainsFunc(labels, func(l byte) bool { return taken(b ^ uint32(l)) }) {
			return b
		}
	}
}
