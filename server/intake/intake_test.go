package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
)

const ferry = "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. The harbour master Ines Karo said that nobody was hurt."

func file(name, body string) File { return File{name, strings.NewReader(body)} }

func read(t *testing.T, d Drop, o Options) ingest.Batch {
	t.Helper()
	o.Dir = t.TempDir()
	b, err := Read(t.Context(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(o.Dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	return b
}

// told are the problems of a batch, a line each.
func told(b ingest.Batch) string {
	var lines []string
	for _, e := range b.Errors {
		lines = append(lines, e.Input+": "+e.Problem)
	}
	return strings.Join(lines, "\n")
}

func zipped(t *testing.T, names ...string) io.Reader {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(w, "Report number %d of the ferry. %s", i, ferry)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

// TestRead: texts, files of several kinds, and what is wrong with some of them; everything by the name under which it was handed over.
func TestRead(t *testing.T) {
	b := read(t, Drop{
		Texts:  []string{"", ferry, "  \n"},
		Pasted: []Text{{Text: ferry, Outlet: "Larn Post", Published: "2025-03-01"}},
		Files: []File{
			file("page.html", "<html><head><title>Ferry Alva aground off Larn</title></head><body><article><h1>Ferry Alva aground off Larn</h1><p>"+ferry+"</p><p>"+strings.Repeat("The sea was calm. ", 30)+"</p></article></body></html>"),
			file("reports.jsonl", `{"id":"x/1","outlet":"Orlow Daily","text":"`+ferry+`"}`+"\n"+`{"id":"x/2","text":""}`+"\n"),
			{"all.zip", zipped(t, "a.txt", "../../b.txt")},
			file("empty.txt", ""),
			file("picture.png", "\x89PNG\r\n\x1a\n\x00\x00"),
		},
	}, Options{})
	var inputs []string
	for _, a := range b.Articles {
		inputs = append(inputs, a.Input)
	}
	if got, want := strings.Join(inputs, " | "), "text 2.txt | text 4.json | page.html | reports.jsonl#1 | all.zip/a.txt | all.zip/b.txt"; got != want {
		t.Errorf("reports of %s, want %s", got, want)
	}
	if a := b.Articles[1]; a.Outlet != "Larn Post" || a.Published.Format(time.DateOnly) != "2025-03-01" || a.PublishedPrecision != stemma.PrecisionDay {
		t.Errorf("what was said of the text is not in it: %q %v %v", a.Outlet, a.Published, a.PublishedPrecision)
	}
	if b.Articles[0].ID == b.Articles[1].ID {
		t.Error("one text of two outlets is one report")
	}
	if b.Articles[3].ID != "x/1" {
		t.Errorf("the id is %q", b.Articles[3].ID)
	}
	for _, want := range []string{"empty.txt: an empty file", "picture.png: ", "reports.jsonl#2: "} {
		if !strings.Contains(told(b), want) {
			t.Errorf("no %q in:\n%s", want, told(b))
		}
	}
}

// TestNamesAreNoPaths: what an upload is called leads nowhere, and means nothing to a reader of inputs.
func TestNamesAreNoPaths(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(outside, []byte("The secret of Larn is that the harbour is closed."), 0o600); err != nil {
		t.Fatal(err)
	}
	names := []string{
		"../../../etc/passwd", `..\..\boot.ini`, outside, "/", "..", ".", "", "-", "--", "https://larn.example/a", "file:///etc/passwd", "a#2", "con\x00trol\n.txt", "\u202Egnp.txt",
		".hidden.txt", "tab\there.txt", strings.Repeat("long", 100) + ".txt", strings.Repeat("長い", 100) + ".jsonl.gz", "\xff\xfe.txt", "a.txt", "A.TXT", "a.txt",
	}
	var files []File
	for i, n := range names {
		files = append(files, file(n, fmt.Sprintf("Report number %d of the ferry. %s", i, ferry)))
	}
	b := read(t, Drop{Files: files}, Options{})
	seen := map[string]bool{}
	for _, a := range b.Articles {
		if strings.Contains(a.Text, "secret") || strings.ContainsAny(a.Input, "/\\\x00\n\u202E") || seen[strings.ToLower(a.Input)] || len(a.Input) > 130 {
			t.Errorf("an input called %q", a.Input)
		}
		seen[strings.ToLower(a.Input)] = true
	}
	if len(b.Articles) < len(names)-2 { // names like .gz and .ini say what is not in them
		t.Errorf("%d of %d were read:\n%s", len(b.Articles), len(names), told(b))
	}
}

// TestLimits: each says which input was too much, and the others are read.
func TestLimits(t *testing.T) {
	long := strings.Repeat(ferry+" ", 20)
	lines := ""
	for i := range 10 {
		lines += fmt.Sprintf(`{"id":"n/%d","text":"Report %d. %s"}`+"\n", i, i, ferry)
	}
	for _, c := range []struct {
		name  string
		drop  Drop
		o     Options
		want  string
		reads int
	}{
		{"a file", Drop{Files: []File{file("big.txt", long), file("small.txt", ferry)}}, Options{MaxBytes: 1000}, "big.txt: larger than 1000 bytes", 1},
		{"all files", Drop{Files: []File{file("a.txt", ferry), file("b.txt", long), file("c.txt", "Not so. "+ferry)}}, Options{MaxTotal: 1000}, "b.txt: all files together are larger than 1000 bytes", 2},
		{"the number of files", Drop{Files: []File{file("a.txt", "One. "+ferry), file("b.txt", "Two. "+ferry), file("c.txt", "Three. "+ferry), file("d.txt", "Four. "+ferry)}}, Options{MaxFiles: 2}, "c.txt: more than 2 files", 2},
		{"reports", Drop{Files: []File{file("all.jsonl", lines)}}, Options{MaxReport: 4}, "all.jsonl#5: more than 4 reports", 4},
		{"texts", Drop{Files: []File{file("all.jsonl", lines)}}, Options{MaxTexts: int64(len(ferry))*4 + 60}, "all.jsonl#5: the texts of all reports are longer than", 4},
		{"a text", Drop{Files: []File{file("book.txt", strings.Repeat(ferry+" ", 10)), file("all.jsonl", lines)}}, Options{MaxLength: 1000}, "book.txt: its text is longer than 1000 bytes", 10},
		{"links", Drop{Links: []string{"https://a.invalid/", "https://b.invalid/"}, Texts: []string{ferry}}, Options{MaxLinks: 1, Fetch: fetch.New(fetch.Options{Offline: true, Cache: t.TempDir()})}, "https://b.invalid/: more than 1 links", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := read(t, c.drop, c.o)
			if !strings.Contains(told(b), c.want) {
				t.Errorf("no %q in:\n%s", c.want, told(b))
			}
			if len(b.Articles) != c.reads {
				t.Errorf("%d reports, want %d", len(b.Articles), c.reads)
			}
		})
	}
}

// TestRoom: what all hand over has one bound, and who is done makes room.
func TestRoom(t *testing.T) {
	o := Options{Room: NewRoom(int64(len(ferry)) + 10), Dir: t.TempDir()}
	receive := func() *Held {
		t.Helper()
		h, err := Receive(t.Context(), Drop{Files: []File{file("a.txt", ferry)}}, o)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	first, second := receive(), receive()
	b, err := second.Read(t.Context())
	if err != nil || len(b.Articles) > 0 || !strings.Contains(told(b), "a.txt: too much waits to be traced") {
		t.Errorf("%d reports, %v: %s", len(b.Articles), err, told(b))
	}
	for _, h := range []*Held{second, first, first} {
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if o.Room.left != int64(len(ferry))+10 {
		t.Errorf("room for %d when all are done", o.Room.left)
	}
	third := receive()
	defer third.Close()
	if b, err := third.Read(t.Context()); err != nil || len(b.Articles) != 1 {
		t.Errorf("%d reports, %v: %s", len(b.Articles), err, told(b))
	}
}

// TestLinks: they lead to the public internet, unless who runs the server allows more; and nothing else is a link.
func TestLinks(t *testing.T) {
	asked := 0
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path != "/ferry" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, ferry)
	}))
	defer web.Close()
	link := web.URL + "/ferry"

	b := read(t, Drop{Links: []string{link}}, Options{})
	if !strings.Contains(told(b), link+": this server follows no links") {
		t.Errorf("without a client: %s", told(b))
	}
	public := fetch.New(fetch.Options{Delay: -1})
	defer public.Close()
	b = read(t, Drop{Links: []string{link, "ftp://larn.example/", "/etc/passwd", "-", "larn.example", "http://", " "}}, Options{Fetch: public})
	if asked > 0 || len(b.Articles) > 0 {
		t.Errorf("a link into this machine was followed: %d requests, %d reports", asked, len(b.Articles))
	}
	for _, want := range []string{link + ": ", "ftp://larn.example/: not the address of a page", "/etc/passwd: not the address", "-: not the address", "larn.example: not the address", "http://: not the address"} {
		if !strings.Contains(told(b), want) {
			t.Errorf("no %q in:\n%s", want, told(b))
		}
	}
	private := fetch.New(fetch.Options{Delay: -1, AllowPrivate: true})
	defer private.Close()
	if b = read(t, Drop{Texts: []string{link + "\n"}}, Options{Fetch: private}); len(b.Articles) != 1 || b.Articles[0].Text != ferry {
		t.Errorf("a text that is a link: %v, %s", b.Articles, told(b))
	}
	if b = read(t, Drop{Texts: []string{ferry + "\n" + link + "\n"}}, Options{Fetch: private}); len(b.Articles) != 1 || !strings.Contains(b.Articles[0].Text, link) {
		t.Errorf("a text with a link in it: %v, %s", b.Articles, told(b))
	}
}

// TestTimeIsLimited: a server that does not answer costs no more than the limit, and what was read is there.
func TestTimeIsLimited(t *testing.T) {
	hold := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	}))
	defer web.Close()
	defer close(hold)
	private := fetch.New(fetch.Options{Delay: -1, AllowPrivate: true})
	defer private.Close()
	b := read(t, Drop{Texts: []string{ferry}, Links: []string{web.URL}}, Options{Fetch: private, Limit: 200 * time.Millisecond})
	if len(b.Articles) != 1 || !strings.Contains(told(b), "the links: reading took longer than 200ms") {
		t.Errorf("%d reports, %s", len(b.Articles), told(b))
	}
}

