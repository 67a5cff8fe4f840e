package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// told writes items as a reader of the stream would tell of them.
func told(t *testing.T, items iter.Seq2[Item, error]) []string {
	t.Helper()
	var lines []string
	for it, err := range items {
		switch {
		case err != nil:
			lines = append(lines, "error: "+err.Error())
		case it.Article != nil:
			lines = append(lines, fmt.Sprintf("%s@%s: %s", filepath.Base(it.File), it.At, it.Article.Text))
		case it.Problem != nil:
			lines = append(lines, fmt.Sprintf("%s@%s! %.30s", filepath.Base(it.File), it.At, it.Problem.Problem))
		case it.At == End():
			lines = append(lines, filepath.Base(it.File)+" is read")
		}
	}
	return lines
}

// folderOf writes files to a folder of the machine.
func folderOf(t *testing.T, contents map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range contents {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// mixed is a folder of several kinds of file in several languages, with one
// that is broken and one that has a broken line.
func mixed(t *testing.T) string {
	return folderOf(t, map[string]string{
		"10-page.html":   "<html><body><article><p>Die Fähre Alva lief am Samstag vor Larn auf Grund.</p></article></body></html>",
		"20-lines.jsonl": `{"text":"عبّارة جنحت قبالة الرأس"}` + "\n" + `{"text":"broken` + "\n" + `{"text":"渡轮搁浅"}` + "\n",
		"30-array.json":  `[{"text":"Un transbordador encalló."},{"title":"no text"},{"text":"फेरी फँस गई।"}]`,
		"40-bytes.txt":   "\x7FELF\x00\x01\x02",
		"50-plain.txt":   "Паром сел на мель.",
		"inner/60.md":    "# Feri\n\nSebuah feri kandas.",
		"picture.jpg":    "\xFF\xD8\xFF",
		"table.ods":      "PK",
	})
}

var mixedTold = []string{
	"10-page.html@0: Die Fähre Alva lief am Samstag vor Larn auf Grund.", "10-page.html is read",
	"20-lines.jsonl@1: عبّارة جنحت قبالة الرأس", "20-lines.jsonl@2! not JSON: it ends in the middl", "20-lines.jsonl@3: 渡轮搁浅", "20-lines.jsonl is read",
	"30-array.json@1: Un transbordador encalló.", `30-array.json@2! no "text" field: add one with `, "30-array.json@3: फेरी फँस गई।", "30-array.json is read",
	"40-bytes.txt@0! not text but binary data: give", "40-bytes.txt is read",
	"50-plain.txt@0: Паром сел на мель.", "50-plain.txt is read",
	"60.md@0: Feri\n\nSebuah feri kandas.", "60.md is read",
}

// TestStream gives what files hold in their order, problems in the places of
// what is wrong, on any number of cores.
func TestStream(t *testing.T) {
	dir := mixed(t)
	want := slices.Concat(mixedTold, []string{filepath.Base(dir) + "@0! 1 file was not read (" + dir})
	for _, cores := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(cores)
		got := told(t, Each(t.Context(), []string{dir}, Options{}))
		runtime.GOMAXPROCS(before)
		got[len(got)-1] = got[len(got)-1][:min(len(got[len(got)-1]), len(want[len(want)-1]))]
		want[len(want)-1] = want[len(want)-1][:len(got[len(got)-1])]
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d cores: %s", cores, diff)
		}
	}
}

// TestGoOn stops at each item in turn, takes the reading up again where it
// stopped, and misses nothing: at most the last item comes twice.
func TestGoOn(t *testing.T) {
	dir := mixed(t)
	all := slices.DeleteFunc(told(t, Each(t.Context(), []string{dir}, Options{})), func(line string) bool { return strings.HasSuffix(line, " is read") })
	for stop := range mixedTold {
		at := map[string]Place{}
		first := told(t, func(yield func(Item, error) bool) {
			n := 0
			for it, err := range Each(t.Context(), []string{dir}, Options{}) {
				if n++; n > stop+1 || !yield(it, err) {
					return
				}
				at[it.File] = it.At
			}
		})
		rest := told(t, Each(t.Context(), []string{dir}, Options{From: func(file string) Place { return at[file] }}))
		var got []string
		for _, line := range append(first, rest...) {
			if !slices.Contains(got, line) && !strings.HasSuffix(line, " is read") {
				got = append(got, line)
			}
		}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Errorf("stopped after %q:\n%s", first[len(first)-1], diff)
		}
	}
}

