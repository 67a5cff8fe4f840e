package watch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stemma-news/stemma/store"
)

// treesLock is the first half of the locks by which stories are traced by one process at a time.
func treesLock(schema string) int32 { return lockKey("stemma trees", schema) }

// maxTurnPause is how long to wait at the most before it is asked again whether a story is free, which is traced for minutes.
const maxTurnPause = 2 * time.Second

// turnAt waits until no other process traces a story, be it one that watches, a server or a command, and keeps them out until it is
// left: an advisory lock on a connection of its own, as long as the trace takes. Of those of the archive none is held so long, which let
// others in. It asks again and again and does not wait in the server: a statement that waits for half an hour keeps the server from
// tidying up for as long, and is broken off where statements are bounded.
func turnAt(ctx context.Context, a *store.Archive, story string) (leave func(), err error) {
	c, schema := a.Connection()
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("wait for others that trace story %s: %w", story, store.Explain(err))
	}
	for wait := turnPause; ; wait = min(2*wait, maxTurnPause) {
		var got bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, $2)", treesLock(schema), lockKey(story)).Scan(&got); err != nil {
			leaveBy(ctx, conn)
			return nil, fmt.Errorf("wait for others that trace story %s: %w", story, errors.Join(ctx.Err(), store.Explain(err)))
		}
		if got {
			return func() { leaveBy(ctx, conn) }, nil
		}
		if !pause(ctx, someOf(wait)) {
			leaveBy(ctx, conn)
			return nil, ctx.Err()
		}
	}
}

// leaveBy ends a connection, and with it what it holds, also when ctx has ended.
func leaveBy(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), presenceWait)
	defer cancel()
	_ = conn.Close(ctx) // the server ends it otherwise
}

// someOf is half of a pause or more, so that two who wait do not ask in step.
func someOf(pause time.Duration) time.Duration { return pause/2 + rand.N(pause/2) } //nolint:gosec // no secret

// turnAtStory is turnAt for a process that watches, by the connection that it has: it traces one story after the other.
func (p *presence) turnAtStory(ctx context.Context, story string) (leave func(), err error) {
	key := lockKey(story)
	if err := p.wait(ctx, p.trees, key, maxTurnPause); err != nil {
		return nil, err
	}
	return func() { p.free(p.trees, key) }, nil //nolint:contextcheck // it is given back also when ctx ends
}
