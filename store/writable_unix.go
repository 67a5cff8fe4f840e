//go:build unix

package store

import "golang.org/x/sys/unix"

// writable says, without opening it, whether a file may be written into.
func writable(file string) error { return unix.Access(file, unix.W_OK) }
