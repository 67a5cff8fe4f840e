package watch

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

const (
	askQueue = "ask"
	// askFor is for how long a host's feeds are asked until others have their turn.
	askFor = 30 * time.Second
	// askAttempts is how often the job of a host may fail until another takes its place.
	askAttempts = 1000
)

// hostState and a hash of its name is what is known of a host that several processes ask. One that asks alone keeps all of
// them together (hostsState).
const hostState = "watch/host/"

// askArgs is the job of asking the feeds of a host. There is one of each, for as long as there is such a feed: it waits
// till the next of them is due.
type askArgs struct {
	Host string `json:"host"`
}

func (askArgs) Kind() string                 { return "ask" }
func (askArgs) InsertOpts() river.InsertOpts { return onePerKey(askQueue, askAttempts) }

// asker does it.
type asker struct {
	river.WorkerDefaults[askArgs]
	t *team
}

// Work asks the feeds of a host that are due, one after the other.
func (a *asker) Work(ctx context.Context, job *river.Job[askArgs]) error {
	feeds, err := a.t.feeds.on(ctx, a.t.Archive, job.Args.Host)
	if err != nil || len(feeds) == 0 {
		return err // with the last of its feeds the job is done
	}
	s, err := a.t.hostSchedule(ctx, feeds)
	if err != nil {
		return err
	}
	for until := time.Now().Add(askFor); time.Now().Before(until) && ctx.Err() == nil; {
		now := time.Now()
		ready := s.ready(now)
		if len(ready) == 0 {
			break
		}
		if err := a.t.ask(ctx, s, ready[0], now); err != nil && ctx.Err() == nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return river.JobSnooze(0) // another goes on
	}
	now := time.Now()
	return river.JobSnooze(max(0, min(s.next(now).Sub(now), maxFeedPause)))
}

// hostSchedule knows when the feeds of one host are due.
func (t *team) hostSchedule(ctx context.Context, feeds []Feed) (*schedule, error) {
	s := newSchedule(1)
	var failed error
	s.set(feeds, func(address string) memory {
		m, err := recallHead(ctx, t.Archive, address)
		if failed = errors.Join(failed, err); !m.Refused {
			m.resumed(t.Bounds)
		}
		return m
	})
	for _, src := range s.order {
		name := src.hostName()
		if s.hosts[name] != nil {
			continue
		}
		h, err := recallHost(ctx, t.Archive, name)
		failed = errors.Join(failed, err)
		s.hosts[name] = h
	}
	return s, failed
}

// recallHead is recall without the entries that were read.
func recallHead(ctx context.Context, a *store.Archive, address string) (memory, error) {
	b, _, err := a.State(ctx, feedState+stateName(address))
	var m memory
	if err != nil || b == nil || damaged(b, &m) {
		return memory{}, err
	}
	return m, nil
}

// keptHost is a host as it is kept.
type keptHost struct {
	host
	Errors int `json:"errors,omitempty"`
}

func recallHost(ctx context.Context, a *store.Archive, name string) (*host, error) {
	var h keptHost
	b, _, err := a.State(ctx, hostState+stateName(name))
	if err != nil || b == nil || json.Unmarshal(b, &h) != nil {
		return &host{}, err
	}
	h.errors = h.Errors
	return &h.host, nil
}

// put adds to a state what is to be remembered of a host, where that is another than before.
func (h *host) put(state map[string][]byte, name string, before host) error {
	if h.Failures == before.Failures && h.errors == before.errors && h.Until.Equal(before.Until) {
		return nil
	}
	name = hostState + stateName(name)
	if state[name] = nil; h.Failures == 0 && h.errors == 0 {
		return nil
	}
	b, err := json.Marshal(keptHost{host: *h, Errors: h.errors})
	state[name] = b
	return err
}

// ask asks a feed, and writes what is new in it, and then what is to be remembered of the feed and its host.
func (t *team) ask(ctx context.Context, s *schedule, src *source, now time.Time) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var err error
	if src.memory, err = recall(ctx, t.Archive, src.Address); err != nil {
		return err
	}
	src.memory.Address = src.Address
	out := make(chan found, queueLength)
	p := &poller{web: t.Web, read: t.Read, maxPages: t.MaxPages, bounds: t.Bounds, out: out, has: t.has, queued: t.queued, onWay: &t.Figures.queued}
	go func() {
		defer close(out)
		p.poll(ctx, src, now)
	}()
	end, err := t.take(ctx, out)
	if err != nil {
		stop()
		for range out {
			t.Figures.queued.Add(-1)
		}
		return err
	}
	if end == nil {
		return ctx.Err()
	}
	return t.asked(ctx, s, src, end)
}

