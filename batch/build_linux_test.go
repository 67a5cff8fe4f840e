package batch

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBuildOfReplaced: a program whose file another one takes while it runs is still called what it is.
func TestBuildOfReplaced(t *testing.T) {
	const child = "STEMMA_TEST_REPLACED"
	if os.Getenv(child) != "" {
		name := self()
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("another program"), 0o600); err != nil {
			t.Fatal(err)
		}
		fmt.Println("build", buildOf(nil, ownFile()))
		return
	}
	file := filepath.Join(t.TempDir(), "program")
	copyProgram(t, file)
	want := "build " + buildOf(nil, file)
	c := exec.CommandContext(t.Context(), file, "-test.run=^TestBuildOfReplaced$", "-test.v")
	c.Env = append(os.Environ(), child+"=1", "GOGC=off")
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), want) {
		t.Errorf("want %q of a program whose file was replaced: %v\n%s", want, err, out)
	}
}

func copyProgram(t *testing.T, to string) {
	t.Helper()
	from, err := os.Open(self())
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(f, from); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
