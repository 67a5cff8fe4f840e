package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/trace"
)

// limits are how long a trace may take: of one article, and of one story. Both are
// there because they end different things: a text that is slow to read ends with what
// was read of it, and costs the others of its story nothing; a story that is slow to
// trace ends with the tree that there is. What is left out is said.
type limits struct{ article, story time.Duration }

// usual are the limits where nobody says otherwise.
var usual = limits{trace.DefaultArticleTime, trace.DefaultStoryTime}

func (l *limits) flags(cmd *cobra.Command) { l.flagsFrom(cmd, usual) }

func (l *limits) flagsFrom(cmd *cobra.Command, usual limits) {
	cmd.Flags().DurationVar(&l.article, "article-time", usual.article, "read a report for this `time` at most, and no further; 0 is no limit")
	cmd.Flags().DurationVar(&l.story, "story-time", usual.story, "trace a story for this `time` at most; what is left out is said, and the result marked partial; 0 is no limit")
}

func (l *limits) check() error {
	switch {
	case l.article < 0:
		return usage("--article-time %v: give a time such as 30s, or 0 for no limit", l.article)
	case l.story < 0:
		return usage("--story-time %v: give a time such as 5m, or 0 for no limit", l.story)
	}
	return nil
}

// hasty and patient say that a trace may take less time, or more, than it takes where
// nobody says so.
func (l *limits) hasty() bool {
	return 0 < l.article && l.article < usual.article || 0 < l.story && l.story < usual.story
}

func (l *limits) patient() bool {
	return l.article == 0 || l.article > usual.article || l.story == 0 || l.story > usual.story
}

// within returns the options with the limits.
func (l *limits) within(o trace.Options) trace.Options {
	o.ArticleTime, o.StoryTime = orNone(l.article), orNone(l.story)
	return o
}

// orNone is a limit as trace.Options have it, where 0 is the default.
func orNone(d time.Duration) time.Duration {
	if d == 0 {
		return -1
	}
	return d
}
