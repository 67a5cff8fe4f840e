package vector

// The loops that sentences are made of. On amd64 the same in assembly stand in their place (kernel_amd64.s): a profile
// of news sentences spent three quarters of its time here.

// addPlain adds the blocks of the codes, times weight, to sum, of 4 values a code.
func addPlain(book *codebook, sum []float32, codes []byte, weight float32) {
	for len(codes) > 0 && len(sum) >= len(block{}) {
		l := &book[codes[0]]
		sum[0] += weight * l[0]
		sum[1] += weight * l[1]
		sum[2] += weight * l[2]
		sum[3] += weight * l[3]
		sum, codes = sum[len(block{}):], codes[1:]
	}
}

// accumulatePlain adds x to sum; both have the same length, a multiple of 4.
func accumulatePlain(sum, x []float32) {
	for len(sum) >= 4 && len(x) >= 4 {
		sum[0] += x[0]
		sum[1] += x[1]
		sum[2] += x[2]
		sum[3] += x[3]
		sum, x = sum[4:], x[4:]
	}
}

// productsPlain returns the sums of the products at each index modulo 4, of the first n values, a multiple of 4.
func productsPlain(a, b []float32, n int) (s [4]float32) {
	a, b = a[:n], b[:n]
	for len(a) >= 4 && len(b) >= 4 {
		s[0] += a[0] * b[0]
		s[1] += a[1] * b[1]
		s[2] += a[2] * b[2]
		s[3] += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	return s
}

// productsOf4Plain is productsPlain of a and each of four others.
func productsOf4Plain(a []float32, b [][]float32, n int) (s [4][4]float32) {
	for i := range s {
		s[i] = productsPlain(a, b[i], n)
	}
	return s
}
