package train

// Dim is the number of dimensions of the vectors. A constant, so that rows are arrays: the compiler drops the bounds
// checks and the rows of a table lie in one block of memory. README.md of package vector has what 128 measured.
const Dim = 256

type vec [Dim]float32

// A feature in memory is a row number with a weight in thousandths above it.
const (
	rowBits   = 22
	rowMask   = 1<<rowBits - 1
	weightOne = 1000
)

func pack(row uint32, weight float32) uint32 { return row | uint32(weight*weightOne+0.5)<<rowBits }

func weightOf(f uint32) float32 { return float32(f>>rowBits) * (1.0 / weightOne) }

// gatherGo adds the rows of the features, times their weights, to out.
func gatherGo(out *vec, rows []vec, features []uint32) {
	for _, f := range features {
		w, row := weightOf(f), &rows[f&rowMask]
		for i := range out {
			out[i] += w * row[i]
		}
	}
}

// axpyGo adds a*x to y.
func axpyGo(y *vec, a float32, x *vec) {
	for i := range y {
		y[i] += a * x[i]
	}
}

// operand is a matrix whose element (i,k) is at i*row + k*col, so that a transposed one needs no copy.
type operand struct {
	data     []float32
	row, col int
}

// multiplyGo sets the rows [from, to) of c = x·y, where y is k by n and c has n columns.
func multiplyGo(c []float32, x operand, y []float32, from, to, k, n int) {
	for i := from; i < to; i++ {
		out := c[i*n : (i+1)*n]
		clear(out)
		for p := range k {
			a := x.data[i*x.row+p*x.col]
			for j, b := range y[p*n : (p+1)*n] {
				out[j] += a * b
			}
		}
	}
}
