package cluster

import (
	"math"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/text"
)

const (
	// longestOutlet is how many words of an outlet's name are compared.
	longestOutlet = 4
	// outletLength is how many consonants a name needs to be found by.
	outletLength = 5
)

// Mention is that an article names the outlet of another one.
type Mention struct {
	Article  int // whose outlet is named
	Sentence int // where
}

// Mentions lists for each document where it names the outlets of other ones,
// in the order of the text. Names are compared by the consonants of their
// romanised forms, so that scripts meet; very short ones are not looked for.
func Mentions(docs []*text.Document) [][]Mention {
	outlets := map[string][]int{}
	for i, d := range docs {
		if key := outletKey(d.Article.Outlet); len(key) >= outletLength {
			outlets[key] = append(outlets[key], i)
		}
	}
	out := make([][]Mention, len(docs))
	if len(outlets) == 0 {
		return out
	}
	for i, d := range docs {
		out[i] = mentions(d, i, outlets, spelling{})
	}
	return out
}

func mentions(d *text.Document, self int, outlets map[string][]int, s spelling) []Mention {
	var found []Mention
	for j := range d.Sentences {
		words := d.Sentences[j].Words
		bones := make([]string, len(words))
		for k := range words {
			bones[k] = s.skeleton(words[k].Form)
		}
		for k := range bones {
			for end := k + 1; end <= min(len(bones), k+longestOutlet); end++ {
				articles := outlets[strings.Join(bones[k:end], "")]
				if slices.Contains(articles, self) {
					continue
				}
				for _, i := range articles {
					found = append(found, Mention{i, j})
				}
			}
		}
	}
	return slices.Compact(found)
}

// credit ties each article to those whose outlet it names: who names another's
// outlet mostly has the story from it. The more articles an outlet has or is
// named in, the less that says.
func credit(articles []article, docs []*text.Document) {
	v := vocabulary{number: map[string]int32{}}
	named := make([][]int32, len(docs))
	own := make([]int32, len(docs))
	for i, d := range docs {
		own[i] = v.add(outletKey(d.Article.Outlet))
		v.holders[own[i]>>1]++
	}
	for i, list := range Mentions(docs) {
		for _, m := range list {
			named[i] = append(named[i], own[m.Article])
		}
		slices.Sort(named[i])
		named[i] = slices.Compact(named[i])
		for _, id := range named[i] {
			v.holders[id>>1]++
		}
	}
	total := math.Log(float64(among(len(docs))))
	for i := range articles {
		articles[i].own = []term{{feature: own[i], weight: 1}}
		for _, id := range named[i] {
			rarity := 1 - math.Log(float64(v.holders[id>>1]))/total
			articles[i].named = append(articles[i].named, term{feature: id, weight: float32(rarity)})
		}
	}
}

// outletKey is an outlet's name as its words' consonants.
func outletKey(name string) string {
	words := strings.Fields(text.Romanise(name))
	var b strings.Builder
	for _, w := range words[:min(len(words), longestOutlet)] {
		b.WriteString(skeleton(w))
	}
	return b.String()
}
