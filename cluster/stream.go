package cluster

import (
	"context"
	"errors"
	"fmt"
)

// Stream finds stories among articles that come one at a time, in any language.
//
// It compares them with the measure of Group, against the articles that are
// active, which are the latest mostMembers of every open story:
//
//   - An article's candidates are the articles with the nearest vectors, by the
//     signs of their dimensions (streamindex.go), and those that share its rarest
//     names and numbers; never all (streamnear.go). What agencies carry from
//     story to story is left out (streamcarried.go).
//   - It joins the story that agglomeration would put it in first, or founds one
//     (streamplace.go).
//   - Where the story has a rival, the neighbourhood, a hundred articles or so,
//     is grouped anew as a batch would: stories merge and split (streamrepair.go).
//     A story that has grown is looked at the more seldom the larger it is.
//   - A story closes once it has been quiet and roomy articles are active, and
//     is never opened again. Till then what came out when it was told joins it,
//     in whatever order articles come (streamclose.go). In a stream that is told
//     the time of day (Advance) it closes with less, and after forgottenDays.
//     Else what time it is, is told by what comes in; a few wrong dates tell
//     nothing (streamclock.go).
//
// Rarities and the common part of vectors are those of the active articles, kept
// as whole numbers (streamcorpus.go), so a stream that is restored from its
// active articles and a small state goes on to the letter as if it had not been
// interrupted.
//
// An article takes about 0.3 ms and 7 kB while it is active, with 50,000 of them
// (bench/stories). For clustering of news as it comes, cf. Miranda et al. (2018,
// "Multilingual clustering of streaming news"), who learn from labelled streams
// what is taken over from the batch here.
//
// What it does badly: a story that goes on for weeks under changing names falls
// into several; an article that comes after its story was closed founds another,
// so an archive of more than roomy articles is best filled in order of time.
//
// A Stream is not safe for concurrent use. After an error of Add it is to be
// thrown away, and restored from what was kept.
type Stream struct {
	options StreamOptions
	corpus  *corpus
	ground  ground
	common  []float32 // the part of the vectors that all have
	measure measure

	codes   codes
	members []*member // by place, nil where free
	free    []int32
	byID    map[string]*member
	stories map[string]*story

	arrived int64 // articles that came, ever
	founded int64 // stories that split off, ever
	swept   int64 // arrival count when quiet stories were last looked for
	clock   clock
	kept    kept
	events  []Event

	marked  spots              // the features of an open probe, by spot
	probed  []*member          // what the open probe is compared with
	likely  []*member          // of those what may carry a background, and the probe
	vectors [][]float32        // of what is similar to the open probe
	cosines []float32          // to those
	nears   []near             // around the open probe
	terms   []term             // of those
	weights []float64          // by spot, zero between two calls of sparseSelf
	shared  []float64          // by place, zero between two calls of sharing
	ties    map[uint64]float64 // that were computed of late, by the two arrivals
	widened []*member          // members that have their lines
	oldest  int                // of those, once there are as many as may be
	spare   []float32          // where lines were that were given up
	ranked  []int32            // places that share features with the open probe
}

// StreamOptions of NewStream. The zero value is the default.
type StreamOptions struct {
	// MostActive bounds how many articles are compared with: beyond it the
	// stories that have been quiet for the longest close early. 0 means
	// DefaultMostActive.
	MostActive int
}

// DefaultMostActive articles take about 1.5 GB.
const DefaultMostActive = 200_000

// Item is an article as a stream takes it.
type Item struct {
	ID string
	// Arrival is the article's number in the order of arrival, greater for
	// what came later.
	Arrival int64
	// Story is the story that the article is in already: of one that is
	// restored, and of a further revision. Empty means none.
	Story   string
	Profile *Profile
}

// EventKind is what happened to a story.
type EventKind uint8

// The events. Applied in their order they give the stories.
const (
	// Founded: Article founds Story, and is in no other any more.
	Founded EventKind = iota + 1
	// Joined: Article, which was in no story, is in Story.
	Joined
	// Moved: Article goes from Story to Into.
	Moved
	// Merged: what is still in Story goes to Into, and Story is another name
	// of Into for ever.
	Merged
	// Closed: Story takes no more articles.
	Closed
)

