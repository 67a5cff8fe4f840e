package review

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// maxLine bounds a line of an export in bytes: a verdict of the greatest length, escaped.
const maxLine = 1 << 20

// exported is a line of an export: a verdict with the name of the form.
type exported struct {
	Schema string `json:"schema"`
	Verdict
}

// Write prints verdicts as JSON lines (LineSchema), each complete in itself, and returns how many they are.
func Write(w io.Writer, all iter.Seq2[Verdict, error]) (n int, err error) {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for v, err := range all {
		if err != nil {
			return n, err
		}
		if err := e.Encode(exported{LineSchema, v}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Read gives the verdicts that Write has printed, each with the number of its line. It ends with the first line that is none.
func Read(r io.Reader) iter.Seq2[Numbered, error] {
	return func(yield func(Numbered, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 64<<10), maxLine)
		n := 0
		for lines.Scan() {
			n++
			line := bytes.TrimSpace(lines.Bytes())
			if n == 1 {
				line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
			}
			if len(line) == 0 {
				continue
			}
			v, err := parse(line)
			if err != nil {
				yield(Numbered{}, fmt.Errorf("line %d: %w", n, err))
				return
			}
			if !yield(Numbered{n, v}, nil) {
				return
			}
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(Numbered{}, fmt.Errorf("line %d: it is longer than a verdict can be (%d bytes)", n+1, maxLine))
		} else if err != nil {
			yield(Numbered{}, err)
		}
	}
}

// Numbered is a verdict and its line.
type Numbered struct {
	Line    int
	Verdict Verdict
}

// parse reads a line. Fields that are not known are let be: a later stemma may write more.
func parse(line []byte) (Verdict, error) {
	var e exported
	if err := json.Unmarshal(line, &e); err != nil {
		return Verdict{}, fmt.Errorf("it is not the JSON of a verdict: %w", err)
	}
	v := e.Verdict
	v.At = v.At.UTC().Truncate(time.Millisecond)
	if v.Withdrawn != nil {
		v.Withdrawn.At = v.Withdrawn.At.UTC().Truncate(time.Millisecond)
	}
	switch {
	case e.Schema != LineSchema:
		return Verdict{}, fmt.Errorf("its schema is %q, and not %s", e.Schema, LineSchema)
	case v.ID == "":
		return Verdict{}, invalid("id", "it has none")
	case !isTime(v.At) || v.Withdrawn != nil && !isTime(v.Withdrawn.At):
		return Verdict{}, invalid("at", "it says no time")
	}
	return v, v.check()
}

// isTime says whether a time can be one at which somebody said something.
func isTime(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 9999 }

// Imported says what Import did.
type Imported struct {
	// New came in, Known were there, Withdrawn were there and are withdrawn by what came.
	New       int `json:"new"`
	Known     int `json:"known"`
	Withdrawn int `json:"withdrawn"`
}

// importBatch is how many verdicts are written in one transaction: others want to write, too.
const importBatch = 500

// Import puts verdicts of another book into this one, with the ids that they have there. What is there already is not put
// in again, so that an import can be repeated. The error is of the first line that is wrong; what stands before
// is in the book.
func (b *Book) Import(ctx context.Context, r io.Reader) (done Imported, err error) {
	var batch []Numbered
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		sum, err := b.merge(ctx, batch)
		done.New, done.Known, done.Withdrawn = done.New+sum.New, done.Known+sum.Known, done.Withdrawn+sum.Withdrawn
		batch = batch[:0]
		return err
	}
	for v, err := range Read(r) {
		if err != nil {
			return done, errors.Join(flush(), err)
		}
		if batch = append(batch, v); len(batch) == importBatch {
			if err := flush(); err != nil {
				return done, err
			}
		}
	}
	return done, flush()
}

// merge puts some verdicts in, in one transaction.
func (b *Book) merge(ctx context.Context, some []Numbered) (sum Imported, err error) {
	err = b.shelf.writing(ctx, func(on asking) (bool, error) {
		for i := range some {
			if err := mergeOne(ctx, on, &some[i].Verdict, &sum); err != nil {
				return false, fmt.Errorf("line %d: %w", some[i].Line, err)
			}
		}
		return sum.New+sum.Withdrawn > 0, nil
	})
	if err != nil {
		return Imported{}, err
	}
	return sum, nil
}

func mergeOne(ctx context.Context, on asking, v *Verdict, sum *Imported) error {
	ours, err := one(on.row(ctx, selectVerdict+"WHERE id = ?1", v.ID))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		sum.New++
		return insert(ctx, on, v, "")
	case err != nil:
		return err
	}
	here, err := ours.body()
	if err != nil {
		return err
	}
	switch there, err := v.body(); {
	case err != nil:
		return err
	case here != there:
		return fmt.Errorf("the verdict %s is in the book, and says something else there", v.ID)
	case v.Withdrawn == nil || ours.Withdrawn != nil:
		sum.Known++
		return nil
	}
	sum.Withdrawn++
	_, err = on.do(ctx, "UPDATE verdict SET withdrawn = ?1, withdrawn_by = ?2 WHERE id = ?3", v.Withdrawn.At.UnixMilli(), v.Withdrawn.By, v.ID)
	return err
}
