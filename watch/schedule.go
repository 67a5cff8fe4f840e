package watch

import (
	"maps"
	"time"
)

// source is a feed that is watched.
type source struct {
	Feed
	host   string
	memory memory
	busy   bool
	asked  bool // since the start
}

// schedule knows which feed is asked when. It is used by one goroutine.
type schedule struct {
	sources  map[string]*source // by address
	order    []*source          // in the order of the lists
	hosts    map[string]*host
	parallel int
	busy     int
	// once has each feed asked once, in whatever time.
	once bool
}

func newSchedule(parallel int) *schedule {
	return &schedule{sources: map[string]*source{}, hosts: map[string]*host{}, parallel: parallel}
}

// set makes the schedule of these feeds: what is known of those that stay is kept, and recall says what was remembered of
// the others. It returns how many came and how many went.
func (s *schedule) set(feeds []Feed, recall func(address string) memory) (came, went int) {
	old := s.sources
	s.sources, s.order = make(map[string]*source, len(feeds)), s.order[:0]
	for _, f := range feeds {
		src := old[f.Address]
		if src == nil {
			src = &source{memory: recall(f.Address)}
			src.memory.Address = f.Address
			came++
		}
		src.Feed, src.host = f, hostOf(f.Address)
		s.sources[f.Address] = src
		s.order = append(s.order, src)
	}
	for address := range old {
		if s.sources[address] == nil {
			went++
		}
	}
	s.forget()
	return came, went
}

// idle notes that no feed is being asked: what was on its way is not to come any more.
func (s *schedule) idle() {
	s.busy = 0
	for _, src := range s.sources {
		src.busy = false
	}
	for _, h := range s.hosts {
		h.busy = false
	}
}

// forget drops the hosts that no feed is on any more.
func (s *schedule) forget() {
	there := map[string]bool{}
	for _, src := range s.order {
		there[src.hostName()], there[src.host] = true, true
	}
	maps.DeleteFunc(s.hosts, func(name string, h *host) bool { return !there[name] && !h.busy })
}

// hostName is the machine that a feed is asked of.
func (src *source) hostName() string {
	if src.memory.Moved != "" {
		return hostOf(src.memory.Moved)
	}
	return src.host
}

func (s *schedule) hostOf(src *source) *host {
	name := src.hostName()
	h := s.hosts[name]
	if h == nil {
		h = &host{}
		s.hosts[name] = h
	}
	return h
}

// due is when a feed may be asked: in its time, and not while its host is left alone. A time further off than any there
// can be is of a clock that went wrong.
func (s *schedule) due(src *source, now time.Time) time.Time {
	if s.once {
		return s.dueOnce(src, now)
	}
	at := src.memory.Next
	if at.After(now.Add(2 * maxFeedPause)) {
		at = now
	}
	if until := s.hostOf(src).until(now); until.After(at) {
		return until
	}
	return at
}

// dueOnce is for the one round: at once, or not in it.
func (s *schedule) dueOnce(src *source, now time.Time) time.Time {
	if src.asked || s.hostOf(src).until(now).After(now) {
		return now.Add(maxFeedPause)
	}
	return time.Time{}
}

// outlook is how many feeds are due, and when the next one is.
func (s *schedule) outlook(now time.Time) (due int, next time.Time) {
	for _, src := range s.order {
		at := s.due(src, now)
		if !at.After(now) {
			due, at = due+1, now
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return due, next.UTC()
}

// troubled are the hosts that are left alone, or failed the last time.
func (s *schedule) troubled() map[string]*host {
	all := map[string]*host{}
	for name, h := range s.hosts {
		if h.Failures > 0 {
			all[name] = h
		}
	}
	return all
}

// ready returns the feeds that are to be asked now, those that have waited for longest first, one of a host, and as many
// as there is room for.
func (s *schedule) ready(now time.Time) []*source {
	var all []*source
	for s.busy < s.parallel {
		var best *source
		var since time.Time
		for _, src := range s.order {
			if src.busy || s.hostOf(src).busy {
				continue
			}
			if at := s.due(src, now); !at.After(now) && (best == nil || at.Before(since)) {
				best, since = src, at
			}
		}
		if best == nil {
			break
		}
		s.begin(best)
		all = append(all, best)
	}
	return all
}

func (s *schedule) begin(src *source) {
	src.busy, src.asked, s.hostOf(src).busy = true, true, true
	s.busy++
}

// end notes what became of asking a feed.
func (s *schedule) end(src *source, o *outcome, now time.Time) {
	h := s.hostOf(src)
	h.busy, src.busy = false, false
	s.busy--
	switch {
	case o == nil:
		return
	case o.hostErr != nil && isPages(o.hostErr) && h.errors+1 < maxErrors:
		h.errors++
	case o.hostErr != nil:
		h.failed(src.host, o.hostErr, now)
	case !isLocal(o.err):
		h.answered()
	}
	src.memory = o.memory
}

// isLocal reports an error in which the host had no part: it says nothing of how the host is.
func isLocal(err error) bool { return err != nil && retryAfter(err).IsZero() && !isGone(err) }

// next is when the next feed is due that is not being asked; zero where there is none.
func (s *schedule) next(now time.Time) time.Time {
	var first time.Time
	for _, src := range s.order {
		if src.busy || s.hostOf(src).busy {
			continue
		}
		if at := s.due(src, now); first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}
