//go:build slow

package page

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stemma-news/stemma/server/reader"
)

// tab is a tab of a headless Chromium that looks at a site.
type tab struct {
	context.Context
	t    *testing.T
	site *testSite
}

// newTab opens one, or skips where there is no browser.
func newTab(t *testing.T, s *testSite) *tab {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no browser here: install Debian's chromium")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox)
	allocated, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocated)
	t.Cleanup(closeTab)
	limited, cancel := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return &tab{limited, t, s}
}

// open goes to a page of the site, in a window of a width.
func (b *tab) open(width int64, path string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(b.site.URL+path))
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b, actions...); err != nil {
		b.t.Fatalf("%v\n%s", err, b.where())
	}
}

func (b *tab) where() string {
	at, err := chromedp.Run(b, chromedp.Location())
	return fmt.Sprint("at ", at, " ", err)
}

// ask evaluates JavaScript in the page; a promise is waited for.
func ask[T any](b *tab, script string) T {
	b.t.Helper()
	answer, err := chromedp.Run(b, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.200s: %v", script, err)
	}
	return answer
}

// await waits until JavaScript says true; a page that is on its way to another says nothing.
func (b *tab) await(script string) {
	b.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if is, err := chromedp.Run(b, chromedp.Evaluate[bool](script)); err == nil && is {
			return
		}
	}
	b.t.Fatalf("never: %s\n%s", script, b.where())
}

// says waits until the page says something.
func (b *tab) says(text string) {
	b.t.Helper()
	b.await(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

// scripts lets pages run scripts, or not.
func (b *tab) scripts(run bool) {
	b.t.Helper()
	if _, err := chromedp.Call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !run}); err != nil {
		b.t.Fatal(err)
	}
}

// withAndWithoutScripts runs a test in a browser that runs scripts, and in one that does not.
func withAndWithoutScripts(t *testing.T, test func(t *testing.T, b *tab, run bool)) {
	for _, run := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts=%t", run), func(t *testing.T) {
			s := newTestSite(t)
			s.rows = 2
			b := newTab(t, s)
			b.open(1440, "/login")
			b.scripts(run)
			test(t, b, run)
		})
	}
}

// TestStoriesInBrowser: who looks for a story filters the list, pages through it, and opens one.
func TestStoriesInBrowser(t *testing.T) {
	withAndWithoutScripts(t, func(t *testing.T, b *tab, run bool) {
		b.open(1440, "/")
		b.says("Order")
		first := ask[string](b, `document.querySelector(".stories h2").textContent`)
		b.do(chromedp.Click(chromedp.CSS(`a[rel=next]`)))
		b.await(`document.querySelector("a[rel=first]") !== null`)
		if next := ask[string](b, `document.querySelector(".stories h2").textContent`); next == first {
			t.Error("the second page begins with the story of the first")
		}
		b.do(chromedp.SendKeys(chromedp.CSS(`#words`), "ferry"), chromedp.Click(chromedp.CSS(`.filter .go button`)))
		b.await(`location.search.includes("words=ferry")`)
		b.says("Ferry Alva aground off Larn")
		b.do(chromedp.Click(chromedp.CSS(`.filter details > summary`)))
		b.do(chromedp.SendKeys(chromedp.CSS(`#min_reports`), "99"), chromedp.Click(chromedp.CSS(`.filter .go button`)))
		b.says("No story passes this filter")
		b.do(chromedp.Click(chromedp.CSS(`.filter .go a`)))
		b.await(`location.search === ""`)
		b.open(1440, "/?sort=size")
		b.do(chromedp.Click(chromedp.CSS(`.stories h2 a`)))
		b.await(`location.pathname.startsWith("/stories/")`)
		b.says("The reports")
	})
}

