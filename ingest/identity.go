package ingest

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// merger turns what the readers of files give into items: it gives the articles
// their ids, leaves out those that are there already, and counts the problems
// beyond the limit.
type merger struct {
	o     Options
	yield func(Item) bool
	given int   // articles
	held  int64 // memory of the articles, about
	seen  register
	// promised is what lists have named.
	promised promises
	told     bool // what is told only once
	last     Place
	// What the current file has, at its end: how many problems, and the
	// articles that are there already.
	problems int
	twins    []stemma.InputError
	twinned  int
	met      int // pages that were there already
}

// take gives what an out is to the caller. It returns false when there is to be
// no more.
func (m *merger) take(o out) bool {
	if o.ends() {
		return m.end(o)
	}
	m.last = o.pos
	switch {
	case o.promised != nil:
		return m.promise(o)
	case o.note && o.once && m.told:
		return true
	case o.note:
		m.told = m.told || o.once
		return m.note(o)
	case o.problem != "":
		m.problems += 1 + o.alike
		return m.problems > m.o.MaxProblems || m.problem(o, o.where, o.problem)
	}
	m.held += weight(o.article)
	if m.o.MaxTotal > 0 && m.held > m.o.MaxTotal {
		_ = m.tellTwins(o) && m.problem(o, o.where, fmt.Sprintf("stopped here, and the rest of the inputs is not read: the %d articles before it reach the limit of %s; trace them in parts",
			m.given, size(m.o.MaxTotal)))
		return false
	}
	m.keep(&o)
	if !m.identify(o) {
		return true
	}
	m.given++
	return m.yield(Item{Article: o.article, File: o.file.input, At: o.pos})
}

func (m *merger) note(o out) bool {
	return m.yield(Item{Note: &stemma.InputError{Input: o.where, Problem: o.problem}, File: o.file.input, At: o.pos})
}

func (m *merger) problem(o out, where, problem string) bool {
	return m.yield(Item{Problem: &stemma.InputError{Input: where, Problem: problem}, File: o.file.input, At: o.pos})
}

// end tells what was counted in a file.
func (m *merger) end(o out) bool {
	whole := o.pos == End()
	if !whole {
		o.pos = m.last
	}
	going := m.more(o, m.problems) && m.tellTwins(o) && m.more(o, m.twinned)
	if going && m.met > 0 {
		o.where, o.problem = o.file.input, fmt.Sprintf("passed over: %d pages that are there already", m.met)
		going = m.note(o)
	}
	waits := m.wait(o.file, whole)
	m.problems, m.twinned, m.twins, m.met, m.last = 0, 0, nil, 0, Place{}
	if going && whole && !waits {
		return m.yield(Item{File: o.file.input, At: End()})
	}
	return going
}

// more says how many problems there are beyond the limit.
func (m *merger) more(o out, problems int) bool {
	n := problems - m.o.MaxProblems
	return n <= 0 || m.problem(o, o.file.input, fmt.Sprintf("%d more problems like these: mend the ones above and run again", n))
}

func (m *merger) tellTwins(o out) bool {
	for _, t := range m.twins {
		if !m.problem(o, t.Input, t.Problem) {
			return false
		}
	}
	return true
}

// twin keeps a problem of identity for the end of the file.
func (m *merger) twin(where, format string, args ...any) {
	if m.twinned++; m.twinned <= m.o.MaxProblems {
		m.twins = append(m.twins, stemma.InputError{Input: where, Problem: fmt.Sprintf(format, args...)})
	}
}

// identify gives an article its id. It returns false for one that is there
// already.
func (m *merger) identify(o out) bool {
	k := kept{content: o.content, own: o.article.ID != "", where: o.where}
	k.id = ownID(o.article.ID)
	if !k.own {
		k.id = "a" + k.short(10)
	}
	if m.o.Everything {
		o.article.ID = k.id
		return true
	}
	if twin, ok := m.seen.twin(&k); ok {
		switch {
		case o.web: // a crawler comes by again, and two feeds name one page
			m.met++
		case twin.where != k.where:
			m.twin(k.where, "the same article as %s, and left out: if two outlets published it, say which (\"outlet\" in JSON)", twin.where)
		}
		return false
	}
	if other, taken := m.seen.byID[k.id]; taken {
		renamed := k.id + "-" + k.short(6)
		m.twin(k.where, "has the id %q, and so has %s, with other content: read as %q; give each its own id", k.id, other.where, renamed)
		k.id = renamed
	}
	o.article.ID = k.id
	m.seen.add(&k)
	return true
}

// lookBack is how many articles Each remembers, which takes about 30 MB.
const lookBack = 1 << 16

// register remembers the articles that were given, up to a number of them.
type register struct {
	limit     int
	byID      map[string]*kept
	byContent map[content]*kept
	order     []*kept // a ring once it is full
	oldest    int
}

// kept is what an article is recognised by.
type kept struct {
	content
	id    string
	own   bool // the id is the input's own
	where string
}

// content is a hash over what makes an article.
type content [sha256.Size]byte

func newRegister(limit int) register {
	return register{limit: limit, byID: map[string]*kept{}, byContent: map[content]*kept{}}
}

// add remembers an article, and forgets the oldest where there are too many.
func (r *register) add(k *kept) {
	r.byID[k.id] = k
	if _, ok := r.byContent[k.content]; !ok {
		r.byContent[k.content] = k
	}
	if len(r.order) < r.limit {
		r.order = append(r.order, k)
		return
	}
	old := r.order[r.oldest]
	r.order[r.oldest] = k
	r.oldest = (r.oldest + 1) % r.limit
	delete(r.byID, old.id)
	if r.byContent[old.content] == old {
		delete(r.byContent, old.content)
	}
}

// twin returns the article that is the same as k.
func (r *register) twin(k *kept) (*kept, bool) {
	if t, ok := r.byID[k.id]; ok && t.content == k.content {
		return t, true
	}
	if t, ok := r.byID[k.id+"-"+k.short(6)]; ok && t.content == k.content {
		return t, true
	}
	t, ok := r.byContent[k.content]
	return t, ok && (!t.own || !k.own)
}

var reReserved = regexp.MustCompile(`^src\d+$`)

// ownID returns an input's own id, changed where it could be taken for that of
// a source: an edge's parent may be either.
func ownID(id string) string {
	if reReserved.MatchString(id) {
		return "a-" + id
	}
	return id
}

// contentOf hashes what makes an article. The length before each field keeps
// the fields apart.
func contentOf(a *stemma.Article) content {
	h := sha256.New()
	date := a.Published.UTC().Format(time.RFC3339Nano) + " " + string(a.PublishedPrecision)
	for _, field := range []string{a.Outlet, a.URL, date, a.Title, a.Text} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(field)))
		h.Write(n[:])
		h.Write([]byte(field))
	}
	return content(h.Sum(nil))
}

// short is the beginning of the hash in n letters and digits.
func (c content) short(n int) string {
	return strings.ToLower(base32.StdEncoding.EncodeToString(c[:]))[:n]
}
