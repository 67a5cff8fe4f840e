package batch

import (
	"net/netip"
	"testing"
)

// TestIsPublic: where the Internet may be the network.
func TestIsPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": false, "::1": false, "10.1.2.3": false, "192.168.0.7": false, "100.100.1.1": false, "169.254.1.1": false,
		"fe80::1%eth0": false, "fd00::1": false, "::ffff:10.0.0.1": false,
		"203.0.114.9": true, "2a00:1450::1": true, "::ffff:9.9.9.9": true,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}
