package transformer

//go:noescape
func tileNEON(k int, a *float32, lda int, b, bias, c *float32, ldc int)

// kernels returns what this processor can run, the fastest first. Every arm64 processor has NEON; the tile of 4 rows by
// 16 columns takes 16 of its 32 registers.
func kernels() []kernel {
	neon := plain
	neon.name, neon.rows, neon.cols, neon.tile = "neon", 4, 16, tileNEON
	return []kernel{neon, plain}
}
