package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
)

const archiveCopyHelp = `Copies an archive into a folder that is not there yet, or empty, or into a database
without an archive: from a folder to PostgreSQL, or back. The copy is there when all
of it is; of a copy that was cut off nothing is left. Then it is read, and must have
the digest of the archive that it was made of (that of stemma archive export). The
verdicts of reviewers follow, and it is made ready for stemma search. A copy that was
interrupted is begun anew by the same command; one that is whole, and was interrupted
behind that, is read again and gets what it lacks.

The copy is one moment of the archive: others may read and write meanwhile, and what
they write is not in it. So stop stemma watch before an archive is moved; with the
copy it goes on where it was. Tokens are not copied (stemma token add).

Of a database, give the password in PGPASSWORD, or in the file that PGPASSFILE names:
others see what stands in a command line.
`

// copying is one copy of an archive.
type copying struct {
	from, to string
	outlets  outletTable
}

func newArchiveCopyCommand() *cobra.Command {
	var c copying
	cmd := &cobra.Command{
		Use:   "copy [flags] FROM TO",
		Short: "Copy an archive into a database, or into a folder",
		Long:  archiveCopyHelp,
		Example: "  stemma archive copy /data/news postgres://stemma@db.example/news\n" +
			"  stemma archive copy postgres://stemma@db.example/news /data/copy",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("give two archives, FROM and TO: folders, or databases as postgres://user@host/name")
			}
			c.from, c.to = args[0], args[1]
			if c.from == c.to || !store.IsDatabase(c.from) && !store.IsDatabase(c.to) && filepath.Clean(c.from) == filepath.Clean(c.to) {
				return usage("both are %s: give another place for the copy", store.Shown(c.to))
			}
			return c.run(cmd)
		},
	}
	c.outlets.flags(cmd)
	return cmd
}

func (c *copying) run(cmd *cobra.Command) error {
	if _, err := c.outlets.table(); err != nil {
		return err
	}
	done, verdicts, err := c.copy(cmd)
	if err != nil {
		return err
	}
	also := ""
	if verdicts > 0 {
		also = ", " + count(verdicts, "verdict")
	}
	if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s is a copy of %s: %s, SHA-256 %s%s\n",
		printable(store.Shown(c.to)), printable(store.Shown(c.from)), count(done.Lines, "line"), done.SHA256, also); err != nil {
		return err
	}
	if err := makeReady(cmd, c.to, &c.outlets); err != nil {
		return err
	}
	return tellDamaged(cmd, done)
}

// copy makes the copy, or finds that it is there, and puts the verdicts into it.
func (c *copying) copy(cmd *cobra.Command) (done store.Exported, verdicts int, err error) {
	ctx := cmd.Context()
	from, err := store.Open(ctx, c.from, store.Options{ReadOnly: true})
	if err != nil {
		return done, 0, err
	}
	defer from.Close()
	was, err := c.isThere(ctx)
	if err != nil {
		return done, 0, err
	}
	if was {
		done, err = c.digest(cmd, from, "reading what is to be copied")
	} else {
		done, err = c.restore(cmd, from)
	}
	if err != nil {
		return done, 0, err
	}
	to, err := store.Open(ctx, c.to, store.Options{ReadOnly: true})
	if err != nil {
		return done, 0, err
	}
	defer to.Close()
	if err := c.compare(cmd, to, done, was); err != nil {
		return done, 0, err
	}
	verdicts, err = copyVerdicts(ctx, from, to)
	return done, verdicts, err
}

// isThere says that there is an archive with something in it where the copy is to be. An empty one in a database is as none.
func (c *copying) isThere(ctx context.Context) (bool, error) {
	to, err := store.Open(ctx, c.to, store.Options{ReadOnly: true})
	if errors.Is(err, store.ErrNoArchive) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer to.Close()
	n, err := to.Count(ctx)
	return n != (store.Counts{}), err
}

// restore writes the archive into the other place, as a whole or not at all.
func (c *copying) restore(cmd *cobra.Command, from *store.Archive) (done store.Exported, err error) {
	m, wipe := newMeter(cmd, "copied")
	defer wipe()
	err = piped(func(w io.Writer) error {
		_, err := from.Export(cmd.Context(), io.MultiWriter(w, m))
		return err
	}, func(r io.Reader) error {
		done, err = store.Restore(cmd.Context(), c.to, r)
		return err
	})
	return done, err
}

// digest reads an archive as a stream.
func (c *copying) digest(cmd *cobra.Command, a *store.Archive, doing string) (store.Exported, error) {
	m, wipe := newMeter(cmd, doing)
	defer wipe()
	return a.Export(cmd.Context(), m)
}

