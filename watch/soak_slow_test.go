//go:build slow

package watch

// See soak_short_test.go.
const soakRounds, looks = 300, 10
