package batch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/text"
)

// ReadFiles reads the units that are listed in the folder of the output, each on
// one worker, and gives their records. A unit whose record is there and whose files
// have not changed is not read again: so a run that was broken off goes on.
func ReadFiles(s beam.Scope, dir string) beam.PCollection {
	s = s.Scope("Read")
	units := beam.ParDo(s, &listFn{Dir: dir}, beam.Impulse(s))
	return beam.ParDo(s, &readFn{Dir: dir}, beam.Reshuffle(s, units))
}

// listFn gives the units.
type listFn struct{ Dir string }

// ProcessElement takes the impulse.
func (f *listFn) ProcessElement(_ []byte, emit func(Unit)) error {
	units, err := readUnits(f.Dir)
	for _, u := range units {
		emit(u)
	}
	return err
}

// readFn reads a unit.
type readFn struct{ Dir string }

// ProcessElement gives the record of a unit.
func (f *readFn) ProcessElement(ctx context.Context, u Unit, emit func(Record)) error {
	r, err := readUnit(ctx, f.Dir, u)
	if err != nil {
		return fmt.Errorf("read %s: %w", u.Files[0], err)
	}
	count(ctx, "articles", r.Articles)
	count(ctx, "bad_records", r.BadRecords)
	count(ctx, "text_bytes", r.Bytes)
	if r.Resumed {
		count(ctx, "units_resumed", 1)
	} else {
		count(ctx, "units_read", 1)
	}
	emit(r)
	return nil
}

// readUnit reads the files of a unit into a part, beside which it leaves a record.
func readUnit(ctx context.Context, dir string, u Unit) (Record, error) {
	have := u.fingerprint()
	folder := filepath.Join(dir, readDir)
	if r, err := recordOf(dir, &u); err == nil && have != "" && r.Fingerprint == have && r.isThere(folder) {
		r.Resumed = true
		return r, nil
	}
	name := u.name()
	r := Record{Schema: recordSchema, Inputs: u.Files, Fingerprint: have, Part: name + ".jsonl.zst", Bad: name + ".bad.jsonl"}
	err := replace(filepath.Join(folder, r.Bad), func(bad io.Writer) error {
		return replace(filepath.Join(folder, r.Part), func(part io.Writer) error {
			return r.read(ctx, part, bad)
		})
	})
	if err != nil {
		return Record{}, err
	}
	return r, replace(filepath.Join(folder, name+".json"), func(w io.Writer) error {
		return json.NewEncoder(w).Encode(r)
	})
}

// isThere reports that the files which a record speaks of are there.
func (r *Record) isThere(folder string) bool {
	_, part := os.Stat(filepath.Join(folder, r.Part))
	_, bad := os.Stat(filepath.Join(folder, r.Bad))
	return part == nil && bad == nil
}

// read writes the articles and the bad records of the inputs, in their order.
func (r *Record) read(ctx context.Context, part, bad io.Writer) error {
	z, err := zstd.NewWriter(part, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	problems := json.NewEncoder(bad)
	for it, err := range ingest.Each(ctx, r.Inputs, readOptions()) {
		switch {
		case err != nil:
			return errors.Join(err, z.Close())
		case it.Article != nil:
			err = r.article(z, problems, it.Article)
		case it.Problem != nil:
			r.BadRecords++
			err = problems.Encode(Bad{Input: it.Problem.Input, Problem: it.Problem.Problem})
		}
		if err != nil {
			return errors.Join(err, z.Close())
		}
	}
	return z.Close()
}

func (r *Record) article(w io.Writer, bad *json.Encoder, a *stemma.Article) error {
	a.Sentences, a.Boilerplate = nil, nil // read off the text anew by each step
	if n := fieldBytes(a); n > maxFields {
		r.BadRecords++
		a.Extra = captured(a)
		if err := bad.Encode(Bad{Input: a.Input, Problem: fmt.Sprintf("fields that stemma has no name for have %d bytes, and are left out: give only those that are wanted", n)}); err != nil {
			return err
		}
	}
	line, err := json.Marshal(a)
	if err != nil {
		r.BadRecords++
		return bad.Encode(Bad{Input: a.Input, Problem: fmt.Sprintf("cannot be written as JSON: %v: mend that field", err)})
	}
	r.Articles++
	r.Bytes += int64(len(a.Text))
	_, err = w.Write(append(line, '\n'))
	return err
}

// What goes from worker to worker goes whole: Flink takes no element of more than
// some 10 MB. maxArticle is the length of a text, maxFields that of all fields that
// stemma has no name for.
const maxArticle, maxFields = 8 << 20, 1 << 20

func fieldBytes(a *stemma.Article) (n int) {
	for key, raw := range a.Extra {
		n += len(key) + len(raw)
	}
	return n
}

// captured are the fields that tell when an article was taken.
func captured(a *stemma.Article) map[string]json.RawMessage {
	const field = "captured"
	if raw := a.Extra[field]; raw != nil && len(raw) < maxFields {
		return map[string]json.RawMessage{field: raw}
	}
	return nil
}

// readOptions are those of the reading. Twins are left to those who see all
// articles, and every bad record is told.
func readOptions() ingest.Options {
	return ingest.Options{
		MaxArticle: maxArticle, MaxProblems: math.MaxInt32, Everything: true,
		Prepare: func(a *stemma.Article) { *a = text.Article(*a) },
	}
}
