package trace

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/link"
	"github.com/stemma-news/stemma/text"
)

const (
	// smallStory is the number of articles below which a story is traced as a
	// whole each time: that takes a fraction of a second.
	smallStory = 24
	// wholeAgain is the share of the articles of the last whole trace after the
	// change of which there is another one. So the articles of a story that
	// grows without end are compared with all five times each, on the average.
	wholeAgain = 0.25
	// smallResumed is the number of articles below which the first trace after a
	// restart is a whole one: it takes a second, and what the links of the last
	// result leave out (what had been compared in vain, and what was almost a link)
	// is known again.
	smallResumed = 100
)

// Story is one story that is traced again and again as its articles come and go.
// It remembers what it read and compared, so that an update costs what changed,
// and what hangs on all articles together: who the sources are, the claims, the
// tree. A Story is not for several goroutines at once; updates of several
// stories may run side by side. It takes a hundred times the memory of its texts,
// 250 to 350 kB for an article of 3 kB, and a sixth of that for one that prints the
// text of another.
//
// Between two whole traces pairs of articles keep the links that they had, and
// the tree may differ from what Run would draw. With a fifth of a hundred articles
// new, it had 99 of 100 main parents of a support of 0.9 and more, and 96 of all,
// the others being near ties: fewer differ than in two whole traces of which one
// lacks a single article (97 and 95). A whole trace, which sets that right, is
// made when a quarter of the articles came or went since the last.
type Story struct {
	options Options
	// previous is the result to go on from, until the first update.
	previous *stemma.Result
	steps    *memory
	known    map[string]*report
	habits   *text.Habits
	same     *copies
	// whole is how many articles there were at the last whole trace, and changed
	// how many came or went since.
	whole, changed int
}

// report is an article as the story knows it.
type report struct {
	article stemma.Article // as it was given
	doc     *text.Document
	// near are the vectors of the model that finds, vecs those that links are
	// found by: the same, or the judge's where there is one.
	near, vecs [][]float32
}

// NewStory returns a story that knows nothing yet: its first update is a whole
// trace. Options are those of Run; there is no need to say OneStory.
func NewStory(o Options) *Story { return &Story{options: o} }

// ResumeStory returns a story that goes on from its last result, as after a
// restart. The first update of one of less than 100 articles is a whole trace. In
// a larger one it reads all articles, takes over the links that there were, and
// costs a third of a whole trace and more. Of the result it needs the articles,
// with their texts or at least their sentences, and the links; an article that is
// not as it was there is taken for new.
func ResumeStory(previous *stemma.Result, o Options) *Story {
	return &Story{options: o, previous: previous}
}

// Len is how many articles the story holds in memory.
func (s *Story) Len() int { return len(s.known) }

// Due says whether a story of so many articles at its last trace, of which some
// came or went since, is worth tracing again after some time. A small one always
// is; that a new article is in the tree of a large one need not be the very
// minute, for what hangs on all of its articles is done anew each time. What took
// long the last time rests for rest times as long, so that no story takes more
// than a twentieth of the time of whoever traces it.
func Due(traced, changed int, ago, took time.Duration) bool {
	const share, patience, rest = 200, 10 * time.Minute, 20
	return changed > 0 && ago >= rest*took && (changed*share >= traced || ago >= patience)
}

// Update traces the story with the articles that it has now, all of them: new,
// changed and missing ones are told by their ids and contents. The result is that
// of Run with OneStory, byte for byte if the story's SinceWhole is 0. It fails as
// Run does; the story can be updated again then, and that is a whole trace, or
// resumes once more. The links of the result are the story's own and must not be
// changed.
func (s *Story) Update(ctx context.Context, articles []stemma.Article) (*stemma.Result, error) {
	result, err := s.update(ctx, articles)
	if err != nil {
		*s = Story{options: s.options, previous: s.previous} // half of an update is none
		return nil, fmt.Errorf("trace a story of %d articles: %w", len(articles), err)
	}
	s.previous = nil
	return result, nil
}

func (s *Story) update(ctx context.Context, articles []stemma.Article) (*stemma.Result, error) {
	if err := checkIDs(articles); err != nil {
		return nil, err
	}
	model, err := s.options.model()
	if err != nil {
		return nil, err
	}
	fresh := s.compare(articles)
	s.options.progress("reading articles")
	if err := s.read(ctx, articles, fresh); err != nil {
		return nil, err
	}
	s.options.progress("computing vectors")
	if err := s.vectors(ctx, model, articles, fresh); err != nil {
		return nil, err
	}
	if err := s.restore(ctx, articles); err != nil {
		return nil, err
	}
	docs := s.docs(articles)
	s.options.progress("tracing the story")
	told, err := s.steps.story(ctx, s.story(docs), nil, s.options)
	if err != nil {
		return nil, err
	}
	if told.story != nil {
		told.story.SinceWhole = s.changed
	}
	result := assemble(docs, []part{told})
	result.Vectors = s.options.vectorNames(model)
	return result, nil
}

