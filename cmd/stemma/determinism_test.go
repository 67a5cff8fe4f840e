//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/trace"
)

// machine is where the program runs. Nothing about it may be seen in what is printed.
type machine struct {
	name string
	env  []string
}

// machines are one core; and many, at the other end of the world, of somebody else, with little memory and a wide terminal.
var machines = []machine{
	{"one core", []string{"GOMAXPROCS=1", "TZ=UTC", "LANG=C"}},
	{"eight cores", []string{
		"GOMAXPROCS=8", "TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "GOGC=20", "COLUMNS=200", "TERM=xterm-256color",
	}},
}

// prints runs a command in a process and returns what it prints, and what it says.
func (m machine) prints(t *testing.T, args ...string) string {
	t.Helper()
	out, err := m.answers(t, args...)
	if err != nil {
		t.Fatalf("%s: stemma %s: %v\n%s", m.name, strings.Join(args, " "), err, out)
	}
	return out
}

// answers is prints of a command that may fail. Each machine has folders of its own, and each run begins its maps elsewhere.
func (m machine) answers(t *testing.T, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "stemma", args...)
	cmd.Dir = t.TempDir()
	for _, folder := range []string{"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "TMPDIR"} {
		cmd.Env = append(cmd.Env, folder+"="+t.TempDir())
	}
	cmd.Env = append(append(cmd.Env, "PATH="+os.Getenv("PATH")), m.env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	return out.String() + errs.String(), err
}

// sameText holds two texts to each other, and shows where they part.
func sameText(t *testing.T, what, have, want string) {
	t.Helper()
	if have == want {
		return
	}
	at := 0
	for at < min(len(have), len(want)) && have[at] == want[at] {
		at++
	}
	around := func(s string) string { return s[min(max(at-60, 0), len(s)):min(at+60, len(s))] }
	t.Errorf("%s: other bytes, from byte %d on:\n%q\nnot\n%q", what, at, around(have), around(want))
}

// demoFolder is the demo's reports as files, written at this time.
func demoFolder(t *testing.T, written time.Time) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "reports")
	if err := os.CopyFS(dir, trace.Demo()); err != nil {
		t.Fatal(err)
	}
	touch(t, dir, written)
	return dir
}

// TestSameBytes: one core or eight, here or elsewhere, the same reports give the same bytes, and when their files were
// written does not matter.
func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	t.Parallel()
	dir := demoFolder(t, time.Date(1999, 1, 2, 3, 4, 5, 0, time.UTC))
	var all []string
	for i, m := range machines {
		all = append(all, m.prints(t, "trace", "--format", "json", dir))
		sameText(t, m.name, all[i], all[0])
		touch(t, dir, time.Date(2025, 3, 4+i, 17, 0, 0, 0, time.UTC))
	}
}

func touch(t *testing.T, dir string, changed time.Time) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if err := os.Chtimes(f, changed, changed); err != nil {
			t.Fatal(err)
		}
	}
}

// printed is what a command prints that runs in this process.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("stemma %s: exit code %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// TestRoundTrip: what went through an archive, and through the file of a whole archive, is traced to the bytes that it is
// traced to without.
func TestRoundTrip(t *testing.T) {
	if testing.Short() {
		t.Skip("it traces for seconds")
	}
	t.Parallel()
	roundTrip(t, demoFolder(t, time.Now()))
}

