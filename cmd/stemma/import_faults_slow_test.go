//go:build unix && slow

package main

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/smalldisk"
	"github.com/stemma-news/stemma/store"
)

// TestImportKilled kills an import at any moment, again and again: while it reads, puts
// into order, into stories, and before it has made the archive. The archive is sound
// each time, and in the end it is what it is without: the same reports, each in one
// story, and the same stories.
func TestImportKilled(t *testing.T) {
	inputs := t.TempDir()
	reports := manyReports(t, 800)
	for i, e := range deskEvents {
		for outlet := range 3 {
			name := filepath.Join(inputs, strconv.Itoa(i)+"-"+strconv.Itoa(outlet)+".txt")
			text := "Title: " + e[0] + "\nSource: Outlet " + strconv.Itoa(outlet) + "\nDate: 2025-03-0" + strconv.Itoa(i+1) + "\n\n" + e[1] + " So outlet " + strconv.Itoa(outlet) + " has it.\n"
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole")
	began := time.Now()
	output1(t, "import", "--archive", whole, reports, inputs)
	full := time.Since(began)
	exported, stories := output1(t, "export", "--archive", whole), storiesIn(t, whole)
	r := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // a test
	kills := 0
	for round := range 3 {
		parts := filepath.Join(dir, strconv.Itoa(round))
		for range 4 {
			if !importKilled(t, time.Duration(r.Int64N(int64(full))), parts, reports, inputs) {
				break
			}
			kills++
			if _, err := os.Stat(filepath.Join(parts, "archive.db")); err == nil {
				output1(t, "archive", "check", "--archive", parts)
			}
		}
		output1(t, "import", "--archive", parts, reports, inputs)
		if output1(t, "export", "--archive", parts) != exported {
			t.Error("the reports differ")
		}
		if have := storiesIn(t, parts); !slices.Equal(have, stories) {
			t.Errorf("%d stories, and %d without kills", len(have), len(stories))
		}
	}
	if kills == 0 {
		t.Error("no import was killed")
	}
	t.Logf("%d kills, %d stories", kills, len(stories))
}

// importKilled imports into an archive, and reports whether the process was killed before
// it was done.
func importKilled(t *testing.T, after time.Duration, dir string, inputs ...string) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "stemma", append([]string{"import", "--archive", dir}, inputs...)...) //nolint:gosec // a test
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	err := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.Exited()) {
		t.Fatal(err)
	}
	return err != nil
}

// storiesIn lists the stories of an archive by their titles and sizes.
func storiesIn(t *testing.T, dir string) []string {
	t.Helper()
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	list, err := a.Stories(t.Context(), store.StoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range list {
		all = append(all, strconv.Itoa(s.Articles)+" "+s.Title)
	}
	slices.Sort(all)
	return all
}

// TestImportOnAFullDisk: what is said to be kept is, what to do is said, and with room
// the same command goes on. It needs the right to mount a disk in memory.
func TestImportOnAFullDisk(t *testing.T) {
	disk := smalldisk.New(t, "3m")
	reports, archived := manyReports(t, 4000), filepath.Join(disk, "archive")
	for range 2 { // a disk that is still full changes nothing
		var errs bytes.Buffer
		if code := run([]string{"import", "--archive", archived, reports}, strings.NewReader(""), &bytes.Buffer{}, &errs); code != exitNothing || !strings.Contains(errs.String(), "the disk is full: make room and run again") {
			t.Fatalf("exit code %d: %s", code, errs.String())
		}
	}
	smalldisk.Resize(t, disk, "200m")
	kept := articlesIn(t, archived)
	output1(t, "archive", "check", "--archive", archived)
	if out := output1(t, "import", "--archive", archived, "--no-stories", reports); kept == 0 || !strings.Contains(out, "taken up where") {
		t.Errorf("%d kept; %s", kept, out)
	}
	if n := articlesIn(t, archived); n != 4000 {
		t.Errorf("%d reports", n)
	}
	// Read-only, nothing is changed, it is said, and reading works.
	smalldisk.ReadOnly(t, disk, true)
	var errs bytes.Buffer
	if code := run([]string{"import", "--archive", archived, reports}, strings.NewReader(""), &bytes.Buffer{}, &errs); code != exitNothing || !strings.Contains(errs.String(), archived) {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
	if lines := strings.Count(output1(t, "export", "--archive", archived), "\n"); lines != 4000 {
		t.Errorf("%d lines", lines)
	}
	errs.Reset()
	result := filepath.Join(disk, "result.json")
	if code := run([]string{"trace", "--demo", "-o", result}, strings.NewReader(""), &bytes.Buffer{}, &errs); code != exitNothing || !strings.Contains(errs.String(), "read-only file system: give a place where you may write (-o)") {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
}
