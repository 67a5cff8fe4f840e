package ingest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

// TestBadInput shows what each kind of bad input says. z.txt is good, and is
// read every time.
func TestBadInput(t *testing.T) {
	page := "<!DOCTYPE html><html><body><script>load()</script></body></html>"
	tests := []struct {
		what, name, content string
		articles            []string
		problems            []string
	}{
		{"an empty file", "a.txt", "", nil, []string{"a.txt: empty: put the article's text in it, or leave it out"}},
		{"only white space", "a.txt", "\uFEFF \n\n", nil, []string{"a.txt: empty: put the article's text in it, or leave it out"}},
		{"an empty archive", "a.txt.gz", gz(t, ""), nil, []string{"a.txt.gz: empty: put the article's text in it, or leave it out"}},
		{"a PDF document", "a.txt", "%PDF-1.7\n%\xE2\xE3", nil, []string{"a.txt: not text but a PDF document: save its text as .txt"}},
		{"a zip archive", "a.json", "PK\x03\x04\x14\x00", nil, []string{"a.json: not a whole zip archive (its list of files is missing or damaged): pack it again"}},
		{"binary data", "a.txt", "\x7FELF\x02\x01\x01\x00\x00\x00\x05\x06", nil, []string{"a.txt: not text but binary data: give a " + readExtensions() + " file"}},
		{"control characters", "a.txt", strings.Repeat("a\x01\x02", 20), nil, []string{"a.txt: not text but binary data: give a " + readExtensions() + " file"}},
		{"compressed twice", "a.txt.gz", gz(t, gz(t, "The ferry.")), nil, []string{"a.txt.gz: not text but compressed twice: unpack it once"}},
		{
			"half an archive", "a.jsonl.gz", gz(t, strings.Repeat(`{"text":"The ferry."}`+"\n", 3))[:30], nil,
			[]string{"a.jsonl.gz: cannot be read: damaged (it breaks off): get it again, or compress it again"},
		},
		{
			"a broken line", "a.jsonl", "{\"text\":\"one\"}\n{\"text\":\"two\"}\n{\"text\":\"three\n{\"text\":\"four\"}\n",
			[]string{"a.jsonl#1: one", "a.jsonl#2: two", "a.jsonl#4: four"},
			[]string{"a.jsonl#3: not JSON: it ends in the middle (character 14); fix the line or remove it"},
		},
		{
			"an export of an archive", "a.jsonl", `{"archive":{"schema":"stemma/archive/v1"}}` + "\n" + `{"revision":{"id":"17","article":{"text":"The ferry."}}}` + "\n", nil,
			[]string{"a.jsonl: not reports but an export of an archive: stemma archive import makes the archive of it"},
		},
		{
			"lines that are no articles", "a.jsonl", "{\"text\":\"one\"}\n[1]\n17\nnull\n{\"title\":\"x\"}\n{\"gist\":\"x\"}\n{\"text\":5}\n{\"text\":\" \"}\noops\n{} {}",
			[]string{"a.jsonl#1: one"},
			[]string{
				"a.jsonl#2: not an object but an array; fix the line or remove it",
				"a.jsonl#3: not an object but a number; fix the line or remove it",
				"a.jsonl#4: not an article but null; remove the line",
				`a.jsonl#5: no "text" field: add one with the article's text, or remove the record`,
				`a.jsonl#6: no "text" field: add one with the article's text, or remove the record`,
				`a.jsonl#7: "text" is not a string: make it one, with the paragraphs on lines`,
				`a.jsonl#8: "text" is empty: put the article's text in it, or remove the record`,
				"a.jsonl#9: not JSON: 'o' stands where a value should begin: is there a comma too many, or are quotation marks missing? (character 1); fix the line or remove it",
				"a.jsonl#10: not JSON: '{' stands behind its end, where nothing should (character 4); fix the line or remove it",
			},
		},
		{
			"a broken document", "a.json", "[\n {\"text\":\"one\"},\n {\"text\":\"two\"\n {\"text\":\"three\"}\n]",
			[]string{"a.json#1: one"},
			[]string{"a.json: not JSON in line 4: '{' stands where a comma or } should be; fix it; what comes before it is read"},
		},
		{"half a document", "a.json", "[\n {\"text\":\"one\"},\n", []string{"a.json#1: one"}, []string{"a.json: not JSON: it ends in the middle, in line 2; fix it; what comes before it is read"}},
		{"text in place of JSON", "a.json", "The ferry.", nil, []string{"a.json: not JSON in line 1: 'T' stands where a value should begin: is there a comma too many, or are quotation marks missing?; fix it"}},
		{"an array of strings", "a.json", `["The ferry."]`, nil, []string{"a.json#1: not an object but a string; fix the article or remove it"}},
		{"no articles", "a.json", `{"articles":[]}`, nil, []string{`a.json: no articles in it: give objects with "text"`}},
		{"articles of another kind", "a.json", `{"articles":{"text":"x"}}`, nil, []string{`a.json: "articles" is not an array: give an array of articles`}},
		{"deep lines", "a.jsonl", `{"text":"x","more":` + strings.Repeat("[", 100_000) + "\n{\"text\":\"two\"}", []string{"a.jsonl#2: two"}, []string{"a.jsonl#1: not JSON: '[' opens more levels within each other than may be (character 10019); fix the line or remove it"}},
		{"a deep document", "a.json", "{\n\"more\":" + strings.Repeat(`{"a":`, 100_000), nil, []string{"a.json: not JSON in line 2: '{' opens more levels within each other than may be; fix it"}},
		{"depth after the articles", "a.json", `{"articles":[{"text":"x"}],"more":` + strings.Repeat("[", 100_000), []string{"a.json#1: x"}, []string{"a.json: JSON is nested more than 10000 deep: give an array of articles"}},
		{
			"a damaged byte", "a.txt", "Fähre auf Grund.\nNiemand \xFF verletzt, sagt die Küstenwache über Funk.",
			[]string{"a.txt: Fähre auf Grund.\nNiemand \uFFFD verletzt, sagt die Küstenwache über Funk."},
			[]string{"a.txt: not UTF-8: byte 0xff in line 2; read with U+FFFD in the place of what is wrong: save it as UTF-8"},
		},
		{
			"a damaged line", "a.jsonl", "{\"text\":\"Fähre auf Grund\"}\n{\"text\":\"Küste \xFF über\",\"x\":\"\xFE\"}",
			[]string{"a.jsonl#1: Fähre auf Grund", "a.jsonl#2: Küste \uFFFD über"},
			[]string{"a.jsonl#2: not UTF-8; read with U+FFFD in the place of what is wrong: save the file as UTF-8"},
		},
		{
			"a legacy encoding", "a.txt", encode(t, "windows-1251", russian),
			[]string{"a.txt: " + russian},
			[]string{"a.txt: not UTF-8, and read as windows-1251, which it looks like: save it as UTF-8 to be sure"},
		},
		{
			"lines in a legacy encoding", "a.jsonl", encode(t, "windows-1251", `{"text":"`+russian+"\"}\n"),
			[]string{"a.jsonl#1: " + russian},
			[]string{"a.jsonl: not UTF-8, and read as windows-1251, which it looks like: save it as UTF-8 to be sure"},
		},
		{
			"no date", "a.jsonl", `{"text":"x","published":"06/11/2024"}`,
			[]string{"a.jsonl#1: x"},
			[]string{`a.jsonl#1: "06/11/2024" can be two days, and the article is taken as undated: write it as year-month-day, like 2024-03-31`},
		},
		{"a page without text", "a.html", page, nil, []string{"a.html: no article text found in the page: if it loads its text by script, save it from the browser after it has loaded"}},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			articles, problems := readAll(t, map[string]string{tt.name: tt.content, "z.txt": "Read all the same."}, Options{})
			if diff := cmp.Diff(append(tt.articles, "z.txt: Read all the same."), articles); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.problems, problems); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	mkdir := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("The ferry: "+name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	empty := mkdir("empty")
	images := mkdir("images")
	write("images/b.dat")
	write("images/a.dat")
	loop := mkdir("loop/inner/deep")
	write("loop/inner/deep/a.txt")
	link("../..", "loop/inner/deep/up")
	link(dir+"/images/a.dat", "loop/link.txt")
	link("nowhere", "loop/dangling.txt")
	loop = filepath.Dir(filepath.Dir(loop))
	_, problems := listOf(t, empty, images)
	if diff := cmp.Diff([]string{
		empty + ": no articles in this folder: it needs files that end in " + readExtensions() + " (or these with .gz or .zst)",
		images + ": no articles in this folder (it has " + images + "/a.dat, which can be read by its own name): it needs files that end in " + readExtensions() + " (or these with .gz or .zst)",
	}, problems); diff != "" {
		t.Error(diff)
	}
	articles, problems := listOf(t, loop)
	if diff := cmp.Diff([]string{
		loop + "/inner/deep/a.txt: The ferry: loop/inner/deep/a.txt",
		loop + "/link.txt: The ferry: images/a.dat",
	}, articles); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		loop + "/dangling.txt: no such file or folder: check the name",
		loop + "/inner/deep/up: leads back to a folder that it is in, and was not followed: remove the symbolic link",
	}, problems); diff != "" {
		t.Error(diff)
	}
}

