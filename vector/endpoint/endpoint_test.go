package endpoint_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/stemma-news/stemma/vector/endpoint"
)

// quick has no pauses worth the name.
var quick = endpoint.Options{Tries: 3, Pause: time.Millisecond, Timeout: 5 * time.Second}

// question is what a client sends.
type question struct {
	Model          string   `json:"model"`
	Input          []string `json:"input"`
	EncodingFormat string   `json:"encoding_format"`
}

// vectorOf is a fake model: numbers drawn by the text's hash, of no particular length.
func vectorOf(text string, dim int) []float32 {
	h := fnv.New64a()
	h.Write([]byte(text))
	rng := rand.New(rand.NewPCG(h.Sum64(), 1))
	v := make([]float32, dim)
	for i := range v {
		v[i] = float32(3 * rng.NormFloat64())
	}
	return v
}

// entry is one vector of an answer.
type entry struct {
	Index     int `json:"index"`
	Embedding any `json:"embedding"`
}

// reply answers as servers do, the last sentence first.
func reply(w http.ResponseWriter, q question, dim int) {
	var data []entry
	for i, t := range slices.Backward(q.Input) {
		v := vectorOf(q.Model+t, dim)
		e := entry{i, v}
		if q.EncodingFormat == "base64" {
			var b []byte
			for _, x := range v {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
			}
			e.Embedding = base64.StdEncoding.EncodeToString(b)
		}
		data = append(data, e)
	}
	send(w, map[string]any{"object": "list", "data": data, "model": "loaded-model"})
}

// send writes an answer; a client that has gone does not matter.
func send(w http.ResponseWriter, answer any) {
	_ = json.NewEncoder(w).Encode(answer)
}

func sendText(w http.ResponseWriter, text string) {
	_, _ = io.WriteString(w, text)
}

