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

// Nor does one get all texts of an article that every file of a crawl has again: which of them stays is
// found among small records, one of each unit, and a text meets only the word that it is the one.

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

// called is the id of an article from here on: its own, or one that no other has.
func (n identity) called(owned bool) string {
	if owned {
		return n.id
	}
	return n.id + n.ending()
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
	texts   func(one []byte, a stemma.Article)
	takings func(key []byte, t taking)
	claims  func(id []byte, c claim)
	taken   map[identity]taking
	claimed map[string]claim
	// twice is how many articles were left out, bytes what was sent.
	twice, bytes int64
}

// mostMet is how many articles and ids of a unit are remembered, which takes some 20 MB. A file of
// CC-NEWS has fewer; of a larger one more is sent than need be.
const mostMet = 1 << 16

func newMet(texts func([]byte, stemma.Article), takings func([]byte, taking), claims func([]byte, claim)) *met {
	return &met{texts: texts, takings: takings, claims: claims, taken: map[identity]taking{}, claimed: map[string]claim{}}
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
	copied := t.of(key)
	m.bytes += int64(len(copied)+articleSize(a)) + int64(len(key)+len(encodeTaking(t)))
	m.texts(copied, *a)
	m.takings(key, t)
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
type taking struct{ Captured, Input string }

func takingOf(a *stemma.Article) taking { return taking{string(a.Extra[capturedField]), a.Input} }

func (t taking) before(u taking) bool {
	return cmp.Or(strings.Compare(t.Captured, u.Captured), strings.Compare(t.Input, u.Input)) < 0
}

// of is what one copy of an article is recognised by, of which the key is given.
func (t taking) of(key []byte) []byte {
	h := sha256.Sum256(append(encodeTaking(t), key...))
	return h[:20]
}

func encodeTaking(t taking) []byte { return appendString(appendString(nil, t.Captured), t.Input) }

func decodeTaking(b []byte) (t taking, err error) {
	r := reader{b: b}
	t.Captured, t.Input = r.string(), r.string()
	return t, r.end()
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

// earliestFn says which copy of an article stays, and what it is called.
type earliestFn struct{}

// ProcessElement takes when and where what has one id and one content was taken, from all units; owns has an
// element if the id is theirs. They come in any order, and what is given does not depend on it.
func (*earliestFn) ProcessElement(ctx context.Context, key []byte, all func(*taking) bool, owns func(*[]byte) bool, emit func([]byte, string)) error {
	n, err := identityOfKey(key)
	if err != nil {
		return err
	}
	var first, t taking
	came := int64(0)
	for ; all(&t); came++ {
		if came == 0 || t.before(first) {
			first = t
		}
	}
	if came == 0 {
		return nil
	}
	var mark []byte
	owned := owns(&mark)
	if !owned {
		count(ctx, "articles_renamed", 1)
	}
	if came > 1 { // of most articles there is but one
		largest(ctx, "largest_copies", came)
	}
	copied, id := first.of(key), n.called(owned)
	count(ctx, "bytes_articles", int64(len(copied)+len(id)))
	emit(copied, id)
	return nil
}

// uniqueFn leaves out articles that are there already, and gives the others the id that they are called by.
type uniqueFn struct{}

// ProcessElement takes one copy of an article, and its id if it is the one that stays. There is more than one only if an
// input was named twice.
func (*uniqueFn) ProcessElement(ctx context.Context, _ []byte, copies func(*stemma.Article) bool, called func(*string) bool, emit func(stemma.Article)) {
	var id string
	stays := called(&id)
	var a stemma.Article
	for ; copies(&a); a = (stemma.Article{}) {
		if !stays {
			count(ctx, "articles_twice", 1)
			continue
		}
		stays, a.ID = false, id
		count(ctx, "articles_unique", 1)
		count(ctx, "text_bytes_unique", int64(articleSize(&a)))
		emit(a)
	}
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
