package access

import (
	"container/list"
	"sync"
	"time"
)

// Sessions end when nobody has asked for a while, and in any case after some days. They are in memory: who was logged in logs
// in again after a restart.
const (
	sessionIdle = 12 * time.Hour
	sessionLife = 7 * 24 * time.Hour
	maxSessions = 10_000
	maxOfToken  = 500 // of one token: who has one cannot log all others out by beginning more and more
)

// sessions are those who logged in. The one not seen for longest goes when there are too many, in all or of a token.
type sessions struct {
	mu    sync.Mutex
	now   func() time.Time
	order *list.List // of *session, the last seen in front
	byID  map[string]*list.Element
	of    map[string]int // how many a token has
}

// session is kept by the digest of its id: whoever can read the memory of the process, or a dump of it, gets no cookie of it.
type session struct {
	digest      string
	token       string // the id of the token that began it
	form        string
	began, seen time.Time
}

func newSessions(now func() time.Time) *sessions {
	return &sessions{now: now, order: list.New(), byID: map[string]*list.Element{}, of: map[string]int{}}
}

// begin starts a session of a token, and returns what the cookie has.
func (s *sessions) begin(token string) string {
	id, now := newSecret(), s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[token]++; s.of[token] > maxOfToken {
		s.drop(s.lastOf(token))
	}
	s.byID[digest(id)] = s.order.PushFront(&session{digest: digest(id), token: token, form: newSecret(), began: now, seen: now})
	for s.order.Len() > maxSessions {
		s.drop(s.order.Back())
	}
	return id
}

// lastOf is the session of a token that was not seen for longest.
func (s *sessions) lastOf(token string) *list.Element {
	e := s.order.Back()
	for e.Value.(*session).token != token {
		e = e.Prev()
	}
	return e
}

// find returns the session of a cookie, which it notes as seen.
func (s *sessions) find(id string) (session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.byID[digest(id)]
	if e == nil {
		return session{}, false
	}
	now, this := s.now(), e.Value.(*session)
	if now.Sub(this.seen) > sessionIdle || now.Sub(this.began) > sessionLife {
		s.drop(e)
		return session{}, false
	}
	this.seen = now
	s.order.MoveToFront(e)
	return *this, true
}

// end ends a session.
func (s *sessions) end(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.byID[digest(id)]; e != nil {
		s.drop(e)
	}
}

func (s *sessions) drop(e *list.Element) {
	gone := s.order.Remove(e).(*session)
	delete(s.byID, gone.digest)
	if s.of[gone.token]--; s.of[gone.token] == 0 {
		delete(s.of, gone.token)
	}
}

// count returns how many there are that have not ended.
func (s *sessions) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := s.order.Back(); e != nil && s.now().Sub(e.Value.(*session).seen) > sessionIdle; e = s.order.Back() {
		s.drop(e)
	}
	return s.order.Len()
}
