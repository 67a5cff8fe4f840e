//go:build unix

// Package pgtest starts PostgreSQL for tests: a real server from the programs that are installed (Debian's package
// postgresql, or any other), in a folder of its own, which goes with it.
//
// Most tests take a database of the server that all tests of a program share (Database). Those that kill their server or set
// it up otherwise start one (Start). Where there is no PostgreSQL they skip, and say so; they fail where
// STEMMA_NEED_POSTGRES is set.
//
// What is set differs from a team's server where that is of use to tests. Text is sorted by ICU's order of the world, so that a query
// that relies on the order of bytes and does not say so fails. A password is needed, so that tests see where one is shown.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience bounds each step: a server that takes longer is told as broken.
const patience = time.Minute

// role is who owns the databases.
const role = "stemma"

// Options say how a server is started.
type Options struct {
	// Sync has it write to the disk what it commits, as a team's server does. Without it, it does what it is asked to
	// three times as fast; what it has committed survives its own death in either case, but not that of the machine.
	Sync bool
	// Settings are further lines of postgresql.conf.
	Settings []string
}

// Server is a PostgreSQL of a test.
type Server struct {
	t        testing.TB
	at       place
	who      *owner // nil where it runs as who runs the tests
	folder   string
	port     int
	password string
	running  *process // nil where it is stopped or was killed
}

// Start starts a server, which stops with the test. The test skips where there is no PostgreSQL.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	at, err := find()
	if err != nil {
		without(t, err)
	}
	s, err := launch(at, o)
	if err != nil {
		t.Fatal(err)
	}
	s.t = t
	t.Cleanup(s.Stop)
	return s
}

// launch makes the folder of a server, and starts it.
func launch(at place, o Options) (_ *Server, err error) {
	who, err := notRoot()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("/tmp", "stemma-pg-") // its name is short: that of a socket may have 100 bytes
	if err != nil {
		return nil, err
	}
	s := &Server{at: at, who: who, folder: folder, password: rand.Text()}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(folder)
		}
	}()
	if err := who.own(folder); err != nil {
		return nil, err
	}
	if err := s.initialise(); err != nil {
		return nil, err
	}
	return s, s.begin(o)
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

// initialise makes the files of a server, without waiting for the disk.
func (s *Server) initialise() error {
	secret := filepath.Join(s.folder, "password")
	if err := os.WriteFile(secret, []byte(s.password+"\n"), 0o600); err != nil {
		return err
	}
	if err := s.who.own(secret); err != nil {
		return err
	}
	args := []string{"-D", s.data(), "-U", role, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"}
	out, err := s.run("initdb", append(args, "--locale-provider=icu", "--icu-locale=und")...)
	if err != nil { // it may be made without ICU
		_ = os.RemoveAll(s.data())
		out, err = s.run("initdb", args...)
	}
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return os.Remove(secret)
}

// run runs a program of PostgreSQL to its end.
func (s *Server) run(name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.command(ctx, name, args...).CombinedOutput()
}

// command is a program of PostgreSQL, as the user that the server runs as and without what users set for themselves.
func (s *Server) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(s.at.bin, name), args...) //nolint:gosec // what is installed
	cmd.Dir = s.folder
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	s.who.runs(cmd)
	return cmd
}

// Address is that of a database of the server: a URL with a password.
func (s *Server) Address(database string) string {
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/%s?sslmode=disable", role, s.password, s.port, database)
}

// Database makes an empty database, which goes with the test, and returns its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := "t" + rand.Text()[:12] // capitals: PostgreSQL makes small letters of what is not quoted
	if err := s.do(t.Context(), fmt.Sprintf("CREATE DATABASE %q TEMPLATE template0", name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // of a server that is gone nothing is left
		_ = s.do(context.Background(), fmt.Sprintf("DROP DATABASE IF EXISTS %q WITH (FORCE)", name))
	})
	return s.Address(name)
}

// do runs a statement of the server's administrator.
func (s *Server) do(ctx context.Context, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.Address("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, statement)
	return err
}

// shared is the server that the tests of a program share: started when the first asks for it, stopped by Tests.
var shared struct {
	sync.Mutex
	server *Server
	err    error // why there is none
}

// Database makes an empty database of the shared server, which goes with the test, and returns its address. The test skips where
// there is no PostgreSQL. TestMain is to run Tests, so that nothing is left of the server.
func Database(t testing.TB) string {
	t.Helper()
	at, err := find()
	if err != nil {
		without(t, err)
	}
	shared.Lock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = launch(at, Options{})
	}
	server, err := shared.server, shared.err
	shared.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	return server.Database(t)
}

// Tests are tests behind which the shared server is stopped: what TestMain gives to goleak, or runs.
type Tests struct{ M interface{ Run() int } }

// Run runs them and returns their exit code.
func (t Tests) Run() int {
	code := t.M.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		shared.server.Stop()
		shared.server = nil
	}
	return code
}
