//go:build slow

package report

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
)

// policy is that of the server.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// desk serves the pages of a result as the server does, and keeps the verdicts that are sent.
type desk struct {
	*httptest.Server
	sent chan url.Values
}

func newDesk(t *testing.T, r *stemma.Result, reviewed *review.Reviewed) *desk {
	t.Helper()
	pages, err := NewPages(r, PagesOptions{Base: "/stories/x", Reviewed: reviewed})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{sent: make(chan url.Values, 8)}
	form := func(r *http.Request) Form {
		return Form{Action: "/stories/x/verdicts", Back: r.URL.EscapedPath(), Token: "secret", Reviewer: "Ada"}
	}
	show := func(of func(*http.Request) (*Part, error)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			part, err := of(r)
			if errors.Is(err, ErrNoPart) {
				http.NotFound(w, r)
				return
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", policy)
			if r.URL.Query().Get("part") != "" {
				fmt.Fprint(w, part.HTML)
				return
			}
			fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>%s</title>
<link rel="stylesheet" href="/static/story.css"><script src="/static/watch.js"></script><script src="/static/story.js" defer></script></head>
<body><header class="top"><a href="/">stemma</a></header><main id="main">%s</main></body></html>`, "Story", part.HTML)
		}
	}
	file := func(kind string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(body)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stories/x", show(func(*http.Request) (*Part, error) { return pages.Stories() }))
	mux.HandleFunc("GET /stories/x/lines/{child}/{parent}", show(func(r *http.Request) (*Part, error) {
		return pages.Line(r.PathValue("child"), r.PathValue("parent"), form(r))
	}))
	mux.HandleFunc("GET /stories/x/claims/{n}", show(func(r *http.Request) (*Part, error) { return pages.Claim(r.PathValue("n")) }))
	mux.HandleFunc("GET /stories/x/reports/{id}", show(func(r *http.Request) (*Part, error) { return pages.Report(r.PathValue("id"), form(r)) }))
	mux.HandleFunc("POST /stories/x/verdicts", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		d.sent <- r.PostForm
		http.Redirect(w, r, "/stories/x", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /static/story.css", file("text/css", PagesStyle()))
	mux.HandleFunc("GET /static/story.js", file("text/javascript", PagesScript()))
	mux.HandleFunc("GET /static/watch.js", file("text/javascript", []byte(`window.refused = []; addEventListener("securitypolicyviolation", (e) => refused.push(e.violatedDirective + " " + e.sourceFile + ":" + e.lineNumber)); addEventListener("error", (e) => refused.push(e.message));`)))
	d.Server = httptest.NewServer(mux)
	t.Cleanup(d.Close)
	return d
}

func visit(ctx context.Context, t *testing.T, width int64, address string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
}

// until waits for something to become true in the page.
func until(ctx context.Context, t *testing.T, what string) {
	t.Helper()
	if !ask[bool](ctx, t, `new Promise(done => { const end = Date.now() + 5000; const look = () => { let is = false; try { is = Boolean(`+what+`); } catch {} if (is || Date.now() > end) done(is); else setTimeout(look, 20); }; look(); })`) {
		t.Fatalf("never: %s (at %s)", what, ask[string](ctx, t, `location.href + " " + (window.refused ?? []).join("; ")`))
	}
}

// settled says that the page did nothing that its policy refuses.
func settled(ctx context.Context, t *testing.T) {
	t.Helper()
	if refused := ask[string](ctx, t, `refused.join("; ")`); refused != "" {
		t.Errorf("refused: %s", refused)
	}
}

func press(ctx context.Context, t *testing.T, keys string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.KeyEvent(keys)); err != nil {
		t.Fatal(err)
	}
}

func focus(ctx context.Context, t *testing.T, at string) {
	t.Helper()
	ask[bool](ctx, t, `(document.querySelector(`+"`"+at+"`"+`).focus(), true)`)
}

// TestServedPagesFit: no page is wider than the window, and none needs what the policy refuses.
func TestServedPagesFit(t *testing.T) {
	d, ctx := newDesk(t, bridge(t), judged(t)), browser(t)
	for _, path := range []string{"", "/lines/nahr/tamren-post", "/claims/1", "/reports/nahr"} {
		for _, width := range []int64{1440, 800, 390, 320} {
			t.Run(fmt.Sprint(path, width), func(t *testing.T) {
				visit(ctx, t, width, d.URL+"/stories/x"+path)
				if wide := ask[int64](ctx, t, `document.documentElement.scrollWidth`); wide > width {
					t.Errorf("the page is %d wide: %s", wide, ask[string](ctx, t, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest(".scroll")).map(e => e.outerHTML.slice(0, 120)).slice(0, 5).join("\n")`))
				}
				if flat := ask[string](ctx, t, `[...document.querySelectorAll(".dot:not(circle)")].filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect()).filter(b => Math.abs(b.width - b.height) > 1).map(b => b.width + " by " + b.height).slice(0, 3).join()`); flat != "" {
					t.Errorf("dots are not round: %s", flat)
				}
				settled(ctx, t)
			})
		}
	}
}