func listOf(t *testing.T, inputs ...string) (articles, problems []string) {
	t.Helper()
	b, err := Read(t.Context(), inputs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return list(b)
}

// TestLeftOut leaves out what could wait for ever, the parts of saved pages and
// folders without end.
func TestLeftOut(t *testing.T) {
	m := files(map[string]string{"a.txt": "The ferry.", "b.htm": "The harbour.", "b_files/ad.html": "<p>Buy!</p>", strings.Repeat("d/", 150) + "deep.txt": "x"})
	m["pipe.txt"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	b, err := ReadFS(t.Context(), m, ".", Options{})
	if err != nil {
		t.Fatal(err)
	}
	articles, problems := list(b)
	if diff := cmp.Diff([]string{"a.txt: The ferry.", "b.htm: The harbour."}, articles); diff != "" {
		t.Error(diff)
	}
	if len(problems) != 2 || !strings.HasSuffix(problems[0], "folders are nested more than 100 deep: name the inner folder itself") ||
		!strings.HasPrefix(problems[1], "pipe.txt: no file but a pipe or a device") {
		t.Errorf("%q", problems)
	}
}

// locked is a file system in which some files must not be opened.
type locked struct{ fstest.MapFS }

func (l locked) Open(name string) (fs.File, error) {
	if strings.Contains(name, "locked") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) ReadDir(name string) ([]fs.DirEntry, error) {
	if strings.Contains(name, "locked") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadDir(name)
}

func TestPermissionDenied(t *testing.T) {
	m := locked{files(map[string]string{"locked.txt": "x", "lockeddir/a.txt": "x", "z.txt": "z"})}
	b, err := ReadFS(t.Context(), m, ".", Options{})
	if err != nil {
		t.Fatal(err)
	}
	articles, problems := list(b)
	const why = ": permission denied: allow reading it (chmod +r), or leave it out"
	if diff := cmp.Diff([]string{"locked.txt" + why, "lockeddir" + why}, problems); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"z.txt: z"}, articles); diff != "" {
		t.Error(diff)
	}
}

