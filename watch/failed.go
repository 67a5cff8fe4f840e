package watch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// failedState is the name of the reports in the archive's state that the program failed at.
const failedState = "stories/failed"

// maxFailed is how many of them are remembered, the last ones: then more is wrong than some reports. All come again
// by CatchUpOptions.Again.
const maxFailed = 1000

// Failure is a report that the program itself failed at when it was read. It is in no story, or only in another form, and
// no search finds it. It is read again by another version of the program.
type Failure struct {
	Article string    `json:"article"`
	Problem string    `json:"problem"`
	Version string    `json:"version,omitempty"` // of the program
	Time    time.Time `json:"time"`
	// Unindexed says that it is in a story, where another version put it: only no search finds it.
	Unindexed bool `json:"unindexed,omitempty"`
}

// Failures returns the reports of an archive that the program failed at, in the order in which it did.
func Failures(ctx context.Context, a *store.Archive) ([]Failure, error) {
	b, _, err := a.State(ctx, failedState)
	if err != nil {
		return nil, err
	}
	var all []Failure
	if b != nil && json.Unmarshal(b, &all) != nil {
		return nil, nil //nolint:nilerr // damaged: they come again with all others
	}
	return all, nil
}

// fault is a panic of the program at a report.
type fault struct{ cause any }

func (f *fault) Error() string {
	return fmt.Sprintf("a fault of stemma itself (%.200v): please report it with this report. It is in no story until another version of stemma reads it, or stemma archive reindex", f.cause)
}

// unread notes a report that could not be read.
func (sum *Placed) unread(r *reading) {
	problem := r.Err.Error() + ": import it again (stemma import --again)"
	if f, ok := r.Err.(*fault); ok { //nolint:errorlint // it is made here, and never wrapped
		problem = f.Error()
		sum.faults = append(sum.faults, Failure{Article: r.Article.ID, Problem: fmt.Sprintf("%.200v", f.cause)})
	}
	sum.Damaged = append(sum.Damaged, stemma.InputError{Input: r.Article.ID, Problem: problem})
}

// failing adds to what is written with a batch the reports of it that the program failed at, and takes off those that it
// did not fail at this time.
func (p *placer) failing(sum *Placed, read []reading, state map[string][]byte) error {
	ok := make(map[string]bool, len(read))
	for i := range read {
		ok[read[i].Article.ID] = true
	}
	for _, f := range sum.faults {
		ok[f.Article] = true // it is added below
	}
	before := len(p.failed)
	p.failed = slices.DeleteFunc(p.failed, func(f Failure) bool { return ok[f.Article] })
	if before == len(p.failed) && len(sum.faults) == 0 {
		return nil
	}
	for _, f := range sum.faults {
		f.Version, f.Time = p.o.Version, time.Now().UTC().Truncate(time.Second)
		p.failed = append(p.failed, f)
	}
	sum.faults = nil
	if more := len(p.failed) - maxFailed; more > 0 {
		p.warn(fmt.Sprintf("stemma itself failed at so many reports that %d are remembered no more: stemma archive reindex reads them again", more))
		p.failed = p.failed[more:]
	}
	return p.putFailed(state)
}

func (p *placer) putFailed(state map[string][]byte) error {
	state[failedState] = nil
	if len(p.failed) == 0 {
		return nil
	}
	b, err := json.Marshal(p.failed)
	state[failedState] = b
	return err
}

// retry has the reports come again that another version of the program failed at; with CatchUpOptions.Again all of which
// nothing was made.
func (p *placer) retry(ctx context.Context) error {
	var ids []string
	unindexed := false
	for _, f := range p.failed {
		if f.Version != p.o.Version {
			ids = append(ids, f.Article)
			unindexed = unindexed || f.Unindexed
		}
	}
	if len(ids) == 0 && !p.o.Again {
		return nil
	}
	if p.o.Again {
		ids = nil
	}
	ctx = context.WithoutCancel(ctx)
	n, err := p.archive.Reoffer(ctx, ids) // not those that are in stories
	if err == nil && unindexed {
		err = p.archive.DropIndex(ctx) // nothing can be put between what is indexed
	}
	if err != nil {
		return err
	}
	if n > 0 {
		p.warn(fmt.Sprintf("reports of which nothing could be made before are read again: %d", n))
	}
	p.failed = slices.DeleteFunc(p.failed, func(f Failure) bool { return p.o.Again || f.Version != p.o.Version })
	p.o.Again = false
	state := map[string][]byte{}
	if err := p.putFailed(state); err != nil {
		return err
	}
	return putLead(ctx, p.archive, state)
}
