package job

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"github.com/stemma-news/stemma"
)

// maxEnded is how many jobs are known that have ended.
const maxEnded = 1000

// Queue runs jobs. It may be used by many goroutines.
type Queue struct {
	o    Options
	mu   sync.Mutex
	jobs map[string]*job // by id
	keys map[string]*job // those that stand for others of the same key
	// waiting are in their order; ended, too, the one that ended first in front.
	waiting, ended []*job
	running        int
	size           int64 // bytes of the results that are kept
	closed         bool
	work           sync.WaitGroup
}

// NewQueue returns a queue.
func NewQueue(o Options) *Queue {
	return &Queue{o: o.filled(), jobs: map[string]*job{}, keys: map[string]*job{}}
}

// Start puts a job into the queue, and returns its id, which nobody can guess. Where key is not empty and a job of the same
// key waits or runs, or is done and kept, its id is returned.
func (q *Queue) Start(key string, w Work) (id string, err error) {
	id, _, err = q.Put(key, w)
	return id, err
}

// Put is Start, and says whether the work was taken: it is not where there is a job of the same key, nor with an error.
func (q *Queue) Put(key string, w Work) (id string, taken bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return "", false, ErrClosed
	}
	if same := q.keys[key]; same != nil {
		return same.status.ID, false, nil
	}
	if len(q.waiting) >= q.o.Waiting && q.running >= q.o.Running {
		return "", false, ErrFull
	}
	if q.o.Around != nil {
		w = q.o.Around(w)
	}
	j := &job{status: Status{ID: rand.Text(), State: Waiting}, key: key, work: w, changed: make(chan struct{})}
	q.jobs[j.status.ID] = j
	if key != "" {
		q.keys[key] = j
	}
	q.waiting = append(q.waiting, j)
	q.fill()
	return j.status.ID, true, nil
}

// fill lets jobs run for which there is room.
func (q *Queue) fill() {
	for q.running < q.o.Running && len(q.waiting) > 0 {
		j := q.waiting[0]
		q.waiting = slices.Delete(q.waiting, 0, 1)
		q.running++
		j.status.State, j.status.Started = Running, time.Now().UTC()
		ctx, cancel := context.WithCancelCause(context.Background())
		j.cancel = cancel
		j.change()
		q.work.Go(func() { q.run(ctx, j) })
	}
	for _, j := range q.waiting { // there are fewer before it
		j.change()
	}
}

func (q *Queue) run(ctx context.Context, j *job) {
	r, err := j.do(ctx, q.o.Limit, func(name string) {
		q.mu.Lock()
		defer q.mu.Unlock()
		if !j.status.State.Ended() {
			j.step(name)
		}
	})
	size := Size(r)
	q.mu.Lock()
	defer q.mu.Unlock()
	j.cancel(nil)
	q.end(j, r, size, err)
	q.running--
	q.fill() //nolint:contextcheck // the next job is not of this one's
}

// end keeps what became of a job.
func (q *Queue) end(j *job, r *stemma.Result, size int64, err error) {
	j.status.State, j.status.Ended = Done, time.Now().UTC()
	j.result, j.size, j.work, j.cancel = r, size, nil, nil
	if err != nil {
		j.status.State, j.status.Problem, j.result, j.size = Failed, err.Error(), nil, 0
		q.release(j)
	}
	j.change()
	q.size += j.size
	q.ended = append(q.ended, j)
	for n := len(q.ended); n > 1 && (q.size > q.o.KeptSize || n > maxEnded); n = len(q.ended) {
		q.drop(q.ended[0])
	}
	j.forget = time.AfterFunc(q.o.Kept, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.drop(j)
	})
}

// release has the next of the same key be a job of its own.
func (q *Queue) release(j *job) {
	if q.keys[j.key] == j {
		delete(q.keys, j.key)
	}
}

// drop forgets a job that ended. Who watches it still gets its last status.
func (q *Queue) drop(j *job) {
	at := slices.Index(q.ended, j)
	if at < 0 {
		return // it was dropped before its time
	}
	q.ended = slices.Delete(q.ended, at, at+1)
	q.size -= j.size
	if j.forget != nil {
		j.forget.Stop()
	}
	q.release(j)
	delete(q.jobs, j.status.ID)
}

// Status returns how a job stands.
func (q *Queue) Status(id string) (Status, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := q.jobs[id]
	if j == nil {
		return Status{}, ErrUnknown
	}
	return q.status(j), nil
}

// status is that of a job, with how many come first.
func (q *Queue) status(j *job) Status {
	s := j.status
	if s.State == Waiting {
		s.Before = q.running + slices.Index(q.waiting, j)
	}
	return s
}

// Until is when the result of a job that has ended is forgotten, if others do not need the room before.
func (q *Queue) Until(s Status) time.Time { return s.Ended.Add(q.o.Kept) }

// Result returns what a job found; nil as long as it is not done.
func (q *Queue) Result(id string) (*stemma.Result, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := q.jobs[id]
	if j == nil {
		return nil, ErrUnknown
	}
	return j.result, nil
}

// Watch gives the status at once and whenever it changes, until the job has ended or ctx does. Who takes a while to read
// misses what was in between, and never the last: nobody waits for those who watch.
func (q *Queue) Watch(ctx context.Context, id string) (<-chan Status, error) {
	q.mu.Lock()
	j := q.jobs[id]
	q.mu.Unlock()
	if j == nil {
		return nil, ErrUnknown
	}
	out := make(chan Status)
	go q.watch(ctx, j, out)
	return out, nil
}

func (q *Queue) watch(ctx context.Context, j *job, out chan<- Status) {
	defer close(out)
	for {
		q.mu.Lock()
		s, changed := q.status(j), j.changed
		q.mu.Unlock()
		select {
		case out <- s:
		case <-changed: // the next is newer
			continue
		case <-ctx.Done():
			return
		}
		if s.State.Ended() {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// Cancel ends a job.
func (q *Queue) Cancel(id string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := q.jobs[id]
	if j == nil {
		return ErrUnknown
	}
	q.cancel(j, ErrCancelled)
	return nil
}

// cancel ends a job that has not ended; one that runs as soon as its work heeds that.
func (q *Queue) cancel(j *job, why error) {
	switch j.status.State {
	case Waiting:
		at := slices.Index(q.waiting, j)
		q.waiting = slices.Delete(q.waiting, at, at+1)
		work := j.work
		q.work.Go(func() { // it may have something to clear up
			ctx, done := context.WithCancelCause(context.Background())
			done(why)
			_, _ = caught(ctx, work, func(string) {})
		})
		q.end(j, nil, 0, why)
		q.fill()
	case Running:
		q.release(j) // the next of its key is to run
		j.cancel(why)
	}
}

// Figures are how much there is to do.
type Figures struct {
	Waiting, Running int
	// Room is how many more may wait: 0 where the queue is full.
	Room int
}

// Figures returns how much there is to do.
func (q *Queue) Figures() Figures {
	q.mu.Lock()
	defer q.mu.Unlock()
	return Figures{Waiting: len(q.waiting), Running: q.running, Room: max(0, q.o.Waiting-len(q.waiting))}
}

// Close ends all jobs, and waits for them.
func (q *Queue) Close() error {
	q.mu.Lock()
	q.closed = true
	for _, j := range q.jobs {
		q.cancel(j, ErrClosed)
	}
	q.mu.Unlock()
	q.work.Wait()
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range slices.Clone(q.ended) {
		q.drop(j)
	}
	return nil
}
