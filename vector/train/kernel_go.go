//go:build !goexperiment.simd || !amd64

package train

func gather(out *vec, rows []vec, features []uint32) { gatherGo(out, rows, features) }

func axpy(y *vec, a float32, x *vec) { axpyGo(y, a, x) }

func multiply(c []float32, x operand, y []float32, from, to, k, n int) {
	multiplyGo(c, x, y, from, to, k, n)
}
