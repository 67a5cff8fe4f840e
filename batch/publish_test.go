package batch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// put writes a file of a run, as a worker does, and lists it.
func put(t *testing.T, dir, name, contents string) File {
	t.Helper()
	f, err := writeFile(dir, name, []row{{Line: []byte(contents)}}, writeLines)
	must(t, err)
	return f
}

const oneFile = "articles/date=2031-03-01/part-00000-of-00001.jsonl.zst"

// twoRuns is an output with the tables of a whole run, and beside them those of a new one
// that its workers have written.
func twoRuns(t *testing.T) (out, dir string, files []File) {
	t.Helper()
	out = t.TempDir()
	put(t, out, oneFile, "old")
	must(t, os.WriteFile(filepath.Join(out, manifestFile), []byte("old"), 0o600))
	dir, err := newRunFolder(out, "0123456789abcdef", []byte("{}"))
	must(t, err)
	return out, dir, []File{put(t, dir, oneFile, "new"), put(t, dir, "edges/date=2031-03-01/part-00000-of-00001.jsonl.zst", "edge")}
}

// list lists files as the workers do.
func list(t *testing.T, dir string, files []File) {
	t.Helper()
	lists := grouped[File]{}
	for _, f := range files {
		lists[listOf(&f)] = append(lists[listOf(&f)], f)
	}
	var all []File
	for name, of := range lists {
		must(t, (&listing{Out: dir}).ProcessElement(name, iterator(of), func(_ string, f File) { all = append(all, f) }))
	}
	must(t, (&listing{Out: dir}).ProcessElement("", iterator(all), func(string, File) {}))
}

// TestFinish: the files of a run take the places of an earlier one's, with the manifest, and
// the folder of the run goes.
func TestFinish(t *testing.T) {
	out, dir, files := twoRuns(t)
	list(t, dir, files)
	m := &Manifest{Articles: 1}
	must(t, m.finish(t.Context(), out, dir, &reading{dir: out}))
	if len(m.Files) != 2 || isAsWritten(out, out, &files[0]) != nil || isAsWritten(out, out, &files[1]) != nil {
		t.Errorf("the output has not the files of the run: %+v", m.Files)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder of the run was left")
	}
}

// TestFinishGoesOn: a run that was ended while files took their places is carried on.
func TestFinishGoesOn(t *testing.T) {
	out, dir, files := twoRuns(t)
	list(t, dir, files)
	must(t, takePlace(out, dir, files[:1]))
	if !wholeRun(dir) {
		t.Fatal("what the workers wrote whole is not known as that")
	}
	must(t, (&Manifest{Articles: 1}).finish(t.Context(), out, dir, &reading{dir: out}))
	if isAsWritten(out, out, &files[0]) != nil || isAsWritten(out, out, &files[1]) != nil {
		t.Error("the output has not the files of the run")
	}
}

// TestFinishOfOthers: a file that is as long as its worker says, and another one, is found
// out, and so is a list that leads elsewhere or is not whole; the earlier output stays.
func TestFinishOfOthers(t *testing.T) {
	for want, spoil := range map[string]func(dir string, files []File) []File{
		"its SHA-256 is another one": func(dir string, files []File) []File {
			b, err := os.ReadFile(at(dir, &files[0]))
			must(t, err)
			b[len(b)-1] ^= 1
			must(t, os.WriteFile(at(dir, &files[0]), b, 0o600))
			return files
		},
		"bytes of": func(dir string, files []File) []File {
			must(t, os.Truncate(at(dir, &files[1]), 3))
			return files
		},
		"no file of a table": func(_ string, files []File) []File {
			files[0].Path = "../../etc/part-00000-of-00001.jsonl.zst"
			return files
		},
		"have not written all": func(string, []File) []File { return nil },
	} {
		out, dir, files := twoRuns(t)
		if files = spoil(dir, files); files != nil {
			list(t, dir, files)
		}
		err := (&Manifest{Articles: 1}).finish(t.Context(), out, dir, &reading{dir: out})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("said %v, want %q", err, want)
		}
		old, err := os.ReadFile(filepath.Join(out, manifestFile))
		if err != nil || string(old) != "old" {
			t.Errorf("%s: the earlier manifest: %q, %v", want, old, err)
		}
	}
}

// TestEarlierRun: of the folders of runs the one is found that has the same settings and is
// whole, and the others go.
func TestEarlierRun(t *testing.T) {
	out := t.TempDir()
	mine := filepath.Join(out, "run-of-mine")
	must(t, os.Mkdir(mine, 0o755))
	var dirs []string
	for i, run := range []string{"0000000000000001", "0000000000000002", "0000000000000003"} {
		settings := []byte(`"same"`)
		if i == 2 {
			settings = []byte(`"other"`)
		}
		dir, err := newRunFolder(out, run, settings)
		must(t, err)
		if files := []File{put(t, dir, oneFile, "x")}; i > 0 {
			list(t, dir, files)
		}
		dirs = append(dirs, dir)
	}
	found, err := earlierRun(out, []byte(`"same"`))
	must(t, err)
	if found != dirs[1] {
		t.Errorf("found %q, want %q", found, dirs[1])
	}
	left, err := filepath.Glob(filepath.Join(out, "run-*"))
	must(t, err)
	if want := []string{dirs[1], mine}; !slices.Equal(left, want) {
		t.Errorf("left %q, want %q", left, want)
	}
}
