package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Message is something to be delivered.
type Message struct {
	// N is its number, given by the archive, in the order in which messages came.
	N int64
	// Topic says where it goes. ID is its name there; one that came once is not taken again.
	Topic, ID string
	Body      []byte
	// Queued is when it came; now, if zero. Next is when it is due.
	Queued, Next time.Time
	// Tries is how often it was not delivered, and Problem why, the last time.
	Tries   int
	Problem string
}

// Failure is a message that could not be delivered.
type Failure struct {
	N       int64
	Problem string
	// Next is when it is due again. Zero gives it up: it is kept, but never due.
	Next time.Time
}

// Status of a message.
const (
	outboxWaits = iota
	outboxDone
	outboxGivenUp
)

func (p *placing) mail(ctx context.Context, u *Update) error {
	for i := range u.Outbox {
		m := &u.Outbox[i]
		queued := m.Queued
		if queued.IsZero() {
			queued = time.Now()
		}
		body := m.Body
		if body == nil {
			body = []byte{}
		}
		err := p.exec(ctx, `INSERT INTO outbox (n, topic, id, body, queued, next, tries, problem, status)
			VALUES ((SELECT coalesce(max(n), 0) + 1 FROM outbox), ?,?,?,?,?,0,'',?) ON CONFLICT (topic, id) DO NOTHING`,
			m.Topic, m.ID, body, queued.UnixMilli(), max(0, m.Next.UnixMilli()), outboxWaits)
		if err != nil {
			return err
		}
	}
	for _, n := range u.Done {
		if err := p.exec(ctx, "UPDATE outbox SET status = ?, body = x'', problem = '' WHERE n = ?", outboxDone, n); err != nil {
			return err
		}
	}
	for _, f := range u.Failed {
		status := outboxWaits
		if f.Next.IsZero() {
			status = outboxGivenUp
		}
		err := p.exec(ctx, "UPDATE outbox SET status = ?, tries = tries + 1, problem = ?, next = ? WHERE n = ? AND status = ?",
			status, f.Problem, max(0, f.Next.UnixMilli()), f.N, outboxWaits)
		if err != nil {
			return err
		}
	}
	return nil
}

// notLast leaves the last message where it is, since what comes gets the next number: a number is given once.
const notLast = "n < (SELECT max(n) FROM outbox)"

// Forget deletes the messages that came before a time and were delivered, or given up:
// one of the same topic and id is taken again from then on. It returns how many there were. It is for who may place (Update.Lead).
func (a *Archive) Forget(ctx context.Context, before time.Time) (int, error) {
	n := 0
	err := a.alone(ctx, func(t *transaction) error {
		r, err := t.tx.ExecContext(ctx, "DELETE FROM outbox WHERE status <> ? AND queued < ? AND "+notLast, outboxWaits, before.UnixMilli())
		if err != nil {
			return err
		}
		deleted, err := r.RowsAffected()
		n = int(deleted)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget what was delivered, in the archive %s: %w", a.name, err)
	}
	return n, nil
}

// longestPause is further ahead than any message is put off (a day, and a tenth). One that is was put off by a clock that went wrong.
const longestPause = 48 * time.Hour

// Due returns the messages of a topic that are to be delivered by now, in the order in
// which they came, up to a number of them.
func (a *Archive) Due(ctx context.Context, topic string, now time.Time, limit int) ([]Message, error) {
	all, err := a.messages(ctx, "topic = ? AND status = 0 AND (next <= ? OR next > ?) ORDER BY n LIMIT ?",
		topic, now.UnixMilli(), now.Add(longestPause).UnixMilli(), limit)
	if err != nil {
		return nil, fmt.Errorf("what is to be delivered to %s: %w", topic, explain(err))
	}
	return all, nil
}

// Waiting are the messages of a topic that wait to be delivered.
type Waiting struct {
	Topic    string
	Messages int
	First    time.Time // when the first of them came
}

// Waiting returns the topics that begin with some text and have messages that wait, in the order of their names.
func (a *Archive) Waiting(ctx context.Context, begins string) ([]Waiting, error) {
	rows, err := a.read.QueryContext(ctx, "SELECT topic, count(*), min(queued) FROM outbox WHERE status = 0 AND topic >= ? GROUP BY topic ORDER BY topic", begins)
	if err != nil {
		return nil, fmt.Errorf("what waits to be delivered in the archive %s: %w", a.name, explain(err))
	}
	defer rows.Close()
	var all []Waiting
	for rows.Next() {
		var w Waiting
		var first int64
		if err := rows.Scan(&w.Topic, &w.Messages, &first); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(w.Topic, begins) {
			break // as all behind it
		}
		w.First = time.UnixMilli(first).UTC()
		all = append(all, w)
	}
	return all, rows.Err()
}

func (a *Archive) messages(ctx context.Context, where string, args ...any) ([]Message, error) {
	rows, err := a.read.QueryContext(ctx, "SELECT n, topic, id, body, queued, next, tries, problem FROM outbox WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Message
	for rows.Next() {
		var m Message
		var queued, next int64
		if err := rows.Scan(&m.N, &m.Topic, &m.ID, &m.Body, &queued, &next, &m.Tries, &m.Problem); err != nil {
			return nil, err
		}
		m.Queued, m.Next = time.UnixMilli(queued).UTC(), time.UnixMilli(next).UTC()
		all = append(all, m)
	}
	return all, rows.Err()
}
