package batch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// An archive has articles twice, and ids that stand for several articles: thirty exports that
// all number from 1. What is one article is told by its id and its content; where an id has
// several contents, the one that was named first keeps it, and the others are called by id and
// content. None is left out, however many there are; and no worker gets all articles of an id,
// since who keeps it is found among their places, without the texts.
//
// Package ingest renames them, too, by six letters behind a hyphen. Here the tables of an earlier
// run may come with the files that it read, so that an id made so must never be what an article
// says of itself: renamed ids have a form of their own, and who comes with one gets one of his
// own, which is the same if he is the article that it was made for.

// renamedDigits is how much of the digest of an article is in its id: 60 bits, so that no two
// contents of one id have the same.
const renamedDigits = 12

var reRenamed = regexp.MustCompile(`~[0-9a-v]{12}$`)

// identity is what an article is recognised by: its id, and its content.
type identity struct {
	id      string
	digest  string
	renamed bool // the id is one that is not its own
}

func identityOf(a *stemma.Article) identity {
	n := identity{id: a.ID, digest: digestOf(a), renamed: reRenamed.MatchString(a.ID)}
	if id, is := strings.CutSuffix(n.id, n.ending()); is {
		n.id = id
	}
	return n
}

func (n identity) ending() string { return "~" + n.digest[:renamedDigits] }

// key is what the same articles meet by.
func (n identity) key() []byte { return appendString(appendString(nil, n.id), n.digest) }

func identityOfKey(b []byte) (n identity, err error) {
	r := reader{b: b}
	n.id, n.digest = r.string(), r.string()
	if len(n.digest) < renamedDigits {
		r.fail()
	}
	return n, r.end()
}

// claim says that an article of this content, at that place, is called by an id.
type claim struct{ input, digest string }

func (c claim) before(d claim) bool {
	return cmp.Or(strings.Compare(c.input, d.input), strings.Compare(c.digest, d.digest)) < 0
}

func encodeClaim(c claim) []byte { return appendString(appendString(nil, c.input), c.digest) }

func decodeClaim(b []byte) (c claim, err error) {
	r := reader{b: b}
	c.input, c.digest = r.string(), r.string()
	return c, r.end()
}

// met are the articles of a unit so far. Of those that are there twice only the one that was
// captured first is sent on, unless the other one went before; and of the claims on an id one.
type met struct {
	send    func(key []byte, a stemma.Article)
	claims  func(id []byte, c claim)
	taken   map[identity]taking
	claimed map[string]claim
	// twice is how many articles were left out, bytes what was sent.
	twice, bytes int64
}

// mostMet is how many articles and ids of a unit are remembered, which takes some 20 MB. A file of
// CC-NEWS has fewer; of a larger one more is sent than need be.
const mostMet = 1 << 16

func newMet(send func([]byte, stemma.Article), claims func([]byte, claim)) *met {
	return &met{send: send, claims: claims, taken: map[identity]taking{}, claimed: map[string]claim{}}
}

func (m *met) take(a *stemma.Article) {
	n := identityOf(a)
	if c := (claim{a.Input, n.digest}); !n.renamed {
		if first, is := m.claimed[n.id]; !is || c.before(first) {
			m.claimed[n.id] = c
		}
	}
	t := takingOf(a)
	if first, is := m.taken[n]; is && !t.before(first) {
		m.twice++
		return
	}
	m.taken[n] = t
	key := n.key()
	m.bytes += int64(len(key) + articleSize(a))
	m.send(key, *a)
	if len(m.claimed) >= mostMet || len(m.taken) >= mostMet {
		m.end()
		clear(m.taken)
	}
}

// end sends the claims.
func (m *met) end() {
	for id, c := range m.claimed {
		m.bytes += int64(len(id) + len(c.input) + len(c.digest) + 2)
		m.claims([]byte(id), c)
	}
	clear(m.claimed)
}

// taking says when an article was taken, and from where.
type taking struct{ captured, input string }

func takingOf(a *stemma.Article) taking { return taking{string(a.Extra[capturedField]), a.Input} }

func (t taking) before(u taking) bool {
	return cmp.Or(strings.Compare(t.captured, u.captured), strings.Compare(t.input, u.input)) < 0
}

// capturedField is the field of a copy of a page that says when it was taken.
const capturedField = "captured"

// ownerFn says which of the contents of an id keeps it: the one that was named first.
type ownerFn struct{}

// ProcessElement takes the claims on an id: one of each unit, or few more.
func (*ownerFn) ProcessElement(id []byte, claims func(*claim) bool, emit func([]byte, []byte)) {
	var first, c claim
	for some := false; claims(&c); some = true {
		if !some || c.before(first) {
			first = c
		}
	}
	emit(identity{id: string(id), digest: first.digest}.key(), nil)
}

// uniqueFn leaves out articles that are there already, and gives those an id of their own
// that do not keep theirs.
type uniqueFn struct{}

// ProcessElement takes what has one id and one content, from all units; owns has an element if the
// id is theirs. They come in any order, and what is given does not depend on it.
func (*uniqueFn) ProcessElement(ctx context.Context, key []byte, all func(*stemma.Article) bool, owns func(*[]byte) bool, emit func(stemma.Article)) error {
	n, err := identityOfKey(key)
	if err != nil {
		return err
	}
	var first, a stemma.Article
	came := int64(0)
	for ; all(&a); a = (stemma.Article{}) {
		if came == 0 || takingOf(&a).before(takingOf(&first)) {
			first = a
		}
		came++
	}
	if came == 0 {
		return nil
	}
	var mark []byte
	if first.ID = n.id; !owns(&mark) {
		first.ID += n.ending()
		count(ctx, "articles_renamed", 1)
	}
	count(ctx, "articles_unique", 1)
	count(ctx, "articles_twice", came-1)
	count(ctx, "text_bytes_unique", int64(articleSize(&first)))
	emit(first)
	return nil
}

// digestOf is of what makes an article another one: outlet, address, date, title
// and text.
func digestOf(a *stemma.Article) string {
	h := sha256.New()
	for _, s := range []string{a.Outlet, a.URL, a.Published.UTC().Format(time.RFC3339Nano), a.Title, a.Text} {
		fmt.Fprintf(h, "%d ", len(s))
		_, _ = io.WriteString(h, s)
	}
	return strings.ToLower(base32.HexEncoding.EncodeToString(h.Sum(nil)[:20]))
}
