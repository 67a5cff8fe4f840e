package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// entry is a file in an archive, in the order in which it was packed.
type entry struct{ name, content string }

func zipOf(t testing.TB, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarOf(t testing.TB, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.content)), Typeflag: tar.TypeReg}
		if strings.HasSuffix(e.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestContainers reads archives of files as folders are read, and those within
// them.
func TestContainers(t *testing.T) {
	inner := []entry{{"meldung.txt", "Die Fähre Alva."}, {"zeilen.jsonl", `{"text":"eins"}` + "\noops\n" + `{"text":"drei"}`}}
	other := []entry{{"渡轮.txt", "渡轮搁浅"}, {"lines.jsonl", `{"text":"one"}` + "\noops\n" + `{"text":"three"}`}}
	entries := []entry{
		{"reports/", ""},
		{"reports/ferry.html", pageOf("Ferry", ferry)},

		{"reports/ferry.html.bak", "x"},
		{"reports/photo.jpg", "\xFF\xD8\xFF"},
		{"reports/.draft.txt", "x"},
		{"__MACOSX/._a.txt", "x"},
		{"../../etc/خبر.txt", "جنحت عبارة"},
		{`windows\name.md`, "# Feri"},
		{"inner.zip", zipOf(t, inner...)},
		{"inner.tar.gz", gz(t, tarOf(t, other...))},
		{"empty.txt", ""},
	}
	for name, content := range map[string]string{"a.zip": zipOf(t, entries...), "a.tar": tarOf(t, entries...), "a.tgz": gz(t, tarOf(t, entries...)), "a.tar.gz": gz(t, tarOf(t, entries...))} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folderOf(t, map[string]string{name: content}), name)
			articles, problems := listOf(t, path)
			want := []string{
				"/reports/ferry.html: " + ferry, "/etc/خبر.txt: جنحت عبارة", "/windows/name.md: Feri",
				"/inner.zip/meldung.txt: Die Fähre Alva.", "/inner.zip/zeilen.jsonl#1: eins", "/inner.zip/zeilen.jsonl#3: drei",
				"/inner.tar.gz/渡轮.txt: 渡轮搁浅", "/inner.tar.gz/lines.jsonl#1: one", "/inner.tar.gz/lines.jsonl#3: three",
			}
			if diff := cmp.Diff(want, relative(path, articles)); diff != "" {
				t.Error(diff)
			}
			wrong := []string{"/inner.zip/zeilen.jsonl#2: not JSON", "/inner.tar.gz/lines.jsonl#2: not JSON", "/empty.txt: empty", ": 1 file was not read (reports/ferry.html.bak)"}
			problems = relative(path, problems)
			if len(problems) != len(wrong) {
				t.Fatalf("%q", problems)
			}
			for i := range problems {
				problems[i] = problems[i][:min(len(problems[i]), len(wrong[i]))]
			}
			if diff := cmp.Diff(wrong, problems); diff != "" {
				t.Error(diff)
			}
			for _, a := range articles {
				input, text, _ := strings.Cut(a, ": ")
				one, problems := listOf(t, input)
				if len(problems) > 0 || len(one) != 1 || one[0] != input+": "+text {
					t.Errorf("%s alone: %q, %q", input, one, problems)
				}
			}
			_, problems = listOf(t, path+"/none.txt", path+"/reports/ferry.html/deeper.txt")
			if len(problems) != 2 || !strings.Contains(problems[0], "there is no such file in the archive") || !strings.Contains(problems[1], "is no folder and no archive") {
				t.Errorf("%q", problems)
			}
		})
	}
}

func relative(path string, lines []string) []string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.TrimPrefix(l, path))
	}
	return out
}

