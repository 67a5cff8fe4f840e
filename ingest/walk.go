package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
)

// file is one file to read, or the problem that stands in its place.
type file struct {
	input   string // as it is named in the batch
	name    string // in the file system; "" for standard input
	size    int64  // -1 where it is not known before reading
	line    int    // the only line or element to read; 0 for all
	problem *stemma.InputError
}

// walker lists the files behind inputs.
type walker struct {
	fsys  fs.FS
	join  func(...string) string
	clean func(string) string
	seen  map[string]bool
	stdin bool
	files []file
}

// extensions are those of the files that are read in a folder, by the kind
// that a file has where its content does not show it.
var extensions = map[string]kind{
	".txt": kindText, ".text": kindText, ".md": kindMarkdown, ".markdown": kindMarkdown,
	".html": kindHTML, ".htm": kindHTML, ".xhtml": kindHTML,
	".json": kindJSON, ".jsonl": kindLines, ".ndjson": kindLines,
}

// kindByName returns the kind that a name shows, under a .gz or .zst.
func kindByName(name string) (kind, bool) {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return kindText, false
	}
	k, ok := extensions[name[dot:]]
	return k, ok
}

// input lists one argument of Read.
func (w *walker) input(ctx context.Context, input string) error {
	switch lower := strings.ToLower(input); {
	case input == "-":
		w.standardInput()
		return nil
	case input == "":
		w.fail(`""`, "an empty name: give a file, a folder, or - for standard input")
		return nil
	case strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://"):
		w.fail(input, "addresses are not fetched yet: save the page as .html and give the file")
		return nil
	}
	if _, err := fs.Stat(w.fsys, input); errors.Is(err, fs.ErrNotExist) {
		if name, line, ok := cutLine(input); ok {
			return w.path(ctx, name, line)
		}
	}
	return w.path(ctx, input, 0)
}

// cutLine splits "PATH#N".
func cutLine(input string) (name string, line int, ok bool) {
	i := strings.LastIndexByte(input, '#')
	if i <= 0 {
		return "", 0, false
	}
	line, err := strconv.Atoi(input[i+1:])
	return input[:i], line, err == nil && line > 0
}

func (w *walker) standardInput() {
	if w.stdin {
		w.fail("-", "standard input can be read only once: give - once")
		return
	}
	w.stdin = true
	w.files = append(w.files, file{input: "-", size: -1})
}

func (w *walker) fail(input, format string, args ...any) {
	w.files = append(w.files, file{problem: &stemma.InputError{Input: input, Problem: fmt.Sprintf(format, args...)}})
}

// path lists a file or a folder by its name.
func (w *walker) path(ctx context.Context, name string, line int) error {
	name = w.clean(name)
	info, err := fs.Stat(w.fsys, name)
	if err != nil {
		w.fail(name, "%s", whyNot(err))
		return nil
	}
	if !info.IsDir() {
		w.add(name, info, line)
		return nil
	}
	if line > 0 {
		w.fail(fmt.Sprintf("%s#%d", name, line), "a folder has no lines: name a file in it")
		return nil
	}
	before := len(w.files)
	other := ""
	if err := w.folder(ctx, name, []fs.FileInfo{info}, &other); err != nil {
		return err
	}
	if len(w.files) == before {
		w.fail(name, "no articles in this folder%s: it needs files that end in .txt, .md, .html, .json or .jsonl (or these with .gz or .zst)", example(other))
	}
	return nil
}

func example(other string) string {
	if other == "" {
		return ""
	}
	return fmt.Sprintf(" (it has %s, which can be read by its own name)", other)
}

// add lists a file unless it is listed already.
func (w *walker) add(name string, info fs.FileInfo, line int) {
	f := file{input: name, name: name, size: -1, line: line}
	if info.Mode().IsRegular() {
		f.size = info.Size()
	}
	key := name + "#" + strconv.Itoa(line)
	if !w.seen[key] {
		w.seen[key] = true
		w.files = append(w.files, f)
	}
}

// maxNesting is how deep folders may be nested. File systems other than the
// machine's own can have loops that os.SameFile does not see.
const maxNesting = 100

// folder lists the files in a folder and below. up are the folders around
// it and itself; other is set to a file that is not read for its name.
func (w *walker) folder(ctx context.Context, dir string, up []fs.FileInfo, other *string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
		w.fail(dir, "%s", whyNot(err))
	}
	for _, entry := range entries { // sorted by ReadDir
		if strings.HasPrefix(entry.Name(), ".") || belongsToPage(entry, entries) {
			continue
		}
		if err := w.entry(ctx, w.join(dir, entry.Name()), up, other); err != nil {
			return err
		}
	}
	return nil
}

// belongsToPage reports a folder in which a browser has saved the parts of a
// page beside it: advertisements and frames, not articles.
func belongsToPage(entry fs.DirEntry, beside []fs.DirEntry) bool {
	page, ok := strings.CutSuffix(entry.Name(), "_files")
	return ok && entry.IsDir() && slices.ContainsFunc(beside, func(e fs.DirEntry) bool {
		return e.Name() == page+".html" || e.Name() == page+".htm"
	})
}

func (w *walker) entry(ctx context.Context, name string, up []fs.FileInfo, other *string) error {
	info, err := fs.Stat(w.fsys, name) // what a symbolic link points to
	_, known := kindByName(name)
	switch {
	case err != nil:
		w.fail(name, "%s", whyNot(err))
	case info.IsDir() && loops(info, up):
		w.fail(name, "leads back to a folder that it is in, and was not followed: remove the symbolic link")
	case info.IsDir() && len(up) > maxNesting:
		w.fail(name, "folders are nested more than %d deep: name the inner folder itself", maxNesting)
	case info.IsDir():
		return w.folder(ctx, name, append(slices.Clip(up), info), other)
	case !info.Mode().IsRegular(): // reading a named pipe could wait for ever
	case known:
		w.add(name, info, 0)
	case *other == "":
		*other = name
	}
	return nil
}

func loops(dir fs.FileInfo, up []fs.FileInfo) bool {
	for _, u := range up {
		if os.SameFile(dir, u) {
			return true
		}
	}
	return false
}

// whyNot says why a file or folder cannot be opened, and what to do.
func whyNot(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder: check the name"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied: allow reading it (chmod +r), or leave it out"
	}
	if pathErr := new(fs.PathError); errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Sprintf("cannot be read: %v", err)
}
