//go:build unix

package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// process is a running server: its first process, which starts all others.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has ended
}

// settings are those of all servers: small ones, of which several run at a time.
const settings = `
listen_addresses = '127.0.0.1'
max_connections = 60
shared_buffers = 32MB
log_line_prefix = '%m [%p] %a '
`

// lazy has a server leave it to the system when what it writes goes to the disk.
const lazy = `
fsync = off
full_page_writes = off
`

// begin writes how a server is set up, and starts it at a port that is free.
func (s *Server) begin(o Options) error {
	text := settings
	if !o.Sync {
		text += lazy
	}
	text += fmt.Sprintf("unix_socket_directories = '%s'\n%s\n", s.folder, strings.Join(o.Settings, "\n"))
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	for range 5 { // another may take the port first
		if s.port, err = freePort(); err != nil {
			return err
		}
		if err = s.start(); err == nil {
			return nil
		}
	}
	return err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// start starts the server, and waits until it lets somebody in.
func (s *Server) start() error {
	log, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.command(context.Background(), "postgres", "-D", s.data(), "-p", strconv.Itoa(s.port))
	cmd.Stdout, cmd.Stderr = log, log
	p := &process{cmd: cmd, ended: make(chan struct{})}
	started := make(chan error)
	go p.hold(started)
	if err := <-started; err != nil {
		return err
	}
	s.running = p
	if err := s.wait(p); err != nil {
		s.end(syscall.SIGQUIT)
		return fmt.Errorf("PostgreSQL does not start: %w\n%s", err, s.tail())
	}
	return nil
}

// hold starts the process and stays until it ends, on one thread of the system: on Linux a server ends with the thread that has started
// it, so that none is left of tests that were killed.
func (p *process) hold(started chan<- error) {
	runtime.LockOSThread()
	err := p.cmd.Start()
	started <- err
	if err == nil {
		_ = p.cmd.Wait() // how it ended is in its log
		close(p.ended)
	}
}

// wait tries to connect until that succeeds.
func (s *Server) wait(p *process) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.Address("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-p.ended:
			return errors.New("it has ended")
		case <-ctx.Done():
			return err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// tail is the end of what the server has logged.
func (s *Server) tail() []byte {
	b, _ := os.ReadFile(filepath.Join(s.folder, "log"))
	return b[max(0, len(b)-2000):]
}

// Log is what the server has logged.
func (s *Server) Log() string {
	b, _ := os.ReadFile(filepath.Join(s.folder, "log"))
	return string(bytes.ToValidUTF8(b, []byte("?")))
}

// end sends a signal to the first process, and waits until it has ended.
func (s *Server) end(sig syscall.Signal) {
	if s.running == nil {
		return
	}
	_ = s.running.cmd.Process.Signal(sig) // or it has ended
	<-s.running.ended
	s.running = nil
}

// Restart starts the server again, at the same addresses, and stops it first where it runs. Who is connected loses the connection.
func (s *Server) Restart() {
	s.t.Helper()
	s.end(syscall.SIGINT)
	var err error
	for deadline := time.Now().Add(patience); ; {
		// Another may have taken the port, or the system may not have let go yet of what was killed.
		if err = s.start(); err == nil || time.Now().After(deadline) {
			break
		}
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// Stop ends the server, and takes its folder away.
func (s *Server) Stop() {
	s.end(syscall.SIGQUIT) // at once: nothing of it is kept
	_ = os.RemoveAll(s.folder)
}
