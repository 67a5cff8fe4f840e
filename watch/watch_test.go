package watch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// web is a small internet of feeds: what is at an address is for a function to say.
type web struct {
	mu    sync.Mutex
	feeds map[string]func(v fetch.Validators) (*fetch.Response, error)
	asked map[string][]time.Time
	// public are those that were asked for as what the public internet names.
	public []string
}

func newWeb() *web {
	return &web{feeds: map[string]func(fetch.Validators) (*fetch.Response, error){}, asked: map[string][]time.Time{}}
}

func (w *web) GetChanged(ctx context.Context, address string, v fetch.Validators) (*fetch.Response, error) {
	w.mu.Lock()
	w.asked[address] = append(w.asked[address], time.Now())
	f := w.feeds[address]
	w.mu.Unlock()
	if f == nil {
		return nil, &fetch.Error{Address: address, Problem: "the server answers 404 Not Found", Err: &fetch.StatusError{Status: http.StatusNotFound}}
	}
	r, err := f(v)
	if err != nil {
		return nil, &fetch.Error{Address: address, Problem: err.Error(), Err: err}
	}
	return r, ctx.Err()
}

func (w *web) GetChangedPublic(ctx context.Context, address string, v fetch.Validators) (*fetch.Response, error) {
	w.mu.Lock()
	w.public = append(w.public, address)
	w.mu.Unlock()
	return w.GetChanged(ctx, address, v)
}

func (w *web) polls(address string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.asked[address])
}

// answer is a feed as a server sends it, with an ETag that says how it is.
func answer(address, body string, v fetch.Validators) *fetch.Response {
	tag := fmt.Sprintf(`"%x"`, hashed(body))
	r := &fetch.Response{URL: address, Status: 200, Header: http.Header{"Etag": {tag}}, Fetched: time.Now()}
	if v.URL == address && v.ETag == tag {
		r.Unchanged = true
		return r
	}
	r.Body = []byte(body)
	return r
}

// item is an entry with the whole article.
func item(id, title, text string, at time.Time) string {
	return fmt.Sprintf(`<item><guid isPermaLink="false">%s</guid><title>%s</title><link>https://%s.example/%s</link><pubDate>%s</pubDate><content:encoded>&lt;p&gt;%s&lt;/p&gt;</content:encoded></item>`,
		id, title, strings.Split(id, "-")[0], id, at.UTC().Format(time.RFC1123Z), text)
}

func rss(outlet string, items ...string) string {
	return `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>` + outlet + `</title>` + strings.Join(items, "") + `</channel></rss>`
}

func archive(t *testing.T, dir string) *store.Archive {
	t.Helper()
	a, err := store.Create(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const ferry = "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. Nobody was hurt, the harbour master Ines Karo said. A tug from Brede is to tow the ferry into the harbour as soon as the tide allows it."

// TestOnce: each feed is asked once; what is new is in the archive, in stories, traced and told.
func TestOnce(t *testing.T) {
	w := newWeb()
	now := time.Now().Add(-time.Hour)
	for _, outlet := range []string{"herald", "courier", "post"} {
		address := "https://" + outlet + ".example/feed"
		w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
			return answer(address, rss(outlet, item(outlet+"-1", "Ferry Alva aground off Larn", ferry+" So the "+outlet+" has it.", now)), v), nil
		}
	}
	dir := t.TempDir()
	o := Options{
		Lists: NewLists([]string{"https://herald.example/feed", "https://courier.example/feed", "https://post.example/feed", "https://gone.example/feed"}),
		Web:   w, Once: true,
		Rules: func() ([]alert.Rule, error) { return []alert.Rule{{Name: "three", Kind: alert.Reach, Outlets: 3}}, nil },
	}
	for round := range 2 {
		var lines bytes.Buffer
		o.Archive, o.Alerts = archive(t, dir), &lines
		sum, err := Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Archive.Close(); err != nil {
			t.Fatal(err)
		}
		want := Summary{Feeds: 4, Polls: 4, Failed: 1, New: 3, Traced: 1, Alerts: 1}
		if round == 1 {
			want = Summary{Feeds: 4, Polls: 4, Failed: 1, Unchanged: 3}
		}
		placed := sum.Placed.Articles
		sum.Placed = Placed{}
		if !reflect.DeepEqual(sum, want) || placed != want.New {
			t.Errorf("round %d: %+v (%d placed), want %+v", round, sum, placed, want)
		}
		if n := strings.Count(lines.String(), "\n"); n != want.Alerts {
			t.Errorf("round %d: %d alerts: %s", round, n, lines.String())
		}
		if round == 0 {
			var a alert.Alert
			if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
				t.Fatal(err)
			}
			if a.Rule != "three" || a.Story.Outlets != 3 || len(a.Sentences) != 3 || !strings.HasPrefix(a.Sentences[0].Text, "The ferry Alva ran aground") {
				t.Errorf("%+v", a)
			}
		}
	}
}

