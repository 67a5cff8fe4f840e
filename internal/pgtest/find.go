//go:build unix

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"testing"
)

// oldest is the first version of PostgreSQL that an archive can be in.
const oldest = 15

// place is where the programs of a PostgreSQL are.
type place struct {
	bin     string
	version int
}

// Places where systems put PostgreSQL, of which most leave its server out of PATH: Debian, Red Hat, Homebrew on both
// kinds of Mac.
var patterns = []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"}

var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// chosen names the folder of the programs that are to be taken, for tests with another version.
const chosen = "STEMMA_POSTGRES"

// find returns the newest PostgreSQL of this machine, or the one that was chosen.
var find = sync.OnceValues(func() (place, error) {
	all := []string{os.Getenv(chosen)}
	if all[0] == "" {
		all = installed()
	}
	var best place
	for _, bin := range all {
		if v := versionIn(bin); v > best.version {
			best = place{bin, v}
		}
	}
	switch {
	case best.version == 0:
		return best, errors.New("there is no PostgreSQL here: install Debian's postgresql")
	case best.version < oldest:
		return best, fmt.Errorf("the PostgreSQL here is of version %d: install %d or newer", best.version, oldest)
	}
	return best, nil
})

// installed are the folders with programs of PostgreSQL.
func installed() (all []string) {
	for _, p := range patterns {
		found, _ := filepath.Glob(p) // the patterns are right
		all = append(all, found...)
	}
	if program, err := exec.LookPath("postgres"); err == nil {
		all = append(all, filepath.Dir(program))
	}
	return all
}

// needed is set where there is to be a PostgreSQL, as in CI: tests of it fail there without one, and are not passed over.
const needed = "STEMMA_NEED_POSTGRES"

// without ends a test for which there is no PostgreSQL.
func without(t testing.TB, err error) {
	t.Helper()
	if os.Getenv(needed) != "" {
		t.Fatalf("%v (%s says that there is to be one)", err, needed)
	}
	t.Skipf("not measured: %v", err)
}

// Missing says why tests are to be passed over that need PostgreSQL; nil where it is here, or is to be.
func Missing() error {
	_, err := find()
	if os.Getenv(needed) != "" {
		return nil
	}
	return err
}

// Program is where a program of PostgreSQL is, as pg_dump. The test skips where there is none.
func Program(t testing.TB, name string) string {
	t.Helper()
	at, err := find()
	if err != nil {
		without(t, err)
	}
	return filepath.Join(at.bin, name)
}

// versionIn is that of the server in a folder; 0 where none is there that can be started.
func versionIn(bin string) int {
	if _, err := exec.LookPath(filepath.Join(bin, "initdb")); err != nil {
		return 0
	}
	out, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output() //nolint:gosec // what is installed
	m := versionLine.FindSubmatch(out)
	if err != nil || m == nil {
		return 0
	}
	v, _ := strconv.Atoi(string(m[1])) // digits
	return v
}
