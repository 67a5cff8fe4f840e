package lineage

import (
	"cmp"
	"hash/fnv"
	"net/url"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// One article may be there twice: fetched again, published under two addresses,
// saved by two people. Two such texts share every word, number and error, which
// between two witnesses would be the strongest of evidence, and is none. So one
// of them speaks for both, and the other is hung under it when all is done.

const (
	// twinShare is the share of the sentences of either of two texts that the
	// other has word for word, from which they are one article. An article that
	// an outlet went on to write is another one.
	twinShare = 0.9
	// twinWords is how many words must be the same: less may be a headline.
	twinWords = 20
	// twinsPerSentence bounds how many articles with one sentence are looked at.
	twinsPerSentence = 16
)

// twins are the articles of a story that are there twice.
type twins struct {
	docs     []*text.Document
	imprints []imprint
	// order is by time, so that neither what speaks for others nor what wins a tie
	// hangs on the order in which the articles were given.
	order []int
	// like is for each article the one that speaks for it: itself, or the first
	// that is as it is.
	like []int
}

// imprint is what a text is recognised by.
type imprint struct {
	outlet, address string
	when            interval
	words           int
	sentences       []uint64 // hashes of their words, in the order of the text
	at              []int    // their places in the document
}

// findTwins finds the articles that are one and the same: the same text, give or
// take a few sentences, from one outlet or address, or of an unnamed outlet.
func findTwins(docs []*text.Document, claims []stemma.Claim) *twins {
	t := &twins{docs: docs, imprints: make([]imprint, len(docs)), order: make([]int, len(docs)), like: make([]int, len(docs))}
	moments := momentsOf(docs)
	for i, d := range docs {
		t.imprints[i], t.like[i], t.order[i] = imprintOf(d), i, i
		t.imprints[i].when = moments[i]
	}
	slices.SortStableFunc(t.order, t.precedes)
	holders := map[string]map[uint64][]int{} // by outlet and by address, and "" for all
	for _, i := range t.order {
		if k := t.find(i, holders); k >= 0 {
			t.like[i] = k
			continue
		}
		t.note(i, holders)
	}
	t.elect(claims)
	return t
}

// elect lets that one of several twins speak for all that has most in common with
// other articles: what an outlet had changed when they took it, they do not have.
// One that came out after the first is none of them.
func (t *twins) elect(claims []stemma.Claim) {
	common, best := t.inCommon(claims), slices.Clone(t.like)
	for i, k := range t.like {
		if common[i] > common[best[k]] && !t.imprints[i].when.later(t.imprints[k].when) {
			best[k] = i
		}
	}
	for i, k := range t.like {
		t.like[i] = best[k]
	}
}

// inCommon counts for each article its claims that an article has which is not
// its twin, and its sentences that one has word for word.
func (t *twins) inCommon(claims []stemma.Claim) []int {
	index, count := articleIndex(t.docs), make([]int, len(t.docs))
	for _, c := range claims {
		var held []int
		for _, p := range c.Passages {
			if i, ok := index[p.Article]; ok {
				held = append(held, i)
			}
		}
		t.credit(held, count)
	}
	holders := map[uint64][]int{}
	for i := range t.imprints {
		for _, s := range t.imprints[i].sentences {
			holders[s] = append(holders[s], i)
		}
	}
	for _, held := range holders {
		t.credit(held, count)
	}
	return count
}

// credit counts one for each of the articles, if they are not all twins.
func (t *twins) credit(articles, count []int) {
	if slices.ContainsFunc(articles, func(i int) bool { return t.like[i] != t.like[articles[0]] }) {
		for _, i := range articles {
			count[i]++
		}
	}
}

// precedes puts first who is to speak for his like: the earliest, then the
// longest text.
func (t *twins) precedes(a, b int) int {
	x, y := &t.imprints[a], &t.imprints[b]
	if x.when.known != y.when.known {
		return map[bool]int{true: -1, false: 1}[x.when.known]
	}
	return cmp.Or(
		x.when.lo.Compare(y.when.lo), cmp.Compare(y.words, x.words),
		strings.Compare(t.docs[a].Article.ID, t.docs[b].Article.ID),
	)
}

// publishers are the names under which an article looks for its like.
func (p *imprint) publishers() []string {
	var list []string
	if p.outlet != "" {
		list = append(list, "outlet "+p.outlet)
	}
	if p.address != "" {
		list = append(list, "address "+p.address)
	}
	return list
}

// note makes article i one that others may be like.
func (t *twins) note(i int, holders map[string]map[uint64][]int) {
	p := &t.imprints[i]
	names := append(p.publishers(), "")
	if p.outlet == "" {
		names = append(names, "unnamed")
	}
	for _, name := range names {
		if holders[name] == nil {
			holders[name] = map[uint64][]int{}
		}
		for _, s := range p.sentences {
			if list := holders[name][s]; len(list) < twinsPerSentence {
				holders[name][s] = append(list, i)
			}
		}
	}
}

// find returns the article that i is a twin of, -1 if there is none.
func (t *twins) find(i int, holders map[string]map[uint64][]int) int {
	p := &t.imprints[i]
	names := append(p.publishers(), "unnamed")
	if p.outlet == "" {
		names = []string{""}
	}
	shared := map[int]int{}
	var met []int
	for _, s := range p.sentences {
		for _, name := range names {
			for _, k := range holders[name][s] {
				if shared[k] == 0 {
					met = append(met, k)
				}
				shared[k]++
			}
		}
	}
	slices.SortStableFunc(met, func(a, b int) int { return shared[b] - shared[a] })
	for _, k := range met[:min(len(met), twinsPerSentence)] {
		if n, _ := t.same(i, k); p.words >= twinWords && p.isLike(&t.imprints[k], n) {
			return k
		}
	}
	return -1
}

// isLike says that two texts that have n sentences in common are one article.
// Where nothing but the text speaks for it, no outlet, address or time, every
// sentence must be the same: witnesses of a hand-copied text differ in little.
func (p *imprint) isLike(o *imprint, n int) bool {
	if p.isBare() && o.isBare() {
		return n == len(p.sentences) && n == len(o.sentences)
	}
	return isShare(n, len(p.sentences)) && isShare(n, len(o.sentences))
}

func (p *imprint) isBare() bool { return p.outlet == "" && p.address == "" && !p.when.known }

func isShare(n, of int) bool { return float64(n) >= twinShare*float64(of) }

// same counts the sentences of i that k has word for word, and returns for each
// of k's places in the document the one of i.
func (t *twins) same(i, k int) (n int, place map[int]int) {
	at := map[uint64][]int{}
	for x, s := range t.imprints[i].sentences {
		at[s] = append(at[s], t.imprints[i].at[x])
	}
	place = map[int]int{}
	for x, s := range t.imprints[k].sentences {
		if list := at[s]; len(list) > 0 {
			place[t.imprints[k].at[x]] = list[0]
			at[s] = list[1:]
			n++
		}
	}
	return n, place
}

func imprintOf(d *text.Document) imprint {
	a := &d.Article
	p := imprint{outlet: foldName(a.Outlet), address: canonical(a.URL)}
	for j := range d.Sentences {
		s := &d.Sentences[j]
		if s.Boilerplate || len(s.Words) == 0 {
			continue
		}
		h := fnv.New64a()
		for _, w := range s.Words {
			h.Write([]byte(w.Form + " ")) // a hash never fails
		}
		p.words += len(s.Words)
		p.sentences, p.at = append(p.sentences, h.Sum64()), append(p.at, j)
	}
	return p
}

// canonical returns what of a page's address says which page it is.
func canonical(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	for _, prefix := range []string{"www.", "m.", "amp.", "mobile."} {
		host = strings.TrimPrefix(host, prefix)
	}
	query := u.Query()
	for key := range query {
		if strings.HasPrefix(key, "utm_") || slices.Contains(trackers, key) {
			query.Del(key)
		}
	}
	path := strings.TrimSuffix(strings.TrimRight(u.EscapedPath(), "/"), "/amp")
	return host + path + "?" + query.Encode()
}

// trackers are the parameters of an address that say how the reader came.
var trackers = []string{"fbclid", "gclid", "ref", "source", "src", "amp", "outputType", "cmpid", "CMP"}

// witnesses returns the story without those for whom another speaks, by time.
func (t *twins) witnesses(s Story) Story {
	out := s
	out.Docs, out.Vectors = nil, nil
	for _, i := range t.order {
		if t.like[i] != i {
			continue
		}
		out.Docs = append(out.Docs, s.Docs[i])
		if len(s.Vectors) == len(s.Docs) {
			out.Vectors = append(out.Vectors, s.Vectors[i])
		}
	}
	return out
}

// sameTexts returns for each reading the first that says the same in the same
// words. Copies of a text by several outlets are several articles and yet one
// witness to what it says.
func sameTexts(read []reading) []int {
	first, same := map[uint64]int{}, make([]int, len(read))
	for c := range read {
		key := keyOf(read[c].lang)
		for _, o := range read[c].byUnit {
			key = mix(key^mix(uint64(o.unit))) ^ o.wording
		}
		k, ok := first[key]
		if !ok {
			k = c
			first[key] = c
		}
		same[c] = k
	}
	return same
}
