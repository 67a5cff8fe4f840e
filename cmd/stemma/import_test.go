package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
)

// manyReports writes a file of n short reports.
func manyReports(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"id":"%d","url":"https://herald.example/%d","outlet":"Larn Herald","published":"2025-03-01","title":"Ferry %d","text":"The ferry Alva ran aground %d miles off Larn. Nobody was hurt."}`+"\n", i, i, i, i)
	}
	name := filepath.Join(t.TempDir(), "reports.jsonl")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func output1(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, strings.NewReader(""), &out, &errs); code != exitDone {
		t.Fatalf("stemma %s: exit code %d, %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// TestImportInterrupted stops an import in its middle, by an interrupt or by a kill, and goes
// on: in the end the archive is what it is without.
func TestImportInterrupted(t *testing.T) {
	t.Parallel()
	reports := manyReports(t, 4000)
	whole, parts := t.TempDir(), t.TempDir()
	output1(t, "import", "--archive", whole, reports)

	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a test
	interrupted := 0
	for i, signal := range []os.Signal{os.Interrupt, os.Kill, os.Kill} {
		before := articlesIn(t, parts)
		cmd := exec.CommandContext(t.Context(), "stemma", "import", "--archive", parts, reports)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		err := stopWhen(t, cmd, ended, func() bool { return articlesIn(t, parts) > before }, signal, time.Duration(r.IntN(30))*time.Millisecond)
		if err == nil {
			break // it was faster
		}
		interrupted++
		told := strings.Contains(errs.String(), "reports read and kept") || articlesIn(t, parts) == 4000 // on a busy machine all may be read by then
		if signal == os.Interrupt && (cmd.ProcessState.ExitCode() != exitInterrupted || !told) {
			t.Errorf("interrupt %d: exit code %d, %q", i, cmd.ProcessState.ExitCode(), errs.String())
		}
	}
	if interrupted == 0 {
		t.Fatal("no import was interrupted: give it more to do")
	}
	output1(t, "archive", "check", "--archive", parts)
	complete := articlesIn(t, parts) == 4000 // a kill may come when all is written
	if rest := output1(t, "import", "--archive", parts, reports); !complete && !strings.Contains(rest, "taken up where") {
		t.Errorf("the rest: %s", rest)
	}
	if output1(t, "export", "--archive", whole) != output1(t, "export", "--archive", parts) {
		t.Error("the archives differ")
	}
}

// TestImportKeepsWhatIsReadWhenInterrupted: an interrupt that comes while a batch is being
// written does not cost it; standard input cannot be read again.
func TestImportKeepsWhatIsReadWhenInterrupted(t *testing.T) {
	a, err := store.Create(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	im := newImporting(newImportCommand(), a, newFiles(t.Context(), a, nil, &importFlags{}))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for i := range batchArticles {
		if i == batchArticles-1 {
			cancel()
		}
		article := stemma.Article{ID: strconv.Itoa(i), Text: "The ferry Alva ran aground."}
		if err := im.take(ctx, ingest.Item{Article: &article, File: "-"}); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := a.Count(t.Context()); err != nil || n.Articles != batchArticles {
		t.Errorf("%d reports in the archive (%v), want %d", n.Articles, err, batchArticles)
	}
}

// TestImportSlowPipe: what a pipe gives is in the archive soon, though nothing follows.
func TestImportSlowPipe(t *testing.T) {
	in, pipe := io.Pipe()
	defer pipe.Close()
	dir := t.TempDir()
	ended := make(chan int, 1)
	go func() { ended <- run([]string{"import", "--archive", dir, "-"}, in, io.Discard, io.Discard) }()
	// More than what is looked at to recognise a format.
	for i := range 400 {
		fmt.Fprintf(pipe, `{"id":"%d","text":"The ferry Alva ran aground off Larn.","pad":"%s"}`+"\n", i, strings.Repeat("x", 300))
	}
	deadline := time.Now().Add(20 * time.Second)
	for articlesIn(t, dir) < 300 {
		if time.Now().After(deadline) {
			t.Fatalf("%d reports in the archive", articlesIn(t, dir))
		}
		time.Sleep(50 * time.Millisecond)
	}
	pipe.Close()
	if code := <-ended; code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

// stopWhen sends a signal some time after a condition is met, and waits. It returns nil where
// the process ended before.
func stopWhen(t *testing.T, cmd *exec.Cmd, ended <-chan error, ready func() bool, signal os.Signal, after time.Duration) error {
	t.Helper()
	for !ready() {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			return nil
		case <-time.After(time.Millisecond):
		}
	}
	time.Sleep(after)
	_ = cmd.Process.Signal(signal) // an error: it has ended
	return <-ended
}

// articlesIn counts the articles of an archive that may not be there yet.
func articlesIn(t *testing.T, dir string) int {
	t.Helper()
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		return 0 // not yet, or being made
	}
	defer a.Close()
	n, err := a.Count(t.Context())
	if err != nil {
		return 0
	}
	return n.Articles
}

// TestFilesThatLeadElsewhere and those without a report are read anew each time.
func TestFilesThatLeadElsewhere(t *testing.T) {
	fs := &files{open: map[string]*openFile{
		"a.opml": {checkpoint: store.Checkpoint{Input: "/a.opml"}}, "b.jsonl": {checkpoint: store.Checkpoint{Input: "/b.jsonl"}},
		"c.csv": {checkpoint: store.Checkpoint{Input: "/c.csv"}},
	}}
	fs.gives("a.opml")
	fs.gives("b.jsonl")
	fs.leads("a.opml", "https://herald.example/1")
	fs.leads("b.jsonl", "b.jsonl#1")
	fs.leads("https://herald.example/feed.xml", "https://herald.example/2")
	have := fs.checkpoints(map[string]ingest.Place{"a.opml": ingest.End(), "b.jsonl": ingest.End(), "c.csv": ingest.End(), "https://herald.example/feed.xml": ingest.End()})
	want := []store.Checkpoint{{Input: "/a.opml", Place: "0"}, {Input: "/b.jsonl", Place: "end"}, {Input: "/c.csv", Place: "0"}}
	if !slices.Equal(have, want) {
		t.Errorf("have %+v, want %+v", have, want)
	}
}

// TestFingerprint: a file that differs in anything that is looked at has another.
func TestFingerprint(t *testing.T) {
	dir, fs := t.TempDir(), &files{options: "map[]"}
	stamp := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	long := strings.Repeat("The ferry Alva. ", 20_000)
	seen := map[string]string{}
	for name, c := range map[string]struct {
		content string
		time    time.Time
		fs      *files
	}{
		"as it was":     {long, stamp, fs},
		"later":         {long, stamp.Add(time.Nanosecond), fs},
		"another head":  {"X" + long[1:], stamp, fs},
		"another end":   {long[1:] + "X", stamp, fs},
		"longer":        {long + " ", stamp, fs},
		"empty":         {"", stamp, fs},
		"other columns": {long, stamp, &files{options: "map[text:body]"}},
	} {
		file := filepath.Join(dir, "reports.txt")
		if err := errors.Join(os.WriteFile(file, []byte(c.content), 0o600), os.Chtimes(file, c.time, c.time)); err != nil {
			t.Fatal(err)
		}
		print1, ok := c.fs.fingerprint(file)
		print2, _ := c.fs.fingerprint(file)
		if !ok || print1 != print2 || seen[print1] != "" {
			t.Errorf("%s: %q (%v), again %q; the same as %q", name, print1, ok, print2, seen[print1])
		}
		seen[print1] = name
	}
	for _, none := range []string{"-", dir, filepath.Join(dir, "nothing")} {
		if _, ok := fs.fingerprint(none); ok {
			t.Errorf("%s has a fingerprint", none)
		}
	}
}

func TestReasons(t *testing.T) {
	var r reasons
	for i := range 200 {
		r.add(stemma.InputError{Input: fmt.Sprintf("a#%d", i), Problem: fmt.Sprintf(`line %d: no field "f%d"`, i, i)})
	}
	for i := range 60 {
		r.add(stemma.InputError{Input: "b", Problem: strings.Repeat("x", i+1)})
	}
	top := r.sorted()
	if r.total() != 260 || len(r.all) != maxReasons || top[0].Reason != `line 0: no field "f0"` || top[0].Count != 200 || top[0].First != "a#0" || top[1].Reason != "other reasons" {
		t.Errorf("%d in %d: %+v", r.total(), len(r.all), top[:2])
	}
}

// TestReasonsInWords: a reason is told in the words of its first problem, and not told again to one who has just read it.
func TestReasonsInWords(t *testing.T) {
	var r reasons
	r.add(stemma.InputError{Input: "kurier.csv", Problem: "not UTF-8, and read as windows-1252, which it looks like"})
	r.add(stemma.InputError{Input: "https://127.0.0.1/", Problem: "127.0.0.1 is not on the public internet"})
	told := func(seen bool) string {
		var b strings.Builder
		r.text(&b, "problem", seen)
		return b.String()
	}
	if have, want := told(false), "2 problems:\n"+
		"     1  not UTF-8, and read as windows-1252, which it looks like (first: kurier.csv)\n"+
		"     1  127.0.0.1 is not on the public internet (first: https://127.0.0.1/)\n"; have != want {
		t.Errorf("have %q\nwant %q", have, want)
	}
	if have, want := told(true), "2 problems, told above\n"; have != want {
		t.Errorf("have %q\nwant %q", have, want)
	}
	r.add(stemma.InputError{Input: "https://10.0.0.1/", Problem: "10.0.0.1 is not on the public internet"})
	if have, want := told(true), "     2  127.0.0.1 is not on the public internet (first: https://127.0.0.1/, the others alike)\n"; !strings.Contains(have, want) {
		t.Errorf("have %q\nwant %q", have, want)
	}
}