// TestSearchInBrowser: who searches by words sees the sentences, goes to one in its report, and asks who says a sentence.
func TestSearchInBrowser(t *testing.T) {
	withAndWithoutScripts(t, func(t *testing.T, b *tab, run bool) {
		b.open(1440, "/")
		b.do(chromedp.SendKeys(chromedp.CSS(`#find`), "harbour master"+kb.Enter))
		b.await(`location.pathname === "/search" && document.querySelectorAll("mark").length > 1`)
		b.do(chromedp.Click(chromedp.CSS(`.snippet a`)))
		b.await(`location.pathname.includes("/reports/") && location.hash !== ""`)
		b.await(`(e => e && e.getBoundingClientRect().top < innerHeight)(document.querySelector(":target"))`)
		b.open(1440, "/")
		b.do(chromedp.SendKeys(chromedp.CSS(`#find`), "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard."+kb.Enter))
		b.says("This reads like a sentence")
		b.do(chromedp.Click(chromedp.CSS(`.offer a`)))
		b.says("Said by 2 reports of 2 outlets")
		b.says("Outlet 0")
		b.do(chromedp.Click(chromedp.CSS(`.said .snippet a`)))
		b.await(`location.pathname.includes("/reports/")`)
	})
}

// TestDropInBrowser: who has texts and files hands them over, watches how far it is, and gets the result, to look at and to keep.
func TestDropInBrowser(t *testing.T) {
	file := filepath.Join(t.TempDir(), "orlow.txt")
	if err := os.WriteFile(file, []byte("outlet: Orlow Daily\npublished: 2025-03-02\n\n"+secondReport), 0o600); err != nil {
		t.Fatal(err)
	}
	withAndWithoutScripts(t, func(t *testing.T, b *tab, run bool) {
		b.open(1440, "/trace")
		b.do(chromedp.SendKeys(chromedp.CSS(`#text-0`), firstReport), chromedp.SendKeys(chromedp.CSS(`#outlet-0`), "Larn Post"), chromedp.SendKeys(chromedp.CSS(`#date-0`), "2025-03-01"))
		b.do(chromedp.Click(chromedp.CSS(`button[name=more]`)))
		b.await(`document.querySelectorAll(".box").length === 3`)
		if text := ask[string](b, `document.querySelector("#text-0").value`); text != firstReport {
			t.Errorf("the text is gone: %q", text)
		}
		b.do(chromedp.SendKeys(chromedp.CSS(`#text-2`), "Report number three. "+firstReport))
		b.do(chromedp.SetUploadFiles(chromedp.CSS(`#files`), []string{file}))
		if run {
			b.says("orlow.txt (")
		}
		b.do(chromedp.Click(chromedp.CSS(`#one`)), chromedp.Click(chromedp.CSS(`button.main`)))
		b.await(`location.pathname.startsWith("/traces/")`)
		b.says("The result of what was handed over")
		for _, want := range []string{"Larn Post", "Orlow Daily", "is forgotten"} {
			b.says(want)
		}
		if links := ask[int](b, `document.querySelectorAll('a[download][href*="/download/"]').length`); links != len(forms) {
			t.Errorf("%d forms to keep it", links)
		}
	})
}

// TestFilesAreDropped: files fall anywhere on the form, are named, and are sent.
func TestFilesAreDropped(t *testing.T) {
	b := newTab(t, newTestSite(t))
	b.open(1440, "/trace")
	names := ask[string](b, fmt.Sprintf(`(() => {
		const all = new DataTransfer();
		all.items.add(new File([%q], "larn.txt", { type: "text/plain" }));
		all.items.add(new File([%q], "orlow.txt", { type: "text/plain" }));
		document.querySelector("#text-0").dispatchEvent(new DragEvent("dragover", { dataTransfer: all, bubbles: true, cancelable: true }));
		document.querySelector("#text-0").dispatchEvent(new DragEvent("drop", { dataTransfer: all, bubbles: true, cancelable: true }));
		return document.querySelector(".chosen").textContent;
	})()`, firstReport, secondReport))
	if !strings.Contains(names, "larn.txt (") || !strings.Contains(names, "orlow.txt (") {
		t.Errorf("it names %q", names)
	}
	b.do(chromedp.Click(chromedp.CSS(`#one`)), chromedp.Click(chromedp.CSS(`button.main`)))
	b.says("The result of what was handed over")
	b.says("larn.txt")
}

