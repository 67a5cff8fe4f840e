package trace

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/text"
)

// A trace ends, whatever it is given. What limits it first is counted, so that the
// same articles give the same result: how much of a text is read, here, and in the
// steps what they compare. The clock is the last resort, for a machine that is too
// slow or an attack that nobody thought of; what it cuts short differs from run to
// run, and is marked.
const (
	// MaxText is how many bytes of a text are read, and MaxSentences how many of its
	// sentences: four times the longest report of a day that the development sets
	// have, and the length of a novel. Two such articles are compared in seconds.
	MaxText      = 2 << 20
	MaxSentences = 5000
	// DefaultArticleTime is how long an article may take to read: a thousand times
	// what one of 3 kB takes. DefaultStoryTime is how long a story may take to trace:
	// one of 1,000 reports takes half a minute on two cores, one of the 3,000 that a
	// tree has at most in an archive five.
	DefaultArticleTime = 20 * time.Second
	DefaultStoryTime   = 15 * time.Minute
)

// within is a limit of time from now on: the default for 0, none if negative.
func within(limit, usual time.Duration) *bound.Bound {
	if limit = cmp.Or(limit, usual); limit < 0 {
		return bound.New(nil)
	}
	start := time.Now()
	return bound.New(func() bool { return time.Since(start) >= limit })
}

func (o Options) articleBound() *bound.Bound {
	if o.spent != nil {
		return bound.New(o.spent)
	}
	return within(o.ArticleTime, DefaultArticleTime)
}

func (o Options) storyBound() *bound.Bound {
	if o.spent != nil {
		return bound.New(o.spent)
	}
	return within(o.StoryTime, DefaultStoryTime)
}

// readArticle reads an article as a person sees it, within the limits. What is beyond
// them is not looked at, either: that takes up to sixty times the memory of a text.
func (o Options) readArticle(habits *text.Habits, a stemma.Article) *text.Document {
	whole := a.Text
	a.Text = text.Beginning(whole, MaxText)
	beyond := len(whole) - len(a.Text)
	seen := text.See(a.Text)
	if seen != nil {
		a.Text = seen.Text
	}
	d := habits.ReadWithin(a, text.Limits{Sentences: MaxSentences, Bound: o.articleBound()})
	if beyond > 0 {
		if d.Unread.Len() == 0 {
			d.Unread.Start = len(a.Text)
		}
		d.Unread.End = len(a.Text) + beyond
	}
	if d.Unread.Len() > 0 { // the steps have only what was read
		if seen == nil {
			seen = &text.Seen{}
		}
		seen.Original, seen.Text = whole, a.Text[:d.Unread.Start]
		d.Article.Text = seen.Text
	}
	d.Seen = seen
	return d
}

// unread is what the limits left of the texts of some documents.
func unread(docs []*text.Document) []stemma.Partial {
	var out []stemma.Partial
	for _, d := range docs {
		if d.Unread.Len() == 0 {
			continue
		}
		left, why := d.Seen.Span(d.Unread), "that is longer than a report is"
		if d.Hurried {
			why = "the time for one article was over"
		}
		out = append(out, stemma.Partial{
			Articles: []string{d.Article.ID}, Step: stemma.StepRead,
			Detail: fmt.Sprintf("read up to byte %d of %d: %s", left.Start, left.End, why),
		})
	}
	slices.SortFunc(out, func(x, y stemma.Partial) int { return slices.Compare(x.Articles, y.Articles) })
	return out
}
