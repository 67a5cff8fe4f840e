//go:build slow

package watch

// See kills_short_test.go: they are of TestCatchUpKilled, TestDiskFailsAtAnyWrite and TestFlood.
const kills, haltEach, floodEntries = 25, 40, 10_000
