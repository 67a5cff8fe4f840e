package intake

import "sync"

// Room is how many bytes may lie on the disk at once of all that was handed over and not read yet, by whomever. The folder for
// temporary files is in memory on many systems, and traces wait for each other: what waits must not fill it.
type Room struct {
	mu   sync.Mutex
	left int64
}

// NewRoom returns room for so many bytes.
func NewRoom(bytes int64) *Room { return &Room{left: bytes} }

// Take says whether there was room, and takes it. There is always room where nobody set a bound.
func (r *Room) Take(n int64) bool {
	if r == nil {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if n > r.left {
		return false
	}
	r.left -= n
	return true
}

// Give gives room back.
func (r *Room) Give(n int64) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left += n
}

// roomWriter fails where there is no room for more.
type roomWriter struct {
	room  *Room
	taken *int64
}

func (w roomWriter) Write(b []byte) (int, error) {
	n := int64(len(b))
	if !w.room.Take(n) {
		return 0, errRoom
	}
	*w.taken += n
	return len(b), nil
}
