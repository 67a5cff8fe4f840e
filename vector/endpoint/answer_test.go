package endpoint

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

// FuzzRead: whatever comes back, there is an error, or there are as many unit vectors of one length as were asked for.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		`{"data": [{"index": 1, "embedding": [3, 4]}, {"index": 0, "embedding": "AACAPwAAAAA="}], "model": "m"}`,
		`{"data": [{"embedding": [1e-30]}, {"embedding": [1]}]}`,
		`{"data": [{"index": -1, "embedding": []}, {}]}`,
		`{"error": {"message": "no"}}`, `{"error": "no"}`, `<html>`, `NaN`, `null`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_ = reason(body)
		vectors, _, err := read(body, 2)
		if err != nil {
			return
		}
		if len(vectors) != 2 || len(vectors[0]) != len(vectors[1]) {
			t.Fatalf("%d vectors", len(vectors))
		}
		for _, v := range vectors {
			var norm float64
			for _, x := range v {
				norm += float64(x) * float64(x)
			}
			if math.Abs(norm-1) > 1e-3 {
				t.Fatalf("a vector of the squared length %v", norm)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"http://localhost:11434#nomic-embed-text", "https://vectors.example/v1?a=b#m&prefix=query:%20&encoding=base64",
		"http://a:b@c", "http://[::1]:80/#%", "#", "http://x#=&&",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		s, err := parse(raw)
		if err == nil && (s.url.Host == "" || s.url.Fragment != "" || !strings.HasSuffix(s.url.Path, "/embeddings")) {
			t.Errorf("%q is read as %+v", raw, s)
		}
	})
}

func TestRetryAfterForms(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "-3": 0, "soon": 0, "1e9": 0,
		"Sun, 01 Mar 2026 12:00:20 GMT": 20 * time.Second, "Sun, 01 Mar 2026 11:00:00 GMT": 0,
	} {
		if have := retryAfter(header, now); have != want {
			t.Errorf("Retry-After %q: %v, want %v", header, have, want)
		}
	}
}

// TestDigest: noise in the last digits does not show, another vector does.
func TestDigest(t *testing.T) {
	v := make([]float32, 384)
	for i := range v {
		v[i] = float32(math.Sin(float64(i * i)))
	}
	if err := normalise(v); err != nil {
		t.Fatal(err)
	}
	same, noisy := digest([][]float32{v}), make([]float32, len(v))
	for i, x := range v {
		noisy[i] = x * (1 + 1e-6*float32(i%3-1))
	}
	if have := digest([][]float32{noisy}); have != same {
		t.Errorf("digests %s and %s", same, have)
	}
	v[7], v[8] = v[8]+0.3, v[7]
	if have := digest([][]float32{v}); have == same {
		t.Error("another vector has the same digest")
	}
}

func BenchmarkRead(b *testing.B) {
	v := make([]float32, 384)
	for i := range v {
		v[i] = float32(math.Sin(float64(i)))
	}
	data := make([]map[string]any, 32)
	for i := range data {
		data[i] = map[string]any{"index": i, "embedding": v}
	}
	body, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, _, err := read(body, 32); err != nil {
			b.Fatal(err)
		}
	}
}
