package watch

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
)

// Names in the archive's state.
const (
	feedState  = "watch/feed/"
	seenState  = "watch/seen/"
	queueState = "watch/queue/"
	hostsState = "watch/hosts"
)

// memory is what is remembered of a feed, also when the process ends.
type memory struct {
	Address    string           `json:"address"`
	Title      string           `json:"title,omitempty"`
	Validators fetch.Validators `json:"validators,omitzero"`
	// Body is a hash of what was last there, for servers that send the same again and again.
	Body string `json:"body,omitempty"`
	// Moved is where the feed has moved for good, and Lost how often there was nothing there.
	Moved string `json:"moved,omitempty"`
	Lost  int    `json:"lost,omitempty"`
	// Private says that an address of this machine or its network named Moved: it may be there, too. What the public
	// internet names may not.
	Private bool `json:"private,omitempty"`
	// Polled is when it was last asked, Polls how often, Next when it is asked again.
	Polled time.Time `json:"polled,omitzero"`
	Since  time.Time `json:"since,omitzero"` // when it was first asked
	Polls  int       `json:"polls"`
	Next   time.Time `json:"next,omitzero"`
	// Failures is how often in a row it could not be read, and Problem why.
	Failures int    `json:"failures,omitempty"`
	Problem  string `json:"problem,omitempty"`
	// Refused says that it was not asked, for that was not allowed here.
	Refused bool `json:"refused,omitempty"`
	// Changes are when it changed, as far as is known, and Hint is how long it says that it stays as it is.
	Changes []time.Time   `json:"changes,omitempty"`
	Hint    time.Duration `json:"hint,omitempty"`
	// Waiting is how many entries wait for their pages to be read (queue.go).
	Waiting int `json:"waiting,omitempty"`
	// seen are the entries that were there when it was last read.
	seen seen
}

// resumed moves the time at which a feed is asked that another run has set: no further off than these bounds have it, unless
// it failed; and at once where that run was not allowed to ask.
func (m *memory) resumed(b Bounds) {
	latest := m.Polled.Add(b.Max)
	switch {
	case m.Refused:
		m.Next = time.Time{}
	case m.Failures == 0 && b.Max > 0 && m.Next.After(latest):
		m.Next = latest
	}
}

// awaited has the entries read again whose pages an older program was to ask for again, as its memory says: it kept no more
// of them than their keys, and by now only their summaries are known. They count as changed.
func (m *memory) awaited(older []byte) {
	var was struct {
		Retries map[string]json.RawMessage `json:"retries"`
	}
	if json.Unmarshal(older, &was) != nil {
		return
	}
	for name := range was.Retries {
		n, err := strconv.ParseUint(name, 16, 64)
		if form, known := m.seen[key(n)]; err == nil && known {
			m.seen[key(n)] = ^form
			m.Validators, m.Body = fetch.Validators{}, "" // so that the whole feed is read
		}
	}
}

// moved notes where a feed is, as an answer says.
func (m *memory) moved(to string, private bool) {
	m.Private = private && (m.Moved == "" || m.Private)
	m.Moved = to
}

// unmoved forgets where a feed has moved to.
func (m *memory) unmoved() {
	m.Moved, m.Lost, m.Private, m.Validators = "", 0, false, fetch.Validators{}
}

// stateName is the name of a feed in the archive's state.
func stateName(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:12])
}

// put adds to a state what is to be remembered.
func (m *memory) put(state map[string][]byte, seenChanged bool) error {
	b, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("remember the feed %s: %w", m.Address, err)
	}
	name := stateName(m.Address)
	state[feedState+name] = b
	if seenChanged {
		state[seenState+name] = m.seen.bytes()
	}
	return nil
}

// key is what an entry is recognised by.
type key uint64

func (k key) String() string { return fmt.Sprintf("%016x", uint64(k)) }

// keyOf is that of an entry: its own name for itself, else its address, else its title and date. It is the beginning of a
// cryptographic hash, since entries that one feed has could hide those of another.
func keyOf(e *feed.Entry) key {
	switch {
	case e.GUID != "":
		return key(hashed("guid", e.GUID))
	case e.URL != "":
		return key(hashed("url", e.URL))
	}
	return key(hashed("title", e.Title, e.Published.Time.UTC().Format(time.RFC3339)))
}

// print tells an entry from what it will be when its article has changed: by what outlets change with it. A summary is
// not among it, for many hold counts of comments and addresses of pictures that are new each time; the whole article is.
func printOf(e *feed.Entry) uint32 {
	return uint32(hashed(e.Title, e.Published.Time.UTC().Format(time.RFC3339), e.Updated.Time.UTC().Format(time.RFC3339), e.HTML, e.Text)) //nolint:gosec // a part of it
}

func hashed(parts ...string) uint64 {
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// seen are entries, by their keys, with their prints.
type seen map[key]uint32

const seenSize = 12 // bytes of an entry

// bytes are the entries in the order of their keys.
func (s seen) bytes() []byte {
	keys := make([]key, 0, len(s))
	for k := range s {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b := make([]byte, 0, seenSize*len(s))
	for _, k := range keys {
		b = binary.BigEndian.AppendUint64(b, uint64(k))
		b = binary.BigEndian.AppendUint32(b, s[k])
	}
	return b
}

// readSeen reads what bytes wrote; what is damaged is left out, and its entries count as new.
func readSeen(b []byte) seen {
	s := make(seen, len(b)/seenSize)
	for ; len(b) >= seenSize; b = b[seenSize:] {
		s[key(binary.BigEndian.Uint64(b))] = binary.BigEndian.Uint32(b[8:])
	}
	return s
}
