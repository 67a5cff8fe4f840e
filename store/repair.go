package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stemma-news/stemma/internal/durable"
)

// Repaired says what could be saved of a damaged archive.
type Repaired struct {
	// Counts are of the new archive.
	Counts Counts
	// Lost says what was lost, or is other than it was.
	Lost []string
	// Files are what else was in the folder and is now in the new one, too, as it was: verdicts and tokens.
	Files []string
}

// Repair makes a new archive, in a folder that is not there yet or empty, of what can be read in a damaged one, which stays as it is. Reports
// that were put into stories whose rows are lost come again (Reoffer); what search finds articles by, and whom
// they cite, is made anew by who places articles. Where reports are lost, nothing is known of how far inputs were read, so that importing
// them again finds what is missing. Nobody may have the damaged archive open.
func Repair(ctx context.Context, dir, to string) (Repaired, error) {
	if IsDatabase(dir) || IsDatabase(to) {
		return Repaired{}, errNotInDatabase
	}
	done, err := repair(ctx, filepath.Clean(dir), filepath.Clean(to))
	if err != nil {
		return Repaired{}, fmt.Errorf("repair the archive %s: %w", dir, explain(err))
	}
	return done, nil
}

func repair(ctx context.Context, dir, to string) (done Repaired, err error) {
	if _, err := sizeOf(dir, fileName); errors.Is(err, fs.ErrNotExist) {
		return done, ErrNoArchive
	}
	l, err := takeLock(ctx, dir)
	if errors.Is(err, ErrLocked) {
		return done, err
	}
	defer func() { err = errors.Join(err, l.release()) }() // none where the folder cannot be written: it is not changed
	s, err := survey(ctx, dir)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, s.end()) }()
	if len(s.revisions) == 0 {
		return done, errors.New("no report can be read in it: restore a copy of the folder")
	}
	if err := vacant(to); err != nil {
		return done, fmt.Errorf("%s: %w (--to)", to, err)
	}
	part, err := partFolder(to)
	if err != nil {
		return done, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	if done.Counts, err = s.make(ctx, part); err != nil {
		return done, err
	}
	if done.Files, err = s.copyCompanions(part); err != nil {
		return done, err
	}
	done.Lost = s.lost
	return done, appear(part, to)
}

