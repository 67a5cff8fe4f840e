//go:build !slow

package watch

const soakRounds = 20
