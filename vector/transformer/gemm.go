package transformer

import "unsafe"

// packed is a matrix of weights as the tiles read it: panels of cols columns, each with its k steps one after the
// other. Weights are packed once, when the model is opened.
type packed struct {
	k, n  int // inputs, rounded up to steps; outputs
	panel []float32
	bias  []float32 // padded to whole panels
}

// pack lays out w, which has a row of k inputs for each of n outputs, times scale.
func (kn *kernel) pack(w []float32, k, n int, bias []float32, scale float32) packed {
	p := kn.room(k, n)
	for j := range n {
		kn.column(&p, j, w[j*k:(j+1)*k], scale)
		if bias != nil {
			p.bias[j] = bias[j] * scale
		}
	}
	return p
}

// room returns an empty matrix.
func (kn *kernel) room(k, n int) packed {
	k = roundUp(k, steps)
	wide := roundUp(n, kn.cols)
	return packed{k: k, n: n, panel: make([]float32, k*wide), bias: make([]float32, wide)}
}

// column writes the weights of output j.
func (kn *kernel) column(p *packed, j int, w []float32, scale float32) {
	at := j / kn.cols * p.k * kn.cols
	dst := p.panel[at : at+p.k*kn.cols]
	at = j % kn.cols
	for _, x := range w {
		dst[at] = x * scale
		at += kn.cols
	}
}

// edge is a tile's worth of room for where the matrices end.
type edge struct{ a, c []float32 }

// multiply writes c = a·w + bias for m rows. The sum of each element does not depend on the rows around it.
func (kn *kernel) multiply(c []float32, ldc int, a []float32, lda, m int, w *packed, e *edge) {
	for j := 0; j < w.n; j += kn.cols {
		b, bias := &w.panel[j*w.k], &w.bias[j]
		cols := min(kn.cols, w.n-j)
		for i := 0; i < m; i += kn.rows {
			if cols < kn.cols || m < kn.rows {
				kn.border(c[i*ldc+j:], ldc, a[i*lda:], lda, min(kn.rows, m-i), cols, w.k, b, bias, e)
				continue
			}
			top := min(i, m-kn.rows) // the last rows again rather than a tile of its own
			_ = c[(top+kn.rows-1)*ldc+j+cols-1]
			_ = a[(top+kn.rows-1)*lda+w.k-1]
			kn.tile(w.k, &a[top*lda], lda, b, bias, &c[top*ldc+j], ldc)
		}
	}
}

// border multiplies a tile that is not full, by way of copies that are.
func (kn *kernel) border(c []float32, ldc int, a []float32, lda, rows, cols, k int, b, bias *float32, e *edge) {
	e.a = grow(e.a, kn.rows*k)
	e.c = grow(e.c, kn.rows*kn.cols)
	for r := range rows {
		copy(e.a[r*k:(r+1)*k], a[r*lda:r*lda+k])
	}
	clear(e.a[rows*k:])
	kn.tile(k, &e.a[0], k, b, bias, &e.c[0], kn.cols)
	for r := range rows {
		copy(c[r*ldc:r*ldc+cols], e.c[r*kn.cols:])
	}
}

// tilePlain is the tile for processors without an assembly of their own.
func tilePlain(k int, a *float32, lda int, b, bias, c *float32, ldc int) {
	as := unsafe.Slice(a, 3*lda+k)
	bs := unsafe.Slice(b, 4*k)
	bv := unsafe.Slice(bias, 4)
	cs := unsafe.Slice(c, 3*ldc+4)
	for r := 0; r < 4; r += 2 {
		x, y := as[r*lda:r*lda+k], as[(r+1)*lda:(r+1)*lda+k]
		s0, s1, s2, s3 := bv[0], bv[1], bv[2], bv[3]
		t0, t1, t2, t3 := s0, s1, s2, s3
		w := bs
		for i, u := range x {
			v := y[i]
			w4 := (*[4]float32)(w[4*i:])
			s0 += u * w4[0]
			s1 += u * w4[1]
			s2 += u * w4[2]
			s3 += u * w4[3]
			t0 += v * w4[0]
			t1 += v * w4[1]
			t2 += v * w4[2]
			t3 += v * w4[3]
		}
		*(*[4]float32)(cs[r*ldc:]) = [4]float32{s0, s1, s2, s3}
		*(*[4]float32)(cs[(r+1)*ldc:]) = [4]float32{t0, t1, t2, t3}
	}
}

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// grow returns s with room for n numbers; what they are is for the caller to set.
func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