// Event is one change of the stories.
type Event struct {
	Kind    EventKind
	Story   string
	Article string
	Into    string
}

// member is an active article.
type member struct {
	Item
	place    int32
	story    *story
	features []held
	marks    []uint32    // of its lines: see background
	dense    []float32   // against the common part
	lines    [][]float32 // for a while after they were asked for
	room     []float32   // where their values are
	hubs     []float32   // how near each line is to the sample
	late     int64       // of one that didn't come in its time: when it came, by Stream.arrived
}

// story is an open story. Members are in order of arrival; those that came
// first are retired once it has many.
type story struct {
	id      string
	members []*member
	retired int64 // arrival of the last retired member
	span    span  // empty where it is to be found anew
	end     end   // unknown where it is
}

// changed forgets what the members were asked for.
func (st *story) changed() { st.span, st.end = span{}, end{} }

// since tells the older of two stories: when the first of its members came.
func (st *story) since() int64 {
	if st.retired > 0 || len(st.members) == 0 {
		return 0
	}
	return st.members[0].Arrival
}

// NewStream returns a stream without articles.
func NewStream(o StreamOptions) *Stream {
	if o.MostActive <= 0 {
		o.MostActive = DefaultMostActive
	}
	return &Stream{
		options: o, corpus: newCorpus(), measure: measure{bias: bias},
		byID: map[string]*member{}, stories: map[string]*story{}, ties: map[uint64]float64{},
	}
}

// Add takes articles in the order given and returns what happened to the
// stories. How articles are cut into calls makes no difference.
func (s *Stream) Add(ctx context.Context, items []Item) ([]Event, error) {
	s.events = nil
	for _, item := range items {
		if err := s.add(ctx, item); err != nil {
			return nil, fmt.Errorf("place article %s in a story: %w", item.ID, err)
		}
	}
	return s.events, nil
}

func (s *Stream) add(ctx context.Context, item Item) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if item.Profile == nil {
		return errors.New("no profile")
	}
	s.arrived++
	s.clock.saw(item.Profile)
	s.sweep()
	old := s.byID[item.ID]
	if old == nil && item.Story != "" {
		return nil // a revision in a closed story, or of a retired member
	}
	m := s.enter(item)
	if !s.inTime(m.Profile) {
		m.late = s.arrived
	}
	if old != nil {
		s.replace(old, m)
	}
	s.lookAround()
	return s.place(ctx, m)
}

// enter makes an article active.
func (s *Stream) enter(item Item) *member {
	m := &member{Item: item, place: int32(len(s.members))}
	if last := len(s.free) - 1; last >= 0 {
		m.place, s.free = s.free[last], s.free[:last]
		s.members[m.place] = m
	} else {
		s.members = append(s.members, m)
	}
	m.features, m.marks = s.corpus.add(m.Profile, m.place), marksOf(m.Profile)
	s.centre(m)
	s.byID[m.ID] = m
	return m
}

// leave takes an article from those that are compared with.
func (s *Stream) leave(m *member) {
	s.corpus.remove(m.Profile, m.place, m.features)
	s.members[m.place] = nil
	s.codes.drop(m.place)
	s.free = append(s.free, m.place)
	if s.byID[m.ID] == m { // and no further revision
		delete(s.byID, m.ID)
	}
}

func (s *Stream) centre(m *member) {
	m.dense = centred(m.dense[:0], m.Profile.dense, s.common)
	s.codes.set(m.place, m.dense)
}

// article is a member, but for a background, as the measure takes it.
func (s *Stream) article(m *member, b *background) article {
	a := article{size: 1, dense: s.denseOf(m, b), sparse: s.corpus.terms(b.featuresOf(m))}
	a.own, a.named = s.corpus.outletTerms(m.Profile)
	a.scripts[m.Profile.script] = 1
	s.date(&a, m.Profile)
	a.measureSelf()
	a.telling = a.sparseSelf
	return a
}

// Size tells how many articles are compared with, and how many stories are open.
func (s *Stream) Size() (articles, stories int) { return s.corpus.articles, len(s.stories) }