// roundTrip puts reports into an archive, all that is in it into a file, that into another archive, and the reports into a
// third.
func roundTrip(t *testing.T, reports string) {
	t.Helper()
	dir := t.TempDir()
	first, second, third := filepath.Join(dir, "first"), filepath.Join(dir, "second"), filepath.Join(dir, "third")
	whole, lines := filepath.Join(dir, "whole.jsonl"), filepath.Join(dir, "lines.jsonl")

	printed(t, "import", "--archive", first, reports)
	printed(t, "archive", "export", "--archive", first, "-o", whole)
	printed(t, "archive", "import", "--archive", second, whole)
	printed(t, "export", "--archive", first, "-o", lines)
	printed(t, "import", "--archive", third, "--no-stories", lines)
	sameText(t, "the whole archive", printed(t, "archive", "export", "--archive", second), file(t, whole))
	for _, a := range []string{second, third} {
		sameText(t, "the reports of the "+filepath.Base(a)+" archive", printed(t, "export", "--archive", a), file(t, lines))
	}
	list := printed(t, "stories", "--archive", first, "--format", "json", "--limit", "0")
	sameText(t, "the stories", printed(t, "stories", "--archive", second, "--format", "json", "--limit", "0"), list)

	var stories struct {
		Stories []struct {
			ID       string
			Articles int
		}
	}
	if err := json.Unmarshal([]byte(list), &stories); err != nil || len(stories.Stories) == 0 || stories.Stories[0].Articles < 2 {
		t.Fatal(err, list)
	}
	for _, s := range stories.Stories[:min(3, len(stories.Stories))] { // the largest
		if s.Articles < 2 {
			break // which is nobody's story, for trace
		}
		shown := printed(t, "show", "--archive", first, "--format", "json", s.ID)
		sameText(t, "story "+s.ID+" of the second archive", printed(t, "show", "--archive", second, "--format", "json", s.ID), shown)
		only := filepath.Join(dir, s.ID+".jsonl")
		if err := os.WriteFile(only, []byte(linesOf(t, file(t, lines), shown)), 0o600); err != nil {
			t.Fatal(err)
		}
		sameText(t, "story "+s.ID+" without an archive", printed(t, "trace", "--format", "json", only), shown)
	}
}

func file(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// linesOf are the lines of the reports of a result, in the result's order.
func linesOf(t *testing.T, lines, result string) string {
	t.Helper()
	var r struct{ Articles []struct{ ID string } }
	if err := json.Unmarshal([]byte(result), &r); err != nil {
		t.Fatal(err)
	}
	byID := map[string]string{}
	for line := range strings.Lines(lines) {
		var a struct{ ID string }
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		byID[a.ID] = line
	}
	var b strings.Builder
	for _, a := range r.Articles {
		b.WriteString(byID[a.ID])
	}
	return b.String()
}

// plainly is a result in JSON whose numbering is taken out: sources are named by what is said of them, and lists are sorted,
// since both follow the order of the inputs.
func plainly(t *testing.T, result string) string {
	t.Helper()
	var r struct {
		Sources []map[string]any `json:"sources"`
		Stories []any            `json:"stories"`
	}
	if err := json.Unmarshal([]byte(result), &r); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, s := range r.Sources {
		names[s["id"].(string)] = fmt.Sprint(s["kind"], s["name"], s["cited_by"])
	}
	for _, s := range r.Sources { // which may cite each other
		id := s["id"].(string)
		delete(s, "id")
		names[id] = sorted(s, names)
	}
	for _, s := range r.Stories {
		if m, ok := s.(map[string]any); ok {
			delete(m, "id")
		}
	}
	return sorted(r.Stories, names)
}

// sorted is a JSON value with its lists sorted and words replaced.
func sorted(v any, names map[string]string) string {
	switch v := v.(type) {
	case []any:
		all := make([]string, len(v))
		for i, e := range v {
			all[i] = sorted(e, names)
		}
		slices.Sort(all)
		return "[" + strings.Join(all, ",\n") + "]"
	case map[string]any:
		var all []string
		for k, e := range v {
			all = append(all, k+":"+sorted(e, names))
		}
		slices.Sort(all)
		return "{" + strings.Join(all, ",") + "}"
	case string:
		if n, ok := names[v]; ok {
			return n
		}
	}
	b, _ := json.Marshal(v)
	return string(b)
}

// shuffled are the lines of a file in another order.
func shuffled(t *testing.T, lines string, seed uint64) string {
	t.Helper()
	all := slices.Collect(strings.Lines(lines))
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	name := filepath.Join(t.TempDir(), "shuffled.jsonl")
	if err := os.WriteFile(name, []byte(strings.Join(all, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestOrderOfInputsIsNumbering: reports in another order are numbered otherwise, and tell the same story, line by line,
// with the same support.
func TestOrderOfInputsIsNumbering(t *testing.T) {
	lines := printed(t, "extract", demoFolder(t, time.Now()))
	want := plainly(t, printed(t, "trace", "--format", "json", shuffled(t, lines, 1)))
	sameText(t, "in another order", plainly(t, printed(t, "trace", "--format", "json", shuffled(t, lines, 2))), want)
}
