//go:build goexperiment.simd && amd64

package train

import "simd/archsimd"

// The kernels with AVX-512, which make a step of training six times as fast; without it the plain ones run. Sums are
// formed in another order, so a table trained on one kind of machine differs from the other's in the last digits.

const lanes = 16

type lane = [lanes]float32

func gather(out *vec, rows []vec, features []uint32) {
	if !archsimd.X86.AVX512() {
		gatherGo(out, rows, features)
		return
	}
	for at := 0; at < Dim; at += 8 * lanes {
		gatherBlock((*[8 * lanes]float32)(out[at:]), at, rows, features)
	}
}

// gatherBlock sums as many columns as fit in registers.
func gatherBlock(out *[8 * lanes]float32, at int, rows []vec, features []uint32) {
	var s0, s1, s2, s3, s4, s5, s6, s7 archsimd.Float32x16
	for _, f := range features {
		w, r := archsimd.BroadcastFloat32x16(weightOf(f)), (*[8 * lanes]float32)(rows[f&rowMask][at:])
		s0 = archsimd.LoadFloat32x16((*lane)(r[0:16])).MulAdd(w, s0)
		s1 = archsimd.LoadFloat32x16((*lane)(r[16:32])).MulAdd(w, s1)
		s2 = archsimd.LoadFloat32x16((*lane)(r[32:48])).MulAdd(w, s2)
		s3 = archsimd.LoadFloat32x16((*lane)(r[48:64])).MulAdd(w, s3)
		s4 = archsimd.LoadFloat32x16((*lane)(r[64:80])).MulAdd(w, s4)
		s5 = archsimd.LoadFloat32x16((*lane)(r[80:96])).MulAdd(w, s5)
		s6 = archsimd.LoadFloat32x16((*lane)(r[96:112])).MulAdd(w, s6)
		s7 = archsimd.LoadFloat32x16((*lane)(r[112:128])).MulAdd(w, s7)
	}
	s0.Store((*lane)(out[0:16]))
	s1.Store((*lane)(out[16:32]))
	s2.Store((*lane)(out[32:48]))
	s3.Store((*lane)(out[48:64]))
	s4.Store((*lane)(out[64:80]))
	s5.Store((*lane)(out[80:96]))
	s6.Store((*lane)(out[96:112]))
	s7.Store((*lane)(out[112:128]))
}

func axpy(y *vec, a float32, x *vec) {
	if !archsimd.X86.AVX512() {
		axpyGo(y, a, x)
		return
	}
	w := archsimd.BroadcastFloat32x16(a)
	for i := 0; i < Dim; i += lanes {
		p := (*lane)(y[i : i+lanes])
		archsimd.LoadFloat32x16((*lane)(x[i:i+lanes])).MulAdd(w, archsimd.LoadFloat32x16(p)).Store(p)
	}
}

// multiply works on blocks of 4 rows by 32 columns, whose sums stay in registers; to-from must be a multiple of 4 and
// n of 32.
func multiply(c []float32, x operand, y []float32, from, to, k, n int) {
	if !archsimd.X86.AVX512() {
		multiplyGo(c, x, y, from, to, k, n)
		return
	}
	for j := 0; j < n; j += 2 * lanes {
		for i := from; i < to; i += 4 {
			block(c, x, y, i, j, k, n)
		}
	}
}

func block(c []float32, x operand, y []float32, i, j, k, n int) {
	var a0, a1, b0, b1, c0, c1, d0, d1 archsimd.Float32x16
	p0, p1, p2, p3 := i*x.row, (i+1)*x.row, (i+2)*x.row, (i+3)*x.row
	at := 0
	for p := range k {
		q := p*n + j
		y0 := archsimd.LoadFloat32x16((*lane)(y[q : q+lanes]))
		y1 := archsimd.LoadFloat32x16((*lane)(y[q+lanes : q+2*lanes]))
		s := archsimd.BroadcastFloat32x16(x.data[p0+at])
		a0, a1 = y0.MulAdd(s, a0), y1.MulAdd(s, a1)
		s = archsimd.BroadcastFloat32x16(x.data[p1+at])
		b0, b1 = y0.MulAdd(s, b0), y1.MulAdd(s, b1)
		s = archsimd.BroadcastFloat32x16(x.data[p2+at])
		c0, c1 = y0.MulAdd(s, c0), y1.MulAdd(s, c1)
		s = archsimd.BroadcastFloat32x16(x.data[p3+at])
		d0, d1 = y0.MulAdd(s, d0), y1.MulAdd(s, d1)
		at += x.col
	}
	store(c[i*n+j:], a0, a1)
	store(c[(i+1)*n+j:], b0, b1)
	store(c[(i+2)*n+j:], c0, c1)
	store(c[(i+3)*n+j:], d0, d1)
}

func store(dst []float32, a, b archsimd.Float32x16) {
	a.Store((*lane)(dst[:lanes]))
	b.Store((*lane)(dst[lanes : 2*lanes]))
}
