package transformer

import (
	"context"
	"fmt"
	"math"
)

// An encoder is a stack of transformer layers as in BERT (Devlin et al. 2019): normalisation after each sum, gelu by
// the error function, learnt positions.
type encoder struct {
	config
	kernel kernel
	word   tensor    // read row by row as words occur
	place  []float32 // positions, with the first token type added
	norm   norms
	layer  []layer
}

type layer struct {
	qkv, out   packed // queries, keys and values as one matrix; queries scaled by 1/√(width of a head)
	inner, end packed
	norm1      norms
	norm2      norms
}

type norms struct{ weight, bias []float32 }

// newEncoder reads and packs the weights.
func newEncoder(c config, k kernel, s source) (*encoder, error) {
	e := &encoder{config: c, kernel: k}
	var err error
	if e.word, err = need(s, "embeddings.word_embeddings.weight", c.words, c.hidden); err != nil {
		return nil, err
	}
	if e.place, err = load(s, "embeddings.position_embeddings.weight", c.positions, c.hidden); err != nil {
		return nil, err
	}
	kind, err := load(s, "embeddings.token_type_embeddings.weight", c.types, c.hidden)
	if err != nil {
		return nil, err
	}
	for i := range e.place {
		e.place[i] += kind[i%c.hidden]
	}
	if e.norm, err = loadNorms(s, "embeddings.LayerNorm", c.hidden); err != nil {
		return nil, err
	}
	for i := range c.layers {
		l, err := e.loadLayer(s, fmt.Sprintf("encoder.layer.%d.", i))
		if err != nil {
			return nil, err
		}
		e.layer = append(e.layer, l)
	}
	return e, nil
}

func loadNorms(s source, name string, n int) (norms, error) {
	w, err := load(s, name+weightSuffix, n)
	if err != nil {
		return norms{}, err
	}
	b, err := load(s, name+biasSuffix, n)
	return norms{w, b}, err
}

func (e *encoder) loadLayer(s source, at string) (l layer, err error) {
	h := e.hidden
	l.qkv = e.kernel.room(h, 3*h)
	scale := float32(1 / math.Sqrt(float64(h/e.heads)))
	for i, name := range []string{"query", "key", "value"} {
		w, b, err := loadLinear(s, at+"attention.self."+name, h, h)
		if err != nil {
			return l, err
		}
		for j := range h {
			e.kernel.column(&l.qkv, i*h+j, w[j*h:(j+1)*h], scale)
			l.qkv.bias[i*h+j] = b[j] * scale
		}
		scale = 1
	}
	for _, m := range []struct {
		to      *packed
		name    string
		in, out int
	}{
		{&l.out, "attention.output.dense", h, h},
		{&l.inner, "intermediate.dense", h, e.inner},
		{&l.end, "output.dense", e.inner, h},
	} {
		w, b, err := loadLinear(s, at+m.name, m.out, m.in)
		if err != nil {
			return l, err
		}
		*m.to = e.kernel.pack(w, m.in, m.out, b, 1)
	}
	if l.norm1, err = loadNorms(s, at+"attention.output.LayerNorm", h); err != nil {
		return l, err
	}
	l.norm2, err = loadNorms(s, at+"output.LayerNorm", h)
	return l, err
}

func loadLinear(s source, name string, out, in int) (w, b []float32, err error) {
	if w, err = load(s, name+weightSuffix, out, in); err != nil {
		return nil, nil, err
	}
	b, err = load(s, name+biasSuffix, out)
	return w, b, err
}

// work is one worker's room for a batch.
type work struct {
	x, qkv, sum, inner []float32
	scores             []float32
	keys, values       packed
	raw                []byte
	edge               edge
}

// run computes the last layer's vectors of a batch of texts, whose pieces stand one after the other: the linear
// layers know no texts and waste nothing on padding; attention goes text by text. The result stays valid until the
// next call.
func (e *encoder) run(ctx context.Context, w *work, ids []int32, ends []int) ([]float32, error) {
	m, h := len(ids), e.hidden
	w.x, w.sum = grow(w.x, m*h), grow(w.sum, m*h)
	w.qkv, w.inner = grow(w.qkv, 3*m*h), grow(w.inner, m*e.inner)
	if err := e.embed(w, ids, ends); err != nil {
		return nil, err
	}
	k := &e.kernel
	for i := range e.layer {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l := &e.layer[i]
		k.multiply(w.qkv, 3*h, w.x, h, m, &l.qkv, &w.edge)
		from := 0
		for _, to := range ends {
			e.attend(w, from, to)
			from = to
		}
		// The sum's room holds what attention gave; the first part of the queries' room is free by now.
		k.multiply(w.qkv, h, w.sum, h, m, &l.out, &w.edge)
		l.norm1.add(w.x, w.qkv[:m*h], h, e.epsilon)
		k.multiply(w.inner, e.inner, w.x, h, m, &l.inner, &w.edge)
		k.gelu(w.inner)
		k.multiply(w.sum, h, w.inner, e.inner, m, &l.end, &w.edge)
		l.norm2.add(w.x, w.sum, h, e.epsilon)
	}
	return w.x, nil
}

