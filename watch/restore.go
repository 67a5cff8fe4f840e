package watch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/store"
)

// restore has the stream as it was when the last batch was placed.
func (p *placer) restore(ctx context.Context) error {
	p.stream = cluster.NewStream(cluster.StreamOptions{})
	state, _, err := p.archive.State(ctx, streamState)
	if err != nil {
		return err
	}
	if p.failed, err = Failures(ctx, p.archive); err != nil {
		return err
	}
	if err := p.stream.RestoreState(state); err != nil {
		p.warn("what the stories are compared by besides their reports could not be read (" + err.Error() + "): stories go on, a little differently")
	}
	unread, readable := 0, map[string]bool{}
	for m, err := range p.archive.Active(ctx) {
		if err != nil {
			return err
		}
		profile := &cluster.Profile{}
		err := profile.UnmarshalBinary(m.Profile)
		readable[m.Story] = readable[m.Story] || err == nil
		if err != nil {
			unread++ // of an older form, or damaged: the story is compared by its others
			continue
		}
		if err := p.stream.Restore(cluster.Item{ID: m.Article, Arrival: m.N, Story: m.Story, Profile: profile}); err != nil {
			return fmt.Errorf("restore the stories of %s: %w", p.archive.Dir(), err)
		}
	}
	if unread > 0 {
		p.warn(fmt.Sprintf("of %d reports what they are compared by could not be read: a story of such reports alone is closed", unread))
	}
	return errors.Join(p.closeUnread(ctx, readable), ctx.Err())
}

// closeUnread closes the stories that nothing can be compared with: the stream does not know them, and never would.
func (p *placer) closeUnread(ctx context.Context, readable map[string]bool) error {
	var events []store.StoryEvent
	for _, id := range slices.Sorted(maps.Keys(readable)) {
		if !readable[id] {
			events = append(events, store.StoryEvent{Kind: store.StoryClosed, Story: id})
		}
	}
	if len(events) == 0 {
		return nil
	}
	return p.archive.Place(context.WithoutCancel(ctx), store.Placement{Events: events})
}
