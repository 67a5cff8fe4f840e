package watch

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/stemma-news/stemma/store"
)

// leadPause is how often it is looked for what has come.
const leadPause = time.Second

// lead does what one does for all, until ctx ends or another has the lease.
func (t *team) lead(ctx context.Context, lease *store.Lease) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go func() {
		select {
		case <-lease.Lost():
			stop(store.ErrLost)
		case <-ctx.Done():
		}
	}()
	err := t.leading(ctx)
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, store.ErrLost) {
		return cause
	}
	return err
}

func (t *team) leading(ctx context.Context) error {
	t.schedule = newSchedule(t.Parallel)
	t.jobs.gone = gone{} // of when it led before
	l := &leader{team: t}
	var err error
	if t.sweep, err = recallSweeping(ctx, t.Archive, sweptFeedsState); err != nil {
		return err
	}
	// Before feeds are asked: of an archive that is watched for the first time it notes what is there, which is not told.
	if l.keeper, err = newKeeper(ctx, t.watcher); err != nil {
		return err
	}
	l.carry(&l.keeper.sum, &t.sum)
	defer l.carry(&t.sum, &l.keeper.sum)
	if err := l.lists(ctx); err != nil {
		return err
	}
	if len(t.schedule.order) == 0 {
		return ErrNoFeeds
	}
	sending, stop := context.WithCancel(ctx)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		newDeliverer(t.Archive, t.Webhooks, t.Log).run(sending, ctx, l.keeper.tell.wake)
	}()
	err = l.run(ctx)
	stop()
	<-sent
	return err
}

// carry copies what only the one counts that leads.
func (t *team) carry(to, from *Summary) {
	t.counting.Lock()
	defer t.counting.Unlock()
	to.Alerts, to.Placed = from.Alerts, from.Placed
}

// leader is what the one has that leads.
type leader struct {
	*team
	keeper  *keeper
	drawing drawing
	seen    time.Time // when it was last looked whether each host has its job
	looked  time.Time // when it was last looked for jobs of processes that are gone
}

