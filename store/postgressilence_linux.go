package store

import (
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// goneAfter has the system end a connection by which nothing comes to the other machine any more, as the server does for its side.
func goneAfter(network, _ string, c syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	return c.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(goneIn.Milliseconds())) //nolint:gosec // a descriptor
	})
}
