//go:build slow

package api

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser opens a headless Chromium, or skips where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
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

func ask[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return answer
}

// TestDocsInBrowser: the page has its style under its own policy, fits the windows of a desk and of a phone, light and dark, and keeps axe's rules of
// WCAG 2.2 A and AA. STEMMA_AXE is axe.min.js of the package axe-core, which .ci/run fetches.
func TestDocsInBrowser(t *testing.T) {
	s := bareSite(t)
	ctx := browser(t)
	axe := "true"
	if file := os.Getenv("STEMMA_AXE"); file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		axe = string(b)
	} else {
		t.Log("not measured: accessibility, for STEMMA_AXE does not name axe.min.js")
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 390} {
			t.Run(fmt.Sprint(scheme, width), func(t *testing.T) {
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
				if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(s.URL+Root+"/docs")); err != nil {
					t.Fatal(err)
				}
				if wide := ask[int64](ctx, t, "document.documentElement.scrollWidth"); wide > width {
					t.Errorf("the page is %d wide", wide)
				}
				if font := ask[string](ctx, t, "getComputedStyle(document.body).marginTop"); font != "0px" {
					t.Errorf("the page has no style: its margin is %s", font)
				}
				if loaded := ask[[]string](ctx, t, `performance.getEntriesByType("resource").map(e => new URL(e.name).pathname)`); len(loaded) != 1 || loaded[0] != Root+"/docs.css" {
					t.Errorf("loaded %v", loaded)
				}
				if found := violations(ctx, t, axe); found != "" {
					t.Error(found)
				}
			})
		}
	}
	if r, _ := s.send(t, http.MethodGet, call{path: "/docs"}); r.Header.Get("Content-Security-Policy") != docsPolicy {
		t.Errorf("%v", r.Header)
	}
}

// violations are what axe finds on the page, "" if nothing or where it is not here.
func violations(ctx context.Context, t *testing.T, axe string) string {
	t.Helper()
	ask[bool](ctx, t, axe+`; for (const d of document.querySelectorAll("details")) d.open = true; true`)
	return ask[string](ctx, t, `typeof window.axe == "undefined" ? "" : axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
		.then(r => r.violations.map(v => v.id + ": " + v.help + "\n  " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.failureSummary.replace(/\s+/g, " ")).join("\n  ")).join("\n"))`)
}
