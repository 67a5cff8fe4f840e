//go:build !slow

package watch

// soakRounds is how often TestSoak asks, and looks how often it looks what is held.
const soakRounds, looks = 10, 3
