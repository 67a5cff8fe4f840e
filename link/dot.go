package link

import "github.com/stemma-news/stemma/vector"

// products fills out with the dot products of the rows of x (na × dim) with
// those of y (nb × dim).
func products(out, x, y []float32, na, nb, dim int) {
	for i := range na {
		row, xi := out[i*nb:(i+1)*nb], x[i*dim:(i+1)*dim]
		for j := range row {
			row[j] = vector.Dot(xi, y[j*dim:(j+1)*dim])
		}
	}
}
