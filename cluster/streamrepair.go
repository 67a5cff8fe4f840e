package cluster

import (
	"cmp"
	"context"
	"slices"
)

// mostRegion is how many articles are grouped anew at a time.
const mostRegion = 160

// repair groups a member and the stories near it anew, as a batch would. This
// is how stories merge and split.
func (s *Stream) repair(ctx context.Context, m *member, stories []*story) error {
	if !slices.Contains(stories, m.story) {
		stories = append([]*story{m.story}, stories...)
	}
	var region []*member
	for _, st := range stories {
		if len(region)+len(st.members) <= mostRegion {
			region = append(region, st.members...)
		}
	}
	if len(region) < 2 {
		return nil
	}
	slices.SortFunc(region, byArrival)
	carried := s.backgroundAmong(region, nil)
	articles := make([]article, len(region))
	for i, x := range region {
		articles[i] = s.article(x, carried)
	}
	groups, err := agglomerate(ctx, articles, s.pairs(region, articles, carried), s.measure)
	if err != nil {
		return err
	}
	s.assign(region, groups)
	for _, x := range region {
		s.retire(x.story)
	}
	return nil
}

// pairs are all of a region that can matter.
func (s *Stream) pairs(region []*member, articles []article, carried *background) []pair {
	var pairs []pair
	for a := range articles {
		for b := a + 1; b < len(articles); b++ {
			if score := s.measure.similarity(&articles[a], &articles[b]); score > threshold-hopeless {
				pairs = append(pairs, pair{a: a, b: b, tie: s.tieBesides(region[a], region[b], carried) * trust(&articles[a], &articles[b])})
			}
		}
	}
	return pairs
}

// assign brings the stories of a region to its new groups.
func (s *Stream) assign(region []*member, groups [][]int) {
	type claim struct {
		story *story
		group int
		n     int
	}
	shared := map[*story]map[int]int{}
	for g, group := range groups {
		for _, i := range group {
			if st := region[i].story; st != nil {
				if shared[st] == nil {
					shared[st] = map[int]int{}
				}
				shared[st][g]++
			}
		}
	}
	var claims []claim
	for st, of := range shared {
		for g, n := range of {
			claims = append(claims, claim{st, g, n})
		}
	}
	slices.SortFunc(claims, func(x, y claim) int {
		return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.story.since(), y.story.since()), cmp.Compare(x.story.id, y.story.id), x.group-y.group)
	})
	owner := make([]*story, len(groups))
	taken := map[*story]bool{}
	for _, c := range claims {
		if owner[c.group] == nil && !taken[c.story] {
			owner[c.group], taken[c.story] = c.story, true
		}
	}
	into := map[*story]*story{} // stories that went up in another: that with most of it
	for g, group := range groups {
		if owner[g] == nil {
			owner[g] = s.found(region[group[0]])
		}
	}
	for _, c := range claims {
		if !taken[c.story] && into[c.story] == nil {
			into[c.story] = owner[c.group]
		}
	}
	for g, group := range groups {
		for _, i := range group {
			if m := region[i]; m.story == nil || into[m.story] != owner[g] {
				s.move(m, owner[g])
			}
		}
	}
	var gone []*story
	for st := range into {
		gone = append(gone, st)
	}
	slices.SortFunc(gone, func(x, y *story) int { return cmp.Compare(x.id, y.id) })
	for _, st := range gone {
		s.merge(st, into[st])
	}
}
