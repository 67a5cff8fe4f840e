//go:build slow

package watch

// See kills_short_test.go: they are of TestCatchUpKilled, TestDiskFailsAtAnyWrite and TestFlood.
const kills, haltEach, floodEntries = 10, 10, 2_000