// TestVerdictInBrowser: a reviewer opens a line of a tree, rejects it with a note, sees that, and takes it back.
func TestVerdictInBrowser(t *testing.T) {
	withAndWithoutScripts(t, func(t *testing.T, b *tab, run bool) {
		parent, child, _ := b.site.edgeOf(t, b.site.story)
		b.open(1440, linePath(b.site.story, child, parent))
		form := `form[action="/stories/` + b.site.story + `/verdicts"]`
		ask[bool](b, `(document.querySelectorAll("details").forEach(d => d.open = true), true)`)
		b.do(chromedp.SendKeys(chromedp.CSS(form+` [name=note]`), "It has the older number."), chromedp.Click(chromedp.CSS(form+` button[value=rejected]`)))
		b.await(`location.hash === "#verdicts"`)
		b.says("It has the older number.")
		b.open(1440, "/verdicts")
		b.says("It has the older number.")
		b.do(chromedp.Click(chromedp.CSS(`form[action$="/withdraw"] button`)))
		b.says("There are no verdicts yet")
	})
}

// TestListHearsNews: a story that is traced while the list is open is told of, without moving anything.
func TestListHearsNews(t *testing.T) {
	s := newBareSite(t, Options{})
	b := newTab(t, s)
	news := make(chan struct{})
	list := http.NewServeMux()
	list.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		s.render(w, r, "stories", view{Title: "Stories", Data: listOf(&reader.StoryPage{}, r.URL.Query(), reader.Facets{})})
	})
	list.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = http.NewResponseController(w).Flush()
		<-news
		tellEvent(w, "1", "story", map[string]string{"id": "x"})
		tellEvent(w, "2", "tree", map[string]string{"id": "x"})
		tellEvent(w, "3", "story", map[string]string{"id": "<b>y"})
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	list.Handle("/", s.routes())
	other := &testSite{Server: httptest.NewServer(list), site: s.site}
	t.Cleanup(other.Close)
	b.site = other
	b.open(1440, "/")
	if shown := ask[bool](b, `document.querySelector(".live").offsetHeight > 0`); shown {
		t.Error("it tells of news before there is any")
	}
	close(news)
	b.says("2 stories have changed. Reload")
}