// TestBrokenLines: whatever JSON lines are called, and however long they are, a
// broken one does not take others with it.
func TestBrokenLines(t *testing.T) {
	long := strings.Repeat("The ferry. ", 10_000)
	line := func(s string) string { return `{"text":"` + s + `"}` + "\n" }
	tests := []struct {
		name, content string
		want          string // numbers of the articles, those of problems with !
	}{
		{"text between", line("a") + "oops\n" + line("b") + line("c"), "1 2! 3 4"},
		{"cut in a string", line("a") + "{\"text\":\"x\n" + line("b") + line("c"), "1 2! 3 4"},
		{"cut behind a colon", line("a") + "{\"text\":\n" + line("b") + line("c"), "1 2! 3 4"},
		{"the first", "{\"text\":\"x\n" + line("b") + line("c"), "1! 2 3"},
		{"the first, and text", "{\"text\":\"x\n" + "oops\n" + line("c"), "1! 2! 3"},
		{"the first, and a long one", "{\"text\":\"x\n" + line(long) + line("c"), "1! 2 3"},
		{"a long one first", line(long) + "oops\n" + line("c"), "1 2! 3"},
		{"a long one first, and one cut", line(long) + "{\"text\":\"x\n" + line("c"), "1 2! 3"},
		{"spaces between", line("a") + "\n\r\n" + "oops\n" + line("c"), "1 4! 5"},
		{"one object over lines", "{\"articles\": [\n" + strings.TrimSpace(line("a")) + ",\n" + line("b") + "]}", "1 2"},
		{"one long object", `{"articles":[` + strings.TrimSpace(line(long)) + "," + strings.TrimSpace(line("b")) + "]}\n", "1 2"},
		{"objects over lines", "{\n\"text\":\"a\"\n}\n{\n\"text\":\"b\"\n}", "0 2"},
	}
	for _, tt := range tests {
		for _, input := range []string{"-", "a.dat"} {
			t.Run(tt.name+" in "+input, func(t *testing.T) {
				o := Options{Stdin: strings.NewReader(tt.content)}
				if input != "-" {
					input = filepath.Join(folderOf(t, map[string]string{input: tt.content}), input)
				}
				b, err := Read(t.Context(), []string{input}, o)
				if err != nil {
					t.Fatal(err)
				}
				got := map[string]string{}
				for _, a := range b.Articles {
					_, n, _ := strings.Cut(a.Input+"#0", "#")
					got[strings.TrimSuffix(n, "#0")] = ""
				}
				for _, e := range b.Errors {
					_, n, _ := strings.Cut(e.Input, "#")
					got[n] = "!"
				}
				want := map[string]string{}
				for n := range strings.FieldsSeq(tt.want) {
					number, _ := strings.CutSuffix(n, "!")
					want[number] = n[len(number):]
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff, b.Errors)
				}
			})
		}
	}
}

// TestSlowPipe: a line is given out when it is there, not when the next one is,
// but for what is looked at to recognise the file.
func TestSlowPipe(t *testing.T) {
	in, out := io.Pipe()
	go func() { _, _ = io.WriteString(out, `{"text":"one `+strings.Repeat(" ", headSize)+"\"}\n"+`{"te`) }()
	n := 0
	for it, err := range Each(t.Context(), []string{"-"}, Options{Stdin: in}) {
		if err != nil {
			t.Fatal(err)
		}
		if it.Article != nil {
			n++
		}
		switch {
		case n == 1 && it.Article != nil:
			go func() {
				_, _ = io.WriteString(out, "xt\":\"two\"}\n")
				out.Close()
			}()
		case n == 2 && it.Article != nil && it.Article.Text != "two":
			t.Error(it.Article.Text)
		}
	}
	if n != 2 {
		t.Errorf("%d articles", n)
	}
}

