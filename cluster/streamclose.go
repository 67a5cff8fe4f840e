package cluster

import (
	"cmp"
	"math/bits"
	"slices"
	"time"
)

// A story closes when it has been quiet: quietDays after its last report, and
// a day more for each doubling of its reports, up to mostQuietDays.
const (
	quietDays     = 4
	mostQuietDays = 8
	// lateRoom is how many arrivals a story stays open for whose reports all
	// have no date, or one long past when they came: their dates tell nothing
	// about when they will be joined.
	lateRoom = 10_000
	// stray is by how much one report's date may lie behind all others' of its
	// story: it is not left open for one wrong date.
	stray = 5 * day
)

// Advance tells the stream the time of day, for one that is run live, and
// returns the stories that this closes. Without it the stream goes by the dates
// of what comes in, as an import of old articles must.
func (s *Stream) Advance(now time.Time) []Event {
	s.events = nil
	s.clock.told = max(s.clock.told, now.Unix())
	s.clock.set()
	s.closeQuiet()
	return s.events
}

// inTime tells whether an article came when its story is still open.
func (s *Stream) inTime(p *Profile) bool {
	return p.dated && s.clock.credible(p) && p.to >= s.clock.now-mostQuietDays*day
}

// sweep looks for quiet stories every now and then: the more there are, the
// more seldom.
func (s *Stream) sweep() {
	if s.corpus.articles >= s.options.MostActive {
		s.closeOldest()
	}
	if s.arrived-s.swept > int64(len(s.stories)/64) {
		s.swept = s.arrived
		s.closeQuiet()
	}
}

func (s *Stream) closeQuiet() {
	var quiet []*story
	for _, st := range s.stories {
		if s.isQuiet(st) {
			quiet = append(quiet, st)
		}
	}
	s.closeAll(quiet)
}

func (s *Stream) isQuiet(st *story) bool {
	last, late := st.last()
	if last > 0 {
		days := min(mostQuietDays, quietDays+bits.Len(uint(len(st.members)))-1)
		return last+int64(days)*day < s.clock.now
	}
	return late+lateRoom < s.arrived
}

// last is the date of a story's last report, 0 if none came in its time, and
// when the last of those came that did not.
func (st *story) last() (date, late int64) {
	second := int64(0)
	for _, m := range st.members {
		switch d := m.Profile.to; {
		case m.late > 0:
			late = max(late, m.late)
		case d > date:
			date, second = d, date
		case d > second:
			second = d
		}
	}
	if second > 0 {
		date = min(date, second+stray)
	}
	return date, late
}

// closeOldest makes room: the sixteenth of the stories that have been quiet for
// the longest.
func (s *Stream) closeOldest() {
	all := make([]*story, 0, len(s.stories))
	last := make(map[*story]int64, len(s.stories))
	for _, st := range s.stories {
		all = append(all, st)
		last[st], _ = st.last()
	}
	slices.SortFunc(all, func(x, y *story) int {
		return cmp.Or(cmp.Compare(last[x], last[y]), cmp.Compare(x.since(), y.since()), cmp.Compare(x.id, y.id))
	})
	s.closeAll(all[:(len(all)+15)/16])
}

func (s *Stream) closeAll(stories []*story) {
	slices.SortFunc(stories, func(x, y *story) int { return cmp.Or(cmp.Compare(x.since(), y.since()), cmp.Compare(x.id, y.id)) })
	for _, st := range stories {
		for _, m := range st.members {
			s.leave(m)
		}
		delete(s.stories, st.id)
		s.tell(Event{Kind: Closed, Story: st.id})
	}
}
