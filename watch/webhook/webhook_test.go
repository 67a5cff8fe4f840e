package webhook_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/stemma-news/stemma/watch/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSign holds the signature to what the formula gives for a key of 24
// bytes, worked out by hand with openssl:
//
//	printf 'msg_alva.1740830400.{"kind":"reach"}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64
func TestSign(t *testing.T) {
	key := []byte("0123456789abcdefghijklmn")
	have := webhook.Sign(key, "msg_alva", time.Unix(1740830400, 0), []byte(`{"kind":"reach"}`))
	if want := "v1,POB9lEqzut7YSALyl+Nzgs0bxyrqvB2ALdQ9Az6NakY="; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
}

func TestParseSecret(t *testing.T) {
	key := strings.Repeat("k", 32)
	good := "whsec_" + base64.StdEncoding.EncodeToString([]byte(key))
	for s, ok := range map[string]bool{
		good: true, " " + good + "\n": true, strings.TrimRight(good, "="): true,
		"": false, "whsec_": false, "whsec_!!": false, strings.TrimPrefix(good, "whsec_"): false,
		"whsec_" + base64.StdEncoding.EncodeToString([]byte("short")):                    false,
		"whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("long", 30))): false,
	} {
		have, err := webhook.ParseSecret(s)
		if (err == nil) != ok || ok && string(have) != key {
			t.Errorf("%q: %q, %v", s, have, err)
		}
	}
}

// receiver is a server that answers with a status and keeps what came.
type receiver struct {
	status  int
	header  http.Header
	request *http.Request
	body    string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	b, _ := io.ReadAll(req.Body)
	r.request, r.body = req, string(b)
	maps.Copy(w.Header(), r.header)
	w.WriteHeader(r.status)
}

func TestSend(t *testing.T) {
	r := &receiver{status: 204}
	s := httptest.NewServer(r)
	defer s.Close()
	key := []byte(strings.Repeat("k", 32))
	e, err := webhook.New(s.URL+"/hook?token=secret", key, "stemma/test")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if name := e.Name(); !strings.HasPrefix(name, s.URL+" (") || strings.Contains(name, "hook") {
		t.Errorf("its name is %s", name)
	}
	if err := e.Send(t.Context(), "alert-1", []byte(`{"type":"x"}`)); err != nil {
		t.Fatal(err)
	}
	h := r.request.Header
	seconds, _ := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if age := time.Since(time.Unix(seconds, 0)); age < 0 || age > time.Minute {
		t.Errorf("sent %v ago", age)
	}
	if want := webhook.Sign(key, "alert-1", time.Unix(seconds, 0), []byte(r.body)); h.Get("webhook-signature") != want || h.Get("webhook-id") != "alert-1" {
		t.Errorf("header %v, want the signature %s", h, want)
	}
	if r.request.Method != http.MethodPost || h.Get("Content-Type") != "application/json" || r.body != `{"type":"x"}` {
		t.Errorf("%s %v %q", r.request.Method, h, r.body)
	}
}

func TestSendFails(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer elsewhere.Close()
	r := &receiver{}
	s := httptest.NewServer(r)
	defer s.Close()
	e, err := webhook.New(s.URL, nil, "stemma/test")
	if err != nil {
		t.Fatal(err)
	}
	for status, header := range map[int]http.Header{
		302: {"Location": {elsewhere.URL}}, 400: nil, 410: nil, 429: {"Retry-After": {"3600"}}, 500: nil,
	} {
		r.status, r.header = status, header
		err := e.Send(t.Context(), "alert-1", []byte("{}"))
		var refused *webhook.Error
		if !errors.As(err, &refused) || refused.Status != status || refused.Gone() != (status == 410) || refused.RetryAfter.IsZero() != (status != 429) {
			t.Errorf("%d: %+v", status, err)
		}
		if r.request.Header.Get("webhook-signature") != "" {
			t.Error("signed without a secret")
		}
	}
	s.Close()
	var refused *webhook.Error
	if err := e.Send(t.Context(), "alert-1", []byte("{}")); !errors.As(err, &refused) || refused.Status != 0 || strings.Contains(err.Error(), s.URL) {
		t.Errorf("a server that is down: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Send(ended, "alert-1", []byte("{}")); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// over is a context that has ended once something has happened, which nobody was told of yet.
type over struct {
	context.Context
	happened atomic.Bool
}

func (o *over) Err() error {
	if o.happened.Load() {
		return context.Canceled
	}
	return o.Context.Err()
}

// TestSendAnswered: what was taken is taken, also where nobody wants to know it any more.
func TestSendAnswered(t *testing.T) {
	ctx := &over{Context: t.Context()}
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { ctx.happened.Store(true) }))
	defer s.Close()
	e, err := webhook.New(s.URL, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Send(ctx, "one", nil); err != nil {
		t.Error(err)
	}
}

func TestBadAddresses(t *testing.T) {
	for _, address := range []string{"", "herald.example", "ftp://herald.example/x", "https://", "http://a b/", "\x00"} {
		if _, err := webhook.New(address, nil, ""); err == nil || !strings.Contains(err.Error(), "give an address") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestNext: the pauses grow, a receiver can ask for longer ones, and after three days a
// message is given up.
func TestNext(t *testing.T) {
	now := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	at, last := now, time.Duration(0)
	tries := 1
	for ; ; tries++ {
		next := webhook.Next("alert-1", tries, at, errors.New("down"))
		if next.IsZero() {
			break
		}
		if pause := next.Sub(at); pause <= last {
			t.Fatalf("after try %d a pause of %v, after %v", tries, pause, last)
		}
		last, at = next.Sub(at), next
	}
	if all := at.Sub(now); tries != 10 || all < 3*24*time.Hour || all > 4*24*time.Hour {
		t.Errorf("%d tries in %v", tries, all)
	}
	later := now.Add(time.Hour)
	if next := webhook.Next("alert-1", 1, now, &webhook.Error{Status: 429, RetryAfter: later}); !next.Equal(later) {
		t.Errorf("asked for %v, comes again %v", later, next)
	}
	if next := webhook.Next("alert-1", 1, now, &webhook.Error{Status: 410}); !next.IsZero() {
		t.Errorf("gone, and comes again %v", next)
	}
	if webhook.Next("alert-1", 3, now, nil).Equal(webhook.Next("alert-2", 3, now, nil)) {
		t.Error("two messages come again at one moment")
	}
}
