package watch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync/atomic"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
)

// Web is where feeds are got from: a *fetch.Client.
type Web interface {
	GetChanged(ctx context.Context, address string, v fetch.Validators) (*fetch.Response, error)
	// GetChangedPublic is for addresses that the public internet names, which are not to lead into this network.
	GetChangedPublic(ctx context.Context, address string, v fetch.Validators) (*fetch.Response, error)
}

// found is one thing on its way from a feed to the archive: an article, or how the asking ended.
type found struct {
	source  *source
	article *stemma.Article
	// again says that the article is one that was read before, by its address.
	again bool
	end   *outcome
}

// outcome is what became of asking a feed.
type outcome struct {
	memory      memory
	queue       *queue // nil where it was not looked at
	seenChanged bool
	articles    int
	problems    int    // of entries
	waiting     int    // pages that there was no room for: they are read the next times
	lost        int    // pages that are given up: their entries are known by what the feed says, if at all
	passed      int    // pages that are passed over: too many wait
	note        string // what is worth a line in the log
	// err is why the feed could not be read; hostErr, where that was its host's doing.
	err, hostErr error
	unchanged    bool
}

// remember adds to a state what is to be remembered.
func (o *outcome) remember(state map[string][]byte) error {
	if err := o.memory.put(state, o.seenChanged); err != nil {
		return err
	}
	return o.queue.put(state, o.memory.Address)
}

// poller asks feeds.
type poller struct {
	web      Web
	read     ingest.Options
	maxPages int
	bounds   Bounds
	has      func(ctx context.Context, address string) (bool, error)
	queued   func(ctx context.Context, address string) (*queue, error)
	out      chan<- found
	onWay    *atomic.Int64 // how much was sent and not taken
}

// poll asks a feed, and sends what is new in it. The end is sent last, unless ctx ends.
func (p *poller) poll(ctx context.Context, s *source, now time.Time) {
	m := s.memory
	m.Polled, m.Polls = now.UTC(), m.Polls+1
	if m.Since.IsZero() {
		m.Since = m.Polled
	}
	o := &outcome{}
	err := p.ask(ctx, s, &m, o, now)
	if errors.Is(err, errElsewhere) {
		err = p.ask(ctx, s, &m, o, now)
	}
	if ctx.Err() != nil {
		return
	}
	m.schedule(o, err, p.bounds, now)
	o.memory = m
	p.send(ctx, found{source: s, end: o})
}

func (p *poller) send(ctx context.Context, f found) {
	p.onWay.Add(1)
	select {
	case p.out <- f:
	case <-ctx.Done():
		p.onWay.Add(-1)
	}
}

// waitingPause is how long a feed is left alone at the most of which pages wait to be read: a hundred of them take two
// minutes, and the feed itself is asked once, for what is new.
const waitingPause = 10 * time.Minute

// schedule says when the feed is asked again.
func (m *memory) schedule(o *outcome, err error, b Bounds, now time.Time) {
	pause := interval(m.Changes, m.Since, m.Hint, now, b)
	if o.waiting > 0 {
		pause = min(pause, max(waitingPause, min(m.Hint, maxHint), b.Min))
	}
	m.Problem, m.Refused = "", err != nil && isOurs(err)
	if err == nil {
		m.Failures, m.Lost = 0, 0
	} else {
		pause = m.failed(o, err, pause)
	}
	m.Next = now.Add(jitter(pause, m.Address, m.Polls)).UTC()
}

// failed notes why the feed could not be read, and returns how long to wait.
func (m *memory) failed(o *outcome, err error, pause time.Duration) time.Duration {
	m.Problem, o.err = plainly(err), err
	if isFull(err) {
		return min(pause, fullPause)
	}
	m.Failures++
	if isHosts(err) {
		o.hostErr = err
	} else if m.Lost++; m.Lost >= maxLost {
		m.unmoved() // where the list says is as good a place
	}
	if isGone(err) {
		return maxFeedPause
	}
	return doubled(max(pause, firstPause), m.Failures, maxFeedPause)
}

// maxLost is how often there may be nothing where a feed has moved to.
const maxLost = 3

func plainly(err error) string {
	if e, ok := errors.AsType[*fetch.Error](err); ok {
		return e.Problem
	}
	return err.Error()
}

// ask gets a feed and reads what is new in it.
func (p *poller) ask(ctx context.Context, s *source, m *memory, o *outcome, now time.Time) error {
	address, get := m.Address, p.web.GetChanged
	if m.Moved != "" {
		address = m.Moved
		if !m.Private {
			get = p.web.GetChangedPublic
		}
	}
	r, err := get(ctx, address, m.Validators)
	if err != nil {
		return err
	}
	if r.Moved != "" && r.Moved != address {
		m.moved(r.Moved, r.Private)
		o.note = "the feed has moved to " + r.Moved + ": change it in your list"
	}
	sum := sha256.Sum256(r.Body)
	body := hex.EncodeToString(sum[:12])
	o.unchanged = r.Unchanged || len(r.Body) > 0 && body == m.Body
	if r.Unchanged && m.seen == nil {
		m.Validators = fetch.Validators{} // what it is unchanged from is forgotten: ask for the whole
		return nil
	}
	q := &queue{}
	if m.Waiting > 0 {
		if q, err = p.queued(ctx, m.Address); err != nil {
			return err
		}
	}
	var f *feed.Feed
	if !o.unchanged {
		if f, err = p.parse(ctx, r, m, o); f == nil {
			return err
		}
		if err != nil {
			o.note = plainly(err)
		}
	}
	if err := p.entries(ctx, s, f, r, q, m, o, now); err != nil {
		return err
	}
	if !o.unchanged {
		m.Validators, m.Body = fetch.ValidatorsOf(r), body
	}
	return nil
}

// parse reads a feed, or a sitemap; of a page, it finds the feed that the page names.
func (p *poller) parse(ctx context.Context, r *fetch.Response, m *memory, o *outcome) (*feed.Feed, error) {
	switch feed.Sniff(r.Body[:min(len(r.Body), 64<<10)]) {
	case feed.KindOPML:
		return nil, errors.New("a list of feeds, and no feed: save it, and give the file")
	case feed.KindSitemap:
		s, err := feed.ParseSitemap(ctx, r.Body, r.URL)
		if s == nil {
			return nil, err
		}
		if len(s.Entries) == 0 && len(s.Sitemaps) > 0 {
			return nil, errors.New("an index of sitemaps: give the address of the one with the news, such as " + s.Sitemaps[0].URL)
		}
		return &feed.Feed{URL: r.URL, Entries: s.Entries}, err
	}
	f, err := feed.Parse(ctx, r.Body, r.URL)
	if f == nil && isPage(r.Body) {
		if to := declared(r); to != "" {
			m.moved(to, r.Private)
			m.Validators = fetch.Validators{}
			o.note = "a page, whose feed is watched: " + to
			return nil, errElsewhere
		}
	}
	return f, err
}

// errElsewhere says that the feed is where memory.Moved says, and to be asked for there.
var errElsewhere = errors.New("a page that names another page as its feed: give the address of the feed")

func isPage(b []byte) bool {
	head := bytes.ToLower(b[:min(len(b), 4<<10)])
	return bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html"))
}

// declared is the feed that a page names as its own.
func declared(r *fetch.Response) string {
	for _, l := range feed.Discover(r.Body, r.URL) {
		if l.Found != feed.Guessed && l.URL != r.URL {
			return l.URL
		}
	}
	return ""
}
