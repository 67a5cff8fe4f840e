package transformer

import "golang.org/x/sys/cpu"

// The tiles below are those of Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication": a
// block of sums stays in registers while a panel of weights streams from the first cache. With AVX-512, 12 rows by 32
// columns take 24 of 32 registers; with AVX2, 6 by 16 take 12 of 16.

//go:noescape
func tile512(k int, a *float32, lda int, b, bias, c *float32, ldc int)

//go:noescape
func tile256(k int, a *float32, lda int, b, bias, c *float32, ldc int)

//go:noescape
func geluAVX(n int, x, coef *float32)

//go:noescape
func expAVX(n int, x, coef *float32)

// kernels returns what this processor can run, the fastest first.
func kernels() []kernel {
	var all []kernel
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return []kernel{plain}
	}
	if cpu.X86.HasAVX512F {
		all = append(all, kernel{name: "avx512", rows: 12, cols: 32, tile: tile512, gelu: gelu, exp: exp})
	}
	return append(all, kernel{name: "avx2", rows: 6, cols: 16, tile: tile256, gelu: gelu, exp: exp}, plain)
}

func gelu(x []float32) {
	if len(x) > 0 {
		geluAVX(len(x)&^7, &x[0], &geluCoef[0])
	}
}

func exp(x []float32, most float32) {
	if len(x) > 0 {
		c := expCoef
		c[0] = most
		expAVX(len(x)&^7, &x[0], &c[0])
	}
}
