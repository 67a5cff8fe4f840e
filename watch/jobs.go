package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"github.com/stemma-news/stemma/store"
)

const (
	// jobConns is how many connections the queue of jobs has, beside those of the archive: one listens, the others take jobs
	// and note what became of them.
	jobConns = 4
	// jobLimit is the longest that a job may take: one that hangs is broken off, and taken by another.
	jobLimit = 2 * time.Hour
	// jobKept is for how long it is known of a job that it is done.
	jobKept = 10 * time.Minute
	// maxKilled is how many processes may be killed over one job until it is given up.
	maxKilled = 5
	// takeBackEvery is how often it is looked for jobs of processes that are gone. One that was not seen at two looks is.
	takeBackEvery = 5 * time.Second
	// insertAtATime is how many jobs are put into the queue at a time.
	insertAtATime = 1000
)

// jobs is the queue of what any process may do for the others: in the database, by River.
type jobs struct {
	pool   *pgxpool.Pool
	client *river.Client[pgx.Tx]
	// gone are jobs of processes that were not seen at the last look.
	gone gone
}

// gone are jobs as some process has taken them: by their numbers, and when and by whom they were taken. A job of a host has the same
// number for as long as there are feeds there.
type gone struct {
	ids   []int64
	times []time.Time
	names []string
}

// openJobs connects to the queue, and makes its tables where there are none. It lies in the schema of the archive.
func openJobs(ctx context.Context, a *store.Archive) (*jobs, error) {
	c, err := pgxpool.ParseConfig("")
	if err != nil {
		return nil, fmt.Errorf("queue of jobs: %w", err)
	}
	c.ConnConfig, _ = a.Connection()
	c.MaxConns = jobConns
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("queue of jobs: %w", err)
	}
	j := &jobs{pool: pool}
	if err := j.migrate(ctx, a); err != nil {
		pool.Close()
		return nil, fmt.Errorf("queue of jobs: %w", err)
	}
	return j, nil
}

// migrateLease is held by the process that makes or changes the tables of the queue: River's migrations are for one at a time.
const migrateLease = "migrate-jobs"

// migrate brings the tables of the queue to the present form.
func (j *jobs) migrate(ctx context.Context, a *store.Archive) error {
	for {
		lease, err := a.Lease(ctx, migrateLease)
		if err == nil {
			m, err := rivermigrate.New(riverpgxv5.New(j.pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
			if err == nil {
				_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
			}
			return errors.Join(err, lease.Close())
		}
		if !errors.Is(err, store.ErrLocked) {
			return err
		}
		if !pause(ctx, time.Second) {
			return ctx.Err()
		}
	}
}

// start begins to work jobs, so many side by side of each queue, and to see to those whose time comes.
func (j *jobs) start(ctx context.Context, name string, workers *river.Workers, queues map[string]int, log *slog.Logger) error {
	c := &river.Config{
		ID: name, Workers: workers, Queues: map[string]river.QueueConfig{}, Logger: slog.New(quiet{log.Handler()}),
		JobTimeout: jobLimit, RescueStuckJobsAfter: jobLimit + time.Minute, RetryPolicy: retries{}, ErrorHandler: problems{log},
		CompletedJobRetentionPeriod: jobKept, CancelledJobRetentionPeriod: jobKept, DiscardedJobRetentionPeriod: jobKept,
	}
	for queue, n := range queues {
		c.Queues[queue] = river.QueueConfig{MaxWorkers: n}
	}
	var err error
	if j.client, err = river.NewClient(riverpgxv5.New(j.pool), c); err != nil {
		return err
	}
	return j.client.Start(context.WithoutCancel(ctx))
}

// stopPatience is how long jobs may take to end that are broken off. What they hold is taken back by others after that.
const stopPatience = 20 * time.Second

// stop breaks off the jobs that are worked here, and gives them back.
func (j *jobs) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	if j.client != nil {
		_ = j.client.StopAndCancel(ctx) // what does not end is taken back by others
	}
	j.pool.Close()
}

// active are the states of jobs that are still to be done.
const active = "('available', 'pending', 'retryable', 'running', 'scheduled')"

// onePerKey are the options of jobs of which there is one of the same arguments at a time.
func onePerKey(queue string, attempts int) river.InsertOpts {
	return river.InsertOpts{Queue: queue, MaxAttempts: attempts, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}}}
}

// insert puts jobs into the queue, but those that are in it.
func (j *jobs) insert(ctx context.Context, all []river.JobArgs) error {
	for len(all) > 0 {
		n := min(len(all), insertAtATime)
		some := make([]river.InsertManyParams, n)
		for i, args := range all[:n] {
			some[i].Args = args
		}
		if _, err := j.client.InsertMany(ctx, some); err != nil {
			return fmt.Errorf("queue of jobs: %w", err)
		}
		all = all[n:]
	}
	return nil
}

// unseen are the jobs that run at a process which no lock stands for any more: $1 is the first half of the locks.
const unseen = ` FROM river_job j WHERE j.state = 'running' AND NOT EXISTS (
	SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
	WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted AND l.classid::bigint = $1
	AND l.objid::bigint = substring(j.attempted_by[cardinality(j.attempted_by)] from '[0-9]+$')::bigint)`

