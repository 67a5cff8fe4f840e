package batch

import (
	"net"
	"os"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// TestPrismIsConfined: Prism's socket takes what comes by the loopback device, and nothing
// else, where the system lets a program say so.
func TestPrismIsConfined(t *testing.T) {
	if PrismListensToAll() {
		t.Skip("this system binds no socket of ours to a device: " + confinable().Error())
	}
	_, stop, err := (&Runner{}).service(t.Context())
	must(t, err)
	defer stop()
	device, err := loopbackDevice()
	must(t, err)
	open, err := os.ReadDir("/proc/self/fd")
	must(t, err)
	found := 0
	for _, one := range open {
		fd, err := strconv.Atoi(one.Name())
		must(t, err)
		at, err := unix.Getsockname(fd)
		if err != nil || !onAllAddresses(at) {
			continue
		}
		if listens, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN); err != nil || listens == 0 {
			continue
		}
		found++
		if bound, err := unix.GetsockoptString(fd, unix.SOL_SOCKET, unix.SO_BINDTODEVICE); err != nil || bound != device {
			t.Errorf("a socket listens on all addresses, %+v, by the device %q, %v", at, bound, err)
		}
	}
	if found == 0 {
		t.Error("Prism's socket was not found")
	}
}

func onAllAddresses(at unix.Sockaddr) bool {
	switch at := at.(type) {
	case *unix.SockaddrInet4:
		return at.Addr == [4]byte{}
	case *unix.SockaddrInet6:
		return at.Addr == [16]byte{}
	}
	return false
}

// TestConfineNothing: a port that nobody listens on cannot be confined.
func TestConfineNothing(t *testing.T) {
	l, err := net.Listen("tcp", "localhost:0")
	must(t, err)
	port := l.Addr().(*net.TCPAddr).Port
	must(t, l.Close())
	if confine(port) == nil {
		t.Error("nobody listens there")
	}
}
