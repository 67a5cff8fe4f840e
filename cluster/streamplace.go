package cluster

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
)

// mostMembers is how many members of a story are compared.
const mostMembers = 64

// rivals is how near the threshold an article of another story must be for the
// two stories to be grouped anew.
const rivals = 0.1

// place puts a new member into the story it belongs to.
func (s *Stream) place(ctx context.Context, m *member) error {
	p := s.open(m)
	found := s.around(p)
	stories := hopefulStories(found)
	to, either := s.choose(p, found, stories)
	s.close(p)
	switch {
	case to != nil && m.story != nil && m.story != to && m.story.alone():
		s.merge(m.story, to) // its id still leads somewhere
		s.retire(to)
	case to != nil:
		s.move(m, to)
		s.retire(to)
	case m.story == nil || !m.story.alone():
		s.found(m)
	}
	n := len(m.story.members)
	if p.carried.isNew() && isDue(n, 3) {
		return s.repair(ctx, m, p.carried.storiesOf(stories))
	}
	if isDue(n, 3) && rival(m.story, found) > threshold-rivals || either && isDue(n, 8) {
		return s.repair(ctx, m, stories)
	}
	return ctx.Err()
}

// rival is the score of the nearest article of another story.
func rival(st *story, found []near) float64 {
	best := 0.0
	for _, n := range found {
		if n.story != st {
			best = max(best, n.score)
		}
	}
	return best
}

// isDue tells whether a story that has grown to so many members is to be looked
// at anew: while it is small each time, then once it is larger by a share, so
// that a story of a hundred is looked at some twenty times and not a hundred.
func isDue(members, share int) bool {
	for n := 1; n <= members; n += max(1, n/share) {
		if n == members {
			return true
		}
	}
	return false
}

// hopefulStories are the stories that an article may belong to, best first.
func hopefulStories(found []near) []*story {
	slices.SortStableFunc(found, func(x, y near) int { return cmp.Compare(y.score, x.score) })
	var stories []*story
	for _, n := range found {
		if n.score > threshold-hopeful && len(stories) < nearStories && !slices.Contains(stories, n.story) {
			stories = append(stories, n.story)
		}
	}
	return stories
}

// choose returns the story that an article joins, nil for none: the one that
// agglomeration of the article with whole stories puts it in first, or the one
// by which it would be rescued; and whether it could as well be in another.
func (s *Stream) choose(p *probe, found []near, stories []*story) (best *story, either bool) {
	first, second := 0.0, 0.0
	nodes := []node{{article: p.article, near: map[int]float64{}}, {}}
	for _, st := range stories {
		nodes[1] = node{article: s.whole(p, found, st)}
		tied := 0.0
		for _, n := range found {
			if n.story == st {
				tied += n.tie
			}
		}
		nodes[0].near[1] = tied
		if m := s.measure.merge(nodes, 0, 1); m.score > first {
			best, first, second = st, m.score, first
		} else {
			second = max(second, m.score)
		}
	}
	if first >= threshold || first > threshold-secondChance && first-second >= byFar && len(best.members) > 1 {
		return best, second >= threshold
	}
	return nil, false
}

// whole is a story as the probe is compared with it; found are members that
// have been compared already.
func (s *Stream) whole(p *probe, found []near, st *story) article {
	var all article
	for _, m := range st.members {
		if m == p.member {
			continue
		}
		a, known := compared(found, m)
		if !known {
			a = s.against(p, m)
		}
		switch all.size {
		case 0:
			all = a
		case 1:
			all = sum(&all, &a)
		default:
			all.add(&a)
		}
	}
	if all.size > 1 {
		all.denseSelf = float64(dot(all.dense, all.dense)) / float64(all.size*all.size)
	}
	all.sparseSelf = s.sparseSelf(p, st)
	return all
}

func compared(found []near, m *member) (article, bool) {
	for i := range found {
		if found[i].member == m {
			return found[i].article, true
		}
	}
	return article{}, false
}

// sparseSelf is what measureSelf finds for a story with all its features.
func (s *Stream) sparseSelf(p *probe, st *story) float64 {
	s.weights = append(s.weights, make([]float64, len(s.corpus.counted)-len(s.weights))...)
	n := 0.0
	for _, m := range st.members {
		if m != p.member {
			s.corpus.addTo(s.weights, m.features)
			n++
		}
	}
	self := 0.0
	for _, m := range st.members {
		for _, f := range m.features {
			self += s.weights[f.spot] * s.weights[f.spot]
			s.weights[f.spot] = 0
		}
	}
	return self / (n * n)
}

// found makes the member the first of a new story.
func (s *Stream) found(m *member) *story {
	id := storyID(m.ID, 0)
	if m.Story != "" || m.story != nil || s.stories[id] != nil {
		s.founded++
		id = storyID(m.ID, s.founded)
	}
	if m.story != nil {
		m.story.drop(m)
	}
	st := &story{id: id, members: []*member{m}}
	s.stories[id] = st
	m.story = st
	s.tell(Event{Kind: Founded, Story: id, Article: m.ID})
	return st
}

func (s *Stream) tell(e Event) { s.events = append(s.events, e) }

// move puts a member into a story.
func (s *Stream) move(m *member, to *story) {
	switch from := m.story; from {
	case to:
		return
	case nil:
		s.tell(Event{Kind: Joined, Story: to.id, Article: m.ID})
	default:
		from.drop(m)
		s.tell(Event{Kind: Moved, Story: from.id, Article: m.ID, Into: to.id})
	}
	m.story = to
	at, _ := slices.BinarySearchFunc(to.members, m, byArrival)
	to.members = slices.Insert(to.members, at, m)
	to.changed()
}

// alone tells whether a story has one report and never had more that count.
func (st *story) alone() bool { return len(st.members) == 1 && st.retired == 0 }

func (st *story) drop(m *member) {
	if at := slices.Index(st.members, m); at >= 0 {
		st.members = slices.Delete(st.members, at, at+1)
		st.changed()
	}
}

func byArrival(x, y *member) int { return cmp.Compare(x.Arrival, y.Arrival) }

// merge puts all of a story into another.
func (s *Stream) merge(from, into *story) {
	for _, m := range from.members {
		m.story = into
	}
	into.members = append(into.members, from.members...)
	slices.SortFunc(into.members, byArrival)
	into.retired = max(into.retired, from.retired)
	into.changed()
	delete(s.stories, from.id)
	s.tell(Event{Kind: Merged, Story: from.id, Into: into.id})
}

// storyID is a name for the story that an article founds, or founds anew.
func storyID(article string, again int64) string {
	if again > 0 {
		article += "\x00" + strconv.FormatInt(again, 10)
	}
	sum := sha256.Sum256([]byte(article))
	return "s" + base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").EncodeToString(sum[:10])[:12]
}

// replace puts a further revision of an active article in its place.
func (s *Stream) replace(old, m *member) {
	m.story = old.story
	m.story.drop(old)
	at, _ := slices.BinarySearchFunc(m.story.members, m, byArrival)
	m.story.members = slices.Insert(m.story.members, at, m)
	m.story.changed()
	s.leave(old)
}

// retire takes the first members of a large story from what is compared: a
// story changes, and an article is compared with no more than mostMembers of
// it. They stay in the story.
func (s *Stream) retire(st *story) {
	for len(st.members) > mostMembers {
		first := st.members[0]
		st.members = st.members[1:]
		st.retired = max(st.retired, first.Arrival)
		st.changed()
		s.leave(first)
	}
}
