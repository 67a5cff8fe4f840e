package vector

// addBlocks adds weight times the blocks of n codes to sum, which has 4n values.
//
//go:noescape
func addBlocks(sum *float32, codes *byte, n int, book *codebook, weight float32)

// addVector adds x to sum; n, a multiple of 4, is the length of both.
//
//go:noescape
func addVector(sum, x *float32, n int)

// dot4 returns the products of a and b, summed by their index modulo 4; n, a multiple of 4, is the length of both.
//
//go:noescape
func dot4(a, b *float32, n int) (sums [4]float32)

// dot4of4 is dot4 of a and each of four others.
//
//go:noescape
func dot4of4(a *float32, b *[4]*float32, n int, sums *[4][4]float32)

// add adds the blocks of the codes, times weight, to sum, of 4 values a code.
func (b *codebook) add(sum []float32, codes []byte, weight float32) {
	n := min(len(codes), len(sum)/len(block{}))
	if n > 0 {
		addBlocks(&sum[0], &codes[0], n, b, weight)
	}
}

// accumulate adds x to sum; both have the same length, a multiple of 4.
func accumulate(sum, x []float32) {
	n := min(len(sum), len(x)) &^ 3
	if n > 0 {
		addVector(&sum[0], &x[0], n)
	}
}

// products returns the sums of the products at each index modulo 4, of the first n values, a multiple of 4.
func products(a, b []float32, n int) [4]float32 {
	if n == 0 {
		return [4]float32{}
	}
	return dot4(&a[:n][0], &b[:n][0], n)
}

// productsOf4 are the products of a with each of four others of n values at least, a multiple of 4.
func productsOf4(a []float32, b [][]float32, n int) (sums [4][4]float32) {
	if n > 0 {
		dot4of4(&a[:n][0], &[4]*float32{&b[0][:n][0], &b[1][:n][0], &b[2][:n][0], &b[3][:n][0]}, n, &sums)
	}
	return sums
}
