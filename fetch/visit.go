package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// maxRedirects is how many redirects are followed.
const maxRedirects = 10

// visit is the way from an address to what is there.
type visit struct {
	client *Client
	kept   *entry         // the older copy, or nil
	jar    http.CookieJar // of this visit only
	// seen holds each address with the cookies that it was asked with: without new cookies, the way is a circle.
	seen   map[string]bool
	hops   []string
	budget *budget
	// outside says that the way has been on the public internet, or begins there.
	outside bool
	// moved is the last address that was reached by permanent redirects alone, and fleeting says that another
	// one came.
	moved    string
	fleeting bool
}

// ask gets an address from the network, through its redirects; outside says that it was named on the public internet.
func (c *Client) ask(ctx context.Context, u *url.URL, kept *entry, outside bool) (*entry, error) {
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil, err
	}
	v := &visit{client: c, kept: kept, jar: jar, seen: map[string]bool{}, budget: newBudget(c.options.Timeout), outside: outside}
	for {
		next, e, err := v.step(ctx, u)
		if err != nil {
			return nil, v.along(err)
		}
		if next == nil {
			e.moved = v.moved
			return e, nil
		}
		u = next
	}
}

// step asks one address of the way: for what is there, or where to go next.
func (v *visit) step(ctx context.Context, u *url.URL) (*url.URL, *entry, error) {
	if err := v.enter(u); err != nil {
		return nil, nil, err
	}
	if err := v.client.guardFor(v.outside).address(u); err != nil {
		return nil, nil, err
	}
	delay, err := v.client.permit(ctx, u, v.outside)
	if err != nil {
		return nil, nil, err
	}
	a, err := v.client.send(ctx, request{url: u, delay: delay, kept: v.keptAt(u), jar: v.jar, budget: v.budget, outside: v.outside})
	if err != nil {
		return nil, nil, err
	}
	v.outside = v.outside || !a.private
	v.fleeting = v.fleeting || !a.permanent
	if a.next != nil && !v.fleeting {
		v.moved = shown(a.next)
	}
	return a.next, a.entry, nil
}

// keptAt is the older copy where the way leads to the place that it is from: only there, its ETag means something.
func (v *visit) keptAt(u *url.URL) *entry {
	if v.kept != nil && v.kept.Final == shown(u) {
		return v.kept
	}
	return nil
}

// enter notes an address, and refuses to go in circles.
func (v *visit) enter(u *url.URL) error {
	address := shown(u)
	var key strings.Builder
	key.WriteString(address)
	for _, c := range v.jar.Cookies(u) {
		key.WriteString("\x00" + c.String())
	}
	v.hops = append(v.hops, address)
	switch {
	case v.seen[key.String()]:
		return failure(ErrRedirect, "it redirects in a circle, back to %s: open it in a browser, save the page and give the file", address)
	case len(v.hops) > maxRedirects+1:
		return failure(ErrRedirect, "more than %d redirects, the last one to %s: open it in a browser, save the page and give the file", maxRedirects, address)
	}
	v.seen[key.String()] = true
	return nil
}

// along says at which address of the way an error was, if it was not the first.
func (v *visit) along(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || len(v.hops) < 2 || errors.Is(e.Err, ErrRedirect) {
		return err
	}
	return failure(e.Err, "it redirects to %s: %s", shownRaw(v.hops[len(v.hops)-1]), e.Problem)
}