// compare is an error where the copy is not what was copied.
func (c *copying) compare(cmd *cobra.Command, to *store.Archive, want store.Exported, was bool) error {
	have, err := c.digest(cmd, to, "read again")
	switch {
	case err != nil:
		return err
	case have.SHA256 == want.SHA256 && have.Lines == want.Lines:
		return nil
	case was:
		return fmt.Errorf("there is another archive in %s: give a new folder, or a database without an archive", store.Shown(c.to))
	}
	return fmt.Errorf("the copy in %s is not what was copied (SHA-256 %s, and %s of %s): take it away, look whether %s is sound (stemma archive check), and please report it",
		store.Shown(c.to), have.SHA256, want.SHA256, store.Shown(c.from), store.Shown(c.from))
}

// copyVerdicts puts the verdicts of one archive into the other, which may have some of them, and returns how many they are.
func copyVerdicts(ctx context.Context, from, to *store.Archive) (n int, err error) {
	source, err := review.Of(ctx, from)
	if err != nil {
		return 0, err
	}
	defer source.Close()
	target, err := review.Of(ctx, to)
	if err != nil {
		return 0, err
	}
	defer target.Close()
	copied := sayings{}
	err = piped(func(w io.Writer) error {
		_, err := review.Write(w, copied.noting(source.All(ctx, everyVerdict)))
		return err
	}, func(r io.Reader) error {
		_, err := target.Import(ctx, r)
		return err
	})
	if err == nil {
		n, err = len(copied), copied.areIn(target.All(ctx, everyVerdict))
	}
	if err != nil {
		return 0, fmt.Errorf("the verdicts: %w", err)
	}
	return n, nil
}

var everyVerdict = review.Filter{Withdrawn: true}

// sayings are what verdicts say, by their ids: some dozens of bytes for each that somebody has given.
type sayings map[string]saying

type saying struct {
	sum       [sha256.Size]byte
	withdrawn bool
}

func sayingOf(v review.Verdict) (s saying, err error) {
	s.withdrawn, v.Withdrawn = v.Withdrawn != nil, nil
	b, err := json.Marshal(v)
	s.sum = sha256.Sum256(b)
	return s, err
}

// noting notes the verdicts that go by.
func (s sayings) noting(all iter.Seq2[review.Verdict, error]) iter.Seq2[review.Verdict, error] {
	return func(yield func(review.Verdict, error) bool) {
		for v, err := range all {
			if err == nil {
				s[v.ID], err = sayingOf(v)
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// areIn is an error where a book has not all of them, as they were. It may have others, and what it has may be withdrawn there.
func (s sayings) areIn(book iter.Seq2[review.Verdict, error]) error {
	missing := maps.Clone(s)
	for v, err := range book {
		if err != nil {
			return err
		}
		have, err := sayingOf(v)
		if err != nil {
			return err
		}
		if want, ok := missing[v.ID]; ok && want.sum == have.sum && (have.withdrawn || !want.withdrawn) {
			delete(missing, v.ID)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	first := slices.Min(slices.Collect(maps.Keys(missing)))
	return fmt.Errorf("the copy lacks %s of those that were copied, or has them otherwise (%s): please report it", count(len(missing), "verdict"), first)
}

// piped has one function read what another writes, until both are done. The error is that of the one that failed first.
func piped(write func(io.Writer) error, read func(io.Reader) error) error {
	r, w := io.Pipe()
	written := make(chan error, 1)
	go func() {
		b := bufio.NewWriterSize(w, 64<<10)
		err := write(b)
		if err == nil {
			err = b.Flush()
		}
		_ = w.CloseWithError(err) // io.EOF where there is none
		written <- err
	}()
	failed := read(bufio.NewReaderSize(r, 64<<10))
	if failed == nil {
		_, failed = io.Copy(io.Discard, r)
	}
	_ = r.CloseWithError(failed) // so that the writer ends
	err := <-written
	if failed != nil && (err == nil || errors.Is(err, failed)) {
		return failed
	}
	return err
}

// meter shows how much goes by, where standard error is a terminal.
type meter struct {
	step         func(string)
	what         string
	lines, bytes int64
	began, shown time.Time
}

func newMeter(cmd *cobra.Command, what string) (m *meter, wipe func()) {
	step, wipe := progress(cmd)
	return &meter{step: step, what: what, began: time.Now()}, wipe
}

// Write counts what it is given.
func (m *meter) Write(b []byte) (int, error) {
	m.lines += int64(bytes.Count(b, []byte("\n")))
	m.bytes += int64(len(b))
	if now := time.Now(); now.Sub(m.shown) > 200*time.Millisecond {
		m.shown = now
		mb := float64(m.bytes) / 1e6
		m.step(fmt.Sprintf("%s: %d lines, %.1f MB, %.1f MB/s", m.what, m.lines, mb, mb/max(now.Sub(m.began).Seconds(), 1e-3)))
	}
	return len(b), nil
}
