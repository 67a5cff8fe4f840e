package watch

import (
	"encoding/json"
	"slices"
)

// openState is the name of what is still to be done in the archive's state.
const openState = "watch/open"

// open is what is still to be done: it is written with what makes it necessary.
type open struct {
	// Articles are to be held against the rules, Stories are to be traced, the one that waits for longest first.
	Articles []string `json:"articles,omitempty"`
	Stories  []string `json:"stories,omitempty"`
}

func (o *open) put(state map[string][]byte) error {
	if len(o.Articles)+len(o.Stories) == 0 {
		state[openState] = nil
		return nil
	}
	b, err := json.Marshal(o)
	state[openState] = b
	return err
}

// wait adds stories to those that wait, and returns how many there is no room for.
func (o *open) wait(stories []string) (dropped int) {
	for _, s := range stories {
		switch {
		case s == "" || slices.Contains(o.Stories, s):
		case len(o.Stories) < maxWaitingStories:
			o.Stories = append(o.Stories, s)
		default:
			dropped++
		}
	}
	return dropped
}
