package batch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/internal/durable"
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

// readUnit reads the files of a unit into a part, beside which it leaves a record. The
// record goes before the part does: if a worker is killed between the two, there is none, and
// not one of other contents.
func readUnit(ctx context.Context, dir string, u Unit) (Record, error) {
	have := u.fingerprint()
	folder, name := filepath.Join(dir, readDir), u.name()
	switch r, err := recordOf(dir, &u); {
	case err == nil && have != "" && r.Fingerprint == have:
		r.Resumed = true
		return r, nil
	case err == nil && have == "" && r.Fingerprint != "":
		// To read it now would be to forget what is in it.
		return Record{}, fmt.Errorf("%s was read before, and cannot be looked at now: is it where all workers have it?", u.Files[0])
	}
	if err := durable.Remove(filepath.Join(folder, name+recordEnding)); err != nil {
		return Record{}, err
	}
	r := Record{Schema: recordSchema, Inputs: u.Files, Fingerprint: have, Part: name + partEnding, Bad: name + badEnding}
	err := replaced(filepath.Join(folder, r.Bad), &r.BadBytes, &r.BadSHA256, func(bad io.Writer) error {
		return replaced(filepath.Join(folder, r.Part), &r.PartBytes, &r.PartSHA256, func(part io.Writer) error {
			return r.read(ctx, part, bad)
		})
	})
	if err != nil {
		return Record{}, err
	}
	if u.fingerprint() != have {
		r.Fingerprint = "" // it has changed in the meantime
	}
	return r, replace(filepath.Join(folder, name+recordEnding), func(w io.Writer) error {
		return json.NewEncoder(w).Encode(r)
	})
}

// replaced is replace that tells how long the file is, and its digest.
func replaced(name string, bytes *int64, digest *string, write func(io.Writer) error) error {
	return replace(name, func(w io.Writer) error {
		h := sha256.New()
		all := counter{w: io.MultiWriter(w, h)}
		err := write(&all)
		*bytes, *digest = all.n, hex.EncodeToString(h.Sum(nil))
		return err
	})
}

// read writes the articles and the bad records of the inputs, in their order.
func (r *Record) read(ctx context.Context, part, bad io.Writer) error {
	z, err := zstd.NewWriter(part, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	problems := json.NewEncoder(bad)
	var failed failure
	for it, err := range ingest.Each(ctx, r.Inputs, readOptions(&failed)) {
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
	return errors.Join(r.unsure(problems, &failed), z.Close())
}

// failure is the first error of the system while files were read.
type failure struct {
	mu  sync.Mutex
	err error
}

func (f *failure) hear(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = cmp.Or(f.err, err)
}

// unsure has a unit read again another time where the system failed while it was read, and
// not its files: half of a file must not be all that is ever read of it.
func (r *Record) unsure(problems *json.Encoder, failed *failure) error {
	failed.mu.Lock()
	defer failed.mu.Unlock()
	if failed.err == nil {
		return nil
	}
	r.Fingerprint, r.Failed = "", true
	r.BadRecords++
	return problems.Encode(Bad{
		Input:   r.Inputs[0],
		Problem: fmt.Sprintf("the machine failed while it, or what was read with it, was read (%v): give the same command again, and it is read again", failed.err),
	})
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
	if DayOf(a) == Undated {
		r.Undated++
	}
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
	if raw := a.Extra[capturedField]; raw != nil && len(raw) < maxFields {
		return map[string]json.RawMessage{capturedField: raw}
	}
	return nil
}

// readOptions are those of the reading. Twins are left to those who see all
// articles, and every bad record is told.
func readOptions(failed *failure) ingest.Options {
	return ingest.Options{
		MaxArticle: maxArticle, MaxProblems: math.MaxInt32, Everything: true,
		Prepare: func(a *stemma.Article) { *a = text.Article(*a) },
		Failing: failed.hear,
	}
}
