package cluster

import (
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// article is what a group of articles, or at first one, is compared by. Of a
// group dense and sparse are sums, so that a product of two is the sum over
// all pairs.
type article struct {
	size       int
	dense      []float32
	sparse     []term      // by feature
	lines      [][]float32 // its first sentences, of an article only
	own, named []term      // outlets: whose it is, whom it names
	from, to   time.Time
	isDated    bool
}

// leadSentences count twice: what is new in a report stands first.
const leadSentences = 2

// Unrelated reports are not at right angles: what all news has in common makes
// their cosine about bias. With many stories in the input, their mean is that
// common part and is taken away; the fewer articles, and the more of them tell
// one story, the less can be told from the mean, and the bias is reckoned with
// as it is.
const (
	bias = 0.38
	// centring is how many articles it takes before the mean counts for half.
	centring = 30
	// oneStory is the mean cosine from which most articles tell one story.
	oneStory = 0.6
)

// profile reads off each document what it is compared by.
func profile(docs []*text.Document, vecs [][][]float32) ([]article, measure) {
	out := make([]article, len(docs))
	for i, d := range docs {
		out[i] = article{size: 1, dense: mean(d, vecs[i])}
		out[i].lines = lines(d, vecs[i])
		out[i].from, out[i].to, out[i].isDated = published(&d.Article)
	}
	m := centre(out)
	weigh(out, docs)
	credit(out, docs)
	return out, m
}

// lines are the vectors of the document's first sentences.
func lines(d *text.Document, vecs [][]float32) [][]float32 {
	var out [][]float32
	for j, v := range vecs {
		if !d.Sentences[j].Boilerplate && len(out) < longest {
			out = append(out, v)
		}
	}
	return out
}

// mean is the direction of the document's sentence vectors.
func mean(d *text.Document, vecs [][]float32) []float32 {
	if len(vecs) == 0 {
		return nil
	}
	sum, seen := make([]float32, len(vecs[0])), 0
	for _, boilerplate := range []bool{false, true} {
		for j, v := range vecs {
			if d.Sentences[j].Boilerplate != boilerplate {
				continue
			}
			weight := float32(1)
			if seen < leadSentences {
				weight = 2
			}
			seen++
			for k, x := range v {
				sum[k] += weight * x
			}
		}
		if seen > 0 {
			break // boilerplate counts only where there is nothing else
		}
	}
	vector.Normalise(sum)
	return sum
}

// centre takes from the vectors what they have in common, as far as can be
// told, and returns how to read their cosines.
func centre(articles []article) measure {
	var sum []float32
	n := 0.0
	for _, a := range articles {
		if len(a.dense) > 0 && sum == nil {
			sum = make([]float32, len(a.dense))
		}
		if len(a.dense) == 0 || len(a.dense) != len(sum) {
			continue
		}
		n++
		for k, x := range a.dense {
			sum[k] += x
		}
	}
	if n < 2 {
		return measure{bias: bias}
	}
	cosine := (float64(dot(sum, sum)) - n) / (n * (n - 1)) // mean over pairs
	known := n / (n + centring) * max(0, min(1, (oneStory-cosine)/(oneStory-bias)))
	share := float32(known / n)
	for i := range articles {
		for k := range articles[i].dense {
			articles[i].dense[k] -= share * sum[k]
		}
		vector.Normalise(articles[i].dense)
	}
	left := bias * (1 - known) * (1 - known)
	return measure{bias: left / (1 - bias + left)}
}

// published returns the time in which an article was published.
func published(a *stemma.Article) (from, to time.Time, ok bool) {
	from = a.Published
	switch a.PublishedPrecision {
	case stemma.PrecisionDay:
		to = from.AddDate(0, 0, 1)
	case stemma.PrecisionMonth:
		to = from.AddDate(0, 1, 0)
	case stemma.PrecisionYear:
		to = from.AddDate(1, 0, 0)
	default:
		to = from
	}
	return from, to, !from.IsZero() && a.PublishedPrecision != stemma.PrecisionNone
}