// serve starts a server that answers each request, from the first one on, by answer. The first request is the probe.
func serve(t testing.TB, answer func(w http.ResponseWriter, r *http.Request, q question, n int)) string {
	t.Helper()
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q question
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			t.Error(err)
		}
		answer(w, r, q, int(n.Add(1)))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func open(t testing.TB, url string, o endpoint.Options) *endpoint.Client {
	t.Helper()
	c, err := endpoint.Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestVectors sends more than one batch, with empty and very long sentences among them, in either encoding.
func TestVectors(t *testing.T) {
	var mu sync.Mutex
	var seen []question
	url := serve(t, func(w http.ResponseWriter, r *http.Request, q question, _ int) {
		mu.Lock()
		seen = append(seen, q)
		mu.Unlock()
		if r.URL.Path != "/v1/embeddings" || r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("%s with authorization %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		reply(w, q, 24)
	})
	o := quick
	o.Key = "secret"
	sentences := []string{"", "Паром сел на мель у Ларна.", " \t", "渡轮在拉恩附近搁浅。", strings.Repeat("船", 5000)}
	for i := range 100 {
		sentences = append(sentences, fmt.Sprintf("Report %d says that the ferry sank.", i))
	}
	for _, encoding := range []string{"float", "base64"} {
		c := open(t, url+"#ferry-model:latest&prefix=query:%20&encoding="+encoding, o)
		vectors, err := c.Vectors(t.Context(), sentences)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range vectors {
			if i == 0 || i == 2 {
				if !slices.Equal(v, make([]float32, 24)) {
					t.Errorf("an empty sentence has the vector %v", v)
				}
				continue
			}
			want := vectorOf("ferry-model:latest"+"query: "+sentences[i][:min(len(sentences[i]), 1998)], 24)
			if cos := cosine(v, want); cos < 0.9999 {
				t.Fatalf("%s: vector %d has the cosine %.3f to its own", encoding, i, cos)
			}
			if norm := math.Sqrt(float64(dot(v, v))); math.Abs(norm-1) > 1e-5 {
				t.Fatalf("vector %d has the length %v", i, norm)
			}
		}
	}
	for _, q := range seen {
		if len(q.Input) > 32 || q.Model != "ferry-model:latest" {
			t.Errorf("%d sentences to %q in one request", len(q.Input), q.Model)
		}
	}
}

func dot(a, b []float32) (sum float32) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func cosine(a, b []float32) float64 {
	return float64(dot(a, b)) / math.Sqrt(float64(dot(a, a))*float64(dot(b, b)))
}

// TestName: the name holds what the model is called, where it runs, and what it answers.
func TestName(t *testing.T) {
	version := ""
	url := serve(t, func(w http.ResponseWriter, _ *http.Request, q question, _ int) {
		q.Model += version
		reply(w, q, 24)
	})
	name := func(spec string) string { return open(t, url+spec, quick).Name() }
	host := strings.TrimPrefix(url, "http://")
	first := name("#nomic-embed-text")
	if !strings.HasPrefix(first, "nomic-embed-text@"+host+"-") {
		t.Errorf("the name is %q", first)
	}
	if again := name("#model=nomic-embed-text&encoding=base64"); again != first {
		t.Errorf("the same model is %q and %q", first, again)
	}
	if prefixed := name("#nomic-embed-text&prefix=query:%20"); prefixed == first {
		t.Error("a prefix makes other vectors and no other name")
	}
	if unnamed := name(""); !strings.HasPrefix(unnamed, "loaded-model@"+host+"-") {
		t.Errorf("a model that the URL does not name is %q", unnamed)
	}
	version = "v2"
	if later := name("#nomic-embed-text"); later == first {
		t.Error("another model behind the same name has the same digest")
	}
}

// TestPasses: what may pass by itself is tried again.
func TestPasses(t *testing.T) {
	status := func(code int) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { http.Error(w, "busy", code) }
	}
	for name, fail := range map[string]func(http.ResponseWriter){
		"429": status(429), "500": status(500), "502": status(502), "503": status(503),
		"429 with Retry-After": func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "0")
			http.Error(w, "slow down", http.StatusTooManyRequests)
		},
		"cut connection": cut,
	} {
		t.Run(name, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request, q question, n int) {
				if n == 1 || n == 2 || n == 4 {
					fail(w)
					return
				}
				reply(w, q, 24)
			})
			if _, err := open(t, url+"#m", quick).Vectors(t.Context(), []string{"一艘渡轮搁浅。"}); err != nil {
				t.Error(err)
			}
		})
	}
}

// cut ends the connection in the middle of an answer.
func cut(w http.ResponseWriter) {
	conn, buf, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = buf.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"data\":")
	_ = buf.Flush()
	conn.Close()
}

// TestRetryAfter: the server says how long it wants to be left alone.
func TestRetryAfter(t *testing.T) {
	var last time.Time
	url := serve(t, func(w http.ResponseWriter, _ *http.Request, q question, n int) {
		if n == 1 {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "slow down", http.StatusTooManyRequests)
			last = time.Now()
			return
		}
		if pause := time.Since(last); pause < 900*time.Millisecond {
			t.Errorf("the client came back after %v", pause)
		}
		reply(w, q, 24)
	})
	open(t, url, quick)
}