// TestLineOpensOverTheStory: a line of the drawing opens its two texts over the page, under its own address; Escape and the
// way back close it, the way forward opens it again.
func TestLineOpensOverTheStory(t *testing.T) {
	d, ctx := newDesk(t, bridge(t), nil), browser(t)
	visit(ctx, t, 1440, d.URL+"/stories/x")
	focus(ctx, t, `.wide svg a.edge[href*="/lines/nahr/"]`)
	press(ctx, t, kb.Enter)
	until(ctx, t, `document.querySelector("dialog[open] table")`)
	until(ctx, t, `document.activeElement.closest("dialog") && document.activeElement.tagName === "H1"`)
	line := d.URL + "/stories/x/lines/nahr/tamren-post"
	if at := ask[string](ctx, t, `location.href`); at != line {
		t.Errorf("the address is %s", at)
	}
	press(ctx, t, kb.Escape)
	until(ctx, t, `!document.querySelector("dialog[open]") && location.pathname === "/stories/x"`)
	if on := ask[string](ctx, t, `document.activeElement.getAttribute("href") ?? ""`); !strings.HasSuffix(on, "/lines/nahr/tamren-post") {
		t.Errorf("the focus is on %q", on)
	}
	ask[bool](ctx, t, `(history.forward(), true)`)
	until(ctx, t, `document.querySelector("dialog[open] table") && location.pathname.endsWith("/lines/nahr/tamren-post")`)
	ask[bool](ctx, t, `(history.back(), true)`)
	until(ctx, t, `!document.querySelector("dialog[open]")`)
	settled(ctx, t)
}

// TestLineLeadsBackToTheStory: a link of an opened line to a place of the story closes it and goes there.
func TestLineLeadsBackToTheStory(t *testing.T) {
	d, ctx := newDesk(t, bridge(t), nil), browser(t)
	visit(ctx, t, 1440, d.URL+"/stories/x")
	ask[bool](ctx, t, `(document.querySelector("details.line").open = true, document.querySelectorAll("details.line a.aside")[2].click(), true)`)
	until(ctx, t, `document.querySelector("dialog[open] .back a")`)
	ask[bool](ctx, t, `(document.querySelector("dialog .back a").click(), true)`)
	until(ctx, t, `!document.querySelector("dialog[open]") && location.pathname === "/stories/x" && location.hash === "#story"`)
	settled(ctx, t)
}

// TestLineReadsWithoutScript: the line of a drawing is a link to a page.
func TestLineReadsWithoutScript(t *testing.T) {
	d, ctx := newDesk(t, bridge(t), nil), browser(t)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	visit(ctx, t, 1440, d.URL+"/stories/x")
	if err := chromedp.Do(ctx, chromedp.Focus(chromedp.CSS(`.wide svg a.edge[href*="/lines/nahr/"]`)), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(chromedp.CSS(`article.line tbody tr`))); err != nil {
		t.Fatal(err)
	}
}

