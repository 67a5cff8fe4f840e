package watch

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
	"github.com/stemma-news/stemma/watch/webhook"
)

// pressPause is the pause between two requests to a host.
const pressPause = 20 * time.Millisecond

// press are outlets of this machine, each with a host of its own, and who is told of alerts. All outlets report the same
// events, each in an entry of its feed that leads to a page.
type press struct {
	outlets []*outlet
	desk    *httptest.Server

	mu    sync.Mutex
	told  map[string]int // how often an alert came, by its id
	about map[string]int // how many alerts there are of a rule and a summary
}

// outlet counts what it is asked.
type outlet struct {
	*httptest.Server
	name string

	mu       sync.Mutex
	events   int            // of which it reports
	read     map[string]int // how often a page was asked for
	asked    int            // how often the feed was
	takes    time.Duration  // how long an answer takes
	inside   int            // requests that are being answered
	crowded  int            // requests that came while another was being answered
	hurried  int            // requests that came sooner after the last than the pause
	answered time.Time
}

func newPress(t *testing.T, outlets, events int) *press {
	p := &press{told: map[string]int{}, about: map[string]int{}}
	for i := range outlets {
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", fmt.Sprintf("127.0.1.%d:0", i+1))
		if err != nil {
			t.Skip(err) // some systems have one address only
		}
		o := &outlet{name: fmt.Sprintf("Outlet %d", i), events: events, read: map[string]int{}}
		o.Server = httptest.NewUnstartedServer(http.HandlerFunc(o.serve))
		o.Listener.Close()
		o.Listener = l
		o.Start()
		t.Cleanup(o.Close)
		p.outlets = append(p.outlets, o)
	}
	p.desk = httptest.NewServer(http.HandlerFunc(p.hear))
	t.Cleanup(p.desk.Close)
	return p
}

func (p *press) feeds() []string {
	var all []string
	for _, o := range p.outlets {
		all = append(all, o.URL+"/feed")
	}
	return all
}

func (p *press) hear(_ http.ResponseWriter, r *http.Request) {
	var message struct {
		Data struct {
			ID, Rule, Summary string
		}
	}
	b, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(b, &message)
	}
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.told[message.Data.ID]++; p.told[message.Data.ID] == 1 {
		p.about[message.Data.Rule+": "+message.Data.Summary]++
	}
}

func (o *outlet) serve(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	if o.inside++; o.inside > 1 {
		o.crowded++
	}
	if time.Since(o.answered) < pressPause*9/10 && r.URL.Path != "/robots.txt" && !o.answered.IsZero() {
		o.hurried++
	}
	events, takes := o.events, max(o.takes, 2*time.Millisecond)
	switch {
	case r.URL.Path == "/feed":
		o.asked++
	case strings.HasPrefix(r.URL.Path, "/page/"):
		o.read[r.URL.Path]++
	}
	o.mu.Unlock()
	time.Sleep(takes) // so that two can meet here
	switch {
	case r.URL.Path == "/feed":
		var items []string
		for e := range events {
			items = append(items, fmt.Sprintf(`<item><title>%s</title><link>%s/page/%d</link><pubDate>%s</pubDate></item>`, pressTitle(e), o.URL, e, pressDate(e).Format(time.RFC1123Z)))
		}
		sends("application/rss+xml", rss(o.name, items...))(w, r)
	case strings.HasPrefix(r.URL.Path, "/page/"):
		e := 0
		_, _ = fmt.Sscanf(r.URL.Path, "/page/%d", &e)
		sends("text/html; charset=utf-8", o.page(e))(w, r)
	default:
		http.NotFound(w, r)
	}
	o.mu.Lock()
	o.inside--
	if r.URL.Path != "/robots.txt" { // the page may follow at once
		o.answered = time.Now()
	}
	o.mu.Unlock()
}

var pressStart = time.Now().UTC().Truncate(time.Minute).Add(-48 * time.Hour)

func pressDate(e int) time.Time { return pressStart.Add(time.Duration(e) * 7 * time.Minute) }

