package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// What is an article, and what is a form of one? Decided in this order:
//
//  1. An article whose id is there is that one: known, if any of its revisions has
//     the same content; a revision, if the address is the same; else another, which
//     gets a longer id.
//  2. An article without an id of its own, which is then derived from its content and
//     another one whenever that changes, is known by its address and outlet if it
//     is alike enough to one there (alike.go). Of several it is the one most alike.
//     Those that one address was given to by mistake stay apart.
//  3. Else it is new.

// reDerived is the form of an id that ingest derives from content.
var reDerived = regexp.MustCompile(`^a[a-z2-7]{10}$`)

// put adds one article.
func (w *writing) put(ctx context.Context, p *packed) error {
	a := &p.article
	n, err := w.lookup(ctx, a.ID)
	if err != nil {
		return err
	}
	if n != 0 {
		return w.putUnderID(ctx, n, p)
	}
	if reDerived.MatchString(a.ID) && p.page != 0 {
		if n, err = w.likest(ctx, p); err != nil {
			return err
		}
	}
	if n != 0 {
		if _, err := w.alias.ExecContext(ctx, a.ID, n); err != nil {
			return err
		}
		_, err = w.again(ctx, n, p, true)
		return err
	}
	return w.insertAs(ctx, a.ID, p)
}

// lookup returns the article that has an id or came by it; 0 is none.
func (w *writing) lookup(ctx context.Context, id string) (int64, error) {
	var n int64
	err := w.find.QueryRowContext(ctx, id, id).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// putUnderID adds an article whose id is there: to what is there, or by a longer id.
func (w *writing) putUnderID(ctx context.Context, n int64, p *packed) error {
	a := &p.article
	if done, err := w.again(ctx, n, p, false); done || err != nil {
		return err
	}
	id := a.ID + suffix(a, p.content)
	w.added.Renamed = append(w.added.Renamed, Renamed{Input: a.Input, ID: a.ID, As: id})
	n, err := w.lookup(ctx, id)
	if err != nil {
		return err
	}
	if n == 0 {
		return w.insertAs(ctx, id, p)
	}
	done, err := w.again(ctx, n, p, false)
	if err == nil && !done {
		err = fmt.Errorf("another article has the id %q, too", id) // two hashes of 50 bits that are the same
	}
	return err
}

func (w *writing) insertAs(ctx context.Context, id string, p *packed) error {
	a := &p.article
	if _, err := w.insert.ExecContext(ctx, w.article, w.revision, id, a.URL, a.Outlet, a.Lang, a.Title, published(a)); err != nil {
		return err
	}
	w.added.New++
	w.article++
	return w.addRevision(ctx, w.article-1, 1, p)
}

// again adds an article to one that is there, and returns false where it is another:
// at another address, unless that was looked at before.
func (w *writing) again(ctx context.Context, n int64, p *packed, sameAddress bool) (bool, error) {
	a := &p.article
	known, revisions, address, err := w.has(ctx, n, p.content)
	form := *a
	samePage := a.URL != "" && a.URL == address || p.page != 0 && p.page == pageOf(address)
	if err == nil && known == 0 && samePage && a.URL != address { // the same by another form of its address
		form.URL = address
		known, revisions, _, err = w.has(ctx, n, contentOf(&form))
	}
	switch {
	case err != nil:
		return false, err
	case known != 0:
		w.added.Known++
		return true, w.mend(ctx, known, &form, p)
	case !samePage && !sameAddress:
		return false, nil
	}
	w.added.Changed++
	return true, w.revised(ctx, n, revisions+1, p)
}

// has returns the revision of an article that has some content, or 0, how many it has,
// and its address.
func (w *writing) has(ctx context.Context, n int64, c content) (known, revisions int64, address string, err error) {
	err = w.same.QueryRowContext(ctx, c[:], n).Scan(&known, &revisions, &address)
	return known, revisions, address, err
}

// revised adds a revision to an article that is there.
func (w *writing) revised(ctx context.Context, n, number int64, p *packed) error {
	a := &p.article
	old, err := w.isOld(ctx, n, a)
	if err == nil && !old {
		_, err = w.update.ExecContext(ctx, w.revision, a.URL, a.Outlet, a.Lang, a.Title, published(a), n)
	}
	if err != nil {
		return err
	}
	return w.addRevision(ctx, n, number, p)
}

// isOld says whether an article is an earlier form than the latest that is there, by what
// both say of when they were changed: archives of the web are read in any order.
func (w *writing) isOld(ctx context.Context, n int64, a *stemma.Article) (bool, error) {
	if a.Updated.IsZero() {
		return false, nil
	}
	forms, err := readRows(w.forms.QueryContext(ctx, n))
	if err != nil || len(forms) == 0 {
		return false, err
	}
	latest, err := w.codec.unpack(a.ID, forms[len(forms)-1].record)
	return err == nil && a.Updated.Before(latest.Updated), nil
}

func (w *writing) addRevision(ctx context.Context, article, number int64, p *packed) error {
	_, err := w.revise.ExecContext(ctx, w.revision, article, number, p.content[:], w.now, p.record)
	w.revision++
	if err == nil && p.page != 0 {
		_, err = w.address.ExecContext(ctx, p.page, article)
	}
	return err
}

// maxThere is how many articles at an address are looked at, the last that came, and
// crowd how many a right address has at most: it is one article, perhaps in two
// languages or wordings. In a crowd, which a wrong address makes, only those under the
// same headline are looked into, so that the cost of it has an end.
const (
	maxThere = 32
	crowd    = 4
)

// likest returns which of the articles at its address an article is a form of; 0 is
// none.
func (w *writing) likest(ctx context.Context, p *packed) (int64, error) {
	there, err := readRows(w.there.QueryContext(ctx, p.page, maxThere))
	if len(there) > crowd {
		there = slices.DeleteFunc(there, func(r row) bool { return !sameTitle(r.id, p.article.Title) })
	}
	var best float64
	var article int64
	for _, r := range there[:min(crowd, len(there))] {
		var like float64
		if like, err = w.likeness(ctx, p, r.n); err != nil {
			break
		}
		if like > best {
			best, article = like, r.n
		}
	}
	return article, err
}

// likeness is how alike an article is to the first or the latest revision of one that is
// there, if it is enough, else 0.
func (w *writing) likeness(ctx context.Context, p *packed, article int64) (float64, error) {
	forms, err := readRows(w.forms.QueryContext(ctx, article))
	var best float64
	for _, r := range forms {
		other, err := w.codec.unpack(r.id, r.record)
		if err == nil && sameOutlet(&p.article, &other) { // a damaged one is told by Check
			best = max(best, alike(&p.article, &other))
		}
	}
	return best, err
}

// sameOutlet says whether nothing tells that two articles at one address are of two
// outlets: a paper that prints what an agency sends may give the agency's address.
func sameOutlet(a, b *stemma.Article) bool {
	x, y := outletOf(a), outletOf(b)
	return x == "" || y == "" || x == y
}

// outletOf is the outlet's name, folded, or nothing where only the host is known, which
// stands for the name where a page gives none.
func outletOf(a *stemma.Article) string {
	name := strings.Join(strings.Fields(text.Fold(a.Outlet)), " ")
	if u, err := url.Parse(a.URL); err == nil && name == strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") {
		return ""
	}
	return name
}