// TestIntervals: over a day, a feed that changes every ten minutes is asked far more often than one that never does; one that
// its server has nothing for and one whose host is down are asked less and less often; and the host is asked for one feed
// at a time.
func TestIntervals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb()
		began := time.Now()
		w.feeds["https://busy.example/feed"] = func(v fetch.Validators) (*fetch.Response, error) {
			n := int(time.Since(began) / (10 * time.Minute))
			var items []string
			for i := max(0, n-9); i <= n; i++ {
				items = append(items, item(fmt.Sprintf("busy-%d", i), fmt.Sprintf("Notice %d", i), fmt.Sprintf("Notice number %d of the harbour of Larn.", i), began.Add(time.Duration(i)*10*time.Minute)))
			}
			return answer("https://busy.example/feed", rss("Busy", items...), v), nil
		}
		w.feeds["https://quiet.example/feed"] = func(v fetch.Validators) (*fetch.Response, error) {
			return answer("https://quiet.example/feed", rss("Quiet", item("quiet-1", "Old", "An old notice.", began.AddDate(0, -6, 0))), v), nil
		}
		for _, name := range []string{"a", "b", "c"} {
			w.feeds["https://down.example/"+name] = func(fetch.Validators) (*fetch.Response, error) {
				return nil, &fetch.StatusError{Status: http.StatusServiceUnavailable}
			}
		}
		a := archive(t, t.TempDir())
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		sum, err := Run(ctx, Options{
			Archive: a, Web: w, NoTrees: true,
			Lists: NewLists([]string{"https://busy.example/feed", "https://quiet.example/feed", "https://gone.example/feed", "https://down.example/a", "https://down.example/b", "https://down.example/c"}),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		busy, quiet, gone := w.polls("https://busy.example/feed"), w.polls("https://quiet.example/feed"), w.polls("https://gone.example/feed")
		down := w.polls("https://down.example/a") + w.polls("https://down.example/b") + w.polls("https://down.example/c")
		t.Logf("in a day: busy %d, quiet %d, gone %d, down %d", busy, quiet, gone, down)
		if busy < 175 || busy > 500 || quiet < 3 || quiet > 12 || gone > 8 || down > 14 || down < 5 {
			t.Errorf("busy %d, quiet %d, gone %d, down %d", busy, quiet, gone, down)
		}
		if sum.New < 140 || sum.Polls != busy+quiet+gone+down {
			t.Errorf("%+v", sum)
		}
	})
}

// TestResume: a watch that is ended at many moments, and begun again, asks and tells as if it had not been.
func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb()
		began := time.Now()
		address := "https://herald.example/feed"
		w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
			n := int(time.Since(began) / time.Hour)
			var items []string
			for i := range n + 1 {
				items = append(items, item(fmt.Sprintf("herald-%d", i), "Ferry Alva aground off Larn", fmt.Sprintf("%s This was report %d.", ferry, i), began.Add(time.Duration(i)*time.Hour)))
			}
			return answer(address, rss("Herald", items...), v), nil
		}
		dir := t.TempDir()
		var lines bytes.Buffer
		polls, reports := 0, 0
		for time.Since(began) < 24*time.Hour {
			a := archive(t, dir)
			ctx, cancel := context.WithTimeout(t.Context(), 97*time.Minute)
			sum, err := Run(ctx, Options{
				Archive: a, Web: w, NoTrees: true, Lists: NewLists([]string{address}), Alerts: &lines,
				Rules: func() ([]alert.Rule, error) {
					return []alert.Rule{{Name: "ten", Kind: alert.Reach, Articles: 10}}, nil
				},
			})
			cancel()
			if err := errors.Join(err, a.Close()); err != nil {
				t.Fatal(err)
			}
			polls, reports = polls+sum.Polls, reports+sum.New
		}
		if reports < 23 || reports > 25 || polls > 80 || strings.Count(lines.String(), "\n") != 1 {
			t.Errorf("%d reports by %d polls, alerts: %s", reports, polls, lines.String())
		}
	})
}

// oneFeed is a web with one feed that has one report.
func oneFeed(text string) *web {
	w := newWeb()
	w.feeds["https://herald.example/feed"] = func(v fetch.Validators) (*fetch.Response, error) {
		return answer("https://herald.example/feed", rss("Herald", item("herald-1", "News from the coast", text, noon)), v), nil
	}
	return w
}

// watchedFrom has an archive be one that was watched up to an arrival.
func watchedFrom(t *testing.T, a *store.Archive, n int) {
	t.Helper()
	if err := a.PutState(t.Context(), judgedState, fmt.Append(nil, n)); err != nil {
		t.Fatal(err)
	}
}

