package api

import (
	"context"
	"encoding/json"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestChosen(t *testing.T) {
	for _, c := range []struct{ format, accept, want string }{
		{"", "", "json"},
		{"svg", "application/json", "svg"},
		{"", "*/*", "json"},
		{"", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"},
		{"", "image/*", "svg"},
		{"", "text/*;q=0.5, application/json;q=0.4", "html"},
		{"", "application/json;q=0, */*", "html"},
		{"", "image/png", ""},
		{"", "text/markdown; charset=utf-8", "markdown"},
		{"", "IMAGE/SVG+XML", "svg"},
		{"", "application/json;q=x", ""},
		{"", "application/json;q=2", ""},
		{"", ";;,,=", ""},
	} {
		ctx := context.WithValue(t.Context(), askedKey{}, asked{accept: c.accept})
		f, err := chosen(ctx, c.format, traceForms)
		if f.name != c.want || (err != nil) != (c.want == "") {
			t.Errorf("chosen(%q, %q) = %q, %v; want %q", c.format, c.accept, f.name, err, c.want)
		}
	}
}

func TestPreferred(t *testing.T) {
	for _, c := range []struct {
		header     string
		background bool
		wait       time.Duration
	}{
		{"", false, maxWait},
		{"respond-async", true, 0},
		{"respond-async, wait=10", true, 10 * time.Second},
		{"wait=10", false, maxWait},
		{`Respond-Async; x=y, wait="5"`, true, 5 * time.Second},
		{"return=minimal", false, maxWait},
		{"respond-async, wait=-5", true, 0},
		{"respond-async, wait=999999999999", true, maxWait},
		{"respond-async, wait=1e9", true, 0},
	} {
		if background, wait := preferred(c.header); background != c.background || wait != c.wait {
			t.Errorf("preferred(%q) = %v, %v", c.header, background, wait)
		}
	}
}

// FuzzHeaders: whatever the headers are, they mean something or nothing.
func FuzzHeaders(f *testing.F) {
	for _, s := range []string{"text/html;q=0.5, */*", "respond-async, wait=10", `"a", W/"b"`, ";q=;", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if q := liking(s, "text/html"); !(q >= 0 && q <= 1) || math.IsNaN(q) {
			t.Errorf("liking(%q) = %v", s, q)
		}
		if _, wait := preferred(s); wait < 0 || wait > maxWait {
			t.Errorf("preferred(%q) waits %v", s, wait)
		}
		matches(s, `"tag"`)
		printable(s)
	})
}

// FuzzTraceRequest: any body is read or is a problem; what is read is one line of JSON a report.
func FuzzTraceRequest(f *testing.F) {
	for _, s := range []string{
		twoReports, `{}`, `{"articles":[{"text":"a","x":{"y":[1,2]}}],"rounds":3}`, `{"articles":[`, `[]`, `{"articles":[{"text":"\ud800"}]}`, `{"seed":1e99}`, "{\"articles\":[{\"text\":\"a\nb\"}]}",
		`{"articles":[{"text":"a"}]}{}`, `{"a":1,"a":2}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, lines, err := readTraceRequest([]byte(s))
		if err != nil {
			p, ok := err.(*Problem) //nolint:errorlint // nothing is around it
			if !ok || p.Status != 400 && p.Status != 422 {
				t.Fatalf("%v", err)
			}
			return
		}
		n := 0
		for line := range strings.Lines(string(lines)) {
			var o map[string]json.RawMessage
			if err := json.Unmarshal([]byte(line), &o); err != nil || o["text"] == nil {
				t.Errorf("%v: %q", err, line)
			}
			n++
		}
		if n == 0 || n > maxReports || r.Rounds < 0 || r.Rounds > 10000 {
			t.Errorf("%d reports, %+v", n, r)
		}
	})
}

// FuzzDiffRequest: any body is read or is a problem.
func FuzzDiffRequest(f *testing.F) {
	for _, s := range []string{`{"a":"x","b":{"text":"y"}}`, `{"a":{"text":5}}`, `{"a":null,"b":[]}`, `{`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		given, err := readDiffRequest([]byte(s))
		if p, ok := err.(*Problem); err != nil && (!ok || p.Status != 400 && p.Status != 422) { //nolint:errorlint // nothing is around it
			t.Fatalf("%v", err)
		}
		if err == nil && (len(given["a"]) == 0 || len(given["b"]) == 0) {
			t.Errorf("%v", given)
		}
		for _, raw := range given {
			if err := checkReport(raw, "body.a"); err != nil {
				_ = bodyError(err).Error()
			}
		}
	})
}

// TestBodyCostsWhatItWeighs: a body of a great many small values costs no more memory than some times its size.
func TestBodyCostsWhatItWeighs(t *testing.T) {
	body := []byte(`{"articles": [{"text": "a", "x": [` + strings.Repeat("0,", 1<<20) + `0]}]}`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, _, err := readTraceRequest(body); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got, most := after.TotalAlloc-before.TotalAlloc, uint64(20*len(body)); got > most {
		t.Errorf("%d bytes for a body of %d", got, len(body))
	}
}