// take writes the articles that come, until the end, which it returns; nil if it does not come. What has come is written
// also where ctx ends.
func (t *team) take(ctx context.Context, in <-chan found) (end *outcome, err error) {
	var batch []found
	var since time.Time
	for f := range in {
		t.Figures.queued.Add(-1)
		if f.end != nil {
			end = f.end
			continue
		}
		if len(batch) == 0 {
			since = time.Now()
		}
		batch = append(batch, f)
		if len(batch) >= batchArticles || time.Since(since) >= batchAge {
			if err := t.add(ctx, batch); err != nil {
				return nil, err
			}
			batch = batch[:0]
		}
	}
	return end, t.add(ctx, batch)
}

func (t *team) add(ctx context.Context, batch []found) error {
	if len(batch) == 0 {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	articles := make([]stemma.Article, len(batch))
	for i, f := range batch {
		articles[i] = *f.article
		if err := same(ctx, t.Archive, &f, &articles[i]); err != nil {
			return err
		}
	}
	added, err := t.Archive.Add(ctx, articles)
	if err != nil {
		return err
	}
	for _, r := range added.Refused {
		t.Log.Error("report", "input", r.Input, "problem", r.Problem)
	}
	t.counting.Lock()
	defer t.counting.Unlock()
	t.sum.New, t.sum.Known, t.sum.Changed = t.sum.New+added.New, t.sum.Known+added.Known, t.sum.Changed+added.Changed
	t.Figures.fresh.Store(int64(t.sum.New))
	t.Figures.known.Store(int64(t.sum.Known))
	t.Figures.changed.Store(int64(t.sum.Changed))
	return nil
}

// asked writes what is to be remembered of a feed, and of its host.
func (t *team) asked(ctx context.Context, s *schedule, src *source, o *outcome) error {
	name := src.hostName() // where it was asked
	before := *s.hostOf(src)
	h := s.hostOf(src)
	s.end(src, o, time.Now())
	state := map[string][]byte{}
	if err := errors.Join(o.remember(state), h.put(state, name, before)); err != nil {
		return err
	}
	if err := t.Archive.Update(context.WithoutCancel(ctx), store.Update{State: state}); err != nil {
		return err
	}
	t.counting.Lock()
	defer t.counting.Unlock()
	t.sum.Polls++
	t.count(ctx, src, o)
	t.Figures.polls.Store(int64(t.sum.Polls))
	t.Figures.unchanged.Store(int64(t.sum.Unchanged))
	t.Figures.failed.Store(int64(t.sum.Failed))
	return nil
}

// feedsState are the feeds that all processes ask which watch a database: those that the one which leads has on its lists.
// stampState tells whether they are others than before.
const (
	feedsState = "watch/feeds"
	stampState = "watch/feeds-stamp"
)

// put adds to a state which feeds are asked.
func putFeeds(state map[string][]byte, feeds []Feed) error {
	b, err := json.Marshal(feeds)
	if err != nil {
		return err
	}
	state[feedsState], state[stampState] = b, []byte(stateName(string(b)))
	return nil
}

// byHost are feeds by their hosts.
func byHost(feeds []Feed) map[string][]Feed {
	all := map[string][]Feed{}
	for _, f := range feeds {
		all[hostOf(f.Address)] = append(all[hostOf(f.Address)], f)
	}
	return all
}

// on are the feeds of a host.
func (c *askedFeeds) on(ctx context.Context, a *store.Archive, host string) ([]Feed, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stamp, _, err := a.State(ctx, stampState)
	if err != nil {
		return nil, err
	}
	if c.byHost == nil || !slices.Equal(c.stamp, stamp) {
		b, _, err := a.State(ctx, feedsState)
		if err != nil {
			return nil, err
		}
		var all []Feed
		if b != nil && json.Unmarshal(b, &all) != nil {
			return nil, errors.New("which feeds are asked cannot be read: the one that leads writes it anew when it begins")
		}
		c.byHost, c.stamp = byHost(all), stamp
	}
	return c.byHost[host], nil
}
