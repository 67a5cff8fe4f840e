//go:build !slow

package store_test

// kills is how often TestKilled kills a process: 200 times with -tags slow.
const kills = 20
