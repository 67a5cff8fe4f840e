package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Story is a story as lists show it.
type Story struct {
	ID string `json:"id"`
	// Version is how many changes of its members the story has had: articles that
	// came, changed or went, and other stories that were merged into it.
	Version int64 `json:"version"`
	// Title and Lang are those of the article that founded the story, or, where that is in
	// another one by now, of the first that came; Lead is its id. Where it has no title, they are
	// those of the first that has one, or the title is the beginning of its text.
	Title string `json:"title"`
	Lang  string `json:"lang"`
	Lead  string `json:"lead"`
	// Articles, Outlets and Langs are how many it has. Outlets whose name only differs
	// in case are one; an unknown one is none.
	Articles int `json:"articles"`
	Outlets  int `json:"outlets"`
	Langs    int `json:"langs"`
	// First and Last are when its first and its last article came out, of those that have a
	// date. One in the future is none.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
	// Dated says that one of its articles at least has a date; else First and Last are when
	// they came.
	Dated bool `json:"dated"`
	// Changed is when the article came that changed it last.
	Changed time.Time `json:"changed"`
	// Closed says that no more articles are awaited.
	Closed bool `json:"closed"`
	// New is how many of its articles came out since the moment that was asked for.
	New int `json:"new"`
}

// StorySort is the order of a list of stories.
type StorySort string

// The orders. Stories that are equal by one are sorted by the last article, the newest
// first, and then by when they were founded.
const (
	StoryGrowth StorySort = "growth" // the most articles since Since
	StorySize   StorySort = "size"   // the most articles
	StoryRecent StorySort = "recent" // the newest last article
)

// StoryFilter chooses stories. The zero StoryFilter takes all, the largest first.
type StoryFilter struct {
	// Since takes stories of which an article came out then or later. One without a date counts
	// as of when it came, if that was within a week of the last that is dated: a folder of old
	// reports is not of today for those among them that have no date.
	Since time.Time
	// At least so many.
	MinArticles, MinOutlets, MinLangs int
	// Langs and Outlets take stories with an article in one of the languages ("zh" stands
	// for "zh-Hant", too), of one of the outlets.
	Langs, Outlets []string
	// Cites takes stories with an article that cites a source by this name, in any case; Citing are the ids of further
	// articles that do.
	Cites  string
	Citing []string
	// Only takes stories of these, by their whole ids; all where nil.
	Only []string
	// Open leaves out closed stories.
	Open bool
	// After takes the stories that come behind one in the list, as it was then: what changes meanwhile is in its new
	// place, and no story that keeps its place is left out or comes twice.
	After StoryPlace
	// Sort is StoryGrowth if empty.
	Sort StorySort
	// Limit is how many are wanted; 0 stands for all.
	Limit int
}

// StoryPlace is where a story is in a list; the zero StoryPlace is before the first.
type StoryPlace struct {
	// By is what lists are sorted by, Last the last article in seconds since 1970, ID the story.
	By   int64  `json:"by"`
	Last int64  `json:"last"`
	ID   string `json:"id"`
}

// Place is where a story is in a list of this filter that has it.
func (f *StoryFilter) Place(s *Story) StoryPlace {
	p := StoryPlace{By: int64(s.New), Last: s.Last.Unix(), ID: s.ID}
	switch f.Sort {
	case StorySize:
		p.By = int64(s.Articles)
	case StoryRecent:
		p.By = p.Last
	}
	return p
}

// anyTitle is the title of the first article that has one.
const anyTitle = "(SELECT x.title" + titled

// titleLang is the language of the title: that of the lead, or of the article whose title is taken in its place.
const titleLang = "coalesce(CASE WHEN coalesce(a.title, '') = '' THEN (SELECT x.lang" + titled + " ELSE a.lang END, a.lang, '')"

const titled = " FROM member m JOIN article x ON x.n = m.article WHERE m.story = s.n AND x.title <> '' ORDER BY m.article LIMIT 1)"

const storyColumns = "s.id, s.version, coalesce(nullif(a.title, ''), " + anyTitle + ", ''), " + titleLang + ", coalesce(a.id, ''), " +
	"s.articles, s.outlets, s.langs, s.first, s.last, s.changed, s.closed, EXISTS (SELECT 1 FROM member WHERE story = s.n AND dated = 1)"

// Stories returns the stories that pass a filter.
func (a *Archive) Stories(ctx context.Context, f StoryFilter) ([]Story, error) {
	query, args, err := f.query()
	if err != nil {
		return nil, err
	}
	all, err := a.stories(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list the stories of the archive %s: %w", a.name, explain(err))
	}
	return all, nil
}