func (l *leader) run(ctx context.Context) error {
	k := l.keeper
	defer l.busySince.Store(0)
	if err := k.resume(ctx); err != nil {
		return err
	}
	for {
		l.busySince.Store(time.Now().UnixNano())
		if err := l.round(ctx); err != nil {
			return err
		}
		l.busySince.Store(0)
		k.measurePlaced()
		select {
		case <-time.After(leadPause):
		case <-l.Reload:
			if err := l.reread(ctx); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// round does once what there is to do.
func (l *leader) round(ctx context.Context) error {
	k := l.keeper
	placed, last, err := l.Archive.Position(ctx)
	if err != nil {
		return err
	}
	if placed < last {
		if err := inTurn(ctx, k.bound, k.stories); err != nil {
			return err
		}
	}
	if time.Since(k.advanced) >= advanceEvery {
		if err := k.hourly(ctx, time.Now(), time.Since(k.advanced)); err != nil {
			return err
		}
	}
	return inTurn(ctx, l.draw, l.takeBack, l.attend)
}

// takeBack gives the jobs of processes that are gone to others. A host that is without a job then gets another (attend), a story whose
// tree was tried too often waits no longer (giveUp).
func (l *leader) takeBack(ctx context.Context) error {
	if time.Since(l.looked) < takeBackEvery {
		return nil
	}
	l.looked = time.Now()
	taken, err := l.jobs.takeBack(ctx, l.presence.members)
	if taken > 0 {
		l.Figures.takenBack.Add(int64(taken))
		l.Log.Warn("team", "note", "a process is gone: others do what it was at", "jobs", taken)
	}
	return err
}

// attend sees every minute that lists are read which have changed, that each host has its job, and every day that what is
// old is forgotten.
func (l *leader) attend(ctx context.Context) error {
	if time.Since(l.seen) < listsChecked {
		return nil
	}
	if l.Lists.Changed() {
		return l.reread(ctx)
	}
	if err := l.hosts(ctx, nil); err != nil {
		return err
	}
	return l.sweep.daily(ctx, time.Now(), l.forgetFeeds)
}

// reread reads lists and rules again.
func (l *leader) reread(ctx context.Context) error {
	l.Notify.tell(reloading)
	l.rereadRules(l.keeper)
	err := l.lists(ctx)
	l.Notify.tell(ready)
	return err
}

// lists reads the lists, and says to all which feeds are asked.
func (l *leader) lists(ctx context.Context) error {
	feeds, problems, err := l.Lists.Read(ctx)
	if err != nil {
		return err
	}
	for _, p := range problems {
		l.Log.Error("list", "input", shown(p.Input), "problem", p.Problem)
	}
	if len(feeds) == 0 {
		if len(l.schedule.order) > 0 {
			l.Log.Error("list", "problem", "no feed is named any more: the feeds of before are watched on")
		}
		return nil
	}
	before, err := l.before(ctx)
	if err != nil {
		return err
	}
	l.schedule.set(feeds, func(string) memory { return memory{} })
	state := map[string][]byte{}
	if err := putFeeds(state, feeds); err != nil {
		return err
	}
	if err := putLead(ctx, l.Archive, state); err != nil {
		return err
	}
	fresh := map[string]bool{} // hosts that have feeds which were not asked before
	came := 0
	for _, f := range feeds {
		if !before[f.Address] {
			came++
			fresh[hostOf(f.Address)] = true
		}
	}
	gone := len(before) + came - len(feeds)
	l.counting.Lock()
	l.sum.Feeds = len(feeds)
	l.counting.Unlock()
	l.Figures.feeds.Store(int64(len(feeds)))
	l.Log.Info("feeds", "feeds", len(feeds), "new", came, "gone", gone)
	return l.hosts(ctx, fresh)
}

// before are the feeds that were asked till now.
func (l *leader) before(ctx context.Context) (map[string]bool, error) {
	b, _, err := l.Archive.State(ctx, feedsState)
	if err != nil {
		return nil, err
	}
	var all []Feed
	if b != nil && json.Unmarshal(b, &all) != nil {
		all = nil // damaged
	}
	before := map[string]bool{}
	for _, f := range all {
		before[f.Address] = true
	}
	return before, nil
}

// hosts sees that each host has its job, and that it is done now where it is fresh.
func (l *leader) hosts(ctx context.Context, fresh map[string]bool) error {
	l.seen = time.Now()
	there, err := l.jobs.hosts(ctx)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, src := range l.schedule.order {
		wanted[src.host] = true
	}
	var missing []river.JobArgs
	for _, host := range slices.Sorted(maps.Keys(wanted)) {
		j, has := there[host]
		switch {
		case !has:
			missing = append(missing, askArgs{Host: host})
		case fresh[host] && (j.state == rivertype.JobStateScheduled || j.state == rivertype.JobStateRetryable):
			if _, err := l.jobs.client.JobRetry(ctx, j.id); err != nil && !errors.Is(err, river.ErrNotFound) {
				return err
			}
		}
	}
	return l.jobs.insert(ctx, missing)
}

// hostJob is the job of a host.
type hostJob struct {
	id    int64
	state rivertype.JobState
}

// hosts are the jobs of hosts that are to be done.
func (j *jobs) hosts(ctx context.Context) (map[string]hostJob, error) {
	rows, err := j.pool.Query(ctx, "SELECT id, state, args->>'host' FROM river_job WHERE kind = $1 AND state IN "+active, askArgs{}.Kind())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]hostJob{}
	for rows.Next() {
		var v hostJob
		var host string
		if err := rows.Scan(&v.id, &v.state, &host); err != nil {
			return nil, err
		}
		all[host] = v
	}
	return all, rows.Err()
}
