package ingest

import (
	"crypto/sha256"
	"fmt"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
)

// A list can name articles by their addresses whose texts are in inputs that
// come after it: GDELT's lists beside the pages of a crawl, an export of Media
// Cloud beside a folder. What the list says of an article (its date, outlet,
// language, title, author) then completes that of its text, by the same rules
// as for a page that is fetched. The list comes first, so that the articles can
// be given as they are found; what no text was found for, here or among what is
// there already (Options.Have), is said at the end of all inputs. Until then the list is not at its end, so that a reading that is
// taken up again reads it again.

// maxPromised is how many addresses without a text are remembered, which takes
// about 60 MB.
const maxPromised = 1 << 17

// promises are the articles that lists have named so far.
type promises struct {
	byAddress map[string]*promise
	open      []*promise // of the current file
	lists     []promiseList
}

// promise is one article that a list names.
type promise struct {
	out
	found bool
	there bool // its text is not in the inputs, but there already
}

// promiseList is a list that is waiting for its texts.
type promiseList struct {
	file  *file
	whole bool  // it was read to its end
	last  Place // in it
	all   []*promise
}

// promise says that a list names an article, and what to say if its text is not
// found ("" where it has been said).
func (k *sink) promise(e *feed.Entry, where, problem string) {
	k.outs = append(k.outs, out{file: k.file, promised: e, problem: problem, where: where, pos: k.pos})
	k.held += outCost
}

// promise remembers an article that a list names.
func (m *merger) promise(o out) bool {
	key := fetch.SamePage(o.promised.URL)
	if key == "" || len(m.promised.byAddress) >= maxPromised {
		if o.problem == "" {
			return true
		}
		m.problems++
		return m.problems > m.o.MaxProblems || m.problem(o, o.where, o.problem)
	}
	p := &promise{out: o}
	m.promised.open = append(m.promised.open, p)
	if m.promised.byAddress == nil {
		m.promised.byAddress = map[string]*promise{}
	}
	if first := m.promised.byAddress[key]; first != nil {
		p.problem = "" // it is that of the first
		return true
	}
	m.promised.byAddress[key] = p
	return true
}

// keep completes an article that a list has named.
func (m *merger) keep(o *out) {
	if len(m.promised.byAddress) == 0 || o.article.URL == "" {
		return
	}
	p := m.promised.byAddress[fetch.SamePage(o.article.URL)]
	if p == nil {
		return
	}
	p.found = true
	a, e := o.article, p.promised
	v := visit{entry: e, feed: &feed.Feed{}}
	v.complete(a)
	if a.Lang == "" || a.Lang == "und" {
		a.Lang = tag(e.Lang)
	}
	note(a, "listed", p.where)
	said := fmt.Sprintf("%x|%s|%s|%s|%s", o.content, e.Title, e.Outlet, e.Published.Time.UTC(), e.Published.Precision)
	o.content = sha256.Sum256([]byte(said))
}

// wait ends a file whose list waits for texts; false where there is none.
func (m *merger) wait(f *file, whole bool) bool {
	if len(m.promised.open) == 0 {
		return false
	}
	m.promised.lists = append(m.promised.lists, promiseList{file: f, whole: whole, last: m.last, all: m.promised.open})
	m.promised.open = nil
	return true
}

// recall looks for what was not found among the articles that are there already.
func (m *merger) recall() {
	if m.o.Have == nil {
		return
	}
	for _, p := range m.promised.byAddress {
		p.there = !p.found && m.o.Have(p.promised.URL)
	}
}

// finish tells of the lists what became of the articles that they name.
func (m *merger) finish() {
	m.recall()
	for _, l := range m.promised.lists {
		if !m.finishList(&l) {
			return
		}
	}
}

func (m *merger) finishList(l *promiseList) bool {
	found, there, missing := 0, 0, 0
	end := out{file: l.file, where: l.file.input, pos: l.last}
	for _, p := range l.all {
		switch {
		case p.found:
			found++
		case p.there:
			there++
		case p.problem != "":
			if missing++; missing <= m.o.MaxProblems && !m.problem(end, p.where, p.problem) {
				return false
			}
		}
	}
	if !m.more(end, missing) {
		return false
	}
	if !m.noteTexts(end, found, "in the inputs after it: what the list says is used") ||
		!m.noteTexts(end, there, "there already, from before: nothing is changed") {
		return false
	}
	return !l.whole || m.yield(Item{File: l.file.input, At: End(), List: true})
}

// noteTexts says where the texts of n of the articles that a list names are.
func (m *merger) noteTexts(end out, n int, where string) bool {
	if n == 0 {
		return true
	}
	end.problem = counted(n, "article that it names has its text", "articles that it names have their texts") + " " + where
	return m.note(end)
}
