//go:build !slow

package watch

// kills is how often TestCatchUpKilled kills a process: 10 times with -tags slow (200 take some minutes, and were run by hand).
const kills = 3

// haltEach says how far apart the writes are at which TestDiskFailsAtAnyWrite has the disk fail: by this part of how many came before.
const haltEach = 1

// floodEntries is how many entries of nearly one text TestFlood puts into a feed.
const floodEntries = 100