// TestPrepared: what a caller does to each article is done beside the reading,
// and leaves its id.
func TestPrepared(t *testing.T) {
	plain, err := Read(t.Context(), []string{"testdata/folder"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int32
	b, err := Read(t.Context(), []string{"testdata/folder"}, Options{Prepare: func(a *stemma.Article) {
		calls.Add(1)
		a.Text = strings.ToUpper(a.Text)
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range b.Articles {
		if p := plain.Articles[i]; a.ID != p.ID || a.Text != strings.ToUpper(p.Text) {
			t.Errorf("%s %q, want %s %q", a.ID, a.Text, p.ID, p.Text)
		}
	}
	if int(calls.Load()) < len(plain.Articles) || len(b.Articles) != len(plain.Articles) {
		t.Errorf("%d calls, %d articles, want %d", calls.Load(), len(b.Articles), len(plain.Articles))
	}
}

// TestLeavesNothingBehind ends streams in the middle, by leaving the loop and by
// the context.
func TestLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	dir := mixed(t)
	for stop := range mixedTold {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		for _, err := range Each(ctx, []string{dir, dir}, Options{}) {
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			if n++; n == stop {
				cancel()
			}
		}
		if n > stop+1 && stop > 0 {
			t.Errorf("%d items after the end of the context", n-stop-1)
		}
		cancel()
		n = 0
		for _, err := range Each(t.Context(), []string{dir}, Options{}) {
			if n++; n > stop || err != nil {
				break
			}
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// articlesWithoutEnd gives JSON lines, each with an article of its own of some
// 3,000 bytes, until there are n bytes.
type articlesWithoutEnd struct {
	n     int64
	count int
	left  []byte
}

var reportOf3000 = strings.Repeat("The ferry Alva ran aground on the Skerry reef off Larn. ", 53)

func (a *articlesWithoutEnd) Read(p []byte) (int, error) {
	if len(a.left) == 0 {
		if a.n <= 0 {
			return 0, io.EOF
		}
		a.count++
		a.left = fmt.Appendf(a.left, "{\"id\":\"n%d\",\"text\":\"%d %s\"}\n", a.count, a.count, reportOf3000)
		a.n -= int64(len(a.left))
	}
	n := copy(p, a.left)
	a.left = a.left[n:]
	return n, nil
}

// TestConstantMemory reads more articles than it may hold; with STEMMA_HUGE
// set, 2 GB of them.
func TestConstantMemory(t *testing.T) {
	total, bound := int64(100<<20), uint64(64<<20)
	if os.Getenv("STEMMA_HUGE") != "" {
		total = 2 << 30
	}
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	in := &articlesWithoutEnd{n: total}
	n, most := 0, uint64(0)
	for it, err := range Each(t.Context(), []string{"-"}, Options{Stdin: in}) {
		if err != nil || it.Problem != nil {
			t.Fatal(err, it.Problem)
		}
		if n++; n%5000 == 0 {
			most = max(most, heap())
		}
	}
	if n-1 != in.count {
		t.Errorf("%d articles, want %d", n-1, in.count)
	}
	t.Logf("%d articles of %s, heap at most %s", in.count, size(total), size(int64(most)))
	if most > bound {
		t.Errorf("heap of %s, want at most %s", size(int64(most)), size(int64(bound)))
	}
}

// heap returns how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestRemembersSome: a stream recognises what came lately, and not what came
// long before.
func TestRemembersSome(t *testing.T) {
	lines := func() io.Reader {
		var b bytes.Buffer
		for _, i := range []int{1, 2, 1, 3, 4, 5, 1, 5} {
			fmt.Fprintf(&b, "{\"text\":\"%d\"}\n", i)
		}
		return &b
	}
	for memory, want := range map[int]string{3: "12345 1", 1 << 10: "12345"} {
		var got strings.Builder
		for it, err := range each(t.Context(), Options{Stdin: lines()}, memory, func(ctx context.Context, r *reader) error {
			return newWalker(disk(), r, false).inputs(ctx, []string{"-"})
		}) {
			if err != nil {
				t.Fatal(err)
			}
			if it.Article != nil {
				got.WriteString(it.Article.Text)
			}
		}
		if got.String() != strings.ReplaceAll(want, " ", "") {
			t.Errorf("remembering %d: %s, want %s", memory, got.String(), want)
		}
	}
}

// TestEverything gives what is there already to those who remember themselves.
func TestEverything(t *testing.T) {
	const lines = `{"id":"x","text":"A"}` + "\n" + `{"id":"x","text":"A"}` + "\n" + `{"id":"x","text":"B"}` + "\n" + `{"id":"src1","text":"C"}` + "\n" + `{"text":"D"}` + "\n" + `{"text":"D"}`
	b, err := Read(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(lines), Everything: true})
	if err != nil || len(b.Errors) > 0 {
		t.Fatal(err, b.Errors)
	}
	var ids []string
	for _, a := range b.Articles {
		ids = append(ids, a.ID)
	}
	if want := []string{"x", "x", "x", "a-src1", ids[4], ids[4]}; !slices.Equal(ids, want) {
		t.Errorf("%q, want %q", ids, want)
	}
}

// TestPlacesNeverFall: the place of each item of a file is not before that of
// the one before.
func TestPlacesNeverFall(t *testing.T) {
	dir := mixed(t)
	last := map[string]Place{}
	for it, err := range Each(t.Context(), []string{dir, "testdata/folder"}, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		if it.At.before(last[it.File]) {
			t.Errorf("%s: %s after %s", it.File, it.At, last[it.File])
		}
		last[it.File] = it.At
	}
}
