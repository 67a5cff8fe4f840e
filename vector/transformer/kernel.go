package transformer

import "math"

// A kernel multiplies tiles: rows of activations by a panel of weights. All kernels form each sum in the same order,
// along k, so those that fuse multiplication and addition agree to the last bit and the plain one within rounding.
type kernel struct {
	name string
	// rows and cols are the size of the tile whose sums stay in registers.
	rows, cols int
	// tile writes c = bias + a·b for rows×cols sums over k, a multiple of 4. The panel b has the cols numbers of each
	// step of k side by side.
	tile func(k int, a *float32, lda int, b, bias, c *float32, ldc int)
	// gelu and exp work in place on a multiple of 8 numbers.
	gelu func(x []float32)
	exp  func(x []float32, most float32)
}

// steps is what k is rounded up to: the tiles take four steps at a time.
const steps = 4

var plain = kernel{name: "plain", rows: 4, cols: 4, tile: tilePlain, gelu: geluPlain, exp: expPlain}

// geluCoef: the limit beyond which the function is taken as 0 or x, its negative, 2/limit², 1, ½, then a polynomial
// in t = 2x²/limit²-1, the highest power first, that gives (Φ(x)-½)/x: the interpolation in 13 Chebyshev nodes. No
// division and no exponential; the error of gelu is below 3e-6 everywhere, which TestGELU holds against math.Erf.
var geluCoef = [18]float32{
	5, -5, 2.0 / 25, 1, 0.5,
	0.000705952989, -0.00167403102, 0.00146263163, -0.00253432244, 0.0066678091, -0.0112997433, 0.0162870698,
	-0.0232163444, 0.031464871, -0.0404507108, 0.0515189432, -0.0702959374, 0.1413638,
}

func geluPlain(x []float32) {
	c := &geluCoef
	for i, v := range x {
		w := max(min(v, c[0]), c[1])
		t := w*w*c[2] - c[3]
		p := c[5]
		for _, k := range c[6:] {
			p = p*t + k
		}
		x[i] = max(v, c[1]) * (p*w + c[4])
	}
}

// expCoef: room for the number to subtract, the least power of two, log2 e, 1, then the Taylor series of 2^f for
// |f| ≤ ½ without its 1, the highest power first: an error of 2e-7.
var expCoef = [10]float32{
	0, -126, math.Log2E, 1,
	ln2 * ln2 * ln2 * ln2 * ln2 * ln2 / 720, ln2 * ln2 * ln2 * ln2 * ln2 / 120, ln2 * ln2 * ln2 * ln2 / 24,
	ln2 * ln2 * ln2 / 6, ln2 * ln2 / 2, ln2,
}

const ln2 = math.Ln2

// expPlain sets x to exp(x-most).
func expPlain(x []float32, most float32) {
	c := &expCoef
	for i, v := range x {
		v = max((v-most)*c[2], c[1])
		whole := float32(math.RoundToEven(float64(v)))
		f, p := v-whole, c[4]
		for _, k := range c[5:] {
			p = p*f + k
		}
		p = p*f + c[3]
		x[i] = math.Float32frombits(math.Float32bits(p) + uint32(int32(whole))<<23)
	}
}
