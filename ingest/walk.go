package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// file is one file to read, or the problem that stands in its place.
type file struct {
	input   string // as it is named in the batch
	name    string // in the file system; "" for standard input
	size    int64  // -1 where it is not known before reading
	only    Place  // the only line, element, entry or record to read; zero for all
	address string // where it is fetched from
	inside  string // the only file within it to read, by its name; "" for all
	problem string
}

// walker finds the files behind inputs.
type walker struct {
	tree
	found func(context.Context, file) error // is told of each
	seen  map[string]bool                   // nil where nothing can be named twice
	stdin bool
	files int // found so far
	// fetches is true where addresses are fetched.
	fetches bool
}

// tree is a file system, and how names are made in it.
type tree struct {
	fsys  fs.FS
	join  func(...string) string
	clean func(string) string
}

// newWalker returns a walker that has the files it finds read. twice says that
// one can be named twice.
func newWalker(t tree, r *reader, twice bool) *walker {
	r.fsys = t.fsys
	w := &walker{tree: t, found: r.read, fetches: r.o.Fetch != nil}
	if twice {
		w.seen = map[string]bool{}
	}
	return w
}

// inputs finds the files of all inputs. The error is that of ctx.
func (w *walker) inputs(ctx context.Context, inputs []string) error {
	for _, input := range inputs {
		if err := w.input(ctx, input); err != nil {
			return err
		}
	}
	return nil
}

// input finds the files of one input.
func (w *walker) input(ctx context.Context, input string) error {
	switch lower := strings.ToLower(input); {
	case input == "-":
		return w.standardInput(ctx)
	case input == "":
		return w.fail(ctx, `""`, "an empty name: give a file, a folder, or - for standard input")
	case strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://"):
		return w.address(ctx, input)
	case reScheme.MatchString(input) && !w.there(input):
		return w.fail(ctx, withoutUser(input), "only addresses with http:// and https:// are fetched: save it, and give the file")
	}
	if _, err := fs.Stat(w.fsys, input); err != nil {
		if name, place, ok := cutPlace(input); ok {
			return w.path(ctx, name, place)
		}
	}
	return w.path(ctx, input, Place{})
}

// reScheme is how an address begins.
var reScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

func (w *walker) there(name string) bool {
	_, err := fs.Stat(w.fsys, name)
	return err == nil
}

// cutPlace splits "PATH#N".
func cutPlace(input string) (name string, place Place, ok bool) {
	i := strings.LastIndexByte(input, '#')
	if i <= 0 {
		return "", Place{}, false
	}
	place, err := ParsePlace(input[i+1:])
	return input[:i], place, err == nil && place != (Place{}) && place != End()
}

func (w *walker) standardInput(ctx context.Context) error {
	if w.stdin {
		return w.fail(ctx, "-", "standard input can be read only once: give - once")
	}
	w.stdin = true
	return w.give(ctx, file{input: "-", size: -1})
}

func (w *walker) fail(ctx context.Context, input, format string, args ...any) error {
	return w.give(ctx, file{input: input, problem: fmt.Sprintf(format, args...)})
}

func (w *walker) give(ctx context.Context, f file) error {
	w.files++
	return w.found(ctx, f)
}

// address gives a file that is to be fetched. What its name shows has no user
// and no password.
func (w *walker) address(ctx context.Context, input string) error {
	address, place, ok := cutPlace(strings.TrimSpace(input))
	if !ok {
		address, _, _ = strings.Cut(strings.TrimSpace(input), "#")
		place = Place{}
	}
	name := withoutUser(address)
	if !w.fetches {
		return w.fail(ctx, name, "addresses are not fetched here: save the page as .html and give the file")
	}
	if w.again(name + "#" + place.String()) {
		return nil
	}
	return w.give(ctx, file{input: name, address: address, size: -1, only: place})
}

// path finds a file, or those in a folder, by its name.
func (w *walker) path(ctx context.Context, name string, only Place) error {
	name = w.clean(name)
	info, err := fs.Stat(w.fsys, name)
	if err != nil {
		if f, ok := w.within(name); ok {
			f.only = only
			return w.give(ctx, f)
		}
		return w.fail(ctx, name, "%s", whyNot(err))
	}
	if !info.IsDir() {
		return w.add(ctx, name, info, only)
	}
	if only != (Place{}) {
		return w.fail(ctx, name+"#"+only.String(), "a folder has no lines: name a file in it")
	}
	before := w.files
	var others leftOut
	if err := w.folder(ctx, name, []fs.FileInfo{info}, &others); err != nil {
		return err
	}
	switch {
	case w.files == before:
		return w.fail(ctx, name, "no articles in this folder%s: it needs files that end in %s (or these with .gz or .zst)", others.example(), readExtensions())
	case others.n > 0:
		return w.fail(ctx, name, "%s: what is read in a folder ends in %s (or these with .gz or .zst); other files are read by their own names", &others, readExtensions())
	}
	return nil
}

