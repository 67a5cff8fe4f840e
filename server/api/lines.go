package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
)

// lineSchema names the form of what is between two.
const lineSchema = "stemma/line/v1"

type lineInput struct {
	StoryID
	Child  string `path:"child" minLength:"1" maxLength:"2000" example:"a2" doc:"The id of the report, or source, that derives from the other."`
	Parent string `path:"parent" minLength:"1" maxLength:"2000" example:"a1" doc:"The id of the report or source from which it derives."`
}

type lineOutput struct {
	Stale      string `header:"Stemma-Stale" doc:"true where reports came since the story was traced."`
	Unreviewed string `header:"Stemma-Unreviewed" doc:"true where the book of the verdicts cannot be read: verdicts is then empty."`
	Body       Line
}

// Line is what there is between two of a story: whether one derives from the other, and what shows it.
type Line struct {
	Schema string  `json:"schema" example:"stemma/line/v1"`
	Story  string  `json:"story" doc:"The id of the story in the archive."`
	Parent LineEnd `json:"parent"`
	Child  LineEnd `json:"child"`
	// Edge is nil where the tree has none between the two.
	Edge *stemma.Edge `json:"edge,omitempty" doc:"The line of the tree between the two, with its evidence; missing where the tree has none."`
	// Instead is what speaks for the parent where the tree has another one.
	Instead *stemma.Alternative `json:"instead,omitempty" doc:"What speaks for this parent and against it, where the tree has another one for the child."`
	Links   []stemma.Link       `json:"links" doc:"The sentences of the two that say the same; a is the parent."`
	Changes []stemma.Change     `json:"changes" doc:"What changed from the parent to the child."`
	// Verdicts are those of reviewers, the last first.
	Verdicts []review.Verdict `json:"verdicts" doc:"What reviewers say of the line and of its links, the last first."`
}

// LineEnd is one of the two: a report, or a source that is not among the reports.
type LineEnd struct {
	Article *stemma.Article `json:"article,omitempty" doc:"The report."`
	Source  *stemma.Source  `json:"source,omitempty" doc:"The source, where it is not among the reports."`
}

func (c *catalogue) lines() {
	register(c, operation{
		method: "GET", path: "/stories/{id}/lines/{child}/{parent}", id: "getLine", tag: "Stories", summary: "Compare two of a story",
		about: "Two ends of a line: the evidence that one derives from the other, both texts, which sentences say the same, what changed from the parent to the " +
			"child, and what reviewers say of it. Any two of a story may be asked for, whether or not the tree has a line between them.",
		problems: []kind{unknownStory, several, notDone}, answer: exampleLine,
	}, c.getLine)
}

func (c *catalogue) getLine(ctx context.Context, in *lineInput) (*lineOutput, error) {
	t, err := c.tree(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	r := t.Result
	l := Line{Schema: lineSchema, Story: t.Story.ID, Links: []stemma.Link{}, Changes: []stemma.Change{}, Verdicts: []review.Verdict{}}
	var ok, also bool
	l.Parent, ok = endOf(r, in.Parent)
	l.Child, also = endOf(r, in.Child)
	if !ok || !also || in.Parent == in.Child {
		return nil, unknownLine.of("The story has no two such ends.")
	}
	for i := range r.Stories {
		l.add(&r.Stories[i], in.Parent, in.Child)
	}
	l.review(t.Reviewed, in.Parent, in.Child)
	return &lineOutput{yes(t.Stale), yes(t.Unreviewed != ""), l}, nil
}

// endOf finds a report or source by its id.
func endOf(r *stemma.Result, id string) (LineEnd, bool) {
	if i := slices.IndexFunc(r.Articles, func(a stemma.Article) bool { return a.ID == id }); i >= 0 {
		a := filled(r.Articles[i])
		return LineEnd{Article: &a}, true
	}
	if i := slices.IndexFunc(r.Sources, func(s stemma.Source) bool { return s.ID == id }); i >= 0 {
		s := r.Sources[i]
		notNil(&s.Aliases)
		notNil(&s.CitedBy)
		notNil(&s.Cites)
		return LineEnd{Source: &s}, true
	}
	return LineEnd{}, false
}

// filled is an article with empty lists for those that are nil, and its precision said.
func filled(a stemma.Article) stemma.Article {
	notNil(&a.Sentences)
	notNil(&a.Boilerplate)
	a.PublishedPrecision = cmp.Or(a.PublishedPrecision, stemma.PrecisionNone)
	return a
}

// add adds what a story has between the two.
func (l *Line) add(s *stemma.Story, parent, child string) {
	for i := range s.Edges {
		e := s.Edges[i]
		if e.Child != child {
			continue
		}
		if e.Parent == parent {
			notNil(&e.Evidence)
			l.Edge = &e
		}
		for _, a := range e.Alternatives {
			if a.Parent == parent {
				l.Instead = &a
			}
		}
	}
	for i := range s.Roots {
		for _, a := range s.Roots[i].Alternatives {
			if s.Roots[i].Origin == child && a.Parent == parent {
				l.Instead = &a
			}
		}
	}
	for _, k := range s.Links {
		if k.A == child && k.B == parent {
			k = turned(k)
		}
		if k.A == parent && k.B == child {
			l.Links = append(l.Links, k)
		}
	}
	for i := range s.Claims {
		for _, ch := range s.Claims[i].Changes {
			if ch.From == parent && ch.To == child {
				l.Changes = append(l.Changes, ch)
			}
		}
	}
}

// turned is a link the other way round.
func turned(k stemma.Link) stemma.Link {
	k.A, k.B, k.ASentences, k.BSentences = k.B, k.A, k.BSentences, k.ASentences
	k.Stretches = slices.Clone(k.Stretches)
	for i := range k.Stretches {
		k.Stretches[i].A, k.Stretches[i].B = k.Stretches[i].B, k.Stretches[i].A
	}
	return k
}

// review adds what reviewers say of the line and its links, each verdict once.
func (l *Line) review(all *review.Reviewed, parent, child string) {
	if all == nil {
		return
	}
	add := func(list []review.Verdict) {
		for _, v := range list {
			if !slices.ContainsFunc(l.Verdicts, func(o review.Verdict) bool { return o.ID == v.ID }) {
				l.Verdicts = append(l.Verdicts, v)
			}
		}
	}
	add(all.OfEdge(parent, child))
	for _, k := range l.Links {
		add(all.OfLink(k.A, k.ASentences, k.B, k.BSentences))
	}
	slices.SortStableFunc(l.Verdicts, func(a, b review.Verdict) int { return b.At.Compare(a.At) })
}
