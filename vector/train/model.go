package train

import (
	"context"
	"math"
	"runtime"
	"sync"
	"time"
)

// model is the table in training.
type model struct {
	rows   []vec
	energy []float32   // of each row: sum of the mean squared gradients so far, for Adagrad
	lens   *projection // nil without a teacher
}

// floor is the share of the learning rate that is left at the end.
const floor = 0.02

// report is how many batches a line of progress is about.
const report = 500

func (m *model) train(ctx context.Context, o Options, s *sampler) error {
	st := newStep(m, o)
	start, loss := time.Now(), 0.0
	for n := range o.Batches {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.next(st.batch)
		left := 1 - float64(n)/float64(o.Batches)
		loss += st.run(float32(o.Rate * (floor + (1-floor)*left)))
		if (n+1)%report == 0 {
			o.logf("batch %d of %d, loss %.4f, %s\n", n+1, o.Batches, loss/report, time.Since(start).Round(time.Second))
			loss = 0
		}
	}
	return nil
}

// step holds the working memory of one batch of n pairs.
type step struct {
	model   *model
	n       int
	sharp   float32 // 1/temperature
	batch   []example
	unit    [2][]float32 // n×Dim each: the vectors of the two sides
	norm    [2][]float32
	turned  []float32    // Dim×n: the second side, transposed
	sim     []float32    // n×n: exponentials of similarities, then gradients
	grad    [2][]float32 // n×Dim
	size    [2][]float32 // mean square of each gradient
	rowSum  []float32
	colSum  []float32
	losses  []float64
	lesson  []float32 // n×teacherDim: the teacher's vectors, centred
	bend    []float32 // teacherDim×Dim: gradient of the projection
	workers int
}

func newStep(m *model, o Options) *step {
	n := o.Batch
	s := &step{
		model: m, n: n, sharp: float32(1 / o.Temperature), batch: make([]example, n),
		turned: make([]float32, n*Dim), sim: make([]float32, n*n), rowSum: make([]float32, n),
		colSum: make([]float32, n), losses: make([]float64, n), workers: runtime.GOMAXPROCS(0),
	}
	if m.lens != nil {
		s.lesson, s.bend = make([]float32, n*teacherDim), make([]float32, teacherDim*Dim)
	}
	for k := range 2 {
		s.unit[k], s.grad[k] = make([]float32, n*Dim), make([]float32, n*Dim)
		s.norm[k], s.size[k] = make([]float32, n), make([]float32, n)
	}
	return s
}

// run takes one step and returns the mean loss before it.
func (s *step) run(rate float32) float64 {
	n := s.n
	taught := s.batch[0].told != nil
	if taught {
		s.split(n, s.recite)
	}
	s.split(n, s.forward)
	s.split(n, func(from, to int) {
		multiply(s.sim, operand{s.unit[0], Dim, 1}, s.turned, from, to, Dim, n)
		s.exponentiate(from, to)
	})
	s.split(n, func(from, to int) { s.sumColumns(from, to) })
	s.split(n, func(from, to int) {
		s.differentiate(from, to)
		multiply(s.grad[0], operand{s.sim, n, 1}, s.unit[1], from, to, n, Dim)
	})
	s.split(n, func(from, to int) {
		multiply(s.grad[1], operand{s.sim, 1, n}, s.unit[0], from, to, n, Dim)
		s.project(from, to)
	})
	s.update(rate)
	if taught {
		s.split(teacherDim, func(from, to int) { s.refocus(from, to, rate) })
	}
	loss := 0.0
	for _, l := range s.losses {
		loss += l
	}
	return loss / float64(n)
}

// split does 0 to n in blocks of 32, on all cores; what a block computes does not depend on who computes it.
func (s *step) split(n int, do func(from, to int)) {
	var wg sync.WaitGroup
	for w := range s.workers {
		wg.Go(func() {
			for at := w * 32; at < n; at += s.workers * 32 {
				do(at, at+32)
			}
		})
	}
	wg.Wait()
}

func at(m []float32, i int) *vec { return (*vec)(m[i*Dim:]) }

func (s *step) forward(from, to int) {
	for i := from; i < to; i++ {
		for k, features := range [2][]uint32{s.batch[i].a, s.batch[i].b} {
			v := at(s.unit[k], i)
			if k == 0 || s.batch[i].told == nil {
				*v = vec{}
				gather(v, s.model.rows, features)
			}
			var sum float32
			for _, x := range v {
				sum += x * x
			}
			norm := float32(math.Sqrt(float64(sum))) + 1e-12
			s.norm[k][i] = norm
			for j := range v {
				v[j] /= norm
			}
		}
		for j, x := range at(s.unit[1], i) {
			s.turned[j*s.n+i] = x
		}
	}
}