// within finds the file in which a name is that of another file: an archive.
func (w *walker) within(name string) (file, bool) {
	for i, c := range name {
		if c != '/' && c != os.PathSeparator || i == 0 {
			continue
		}
		if info, err := fs.Stat(w.fsys, name[:i]); err == nil && info.Mode().IsRegular() {
			return file{input: name[:i], name: name[:i], size: info.Size(), inside: strings.ReplaceAll(name[i+1:], `\`, "/")}, true
		}
	}
	return file{}, false
}

// leftOut are the files of a folder that are not read for their names.
type leftOut struct {
	n     int
	first []string
}

func (l *leftOut) add(name string) {
	const shown = 3
	if l.n++; l.n <= shown {
		l.first = append(l.first, name)
	}
}

func (l *leftOut) example() string {
	if l.n == 0 {
		return ""
	}
	return fmt.Sprintf(" (it has %s, which can be read by its own name)", l.first[0])
}

// String says how many they are, and names the first.
func (l *leftOut) String() string {
	return counted(l.n, "file was not read", "files were not read") + " (" + l.named() + ")"
}

// named names the first of them, and says how many more there are.
func (l *leftOut) named() string {
	names := strings.Join(l.first, ", ")
	if more := l.n - len(l.first); more > 0 {
		return fmt.Sprintf("%s and %d more", names, more)
	}
	return names
}

// add gives a file unless it was given already.
func (w *walker) add(ctx context.Context, name string, info fs.FileInfo, only Place) error {
	f := file{input: name, name: name, size: -1, only: only}
	if info.Mode().IsRegular() {
		f.size = info.Size()
	}
	if w.again(name + "#" + only.String()) {
		w.files++ // so that a folder that was read already does not seem empty
		return nil
	}
	return w.give(ctx, f)
}

// again reports whether a name was given before.
func (w *walker) again(name string) bool {
	if w.seen == nil || w.seen[name] {
		return w.seen != nil
	}
	w.seen[name] = true
	return false
}

// maxNesting is how deep folders may be nested. File systems other than the
// machine's own can have loops that os.SameFile does not see.
const maxNesting = 100

// folder finds the files in a folder and below. up are the folders around
// it and itself; others are the files that are not read for their names.
func (w *walker) folder(ctx context.Context, dir string, up []fs.FileInfo, others *leftOut) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := opened(ctx, func() ([]fs.DirEntry, error) { return fs.ReadDir(w.fsys, dir) })
	if err != nil {
		if err := w.fail(ctx, dir, "%s", whyNot(err)); err != nil {
			return err
		}
	}
	for _, entry := range entries { // sorted by ReadDir
		name := w.join(dir, entry.Name())
		if w.isUnread(name, entry, entries) {
			continue
		}
		if err := w.entry(ctx, name, up, others); err != nil {
			return err
		}
	}
	return nil
}

// isUnread reports what is passed over without a word: hidden files and folders but
// those of a Maildir, what is being delivered to one, the parts of saved pages.
func (w *walker) isUnread(name string, entry fs.DirEntry, beside []fs.DirEntry) bool {
	isDir := func(e fs.DirEntry, name string) bool { return e.IsDir() && e.Name() == name }
	switch {
	case strings.HasPrefix(entry.Name(), "."):
		return !entry.IsDir() || !w.there(w.join(name, "cur")) || !w.there(w.join(name, "new")) && !w.there(w.join(name, "tmp"))
	case isDir(entry, "tmp"):
		return slices.ContainsFunc(beside, func(e fs.DirEntry) bool { return isDir(e, "cur") })
	}
	return belongsToPage(entry, beside)
}

// belongsToPage reports a folder in which a browser has saved the parts of a
// page beside it: advertisements and frames, not articles.
func belongsToPage(entry fs.DirEntry, beside []fs.DirEntry) bool {
	page, ok := strings.CutSuffix(entry.Name(), "_files")
	return ok && entry.IsDir() && slices.ContainsFunc(beside, func(e fs.DirEntry) bool {
		return e.Name() == page+".html" || e.Name() == page+".htm"
	})
}

func (w *walker) entry(ctx context.Context, name string, up []fs.FileInfo, others *leftOut) error {
	info, err := fs.Stat(w.fsys, name) // what a symbolic link points to
	switch {
	case err != nil:
		return w.fail(ctx, name, "%s", whyNot(err))
	case info.IsDir() && loops(info, up):
		return w.fail(ctx, name, "leads back to a folder that it is in, and was not followed: remove the symbolic link")
	case info.IsDir() && len(up) > maxNesting:
		return w.fail(ctx, name, "folders are nested more than %d deep: name the inner folder itself", maxNesting)
	case info.IsDir():
		return w.folder(ctx, name, append(slices.Clip(up), info), others)
	case !info.Mode().IsRegular() && isRead(name):
		return w.fail(ctx, name, "no file but a pipe or a device, for which a folder is not kept waiting: name it itself")
	case !info.Mode().IsRegular():
	case isRead(name):
		return w.add(ctx, name, info, Place{})
	case !isNoReport(name):
		others.add(name)
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
	case errors.Is(err, syscall.ELOOP):
		return "a symbolic link that leads back to itself: name the file that it should lead to"
	case errors.Is(err, syscall.ENXIO):
		return "a socket or a device, and no file: leave it out"
	case outOfFiles(err):
		return "cannot be opened, for too many files are open at once: allow more (ulimit -n), and read it again"
	}
	return "cannot be read: " + plainly(err)
}

// outOfFiles reports that this process, or the whole machine, has too many files open.
func outOfFiles(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// opened calls open, and again after a while where too many files are open at once:
// connections end, and an input that is passed over is not read again by itself.
func opened[T any](ctx context.Context, open func() (T, error)) (T, error) {
	const longest = 2 * time.Second // 3 seconds and more in all
	for pause := 50 * time.Millisecond; ; pause *= 2 {
		f, err := open()
		if !outOfFiles(err) || pause > longest {
			return f, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return f, err
		}
	}
}
