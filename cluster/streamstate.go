package cluster

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

const stateVersion = 2

// kept is what a state says of articles and stories that are yet to be
// restored.
type kept struct {
	late    map[int64]int64  // arrival → Stream.arrived, of articles not in their time
	retired map[string]int64 // story → arrival of the last retired member
	active  map[int64]bool   // arrivals of what such stories still compare
}

// AppendState appends to b what the stream knows beyond its active articles:
// 80 kB, nearly all of it the sample, two or three bytes for each article that
// didn't come in its time, and for each that a story has left of many.
func (s *Stream) AppendState(b []byte) []byte {
	b = append(b, stateVersion)
	for _, n := range []int64{s.arrived, s.founded, s.swept, s.clock.told, int64(s.clock.next), s.ground.looked, s.ground.sampled, int64(s.ground.vectors)} {
		b = binary.AppendVarint(b, n)
	}
	b = appendNumbers(b, s.clock.recent)
	b = appendNumbers(b, s.ground.sum)
	b = appendVectors(b, s.ground.sample)
	late, active, retired := []int64{}, []int64{}, map[string]int64{}
	for _, m := range s.byArrival() {
		if m.late > 0 {
			late = append(late, m.Arrival, m.late)
		}
		if m.story.retired > 0 {
			active = append(active, m.Arrival)
		}
	}
	for id, st := range s.stories {
		if st.retired > 0 {
			retired[id] = st.retired
		}
	}
	b = appendNumbers(b, late)
	b = binary.AppendUvarint(b, uint64(len(retired)))
	for _, id := range slices.Sorted(maps.Keys(retired)) {
		b = append(binary.AppendUvarint(b, uint64(len(id))), id...)
		b = binary.AppendVarint(b, retired[id])
	}
	return appendNumbers(b, active)
}

func (s *Stream) byArrival() []*member {
	all := slices.DeleteFunc(slices.Clone(s.members), func(m *member) bool { return m == nil })
	slices.SortFunc(all, byArrival)
	return all
}

// appendNumbers writes numbers as differences from one to the next.
func appendNumbers(b []byte, numbers []int64) []byte {
	b = binary.AppendUvarint(b, uint64(len(numbers)))
	last := int64(0)
	for _, n := range numbers {
		b = binary.AppendVarint(b, n-last)
		last = n
	}
	return b
}

// RestoreState gives a new stream the state that AppendState wrote; of no bytes
// it makes nothing. After an error the stream is as new: it goes on without,
// but a little differently from the one that was interrupted.
func (s *Stream) RestoreState(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	if len(s.members) > 0 {
		return errors.New("restore the state of a stream: it has articles already")
	}
	r := reader{b: b}
	if v := r.byte(); v != stateVersion {
		return fmt.Errorf("state of a stream of version %d: this program reads version %d", v, stateVersion)
	}
	n := NewStream(s.options)
	n.arrived, n.founded, n.swept = r.varint(), r.varint(), r.varint()
	n.clock.told, n.clock.next = r.varint(), int(r.varint())
	n.ground.looked, n.ground.sampled, n.ground.vectors = r.varint(), r.varint(), int(r.varint())
	n.clock.recent = r.numbers(recentDates)
	n.ground.sum = r.numbers(mostDims)
	n.ground.sample = r.vectors()
	n.kept.read(&r)
	if r.err == nil && (n.clock.next < 0 || n.clock.next >= recentDates) {
		r.err = errors.New("its dates are out of place")
	}
	if r.err != nil {
		return fmt.Errorf("damaged state of a stream: %w", r.err)
	}
	n.clock.set()
	for id, retired := range n.kept.retired { // also one of which no member is active
		n.stories[id] = &story{id: id, retired: retired}
	}
	n.readAnew()
	*s = *n
	return nil
}

func (k *kept) read(r *reader) {
	k.late, k.retired, k.active = map[int64]int64{}, map[string]int64{}, map[int64]bool{}
	late := r.numbers(math.MaxInt32)
	for i := 0; i+1 < len(late); i += 2 {
		k.late[late[i]] = late[i+1]
	}
	for range r.upTo(math.MaxInt32) {
		if r.err != nil {
			return
		}
		id := r.text()
		k.retired[id] = r.varint()
	}
	for _, n := range r.numbers(math.MaxInt32) {
		k.active[n] = true
	}
}

func (r *reader) numbers(most int) []int64 {
	n := r.upTo(uint64(min(most, len(r.b)))) // a number takes a byte at least
	out := make([]int64, n)
	last := int64(0)
	for i := range out {
		last += r.varint()
		out[i] = last
	}
	return out
}

func (r *reader) text() string {
	n := int(r.upTo(uint64(len(r.b))))
	if n > len(r.b) {
		r.fail(errShort)
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

// Restore gives back an active article of an open story (Item.Story), after
// RestoreState and in order of arrival.
func (s *Stream) Restore(item Item) error {
	switch {
	case item.Story == "":
		return fmt.Errorf("restore article %s: no story is given", item.ID)
	case item.Profile == nil:
		return fmt.Errorf("restore article %s: no profile", item.ID)
	case s.byID[item.ID] != nil:
		return fmt.Errorf("restore article %s: it is there already", item.ID)
	}
	st := s.stories[item.Story]
	if st == nil {
		st = &story{id: item.Story}
		s.stories[item.Story] = st
	}
	if st.retired > 0 && !s.kept.active[item.Arrival] {
		return nil
	}
	if s.kept.active == nil { // without a state: the ids of stories are not to come again
		s.founded = max(s.founded, item.Arrival<<8)
	}
	m := s.enter(item)
	m.story, m.late = st, s.kept.late[item.Arrival]
	at, _ := slices.BinarySearchFunc(st.members, m, byArrival)
	st.members = slices.Insert(st.members, at, m)
	st.changed()
	s.retire(st)
	return nil
}
