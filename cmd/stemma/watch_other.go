//go:build !unix

package main

// hangups tells of nothing where there is no SIGHUP.
func hangups() (<-chan struct{}, func()) { return nil, func() {} }
