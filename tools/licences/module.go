package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
)

// module is one of others that code of stemma comes from.
type module struct {
	Path, Version string
	Main          bool
	Replace       *module

	shipped bool              // it is in the binary of a platform, and not only in tests
	files   map[string]string // the texts of its licences by their place in it
}

// pack is a package as `go list -json` writes it.
type pack struct {
	Dir      string
	Standard bool
	Module   *struct {
		module
		Dir string
	}
}

// platforms are those that a binary is made for; which modules are in it depends on them.
var platforms = []string{"linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64"}

// modules are all that the program and its tests are made of, in the order of their paths.
func modules(root string) ([]*module, error) {
	found := map[string]*module{}
	for _, p := range platforms {
		if err := list(root, p, found, true, "./cmd/stemma"); err != nil {
			return nil, err
		}
	}
	if err := list(root, platforms[0], found, false, "-test", "-tags", "slow", "./..."); err != nil {
		return nil, err
	}
	return slices.SortedFunc(maps.Values(found), func(a, b *module) int { return cmp.Compare(a.Path, b.Path) }), nil
}

// list adds what a platform's packages are made of.
func list(root, platform string, found map[string]*module, shipped bool, args ...string) error {
	system, machine, _ := bytes.Cut([]byte(platform), []byte("/"))
	c := exec.Command("go", append([]string{"list", "-deps", "-json=Dir,Standard,Module"}, args...)...)
	c.Dir, c.Stderr = root, os.Stderr
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOOS="+string(system), "GOARCH="+string(machine))
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("go list for %s: %w", platform, err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pack
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("go list for %s: %w", platform, err)
		}
		if err := p.add(found, shipped); err != nil {
			return err
		}
	}
}

// add notes the module of a package, and the licences from its folder up to the module's.
func (p *pack) add(found map[string]*module, shipped bool) error {
	if p.Standard || p.Module == nil || p.Module.Main {
		return nil // Go's own library is under Go's licence, which the list says
	}
	if p.Module.Replace != nil {
		return fmt.Errorf("%s is replaced: this program cannot say under which licence", p.Module.Path)
	}
	m := found[p.Module.Path]
	if m == nil {
		m = &p.Module.module
		m.files = map[string]string{}
		found[m.Path] = m
	}
	m.shipped = m.shipped || shipped
	for dir := p.Dir; ; dir = filepath.Dir(dir) {
		if err := m.licencesIn(dir, p.Module.Dir); err != nil {
			return err
		}
		if dir == p.Module.Dir || len(dir) < len(p.Module.Dir) {
			return nil
		}
	}
}

// isLicence tells the files that hold a licence, or what one asks to be passed on (NOTICE).
var isLicence = regexp.MustCompile(`(?i)^([\w.-]*licen[cs]e[\w.-]*|copying[\w.-]*|unlicense|notice)(\.(txt|md))?$`)

func (m *module) licencesIn(dir, top string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !isLicence.MatchString(e.Name()) || filepath.Ext(e.Name()) == ".go" {
			continue
		}
		place, err := filepath.Rel(top, filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		m.files[filepath.ToSlash(place)] = string(b)
	}
	return nil
}