// TestByKeyboard: the first key leads to the content, everything is reached by tab alone, and what has the focus shows it.
func TestByKeyboard(t *testing.T) {
	b := newTab(t, newTestSite(t))
	b.open(1440, "/")
	b.do(chromedp.KeyEvent(kb.Tab))
	if at := ask[string](b, `document.activeElement.textContent`); at != "Skip to the content" {
		t.Errorf("the first stop is %q", at)
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	if at := ask[string](b, `document.activeElement.id`); at != "main" {
		t.Errorf("it leads to %q", at)
	}
	for _, path := range []string{"/", "/trace", "/search?q=ferry", "/verdicts", "/login"} {
		b.open(1440, path)
		want := ask[[]string](b, `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(e => e.checkVisibility()).map((e, i) => e.dataset.stop = i + "")`)
		var got []string
		for range len(want) + 5 {
			b.do(chromedp.KeyEvent(kb.Tab))
			stop := ask[string](b, `(e => e.dataset.stop === undefined ? "" : e.dataset.stop + (getComputedStyle(e).outlineStyle === "none" ? " without a mark" : ""))(document.activeElement)`)
			if stop != "" && !slices.Contains(got, stop) {
				got = append(got, stop)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: stops %q, want %q", path, got, want)
		}
	}
}

// looks are the pages that people look at, each in a state that shows all it has.
func looks(t *testing.T, s *testSite) []string {
	t.Helper()
	parent, child, _ := s.edgeOf(t, s.story)
	line := linePath(s.story, child, parent)
	give := "/stories/" + s.story + "/verdicts"
	v := filled(t, s.get(t, line), give, "rejected")
	v.Set("verdict", "rejected")
	v.Set("note", "A note.")
	s.post(t, give, v)
	where := s.drop(t, part{"text", "", firstReport}, part{"files", "orlow.txt", secondReport}, part{"files", "empty.txt", ""}, part{"one_story", "", "1"}).Header.Get("Location")
	s.settled(t, where)
	return []string{
		"/", "/?since=20000d&min_reports=1", "/?lang=sw", "/?since=x", "/search", "/search?q=ferry+alva+ran+aground+off+larn&lang=en", "/search?q=zzzz&by=words",
		"/claim?text=The+ferry+Alva+ran+aground+off+Larn+on+Saturday+with+300+passengers+aboard.", "/trace", where, "/verdicts", "/login?failed=1", "/logout", "/nowhere",
		"/stories/" + s.story, line, "/stories/" + s.story + "/reports/" + child, "/stories/" + s.hostile,
	}
}

// TestPagesFit: no page is wider than a window of a desk, a tablet or a phone, or of a desk at four times the size (WCAG 2.2, 1.4.10); no page asks for anything from elsewhere, or does
// what its policy forbids.
func TestPagesFit(t *testing.T) {
	s := newTestSite(t)
	b := newTab(t, s)
	b.open(1440, "/login")
	messages := chromedp.Console(b)
	for _, path := range looks(t, s) {
		for _, width := range []int64{1440, 800, 390, 320} {
			b.open(width, path)
			if wide := ask[int64](b, `document.documentElement.scrollWidth`); wide > width {
				t.Errorf("%s is %d wide at %d: %s", path, wide, width, ask[string](b, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll")).map(e => e.outerHTML.slice(0, 120)).slice(0, 5).join("\n")`))
			}
			if other := ask[string](b, `performance.getEntriesByType("resource").map(e => e.name).filter(n => new URL(n).origin !== location.origin).join()`); other != "" {
				t.Errorf("%s asks for %s", path, other)
			}
			if small := ask[string](b, `[...document.querySelectorAll("a.button, button, .top nav a, input:not([type=hidden]):not([type=checkbox]), select")].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 80)).join("\n")`); small != "" {
				t.Errorf("%s at %d has targets of less than 24 pixels: %s", path, width, small)
			}
		}
	}
	b.open(1440, "/static/none") // so that there is a last message: this answers 404
	for m, err := range messages {
		if err != nil || strings.Contains(m.URL, "/static/none") {
			break
		}
		if (m.Type == chromedp.ConsoleError || m.IsException()) && !strings.Contains(m.Text, "status of 4") { // pages that tell of a problem
			t.Errorf("%s %s", m, m.URL)
		}
	}
}

// TestPagesAreAccessible runs axe's rules of WCAG 2.2 A and AA over all pages, light and dark, for a desk and a phone. STEMMA_AXE is
// axe.min.js of the package axe-core, which .ci/run fetches.
func TestPagesAreAccessible(t *testing.T) {
	file := os.Getenv("STEMMA_AXE")
	if file == "" {
		t.Skip("STEMMA_AXE does not name axe.min.js")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := newTestSite(t)
	b := newTab(t, s)
	paths := looks(t, s)
	for _, scheme := range []string{"light", "dark"} {
		if _, err := chromedp.Call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}); err != nil {
			t.Fatal(err)
		}
		for _, width := range []int64{1440, 390} {
			for _, path := range paths {
				b.open(width, path)
				if found := violations(b, string(axe)); found != "" {
					t.Errorf("%s at %d, %s:\n%s", path, width, scheme, found)
				}
			}
		}
	}
}

// violations are what axe finds on the page, "" if nothing.
func violations(b *tab, axe string) string {
	b.t.Helper()
	ask[bool](b, axe+`; for (const d of document.querySelectorAll("details")) d.open = true; true`)
	return ask[string](b, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => r.violations.map(v => v.id + ": " + v.help + "\n  " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.failureSummary.replace(/\s+/g, " ")).join("\n  ")).join("\n"))`)
}
