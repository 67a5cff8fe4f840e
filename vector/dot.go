package vector

import "math"

// Dot returns the inner product of two vectors of the same length, of unit vectors their cosine.
func Dot(a, b []float32) float32 {
	b = b[:len(a)]
	n := len(a) &^ 3
	return whole(products(a, b, n), a[n:], b[n:])
}

// Dots appends to dst the inner products of a with each of bs, all of the same
// length: to the bit what Dot says, in a third of the time.
func Dots(dst, a []float32, bs [][]float32) []float32 {
	n := len(a) &^ 3
	for ; len(bs) >= 4; bs = bs[4:] {
		sums := productsOf4(a, bs, n)
		for i, s := range sums {
			dst = append(dst, whole(s, a[n:], bs[i][n:]))
		}
	}
	for _, b := range bs {
		dst = append(dst, Dot(a, b))
	}
	return dst
}

// whole adds up partial sums and the products that are left.
func whole(s [4]float32, a, b []float32) float32 {
	for i, x := range a {
		s[0] += x * b[i]
	}
	return s[0] + s[1] + s[2] + s[3]
}

// Normalise scales a vector to length 1 in place; one of zeros stays as it is.
func Normalise(v []float32) {
	n := Dot(v, v)
	if n == 0 {
		return
	}
	f := 1 / float32(math.Sqrt(float64(n)))
	for i := range v {
		v[i] *= f
	}
}