// TestNonsense: every wrong answer is told as what it is, and only what may pass is asked for again.
func TestNonsense(t *testing.T) {
	write := func(body string) func(http.ResponseWriter, question) {
		return func(w http.ResponseWriter, _ question) { sendText(w, body) }
	}
	refuse := func(code int, body string) func(http.ResponseWriter, question) {
		return func(w http.ResponseWriter, _ question) {
			w.Header().Set("Retry-After", "")
			w.WriteHeader(code)
			sendText(w, body)
		}
	}
	three := func(vectors ...string) func(http.ResponseWriter, question) {
		var data []string
		for i, v := range vectors {
			data = append(data, fmt.Sprintf(`{"index": %d, "embedding": %s}`, i, v))
		}
		return write(`{"data": [` + strings.Join(data, ",") + `]}`)
	}
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter, question)
		want   string
		tries  int64
	}{
		{"nothing", write(""), "not JSON", 1},
		{"plain text", write("Ollama is running"), "not JSON", 1},
		{"a web page", write("<!doctype html><title>Welcome to nginx</title>"), "web page", 1},
		{"half an answer", write(`{"data": [{"index": 0, "embedding": [0.1,`), "not JSON", 1},
		{"a list", write(`[[0.1, 0.2], [0.3, 0.1], [0.1, 0.1]]`), "not in the OpenAI embeddings form", 1},
		{"Ollama's own form", write(`{"embeddings": [[0.1, 0.2]]}`), `no "data"`, 1},
		{"an error with 200", write(`{"error": {"message": "model is loading"}}`), "error: model is loading", 1},
		{"NaN", three(`[0.1, NaN]`, `[1, 2]`, `[1, 2]`), "NaN", 1},
		{"NaN in base64", three(`"AADAfw=="`, `[1]`, `[1]`), "number 0 is NaN", 1},
		{"infinity in base64", three(`"AACAfw=="`, `[1]`, `[1]`), "number 0 is +Inf", 1},
		{"a number too large", three(`[1e300]`, `[1]`, `[1]`), "1e300", 1},
		{"zeros", three(`[1, 2]`, `[0, 0]`, `[1, 2]`), "sentence 1 of 3: it is zero", 1},
		{"null", three(`[1, 2]`, `null`, `[1, 2]`), "sentence 1 of 3: it is empty", 1},
		{"words", three(`["a", "b"]`, `[1, 2]`, `[1, 2]`), "sentence 0 of 3", 1},
		{"broken base64", three(`"%%%%"`, `[1]`, `[1]`), "base64", 1},
		{"odd base64", three(`"AAAA"`, `[1]`, `[1]`), "3 bytes are no list of floats", 1},
		{"other dimensions", three(`[1, 2]`, `[1, 2]`, `[1, 2, 3]`), "3 dimensions, and 2 of another one", 1},
		{"one too few", three(`[1, 2]`, `[1, 2]`), "2 vectors for 3 sentences", 1},
		{"one too many", three(`[1]`, `[2]`, `[3]`, `[4]`), "4 vectors for 3 sentences", 1},
		{"one twice", write(`{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}, {"index": 2, "embedding": [1]}]}`), "two vectors for sentence 0", 1},
		{"a sentence that there is not", write(`{"data": [{"index": 7, "embedding": [1]}, {"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1]}]}`), "sentence 7 of 3", 1},
		{"too many dimensions", three("["+strings.Repeat("1,", 9000)+"1]", `[1]`, `[1]`), "9001 dimensions", 1},
		{"too much", func(w http.ResponseWriter, _ question) {
			for range 20 << 20 / 1024 {
				if _, err := w.Write(make([]byte, 1024)); err != nil {
					return
				}
			}
		}, "longer than 16 MB", 1},
		{"429 for ever", refuse(429, `{"error": "too many requests"}`), "429 Too Many Requests: too many requests (given up after 3 tries)", 3},
		{"500 for ever", refuse(500, ""), "500 Internal Server Error (given up after 3 tries)", 3},
		{"cut for ever", func(w http.ResponseWriter, _ question) { cut(w) }, "connection was cut before the answer was complete (given up after 3 tries)", 3},
		{"400", refuse(400, `{"error": {"message": "input is too long"}}`), "400 Bad Request: input is too long", 1},
		{"401", refuse(401, `{"error": {"message": "no key"}}`), "no key: set STEMMA_VECTORS_KEY", 1},
		{"404", refuse(404, `{"error": "model \"m\" not found, try pulling it first"}`), "try pulling it first: check the model's name", 1},
		{"422", refuse(422, `{"detail": "batch size 32 > 8"}`), "batch size 32 > 8", 1},
		{"a redirect", func(w http.ResponseWriter, _ question) {
			w.Header().Set("Location", "https://elsewhere.example/v1")
			w.WriteHeader(http.StatusMovedPermanently)
		}, `give the URL that it leads to ("https://elsewhere.example/v1")`, 1},
		{"429 for an hour", func(w http.ResponseWriter, _ question) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "left alone for 1h0m0s", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var tries atomic.Int64
			url := serve(t, func(w http.ResponseWriter, _ *http.Request, q question, _ int) {
				tries.Add(1)
				c.answer(w, q)
			})
			_, err := endpoint.Open(t.Context(), url+"#m", quick)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), url) {
				t.Errorf("error %v, want %q and the URL", err, c.want)
			}
			if tries.Load() != c.tries {
				t.Errorf("%d tries, want %d", tries.Load(), c.tries)
			}
		})
	}
}

