package batch

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// confinable tries on a socket of its own whether a program may bind one to a device.
var confinable = sync.OnceValue(func() error {
	trial, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	return errors.Join(confine(trial.Addr().(*net.TCPAddr).Port), trial.Close())
})

// confine binds the socket of this process that listens on a port to the loopback device:
// what comes in by another finds nobody listening.
func confine(port int) error {
	device, err := loopbackDevice()
	if err != nil {
		return err
	}
	const mine = "/proc/self/fd"
	open, err := os.ReadDir(mine)
	if err != nil {
		return err
	}
	for _, one := range open {
		fd, err := strconv.Atoi(filepath.Base(one.Name()))
		if err == nil && listensOn(fd, port) {
			return os.NewSyscallError("bind to "+device, syscall.BindToDevice(fd, device))
		}
	}
	return fmt.Errorf("no socket listens on port %d", port)
}

// listensOn reports that a file is a socket that listens on a port.
func listensOn(fd, port int) bool {
	if listens, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ACCEPTCONN); err != nil || listens == 0 {
		return false
	}
	switch at, _ := syscall.Getsockname(fd); at := at.(type) {
	case *syscall.SockaddrInet4:
		return at.Port == port
	case *syscall.SockaddrInet6:
		return at.Port == port
	}
	return false
}
