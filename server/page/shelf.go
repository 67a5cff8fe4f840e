package page

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/server/access"
)

// shelfSize is how many bytes of pages are kept: a hundred of large stories.
const shelfSize = 64 << 20

// shelf keeps pages that cost time to make, those that were asked for last, as they are sent. Of a place one page is made at a
// time: two hundred readers of a story that has just changed make one, and a story that changes faster than its page can be made
// has no more than that one in the making.
type shelf struct {
	mu     sync.Mutex
	size   int
	order  *list.List // of *keptPage, the last asked for in front
	pages  map[string]*list.Element
	last   map[string]string  // the key of the page of a place that was made last
	making singleflight.Group // by place
}

// patience is how long somebody waits for a page that is made anew where there is the one of before: on a busy machine, of a story
// that grows with each minute, that is what nearly all would wait for.
const patience = 100 * time.Millisecond

type keptPage struct {
	place, key         string // the key is the place and the tag
	plain, packed, tag []byte
}

func (p *keptPage) size() int { return len(p.key) + len(p.plain) + len(p.packed) }

func newShelf() *shelf {
	return &shelf{order: list.New(), pages: map[string]*list.Element{}, last: map[string]string{}}
}

// soon returns the page of a place by its tag, or the one that it had before where the new one takes long. Where the page of another
// tag is in the making, and takes long, it is that one.
func (s *shelf) soon(ctx context.Context, place, tag string, render func() ([]byte, error)) (*keptPage, error) {
	key, before := place+"\x00"+tag, s.before(place)
	wait := ctx
	if before != nil {
		short, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		wait = short
	}
	for began := time.Now(); ; {
		p, err := s.get(wait, place, key, render)
		switch {
		case err != nil && before != nil && wait.Err() != nil && ctx.Err() == nil:
			return before, nil
		case err != nil || p.key == key || time.Since(began) >= patience:
			return p, err
		}
	}
}

// get returns a page, made by render where it is not kept; or the page of its place that is in the making. It is made to its end also
// when who asked for it first has gone.
func (s *shelf) get(ctx context.Context, place, key string, render func() ([]byte, error)) (*keptPage, error) {
	if p := s.find(key); p != nil {
		return p, nil
	}
	made := s.making.DoChan(place, func() (any, error) {
		var body []byte
		err := crew.Safely(func() (err error) {
			body, err = render()
			return err
		})
		if err != nil {
			return (*keptPage)(nil), err
		}
		p := &keptPage{place: place, key: key, plain: body, packed: packed(body), tag: []byte(tagOf(body))}
		s.put(p)
		return p, nil
	})
	select {
	case got := <-made:
		return got.Val.(*keptPage), got.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// before is the page of a place that was made last.
func (s *shelf) before(place string) *keptPage {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := s.pages[s.last[place]]; at != nil {
		return at.Value.(*keptPage)
	}
	return nil
}

func (s *shelf) find(key string) *keptPage {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.pages[key]
	if at == nil {
		return nil
	}
	s.order.MoveToFront(at)
	return at.Value.(*keptPage)
}

func (s *shelf) put(p *keptPage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages[p.key] != nil {
		return
	}
	s.pages[p.key] = s.order.PushFront(p)
	s.last[p.place] = p.key
	s.size += p.size()
	for s.size > shelfSize {
		s.remove(s.order.Back())
	}
}

// remove takes a page off; s.mu is held.
func (s *shelf) remove(at *list.Element) {
	old := s.order.Remove(at).(*keptPage)
	delete(s.pages, old.key)
	if s.last[old.place] == old.key {
		delete(s.last, old.place)
	}
	s.size -= old.size()
}

// forget takes off what is kept of an address.
func (s *shelf) forget(at string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, page := range s.pages {
		if strings.HasPrefix(key, at+"\x00") {
			s.remove(page)
		}
	}
}

func packed(plain []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(plain) // into memory
	_ = z.Close()
	return b.Bytes()
}

// showKept is show for what costs time: see keep.
func (s *site) showKept(w http.ResponseWriter, r *http.Request, tag string, of func() (frame, error)) {
	err := s.keep(w, r, r.URL.EscapedPath(), "body", tag, func() (view, error) {
		f, err := of()
		return view{Title: f.Title, Now: f.Now, Report: true, Data: f.Body}, err
	})
	if err != nil {
		s.fail(w, r, err)
	}
}

// keep answers with a page that costs time: it makes it only where none is kept of the place, as much of its address as the page
// depends on, of the tag, and of what who asks may do. The tag changes with all that the page shows; the page has no form_token and no name of who asks. With an error nothing is answered.
func (s *site) keep(w http.ResponseWriter, r *http.Request, at, name, tag string, of func() (view, error)) error {
	who := access.Who(r.Context())
	place := strings.Join([]string{at, strconv.FormatBool(who.Session), string(who.Scope)}, "\x00")
	p, err := s.kept.soon(r.Context(), place, tag, func() ([]byte, error) {
		v, err := of()
		if err != nil {
			return nil, err
		}
		return s.page(name, sheet{view: v, Session: who.Session, Version: s.Version})
	})
	if err != nil {
		return err
	}
	personal(w)
	w.Header().Add("Vary", "Accept-Encoding")
	body := p.plain
	if takesGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		body = p.packed
	}
	send(w, r, pageKind, http.StatusOK, "W/"+string(p.tag), body)
	return nil
}

// takesGzip reads Accept-Encoding (RFC 9110, 12.5.3) as far as gzip is named in it.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		_, q, given := strings.Cut(strings.ReplaceAll(weight, " ", ""), "=")
		f, err := strconv.ParseFloat(q, 64)
		return !given || err == nil && f > 0
	}
	return false
}