// TestAnotherModelAnswers: between two requests the server changes to a model with other dimensions.
func TestAnotherModelAnswers(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request, q question, n int) { reply(w, q, 24+8*(n/2)) })
	_, err := open(t, url, quick).Vectors(t.Context(), []string{"The ferry sank."})
	if err == nil || !strings.Contains(err.Error(), "32 dimensions now and 24 before") {
		t.Errorf("error %v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	began := time.Now()
	_, err := endpoint.Open(t.Context(), s.URL, endpoint.Options{})
	if err == nil || !strings.Contains(err.Error(), "is the server running?") || time.Since(began) > 5*time.Second {
		t.Errorf("error %v after %v", err, time.Since(began))
	}
}

// TestServerGoes: a server that was there once is waited for.
func TestServerGoes(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q question
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			t.Error(err)
		}
		reply(w, q, 24)
	}))
	c := open(t, s.URL, quick)
	s.Close()
	_, err := c.Vectors(t.Context(), []string{"The ferry sank."})
	if err == nil || !strings.Contains(err.Error(), "given up after 3 tries") {
		t.Errorf("error %v", err)
	}
}

// TestCancel: a call ends when its context does, whether it waits for an answer or for a pause to be over.
func TestCancel(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request){
		"no answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"a pause": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusTooManyRequests)
		},
	} {
		t.Run(name, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, r *http.Request, q question, n int) {
				if n > 1 {
					answer(w, r)
					return
				}
				reply(w, q, 24)
			})
			c := open(t, url, endpoint.Options{})
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			began := time.Now()
			_, err := c.Vectors(ctx, slices.Repeat([]string{"The ferry sank."}, 500))
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 5*time.Second {
				t.Errorf("error %v after %v", err, time.Since(began))
			}
		})
	}
}

