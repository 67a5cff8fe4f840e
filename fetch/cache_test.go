package fetch

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func caching(dir string) Options {
	o := quick()
	o.Cache = dir
	return o
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestAsksWhetherItChanged(t *testing.T) {
	t.Parallel()
	version := atomic.Int32{}
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/ferry", func(w http.ResponseWriter, r *http.Request) {
		tag := fmt.Sprintf(`"v%d"`, version.Load())
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Type", "text/html")
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, page, version.Load())
	})}}
	c := w.client(t, caching(t.TempDir()))
	for i, want := range []struct {
		body   string
		cached bool
	}{{"0", false}, {"0", true}, {"1", false}, {"1", true}} {
		version.Store(int32(i / 2))
		r := get(t, c, "http://gazette.example/ferry")
		if string(r.Body) != page+want.body || r.Cached != want.cached || r.ContentType != "text/html" || r.CacheErr != nil || r.Status != 200 {
			t.Errorf("%d: %+v", i, r)
		}
	}
	if n := len(w.requests()); n != 4 {
		t.Errorf("%d requests", n)
	}
}

func TestLastModified(t *testing.T) {
	t.Parallel()
	const date = "Tue, 04 Mar 2025 18:20:00 GMT"
	w := &web{hosts: map[string]http.HandlerFunc{
		"short.example": to("http://gazette.example/ferry"),
		"gazette.example": at("/ferry", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Last-Modified", date)
			if r.Header.Get("If-Modified-Since") == date {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, page)
		}),
	}}
	c := w.client(t, caching(t.TempDir()))
	for i := range 2 {
		if r := get(t, c, "http://short.example/"); r.Cached != (i == 1) || string(r.Body) != page || r.URL != "http://gazette.example/ferry" {
			t.Errorf("%d: %+v", i, r)
		}
	}
}

func TestFreshness(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 3, 4, 18, 20, 0, 0, time.UTC)
	date := now.Format(http.TimeFormat)
	later := now.Add(time.Hour).Format(http.TimeFormat)
	for _, c := range []struct {
		header string
		age    time.Duration
		want   bool
	}{
		{"", 0, false},
		{"Cache-Control: max-age=60", 59 * time.Second, true},
		{"Cache-Control: max-age=60", 60 * time.Second, false},
		{"Cache-Control: public, Max-Age=\"60\"", 30 * time.Second, true},
		{"Cache-Control: max-age=60|Age: 50", 15 * time.Second, false},
		{"Cache-Control: max-age=60, no-cache", 0, false},
		{"Cache-Control: no-store|Expires: " + later + "|Date: " + date, 0, false},
		{"Cache-Control: max-age=99999999", 23 * time.Hour, true},
		{"Cache-Control: max-age=99999999", 25 * time.Hour, false},
		{"Cache-Control: max-age=soon|Expires: " + later + "|Date: " + date, 0, false},
		{"Cache-Control: max-age=0|Expires: " + later + "|Date: " + date, 0, false},
		{"Expires: " + later + "|Date: " + date, 59 * time.Minute, true},
		{"Expires: " + later + "|Date: " + date, 61 * time.Minute, false},
		{"Expires: 0|Date: " + date, 0, false},
		{"Cache-Control: max-age=60", -time.Hour, false}, // the clock was set back
		{"Memento-Datetime: " + date, 9999 * time.Hour, true},
	} {
		e := &entry{Header: http.Header{}, Asked: now}
		for line := range strings.SplitSeq(c.header, "|") {
			key, value, _ := strings.Cut(line, ": ")
			e.Header.Add(key, value)
		}
		if got := e.fresh(now.Add(c.age)); got != c.want {
			t.Errorf("%s after %v: fresh is %v", c.header, c.age, got)
		}
	}
}

func TestFreshIsNotAskedFor(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "sesame"})
		fmt.Fprint(w, page)
	})}}
	dir := t.TempDir()
	get(t, w.client(t, caching(dir)), "http://gazette.example/#a")
	if r := get(t, w.client(t, caching(dir)), "http://gazette.example/#b"); !r.Cached || string(r.Body) != page {
		t.Errorf("%+v", r)
	}
	if n := len(w.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
	for _, name := range files(t, dir) {
		if data, _ := os.ReadFile(name); bytes.Contains(data, []byte("sesame")) {
			t.Error("a cookie was kept")
		}
	}
}

func TestOffline(t *testing.T) {
	t.Parallel()
	up := atomic.Bool{}
	up.Store(true)
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": func(w http.ResponseWriter, r *http.Request) {
		if !up.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		ruled(status(404))(w, r)
	}}}
	dir := t.TempDir()
	c := w.client(t, caching(dir))
	get(t, c, "http://gazette.example/ferry")
	up.Store(false)
	fails(t, c, "http://gazette.example/ferry", nil, "500", "there is a copy of", "--offline reads it")
	asked := len(w.requests())
	o := caching(dir)
	o.Offline = true
	c = w.client(t, o)
	if r := get(t, c, "http://gazette.example/ferry"); !r.Cached || string(r.Body) != page {
		t.Errorf("%+v", r)
	}
	fails(t, c, "http://gazette.example/other", ErrOffline, "without --offline")
	fails(t, c, "http://anna:sesame@gazette.example/ferry", ErrOffline, "never kept")
	o.Cache = ""
	fails(t, w.client(t, o), "http://gazette.example/ferry", ErrOffline, "--cache")
	if len(w.requests()) != asked {
		t.Error("offline, and asked for")
	}
}

