package cluster

import (
	"strings"
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
	lines      [][]float32 // its headline and first sentences, of an article only
	hubs       []float64   // how near each line is to what has nothing to do with it
	own, named []term      // outlets: whose it is, whom it names
	from, to   time.Time
	isDated    bool
	// denseSelf and sparseSelf are the means over all pairs of the group's own
	// articles, each with itself, too: how alike they are among themselves.
	denseSelf, sparseSelf float64
	// telling is how much the names and numbers of an article are, up to 1; of a
	// group it is the sum.
	telling float64
	// scripts counts a group's articles by the script that they are in.
	scripts [scripts]float32
}

// firstLines count twice: what is new in a report stands first.
const firstLines = 2

// Title is the headline of a document whose text does not have it, "" if
// there is none or the text has it: it belongs to what is compared, and needs
// a vector besides those of the sentences.
func Title(d *text.Document) string {
	for j := range d.Sentences {
		if d.Sentences[j].Title && !d.Sentences[j].Boilerplate {
			return ""
		}
	}
	return strings.TrimSpace(d.Article.Title)
}

// headed is the document with its headline as first sentence: in short
// reports it says the half of what can be told from them. title is its vector,
// or empty.
func headed(d *text.Document, vecs [][]float32, title []float32) (*text.Document, [][]float32) {
	headline := Title(d)
	if headline == "" || len(title) == 0 {
		return d, vecs
	}
	a := d.Article
	first := text.Sentence{Text: headline}
	read := text.Read(stemma.Article{Lang: a.Lang, Published: a.Published, PublishedPrecision: a.PublishedPrecision, Text: headline})
	for j := range read.Sentences {
		s := &read.Sentences[j]
		first.Words = append(first.Words, s.Words...)
		first.Names = append(first.Names, s.Names...)
		first.Numbers = append(first.Numbers, s.Numbers...)
	}
	with := &text.Document{Article: a, Sentences: append([]text.Sentence{first}, d.Sentences...)}
	return with, append([][]float32{title}, vecs...)
}

// profile reads off each document what it is compared by. titles may be nil.
func profile(docs []*text.Document, vecs [][][]float32, titles [][]float32) ([]article, measure) {
	out := make([]article, len(docs))
	whole, all := make([]*text.Document, len(docs)), make([][][]float32, len(docs))
	for i, d := range docs {
		var title []float32
		if titles != nil {
			title = titles[i]
		}
		whole[i], all[i] = headed(d, vecs[i], title)
	}
	whole = withoutBackground(whole, all)
	for i, d := range whole {
		out[i] = article{size: 1, dense: mean(d, all[i]), lines: lines(d, all[i])}
		out[i].scripts[scriptOf(d)] = 1
		out[i].from, out[i].to, out[i].isDated = published(&d.Article)
	}
	m := centre(out)
	m.sampleLines(out)
	weigh(out, whole)
	credit(out, docs)
	for i := range out {
		out[i].measureSelf()
		out[i].telling = out[i].sparseSelf
	}
	return out, m
}

// measureSelf fills in how alike the articles of a group are.
func (a *article) measureSelf() {
	n := float64(a.size * a.size)
	a.denseSelf = float64(dot(a.dense, a.dense)) / n
	a.sparseSelf = inCommon(a.sparse, a.sparse).sum / n
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
			if seen < firstLines {
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
