// Package webhook sends messages to an address as Standard Webhooks (standardwebhooks.com, version 1.0.0) says: signed,
// with a time and an id, so that the receiver can tell who sent them, when, and whether it has had them before.
//
// What is sent has three headers. webhook-id stays the same however often a message is sent, webhook-timestamp is when
// it was sent this time (seconds since 1970), and webhook-signature is "v1," and the base64 of
//
//	HMAC-SHA256(secret, ID + "." + TIMESTAMP + "." + BODY)
//
// Any answer from 200 to 299 means that the message was taken. Redirects are not followed: they could lead what is
// secret elsewhere. The address is the user's own configuration, so it may be one of this machine or its network, other
// than addresses that come from feeds and pages.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// timeout is for one try, from the connection to the answer's last byte.
const timeout = 20 * time.Second

// secretPrefix stands before the base64 of a secret.
const secretPrefix = "whsec_"

// Secrets of fewer bytes can be guessed, and more than 64 are hashed to 32 anyway.
const minSecret, maxSecret = 24, 64

// ErrSecret says that a secret is none.
var ErrSecret = errors.New(`give "whsec_" and the base64 of 24 to 64 random bytes (echo "whsec_$(openssl rand -base64 32)" makes one)`)

// ParseSecret reads a secret as Standard Webhooks writes it.
func ParseSecret(s string) ([]byte, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), secretPrefix)
	key, err := base64.StdEncoding.DecodeString(rest)
	if err != nil {
		key, err = base64.RawStdEncoding.DecodeString(rest)
	}
	if !ok || err != nil || len(key) < minSecret || len(key) > maxSecret {
		return nil, ErrSecret
	}
	return key, nil
}

// Sign returns the value of webhook-signature.
func Sign(secret []byte, id string, sent time.Time, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%d.%s", id, sent.Unix(), body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Endpoint is an address that takes messages. It is safe for concurrent use.
type Endpoint struct {
	url    string
	secret []byte
	agent  string
	client *http.Client
}

// New returns the endpoint at an address. Without a secret, messages are not signed.
func New(address string, secret []byte, agent string) (*Endpoint, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("webhook %q: give an address as https://host/path", begins(u, address))
	}
	return &Endpoint{url: address, secret: secret, agent: agent, client: &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			Proxy:       http.ProxyFromEnvironment,
			DialContext: (&net.Dialer{Timeout: timeout / 2}).DialContext, TLSHandshakeTimeout: timeout / 2,
			ForceAttemptHTTP2: true, MaxConnsPerHost: 1, MaxIdleConns: 1, IdleConnTimeout: time.Minute,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// begins is as much of what is no address as can be shown: of many the path is secret, too.
func begins(u *url.URL, address string) string {
	if u != nil && u.Host != "" {
		return u.Scheme + "://" + u.Host + "/…"
	}
	const most = 12
	if address = strings.TrimSpace(address); len(address) > most {
		address = strings.ToValidUTF8(address[:most], "") + "…"
	}
	return address
}

// Name is the host that messages go to, and a short hash that tells its webhooks apart: whoever knows the rest of the
// address of one may often write to it.
func (e *Endpoint) Name() string {
	u, err := url.Parse(e.url)
	if err != nil {
		return "the webhook" // New has parsed it
	}
	sum := sha256.Sum256([]byte(e.url))
	return fmt.Sprintf("%s://%s (%x)", u.Scheme, u.Host, sum[:3])
}

// Address is where messages go. It may hold what is secret.
func (e *Endpoint) Address() string { return e.url }

// Close closes the connections that are kept open. The Endpoint can go on being used.
func (e *Endpoint) Close() { e.client.CloseIdleConnections() }

// Error is why a message was not taken.
type Error struct {
	Status int // 0 where there was no answer
	// RetryAfter is when the receiver wants to be asked again; zero if it does not say.
	RetryAfter time.Time
	Err        error // where there was no answer
}

func (e *Error) Error() string {
	if e.Status == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("it answers %d %s", e.Status, http.StatusText(e.Status))
}

// Unwrap returns why there was no answer.
func (e *Error) Unwrap() error { return e.Err }

// OfMessage says that the receiver is there, and does not want this message: another may be welcome.
func (e *Error) OfMessage() bool {
	return e.Status >= 400 && e.Status < 500 && e.Status != http.StatusTooManyRequests && e.Status != http.StatusRequestTimeout && !e.Gone()
}

// Gone says that the receiver wants no more messages at all.
func (e *Error) Gone() bool { return e.Status == http.StatusGone }

// Send sends a message, once. The error is an *Error, or that of ctx where it ended before there was an answer.
func (e *Endpoint) Send(ctx context.Context, id string, body []byte) error {
	req, err := e.request(ctx, id, body, time.Now())
	if err != nil {
		return &Error{Err: err}
	}
	resp, err := e.client.Do(req)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return &Error{Err: plain(err)}
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection can be used again
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return nil
	}
	return &Error{Status: resp.StatusCode, RetryAfter: retryAfter(resp.Header.Get("Retry-After"), time.Now())}
}

func (e *Endpoint) request(ctx context.Context, id string, body []byte, now time.Time) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", e.agent)
	req.Header.Set("webhook-id", id)
	req.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	if e.secret != nil {
		req.Header.Set("webhook-signature", Sign(e.secret, id, now, body))
	}
	return req, nil
}

// plain is an error of the client in plain words, without the address, which may hold a secret.
func plain(err error) error {
	u, ok := errors.AsType[*url.Error](err)
	if ok && u.Timeout() {
		return fmt.Errorf("it gave no answer within %v", timeout)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		why := op.Err
		if call, ok := errors.AsType[*os.SyscallError](why); ok {
			why = call.Err
		}
		return fmt.Errorf("no connection: %w", why)
	}
	if ok {
		return u.Err
	}
	return err
}

// maxRetryAfter is the longest that a receiver may ask for.
const maxRetryAfter = 24 * time.Hour

func retryAfter(header string, now time.Time) time.Time {
	header = strings.TrimSpace(header)
	if n, err := strconv.ParseUint(header, 10, 31); err == nil {
		return now.Add(min(time.Duration(n)*time.Second, maxRetryAfter))
	}
	if t, err := http.ParseTime(header); err == nil && t.After(now) {
		return now.Add(min(t.Sub(now), maxRetryAfter))
	}
	return time.Time{}
}

// pauses are those before each further try, as Standard Webhooks recommends: from seconds to a day, three days in all.
func pauses() []time.Duration {
	const h = time.Hour
	return []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h}
}

// Next is when a message is to be sent again that was not taken at its n-th try (from 1 on); the zero time where it is
// given up. Up to a tenth is added, by the message's id, so that all that waited do not come at once.
func Next(id string, tries int, now time.Time, err error) time.Time {
	all := pauses()
	e, ok := errors.AsType[*Error](err)
	if tries > len(all) || tries < 1 || ok && e.Gone() {
		return time.Time{}
	}
	pause := all[tries-1]
	sum := sha256.Sum256([]byte(id))
	next := now.Add(pause + pause/10*time.Duration(sum[0])/256)
	if ok && e.RetryAfter.After(next) {
		return e.RetryAfter
	}
	return next
}
