//go:build slow

package page

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	browser "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html/atom"
)

// TestHostileInBrowser: a browser goes through all pages, and all forms of a report that it can show, of a story that is hostile in
// every field. Nothing of it runs, nothing is asked of another host, and no page is made to break the policy.
func TestHostileInBrowser(t *testing.T) {
	s := newTestSite(t)
	b := newTab(t, s)
	q := url.QueryEscape(hostileText)
	story := "/stories/" + s.hostile
	paths := []string{
		"/", "/?words=" + q + "&lang=" + q + "&outlet=" + q, "/search?q=" + q, "/search?q=mayor+of+Larn", "/claim?text=" + q,
		"/claim?text=" + url.QueryEscape("The council of Larn opened the gates of the old mill."), story, story + "/reports/hostile%2F0", "/verdicts?story=" + q + "&reviewer=" + q, "/login?next=" + q,
	}
	page := s.settled(t, story)
	for _, a := range page.all(atom.A) {
		l := attr(a, "href")
		if strings.HasPrefix(l, story+"/") && !strings.Contains(l, "/download/") {
			paths = append(paths, strings.Split(l, "#")[0])
		}
	}
	// What a page says to the browser before anything else of it runs.
	const watch = `window.broken = []; window.ran = [];
document.addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective + ' ' + e.blockedURI));
for (const f of ['alert', 'confirm', 'prompt', 'print']) window[f] = x => { ran.push(f + ' ' + x) };`
	if _, err := chromedp.Call(b, browser.AddScriptToEvaluateOnNewDocument, browser.AddScriptToEvaluateOnNewDocumentParams{Source: watch}); err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		b.open(1200, path)
		b.await("document.readyState === 'complete'")
		// As a reader would: over everything that has a handler, and into everything that takes the focus.
		got := ask[string](b, `for (const e of document.querySelectorAll('*')) { e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})); if (e.focus) e.focus() }
new Promise(done => setTimeout(() => {
  const bad = [...document.querySelectorAll('a[href], form[action], img[src], iframe, object, embed, base, meta[http-equiv=refresh]')].filter(e =>
    /^(IFRAME|OBJECT|EMBED|BASE|IMG)$/.test(e.tagName) || /^\s*(javascript|data|vbscript):/i.test(e.getAttribute('href') || e.getAttribute('action') || '')).map(e => e.outerHTML.slice(0, 100));
  const handled = [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).map(e => e.outerHTML.slice(0, 100));
  const elsewhere = performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith(location.origin));
  done(JSON.stringify({ran, broken, bad, handled, elsewhere}))
}, 20))`)
		if got != `{"ran":[],"broken":[],"bad":[],"handled":[],"elsewhere":[]}` {
			t.Errorf("%s: %s", path, got)
		}
	}
	if len(paths) < 15 {
		t.Errorf("only %d pages were looked at", len(paths))
	}
}