// compare finds which of the articles are new or changed, or were read in part for
// want of time, forgets those that are no longer among them, and all if it is time
// for a whole trace.
func (s *Story) compare(articles []stemma.Article) (fresh []int) {
	known := make(map[string]*report, len(articles))
	for i := range articles {
		if r := s.known[articles[i].ID]; r != nil && !r.doc.Hurried && same(&r.article, &articles[i]) {
			known[articles[i].ID] = r
		} else {
			fresh = append(fresh, i)
		}
	}
	s.changed += len(fresh) + len(s.known) - len(known)
	s.known = known
	resumed := s.steps == nil && s.resume(articles)
	if !resumed && (s.steps == nil || len(articles) < smallStory || float64(s.changed) >= wholeAgain*float64(s.whole)) {
		s.steps, s.habits, s.known = &memory{}, nil, map[string]*report{}
		s.whole, s.changed = len(articles), 0
	}
	if len(s.known) > 0 || resumed {
		return fresh
	}
	return all(len(articles))
}

// all returns 0 to n-1.
func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// same tells whether an article is as it was, in all that a trace goes by.
func same(a, b *stemma.Article) bool {
	return a.Text == b.Text && a.Title == b.Title && a.Outlet == b.Outlet && a.URL == b.URL && a.Byline == b.Byline && a.Lang == b.Lang &&
		a.Published.Equal(b.Published) && a.PublishedPrecision == b.PublishedPrecision && a.Updated.Equal(b.Updated)
}

// read reads the articles that are new. What outlets put on all their articles
// is learnt at a whole trace.
func (s *Story) read(ctx context.Context, articles []stemma.Article, fresh []int) error {
	if s.habits == nil {
		s.habits, s.same = text.LearnHabits(articles), new(copies)
	}
	read := make([]*report, len(fresh))
	err := each(ctx, len(fresh), func(ctx context.Context, k int) error {
		a := articles[fresh[k]]
		read[k] = &report{article: a, doc: s.options.readArticle(s.habits, a)}
		s.same.share(read[k].doc)
		return ctx.Err()
	})
	for _, r := range read {
		if r != nil {
			s.known[r.article.ID] = r
		}
	}
	return err
}

// vectors computes those of the articles that are new, and of the judge those
// that the new ones bring up.
func (s *Story) vectors(ctx context.Context, model Vectorizer, articles []stemma.Article, fresh []int) error {
	docs := make([]*text.Document, len(fresh))
	for k, i := range fresh {
		docs[k] = s.known[articles[i].ID].doc
	}
	vecs, err := vectors(ctx, model, docs, everySentence, s.vectorsOf(docs))
	if err != nil {
		return err
	}
	for k, i := range fresh {
		r := s.known[articles[i].ID]
		r.near, r.vecs = vecs[k], vecs[k]
	}
	if s.options.Judge == nil {
		return nil
	}
	return s.judge(ctx, articles, fresh)
}

// vectorsOf returns those that are known of the sentences of some documents: of
// the texts that others have, too.
func (s *Story) vectorsOf(docs []*text.Document) map[string][]float32 {
	texts := make(map[string]bool, len(docs))
	for _, d := range docs {
		texts[d.Article.Text] = true
	}
	known := map[string][]float32{}
	for _, r := range s.known {
		if r.near == nil || !texts[r.doc.Article.Text] {
			continue
		}
		for j, v := range r.near {
			known[r.doc.Sentences[j].Text] = v
		}
	}
	return known
}

// story is what the steps start from: the documents by time.
func (s *Story) story(docs []*text.Document) lineage.Story {
	out := lineage.Story{Outlets: s.options.Outlets}
	for _, d := range inOrder(all(len(docs)), docs) {
		out.Docs = append(out.Docs, docs[d])
		out.Vectors = append(out.Vectors, s.known[docs[d].Article.ID].vecs)
	}
	return out
}

func (s *Story) docs(articles []stemma.Article) []*text.Document {
	docs := make([]*text.Document, len(articles))
	for i := range articles {
		docs[i] = s.known[articles[i].ID].doc
	}
	return docs
}

// resume says whether the previous result is one to go on from: enough of its
// articles are still there.
func (s *Story) resume(articles []stemma.Article) bool {
	if s.previous == nil || len(s.previous.Stories) != 1 || len(articles) < smallResumed {
		return false
	}
	before := make(map[string]bool, len(s.previous.Articles))
	for i := range s.previous.Articles {
		before[s.previous.Articles[i].ID] = true
	}
	there := 0
	for i := range articles {
		if before[articles[i].ID] {
			there++
		}
	}
	since := s.previous.Stories[0].SinceWhole
	whole := max(1, len(before)-since)
	changed := since + len(before) - there + len(articles) - there
	if float64(changed) >= wholeAgain*float64(whole) {
		return false
	}
	s.whole, s.changed = whole, changed
	return true
}

// restore takes over the links of the previous result, for the articles whose
// sentences are what they were.
func (s *Story) restore(ctx context.Context, articles []stemma.Article) error {
	if s.steps != nil {
		return nil
	}
	s.steps = &memory{}
	before := make(map[string]*stemma.Article, len(s.previous.Articles))
	for i := range s.previous.Articles {
		before[s.previous.Articles[i].ID] = &s.previous.Articles[i]
	}
	var kept []*text.Document
	for _, d := range s.docs(articles) {
		a := before[d.Article.ID]
		if a != nil && (a.Text == "" || a.Text == d.Article.Text) && slices.Equal(a.Sentences, d.Article.Sentences) {
			kept = append(kept, d)
		}
	}
	from := s.story(kept)
	return s.steps.links.Restore(ctx, from.Docs, from.Vectors, s.previous.Stories[0].Links, link.Options{})
}