// TestWACZ reads the pages of a crawl by a browser: those in its list, and what
// they redirect to, not the advertisements in them.
func TestWACZ(t *testing.T) {
	redirect := warcRecord("response", "http://larn.example/ferry", "application/http; msgtype=response",
		"HTTP/1.1 301 Moved Permanently\r\nLocation: https://larn.example/ferry\r\n\r\n")
	warc := gz(t, redirect) + gz(t, response("https://larn.example/ferry", "200 OK", "text/html", pageOf("Ferry", ferry))) +
		gz(t, response("https://ads.example/frame", "200 OK", "text/html", pageOf("Buy", harbour))) +
		gz(t, response("https://larn.example/hafen/", "200 OK", "text/html", pageOf("Fähre", faehre)))
	list := `{"format": "json-pages-1.0", "id": "pages"}` + "\n" + `{"id":"1","url":"http://larn.example/ferry","title":"Ferry"}` + "\n" + `{"id":"2","url":"https://larn.example/hafen","title":"Hafen"}` + "\n"
	meta := []entry{{"datapackage.json", `{"profile":"data-package"}`}, {"indexes/index.cdx.gz", gz(t, "cdx")}, {"archive/data.warc.gz", warc}}
	for name, tt := range map[string]struct {
		entries []entry
		want    []string
	}{
		"with a list":    {append(meta[:3:3], entry{"pages/pages.jsonl", list}), []string{"https://larn.example/ferry", "https://larn.example/hafen/"}},
		"without a list": {meta, []string{"https://larn.example/ferry", "https://ads.example/frame", "https://larn.example/hafen/"}},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := ReadFS(t.Context(), files(map[string]string{"crawl.wacz": zipOf(t, tt.entries...)}), ".", Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range b.Articles {
				got = append(got, a.URL)
				if !strings.HasPrefix(a.Input, "crawl.wacz/archive/data.warc.gz#") {
					t.Error(a.Input)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || len(b.Errors) > 0 {
				t.Error(diff, b.Errors)
			}
		})
	}
}

// TestLongPageLists: however many lists of pages there are, and however well they
// pack, they take a bounded part of the memory, and then all pages are read.
func TestLongPageLists(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about memory")
	}
	var list strings.Builder
	for n := range maxPages / 2 {
		fmt.Fprintf(&list, "{\"url\":\"http://larn.example/%d\"}\n", n)
	}
	meta := []entry{{"datapackage.json", `{"profile":"data-package"}`}, {"archive/data.warc.gz", gz(t, response("https://larn.example/ferry", "200 OK", "text/html", pageOf("Ferry", ferry)))}}
	blank := strings.Repeat(`{"url":"http://larn.example/1"}`+strings.Repeat(" ", 993)+"\n", maxPageLists/2/1024)
	other := strings.ReplaceAll(list.String(), "larn", "quay")
	for name, lists := range map[string][]string{
		"many addresses": {list.String(), other},
		"many bytes":     {blank, blank, blank},
	} {
		t.Run(name, func(t *testing.T) {
			all := meta
			for n, l := range lists {
				all = append(all, entry{fmt.Sprintf("pages/%d.jsonl", n), l})
			}
			b, err := ReadFS(t.Context(), files(map[string]string{"crawl.wacz": zipOf(t, all...)}), ".", Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(b.Articles) != 1 || len(b.Notes) != 1 || !strings.Contains(b.Notes[0].Problem, "its lists of pages have more than") {
				t.Errorf("%d articles, %v, %v", len(b.Articles), b.Notes, b.Errors)
			}
		})
	}
}

// TestBadContainers: what is wrong with an archive is said, and what can be read
// of it is.
func TestBadContainers(t *testing.T) {
	if testing.Short() {
		t.Skip("packs and unpacks 140 MB")
	}
	zeros := strings.Repeat("0", 70<<20)
	nested := "x"
	for i := range 5 {
		nested = zipOf(t, entry{fmt.Sprintf("%d.zip", i), nested})
	}
	good := entry{"a.txt", "The ferry Alva."}
	whole := tarOf(t, good, entry{"b.txt", "Die Fähre."})
	tests := []struct {
		what, name, content string
		articles            int
		problem             string
	}{
		{"cut off", "a.zip", zipOf(t, good)[:60], 0, "a.zip: not a whole zip archive"},
		{"cut off tar", "a.tar", whole[:1100], 1, "a.tar: a damaged tar archive"},
		{"an office document", "a.docx.zip", zipOf(t, entry{"[Content_Types].xml", "<x/>"}), 0, "a.docx.zip: an office document: save its text as .txt"},
		{"nothing to read", "a.zip", zipOf(t, entry{"a.bin", "x"}), 0, "a.zip: no articles in this archive (it has a.bin, which can be read by its own name)"},
		{"nested", "a.zip", nested, 0, "/2.zip: archives are nested more than 3 deep"},
		{"a bomb", "a.zip", zipOf(t, good, entry{"b.jsonl", `{"text":"` + zeros + zeros + `"}`}), 1, "unpacks to more than 100 times its size"},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			articles, problems := readAll(t, map[string]string{tt.name: tt.content}, Options{})
			if len(articles) != tt.articles {
				t.Errorf("%d articles, want %d", len(articles), tt.articles)
			}
			if len(problems) == 0 || !strings.Contains(strings.Join(problems, "\n"), tt.problem) {
				t.Errorf("%q, want %q", problems, tt.problem)
			}
		})
	}
}

// TestContainerFromPipe reads an archive that cannot be read from the middle.
func TestContainerFromPipe(t *testing.T) {
	for _, content := range []string{zipOf(t, entry{"a.txt", "The ferry."}), tarOf(t, entry{"a.txt", "The ferry."})} {
		b, err := Read(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(content)})
		if err != nil || len(b.Articles) != 1 || b.Articles[0].Input != "-/a.txt" {
			t.Error(b, err)
		}
	}
}

// TestContainerGoesOn takes up the reading of an archive at the file in it that
// an article is from.
func TestContainerGoesOn(t *testing.T) {
	lines := entry{"b.jsonl", `{"text":"eins"}` + "\n" + `{"text":"zwei"}`}
	path := filepath.Join(folderOf(t, map[string]string{"x.zip": zipOf(t, entry{"a.txt", "The ferry."}, lines, entry{"c.txt", "渡轮搁浅"})}), "x.zip")
	for n, want := range map[int64]string{1: "The ferry. eins zwei 渡轮搁浅", 2: "eins zwei 渡轮搁浅", 3: "渡轮搁浅"} {
		var got []string
		for it, err := range Each(t.Context(), []string{path}, Options{From: func(string) Place { return Place{N: n} }}) {
			if err != nil || it.Problem != nil {
				t.Fatal(err, it.Problem)
			}
			if it.Article != nil {
				got = append(got, it.Article.Text)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("from %d: %q, want %q", n, got, want)
		}
	}
}