// embed sets x to the sum of each piece's word and position, normalised.
func (e *encoder) embed(w *work, ids []int32, ends []int) error {
	h := e.hidden
	from := 0
	for _, to := range ends {
		for i := from; i < to; i++ {
			x := w.x[i*h : (i+1)*h]
			if err := e.word.read(x, int(ids[i])*h, &w.raw); err != nil {
				return err
			}
			at := (e.skipPositions + i - from) * h
			for j, p := range e.place[at : at+h] {
				x[j] += p
			}
		}
		from = to
	}
	e.norm.apply(w.x, h, e.epsilon)
	return nil
}

// attend writes what the pieces of one text take from each other, into the rows of sum.
func (e *encoder) attend(w *work, from, to int) {
	k, h, n := &e.kernel, e.hidden, to-from
	wide, head := roundUp(n, 32), h/e.heads
	w.scores = grow(w.scores, n*wide)
	qkv := w.qkv[from*3*h : to*3*h]
	for at := 0; at < h; at += head {
		e.split(w, qkv, at, n)
		k.multiply(w.scores, wide, qkv[at:], 3*h, n, &w.keys, &w.edge)
		out := w.sum[from*h+at : (to-1)*h+at+head]
		for i := range n {
			softmax(k, w.scores[i*wide:(i+1)*wide], n)
		}
		k.multiply(out, h, w.scores, wide, n, &w.values, &w.edge)
	}
}

// split packs the keys and values of one head.
func (e *encoder) split(w *work, qkv []float32, at, n int) {
	k, h, head := &e.kernel, e.hidden, e.hidden/e.heads
	w.keys.reshape(head, roundUp(n, 32), k.cols) // whole panels: the columns beyond the text are cleared later
	w.values.reshape(roundUp(n, steps), head, k.cols)
	for i := range n {
		row := qkv[i*3*h : (i+1)*3*h]
		k.column(&w.keys, i, row[h+at:h+at+head], 1)
		for j := 0; j < head; j += k.cols {
			copy(w.values.panel[j*w.values.k+i*k.cols:][:k.cols], row[2*h+at+j:2*h+at+head])
		}
	}
}

// reshape makes p an empty matrix of the given size in the room it has.
func (p *packed) reshape(k, n, cols int) {
	wide := roundUp(n, cols)
	p.k, p.n = k, n
	p.panel = grow(p.panel, k*wide)
	p.bias = grow(p.bias, wide)
	clear(p.panel)
	clear(p.bias)
}

// softmax makes the first n scores of a row weights and the others zero.
func softmax(k *kernel, row []float32, n int) {
	most := row[0]
	for _, v := range row[1:n] {
		most = max(most, v)
	}
	whole := roundUp(n, 8)
	clear(row[n:])
	k.exp(row[:whole], most)
	clear(row[n:whole])
	var sum float32
	for _, v := range row[:n] {
		sum += v
	}
	for i := range row[:n] {
		row[i] /= sum
	}
}

// add normalises x + y in place.
func (n *norms) add(x, y []float32, h int, epsilon float32) {
	for i, v := range y {
		x[i] += v
	}
	n.apply(x, h, epsilon)
}

// apply brings each row to mean 0 and variance 1, then to the learnt ones.
func (n *norms) apply(x []float32, h int, epsilon float32) {
	for ; len(x) >= h; x = x[h:] {
		row := x[:h]
		mean := sum4(row, 0) / float32(h)
		f := float32(1 / math.Sqrt(float64(squares(row, mean)/float32(h)+epsilon)))
		weight, bias := n.weight[:h], n.bias[:h]
		for i, v := range row {
			row[i] = (v-mean)*f*weight[i] + bias[i]
		}
	}
}

// sum4 sums in four strands, which is faster than one and more exact.
func sum4(v []float32, less float32) float32 {
	var a, b, c, d float32
	for ; len(v) >= 4; v = v[4:] {
		a += v[0] - less
		b += v[1] - less
		c += v[2] - less
		d += v[3] - less
	}
	return (a + b) + (c + d)
}

func squares(v []float32, mean float32) float32 {
	var a, b, c, d float32
	for ; len(v) >= 4; v = v[4:] {
		p, q, r, s := v[0]-mean, v[1]-mean, v[2]-mean, v[3]-mean
		a += p * p
		b += q * q
		c += r * r
		d += s * s
	}
	return (a + b) + (c + d)
}
