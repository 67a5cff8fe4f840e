//go:build slow

package report

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stemma-news/stemma"
)

// browser opens a headless Chromium, or skips where there is none.
func browser(t *testing.T) context.Context {
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
	tab, closeTab := chromedp.NewContext(allocated)
	t.Cleanup(closeTab)
	limited, cancel := context.WithTimeout(tab, time.Minute)
	t.Cleanup(cancel)
	return limited
}

// open shows a page that a function writes, at a width of the window.
func open(ctx context.Context, t *testing.T, width int64, page string) {
	t.Helper()
	file := url.URL{Scheme: "file", Path: page}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(file.String())); err != nil {
		t.Fatal(err)
	}
}

// ask evaluates JavaScript in the page; a promise is waited for.
func ask[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return answer
}

// TestDiffInBrowser: the page of a diff fits the windows of a desk, a tablet
// and a phone, lays out each text in its own direction, and fetches nothing.
func TestDiffInBrowser(t *testing.T) {
	page := filepath.Join(t.TempDir(), "diff.html")
	f, err := os.Create(page)
	if err != nil {
		t.Fatal(err)
	}
	if err := DiffHTML(f, quarry(), "a", "c"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := browser(t)
	for _, width := range []int64{1440, 800, 390} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			open(ctx, t, width, page)
			if wide := ask[int64](ctx, t, `document.documentElement.scrollWidth`); wide > width {
				t.Errorf("the page is %d wide", wide)
			}
			if dir := ask[string](ctx, t, `getComputedStyle(document.querySelector("td[lang=ar]")).direction`); dir != "rtl" {
				t.Errorf("Arabic runs %s", dir)
			}
			sides := ask[[]float64](ctx, t, `[...document.querySelector("#r1").children].map(c => c.getBoundingClientRect().left)`)
			if beside := sides[0] < sides[2]; beside != (width > 720) {
				t.Errorf("the texts stand at %v: want them side by side on a wide window only", sides)
			}
			if n := ask[int](ctx, t, `document.querySelectorAll("del").length`); n < 2 {
				t.Errorf("%d marks on the left", n)
			}
			if n := ask[int](ctx, t, `performance.getEntriesByType("resource").length`); n > 0 {
				t.Errorf("the page fetches %d things", n)
			}
		})
	}
}

// TestChangeIsOneClickFromItsRow: the list of changes leads to the sentences,
// by the keyboard too.
func TestChangeIsOneClickFromItsRow(t *testing.T) {
	page := filepath.Join(t.TempDir(), "diff.html")
	f, err := os.Create(page)
	if err != nil {
		t.Fatal(err)
	}
	if err := DiffHTML(f, longDiff(), "a", "b"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := browser(t)
	open(ctx, t, 800, page)
	if err := chromedp.Do(ctx, chromedp.Focus(chromedp.CSS(`.changes a`)), chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	if top := ask[float64](ctx, t, `document.querySelector("tr:target")?.getBoundingClientRect().top ?? -1`); top < 0 || top > 900 {
		t.Errorf("the row is at %.0f, out of sight", top)
	}
}

// longDiff is a report and its copy in which the last sentence has another number.
func longDiff() *stemma.Result {
	d := newDraft()
	d.newStory("Boats at Larn")
	var left, right []string
	for i := range 60 {
		s := fmt.Sprintf("Boat number %d came into the harbour of Larn before the storm and was made fast.", i+1)
		left, right = append(left, s), append(right, s)
	}
	right[59] = "Boat number 90 came into the harbour of Larn before the storm and was made fast."
	d.article("a", "Larn Post", "en", "", "", left...)
	d.article("b", "Orlow Daily", "en", "", "", right...)
	for i := range 60 {
		d.link("a", i, "b", i, stemma.LinkVerbatim)
	}
	c := d.claim("a 59", "b 59")
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeNumber, "60", "90", 59, 59)}
	return &d.Result
}
