package trace

// Spending returns the options with a count instead of the clock: every limit is
// reached when spent says so.
func (o Options) Spending(spent func() bool) Options {
	o.spent = spent
	return o
}
