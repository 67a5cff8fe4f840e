package watch

import (
	"context"

	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/store"
)

// inherit has stories count as told of what those were told of that went into them. It is written with the batch that
// merges them, whoever places it: a rule would be told of the one and again of the other.
func inherit(ctx context.Context, a *store.Archive, state map[string][]byte, events []cluster.Event) error {
	into := map[string]string{}
	for _, e := range events {
		if e.Kind == cluster.Merged {
			into[e.Story] = e.Into
		}
	}
	for _, e := range events {
		if e.Kind != cluster.Merged {
			continue
		}
		to := lastOf(into, e.Story)
		for was, err := range a.States(ctx, toldState+e.Story+"/") {
			if err != nil {
				return err
			}
			state[toldState+to+was.Name[len(toldState+e.Story):]] = was.Value
		}
	}
	return nil
}

// lastOf is where a story is in the end that goes into one that goes into another.
func lastOf(into map[string]string, story string) string {
	for range into {
		next, ok := into[story]
		if !ok {
			break
		}
		story = next
	}
	return story
}