// recite sets the second side to the teacher's vectors.
func (s *step) recite(from, to int) {
	for i := from; i < to; i++ {
		s.model.lens.centre(s.lesson[i*teacherDim:(i+1)*teacherDim], s.batch[i].told)
	}
	multiply(s.unit[1], operand{s.lesson, teacherDim, 1}, s.model.lens.weights, from, to, teacherDim, Dim)
}

// refocus takes a step on rows of the projection.
func (s *step) refocus(from, to int, rate float32) {
	p := s.model.lens
	multiply(s.bend, operand{s.lesson, 1, teacherDim}, s.grad[1], from, to, s.n, Dim)
	for i := from; i < to; i++ {
		g := at(s.bend, i)
		var sum float32
		for _, x := range g {
			sum += x * x
		}
		p.energy[i] += sum / Dim
		axpy(at(p.weights, i), -rate/float32(math.Sqrt(float64(p.energy[i])+1e-20)), g)
	}
}

// exponentiate turns cosines into exponentials, without those of examples that say the same. Cosines are at most 1,
// so no maximum needs to be taken off first.
func (s *step) exponentiate(from, to int) {
	for i := from; i < to; i++ {
		row := s.sim[i*s.n : (i+1)*s.n]
		key := s.batch[i].key
		var sum float32
		for j := range row {
			if j != i && s.batch[j].key == key {
				row[j] = 0
				continue
			}
			row[j] = exp(row[j] * s.sharp)
			sum += row[j]
		}
		s.rowSum[i] = sum
	}
}

func (s *step) sumColumns(from, to int) {
	sums := s.colSum[from:to]
	clear(sums)
	for i := range s.n {
		for j, x := range s.sim[i*s.n+from : i*s.n+to] {
			sums[j] += x
		}
	}
}

// differentiate turns the exponentials into the gradient of the loss by the cosines.
func (s *step) differentiate(from, to int) {
	for i := from; i < to; i++ {
		row := s.sim[i*s.n : (i+1)*s.n]
		own := row[i]
		s.losses[i] = -(math.Log(float64(own/s.rowSum[i])) + math.Log(float64(own/s.colSum[i]))) / 2
		inv := 1 / s.rowSum[i]
		for j := range row {
			row[j] *= inv + 1/s.colSum[j]
		}
		row[i] -= 2
	}
}

// project takes the gradients through the normalisation.
func (s *step) project(from, to int) {
	for k := range 2 {
		for i := from; i < to; i++ {
			u, g := at(s.unit[k], i), at(s.grad[k], i)
			var dot float32
			for j := range u {
				dot += u[j] * g[j]
			}
			var sum float32
			for j := range u {
				g[j] = (g[j] - dot*u[j]) / s.norm[k][i]
				sum += g[j] * g[j]
			}
			s.size[k][i] = sum / Dim
		}
	}
}

// update moves the rows. Each belongs to one worker, who goes through the batch in order: no locks, and the same
// result for any number of workers.
func (s *step) update(rate float32) {
	var wg sync.WaitGroup
	for w := range s.workers {
		wg.Go(func() {
			for i := range s.batch {
				s.apply(s.batch[i].a, at(s.grad[0], i), s.size[0][i], rate, uint32(w))
				s.apply(s.batch[i].b, at(s.grad[1], i), s.size[1][i], rate, uint32(w))
			}
		})
	}
	wg.Wait()
}

func (s *step) apply(features []uint32, g *vec, size, rate float32, worker uint32) {
	for _, f := range features {
		row := f & rowMask
		if row%uint32(s.workers) != worker {
			continue
		}
		w := weightOf(f)
		e := s.model.energy[row] + w*w*size
		s.model.energy[row] = e
		axpy(&s.model.rows[row], -rate*w/float32(math.Sqrt(float64(e)+1e-20)), g)
	}
}

// exp is e^x to seven digits for the small range that is needed (Cephes' polynomial); math.Exp takes four times as
// long and half of a step.
func exp(x float32) float32 {
	const log2e = 1.44269504
	n := x * log2e
	k := float32(int32(n+127.5)) - 127
	r := x - k*0.693359375 + k*2.12194440e-4
	p := float32(1.9875691500e-4)
	p = p*r + 1.3981999507e-3
	p = p*r + 8.3334519073e-3
	p = p*r + 4.1665795894e-2
	p = p*r + 1.6666665459e-1
	p = p*r + 5.0000001201e-1
	p = p*r*r + r + 1
	return p * math.Float32frombits(uint32(int32(k)+127)<<23)
}
