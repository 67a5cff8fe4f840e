package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/stemma-news/stemma/bench/measured"
	"github.com/stemma-news/stemma/lineage/genealogy"
)

// program is the command that is measured.
type program struct{ *measured.Program }

// fill imports reports.
func (p *program) fill(ctx context.Context, file string, articles []genealogy.Article) error {
	b, err := lines(articles)
	if err != nil {
		return err
	}
	return p.Import(ctx, file, b)
}

// largest returns the story with the most reports.
func (p *program) largest(ctx context.Context) (string, error) {
	out, err := p.Command(ctx, "stories", "--archive", p.Archive, "--sort", "size", "--limit", "1", "--format", "json").Output()
	if err != nil {
		return "", fmt.Errorf("stories: %w", err)
	}
	var list struct {
		Stories []struct {
			ID       string
			Articles int
		}
	}
	if err := json.Unmarshal(out, &list); err != nil || len(list.Stories) == 0 {
		return "", fmt.Errorf("stories: %w: %s", err, out)
	}
	fmt.Printf("the story %s has %d reports\n", list.Stories[0].ID, list.Stories[0].Articles)
	return list.Stories[0].ID, nil
}

var serving = regexp.MustCompile(`serving .* at (http\S+)/ `)

// serve starts the server, and returns its address.
func (p *program) serve(ctx context.Context) (stop func() error, address string, err error) {
	c := p.Command(ctx, "serve", "--archive", p.Archive, "--listen", "127.0.0.1:0", "--log", "none", "--debug")
	c.Env = append(os.Environ(), "GOMAXPROCS=2")
	errs, err := c.StderrPipe()
	if err != nil {
		return nil, "", err
	}
	if err := c.Start(); err != nil {
		return nil, "", err
	}
	stop = func() error {
		return errors.Join(c.Process.Signal(syscall.SIGTERM), c.Wait())
	}
	for s := bufio.NewScanner(errs); s.Scan(); {
		if m := serving.FindStringSubmatch(s.Text()); m != nil {
			return stop, m[1], nil
		}
		fmt.Fprintln(os.Stderr, s.Text())
	}
	return nil, "", errors.Join(errors.New("the server did not start"), c.Wait())
}

// watch has stemma watch keep up with a feed that gets longer.
func (p *program) watch(ctx context.Context, n *news, every time.Duration) (end func() error, told func() int, err error) {
	f := &feed{began: time.Now(), every: every, all: n.later}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/feed") {
			http.NotFound(w, r)
			return
		}
		b, err := f.document()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/feed+json")
		_, _ = w.Write(b)
	}))
	c := p.Command(ctx, "watch", "--archive", p.Archive, "--allow-private", "--delay", "0s", "--min-interval", "1s", "--max-interval", "1s", site.URL+"/feed.json")
	log, err := os.Create(filepath.Join(p.Dir, "watch.log"))
	if err != nil {
		return nil, nil, err
	}
	c.Stderr = log
	if err := c.Start(); err != nil {
		return nil, nil, err
	}
	return func() error {
		defer site.Close()
		err := errors.Join(c.Process.Signal(syscall.SIGTERM), ended(c.Wait()))
		b, e := os.ReadFile(log.Name())
		if e == nil {
			all := strings.Split(strings.TrimSpace(string(b)), "\n")
			fmt.Println("stemma watch:", all[len(all)-1])
			if i := slices.IndexFunc(all, func(s string) bool { return strings.Contains(s, "level=ERROR") || strings.Contains(s, "level=WARN") }); i >= 0 {
				fmt.Println("stemma watch:", all[i])
			}
		}
		return errors.Join(err, log.Close(), e)
	}, f.count, nil
}

// ended takes an interrupted program for one that has ended.
func ended(err error) error {
	if e, ok := errors.AsType[*exec.ExitError](err); ok && (e.ExitCode() == 130 || e.ExitCode() == 3) {
		return nil
	}
	return err
}
