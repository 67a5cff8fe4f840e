package cluster

import (
	"cmp"
	"slices"
)

// sampledLines is how many lines the sample has: as many as in a batch did no
// better on the development stories, and each is a comparison for every line.
const sampledLines = 64

// ground is what a stream's articles are read against, as of the last look at
// all of them: what their vectors have in common, and a sample of their lines.
// It belongs to the stream's state.
type ground struct {
	sum     []int64 // of the vectors, as corpus has it
	vectors int
	sample  []small
	looked  int64 // when, by Stream.arrived
	sampled int64 // when the sample was drawn
}

// lookAround looks at the active articles anew once an eighth as many came
// since the last time, and draws a sample of their lines, which costs more,
// once half as many came.
func (s *Stream) lookAround() {
	if s.arrived-s.ground.looked < int64(s.corpus.articles/8) {
		return
	}
	s.ground.looked = s.arrived
	s.ground.sum, s.ground.vectors = slices.Clone(s.corpus.sum), s.corpus.vectors
	if s.arrived-s.ground.sampled >= int64(s.corpus.articles/2) {
		s.ground.sampled = s.arrived
		s.ground.sample = s.sample()
		for _, m := range s.members {
			if m != nil {
				m.hubs = nil
			}
		}
	}
	s.readAnew()
}

// readAnew reads the active articles against the ground.
func (s *Stream) readAnew() {
	s.common, s.measure = s.ground.centre()
	clear(s.ties)
	for _, m := range s.members {
		if m != nil {
			s.centre(m)
		}
	}
}

// centre returns what to take from a vector as the common part, and how to read
// the cosines that are left, as the function of that name does for a batch.
func (g *ground) centre() (common []float32, m measure) {
	m.sample, _ = wide(nil, g.sample)
	m.bias = bias
	n := float64(g.vectors)
	if n < 2 {
		return nil, m
	}
	common = make([]float32, len(g.sum))
	for k, x := range g.sum {
		common[k] = float32(float64(x) / fixed)
	}
	cosine := (float64(dot(common, common)) - n) / (n * (n - 1))
	m.known = n / (n + centring) * max(0, min(1, (oneStory-cosine)/(oneStory-bias)))
	for k := range common {
		common[k] *= float32(m.known / n)
	}
	left := bias * (1 - m.known) * (1 - m.known)
	m.bias = left / (1 - bias + left)
	return common, m
}

// sample draws lines by a hash of what they are, as sampleOf does.
func (s *Stream) sample() []small {
	type draw struct {
		hash uint64
		line small
	}
	var lowest []draw
	for _, m := range s.members {
		if m == nil {
			continue
		}
		for _, line := range m.Profile.lines {
			if h := line.hash(); len(lowest) < sampledLines || h < lowest[len(lowest)-1].hash {
				at, _ := slices.BinarySearchFunc(lowest, h, func(d draw, h uint64) int { return cmp.Compare(d.hash, h) })
				lowest = slices.Insert(lowest[:min(len(lowest), sampledLines-1)], at, draw{h, line})
			}
		}
	}
	out := make([]small, len(lowest))
	for i, d := range lowest {
		out[i] = d.line
	}
	return out
}

// hash is FNV-1a over the first values.
func (v small) hash() uint64 {
	const first = 16
	h := uint64(14695981039346656037)
	for _, x := range v.values[:min(len(v.values), first)] {
		h = (h ^ uint64(uint8(x))) * 1099511628211
	}
	return h ^ h>>32
}

// hubs appends to out the hub scores of a member's lines, as measure.hub has
// them.
func (s *Stream) hubs(out []float64, m *member) []float64 {
	lines := s.lines(m)
	if m.hubs == nil {
		m.hubs = make([]float32, len(lines))
		for i, line := range lines {
			m.hubs[i] = s.nearness(line)
		}
	}
	for _, h := range m.hubs {
		out = append(out, usualHub+s.measure.known*s.measure.known*(float64(h)-usualHub))
	}
	return out
}

// nearness is the mean cosine of a line to the nearest of the sample.
func (s *Stream) nearness(line []float32) float32 {
	top := make([]float32, 0, 16) // the highest, in descending order
	n := max(1, int(nearShare*float64(len(s.measure.sample))+0.5))
	for _, c := range dots(make([]float32, 0, sampledLines), line, s.measure.sample) {
		if c >= copied || len(top) == n && c <= top[n-1] {
			continue
		}
		at := len(top)
		for at > 0 && top[at-1] < c {
			at--
		}
		top = slices.Insert(top[:min(len(top), n-1)], at, c)
	}
	if len(top) == 0 {
		return usualHub
	}
	sum := float32(0)
	for _, c := range top {
		sum += c
	}
	return sum / float32(len(top))
}