// TestHuge reads inputs of 200 MB in the memory of one article.
func TestHuge(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	const mb200 = 200 << 20
	sparse := filepath.Join(t.TempDir(), "huge.txt")
	if err := os.WriteFile(sparse, bytes.Repeat([]byte("The ferry. "), 10_000), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(sparse, mb200); err != nil {
		t.Fatal(err)
	}
	const first, last = "{\"text\":\"good\"}\n", "\"}\n{\"text\":\"good again\"}\n"
	tests := []struct {
		name, input string
		stdin       io.Reader
		articles    int
		want        string
	}{
		{"a file", sparse, nil, 0, "huge.txt: has 200.0 MiB, and one article may have 16.0 MiB: split it into articles, one a file or one a line as JSON lines"},
		{"a text without end", "-", repeat("The ferry. ", mb200), 0, "-: has more than 16.0 MiB, and one article may have 16.0 MiB"},
		{"a page without end", "-", io.MultiReader(strings.NewReader("<!DOCTYPE html><p>"), repeat("The ferry. ", mb200)), 0, "-: has more than 16.0 MiB"},
		{
			"a line of JSON", "-",
			io.MultiReader(strings.NewReader(first+`{"text":"`), repeat("The ferry. ", mb200), strings.NewReader(last)), 2,
			"-#2: the line has 200.0 MiB, and a record may have 64.0 MiB: split it",
		},
		{"a text in a line", "-", io.MultiReader(strings.NewReader(first+`{"text":"`), repeat("The ferry. ", 17<<20), strings.NewReader(last)), 2, "-#2: text has 17.0 MiB, and one article may have 16.0 MiB: split it"},
		{"an article of a document", "-", io.MultiReader(strings.NewReader(`[{"text":"x"},{"text":"`), repeat("The ferry. ", mb200), strings.NewReader(`"}]`)), 1, "-#2: the article has more than 64.0 MiB, which a record may have: split it, or remove it; what comes before it is read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			b, err := Read(t.Context(), []string{tt.input}, Options{Stdin: tt.stdin})
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			_, problems := list(b)
			checkProblem(t, problems, tt.want)
			if len(b.Articles) != tt.articles {
				t.Errorf("%d articles, want %d", len(b.Articles), tt.articles)
			}
			// The largest case grows a buffer by doubling to 64 MiB.
			if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 400 {
				t.Errorf("%d MiB allocated in all", got)
			}
		})
	}
}

