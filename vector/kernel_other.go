//go:build !amd64

package vector

func (b *codebook) add(sum []float32, codes []byte, weight float32) { addPlain(b, sum, codes, weight) }

func accumulate(sum, x []float32) { accumulatePlain(sum, x) }

func products(a, b []float32, n int) [4]float32 { return productsPlain(a, b, n) }

func productsOf4(a []float32, b [][]float32, n int) [4][4]float32 { return productsOf4Plain(a, b, n) }
