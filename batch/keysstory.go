package batch

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

const (
	// What is new in a report stands first: of a text so many bytes and sentences
	// are read for its names and its vector.
	headBytes, headSentences = 6 << 10, 16
	// mostNames is how many names and numbers of it are keys, and pairedNames how many
	// of them are so by twos. One name is a coincidence, or too common to compare
	// all who have it; two in one are neither.
	mostNames, pairedNames = 48, 8
	// vectorTables is how many times the signs of the vector are divided, each
	// time by others of them.
	vectorTables = 12
	// signs is how many signs a code has.
	signs = 256
)

// storyKeysFn gives the keys by which articles that tell one story meet in any
// language: the names in their heads, spelled so that scripts meet, and the signs
// of their vectors.
type storyKeysFn struct {
	Comparison Comparison

	model *vector.Static
	sizes windowSizes
}

// Setup opens the built-in vectors, once for all bundles of a worker.
func (f *storyKeysFn) Setup() (err error) {
	f.model, err = vector.Default()
	return err
}

// ProcessElement gives a key in each window of the article.
func (f *storyKeysFn) ProcessElement(
	ctx context.Context, a stemma.Article, sizes func(*string, *int64) bool, emit func([]byte, Holders), bad func(row),
) error {
	if err := f.sizes.read(sizes); err != nil {
		return err
	}
	var p *cluster.Profile
	m := Member{ID: a.ID, Day: DayOf(&a)}
	ok, err := guarded(ctx, cmp.Or(a.Input, a.ID), "it is joined to no story by its names", bad, func() (err error) {
		if p, err = f.profile(ctx, a); err == nil {
			code := p.Code()
			m.Code = [2]uint64(code[:2])
		}
		return err
	})
	if !ok {
		return err
	}
	o := f.Comparison.withDefaults()
	for _, w := range spanOf(o.StoryDays).windows(m.Day) {
		keys := storyKeys(p, o.vectorBits(f.sizes[w]))
		give(keys, m, w, emit)
		count(ctx, "keys_story", int64(len(keys)))
	}
	return nil
}

// profile is what the head of an article is compared by in package cluster.
func (f *storyKeysFn) profile(ctx context.Context, a stemma.Article) (*cluster.Profile, error) {
	a.Text, a.Sentences, a.Boilerplate = text.Beginning(a.Text, headBytes), nil, nil
	d := (*text.Habits)(nil).ReadWithin(a, text.Limits{Sentences: headSentences})
	sentences := make([]string, 0, headSentences+1)
	for i := range d.Sentences {
		sentences = append(sentences, d.Sentences[i].Text)
	}
	title := cluster.Title(d)
	if title != "" {
		sentences = append(sentences, title)
	}
	vecs, err := f.model.Vectors(ctx, sentences)
	if err != nil {
		return nil, err
	}
	var titled []float32
	if title != "" {
		titled = vecs[len(vecs)-1]
	}
	return cluster.NewProfile(d, vecs[:len(d.Sentences)], titled), nil
}

// vectorBits is how many signs of a vector a key has in a window of so many
// articles: as many as leave about the members of a key in each.
func (o Comparison) vectorBits(articles int64) int {
	if articles <= int64(o.Members) {
		return 0
	}
	return min(24, int(math.Log2(float64(articles)/float64(o.Members))))
}

// storyKeys returns the keys of a profile.
func storyKeys(p *cluster.Profile, vectorBits int) []keyed {
	names := p.Names(mostNames)
	var keys []keyed
	for _, n := range names {
		keys = append(keys, keyed{keyName, mix(uint64(n))})
	}
	paired := slices.Sorted(slices.Values(names[:min(len(names), pairedNames)]))
	for i, n := range paired {
		for _, m := range paired[i+1:] {
			keys = append(keys, keyed{keyNames, mix(uint64(n)<<32 | uint64(m))})
		}
	}
	code := p.Code()
	if code == ([4]uint64{}) {
		return keys // no sentence that the vectors know
	}
	for table := range vectorTables {
		h := uint64(table)
		for bit := range vectorBits {
			at := mix(uint64(table)<<8|uint64(bit)) % signs
			h = h<<1 | code[at/64]>>(at%64)&1
		}
		keys = append(keys, keyed{keyVector, mix(h<<8 | uint64(table))})
	}
	return keys
}