// TestAlertsAfterKill: a process that is killed when reports are in their stories, and before it has told of them, tells of
// them when it is begun again, once.
func TestAlertsAfterKill(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	if _, err := a.Add(t.Context(), someReports(24)); err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	o := Options{
		Archive: a, Lists: NewLists([]string{"https://herald.example/feed"}), Web: oneFeed("Notice to ships."), Once: true, NoTrees: true, Alerts: &lines,
		Rules: func() ([]alert.Rule, error) {
			return []alert.Rule{{Name: "two", Kind: alert.Reach, Articles: 2}, {Name: "cited", Kind: alert.Cites, Sources: []string{"Cass Orban"}}}, nil
		},
	}
	watchedFrom(t, a, 0)
	k, err := newKeeper(t.Context(), &watcher{Options: o.withDefaults()})
	if err != nil {
		t.Fatal(err)
	}
	killed := errors.New("killed")
	k.placer.o.placed = func(context.Context) error { return killed }
	if err := k.stories(t.Context()); !errors.Is(err, killed) || lines.Len() > 0 {
		t.Fatalf("%v, %s", err, lines.String())
	}
	for range 2 {
		if _, err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	two, cited := strings.Count(lines.String(), `"rule":"two"`), strings.Count(lines.String(), `"rule":"cited"`)
	if two != len(events) || cited != 1 {
		t.Errorf("%d stories of two reports, of %d; %d alerts of a citation:\n%s", two, len(events), cited, lines.String())
	}
}

// TestClaims: a report that says a saved claim is told of; the same with another number is not, unless that is asked for.
func TestClaims(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	var lines bytes.Buffer
	rule := func(name, claim, relation string) alert.Rule {
		return alert.Rule{Name: name, Kind: alert.Claim, Claim: claim, Relations: []string{relation}}
	}
	_, err := Run(t.Context(), Options{
		Archive: a, Lists: NewLists([]string{"https://herald.example/feed"}), Web: oneFeed(ferry), Once: true, NoTrees: true, Alerts: &lines,
		Rules: func() ([]alert.Rule, error) {
			const said, other = "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard.", "The ferry Alva ran aground off Larn on Saturday with 350 passengers aboard."
			return []alert.Rule{rule("same", said, "says"), rule("other number", other, "says"), rule("differs", other, "differs"), rule("nothing of it", "The council of Orvel passed a budget.", "says")}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"same": 1, "other number": 0, "differs": 1, "nothing of it": 0} {
		if have := strings.Count(lines.String(), fmt.Sprintf(`"rule":%q`, name)); have != want {
			t.Errorf("%s: %d alerts, want %d\n%s", name, have, want, lines.String())
		}
	}
}

// TestInherit: what was told of a story counts as told of the one that it went into, also where that goes into another at
// once.
func TestInherit(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	if err := a.Update(t.Context(), store.Update{State: map[string][]byte{toldState + "s1/x": []byte("then"), toldState + "s10/y": []byte("then")}}); err != nil {
		t.Fatal(err)
	}
	state := map[string][]byte{}
	err := inherit(t.Context(), a, state, []cluster.Event{{Kind: cluster.Merged, Story: "s1", Into: "s2"}, {Kind: cluster.Merged, Story: "s2", Into: "s3"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(state) != 1 || string(state[toldState+"s3/x"]) != "then" {
		t.Errorf("%q", state)
	}
}

// TestReload: a list that changes is read again within minutes, other rules hold from then on, and those that cannot be
// read change nothing.
func TestReload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := write(t, t.TempDir()+"/feeds.txt", "https://herald.example/feed\n")
		a := archive(t, t.TempDir())
		w := oneFeed(ferry)
		reload := make(chan struct{})
		rules, failed := []alert.Rule{}, error(nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan Summary, 1)
		go func() {
			sum, err := Run(ctx, Options{
				Archive: a, Web: w, NoTrees: true, Lists: NewLists([]string{list}), Reload: reload, Alerts: &bytes.Buffer{},
				Rules: func() ([]alert.Rule, error) { return rules, failed },
			})
			if err != nil {
				t.Error(err)
			}
			done <- sum
		}()
		time.Sleep(time.Hour)
		w.mu.Lock()
		w.feeds["https://post.example/feed"] = func(v fetch.Validators) (*fetch.Response, error) {
			return answer("https://post.example/feed", rss("Post", item("post-1", "Alva", ferry+" So the Post.", time.Now())), v), nil
		}
		w.mu.Unlock()
		failed = errors.New("rules.toml:1: no rule")
		reload <- struct{}{}
		synctest.Wait() // it was read
		failed, rules = nil, []alert.Rule{{Name: "any", Kind: alert.Reach, Articles: 1}}
		time.Sleep(time.Minute)
		reload <- struct{}{}
		write(t, list, "https://herald.example/feed\nhttps://post.example/feed\n")
		time.Sleep(5 * time.Minute)
		if w.polls("https://post.example/feed") == 0 {
			t.Error("the new feed was not asked")
		}
		cancel()
		if sum := <-done; sum.New != 2 || sum.Alerts != 1 || sum.Feeds != 2 {
			t.Errorf("%+v", sum)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