// query chooses first by what is in an index, and takes titles of what is left.
func (f *StoryFilter) query() (string, []any, error) {
	order := map[StorySort]string{"": "new", StoryGrowth: "new", StorySize: "articles", StoryRecent: "last"}[f.Sort]
	if order == "" {
		return "", nil, fmt.Errorf("stories are not sorted by %q: give growth, size or recent", f.Sort)
	}
	where, args := f.where()
	newest, since := "s.articles", []any(nil)
	if !f.Since.IsZero() {
		// Of a story that is younger than that, all are.
		newest, since = "CASE WHEN s.first >= ? THEN s.articles ELSE (SELECT count(*) FROM member WHERE story = s.n AND dated IN (0, 1) AND at >= ?) END", []any{ceil(f.Since), ceil(f.Since)}
	}
	limit := math.MaxInt
	if f.Limit > 0 {
		limit = f.Limit
	}
	inner, outer := newest, "c.new"
	if order != "new" { // only of those that are listed
		inner, outer = "0", newest
	}
	chosen := "SELECT s.n, s.last, s.articles, " + inner + " AS new FROM story s WHERE " + where
	if order == "new" {
		args, since = append(slices.Clip(since), args...), nil
	}
	if p := f.After; p.ID != "" {
		chosen = "SELECT * FROM (" + chosen + ") AS listed WHERE " + order + " < ? OR " + order + " = ? AND (last < ? OR last = ? AND n > coalesce((SELECT n FROM story WHERE id = ?), 0))"
		args = append(args, p.By, p.By, p.Last, p.Last, p.ID)
	}
	args = append(append(args, limit), since...)
	return "WITH chosen AS (" + chosen + " ORDER BY " + order + " DESC, last DESC, n LIMIT ?) SELECT " + storyColumns + ", " + outer +
		" FROM chosen c JOIN story s ON s.n = c.n LEFT JOIN article a ON a.n = s.lead ORDER BY c." + order + " DESC, c.last DESC, c.n", args, nil
}

// undatedFor is for how many seconds behind the last dated article of a story those without a
// date count by when they came.
const undatedFor = 7 * 24 * 60 * 60

func (f *StoryFilter) where() (string, []any) {
	all, args := []string{"articles > 0"}, []any(nil)
	and := func(condition string, values ...any) {
		all, args = append(all, condition), append(args, values...)
	}
	if !f.Since.IsZero() {
		and("last >= ?", ceil(f.Since)-undatedFor)
		and("(last >= ? OR EXISTS (SELECT 1 FROM member WHERE story = s.n AND dated = 0 AND at BETWEEN ? AND s.last + ?))", ceil(f.Since), ceil(f.Since), undatedFor)
	}
	for _, least := range []struct {
		column string
		n      int
	}{{"articles", f.MinArticles}, {"outlets", f.MinOutlets}, {"langs", f.MinLangs}} {
		if least.n > 1 {
			and(least.column+" >= ?", least.n)
		}
	}
	if f.Open {
		and("closed = 0")
	}
	if f.Cites != "" {
		and(`s.n IN (SELECT m.story FROM cite c JOIN member m ON m.article = c.article WHERE c.key = ?
			UNION SELECT m.story FROM json_each(?) j JOIN article a ON a.id = j.value JOIN member m ON m.article = a.n)`, text.Fold(f.Cites), texts(f.Citing))
	}
	if f.Only != nil {
		and("s.id IN (SELECT value FROM json_each(?) j)", texts(f.Only))
	}
	f.facets(and)
	return strings.Join(all, " AND "), args
}

// facets asks for an article of one of the outlets, and for one in one of the languages.
func (f *StoryFilter) facets(and func(string, ...any)) {
	for _, of := range []struct {
		kind   facetKind
		values []string
		fold   func(string) string
	}{{facetOutlet, f.Outlets, foldOutlet}, {facetLang, f.Langs, foldLang}} {
		if len(of.values) == 0 {
			continue
		}
		args := []any{of.kind}
		for _, v := range of.values {
			args = append(args, of.fold(v))
		}
		and("EXISTS (SELECT 1 FROM facet WHERE story = s.n AND kind = ? AND value IN ("+strings.Join(repeat("?", len(of.values)), ",")+"))", args...)
	}
}