// TestBrokenBody: an upload that breaks off is an error of its own, and leaves nothing behind.
func TestBrokenBody(t *testing.T) {
	dir := t.TempDir()
	broken := errors.New("the line is dead")
	_, err := Receive(t.Context(), Drop{Files: []File{{"a.txt", io.MultiReader(strings.NewReader("a"), &failing{broken})}}}, Options{Dir: dir})
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, Drop{Files: []File{file("a.txt", ferry)}}, Options{Dir: dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// TestDigest: what was handed over again has the same digest, and nothing else has.
func TestDigest(t *testing.T) {
	digest := func(d Drop) string {
		h, err := Receive(t.Context(), d, Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		return h.Digest()
	}
	one := digest(Drop{Texts: []string{ferry}})
	if one != digest(Drop{Texts: []string{ferry}}) {
		t.Error("the same has two digests")
	}
	for _, other := range []Drop{{}, {Texts: []string{ferry, ferry}}, {Files: []File{file("a.txt", ferry)}}, {Pasted: []Text{{Text: ferry, Outlet: "Larn Post"}}}} {
		if digest(other) == one {
			t.Errorf("%v has the digest of another", other)
		}
	}
}

func FuzzSafe(f *testing.F) {
	for _, s := range []string{"a.txt", "../a", "\xff", strings.Repeat("長", 100), "-", ".."} {
		f.Add(s)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, name string) {
		s := safe(name)
		if s == "" || len(s) > longestName || filepath.Base(s) != s || !filepath.IsLocal(s) || strings.ContainsAny(s, "#:/\\\x00") || s[0] == '-' {
			t.Fatalf("safe(%q) = %q", name, s)
		}
		p := filepath.Join(dir, s)
		if err := os.WriteFile(p, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(p); err != nil {
			t.Fatal(err)
		}
	})
}