// named are invented names, each of other syllables: names that differ by a letter may be one.
func named(n int, ends string) string {
	rng := rand.New(rand.NewPCG(uint64(n), 11)) //nolint:gosec // the same each time
	var b strings.Builder
	for i := range 3 {
		c := "BDFGHKLMNPRSTVZ"[rng.IntN(15)]
		if i > 0 {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
		b.WriteByte("aeiou"[rng.IntN(5)])
		b.WriteByte("lmnrs"[rng.IntN(5)])
	}
	return b.String() + ends
}

// happenings are what events are about: a headline, and what is told besides, of a place, a person and two numbers.
var happenings = [][3]string{
	{"The bridge of %[1]s is closed for %[3]d weeks", "An engineer, %[2]s, found %[4]d cracks in its northern pier.", "Buses go by the old ferry until it is mended."},
	{"%[2]s elected mayor of %[1]s by %[3]d votes", "The count was held twice, since %[4]d ballots were not stamped.", "The new council meets in the town hall after the holidays."},
	{"Fire in the paper mill of %[1]s: %[3]d workers brought to safety", "The fire brigade under %[2]s was there with %[4]d hoses.", "Smoke lay over the river till dawn."},
	{"Museum of %[1]s buys %[3]d coins of the ninth century", "A farmer had found them with a detector, said the curator %[2]s, who paid %[4]d crowns.", "They are shown from spring on."},
	{"%[1]s wins the rowing cup after %[3]d years", "Coach %[2]s thanked the %[4]d spectators on the quay.", "Second was the crew of the university."},
	{"Doctors in %[1]s strike for %[3]d days", "They want more night nurses, the union's speaker %[2]s told the press; %[4]d appointments are cancelled.", "Emergencies are treated all the same."},
	{"Storm takes the roofs off %[3]d houses near %[1]s", "Pupils slept in the gymnasium, as the headmistress %[2]s arranged; %[4]d trees block the railway.", "Power is back in most streets."},
}

func pressTitle(e int) string { return fmt.Sprintf(happening(e, 0), happeningOf(e)...) }

// happening is a part of an event. Two events have one of the three alike at the most: were they of one form, it would lie with the order
// in which reports come whether they are one story.
func happening(e, part int) string {
	n := len(happenings)
	return happenings[(e+part*(e/n+1))%n][part] + "%[5]s"
}

// happeningOf are the place, the person and the numbers of an event; the last is nothing, so that each part may do without the others.
func happeningOf(e int) []any {
	return []any{named(e, ""), named(e+70, "sen"), 3 + e, 400 + 31*e, ""}
}

func (o *outlet) page(e int) string {
	text := "<p>" + pressTitle(e) + ". " + fmt.Sprintf(happening(e, 1), happeningOf(e)...) + "</p><p>" + fmt.Sprintf(happening(e, 2), happeningOf(e)...) +
		" Nobody in " + named(e, "") + " remembers the like of it, " + named(e+70, "sen") + " said on the telephone, and there will be an inquiry.</p><p>" + o.name + " has it from the town.</p>"
	return fmt.Sprintf(`<!doctype html><html lang="en"><head><title>%s</title><meta property="og:site_name" content="%s"><meta property="article:published_time" content="%s"></head><body><article><h1>%s</h1>%s</article></body></html>`,
		pressTitle(e), o.name, pressDate(e).Format(time.RFC3339), pressTitle(e), text)
}

// manners are what outlets have to complain of: requests at once, requests too soon, and pages that were asked for again.
func (p *press) manners() (crowded, hurried, again int) {
	for _, o := range p.outlets {
		o.mu.Lock()
		crowded, hurried = crowded+o.crowded, hurried+o.hurried
		for _, n := range o.read {
			again += n - 1
		}
		o.mu.Unlock()
	}
	return crowded, hurried, again
}

// pressWork is what a process does that watches the press.
type pressWork struct {
	Archive string
	Feeds   []string
	Desk    string
	Once    bool
	Loud    bool

	// For those of this process.
	reload  chan struct{}
	figures *Figures
}

func (p *press) work(archive string) pressWork {
	return pressWork{Archive: archive, Feeds: p.feeds(), Desk: p.desk.URL, Loud: os.Getenv("STEMMA_TEST_LOUD") != ""}
}

// pressWatch watches the press until ctx ends.
func pressWatch(ctx context.Context, work *pressWork) (Summary, error) {
	a, err := store.Create(ctx, work.Archive)
	if err != nil {
		return Summary{}, err
	}
	turns := &Turns{}
	client := fetch.New(fetch.Options{AllowPrivate: true, Delay: pressPause, Tries: 1, Timeout: 5 * time.Second, Turn: turns.Take})
	defer client.Close()
	hook, err := webhook.New(work.Desk, []byte(strings.Repeat("k", 32)), "stemma")
	if err != nil {
		return Summary{}, err
	}
	defer hook.Close()
	o := Options{
		Archive: a, Lists: NewLists(work.Feeds), Read: ingest.Options{Fetch: client}, Turns: turns, Once: work.Once, Reload: work.reload, Figures: work.figures,
		Bounds: Bounds{Min: time.Second, Max: time.Second}, Webhooks: []*webhook.Endpoint{hook},
		Rules: func() ([]alert.Rule, error) {
			return []alert.Rule{
				{Name: "told by all", Kind: alert.Reach, Outlets: len(work.Feeds)},
				{Name: "known origins", Kind: alert.Reach, Outlets: len(work.Feeds), Origins: 100},
			}, nil
		},
	}
	if work.Loud {
		o.Log = slog.New(slog.NewTextHandler(os.Stderr, nil)).With("process", os.Getpid())
	}
	sum, err := Run(ctx, o)
	if failed := a.Close(); err == nil {
		err = failed
	}
	return sum, err
}

// pressWatchAt is pressWatch in a process of its own, until that is told to end.
func pressWatchAt(what string) error {
	var work pressWork
	if err := json.Unmarshal([]byte(what), &work); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	fmt.Println("begun")
	_, err := pressWatch(ctx, &work)
	return err
}

// members are the stories of an archive, each by the pages that it has, without the ports of their servers.
func members(t *testing.T, a *store.Archive) string {
	t.Helper()
	list, err := a.Stories(t.Context(), store.StoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range list {
		var ids []string
		for article, err := range a.StoryArticles(t.Context(), s.ID) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, path.Base(article.URL)+" of "+article.Outlet)
		}
		slices.Sort(ids)
		all = append(all, strings.Join(ids, ", "))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// becomes waits for something.
func becomes(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("after a minute: not ", what)
		}
	}
}
