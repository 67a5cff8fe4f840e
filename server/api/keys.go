package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"

	"github.com/stemma-news/stemma/server/access"
)

// keys remembers which requests were sent by which Idempotency-Key. Answers are not kept: what is asked for here comes out the
// same each time, verdicts are kept by their key in the book, and traces in the background by theirs in the queue.
type keys struct {
	mu    sync.Mutex
	sent  map[string]*sending
	order []string // oldest first
	now   func() time.Time
}

// sending is what was sent by a key.
type sending struct {
	sum  [sha256.Size]byte
	busy bool
	at   time.Time
}

const (
	maxKeys = 10_000
	keptFor = 24 * time.Hour
)

func newKeys() *keys { return &keys{sent: map[string]*sending{}, now: time.Now} }

// begin notes that a request is at work, until the function that it returns is called. A key that was used for another one, or for
// one that is at work, is a problem. Without a key there is nothing to note.
func (k *keys) begin(ctx context.Context, operation, key string, body []byte) (end func(), err error) {
	if key == "" {
		return func() {}, nil
	}
	id, sum := access.Who(ctx).Name+"\n"+operation+"\n"+key, k.sum(ctx, body)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forget()
	s := k.sent[id]
	switch {
	case s == nil:
		s = &sending{sum: sum}
		k.sent[id], k.order = s, append(k.order, id)
	case s.sum != sum:
		return nil, keyReused.of("The request differs from the one that came by the key %q.", clip(key))
	case s.busy:
		return nil, inProgress.of("The request with the key %q came twice.", clip(key))
	}
	s.busy, s.at = true, k.now()
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		s.busy = false
	}, nil
}

// sum tells a request from others.
func (k *keys) sum(ctx context.Context, body []byte) [sha256.Size]byte {
	h := sha256.New()
	if at := askedIn(ctx).at; at != nil {
		h.Write([]byte(at.RawQuery))
	}
	h.Write([]byte{'\n'})
	h.Write(body)
	return [sha256.Size]byte(h.Sum(nil))
}

// forget drops the oldest where there are too many, and what is old. One that is at work stays.
func (k *keys) forget() {
	for len(k.order) > 0 {
		s := k.sent[k.order[0]]
		if s.busy || len(k.order) < maxKeys && k.now().Sub(s.at) < keptFor {
			return
		}
		delete(k.sent, k.order[0])
		k.order = k.order[1:]
	}
}

// jobKey is the key of a job in the queue: nobody else's, whatever they call theirs.
func (k *keys) jobKey(ctx context.Context, key string, body []byte) string {
	if key == "" {
		return ""
	}
	sum := k.sum(ctx, body)
	whole := sha256.Sum256(append([]byte("api\n"+access.Who(ctx).Name+"\n"+key+"\n"), sum[:]...))
	return "api-" + hex.EncodeToString(whole[:])
}
