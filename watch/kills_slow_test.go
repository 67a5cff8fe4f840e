//go:build slow

package watch

const kills = 25
