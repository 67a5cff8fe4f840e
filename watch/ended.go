package watch

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// ended notes what became of asking a feed, when that is in the archive.
func (w *watcher) ended(ctx context.Context, f found) {
	o := f.end
	now := time.Now()
	before := *w.schedule.hostOf(f.source)
	w.schedule.end(f.source, o, now)
	w.sum.Polls++
	w.count(ctx, f.source, o)
	if after := w.schedule.hostOf(f.source); after.Failures != before.Failures {
		if b, err := json.Marshal(w.schedule.troubled()); err == nil {
			if err := putLead(ctx, w.Archive, map[string][]byte{hostsState: b}); err != nil {
				w.Log.Error("archive", "problem", err)
			}
		}
	}
}

func (w *watcher) count(ctx context.Context, src *source, o *outcome) {
	level := slog.LevelInfo
	switch {
	case o.err != nil:
		w.sum.Failed++
		level = slog.LevelWarn
	case o.unchanged && o.articles == 0:
		w.sum.Unchanged++
		level = slog.LevelDebug
	}
	fields := []any{"feed", shown(src.Address), "reports", o.articles}
	if !w.Once { // the next round asks each feed, whatever the time
		fields = append(fields, "next", o.memory.Next.Format(time.RFC3339))
	}
	if o.err != nil {
		fields = append(fields, "problem", censored(plainly(o.err), src.Address, o.memory.Moved), "failures", o.memory.Failures)
	}
	if isGone(o.err) {
		fields = append(fields, "remedy", "its server says that it is gone for good: take it off the list")
	}
	if o.problems > 0 {
		fields = append(fields, "problems", o.problems)
	}
	if o.waiting > 0 {
		fields = append(fields, "pages_waiting", o.waiting)
	}
	if o.passed > 0 {
		fields = append(fields, "passed_over", o.passed, "remedy", "so many pages wait that the oldest entries are left out: stemma import --max-pages reads them, and stemma watch --max-pages more at a time")
	}
	if o.lost > 0 {
		fields = append(fields, "pages_given_up", o.lost)
	}
	if o.note != "" {
		fields = append(fields, "note", censored(o.note, src.Address, o.memory.Moved))
	}
	w.Log.Log(ctx, level, "feed", fields...)
}