func TestOneEndlessLine(t *testing.T) {
	text := strings.Repeat("The ferry ran aground off the cape. ", 200_000) // 7 MB
	articles, problems := readAll(t, map[string]string{"a.txt": text}, Options{})
	if len(articles) != 1 || len(problems) > 0 || articles[0] != "a.txt: "+text {
		t.Errorf("%d articles, %v", len(articles), problems)
	}
}

func TestDecompressionBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("packs and unpacks 300 MB")
	}
	const size = 80 << 20 // more than is free
	line := "{\"text\":\"The ferry\",\"n\":\"" + strings.Repeat("0", 1<<20) + "\"}\n"
	pack := map[string]func(io.Writer) io.WriteCloser{
		"gz": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"zst": func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
			if err != nil {
				t.Fatal(err)
			}
			return z
		},
	}
	for _, ext := range []string{"gz", "zst"} {
		for kind, content := range map[string]string{"txt": "The ferry. ", "jsonl": line} {
			var b bytes.Buffer
			w := pack[ext](&b)
			if _, err := io.Copy(w, repeat(content, size)); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("bomb.%s.%s", kind, ext)
			_, problems := readAll(t, map[string]string{name: b.String()}, Options{})
			if !strings.Contains(problems[0], "unpacks to more than 100 times its size") && !strings.Contains(problems[0], "has more than 16.0 MiB") {
				t.Errorf("%s (%d bytes): %v", name, b.Len(), problems[0])
			}
		}
	}
}

// TestNestedBombs counts what a file unpacks to at all levels.
func TestNestedBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	var level []entry
	for i := range 5 {
		level = append(level, entry{fmt.Sprintf("%d.txt", i), strings.Repeat("a", 15<<20)})
	}
	bomb := zipOf(t, level...)
	for _, name := range []string{"b.zip", "a.zip"} {
		bomb = zipOf(t, entry{"1" + name, bomb}, entry{"2" + name, bomb}, entry{"3" + name, bomb})
	}
	path := filepath.Join(folderOf(t, map[string]string{"a.zip": bomb}), "a.zip")
	articles, problems := 0, 0
	for it, err := range Each(t.Context(), []string{path}, Options{Everything: true}) {
		switch {
		case err != nil:
			t.Fatal(err)
		case it.Article != nil:
			articles++
		case it.Problem != nil:
			problems++
		}
	}
	if articles > 8 || problems == 0 { // 45 of them are packed in it
		t.Errorf("%d articles, %d problems", articles, problems)
	}
}

// TestBlankJSON does not look through the same white space again and again.
func TestBlankJSON(t *testing.T) {
	_, problems := readAll(t, map[string]string{"a.json": `[{"text":"one"},` + strings.Repeat("\n", 8<<20)}, Options{})
	checkProblem(t, problems, "more than 1.0 MiB of white space in a row")
}

func TestManyProblems(t *testing.T) {
	bad := strings.Repeat("oops\n", 1000)
	_, problems := readAll(t, map[string]string{"a.jsonl": bad}, Options{MaxProblems: 3})
	if len(problems) != 4 || problems[3] != "a.jsonl: 997 more problems like these: mend the ones above and run again" {
		t.Errorf("%q", problems)
	}
	twins := strings.Repeat("{\"text\":\"x\"}\n", 1000)
	articles, problems := readAll(t, map[string]string{"a.jsonl": twins}, Options{MaxProblems: 3})
	if len(articles) != 1 || len(problems) != 4 || problems[3] != "a.jsonl: 996 more problems like these: mend the ones above and run again" {
		t.Errorf("%d articles, %q", len(articles), problems)
	}
}

func TestTotal(t *testing.T) {
	var lines strings.Builder
	for i := range 100 {
		fmt.Fprintf(&lines, "{\"text\":\"article %d\"}\n", i)
	}
	articles, problems := readAll(t, map[string]string{"a.jsonl": lines.String(), "b.txt": "not reached"}, Options{MaxTotal: 10 << 10})
	if len(articles) != 19 {
		t.Errorf("%d articles", len(articles))
	}
	checkProblem(t, problems, "a.jsonl#20: stopped here, and the rest of the inputs is not read: the 19 articles before it reach the limit of 10.0 KiB; trace them in parts")
}
