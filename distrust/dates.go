package distrust

import (
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/text"
)

// dates says of each article why its date cannot be right, "" where it can.
func dates(docs []*text.Document) []string {
	articles := make([]stemma.Article, len(docs))
	for i, d := range docs {
		articles[i] = d.Article
	}
	why := make([]string, len(docs))
	for i, doubted := range lineage.Doubted(articles) {
		switch {
		case !doubted:
		case articles[i].Published.Year() >= 2038:
			why[i] = "so far in the future that it cannot be right; taken as undated"
		case articles[i].Published.Year() <= 1980:
			why[i] = "a date that software gives to what has none; taken as undated"
		default:
			why[i] = "years after the other reports of the story; taken as undated"
		}
	}
	return why
}

// zones is how far apart two clocks can be that show one moment.
const zones = 14 * time.Hour

// contradicted says of each article why what it carries contradicts its date: it
// derives from a report that came out later, by more than clocks differ.
func contradicted(docs []*text.Document, edges []stemma.Edge) []string {
	why := make([]string, len(docs))
	at := make(map[string]int, len(docs))
	for i, d := range docs {
		at[d.Article.ID] = i
	}
	doubted := dates(docs)
	for _, e := range edges {
		p, ok := at[e.Parent]
		c, isArticle := at[e.Child]
		if !ok || !isArticle || !e.Primary || e.DirectionUncertain || e.Support < sure || doubted[p] != "" || doubted[c] != "" {
			continue
		}
		parent, child := &docs[p].Article, &docs[c].Article
		if known(parent) && known(child) && parent.Published.Sub(endOf(child)) > zones {
			why[c] = "before that of the report it derives from, by more than a time zone; the tree does not go by the order of the two dates"
		}
	}
	return why
}

// sure is the support from which a line of the tree says that a date is wrong.
const sure = 0.8

func known(a *stemma.Article) bool {
	return !a.Published.IsZero() && a.PublishedPrecision != stemma.PrecisionNone
}

// endOf is the end of the period that a date names.
func endOf(a *stemma.Article) time.Time {
	switch a.PublishedPrecision {
	case stemma.PrecisionYear:
		return a.Published.AddDate(1, 0, 0)
	case stemma.PrecisionMonth:
		return a.Published.AddDate(0, 1, 0)
	case stemma.PrecisionDay:
		return a.Published.AddDate(0, 0, 1)
	}
	return a.Published
}

// dateOf is a date as it was given, to the day.
func dateOf(a *stemma.Article) string {
	if a.Published.IsZero() {
		return ""
	}
	return a.Published.Format(time.DateOnly)
}
