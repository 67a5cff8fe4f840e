//go:build !amd64

package cluster

func pass(passed, first, second []uint64, x [2]uint64, most int) {
	passPlain(passed, first, second, x, most)
}