func (a *Archive) stories(ctx context.Context, query string, args ...any) ([]Story, error) {
	rows, err := a.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Story
	for rows.Next() {
		var s Story
		var first, last, changed int64
		if err := rows.Scan(&s.ID, &s.Version, &s.Title, &s.Lang, &s.Lead, &s.Articles, &s.Outlets, &s.Langs,
			&first, &last, &changed, &s.Closed, &s.Dated, &s.New); err != nil {
			return nil, err
		}
		s.First, s.Last, s.Changed = time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC(), time.Unix(changed, 0).UTC()
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return all, a.entitle(ctx, all)
}

// entitle gives stories without a title the beginning of the text of their leads.
func (a *Archive) entitle(ctx context.Context, all []Story) error {
	for i := range all {
		s := &all[i]
		if s.Title != "" || s.Lead == "" {
			continue
		}
		lead, _, err := a.Article(ctx, s.Lead)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil { // else it is damaged: archive check tells
			s.Title = beginning(lead.Text)
		}
	}
	return nil
}

// beginning is the first line of a text, up to a number of characters.
func beginning(text string) string {
	const most = 80
	line, _, _ := strings.Cut(strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD")), "\n")
	if r := []rune(line); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return strings.TrimSpace(line)
}

// minPrefix is how much of a story's id is enough to name it, if no other begins so.
const minPrefix = 4

// AmbiguousError says that several stories have an id that begins as was asked for.
type AmbiguousError struct {
	Prefix string
	// IDs are some of them, at most ten.
	IDs []string
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("several stories begin with %q: %s: give more of the id", e.Prefix, strings.Join(e.IDs, ", "))
}

// Story returns a story by its id, by the beginning of it, or by the id of one that was
// merged into it; false where there is none.
func (a *Archive) Story(ctx context.Context, id string) (Story, bool, error) {
	n, err := a.storyNumber(ctx, id)
	if err != nil || n == 0 {
		return Story{}, false, err
	}
	all, err := a.stories(ctx, "SELECT "+storyColumns+", s.articles FROM story s LEFT JOIN article a ON a.n = s.lead WHERE s.n = ?", n)
	if err != nil || len(all) == 0 {
		return Story{}, false, explain(err)
	}
	return all[0], true, nil
}

// storyNumber finds a story as Story does; 0 is none.
func (a *Archive) storyNumber(ctx context.Context, id string) (int64, error) {
	const some = 10
	rows, err := a.page(ctx, "SELECT coalesce(merged, n), id, x'' FROM story WHERE id = ?", id)
	if err == nil && len(rows) == 0 && len(id) >= minPrefix {
		rows, err = a.page(ctx, "SELECT coalesce(merged, n), id, x'' FROM story WHERE id > ? AND id < ? ORDER BY id LIMIT ?", id, id+"\U0010FFFF", some)
	}
	if err != nil {
		return 0, fmt.Errorf("look for story %q: %w", id, explain(err))
	}
	ambiguous := &AmbiguousError{Prefix: id}
	for _, r := range rows {
		ambiguous.IDs = append(ambiguous.IDs, r.id)
	}
	slices.SortFunc(rows, func(x, y row) int { return cmp.Compare(x.n, y.n) })
	same := slices.CompactFunc(rows, func(x, y row) bool { return x.n == y.n })
	switch len(same) {
	case 0:
		return 0, nil
	case 1:
		return same[0].n, nil
	}
	return 0, ambiguous
}

// StoryOf returns the id of the story that an article is in, and false where it is in
// none.
func (a *Archive) StoryOf(ctx context.Context, article string) (string, bool, error) {
	var id string
	err := a.read.QueryRowContext(ctx, "SELECT s.id FROM story s JOIN member m ON m.story = s.n WHERE m.article = "+numberOfID, article).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("the story of article %q: %w", article, explain(err))
	}
	return id, true, nil
}

// StoryArticles gives the articles of a story, each in its latest revision, in the order in
// which they came out. A record that is damaged is an *ArticleError, and the others
// follow; any other error comes last.
func (a *Archive) StoryArticles(ctx context.Context, id string) iter.Seq2[stemma.Article, error] {
	return func(yield func(stemma.Article, error) bool) {
		rows, err := a.storyRows(ctx, id)
		for _, r := range rows {
			var found []row
			if found, err = a.page(ctx, "SELECT a.n, a.id, r.record FROM article a JOIN revision r ON r.n = a.latest WHERE a.n = ?", r.n); err != nil {
				break
			}
			if !yield(a.article(found[0])) {
				return
			}
		}
		if err != nil {
			yield(stemma.Article{}, fmt.Errorf("read story %q: %w", id, explain(err)))
		}
	}
}

// storyRows are the numbers of a story's articles, in the order in which they came out.
func (a *Archive) storyRows(ctx context.Context, id string) ([]row, error) {
	n, err := a.storyNumber(ctx, id)
	if err != nil || n == 0 {
		return nil, err
	}
	return a.page(ctx, "SELECT article, '', x'' FROM member WHERE story = ? ORDER BY at, article", n)
}

// article unpacks the record of a row.
func (a *Archive) article(r row) (stemma.Article, error) {
	article, err := a.codec.unpack(r.id, r.record)
	if err != nil {
		return stemma.Article{ID: r.id}, &ArticleError{ID: r.id, Err: err}
	}
	return article, nil
}
