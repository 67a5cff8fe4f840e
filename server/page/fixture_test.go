package page

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"go.uber.org/goleak"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

// asks is the header by which tests say who asks: a scope.
const asks = "Test-Scope"

// formToken is the value of the forms' field.
const formToken = "f0rm"

// testSite is a site of an archive with the demo's reports, three other events, and a hostile one.
type testSite struct {
	*httptest.Server
	*site
	story, hostile string // ids of the demo's story, and of the hostile one
}

// newTestSite serves an archive, which is made once for all tests: they write only trees into it. Verdicts have a book of
// each test's own.
func newTestSite(t *testing.T) *testSite {
	t.Helper()
	dir, err := archiveDir()
	if err != nil {
		t.Fatal(err)
	}
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	book, err := review.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	jobs := job.NewQueue(job.Options{})
	r, err := reader.New(reader.Options{Archive: a, Book: book, Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _, _ = r.Close(), jobs.Close(), book.Close(), a.Close() })
	s := serve(t, Options{Reader: r, Jobs: jobs, Book: book, Intake: intake.Options{Dir: t.TempDir()}, Version: "test"})
	for id, into := range map[string]*string{"selm-courier": &s.story, "hostile/0": &s.hostile} {
		found, err := r.Story(t.Context(), id)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		*into = found.ID
	}
	return s
}

// newBareSite serves without an archive.
func newBareSite(t *testing.T, o Options) *testSite {
	t.Helper()
	var err error
	o.Jobs = job.NewQueue(job.Options{})
	if o.Reader, err = reader.New(reader.Options{Jobs: o.Jobs}); err != nil {
		t.Fatal(err)
	}
	if o.Intake.Dir == "" {
		o.Intake.Dir = t.TempDir()
	}
	t.Cleanup(func() { _, _ = o.Reader.Close(), o.Jobs.Close() })
	return serve(t, o)
}

func serve(t *testing.T, o Options) *testSite {
	t.Helper()
	s := &testSite{site: newSite(o)}
	h := s.routes()
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := access.Identity{Name: "anna", Scope: access.Write, Form: formToken, Session: true}
		if as := r.Header.Get(asks); as != "" {
			who.Scope = access.Scope(as)
		}
		w.Header().Set("Content-Security-Policy", policy)
		h.ServeHTTP(w, r.WithContext(access.With(r.Context(), who)))
	}))
	t.Cleanup(s.Close)
	return s
}

// policy is that of package access.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// hostileText is what pages must show as text, and nothing else.
const hostileText = "<script>alert(1)</script> \u202Etxet\u202C \u2066 \" onmouseover=\"alert(2) ' <img src=x onerror=alert(3)> </textarea></title> {{.}} javascript:alert(4)"

// others are reports of three further events, two of each, and of one that is hostile in every field.
func others() (all []stemma.Article) {
	for i, e := range []struct{ lang, title, text string }{
		{"en", "Ferry Alva aground off Larn", "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. The harbour master Ines Karo said that nobody was hurt."},
		{"ar", "فوز دورا فين ببطولة الشطرنج في تارفين", "فازت دورا فين ببطولة الشطرنج في مدينة تارفين بعد سبع وخمسين نقلة. وقال منافسها إنه استسلم في نهاية خاسرة."},
		{"zh", "阿尔斯特德森林狼群归来", "护林员在阿尔斯特德森林中数到了十四只狼。牧民要求修建围栏，生物学家对狼群表示欢迎。"},
		{"en", hostileText, "The mayor of Larn said that " + hostileText + " on Tuesday. The council of Larn opened the gates of the old mill, and " + hostileText + " was painted on the wall of the mill in Larn."},
	} {
		for j := range 2 {
			a := stemma.Article{
				ID: fmt.Sprintf("other/%d-%d", i, j), Outlet: fmt.Sprintf("Outlet %d", j), URL: fmt.Sprintf("https://outlet%d.example/%d", j, i), Lang: e.lang, Title: e.title, Text: e.text,
				Published: time.Date(2025, 3, 1+i, 12, j, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionMinute,
			}
			if i == 3 {
				a.ID, a.Outlet, a.Byline, a.URL = fmt.Sprintf("hostile/%d", j), fmt.Sprintf("Outlet %s %d", hostileText, j), hostileText, "javascript:alert(5)"
			}
			all = append(all, a)
		}
	}
	return all
}

var archiveRoot string

var archiveDir = sync.OnceValues(func() (string, error) {
	ctx := context.Background()
	batch, err := ingest.ReadFS(ctx, trace.Demo(), ".", ingest.Options{})
	if err != nil {
		return "", err
	}
	a, err := store.Create(ctx, filepath.Join(archiveRoot, "archive"))
	if err != nil {
		return "", err
	}
	defer a.Close()
	if _, err := a.Add(ctx, append(batch.Articles, others()...)); err != nil {
		return "", err
	}
	_, err = watch.CatchUp(ctx, a, watch.CatchUpOptions{})
	return filepath.Join(archiveRoot, "archive"), err
})

// TestMain: nothing is left running.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "stemma-page")
	if err != nil {
		panic(err)
	}
	archiveRoot = dir
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := os.RemoveAll(dir); err != nil {
			panic(err)
		}
		os.Exit(code)
	}))
}

// reply is what a site answers.
type reply struct {
	*http.Response
	body string
	root *html.Node // of a page
}

// straight asks without following redirects.
var straight = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: time.Minute}

func (s *testSite) do(t *testing.T, r *http.Request) reply {
	t.Helper()
	res, err := straight.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := reply{Response: res, body: string(body)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		if a.root, err = html.Parse(bytes.NewReader(body)); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func (s *testSite) get(t *testing.T, path string, header ...string) reply {
	t.Helper()
	return s.do(t, s.request(t, http.MethodGet, path, nil, header...))
}

func (s *testSite) request(t *testing.T, method, path string, body io.Reader, header ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// post sends a form.
func (s *testSite) post(t *testing.T, path string, v url.Values, header ...string) reply {
	t.Helper()
	return s.do(t, s.request(t, http.MethodPost, path, strings.NewReader(v.Encode()), append(header, "Content-Type", "application/x-www-form-urlencoded")...))
}

// part is a field of a form with files: a file where it has a name.
type part struct{ field, file, value string }

// drop sends the form of the page on which reports are handed over.
func (s *testSite) drop(t *testing.T, parts ...part) reply {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, p := range append([]part{{"form_token", "", formToken}}, parts...) {
		w, err := form.CreateFormField(p.field)
		if p.file != "" {
			w, err = form.CreateFormFile(p.field, p.file)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.value); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return s.do(t, s.request(t, http.MethodPost, "/trace", &b, "Content-Type", form.FormDataContentType()))
}

// settled asks for a page until it is no page of progress any more.
func (s *testSite) settled(t *testing.T, path string) reply {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if a := s.get(t, path); !strings.Contains(a.body, `http-equiv="refresh"`) {
			return a
		}
	}
	t.Fatalf("%s is not done after a minute", path)
	return reply{}
}

// text is what a page says, without markup, and white space as one space.
func (a *reply) text() string {
	var b strings.Builder
	for n := range a.root.Descendants() {
		if n.Type == html.TextNode && (n.Parent == nil || n.Parent.DataAtom != atom.Script && n.Parent.DataAtom != atom.Style) {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// all are the elements of a page by their name.
func (a *reply) all(name atom.Atom) (out []*html.Node) {
	for n := range a.root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == name {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
