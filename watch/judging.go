package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/store"
)

// placing says what is to be written with a batch: what is to be done for it, in case that the process ends before.
func (k *keeper) placing(ctx context.Context, read []reading, events []cluster.Event) (store.Update, error) {
	fresh, err := k.news(ctx, read)
	if err != nil {
		return store.Update{}, err
	}
	for i := range fresh {
		k.open.Articles = append(k.open.Articles, fresh[i].Article.ID)
	}
	k.dropped(k.open.wait(changedStories(read, fresh, events)))
	k.fresh = fresh
	for i := range read {
		k.judged = max(k.judged, read[i].N)
	}
	u := store.Update{State: map[string][]byte{judgedState: k.judgedValue()}}
	return u, k.open.put(u.State)
}

// news are the reports of a batch that are held against the rules: not those that were there before the archive was
// watched for the first time; nor what an import brought that came out long ago, or the first of too many that it brought; nor other forms of reports whose story is
// closed and so old that it is forgotten what was told of it.
func (k *keeper) news(ctx context.Context, read []reading) ([]reading, error) {
	now := time.Now()
	old := map[string]bool{} // by story
	var fresh []reading
	for i := range read {
		r := &read[i]
		if r.N <= k.judged || r.N <= k.tooMany || r.N <= k.imported && !k.isOwn(r) && longAgo(r, now) {
			continue
		}
		if _, known := old[r.Story]; !known && r.Story != "" {
			st, ok, err := k.w.Archive.Story(ctx, r.Story)
			if err != nil {
				return nil, err
			}
			old[r.Story] = ok && forgotten(&st, now)
		}
		if !old[r.Story] {
			fresh = append(fresh, *r)
		}
	}
	return fresh, nil
}

// longAgo reports an article that came out before all of which it is remembered what was told: who imports the reports of
// last year does not want to be told of them.
func longAgo(r *reading, now time.Time) bool {
	return !r.Article.Published.IsZero() && now.Sub(r.Article.Published) > toldForgotten
}

// changedStories are those that have other members, or other forms of them, than before, by what is new. Where that is only
// a part of a batch, what became of the others is none of it.
func changedStories(read, fresh []reading, events []cluster.Event) []string {
	if len(fresh) == 0 {
		return nil
	}
	known := make(map[string]bool, len(read))
	for i := range read {
		known[read[i].Article.ID] = true
	}
	var all []string
	for i := range fresh {
		delete(known, fresh[i].Article.ID)
		if fresh[i].Revised {
			all = append(all, fresh[i].Story)
		}
	}
	for _, e := range events {
		if e.Kind != cluster.Closed && !known[e.Article] {
			all = append(all, e.Story, e.Into)
		}
	}
	return all
}

// dropped tells, once until there is room again, that stories get no trees here.
func (k *keeper) dropped(n int) {
	if k.w.NoTrees || n > 0 && k.full {
		return
	}
	if k.full = n > 0; k.full {
		k.log.Warn("trees", "problem", fmt.Sprintf("%d stories wait for their trees, and there is no room for %d more: rules on hedges and origins do not see these until they change again", maxWaitingStories, n),
			"remedy", "give the watcher fewer feeds or a faster machine; stemma show traces each story")
	}
}

// placedBatch is called when a batch is in the archive: it holds it against the rules.
func (k *keeper) placedBatch(ctx context.Context) error {
	err := k.judge(ctx, k.fresh)
	k.fresh = nil
	return err
}

// judge holds articles, and the stories that they are in, against the rules.
func (k *keeper) judge(ctx context.Context, read []reading) error {
	alerts, err := k.tell.articles(ctx, read)
	if err != nil {
		return err
	}
	k.open.Articles = nil
	state := map[string][]byte{judgedState: k.judgedValue()}
	if err := k.open.put(state); err != nil {
		return err
	}
	n, err := k.tell.give(ctx, alerts, state)
	k.sum.Alerts += n
	return err
}
