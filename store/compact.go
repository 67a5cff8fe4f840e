package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Compacted says what Compact did.
type Compacted struct {
	// Before and After are the bytes of all files of the archive.
	Before int64 `json:"before"`
	After  int64 `json:"after"`
	// Dropped is what was not needed any more.
	Dropped []Dropped `json:"dropped"`
}

// Dropped is something that was dropped: how many of it, and their bytes.
type Dropped struct {
	What  string `json:"what"`
	Count int    `json:"count"`
	Bytes int64  `json:"bytes"`
}

// CompactOptions say what Compact drops.
type CompactOptions struct {
	// Copies drops the copies that were made before the archive was brought to a newer form.
	Copies bool
	// Now is the present; messages of the 30 days before it are kept.
	Now time.Time
}

// keepMessages is for how long a message that was delivered, or given up, is known, so that it
// is not delivered again. One that still waits is then of a receiver that nobody asks for any
// more: others are given up sooner.
const keepMessages = 30 * 24 * time.Hour

// Compact drops what is not needed, and gives the room of it back to the disk. Nothing that
// was imported goes. For a while it needs as much room again as the archive has.
func (a *Archive) Compact(ctx context.Context, o CompactOptions) (Compacted, error) {
	done, err := a.compact(ctx, o)
	if err != nil {
		return Compacted{}, fmt.Errorf("compact the archive %s: %w", a.name, explain(err))
	}
	return done, nil
}

func (a *Archive) compact(ctx context.Context, o CompactOptions) (done Compacted, err error) {
	if a.write == nil {
		return done, ErrReadOnly
	}
	if done.Before, err = a.engine.size(ctx); err != nil {
		return done, err
	}
	err = a.alone(ctx, func(t *transaction) error {
		done.Dropped, err = t.drop(ctx, o)
		return err
	})
	if err != nil {
		return done, err
	}
	if err := a.compactIndex(ctx, &done); err != nil {
		return done, err
	}
	if err := a.engine.shrink(ctx, o, &done); err != nil {
		return done, err
	}
	done.After, err = a.engine.size(ctx)
	return done, err
}

func (f *folder) shrink(ctx context.Context, o CompactOptions, done *Compacted) error {
	for _, statement := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := f.archive.write.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if o.Copies {
		return f.dropCopies(done)
	}
	return nil
}

// drop deletes the rows that are not needed.
func (t *transaction) drop(ctx context.Context, o CompactOptions) ([]Dropped, error) {
	var all []Dropped
	for _, c := range []struct {
		what, from, bytes, where string
		args                     []any
	}{
		{"profiles of closed stories", "profile", "length(data)", "article NOT IN (SELECT m.article FROM member m JOIN story s ON s.n = m.story WHERE s.closed = 0)", nil},
		{"trees that closed stories have outgrown", "trace", "length(result) + length(work)", "EXISTS (SELECT 1 FROM story s WHERE s.n = story AND s.closed = 1 AND s.version <> trace.version)", nil},
		{"messages of long ago", "outbox", "length(body) + length(id)", "queued < ? AND " + notLast, []any{o.Now.Add(-keepMessages).UnixMilli()}},
	} {
		d := Dropped{What: c.what}
		if err := t.one(ctx, "SELECT count(*), coalesce(sum("+c.bytes+"), 0) FROM "+c.from+" WHERE "+c.where, c.args, &d.Count, &d.Bytes); err != nil {
			return nil, err
		}
		if d.Count == 0 {
			continue
		}
		if err := t.exec(ctx, "DELETE FROM "+c.from+" WHERE "+c.where, c.args...); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// compactIndex drops what search finds earlier forms of articles by.
func (a *Archive) compactIndex(ctx context.Context, done *Compacted) error {
	d := Dropped{What: "earlier forms of articles in the index of search"}
	var before, after int64
	const size = "SELECT coalesce(sum(length(data)), 0) FROM search_row"
	if err := a.write.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM search_dead), ("+size+")").Scan(&d.Count, &before); err != nil || d.Count == 0 {
		return err
	}
	if err := a.dropDeadIndex(ctx); err != nil {
		return err
	}
	if err := a.write.QueryRowContext(ctx, size).Scan(&after); err != nil {
		return err
	}
	d.Bytes = max(0, before-after)
	done.Dropped = append(done.Dropped, d)
	return nil
}

// dropCopies deletes the copies of earlier forms.
func (f *folder) dropCopies(done *Compacted) error {
	d := Dropped{What: "copies of the archive in earlier forms"}
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if ours, _ := filepath.Match("archive-v*.db", e.Name()); !ours {
			continue
		}
		info, err := e.Info()
		if err == nil {
			err = os.Remove(filepath.Join(f.dir, e.Name()))
		}
		if err != nil {
			return err
		}
		d.Count++
		d.Bytes += info.Size()
	}
	if d.Count > 0 {
		done.Dropped = append(done.Dropped, d)
	}
	return nil
}

// size is how many bytes the files of the archive have.
func (f *folder) size(context.Context) (int64, error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return 0, err
	}
	var sum int64
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() { // else it went meanwhile
			sum += info.Size()
		}
	}
	return sum, nil
}
