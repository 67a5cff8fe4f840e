package watch

import (
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestNotify(t *testing.T) {
	name := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Skip(err)
	}
	defer conn.Close()
	t.Setenv("NOTIFY_SOCKET", name)
	t.Setenv("WATCHDOG_USEC", "300000000")
	t.Setenv("WATCHDOG_PID", "")
	n := NewNotifier()
	if n.Watchdog != 5*time.Minute {
		t.Errorf("watchdog %v", n.Watchdog)
	}
	n.tell(ready, status("watching\n3 feeds"))
	b := make([]byte, 100)
	k, err := conn.Read(b)
	if err != nil || string(b[:k]) != "READY=1\nSTATUS=watching 3 feeds" {
		t.Errorf("%q, %v", b[:k], err)
	}
	t.Setenv("WATCHDOG_PID", "1")
	if NewNotifier().Watchdog != 0 {
		t.Error("another process is to be watched")
	}
	t.Setenv("NOTIFY_SOCKET", "")
	NewNotifier().tell(ready) // tells nobody
	Notifier{socket: strings.Repeat("x", 300)}.tell(ready)
}
