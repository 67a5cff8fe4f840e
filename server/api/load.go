package api

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"
)

// What requests have in memory at once is bounded, in bytes of what it is made from: a body takes about four times its length
// until it is read, and an answer about four times what its trace takes, until it is sent. A trace of 2,000 reports is one of 90 MB; without
// a bound forty who ask for it take 13 GB. Who comes then waits, and who waits in vain is told to come again.
const (
	takenAtOnce   = 256 << 20
	answersAtOnce = 256 << 20
	// light is what is not counted: so small that all requests together do no harm.
	light = 1 << 20
	// bodyWait is how long a body waits for room: who sends it has it still.
	bodyWait = 5 * time.Second
)

// room is how much there is for all requests.
type room struct{ bodies, answers *semaphore.Weighted }

func newRoom() room {
	return room{semaphore.NewWeighted(takenAtOnce), semaphore.NewWeighted(answersAtOnce)}
}

// load is what one request has taken of it; nil takes nothing. It is not for several goroutines.
type load struct {
	room
	body, answer int64
}

// forBody makes room for a body of a length, which is most where the length is not told.
func (l *load) forBody(ctx context.Context, length, most int64) *Problem {
	if length < 0 {
		length = most
	}
	ctx, cancel := context.WithTimeout(ctx, bodyWait)
	defer cancel()
	n, err := taken(ctx, l.bodies, length, takenAtOnce)
	l.body += n
	if err != nil {
		return busy.of("Many send large bodies at the moment.")
	}
	return nil
}

// forAnswer makes room for an answer that is made of so much.
func (l *load) forAnswer(ctx context.Context, size int64) error {
	if l == nil {
		return nil
	}
	n, err := taken(ctx, l.answers, size, answersAtOnce)
	l.answer += n
	return err
}

func taken(ctx context.Context, of *semaphore.Weighted, n, most int64) (int64, error) {
	if n <= light {
		return 0, nil
	}
	n = min(n, most) // the largest has it for itself
	if err := of.Acquire(ctx, n); err != nil {
		return 0, err
	}
	return n, nil
}

// bodyDone gives back what the body has taken, as soon as nothing of it is needed any more.
func (l *load) bodyDone() {
	if l != nil {
		l.bodies.Release(l.body)
		l.body = 0
	}
}

func (l *load) done() {
	l.bodyDone()
	l.answers.Release(l.answer)
	l.answer = 0
}