// make makes the new archive.
func (s *salvage) make(ctx context.Context, part string) (n Counts, err error) {
	a, err := openForWriting(ctx, part, migrations())
	if err != nil {
		return n, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := newRestoring(a).unsyncedly(ctx, func(r *restoring) error { return s.refill(ctx, r) }); err != nil {
		return n, err
	}
	if err := a.consistent(ctx, a.read); err != nil {
		return n, err
	}
	if _, err := a.Reoffer(ctx, nil); err != nil {
		return n, err
	}
	return a.Count(ctx)
}

// refill writes what was saved, in the order in which a stream has it.
func (s *salvage) refill(ctx context.Context, r *restoring) error {
	w := &refilling{salvage: s, restoring: r}
	for _, part := range []func(context.Context) error{w.revisionLines, w.small, w.storyLines, w.memberLines, w.traceLines, w.rest} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	return r.archive.transact(ctx, func(t *transaction) error {
		r.transaction = t
		return r.derive(ctx)
	})
}

// refilling writes lines in batches.
type refilling struct {
	*salvage
	*restoring
	batched []line
	bytes   int
}

// refillBytes is up to how many bytes of text are written in one transaction.
const refillBytes = 16 << 20

func (w *refilling) line(ctx context.Context, l line, size int) error {
	w.batched = append(w.batched, l)
	if w.bytes += size; len(w.batched) < restoreBatch && w.bytes < refillBytes {
		return nil
	}
	return w.flush(ctx)
}

func (w *refilling) flush(ctx context.Context) error {
	err := w.archive.transact(ctx, func(t *transaction) error {
		w.transaction = t
		for i := range w.batched {
			if err := w.put(ctx, &w.batched[i]); err != nil {
				return err
			}
		}
		return nil
	})
	w.batched, w.bytes = w.batched[:0], 0
	return err
}

func (w *refilling) revisionLines(ctx context.Context) error {
	for i := range w.revisions {
		v, err := w.article(&w.revisions[i])
		if err != nil {
			return err
		}
		if err := w.line(ctx, line{Revision: &v}, len(v.Article.Text)+len(v.Bytes)); err != nil {
			return err
		}
	}
	return nil
}

// small are other ids, how far inputs were read, and how far articles were placed.
func (w *refilling) small(ctx context.Context) error {
	taken := map[string]bool{}
	for _, a := range w.articles {
		taken[a.id] = true
	}
	var lines []line
	err := w.each("alias", func(_ found, v []any) {
		id := text1(v, 0)
		if a := w.articles[number(v, 1)]; a != nil && !taken[id] {
			taken[id] = true
			lines = append(lines, line{Alias: &streamAlias{ID: id, Article: a.id}})
		}
	})
	inputs := map[string]bool{}
	if err == nil && !w.wounded {
		err = w.each("input", func(_ found, v []any) {
			if name := text1(v, 0); !inputs[name] {
				inputs[name] = true
				lines = append(lines, line{Input: &streamInput{Name: name, Fingerprint: text1(v, 1), Place: text1(v, 2)}})
			}
		})
	}
	lines = append(lines, line{Placed: &streamPlaced{Upto: w.placed()}})
	return errors.Join(err, w.lines2(ctx, lines))
}

func (w *refilling) lines2(ctx context.Context, lines []line) error {
	for _, l := range lines {
		if err := w.line(ctx, l, 0); err != nil {
			return err
		}
	}
	return nil
}

func (w *refilling) storyLines(ctx context.Context) error {
	numbers, taken := sortedKeys(w.stories), map[string]bool{}
	for _, n := range numbers {
		v := w.stories[n]
		if taken[v.id] {
			v.id = fmt.Sprintf("%s-%d", v.id, n)
		}
		taken[v.id] = true
		l := streamStory{ID: v.id, Version: v.version, Changed: v.changed, Closed: v.closed}
		if v.lead != 0 {
			l.Lead = w.articles[v.lead].id
		}
		if err := w.line(ctx, line{Story: &l}, 0); err != nil {
			return err
		}
	}
	for _, n := range numbers {
		to := w.leadsTo(n)
		if to == 0 || to == n {
			continue
		}
		if err := w.line(ctx, line{Redirect: &streamRedirect{Story: w.stories[n].id, Into: w.stories[to].id}}, 0); err != nil {
			return err
		}
	}
	return nil
}

func (w *refilling) memberLines(ctx context.Context) error {
	profiles := map[int64]found{}
	if err := w.each("profile", func(f found, v []any) { profiles[number(v, 1)] = f }); err != nil {
		return err
	}
	of := map[int64]int64{}
	for i := range w.revisions {
		of[w.revisions[i].n] = w.revisions[i].article
	}
	for _, n := range sortedKeys(w.members) {
		m := w.members[n]
		l := streamMember{Story: w.stories[m.story].id, Article: w.articles[n].id, N: m.revision, At: m.at, Dated: m.dated, Outlet: m.outlet, Lang: m.lang}
		if f, ok := profiles[n]; ok && of[f.key] == n {
			if v, err := w.values(f); err == nil {
				l.ProfileN, l.Profile = f.key, some(v, 2)
			}
		}
		if err := w.line(ctx, line{Member: &l}, len(l.Profile)); err != nil {
			return err
		}
	}
	return nil
}

func (w *refilling) traceLines(ctx context.Context) error {
	return w.eachLine(ctx, "trace", func(f found, v []any) (line, bool) {
		story := w.stories[f.key]
		result, work, err := w.codec.trees(some(v, 3), some(v, 4))
		if story == nil || err != nil { // it is made anew when somebody asks for it
			return line{}, false
		}
		return line{Trace: &streamTrace{Story: story.id, Version: number(v, 1), Key: text1(v, 2), Result: result, Work: work}}, true
	})
}

// rest are values that have a name, and messages.
func (w *refilling) rest(ctx context.Context) error {
	names, messages := map[string]bool{}, map[string]bool{}
	err := w.eachLine(ctx, "state", func(_ found, v []any) (line, bool) {
		name := text1(v, 0)
		defer func() { names[name] = true }()
		return line{State: &streamState{Name: name, Value: some(v, 1)}}, !names[name]
	})
	if err != nil {
		return err
	}
	return w.eachLine(ctx, "outbox", func(f found, v []any) (line, bool) {
		m := streamMessage{
			N: f.key, Topic: text1(v, 1), ID: text1(v, 2), Body: some(v, 3), Queued: number(v, 4), Next: number(v, 5),
			Tries: int(number(v, 6)), Problem: text1(v, 7), Status: int(number(v, 8)),
		}
		key := m.Topic + "\x00" + m.ID
		defer func() { messages[key] = true }()
		return line{Message: &m}, !messages[key]
	})
}

// eachLine writes what is made of the rows of a table.
func (w *refilling) eachLine(ctx context.Context, table string, of func(found, []any) (line, bool)) error {
	var failed error
	err := w.each(table, func(f found, v []any) {
		if l, ok := of(f, v); ok && failed == nil {
			failed = w.line(ctx, l, 0)
		}
	})
	return errors.Join(err, failed)
}

// copyCompanions copies what a server and reviewers have beside an archive, as far as it can be read.
func (s *salvage) copyCompanions(to string) (copied []string, err error) {
	for _, name := range []string{"tokens.json", "verdicts.db", "verdicts.db-wal"} {
		b, err := os.ReadFile(filepath.Join(s.dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			s.lose("%s cannot be read, and is not in the new archive (%v): restore a copy of it", name, err)
			continue
		}
		if err := durable.WriteFile(filepath.Join(to, name), b, 0o600); err != nil {
			return copied, err
		}
		copied = append(copied, name)
	}
	return copied, nil
}
