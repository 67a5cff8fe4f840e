package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/charset"
)

var update = flag.Bool("update", false, "write the golden files")

// TestFolder reads a folder with one of each kind, in ten languages.
func TestFolder(t *testing.T) {
	have, err := Read(t.Context(), []string{"testdata/folder"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := golden(t, "testdata/folder.golden.json", have)
	t.Run("as a file system, from the root", func(t *testing.T) {
		b, err := ReadFS(t.Context(), os.DirFS("testdata/folder"), ".", Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range b.Articles {
			if w := want.Articles[i]; a.ID != w.ID || a.Text != w.Text || a.Input != w.Input && "testdata/folder/"+a.Input != w.Input {
				t.Errorf("%s (%s) is not %s (%s)", a.ID, a.Input, w.ID, w.Input)
			}
		}
		if len(b.Articles) != len(want.Articles) {
			t.Errorf("%d articles, want %d", len(b.Articles), len(want.Articles))
		}
	})
}

func golden(t *testing.T, path string, have Batch) (want Batch) {
	t.Helper()
	got, err := json.MarshalIndent(have, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(b)), string(got)); diff != "" {
		t.Error(diff)
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	return want
}

// files is a file system from names and contents.
func files(contents map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, s := range contents {
		m[name] = &fstest.MapFile{Data: []byte(s)}
	}
	return m
}

// readAll reads a folder of files and lists its articles as "input: text" and
// its problems as "input: problem".
func readAll(t *testing.T, contents map[string]string, o Options) (articles, problems []string) {
	t.Helper()
	b, err := ReadFS(t.Context(), files(contents), ".", o)
	if err != nil {
		t.Fatal(err)
	}
	return list(b)
}

func list(b Batch) (articles, problems []string) {
	for _, a := range b.Articles {
		articles = append(articles, a.Input+": "+a.Text)
	}
	for _, e := range b.Errors {
		problems = append(problems, e.Error())
	}
	return articles, problems
}

func encode(t testing.TB, encoding, s string) string {
	t.Helper()
	enc, _ := charset.Lookup(encoding)
	out, err := enc.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func gz(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const russian = "Паром с пассажирами сел на мель у мыса в среду днём, сообщила береговая охрана. Пострадавших нет, людей доставили на берег."

// TestKinds shows what is recognised by content and what by name.
func TestKinds(t *testing.T) {
	const object = `{"text":"The ferry ran aground."}`
	tests := []struct {
		name, content string
		articles      []string
	}{
		{"a.txt", "The ferry ran aground.\r\nNobody was hurt.\r\n", []string{"a.txt: The ferry ran aground.\nNobody was hurt.\n"}},
		{"a.txt", "\uFEFFThe ferry.", []string{"a.txt: The ferry."}},
		{"a.txt", "[Updated 10:00] The ferry.", []string{"a.txt: [Updated 10:00] The ferry."}},
		{"a.txt", "{{headline}} The ferry.", []string{"a.txt: {{headline}} The ferry."}},
		{"a.txt", "<3 The ferry <b>ran</b> aground.", []string{"a.txt: <3 The ferry <b>ran</b> aground."}},
		{"a.txt", object, []string{"a.txt: The ferry ran aground."}},
		{"a.txt", object + "\n" + `{"text":"Nobody was hurt."}`, []string{"a.txt#1: The ferry ran aground.", "a.txt#2: Nobody was hurt."}},
		{"a.jsonl", object, []string{"a.jsonl#1: The ferry ran aground."}},
		{"a.jsonl", "\uFEFF" + object + "\n\n", []string{"a.jsonl#1: The ferry ran aground."}},
		{"a.json", object, []string{"a.json: The ferry ran aground."}},
		{"a.json", "[" + object + "]", []string{"a.json#1: The ferry ran aground."}},
		{"a.json", "[]", nil},
		{"a.json", "{\n \"text\":\n \"The ferry\" }\n{\"text\":\"Nobody\"}", []string{"a.json: The ferry", "a.json#2: Nobody"}},
		{"a.html", "<p>The ferry ran aground.</p><p>Nobody was hurt.</p>", []string{"a.html: The ferry ran aground.\nNobody was hurt."}},
		{"a.html", "The ferry ran aground.", []string{"a.html: The ferry ran aground."}},
		{"a.txt", "<!-- saved --><!DOCTYPE html><body><p>The ferry ran aground.</p>", []string{"a.txt: The ferry ran aground."}},
		{"a.txt", encode(t, "utf-16le", "\uFEFFПаром сел на мель."), []string{"a.txt: Паром сел на мель."}},
		{"a.txt", encode(t, "utf-16be", "\uFEFFПаром сел на мель."), []string{"a.txt: Паром сел на мель."}},
		{"a.txt", encode(t, "utf-16le", "The ferry ran aground."), []string{"a.txt: The ferry ran aground."}},
		{"a.jsonl", encode(t, "utf-16le", "\uFEFF"+`{"text":"渡轮搁浅"}`), []string{"a.jsonl#1: 渡轮搁浅"}},
		{"a.txt.gz", gz(t, "The ferry."), []string{"a.txt.gz: The ferry."}},
		{"a.txt", gz(t, "The ferry."), []string{"a.txt: The ferry."}},
		{"a.jsonl.gz", gz(t, object) + gz(t, "\n"+object[:9]+"Nobody\"}"), []string{"a.jsonl.gz#1: The ferry ran aground.", "a.jsonl.gz#2: Nobody"}},
	}
	for _, tt := range tests {
		articles, problems := readAll(t, map[string]string{tt.name: tt.content}, Options{})
		if diff := cmp.Diff(tt.articles, articles); diff != "" {
			t.Errorf("%s %.30q:\n%s", tt.name, tt.content, diff)
		}
		if len(problems) > 0 && tt.articles != nil {
			t.Errorf("%s %.30q: %v", tt.name, tt.content, problems)
		}
	}
}

func TestInputs(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	lines := write("b.jsonl", "{\"text\":\"one\"}\n\n{\"text\":\"three\"}\n")
	array := write("c.json", `[{"text":"erstens"},{"text":"zweitens"}]`)
	text := write("a.txt", "plain")
	other := write("report.dat", "other")
	hash := write("x#2", "{\"text\":\"in a file with a hash\"}")
	tests := []struct {
		name     string
		inputs   []string
		articles []string
		problem  string
	}{
		{"in the order given", []string{lines, text}, []string{lines + "#1: one", lines + "#3: three", text + ": plain"}, ""},
		{"a folder in the order of names", []string{dir}, []string{text + ": plain", lines + "#1: one", lines + "#3: three", array + "#1: erstens", array + "#2: zweitens"}, "2 files were not read (" + other + ", " + hash + "): "},
		{"the same twice", []string{text, dir + "/./a.txt", dir}, []string{text + ": plain", lines + "#1: one", lines + "#3: three", array + "#1: erstens", array + "#2: zweitens"}, "2 files were not read"},
		{"one line", []string{lines + "#3"}, []string{lines + "#3: three"}, ""},
		{"a line and its file", []string{lines + "#3", lines}, []string{lines + "#3: three", lines + "#1: one"}, ""},
		{"one element", []string{array + "#2"}, []string{array + "#2: zweitens"}, ""},
		{"a line beyond the end", []string{lines + "#9"}, nil, "#9: the file has fewer lines"},
		{"an empty line", []string{lines + "#2"}, nil, "#2: the line is empty"},
		{"an element beyond the end", []string{array + "#3"}, nil, "#3: there are fewer articles in it (2)"},
		{"a line of a text", []string{text + "#1"}, nil, "leave out the #1"},
		{"a line of a folder", []string{dir + "#1"}, nil, "a folder has no lines"},
		{"any extension by its own name", []string{other}, []string{other + ": other"}, ""},
		{"a name with a hash", []string{hash}, []string{hash + ": in a file with a hash"}, ""},
		{"standard input", []string{"-"}, []string{"-#1: from a pipe", "-#2: and again"}, ""},
		{"standard input twice", []string{"-", "-"}, []string{"-#1: from a pipe", "-#2: and again"}, "-: standard input can be read only once"},
		{"an address", []string{"https://merrow-courier.example/ferry"}, nil, "ferry: addresses are not fetched here: save the page as .html"},
		{"nothing", []string{""}, nil, "an empty name"},
		{"missing", []string{dir + "/none.txt", text}, []string{text + ": plain"}, "none.txt: no such file or folder: check the name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stdin := strings.NewReader("{\"text\":\"from a pipe\"}\n{\"text\":\"and again\"}")
			b, err := Read(t.Context(), tt.inputs, Options{Stdin: stdin})
			if err != nil {
				t.Fatal(err)
			}
			articles, problems := list(b)
			if diff := cmp.Diff(tt.articles, articles); diff != "" {
				t.Error(diff)
			}
			checkProblem(t, problems, tt.problem)
		})
	}
	b, err := Read(t.Context(), []string{"-"}, Options{})
	if err != nil || len(b.Errors) != 1 || !strings.Contains(b.Errors[0].Problem, "no standard input here") {
		t.Error(b, err)
	}
}

// checkProblem wants exactly one problem that contains a text, or none.
func checkProblem(t *testing.T, problems []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(problems) > 0:
		t.Errorf("problems %q", problems)
	case want != "" && (len(problems) != 1 || !strings.Contains(problems[0], want)):
		t.Errorf("problems %q, want one with %q", problems, want)
	}
}

func TestSameOnAnyNumberOfCores(t *testing.T) {
	want, err := Read(t.Context(), []string{"testdata/folder"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(n)
		got, err := Read(t.Context(), []string{"testdata/folder"}, Options{})
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d cores: %s", n, diff)
		}
	}
}

func TestCancellation(t *testing.T) {
	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for _, inputs := range [][]string{{"testdata/folder"}, {"testdata/folder/10-merrow.txt"}, {"-"}} {
			if _, err := Read(ctx, inputs, Options{Stdin: strings.NewReader("x")}); !errors.Is(err, context.Canceled) {
				t.Errorf("%v: %v", inputs, err)
			}
		}
	})
	t.Run("while a pipe is silent", func(t *testing.T) {
		in, out := io.Pipe()
		defer out.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := Read(ctx, []string{"-"}, Options{Stdin: in}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
	t.Run("in an endless stream", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		endless := repeat("{\"text\":\"\"}\n", 1<<50)
		if _, err := Read(ctx, []string{"-"}, Options{Stdin: endless}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

// repeat gives a text over and over, n bytes in all.
func repeat(s string, n int64) io.Reader {
	return io.LimitReader(&repeater{s: bytes.Repeat([]byte(s), 1+(64<<10)/len(s))}, n)
}

type repeater struct {
	s  []byte
	at int
}

func (r *repeater) Read(p []byte) (int, error) {
	n := copy(p, r.s[r.at:])
	r.at = (r.at + n) % len(r.s)
	return n, nil
}

func BenchmarkLines(b *testing.B) {
	line := []byte(`{"id":"n1","outlet":"Merrow Courier","lang":"ru","published":"2024-11-06T18:40:12Z","title":"Паром","text":"` + strings.Repeat(russian, 15) + `"}` + "\n")
	var file []byte
	for i := range 1000 {
		file = append(file, bytes.Replace(line, []byte("n1"), []byte("n"+string(rune('a'+i%26))+time.Duration(i).String()), 1)...)
	}
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		batch, err := Read(b.Context(), []string{"-"}, Options{Stdin: bytes.NewReader(file)})
		if err != nil || len(batch.Articles) != 1000 {
			b.Fatal(len(batch.Articles), err)
		}
	}
}

func TestMarkdown(t *testing.T) {
	const in = "# Fähre  #\n\nEine **Fähre** mit `214` _Menschen_ an\n* Bord, [sagte](http://x.example/a_b_c) er ![x](y).\n> Zitat\n\nsnake_case_word 2 * 3 * 4\n"
	a := markdown(in, nil)
	const want = "Fähre\n\nEine Fähre mit `214` Menschen an\nBord, sagte er .\nZitat\n\nsnake_case_word 2 * 3 * 4"
	if a.Title != "Fähre" || a.Text != want {
		t.Errorf("%q %q", a.Title, a.Text)
	}
	if plain := markdown("---\nNo end of the front matter", nil); !strings.HasPrefix(plain.Text, "---") {
		t.Errorf("%q", plain.Text)
	}
}

func TestNoInputs(t *testing.T) {
	b, err := Read(t.Context(), nil, Options{})
	if err != nil || len(b.Articles)+len(b.Errors) > 0 {
		t.Error(b, err)
	}
}

// TestLegacyText reads texts in encodings that nothing declares.
func TestLegacyText(t *testing.T) {
	tests := []struct{ encoding, text string }{
		{"windows-1251", russian},
		{"koi8-r", russian},
		{"windows-1252", "La traversée a été annulée après l'échouement du bac près du cap, a déclaré la préfecture. Tous les voyageurs ont été évacués à l'aube."},
		{"windows-1256", "جنحت عبارة على متنها مئتا شخص قبالة الرأس بعد ظهر الأربعاء، بحسب خفر السواحل، ونقل الجميع إلى الشاطئ بقوارب النجاة قبل حلول الليل."},
		{"iso-8859-7", "Ένα πλοίο προσάραξε την Τετάρτη στο ακρωτήριο, ανακοίνωσε το λιμενικό, και όλοι οι επιβάτες είναι καλά στην υγεία τους."},
		{"gb18030", "海岸警卫队说，一艘载有二百一十四人的渡轮星期三下午在海角附近搁浅，所有人在天黑前乘救生艇安全上岸。经营渡轮的公司表示将等待调查结果。"},
		{"shift_jis", "沿岸警備隊によると、水曜日の午後、岬の沖でフェリーが座礁した。乗客は全員、暗くなる前に救命艇で救助された。"},
		{"euc-jp", "沿岸警備隊によると、水曜日の午後、岬の沖でフェリーが座礁した。乗客は全員、暗くなる前に救命艇で救助された。"},
		{"euc-kr", "해안경비대는 수요일 오후 곶 앞바다에서 여객선이 좌초했으며 승객 전원이 어두워지기 전에 구명정으로 구조됐다고 밝혔다."},
		{"big5", "海岸警衛隊說，一艘載有二百一十四人的渡輪星期三下午在海角附近擱淺，所有人在天黑前乘救生艇安全上岸。"},
	}
	for _, tt := range tests {
		t.Run(tt.encoding, func(t *testing.T) {
			articles, problems := readAll(t, map[string]string{"a.txt": encode(t, tt.encoding, tt.text)}, Options{})
			if diff := cmp.Diff([]string{"a.txt: " + tt.text}, articles); diff != "" {
				t.Error(diff)
			}
			checkProblem(t, problems, "not UTF-8, and read as "+tt.encoding)
		})
	}
}
