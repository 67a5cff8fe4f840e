package train

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/stemma-news/stemma/vector/feature"
)

const buckets = 1 << feature.Bits

// vocabulary says which buckets have rows. It is chosen before training, so that no row is trained and then thrown
// away and no two frequent features share one.
type vocabulary struct {
	rows    []int32 // of each bucket: its row + 1, or 0
	buckets []uint32
}

// tally is how much each bucket occurs on one side of a language's file.
type tally []float32

// entryShare is what an occurrence in a dictionary entry counts beside one in a sentence.
const entryShare = 0.5

// minTally leaves out features that nothing can be learnt about.
const minTally = 0.6

func (t tally) add(x *feature.Scanner, buf []feature.Feature, text string, share float32) []feature.Feature {
	x.Reset(text)
	for tok, ok := x.Next(); ok; tok, ok = x.Next() {
		buf = x.Append(buf[:0], tok)
		for _, f := range buf {
			t[f.Bucket] += f.Weight * share
		}
	}
	return buf
}

// candidate is a bucket that a language would like to have a row.
type candidate struct {
	bucket uint32
	score  float32
}

// ranked lists a tally's buckets, most useful first, n at most.
func (t tally) ranked(n int) []candidate {
	var cs []candidate
	for b, s := range t {
		if s >= minTally {
			cs = append(cs, candidate{uint32(b), s})
		}
	}
	slices.SortFunc(cs, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.bucket, b.bucket))
	})
	return slices.Clone(cs[:min(n, len(cs))])
}

// texts are the files of one language: of pairs, and of what a teacher was shown.
type texts struct {
	lang   string
	pairs  string // empty if there is none
	taught []string
}

// textsOf lists the languages of pairs and of taught texts, by name.
func textsOf(pairs, taught []string) []texts {
	byLang := map[string]*texts{}
	of := func(lang string) *texts {
		if byLang[lang] == nil {
			byLang[lang] = &texts{lang: lang}
		}
		return byLang[lang]
	}
	for _, f := range pairs {
		of(languageOf(f)).pairs = f
	}
	for _, f := range taught {
		t := of(languageOf(f))
		t.taught = append(t.taught, f)
	}
	var out []texts
	for _, lang := range slices.Sorted(maps.Keys(byLang)) {
		out = append(out, *byLang[lang])
	}
	return out
}

// choose counts the texts and picks the buckets of size rows.
func choose(ctx context.Context, all []texts, size int) (*vocabulary, error) {
	english := make(tally, buckets)
	wants := make([][]candidate, len(all), len(all)+1)
	turn := make([]chan struct{}, len(all))
	for i := range turn {
		turn[i] = make(chan struct{})
	}
	err := each(ctx, len(all), func(i int) error {
		defer close(turn[i])
		en, to := make(tally, buckets), make(tally, buckets)
		if err := all[i].count(ctx, en, to); err != nil {
			return err
		}
		wants[i] = to.ranked(size)
		// Sums of floats depend on their order: each file waits for the one before it, which may never begin.
		if i > 0 {
			select {
			case <-turn[i-1]:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		for b, s := range en {
			english[b] += s
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return divide(append(wants, english.ranked(size)), size), nil
}

func (t texts) count(ctx context.Context, en, to tally) error {
	if t.lang == "en" {
		to = en
	}
	var x feature.Scanner
	var buf []feature.Feature
	for _, f := range t.taught {
		err := taughtLines(ctx, f, func(text string) {
			buf = to.add(&x, buf, text, 1) // a word too: it was chosen for being frequent
		})
		if err != nil {
			return err
		}
	}
	if t.pairs == "" {
		return nil
	}
	return lines(ctx, t.pairs, func(english, other string) {
		share := shareOf(english)
		buf = en.add(&x, buf, english, share)
		buf = to.add(&x, buf, other, share)
	})
}

func shareOf(text string) float32 {
	if isSentence(text) {
		return 1
	}
	return entryShare
}

// divide gives every language the same quota, the largest with which the union fits. A quota by language is what
// keeps small ones alive: chosen by frequency over all languages, Hebrew found 32% of its translations instead of 52%.
// English, the other side of all of them, gets three.
func divide(wants [][]candidate, size int) *vocabulary {
	taken := make([]bool, buckets)
	var chosen []uint32
	next := make([]int, len(wants))
	take := func(i int) bool {
		for next[i] < len(wants[i]) {
			b := wants[i][next[i]].bucket
			next[i]++
			if !taken[b] {
				taken[b] = true
				chosen = append(chosen, b)
				return true
			}
		}
		return false
	}
	for more := true; more; {
		more = false
		for i := range wants {
			turns := 1
			if i == len(wants)-1 {
				turns = 3
			}
			for range turns {
				if len(chosen) == size {
					return index(chosen)
				}
				more = take(i) || more
			}
		}
	}
	return index(chosen)
}

func index(chosen []uint32) *vocabulary {
	slices.Sort(chosen)
	v := &vocabulary{rows: make([]int32, buckets), buckets: chosen}
	for i, b := range chosen {
		v.rows[b] = int32(i + 1)
	}
	return v
}
