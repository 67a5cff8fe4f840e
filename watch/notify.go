package watch

import (
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Notifier tells the service manager how the program is, as sd_notify(3) does: a datagram to the socket that systemd
// names. The zero value tells nobody.
type Notifier struct {
	socket string
	// Watchdog is how often the manager wants to hear that all is well; zero if it does not.
	Watchdog time.Duration
}

// NewNotifier reads from the environment whether somebody wants to be told.
func NewNotifier() Notifier {
	n := Notifier{socket: os.Getenv("NOTIFY_SOCKET")}
	if n.socket == "" {
		return Notifier{}
	}
	micros, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	pid := os.Getenv("WATCHDOG_PID")
	if err == nil && micros > 0 && (pid == "" || pid == strconv.Itoa(os.Getpid())) {
		n.Watchdog = time.Duration(micros) * time.Microsecond
	}
	return n
}

// What the manager is told.
const (
	ready     = "READY=1"
	stopping  = "STOPPING=1"
	reloading = "RELOADING=1"
	alive     = "WATCHDOG=1"
)

// Ready tells that the program does its work, and what a person is told of it.
func (n Notifier) Ready(what string) { n.tell(ready, status(what)) }

// Stopping tells that it is about to end.
func (n Notifier) Stopping() { n.tell(stopping) }

// Alive tells that all is well, as often as Watchdog says.
func (n Notifier) Alive() { n.tell(alive) }

// tell sends lines. That nobody hears them is no reason to stop.
func (n Notifier) tell(lines ...string) {
	if n.socket == "" {
		return
	}
	name := n.socket
	if strings.HasPrefix(name, "@") {
		name = "\x00" + name[1:] // of the abstract namespace
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(strings.Join(lines, "\n"))) // see above
}

// status is a line for people who ask systemctl.
func status(s string) string { return "STATUS=" + strings.ReplaceAll(s, "\n", " ") }
