//go:build slow

package api

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// python runs a module of Python, or skips where it is not here: .ci/run installs it.
func python(t *testing.T, module string, args ...string) {
	t.Helper()
	if err := exec.CommandContext(t.Context(), "python3", "-c", "import "+module).Run(); err != nil {
		t.Skipf("not measured: the Python module %s is not here", module)
	}
	cmd := exec.CommandContext(t.Context(), "python3", append([]string{"-m", module}, args...)...) //nolint:gosec // ours
	cmd.Dir = t.TempDir()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", module, err, out)
	}
}

// TestDocumentIsValid: an independent reader of OpenAPI 3.1 finds nothing wrong with the document.
func TestDocumentIsValid(t *testing.T) {
	golden, err := filepath.Abs(filepath.Join("testdata", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	python(t, "openapi_spec_validator", golden)
}

// TestStrangers: an independent program that reads the document and makes requests of it, good and bad, finds no answer that the document does not
// allow. It is not asked whether all that the schema allows is taken: a schema cannot say which ids and keys there are.
func TestStrangers(t *testing.T) {
	s := newSite(t)
	if _, err := s.tree(t); err != nil {
		t.Fatal(err)
	}
	python(t, "schemathesis.cli", "run", s.URL+Root+"/openapi.json", "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--seed", "7", "--max-examples", "12", "--phases", "examples,coverage,fuzzing",
		"--request-timeout", "20", "--exclude-path-regex", "/events$", "--no-color")
}
