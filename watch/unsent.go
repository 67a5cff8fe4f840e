package watch

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/watch/webhook"
)

// hookState and the hash of a webhook's address name what the webhook is called: of the address itself, which may hold
// what is secret, the archive has no more.
const hookState = "watch/hook/"

// unsent tells of alerts that wait for webhooks of other addresses, which nothing is sent to here, and writes down what
// those of this run are called.
func (t *teller) unsent(ctx context.Context, hooks []*webhook.Endpoint) error {
	waiting, err := t.archive.Waiting(ctx, hookTopic)
	if err != nil {
		return err
	}
	state := map[string][]byte{}
	for _, h := range hooks {
		state[hookState+stateName(h.Address())] = []byte(h.Name())
	}
	for _, v := range waiting {
		if slices.Contains(t.topics, v.Topic) {
			continue
		}
		name, known, err := t.archive.State(ctx, hookState+strings.TrimPrefix(v.Topic, hookTopic))
		if err != nil {
			return err
		}
		if !known {
			name = []byte("of another address")
		}
		t.log.Warn("webhook", "webhook", string(name), "problem", "alerts wait for a webhook that is not among those of now", "alerts", v.Messages, "since", v.First.Format(time.RFC3339),
			"remedy", "give its address (--webhook), and they are sent")
	}
	if len(state) == 0 {
		return nil
	}
	return putLead(ctx, t.archive, state)
}