func TestTimeout(t *testing.T) {
	url := serve(t, func(_ http.ResponseWriter, r *http.Request, _ question, _ int) { <-r.Context().Done() })
	_, err := endpoint.Open(t.Context(), url, endpoint.Options{Tries: 2, Pause: time.Millisecond, Timeout: 30 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "no answer within 30ms (given up after 2 tries)") {
		t.Errorf("error %v", err)
	}
}

func TestURLs(t *testing.T) {
	var path string
	server := serve(t, func(w http.ResponseWriter, r *http.Request, q question, _ int) {
		path = r.URL.RequestURI() + " " + q.Model
		reply(w, q, 24)
	})
	for spec, want := range map[string]string{
		"":                                      "/v1/embeddings ",
		"/":                                     "/v1/embeddings ",
		"#bge-m3":                               "/v1/embeddings bge-m3",
		"/v1#bge-m3":                            "/v1/embeddings bge-m3",
		"/v1/#BAAI/bge-m3":                      "/v1/embeddings BAAI/bge-m3",
		"/api/v1/embeddings#bge-m3":             "/api/v1/embeddings bge-m3",
		"/openai?version=2#model=a%26b":         "/openai/v1/embeddings?version=2 a&b",
		"#intfloat/e5:small&prefix=query: ":     "/v1/embeddings intfloat/e5:small",
		"#prefix=query:%20&model=intfloat/e5&":  "!is not known",
		"#bge-m3&dimensions=3":                  `!"dimensions=3" is not known`,
		"#bge-m3&encoding=int8":                 "!encoding=int8",
		"#a%zz":                                 "!cannot be read",
		"#prefix=passage: &encoding=float":      "/v1/embeddings ",
		"/deep/er/v1?key=1#model=x&prefix=&&":   "!is not known",
		"/v1/embeddings/?a=b#nomic-embed:v1.5":  "/v1/embeddings?a=b nomic-embed:v1.5",
		"/v1/embeddings#nomic-embed&model=last": "/v1/embeddings last",
	} {
		path = ""
		_, err := endpoint.Open(t.Context(), server+spec, quick)
		if problem, bad := strings.CutPrefix(want, "!"); bad {
			if err == nil || !strings.Contains(err.Error(), problem) {
				t.Errorf("%s: error %v, want %q", spec, err, problem)
			}
		} else if err != nil || path != want {
			t.Errorf("%s: asks for %q, want %q (error %v)", spec, path, want, err)
		}
	}
	for spec, want := range map[string]string{
		"http://anna:secret@localhost#m": "STEMMA_VECTORS_KEY",
		"http://#m":                      "not the URL of a server",
		"ftp://localhost#m":              "not the URL of a server",
		"http://local host":              "cannot be read",
	} {
		_, err := endpoint.Open(t.Context(), spec, quick)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: error %v, want %q", spec, err, want)
		}
	}
}

// TestSecretsStayOut: no error shows what a URL's query may hold.
func TestSecretsStayOut(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request, _ question, _ int) { w.WriteHeader(http.StatusForbidden) })
	o := quick
	o.Key = "sesame"
	for _, u := range []string{url, strings.Replace(url, "http:", "https:", 1), "http://127.0.0.1:1"} {
		_, err := endpoint.Open(t.Context(), u+"?api_key=sesame#m", o)
		if err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: error %v", u, err)
		}
	}
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestDripping: an answer that comes a byte at a time, has no end, is cut or is longer or shorter than its header says is given up in the time that an answer
// may take, and with what an answer may hold; a further one that is whole is taken.
func TestDripping(t *testing.T) {
	endless := func(w http.ResponseWriter, r *http.Request, pause time.Duration, what string) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, what); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			if pause > 0 {
				time.Sleep(pause)
			}
		}
	}
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		want   string // "" where the next try is taken
	}{
		"dripping":       {func(w http.ResponseWriter, r *http.Request) { endless(w, r, 10*time.Millisecond, " ") }, ""},
		"endless":        {func(w http.ResponseWriter, r *http.Request) { endless(w, r, 0, strings.Repeat(" ", 1<<16)) }, "longer than 16 MB"},
		"cut":            {func(w http.ResponseWriter, _ *http.Request) { cut(w) }, ""},
		"half an answer": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"data":[{"index":0,"embed`) }, "not JSON"},
		"header without end": {func(w http.ResponseWriter, _ *http.Request) {
			conn, buf, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			defer conn.Close()
			_, _ = buf.WriteString("HTTP/1.1 200 OK\r\n")
			for range 1 << 12 {
				_, _ = buf.WriteString("X-Long: " + strings.Repeat("x", 1<<13) + "\r\n")
			}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, r *http.Request, q question, n int) {
				if n == 2 {
					c.answer(w, r)
					return
				}
				reply(w, q, 24)
			})
			o := quick
			o.Timeout = 2 * time.Second
			client := open(t, url+"#m", o)
			_, err := client.Vectors(t.Context(), []string{"The ferry sank."})
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v", err)
			}
		})
	}
}
