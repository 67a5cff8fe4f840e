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

// merger puts the articles of all files together and gives them their ids.
type merger struct {
	o     Options
	batch Batch
	held  int64
	// Where an article with this id, or with this content, came from.
	byID      map[string]kept
	byContent map[content]kept
}

// kept is what an article is recognised by.
type kept struct {
	content
	own   bool // the id is the input's own
	where string
}

// content is a hash over what makes an article.
type content [sha256.Size]byte

func newMerger(o Options) *merger {
	return &merger{o: o, byID: map[string]kept{}, byContent: map[content]kept{}}
}

// add takes over what a file gave. It returns false when the limit of all
// inputs is reached.
func (m *merger) add(p part) bool {
	m.batch.Errors = append(m.batch.Errors, p.errors...)
	twins := newPart(p.file, m.o)
	for _, it := range p.items {
		m.held += int64(len(it.Text)) + itemCost
		if m.held > m.o.MaxTotal {
			m.batch.Errors = append(m.batch.Errors, twins.errors...)
			m.fail(it.where, "stopped here, and the rest of the inputs is not read: the %d articles before it reach the limit of %s; trace them in parts",
				len(m.batch.Articles), size(m.o.MaxTotal))
			return false
		}
		m.keep(it, twins)
	}
	twins.summary()
	m.batch.Errors = append(m.batch.Errors, twins.errors...)
	return true
}

func (m *merger) fail(where, format string, args ...any) {
	m.batch.Errors = append(m.batch.Errors, stemma.InputError{Input: where, Problem: fmt.Sprintf(format, args...)})
}

// keep gives the article its id, unless it is kept already. Twins are reported
// to problems.
func (m *merger) keep(it item, problems *part) {
	k := kept{content: contentOf(it.Article), own: it.ID != "", where: it.where}
	id := ownID(it.ID)
	if !k.own {
		id = "a" + k.short(10)
	}
	if twin, ok := m.twin(id, k); ok {
		if twin.where != k.where {
			problems.fail(k.where, "the same article as %s, and left out: if two outlets published it, say which (\"outlet\" in JSON)", twin.where)
		}
		return
	}
	if other, taken := m.byID[id]; taken {
		renamed := id + "-" + k.short(6)
		problems.fail(k.where, "has the id %q, and so has %s, with other content: read as %q; give each its own id", id, other.where, renamed)
		id = renamed
	}
	it.ID = id
	m.byID[id] = k
	if _, ok := m.byContent[k.content]; !ok {
		m.byContent[k.content] = k
	}
	m.batch.Articles = append(m.batch.Articles, it.Article)
}

// twin returns the kept article that is the same as k under the id.
func (m *merger) twin(id string, k kept) (kept, bool) {
	if t, ok := m.byID[id]; ok && t.content == k.content {
		return t, true
	}
	if t, ok := m.byID[id+"-"+k.short(6)]; ok && t.content == k.content {
		return t, true
	}
	t, ok := m.byContent[k.content]
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
func contentOf(a stemma.Article) content {
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
