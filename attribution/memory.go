package attribution

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/text"
)

// Memory finds the attributions of a story again and again as its articles come
// and go, and reads each of them once: who its sources are is asked of all articles
// anew, as that hangs on the others. The zero value is ready. A Memory is not for
// several goroutines at once, and its options must not change.
//
// An article that came before its outlets were known is read again if it has a
// word like their names. What an outlet's name in another script would tell of
// it, only a new Memory finds, and of two outlets with one name it takes
// the one that came first.
type Memory struct {
	seen *outlets
	read map[*text.Document]*recollection
	// tagged is what the English model found in the texts of those that are read.
	tagged taggedTexts
}

// recollection is what was found in an article.
type recollection struct {
	reading  *reading
	mentions []mention // as they were before it was known whom they mean
}

// Find is the function Find, for documents of which it has seen some before. A
// document is known by its address: one that was read anew is another.
func (m *Memory) Find(ctx context.Context, docs []*text.Document, o Options) ([]stemma.Attribution, []stemma.Source, error) {
	know, err := loadKnowledge()
	if err != nil {
		return nil, nil, err
	}
	if m.seen == nil {
		m.seen = o.Outlets.over(know.outlets).with(nil)
	}
	if err := m.update(ctx, know, docs, o.Bound); err != nil {
		*m = Memory{} // half of an update is none
		return nil, nil, err
	}
	readings, found := make([]*reading, len(docs)), make([][]mention, len(docs))
	var left []string
	for i, d := range docs {
		if known := m.read[d]; known != nil {
			readings[i], found[i] = known.reading, slices.Clone(known.mentions)
			continue
		}
		left = append(left, d.Article.ID)
		if readings[i], err = know.unread(d, m.seen); err != nil {
			return nil, nil, err
		}
	}
	noteLeft(o.Bound, left, len(docs))
	return attribute(ctx, readings, found, m.seen)
}

// mostNamed is how many articles a note of what was left out names.
const mostNamed = 10

// noteLeft notes the articles that there was no time to read.
func noteLeft(b *bound.Bound, ids []string, of int) {
	if len(ids) == 0 {
		return
	}
	slices.Sort(ids)
	b.LeftOut(stemma.Partial{
		Articles: ids[:min(len(ids), mostNamed)], Step: stemma.StepAttribution,
		Detail: fmt.Sprintf("%d of %d articles were not read for whom they cite: the time for the story was over", len(ids), of),
	})
}

// update reads the documents that are new, or may name an outlet that is, as far
// as the bound goes.
func (m *Memory) update(ctx context.Context, know *knowledge, docs []*text.Document, b *bound.Bound) error {
	read := make(map[*text.Document]*recollection, len(docs))
	var stems []string
	for _, d := range docs {
		if read[d] = m.read[d]; read[d] == nil {
			if name := m.seen.learn(d); name != "" {
				stems = append(stems, stemOf(name))
			}
		}
	}
	unread := slices.DeleteFunc(slices.Clone(docs), func(d *text.Document) bool {
		return read[d] != nil && !slices.ContainsFunc(stems, func(s string) bool { return strings.Contains(d.Article.Text, s) })
	})
	readings, found, err := know.readAll(ctx, unread, m.seen, &m.tagged, b)
	if err != nil {
		return err
	}
	for i := range readings {
		read[unread[i]] = &recollection{readings[i], found[i]}
	}
	m.read = read
	texts := make(map[string]bool, len(docs))
	for _, d := range docs {
		texts[d.Article.Text] = true
	}
	m.tagged.keep(texts)
	return nil
}

// stemOf returns the beginning of a name's longest word, without what may be
// its ending.
func stemOf(name string) string {
	longest := []rune(slices.MaxFunc(strings.Fields(name), func(a, b string) int { return len(a) - len(b) }))
	return string(longest[:max(min(4, len(longest)), len(longest)-maxEnding)])
}
