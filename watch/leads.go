package watch

import (
	"context"

	"github.com/stemma-news/stemma/store"
)

// putLead writes what the one keeps that leads, also where ctx ends: an interrupt does not cost what was done. Another may lead by now,
// which goes on from what was written last and not from what is in memory here: then nothing is written (store.ErrLost). What is delivered
// is noted by whoever has delivered it (Update.Done): that holds whoever leads, and unsaid it would be delivered again.
func putLead(ctx context.Context, a *store.Archive, state map[string][]byte) error {
	return a.Update(context.WithoutCancel(ctx), store.Update{Lead: true, State: state})
}

// inTurn does steps one after the other until one fails: who has lost the lead does not begin the next.
func inTurn(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}
