package link

// reasons is what the score of a bead of the path goes by.
type reasons [5]float64

func (w *reasons) logit(r *reasons) (sum float64) {
	for i := range w {
		sum += w[i] * r[i]
	}
	return sum
}

// reasons returns what tells how probable a bead of the path is: a constant,
// its log odds within the path, those of its pair of sentences, and where it is
// a merge, one more constant and the mean over its sentences of the log odds
// that they have a counterpart inside.
func (m *matcher) reasons(f *match, odds float64) reasons {
	r := reasons{1, min(8, max(-8, odds))}
	own := m.ownOdds(f)
	if f.a.n+f.b.n == 2 {
		r[2] = own
	} else {
		r[3], r[4] = 1, own
	}
	return r
}

// ownOdds returns the mean over the sentences of a bead of the log odds of their
// best counterpart inside.
func (m *matcher) ownOdds(f *match) (mean float64) {
	columns := make([]float32, f.b.n)
	for i := f.a.at; i < f.a.end(); i++ {
		var row float32
		for l := range columns {
			p := m.prob[i*m.nb+f.b.at+l]
			row, columns[l] = max(row, p), max(columns[l], p)
		}
		mean += surely(row)
	}
	for _, p := range columns {
		mean += surely(p)
	}
	return mean / float64(f.a.n+f.b.n)
}

// surely returns the log odds of a probability, within what the model can tell.
func surely(p float32) float64 { return logOdds(min(0.9995, max(0.0005, float64(p)))) }
