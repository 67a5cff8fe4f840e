package lineage

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// claimsOf returns the story's claims, made from its links where it has none,
// and a claim of its own for each sentence that is in none of them.
func claimsOf(s Story) []stemma.Claim {
	claims := s.Claims
	if len(claims) == 0 {
		claims = joinLinks(s)
	}
	index := articleIndex(s.Docs)
	covered := map[passageKey]bool{}
	for _, c := range claims {
		for _, p := range c.Passages {
			i, ok := index[p.Article]
			if !ok {
				continue
			}
			for _, j := range p.Sentences {
				covered[passageKey{i, j}] = true
			}
		}
	}
	claims = slices.Clip(claims)
	for i, d := range s.Docs {
		for j := range d.Sentences {
			if !covered[passageKey{i, j}] {
				claims = append(claims, stemma.Claim{Passages: []stemma.Passage{{Article: d.Article.ID, Sentences: []int{j}}}})
			}
		}
	}
	return claims
}

// joinLinks makes claims of linked sentences, by union: what Infer falls back
// on when it is given links alone.
func joinLinks(s Story) []stemma.Claim {
	index := articleIndex(s.Docs)
	parent := map[passageKey]passageKey{}
	var find func(k passageKey) passageKey
	find = func(k passageKey) passageKey {
		p, ok := parent[k]
		if !ok || p == k {
			return k
		}
		root := find(p)
		parent[k] = root
		return root
	}
	var keys []passageKey
	for _, l := range s.Links {
		a, okA := index[l.A]
		b, okB := index[l.B]
		if !okA || !okB || len(l.ASentences) == 0 {
			continue
		}
		first := passageKey{a, l.ASentences[0]}
		for _, j := range l.ASentences {
			keys = append(keys, passageKey{a, j})
			parent[find(passageKey{a, j})] = find(first)
		}
		for _, j := range l.BSentences {
			keys = append(keys, passageKey{b, j})
			parent[find(passageKey{b, j})] = find(first)
		}
	}
	return groupPassages(s.Docs, keys, find)
}

func groupPassages(docs []*text.Document, keys []passageKey, find func(passageKey) passageKey) []stemma.Claim {
	slices.SortFunc(keys, func(a, b passageKey) int {
		return cmp.Or(a.article-b.article, a.sentence-b.sentence)
	})
	keys = slices.Compact(keys)
	number := map[passageKey]int{}
	var claims []stemma.Claim
	for _, k := range keys {
		root := find(k)
		c, ok := number[root]
		if !ok {
			c = len(claims)
			number[root] = c
			claims = append(claims, stemma.Claim{})
		}
		id := docs[k.article].Article.ID
		passages := &claims[c].Passages
		if last := len(*passages) - 1; last >= 0 && (*passages)[last].Article == id {
			(*passages)[last].Sentences = append((*passages)[last].Sentences, k.sentence)
			continue
		}
		*passages = append(*passages, stemma.Passage{Article: id, Sentences: []int{k.sentence}})
	}
	return claims
}