// Whatever happens to an entry, the page is fetched anew and the entry is whole again.
func TestBrokenEntries(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func([]byte) []byte{
		"empty":       func([]byte) []byte { return nil },
		"cut short":   func(b []byte) []byte { return b[:len(b)/2] },
		"another bit": func(b []byte) []byte { b[len(b)-5] ^= 1; return b },
		"longer":      func(b []byte) []byte { return append(b, '!') },
		"not ours":    func([]byte) []byte { return []byte(page) },
		"another's": func([]byte) []byte {
			b, _ := (&entry{URL: "http://other.example/", Final: "http://other.example/", Header: http.Header{"Cache-Control": {"max-age=60"}}, Asked: time.Now()}).marshal()
			return b
		},
		"huge": func(b []byte) []byte { return append(b, make([]byte, 3<<20)...) },
	} {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Cache-Control", "max-age=60")
			fmt.Fprint(w, page)
		})}}
		o := caching(t.TempDir())
		o.MaxBody = 1 << 20
		c := w.client(t, o)
		get(t, c, "http://gazette.example/")
		kept := files(t, o.Cache)
		data, err := os.ReadFile(kept[0])
		if err != nil || len(kept) != 1 {
			t.Fatal(kept, err)
		}
		if err := os.WriteFile(kept[0], harm(data), 0o600); err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			if r := get(t, c, "http://gazette.example/"); string(r.Body) != page || r.Cached != (i == 1) {
				t.Errorf("%s: %d: %+v", name, i, r)
			}
		}
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "max-age=600")
		fmt.Fprint(w, strings.Repeat(fmt.Sprintf("%x", r.URL.Path), 100))
	}}}
	o := caching(t.TempDir())
	o.CacheSize = 10_000
	c := w.client(t, o)
	get(t, c, "http://gazette.example/often")
	left := filepath.Join(filepath.Dir(files(t, o.Cache)[0]), tempPrefix+"left")
	if err := os.WriteFile(left, []byte("by a crash"), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * tempAge)
	if err := os.Chtimes(left, old, old); err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		get(t, c, fmt.Sprintf("http://gazette.example/%d", i))
		get(t, c, "http://gazette.example/often")
		time.Sleep(time.Millisecond) // so that the dates differ
	}
	var total int64
	for _, name := range files(t, o.Cache) {
		if info, err := os.Stat(name); err == nil {
			total += info.Size()
		}
	}
	if total > o.CacheSize || total < o.CacheSize/2 {
		t.Errorf("%d bytes", total)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what a crash left is still there")
	}
	if n := strings.Count(strings.Join(w.requests(), " "), "often"); n != 1 {
		t.Errorf("what is used most was asked for %d times", n)
	}
}

func TestACacheThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": text(page)}}
	r := get(t, w.client(t, caching(file)), "http://gazette.example/")
	if string(r.Body) != page || r.CacheErr == nil || !strings.Contains(r.CacheErr.Error(), file) {
		t.Errorf("%v", r.CacheErr)
	}
}

// Several clients stand for several processes: they share nothing but the folder.
func TestSharedCache(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{}}
	for i := range 4 {
		w.hosts[fmt.Sprintf("host%d.example", i)] = ruled(status(404))
	}
	o := caching(t.TempDir())
	o.CacheSize = 2000
	var all sync.WaitGroup
	for range 3 {
		c := w.client(t, o)
		for i := range 4 {
			all.Go(func() {
				for n := range 10 {
					r, err := c.Get(t.Context(), fmt.Sprintf("http://host%d.example/%d", i, n%3))
					if err != nil || string(r.Body) != page || r.CacheErr != nil {
						t.Error(r, err)
					}
				}
			})
		}
	}
	all.Wait()
	for _, name := range files(t, o.Cache) {
		data, _ := os.ReadFile(name)
		if _, err := parseEntry(data, 1<<20); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	whole, err := (&entry{URL: "http://a.example/", Header: http.Header{"Etag": {`"1"`}}, body: []byte(page)}).marshal()
	if err != nil {
		f.Fatal(err)
	}
	_, rest, _ := bytes.Cut(whole, []byte("\n"))
	f.Add(rest, true)
	f.Add(whole, false)
	f.Add([]byte("{}\n"), true)
	f.Add([]byte("{}\n(\xB5/\xFD\x04\x00"), true)
	f.Fuzz(func(t *testing.T, data []byte, sign bool) {
		if sign { // so that what lies behind the digest is reached
			data = signed(data)
		}
		const limit = 1 << 16
		e, err := parseEntry(data, limit)
		if err != nil {
			return
		}
		if len(e.body) > limit {
			t.Errorf("%d bytes", len(e.body))
		}
		e.fresh(time.Now())
		again, err := e.marshal()
		if err != nil {
			return // a date that JSON has no form for
		}
		back, err := parseEntry(again, limit)
		if err != nil || !bytes.Equal(back.body, e.body) || back.URL != e.URL {
			t.Errorf("%v, %+v", err, back)
		}
	})
}

// A process that reads less than another one throws nothing of it away.
func TestEntriesTooLargeForOneOfTwo(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 100_000)
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		fmt.Fprint(w, long)
	})}}
	o := caching(t.TempDir())
	large := w.client(t, o)
	get(t, large, "http://gazette.example/")
	o.MaxBody, o.Offline = 1000, true
	fails(t, w.client(t, o), "http://gazette.example/", ErrOffline)
	if r := get(t, large, "http://gazette.example/"); !r.Cached || string(r.Body) != long {
		t.Error("it is gone")
	}
}
