package watch

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/fetch"
)

func feedsOf(addresses ...string) []Feed {
	all := make([]Feed, len(addresses))
	for i, a := range addresses {
		all[i] = Feed{Address: a}
	}
	return all
}

func nothing(string) memory { return memory{} }

// TestOneDeadFeed: an error of one feed leaves the others of its host alone; that of three in a row is the host's.
func TestOneDeadFeed(t *testing.T) {
	s := newSchedule(4)
	s.set(feedsOf("https://herald.example/a", "https://herald.example/b", "https://herald.example/c"), nothing)
	internal := &outcome{hostErr: &fetch.Error{Err: &fetch.StatusError{Status: http.StatusInternalServerError}}}
	internal.err = internal.hostErr
	far := memory{Next: noon.Add(time.Hour)}
	for i, o := range []*outcome{internal, {}, internal, internal, internal} {
		var src *source
		for _, of := range s.order {
			of.memory = far
			src = s.order[i%3]
		}
		src.memory = memory{}
		ready := s.ready(noon)
		if len(ready) != 1 || ready[0] != src {
			t.Fatalf("turn %d: %d are asked", i, len(ready))
		}
		s.end(src, o, noon)
		if until := s.hostOf(src).Until; until.After(noon) != (i == 4) {
			t.Errorf("turn %d: the host is left alone until %v", i, until)
		}
	}
}

// TestGone: of a feed that is gone for good it is said what to do.
func TestGone(t *testing.T) {
	s := newSite(t)
	address := s.at("/feed", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	if sum, log := round(t, t.TempDir(), nil, address); sum.Failed != 1 || !strings.Contains(log, "take it off the list") {
		t.Errorf("%+v\n%s", sum, log)
	}
}

// TestResumed: the times that another run has set hold as far as this one's bounds allow.
func TestResumed(t *testing.T) {
	b := Bounds{Min: time.Second, Max: time.Minute}
	for name, c := range map[string]struct {
		m    memory
		want time.Time
	}{
		"sooner":  {memory{Polled: noon, Next: noon.Add(time.Second)}, noon.Add(time.Second)},
		"later":   {memory{Polled: noon, Next: noon.Add(time.Hour)}, noon.Add(time.Minute)},
		"failed":  {memory{Polled: noon, Next: noon.Add(time.Hour), Failures: 2}, noon.Add(time.Hour)},
		"refused": {memory{Polled: noon, Next: noon.Add(time.Hour), Failures: 2, Refused: true}, time.Time{}},
	} {
		if c.m.resumed(b); !c.m.Next.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, c.m.Next, c.want)
		}
	}
}

// TestOutlook: at the start it is told how many feeds are due, and when the next one is.
func TestOutlook(t *testing.T) {
	s := newSchedule(4)
	s.set(feedsOf("https://a.example/", "https://b.example/", "https://c.example/"), func(address string) memory {
		return memory{Next: map[string]time.Time{"https://a.example/": noon.Add(-time.Hour), "https://b.example/": noon.Add(time.Hour), "https://c.example/": noon.Add(time.Minute)}[address]}
	})
	if due, next := s.outlook(noon); due != 1 || !next.Equal(noon) {
		t.Errorf("%d due, next %v", due, next)
	}
}

// TestRefusedHere: a feed that may not be asked here says nothing of its host, and is asked at once by a run that may.
func TestRefusedHere(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	a := s.at("/a", sends("application/rss+xml", rss("A", item("herald-1", "Alva aground", ferry, noon))))
	b := s.at("/b", sends("application/rss+xml", rss("B", item("post-1", "Alva aground", ferry, noon))))
	sum, log := round(t, dir, func(o *Options) {
		client := fetch.New(fetch.Options{Delay: -1, Tries: 1})
		o.Web, o.Read.Fetch = client, client
	}, a, b)
	if sum.Failed != 2 || sum.LeftAlone != 0 {
		t.Fatalf("%+v\n%s", sum, log)
	}
	archived := archive(t, dir)
	m, err := recall(t.Context(), archived, a)
	if err != nil || !m.Refused {
		t.Errorf("%+v, %v", m, err)
	}
	if err := archived.Close(); err != nil {
		t.Fatal(err)
	}
	if sum, log := round(t, dir, nil, a, b); sum.Failed+sum.LeftAlone != 0 || sum.New != 2 {
		t.Errorf("%+v\n%s", sum, log)
	}
}

// TestNamedOutside: what the public internet names, a feed that has moved or that a page declares, is not asked as if the
// user had named it; what this network names is.
func TestNamedOutside(t *testing.T) {
	for _, private := range []bool{false, true} {
		for _, way := range []string{"moved", "page"} {
			w := newWeb()
			w.feeds["https://herald.example/"] = func(fetch.Validators) (*fetch.Response, error) {
				r := &fetch.Response{URL: "https://herald.example/", Status: 200, Header: http.Header{}, Fetched: time.Now(), Private: private}
				if way == "moved" {
					r.Moved, r.Body = "http://10.0.0.5/feed", []byte(rss("Herald"))
				} else {
					r.Body = []byte(`<html><head><link rel="alternate" type="application/rss+xml" href="http://10.0.0.5/feed"></head></html>`)
				}
				return r, nil
			}
			w.feeds["http://10.0.0.5/feed"] = func(v fetch.Validators) (*fetch.Response, error) {
				return answer("http://10.0.0.5/feed", rss("Inside"), v), nil
			}
			a := archive(t, t.TempDir())
			var log bytes.Buffer
			for range 2 {
				_, err := Run(t.Context(), Options{
					Archive: a, Lists: NewLists([]string{"https://herald.example/"}), Web: w, Once: true, NoTrees: true, Log: slog.New(slog.NewTextHandler(&log, nil)),
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			if public := strings.Contains(strings.Join(w.public, " "), "10.0.0.5"); w.polls("http://10.0.0.5/feed") == 0 || public == private {
				t.Errorf("%s, private %v: asked as of the public internet %v\n%s", way, private, w.public, log.String())
			}
		}
	}
}

// TestWholeEntries: entries with the whole article are all read, however many: no page is fetched for them.
func TestWholeEntries(t *testing.T) {
	f := feedOf(0, 20)
	for i := range 12 {
		f.Entries[i].HTML = fmt.Sprintf("<p>Notice %d of the harbour.</p>", i)
	}
	q := &queue{}
	ids, _ := chooseAll(t, &memory{}, q, f, 3, none)
	if len(ids) != 15 || len(q.Entries) != 5 || ids[0] != "19" || ids[14] != "0" {
		t.Errorf("%v, %d wait", ids, len(q.Entries))
	}
}
