package vector

import "math"

// Dot returns the inner product of two vectors of the same length, of unit vectors their cosine.
func Dot(a, b []float32) float32 {
	b = b[:len(a)]
	n := len(a) &^ 3
	s := products(a, b, n)
	for i := n; i < len(a); i++ {
		s[0] += a[i] * b[i]
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