// takenBy is who has a job.
const takenBy = "j.attempted_by[cardinality(j.attempted_by)]"

// giveToOthers has jobs be done by others, or by nobody where too many were killed over them: those that are still at the process that
// was not seen at the last look, and is not now. One statement, for between two a job may end and begin elsewhere.
//
//nolint:misspell // the name of a column
const giveToOthers = `UPDATE river_job r SET scheduled_at = now(), finalized_at = CASE WHEN r.attempt >= r.max_attempts THEN now() END,
	state = (CASE WHEN r.attempt >= r.max_attempts THEN 'discarded' ELSE 'available' END)::river_job_state
	FROM unnest($2::bigint[], $3::timestamptz[], $4::text[]) was (id, at, by)
	WHERE r.id = was.id AND r.state = 'running' AND r.attempted_at = was.at AND r.attempted_by[cardinality(r.attempted_by)] = was.by
	AND r.id IN (SELECT j.id` + unseen + ")"

// takeBack gives jobs to others whose processes were not seen at two looks, and says how many. River itself waits for the longest that a
// job may take. It may be done by who has lost the lead: what it says of a process is true whoever says it.
func (j *jobs) takeBack(ctx context.Context, members int32) (taken int, err error) {
	if was := j.gone; len(was.ids) > 0 {
		done, err := j.pool.Exec(ctx, giveToOthers, members, was.ids, was.times, was.names)
		if err != nil {
			return 0, err
		}
		taken = int(done.RowsAffected())
	}
	j.gone, err = j.look(ctx, members)
	return taken, err
}

// look returns the jobs of processes that are not seen now.
func (j *jobs) look(ctx context.Context, members int32) (g gone, err error) {
	rows, err := j.pool.Query(ctx, "SELECT j.id, j.attempted_at, coalesce("+takenBy+", '')"+unseen, members)
	if err != nil {
		return g, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var at time.Time
		var by string
		if err := rows.Scan(&id, &at, &by); err != nil {
			return gone{}, err
		}
		g.ids, g.times, g.names = append(g.ids, id), append(g.times, at), append(g.names, by)
	}
	return g, rows.Err()
}

// lostTree is a tree that is made no more: each try has failed, or ended with its process.
type lostTree struct {
	job            int64
	story, problem string
}

// lostTrees are those of the last minutes, until they are noted (noted).
func (j *jobs) lostTrees(ctx context.Context) (all []lostTree, err error) {
	rows, err := j.pool.Query(ctx, `SELECT id, coalesce(args->>'story', ''), coalesce(errors[cardinality(errors)]->>'error', '')
		FROM river_job WHERE kind = $1 AND state = 'discarded' ORDER BY id`, treeArgs{}.Kind())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l lostTree
		if err := rows.Scan(&l.job, &l.story, &l.problem); err != nil {
			return nil, err
		}
		if l.problem == "" {
			l.problem = fmt.Sprintf("%d processes were killed while they traced it", maxKilled)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

// noted drops the job of a tree that is made no more.
func (j *jobs) noted(ctx context.Context, l lostTree) error {
	_, err := j.pool.Exec(ctx, "DELETE FROM river_job WHERE id = $1 AND state = 'discarded'", l.job)
	return err
}

// counts are how many jobs there are.
type counts struct{ due, trees, running int }

func (j *jobs) count(ctx context.Context) (counts, error) {
	var c counts
	err := j.pool.QueryRow(ctx, `SELECT count(*) FILTER (WHERE kind = $1 AND state <> 'running' AND scheduled_at <= now()),
		count(*) FILTER (WHERE kind = $2 AND state <> 'running'), count(*) FILTER (WHERE state = 'running')
		FROM river_job WHERE state IN `+active, askArgs{}.Kind(), treeArgs{}.Kind()).Scan(&c.due, &c.trees, &c.running)
	return c, err
}

// retries are when a job is tried again that failed: what fails is the archive, which is tried every minute (halt.go).
type retries struct{}

func (retries) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().UTC().Add(doubled(firstHalt, job.Attempt-1, maxHalt))
}

// problems tells of jobs that failed.
type problems struct{ log *slog.Logger }

func (p problems) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	p.log.Error("job", "kind", job.Kind, "what", string(job.EncodedArgs), "attempt", job.Attempt, "problem", err)
	return nil
}

func (p problems) HandlePanic(_ context.Context, job *rivertype.JobRow, fault any, _ string) *river.ErrorHandlerResult {
	p.log.Error("job", "kind", job.Kind, "what", string(job.EncodedArgs), "attempt", job.Attempt, "problem", fmt.Sprintf("a fault of stemma itself (%.200v): please report it", fault))
	return nil
}

// quiet has what the queue itself warns of told to those who want to know all (--verbose): where the database is gone, each of
// its parts says so every second, and this process says it once.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, slog.LevelDebug)
}

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	r.Level = slog.LevelDebug
	return q.Handler.Handle(ctx, r)
}
func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }
func (q quiet) WithGroup(g string) slog.Handler      { return quiet{q.Handler.WithGroup(g)} }

// pause waits, and is false where ctx ends.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
