package main

// memory is what the processes of a machine need, in megabytes. docs/SCALE.md says which of it was seen and which is
// reckoned.
type memory struct {
	// Worker is a worker's process with the vectors and no work; one serves all cores of its machine.
	Worker float64 `json:"worker_mb"`
	// Block is what tracing a block of the default size adds, Rows what the rows of a file do; each core may have one of
	// either at once.
	Block float64 `json:"block_mb"`
	Rows  float64 `json:"rows_mb"`
	// Slot is the engine's own for each core: the heap with the largest group in it, what it sorts in, and the
	// network's buffers.
	Slot float64 `json:"slot_mb"`
}

// gigabytes is what a machine of a cluster needs.
func (m memory) gigabytes(c cluster) float64 {
	return (m.Worker + c.cores*(m.Block+m.Rows+m.Slot)) / 1000
}
