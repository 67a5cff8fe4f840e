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
	// roomy is how many articles are active before a story is closed that has
	// been quiet: as long as there is room, reports that come out of the order
	// of time find it.
	roomy = 50_000
	// liveRoom is roomy in a stream that is told the time of day, which runs for
	// months: 70 MB. A report that is found weeks late, as of a feed that is read
	// for the first time, joins its story; after forgottenDays none does.
	liveRoom      = 10_000
	forgottenDays = 60
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
	if s.arrived-s.swept > int64(len(s.stories)/24) {
		s.swept = s.arrived
		s.closeQuiet()
	}
}

// room is how many articles are active before a quiet story is closed.
func (s *Stream) room() int {
	if s.clock.told > 0 {
		return min(liveRoom, s.options.MostActive/2)
	}
	return min(roomy, s.options.MostActive/2)
}

// closeQuiet closes the stories that have been quiet, as far as there are more
// articles than there is room for: those first that were joined the longest ago.
func (s *Stream) closeQuiet() {
	left := s.corpus.articles - s.room()
	if left <= 0 && s.clock.told == 0 {
		return
	}
	type candidate struct {
		*story
		joined int64 // looked up once: it lies far off, and a sort asks often
	}
	var quiet []candidate
	for _, st := range s.stories {
		if s.isQuiet(st) {
			quiet = append(quiet, candidate{st, st.joined()})
		}
	}
	slices.SortFunc(quiet, func(x, y candidate) int {
		if c := cmp.Compare(x.joined, y.joined); c != 0 {
			return c
		}
		return cmp.Compare(x.id, y.id)
	})
	var closing []*story
	for _, x := range quiet {
		if left > 0 || s.isForgotten(x.story) {
			left -= len(x.members)
			closing = append(closing, x.story)
		}
	}
	s.closeAll(closing)
}

// isForgotten tells whether a story of a stream that runs live has been quiet
// for so long that no report of it is awaited any more.
func (s *Stream) isForgotten(st *story) bool {
	last, _ := st.last()
	return s.clock.told > 0 && last > 0 && last+forgottenDays*day < s.clock.now
}

// joined is when the last member came.
func (st *story) joined() int64 {
	if n := len(st.members); n > 0 {
		return st.members[n-1].Arrival
	}
	return 0
}

// span is from a story's first report to its last, by their dates.
type span struct{ from, to int64 }

// dates is the span of a story's dates, whatever the clock; one that lies far
// from all others is not followed. It is empty where there is none.
func (st *story) dates() span {
	if st.span.to > 0 {
		return st.span
	}
	var froms, tos []int64
	for _, m := range st.members {
		if m.Profile.dated && m.Profile.from >= earliest {
			froms, tos = append(froms, m.Profile.from), append(tos, m.Profile.to)
		}
	}
	if len(tos) == 0 {
		return span{}
	}
	slices.Sort(froms)
	slices.Sort(tos)
	x := span{froms[0], tos[len(tos)-1]}
	if n := len(tos); n > 1 {
		x = span{max(x.from, froms[1]-stray), min(x.to, tos[n-2]+stray)}
	}
	st.span = x
	return x
}

// days is how long a story waits for the next report.
func (st *story) days() int64 {
	return int64(min(mostQuietDays, quietDays+bits.Len(uint(max(1, len(st.members))))-1))
}

// within tells whether an article came out when a story was told, or was so
// near in time that it would not have been closed.
func (s *Stream) within(p *probe, st *story) bool {
	if !p.Profile.dated || !s.clock.credible(p.Profile) {
		return !s.isQuiet(st)
	}
	x := st.dates()
	if x.to == 0 {
		return true
	}
	wait := st.days() * day
	return p.Profile.from <= x.to+wait && p.Profile.to >= x.from-wait
}

func (s *Stream) isQuiet(st *story) bool {
	last, late := st.last()
	if last > 0 {
		return last+st.days()*day < s.clock.now
	}
	return late+lateRoom < s.arrived
}

// end is the date of a story's last report, 0 if none came in its time, and
// when the last of those came that did not.
type end struct {
	date, late int64
	known      bool
}

// last is the story's end: it is asked of all stories again and again.
func (st *story) last() (date, late int64) {
	if !st.end.known {
		st.end.date, st.end.late = st.findLast()
		st.end.known = true
	}
	return st.end.date, st.end.late
}

func (st *story) findLast() (date, late int64) {
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