// TestTextsOfALargeStoryAreFetched: of a story of many reports a text comes when it is unfolded, and when a link leads into it.
func TestTextsOfALargeStoryAreFetched(t *testing.T) {
	d, ctx := newDesk(t, broadStory(80), nil), browser(t)
	visit(ctx, t, 1440, d.URL+"/stories/x")
	if n := ask[int](ctx, t, `document.querySelectorAll("ol.text").length`); n != 0 {
		t.Fatalf("%d texts are there before", n)
	}
	ask[bool](ctx, t, `(document.querySelector("details.report > summary").click(), true)`)
	until(ctx, t, `document.querySelectorAll("details.report[open] ol.text li").length > 1`)
	r := broadStory(80)
	visit(ctx, t, 1440, d.URL+"/stories/x?#r-"+r.Articles[2].ID+".2")
	until(ctx, t, `(e => e.closest("details.report[open]") && e.getBoundingClientRect().top < innerHeight)(document.getElementById("r-`+r.Articles[2].ID+`.2"))`)
	settled(ctx, t)
}

const rowsShown = `[...document.querySelectorAll(".wide svg [data-end]")].filter(e => !e.hasAttribute("display")).length`

// TestTreeFolds: a part of the tree folds by its sign and by the arrows, copies unfold, and nothing is lost by that.
func TestTreeFolds(t *testing.T) {
	d, ctx := newDesk(t, twoStories(), nil), browser(t)
	visit(ctx, t, 1440, d.URL+"/stories/x")
	before := ask[int](ctx, t, rowsShown)
	const pile = `.wide svg .copies`
	if state := ask[string](ctx, t, `document.querySelector("`+pile+`").getAttribute("aria-expanded")`); state != "false" {
		t.Fatalf("copies are expanded: %s", state)
	}
	focus(ctx, t, pile)
	press(ctx, t, kb.Enter)
	unfolded := ask[int](ctx, t, rowsShown)
	if unfolded != before+6 {
		t.Errorf("%d rows, %d with the copies unfolded", before, unfolded)
	}
	if same := ask[int](ctx, t, `new Set([...document.querySelectorAll(".wide svg a.member[data-end]")].filter(e => !e.hasAttribute("display")).map(e => Math.round(e.querySelector("circle:not(.origin)").getBoundingClientRect().top))).size - [...document.querySelectorAll(".wide svg a.member[data-end]")].filter(e => !e.hasAttribute("display")).length`); same != 0 {
		t.Errorf("%d rows lie on others", -same)
	}
	press(ctx, t, kb.Enter)
	focus(ctx, t, `.wide svg a.member`)
	press(ctx, t, kb.ArrowLeft)
	if n := ask[int](ctx, t, rowsShown); n >= before {
		t.Errorf("%d rows of %d with the first folded", n, before)
	}
	if state := ask[string](ctx, t, `document.activeElement.getAttribute("aria-expanded")`); state != "false" {
		t.Errorf("it says it is expanded: %s", state)
	}
	press(ctx, t, kb.ArrowRight)
	if n := ask[int](ctx, t, rowsShown); n != before {
		t.Errorf("%d rows of %d when it is unfolded again", n, before)
	}
	press(ctx, t, kb.ArrowDown)
	if ask[string](ctx, t, `document.activeElement.dataset.row`) != "1" {
		t.Error("the arrow down does not go to the next row")
	}
	ask[bool](ctx, t, `(document.querySelector(".wide svg .fold").dispatchEvent(new MouseEvent("click", {bubbles: true})), true)`)
	if n := ask[int](ctx, t, rowsShown); n >= before {
		t.Errorf("the sign does not fold: %d rows", n)
	}
	settled(ctx, t)
}

