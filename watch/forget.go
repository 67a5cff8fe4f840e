package watch

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

const (
	// feedForgotten is how long a feed is remembered that is in no list any more: what its server gave to ask again by,
	// which entries were read, which are to be read. Within it a feed that comes back goes on where it was.
	feedForgotten = 30 * 24 * time.Hour
	// toldForgotten is how old the last report of a closed story is when it is forgotten what was told of it. Nothing
	// comes into a story that is closed, so that it would not be told again; but for a report that is changed, and no
	// rule is asked about one whose story is that old (judging.go).
	toldForgotten = 90 * 24 * time.Hour
)

// forgetFeeds drops what is remembered of feeds that were last asked so long ago, and are in no list.
func (w *watcher) forgetFeeds(ctx context.Context, now time.Time) error {
	gone := map[string][]byte{}
	n := 0
	for v, err := range w.Archive.States(ctx, feedState) {
		if err != nil {
			return err
		}
		var m memory
		if json.Unmarshal(v.Value, &m) == nil && (w.schedule.sources[m.Address] != nil || now.Sub(m.Polled) < feedForgotten) {
			continue
		}
		name := strings.TrimPrefix(v.Name, feedState)
		gone[v.Name], gone[seenState+name], gone[queueState+name] = nil, nil, nil
		n++
	}
	if n > 0 {
		w.Log.Info("feeds", "forgotten", n)
	}
	if err := w.forgetHosts(ctx, now, gone); err != nil || len(gone) == 0 {
		return err
	}
	return putLead(ctx, w.Archive, gone)
}

// forgetHosts adds the hosts that failed so long ago and were not asked since: no feed is on them any more.
func (w *watcher) forgetHosts(ctx context.Context, now time.Time, gone map[string][]byte) error {
	for v, err := range w.Archive.States(ctx, hostState) {
		if err != nil {
			return err
		}
		var h keptHost
		if json.Unmarshal(v.Value, &h) != nil || now.Sub(h.Until) > feedForgotten {
			gone[v.Name] = nil
		}
	}
	return nil
}

// forgotten reports a story of which it may be forgotten what was told. It is a day early, since it is not looked every
// moment.
func forgotten(st *store.Story, now time.Time) bool {
	return st.Closed && now.Sub(st.Last) > toldForgotten-sweepEvery
}

// forget drops what was told of stories that have long been closed, or that went into others, which have inherited it; and
// messages that were delivered as long ago.
func (t *teller) forget(ctx context.Context, now time.Time) error {
	names, err := t.allTold(ctx)
	if err != nil {
		return err
	}
	gone := map[string][]byte{}
	keep := map[string]bool{} // by story
	for _, v := range names {
		if at, older := toldAlone(v); older {
			if now.Sub(at) > toldForgotten {
				gone[v.Name] = nil
			}
			continue
		}
		story, err := t.storyTold(ctx, v)
		if err != nil {
			return err
		}
		kept, known := keep[story]
		if !known {
			if kept, err = t.remembers(ctx, story, now); err != nil {
				return err
			}
			keep[story] = kept
		}
		if !kept {
			gone[v.Name] = nil
		}
	}
	if len(gone) > 0 {
		t.log.Info("alerts", "forgotten", len(gone))
		if err := putLead(ctx, t.archive, gone); err != nil {
			return err
		}
	}
	_, err = t.archive.Forget(context.WithoutCancel(ctx), now.Add(-toldForgotten))
	return err
}

// allTold is what was told, read at once: while it is read a connection is held.
func (t *teller) allTold(ctx context.Context) ([]store.Named, error) {
	var all []store.Named
	for v, err := range t.archive.States(ctx, toldState) {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// toldValue is what is kept of an alert: when it was told and, of one that is told once whatever story it is in, of which
// report it was.
func toldValue(a *alert.Alert) []byte {
	v := a.Time.Format(time.RFC3339)
	if a.Kind == alert.Hedge && len(a.Sentences) > 0 {
		v += " " + a.Sentences[len(a.Sentences)-1].Article
	}
	return []byte(v)
}

// toldAlone is when something was told, where an older program kept no more of what is told once whatever story it is in.
func toldAlone(v store.Named) (at time.Time, ok bool) {
	when, _, newer := strings.Cut(string(v.Value), " ")
	if newer || !strings.HasPrefix(v.Name, toldState+string(alert.Hedge)+"/") {
		return time.Time{}, false
	}
	at, _ = time.Parse(time.RFC3339, when) // what is damaged is forgotten
	return at, true
}

// storyTold is the story that something was told of; "" where it is in none any more.
func (t *teller) storyTold(ctx context.Context, v store.Named) (string, error) {
	story, _, _ := strings.Cut(strings.TrimPrefix(v.Name, toldState), "/")
	if story != string(alert.Hedge) {
		return story, nil
	}
	_, article, _ := strings.Cut(string(v.Value), " ")
	story, _, err := t.archive.StoryOf(ctx, article)
	return story, err
}

// remembers reports whether what was told of a story is still needed.
func (t *teller) remembers(ctx context.Context, id string, now time.Time) (bool, error) {
	if id == "" {
		return false, nil
	}
	st, ok, err := t.archive.Story(ctx, id)
	if _, several := errors.AsType[*store.AmbiguousError](err); several {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return ok && st.ID == id && (!st.Closed || now.Sub(st.Last) <= toldForgotten), nil
}
