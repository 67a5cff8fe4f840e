package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/stemma-news/stemma/bench/invented"
	"github.com/stemma-news/stemma/bench/measured"
)

// program is the command that is measured.
type program struct{ *measured.Program }

// fill imports reports that came out from a time on.
func (p *program) fill(ctx context.Context, file string, reports []invented.Report, from time.Time) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for _, r := range reports {
		r.Published, r.Updated = from.Add(r.At).UTC().Format(time.RFC3339), ""
		if err := e.Encode(r.Article); err != nil {
			return err
		}
	}
	return p.Import(ctx, file, b.Bytes())
}

const rules = `
[[rule]]
name = "widely told"
outlets = 5

[[rule]]
name = "agencies"
cites = ["Harvel News Agency", "Tarsheen Press"]

[[rule]]
name = "hedges"
hedge = "dropped"
`

// hookSecret signs what goes to the webhook of the run.
const hookSecret = "whsec_c29hay1zb2FrLXNvYWstc29hay1zb2FrLXNvYWs="

// process is one that runs, and where it tells how it is.
type process struct {
	name, address string
	cmd           *exec.Cmd
	log           *os.File
	ended         chan struct{}
	err           error
}

func (p *program) start(ctx context.Context, name, address string, args ...string) (*process, error) {
	s := &process{name: name, address: address, cmd: p.Command(ctx, args...), ended: make(chan struct{})}
	var err error
	if s.log, err = os.Create(filepath.Join(p.Dir, name+".log")); err != nil {
		return nil, err
	}
	s.cmd.Stderr, s.cmd.Env = s.log, append(os.Environ(), "STEMMA_WEBHOOK_SECRET="+hookSecret)
	if err := s.cmd.Start(); err != nil {
		return nil, errors.Join(err, s.log.Close())
	}
	go func() {
		defer close(s.ended)
		s.err = s.cmd.Wait()
	}()
	return s, nil
}

func (p *program) watch(ctx context.Context, t *traffic) (*process, error) {
	at, err := free(ctx)
	if err != nil {
		return nil, err
	}
	args, err := p.watchArgs(t)
	if err != nil {
		return nil, err
	}
	most := max(2*time.Second, t.long/20)
	return p.start(ctx, "watch", at, append(args, "--metrics", at, "--debug", "--min-interval", "1s", "--max-interval", most.String())...)
}

// watchArgs are what each watch of the run is begun with.
func (p *program) watchArgs(t *traffic) ([]string, error) {
	list, file := filepath.Join(p.Dir, "feeds.txt"), filepath.Join(p.Dir, "rules.toml")
	err := errors.Join(os.WriteFile(list, []byte(t.list()), 0o600), os.WriteFile(file, []byte(rules), 0o600))
	return []string{"watch", list, "--archive", p.Archive, "--allow-private", "--delay", "0s", "--rules", file, "--webhook", t.hook, "--feed", filepath.Join(p.Dir, "alerts.xml")}, err
}

func (p *program) serve(ctx context.Context) (*process, error) {
	at, err := free(ctx)
	if err != nil {
		return nil, err
	}
	return p.start(ctx, "serve", at, "serve", "--archive", p.Archive, "--listen", at, "--debug")
}

// free is an address of this machine that nobody listens at.
func free(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// stop ends it as a service manager does.
func (s *process) stop() error {
	defer s.log.Close()
	select {
	case <-s.ended:
		return fmt.Errorf("%s ended before it was asked to (%w): %s", s.name, s.err, s.last())
	default:
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.ended:
	case <-time.After(3 * time.Minute):
		return errors.Join(fmt.Errorf("%s does not end", s.name), s.cmd.Process.Kill())
	}
	if e, ok := errors.AsType[*exec.ExitError](s.err); ok && e.ExitCode() != 130 {
		return fmt.Errorf("%s: %w: %s", s.name, s.err, s.last())
	}
	return nil
}

// last is the last line of its log.
func (s *process) last() string {
	b, err := os.ReadFile(s.log.Name())
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return lines[len(lines)-1]
}
