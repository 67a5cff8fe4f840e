//go:build !unix

package store

// writable leaves it to the first write whether a file may be written into.
func writable(string) error { return nil }
