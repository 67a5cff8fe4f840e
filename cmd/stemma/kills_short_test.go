//go:build unix && !slow

package main

// watchKills is how often TestWatchKilled kills a process: 25 times with -tags slow (200 take some minutes, and were run by hand).
const watchKills = 3
