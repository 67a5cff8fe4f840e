//go:build slow

package report

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stemma-news/stemma"
)

// onDisk writes the page of a result to a file.
func onDisk(t *testing.T, r *stemma.Result) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "story.html")
	if err := os.WriteFile(page, asHTML(t, r), 0o600); err != nil {
		t.Fatal(err)
	}
	return page
}

// TestStoryInBrowser: the page fits the windows of a desk, a tablet and a phone, shows the drawing
// that is made for it, and fetches nothing.
func TestStoryInBrowser(t *testing.T) {
	page := onDisk(t, bridge(t))
	ctx := browser(t)
	for _, width := range []int64{1440, 800, 390} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			open(ctx, t, width, page)
			if wide := ask[int64](ctx, t, `document.documentElement.scrollWidth`); wide > width {
				t.Errorf("the page is %d wide: %s", wide, ask[string](ctx, t, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest(".scroll")).map(e => e.outerHTML.slice(0, 120)).slice(0, 5).join("\n")`))
			}
			shown := ask[string](ctx, t, `[...document.querySelectorAll(".tree .scroll")].filter(e => e.offsetWidth).map(e => e.classList[1]).join()`)
			if want := map[int64]string{1440: "wide", 800: "middle", 390: "narrow"}[width]; shown != want {
				t.Errorf("the drawing %q is shown", shown)
			}
			if over := ask[float64](ctx, t, `(f => f.querySelector("svg").getBoundingClientRect().width - f.clientWidth)(document.querySelector(".tree .`+shown+`.scroll"))`); over > 1 {
				t.Errorf("the drawing is %.0f pixels too wide", over)
			}
			if n := ask[int](ctx, t, `performance.getEntriesByType("resource").length`); n > 0 {
				t.Errorf("the page fetches %d things", n)
			}
		})
	}
}

// TestLineOfTheTreeIsOneClickFromItsTexts: a click on a line of the drawing opens the two texts side by
// side, and one on a number of a sentence the report at that sentence; by the keyboard too.
func TestLineOfTheTreeIsOneClickFromItsTexts(t *testing.T) {
	ctx := browser(t)
	open(ctx, t, 1440, onDisk(t, bridge(t)))
	const isOpen = `new Promise(done => setTimeout(done, 300)).then(() => (e => e && e.open && e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().bottom > 0)(document.querySelector(":target")?.closest("details")))`
	if err := chromedp.Do(ctx, chromedp.Focus(chromedp.CSS(`.wide svg a.edge`)), chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	if hash := ask[string](ctx, t, `location.hash`); !strings.Contains(hash, "-from-") || !ask[bool](ctx, t, isOpen) {
		t.Errorf("the line %q is not open", hash)
	}
	ask[bool](ctx, t, `(document.querySelector("details.line .ref").click(), true)`)
	if !ask[bool](ctx, t, isOpen) {
		t.Errorf("the sentence %q is not in sight", ask[string](ctx, t, `location.hash`))
	}
}

// TestStoryReadsWithoutScript: all text is in the page, and folded parts open.
func TestStoryReadsWithoutScript(t *testing.T) {
	ctx := browser(t)
	page := onDisk(t, bridge(t))
	open(ctx, t, 1440, page)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	open(ctx, t, 1440, page)
	if err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(`details.report > summary`))); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS(`details.report[open] .text li`))); err != nil {
		t.Fatal(err)
	}
}

// TestStoryIsAccessible runs axe's rules of WCAG 2.2 A and AA over the page with everything open, light and
// dark. STEMMA_AXE is axe.min.js of the package axe-core, which .ci/run fetches.
func TestStoryIsAccessible(t *testing.T) {
	file := os.Getenv("STEMMA_AXE")
	if file == "" {
		t.Skip("STEMMA_AXE does not name axe.min.js")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ctx := browser(t)
	page := onDisk(t, bridge(t))
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 390} {
			t.Run(fmt.Sprint(scheme, width), func(t *testing.T) {
				inScheme(ctx, t, scheme)
				open(ctx, t, width, page)
				if found := violations(ctx, t, string(axe)); found != "" {
					t.Error(found)
				}
			})
		}
	}
}

func inScheme(ctx context.Context, t *testing.T, scheme string) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}); err != nil {
		t.Fatal(err)
	}
}

// violations are what axe finds on the page, "" if nothing.
func violations(ctx context.Context, t *testing.T, axe string) string {
	t.Helper()
	ask[bool](ctx, t, axe+`; for (const d of document.querySelectorAll("details")) d.open = true; true`)
	return ask[string](ctx, t, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
		.then(r => r.violations.map(v => v.id + ": " + v.help + "\n  " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.failureSummary.replace(/\s+/g, " ")).join("\n  ")).join("\n"))`)
}
