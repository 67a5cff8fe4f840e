package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// crashFolder is set in the process that is to be killed.
const crashFolder = "STEMMA_CRASH_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		fmt.Fprintln(os.Stderr, addForEver(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// crashBatch is how many articles the process adds at a time. The last of each batch is
// a revision of the first.
const crashBatch = 40

func crashArticle(n int) stemma.Article {
	return stemma.Article{ID: fmt.Sprintf("id-%d", n), URL: "https://courier.example/" + strconv.Itoa(n), Text: fmt.Sprintf("Report %d. ", n) + fmt.Sprint(rand.New(rand.NewPCG(1, uint64(n))).Perm(200))} //nolint:gosec // a test
}

func revised(a stemma.Article) stemma.Article {
	a.Text += " The report has been corrected."
	return a
}

// addForEver goes on where the archive ends, and says on standard output up to where
// what it added is acknowledged.
func addForEver(dir string) error {
	ctx := context.Background()
	a, err := store.Create(ctx, dir)
	if err != nil {
		return err
	}
	n, err := reached(ctx, a)
	for err == nil {
		batch := make([]stemma.Article, 0, crashBatch+1)
		for i := range crashBatch {
			batch = append(batch, crashArticle(n+i+1))
		}
		batch = append(batch, revised(batch[0]))
		n += crashBatch
		_, err = a.Add(ctx, batch, store.Checkpoint{Input: "reports.jsonl", Place: strconv.Itoa(n)})
		if err == nil {
			fmt.Println(n)
		}
	}
	return err
}

// reached is the checkpoint of the archive.
func reached(ctx context.Context, a *store.Archive) (int, error) {
	c, ok, err := a.Checkpoint(ctx, "reports.jsonl")
	if !ok || err != nil {
		return 0, err
	}
	return strconv.Atoi(c.Place)
}

// TestKilled kills a process that adds, again and again, and looks each time
// whether all that was acknowledged is there, and nothing by half. It shows that the
// order of writing is right; that the disk does what it is told, no test here can show.
func TestKilled(t *testing.T) {
	const each = 5                   // kills of one archive: looking at all of it takes the longer the larger it is
	r := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // a test
	for i := 0; i < kills && !t.Failed(); i += each {
		dir, total := t.TempDir(), 0
		for range each {
			total = max(total, killed(t, dir, time.Duration(r.IntN(40))*time.Millisecond))
			inspect(t, dir, total)
		}
		if total == 0 {
			t.Error("nothing was acknowledged")
		}
	}
}

// TestTwoProcesses: a second process may read and not write, and is told who writes.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	cmd, lines := adding(t, dir)
	if !lines.Scan() {
		t.Fatal("nothing was acknowledged")
	}
	lockedBy(t, dir, cmd.Process.Pid)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if err := create(t, dir).Close(); err != nil {
		t.Error(err)
	}
}

// adding starts the process, and returns what it acknowledges.
func adding(t *testing.T, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), crashFolder+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// killed runs the process, kills it some time after the first batch, and returns up
// to where it acknowledged.
func killed(t *testing.T, dir string, after time.Duration) int {
	t.Helper()
	cmd, lines := adding(t, dir)
	acknowledged := 0
	for lines.Scan() {
		if acknowledged == 0 {
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		var err error
		if acknowledged, err = strconv.Atoi(lines.Text()); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the process ended by itself: %v", err)
	}
	return acknowledged
}

// lockedBy wants the archive to be closed to other writers, and open to readers.
func lockedBy(t *testing.T, dir string, pid int) {
	t.Helper()
	if _, err := store.Create(t.Context(), dir); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d on", pid)) {
		t.Errorf("a second writer: %v, want it to name process %d", err, pid)
	}
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if n, err := a.Count(t.Context()); err != nil || n.Articles == 0 {
		t.Errorf("a reader: %+v, %v", n, err)
	}
}

// inspect wants every article up to the checkpoint, which is that of what was
// acknowledged or of the one batch after it.
func inspect(t *testing.T, dir string, acknowledged int) {
	t.Helper()
	ctx := t.Context()
	a, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if faults, err := a.Check(ctx); err != nil || len(faults) > 0 {
		t.Fatalf("check: %q, %v", faults, err)
	}
	place, err := reached(ctx, a)
	if err != nil || place < acknowledged || place > acknowledged+crashBatch {
		t.Fatalf("the checkpoint is %d (%v), acknowledged were %d", place, err, acknowledged)
	}
	n := 0
	for have, err := range a.Articles(ctx, store.Filter{}) {
		want := crashArticle(n + 1)
		if n%crashBatch == 0 {
			want = revised(want)
		}
		if n++; err != nil || have.ID != want.ID || have.Text != want.Text {
			t.Fatalf("article %d is %q, %v", n, have.ID, err)
		}
	}
	if c, err := a.Count(ctx); err != nil || n != place || c.Revisions != place+place/crashBatch {
		t.Fatalf("%d articles, %+v (%v), want %d", n, c, err, place)
	}
}
