//go:build !slow

package watch

// kills is how often TestCatchUpKilled kills a process: 25 times with -tags slow (200 take some minutes, and were run by hand).
const kills = 3
