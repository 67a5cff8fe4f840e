package watch

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/stemma-news/stemma/store"
)

// judgedState is the name of the last arrival that was held against the rules, or is not to be.
const judgedState = "watch/judged"

// maxMissed is how many of the reports that somebody else has brought, an import, are held against the rules, be they in
// stories already or not: the last ones, each time that the archive begins to be watched. That takes a minute or two.
const maxMissed = 50_000

// bound sees how many reports came while nobody watched, and leaves out the first where they are too many.
func (k *keeper) bound(ctx context.Context) (err error) {
	if _, k.imported, err = k.w.Archive.Position(ctx); err != nil {
		return err
	}
	if k.tooMany = k.imported - k.w.missed; k.tooMany > k.judged && k.tell.judge.Rules() > 0 {
		k.log.Warn("rules", "problem", "so many reports were imported that the first are not held against the rules", "reports", k.tooMany-k.judged)
	}
	return nil
}

// recallJudged reads up to which arrival reports were held against the rules. What is in an archive that is watched for the
// first time is not news: nothing of it is told by itself, be it in stories already or not.
func (k *keeper) recallJudged(ctx context.Context) error {
	n, watched, err := Judged(ctx, k.w.Archive)
	if err != nil {
		return err
	}
	_, last, err := k.w.Archive.Position(ctx)
	if err != nil {
		return err
	}
	if watched && n <= last {
		k.judged = n
		return nil
	}
	k.judged = last // never, or damaged
	return putLead(ctx, k.w.Archive, map[string][]byte{judgedState: k.judgedValue()})
}

// Judged is the number of the last arrival that was held against the rules, or is not to be; false where the archive was
// never watched. What comes up to it has to keep its number: by another one it would be told again, or never.
func Judged(ctx context.Context, a *store.Archive) (n int64, watched bool, err error) {
	b, _, err := a.State(ctx, judgedState)
	if err != nil {
		return 0, false, err
	}
	n, err = strconv.ParseInt(string(b), 10, 64)
	if err != nil || n < 0 {
		return 0, false, nil //nolint:nilerr // never, or damaged
	}
	return n, true, nil
}

func (k *keeper) judgedValue() []byte { return strconv.AppendInt(nil, k.judged, 10) }

// missed holds those reports against the rules that an import has placed since.
func (k *keeper) missed(ctx context.Context) error {
	placed, _, err := k.w.Archive.Position(ctx)
	if err != nil || placed <= k.judged {
		return err
	}
	if k.tell.judge.Rules() == 0 {
		k.judged = placed
		return nil
	}
	k.judged = max(k.judged, min(placed, k.tooMany))
	for {
		arrivals, err := k.w.Archive.PlacedSince(ctx, k.judged, batchKept)
		if err != nil || len(arrivals) == 0 {
			return err
		}
		if err := k.missedBatch(ctx, arrivals); err != nil {
			return err
		}
	}
}

func (k *keeper) missedBatch(ctx context.Context, arrivals []store.Arrival) error {
	last := arrivals[len(arrivals)-1].N
	read, err := k.placer.readAll(ctx, arrivals, &Placed{}) // what is wrong with them was told when they were placed
	if err != nil {
		return err
	}
	now := time.Now()
	read = slices.DeleteFunc(read, func(r reading) bool { return longAgo(&r, now) })
	if k.tell.judge.AsksForTrees() {
		for i := range read {
			k.dropped(k.open.wait([]string{read[i].Story}))
		}
	}
	k.judged = last
	return k.judge(ctx, read)
}