// TestTreeZooms: by keys, and by two fingers.
func TestTreeZooms(t *testing.T) {
	d, ctx := newDesk(t, bridge(t), nil), browser(t)
	visit(ctx, t, 1440, d.URL+"/stories/x")
	const width = `document.querySelector(".tree .wide.scroll svg").width.baseVal.value`
	was := ask[float64](ctx, t, width)
	focus(ctx, t, `.tree .wide.scroll`)
	press(ctx, t, "+")
	if now := ask[float64](ctx, t, width); now <= was {
		t.Errorf("+ makes %.0f of %.0f", now, was)
	}
	press(ctx, t, "0")
	press(ctx, t, "-")
	if now := ask[float64](ctx, t, width); now >= was {
		t.Errorf("- makes %.0f of %.0f", now, was)
	}
	press(ctx, t, "0")
	ask[bool](ctx, t, `(() => { const f = document.querySelector(".tree .wide.scroll"), at = (id, x) => new Touch({identifier: id, target: f, clientX: x, clientY: 300});
		f.dispatchEvent(new TouchEvent("touchstart", {touches: [at(1, 300), at(2, 400)], bubbles: true, cancelable: true}));
		f.dispatchEvent(new TouchEvent("touchmove", {touches: [at(1, 250), at(2, 450)], bubbles: true, cancelable: true})); return true; })()`)
	if now := ask[float64](ctx, t, width); now < 1.9*was || now > 2.1*was {
		t.Errorf("two fingers twice as far apart make %.0f of %.0f", now, was)
	}
	settled(ctx, t)
}

// TestVerdictIsSent: a reviewer redirects a line, and confirms a link, by the forms of the line's page.
func TestVerdictIsSent(t *testing.T) {
	d, ctx := newDesk(t, bridge(t), nil), browser(t)
	send := func(form, button string, fill string) url.Values {
		t.Helper()
		visit(ctx, t, 1440, d.URL+"/stories/x/lines/nahr/tamren-post")
		ask[bool](ctx, t, `(() => { const form = document.querySelector("`+form+`"); form.closest("details").open = true; `+fill+`; form.querySelector("button[value=`+button+`]").click(); return true; })()`)
		select {
		case got := <-d.sent:
			return got
		case <-ctx.Done():
			t.Fatal("nothing was sent")
		}
		return nil
	}
	got := send("#verdicts form", "redirected", `form.elements.redirect.value = "article:shanhe"; form.elements.note.value = "the same number"`)
	for k, want := range map[string]string{"form_token": "secret", "reviewer": "Ada", "subject": "edge", "verdict": "redirected", "from": "article:tamren-post", "to": "article:nahr", "redirect": "article:shanhe", "note": "the same number", "back": "/stories/x/lines/nahr/tamren-post"} {
		if got.Get(k) != want {
			t.Errorf("%s is %q, want %q", k, got.Get(k), want)
		}
	}
	got = send(".judged form", "confirmed", ``)
	for k, want := range map[string]string{"subject": "link", "verdict": "confirmed", "from": "article:tamren-post", "to": "article:nahr", "from_sentences": "0", "to_sentences": "0", "redirect": "", "back": "/stories/x/lines/nahr/tamren-post#r1"} {
		if got.Get(k) != want {
			t.Errorf("%s is %q, want %q", k, got.Get(k), want)
		}
	}
}

// TestServedPagesAreAccessible: as TestStoryIsAccessible, of each page of the server, and of a line opened over a story.
func TestServedPagesAreAccessible(t *testing.T) {
	file := os.Getenv("STEMMA_AXE")
	if file == "" {
		t.Skip("STEMMA_AXE does not name axe.min.js")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, ctx := newDesk(t, bridge(t), judged(t)), browser(t)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 390} {
			for _, path := range []string{"", "/lines/nahr/tamren-post", "/claims/1", "/reports/nahr"} {
				t.Run(fmt.Sprint(scheme, width, path), func(t *testing.T) {
					inScheme(ctx, t, scheme)
					visit(ctx, t, width, d.URL+"/stories/x"+path)
					if found := violations(ctx, t, string(axe)); found != "" {
						t.Error(found)
					}
				})
			}
		}
	}
	visit(ctx, t, 1440, d.URL+"/stories/x")
	ask[bool](ctx, t, `(document.querySelectorAll("details.line a.aside")[2].click(), true)`)
	until(ctx, t, `document.querySelector("dialog[open] table")`)
	if found := violations(ctx, t, string(axe)); found != "" {
		t.Error(found)
	}
}
