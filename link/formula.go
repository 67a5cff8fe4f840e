package link

// A formula ("The trial begins on 12 May.") is short, and company is how many
// other sentences two articles must have in common for it to be the same trial.
const formulaSize, company = 60, 0.8

// formula tells whether two sentences may be two uses of one formula: short ones
// in which every number and date differs.
func (m *matcher) formula(i, j int) bool {
	a, b := &m.a.sents[i], &m.b.sents[j]
	return min(a.size, b.size) < formulaSize && clash(a.figures, b.figures) == 1
}

// alone tells whether a link joins what may be two uses of one formula, in
// articles that have nothing else in common. Reports that do share other
// sentences have changed a number, and of reports of one sentence nobody can say.
func (m *matcher) alone(f *match) bool {
	return f.a.n+f.b.n == 2 && min(m.na, m.nb) > 1 && m.formula(f.a.at, f.b.at) && m.others(f.a.at, f.b.at) < company
}
