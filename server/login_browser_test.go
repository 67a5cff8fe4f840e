//go:build slow

package server

import (
	"fmt"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/stemma-news/stemma/server/access"
)

// TestLogsInWithABrowser: with tokens, a person is led to the page to log in and from there to where they wanted to
// go; what they hand over is taken as theirs; and who logs out is a stranger again. The pages stand behind the real
// door here, with its cookies, its form token and its policy.
func TestLogsInWithABrowser(t *testing.T) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no browser here: install Debian's chromium")
	}
	tokens, err := access.OpenTokens(filepath.Join(t.TempDir(), access.TokensName), nil)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := tokens.Add(t.Context(), "desk", access.Write, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	o := parts(t)
	o.Access = access.Options{Tokens: tokens}
	s := httptest.NewServer(New(o))
	t.Cleanup(s.Close)

	allocated, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)...)
	t.Cleanup(stop)
	b, closeTab := chromedp.NewContext(allocated)
	t.Cleanup(closeTab)
	await := func(is string) {
		t.Helper()
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			if yes, err := chromedp.Run(b, chromedp.Evaluate[bool](is)); err == nil && yes {
				return
			}
		}
		where, err := chromedp.Run(b, chromedp.Location())
		t.Fatalf("never %s: at %s, %v", is, where, err)
	}
	at := func(path string) {
		t.Helper()
		await(fmt.Sprintf("location.pathname + location.search === %q", path))
	}
	do := func(actions ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(b, actions...); err != nil {
			t.Fatal(err)
		}
	}

	do(chromedp.Navigate(s.URL + "/trace"))
	at("/login?next=%2Ftrace")
	do(chromedp.SendKeys(chromedp.CSS("#token"), "stemma_not-this-one"), chromedp.Click(chromedp.CSS("button.main")))
	at("/login?failed=1&next=%2Ftrace")
	do(chromedp.SendKeys(chromedp.CSS("#token"), secret), chromedp.Click(chromedp.CSS("button.main")))
	at("/trace")
	do(chromedp.SendKeys(chromedp.CSS("#text-0"), "The ferry Alva ran aground off Larn on Saturday. Nobody was hurt."), chromedp.Click(chromedp.CSS("button.main")))
	await(`location.pathname.startsWith("/traces/") && document.body.innerText.includes("is forgotten")`)
	do(chromedp.Navigate(s.URL+"/logout"), chromedp.Click(chromedp.CSS("main button")))
	at("/login")
	do(chromedp.Navigate(s.URL + "/trace"))
	at("/login?next=%2Ftrace")
}
