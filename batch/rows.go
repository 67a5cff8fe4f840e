package batch

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// The tables, each a folder below the output. Those with a date are partitioned by
// it, as Hive and all after it do: articles/date=2021-02-13/part-00000-of-00002.parquet,
// and the same rows as JSON lines beside it. Times are UTC. Columns are added, and none
// is renamed: docs/TABLES.md says what each is.
const (
	tableArticles = "articles"
	tableLinks    = "links"
	tableEdges    = "edges"
	tableStories  = "stories"
	tableFormulas = "formulas"
	tableBad      = "bad"
)

// tables are all of them, in the order of the manifest.
var tables = []string{tableArticles, tableLinks, tableEdges, tableStories, tableFormulas, tableBad}

// undatedPartition is the name of a partition without a value, by which Hive, Spark,
// Arrow and DuckDB read null.
const undatedPartition = "__HIVE_DEFAULT_PARTITION__"

// row is one row of a table, on its way to its file.
type row struct {
	Table string
	Day   Day
	// Key is what rows of a file are ordered by.
	Key string
	// Piece numbers the parts of a row that is long, from 0 on; there are Pieces of them.
	Piece, Pieces int
	// Line is the row as JSON. Flat is what its columns are made of where that is not
	// the line: of a story, whose line is a whole trace.
	Line, Flat []byte
}

// size is how many bytes a row takes on its way, about.
func (r *row) size() int64 { return int64(len(r.Key) + len(r.Line) + len(r.Flat)) }

func (r *row) columns() []byte {
	if r.Flat != nil {
		return r.Flat
	}
	return r.Line
}

// ArticleRow is a row of the table articles. Its line is an input of stemma, too.
type ArticleRow struct {
	ID        string     `json:"id" parquet:"id"`
	Input     string     `json:"input,omitempty" parquet:"input"`
	URL       string     `json:"url,omitempty" parquet:"url"`
	Outlet    string     `json:"outlet,omitempty" parquet:"outlet"`
	Title     string     `json:"title,omitempty" parquet:"title"`
	Byline    string     `json:"byline,omitempty" parquet:"byline"`
	Lang      string     `json:"lang,omitempty" parquet:"lang"`
	Published *time.Time `json:"published,omitempty" parquet:"published,optional,timestamp(microsecond)"`
	Precision string     `json:"published_precision,omitempty" parquet:"published_precision"`
	Updated   *time.Time `json:"updated,omitempty" parquet:"updated,optional,timestamp(microsecond)"`
	// Captured is when the copy was taken that it was read from; the fields that stemma has no name
	// for are not in the tables but for that one, by which an article without a date is filed.
	Captured *time.Time `json:"captured,omitempty" parquet:"captured,optional,timestamp(microsecond)"`
	// Story is the id of the article's story, empty where it is in none.
	Story string `json:"story,omitempty" parquet:"story"`
	Text  string `json:"text" parquet:"text"`
}

// LinkRow is a row of the table links: a passage that two articles have in common
// (kind "passage"), or sentences of two articles of a story that say the same
// ("verbatim", "rewrite", "translation"). Offsets are bytes of the articles' texts.
type LinkRow struct {
	A      string  `json:"a" parquet:"a"`
	B      string  `json:"b" parquet:"b"`
	Kind   string  `json:"kind" parquet:"kind"`
	Story  string  `json:"story,omitempty" parquet:"story"`
	AStart int64   `json:"a_start" parquet:"a_start"`
	AEnd   int64   `json:"a_end" parquet:"a_end"`
	BStart int64   `json:"b_start" parquet:"b_start"`
	BEnd   int64   `json:"b_end" parquet:"b_end"`
	Words  int64   `json:"words,omitempty" parquet:"words"`
	Same   float64 `json:"same,omitempty" parquet:"same"`
	Weight float64 `json:"weight,omitempty" parquet:"weight"`
	Score  float64 `json:"score" parquet:"score"`
	Common float64 `json:"common,omitempty" parquet:"common"`
}

// EdgeRow is a row of the table edges: who derives from whom, as the trace's edges. A
// parent or child that is no article is a source that is not among them: its id is one
// within the story.
type EdgeRow struct {
	Story      string `json:"story" parquet:"story"`
	Parent     string `json:"parent" parquet:"parent"`
	ParentKind string `json:"parent_kind" parquet:"parent_kind"` // article or source
	ParentName string `json:"parent_name,omitempty" parquet:"parent_name"`
	Child      string `json:"child" parquet:"child"`
	ChildKind  string `json:"child_kind" parquet:"child_kind"`
	ChildName  string `json:"child_name,omitempty" parquet:"child_name"`
	// Lost is that the parent is a source that the child derives from and that is not
	// there, Inferred that nobody names it. It came out between After and Before.
	Lost      bool       `json:"lost,omitempty" parquet:"lost"`
	Inferred  bool       `json:"inferred,omitempty" parquet:"inferred"`
	After     *time.Time `json:"after,omitempty" parquet:"after,optional,timestamp(microsecond)"`
	Before    *time.Time `json:"before,omitempty" parquet:"before,optional,timestamp(microsecond)"`
	Kind      string     `json:"kind" parquet:"kind"`
	Primary   bool       `json:"primary" parquet:"primary"`
	Support   float64    `json:"support" parquet:"support"`
	Rootless  float64    `json:"rootless,omitempty" parquet:"rootless"`
	Reversed  float64    `json:"reversed,omitempty" parquet:"reversed"`
	Uncertain bool       `json:"direction_uncertain,omitempty" parquet:"direction_uncertain"`
}

// StoryRow is a row of the table stories. The line of a story is its whole trace.
type StoryRow struct {
	ID        string     `json:"id" parquet:"id"`
	Title     string     `json:"title" parquet:"title"`
	First     *time.Time `json:"first" parquet:"first,optional,timestamp(microsecond)"`
	Last      *time.Time `json:"last" parquet:"last,optional,timestamp(microsecond)"`
	Articles  []string   `json:"articles" parquet:"articles,list"`
	Outlets   []string   `json:"outlets" parquet:"outlets,list"`
	Languages []string   `json:"languages" parquet:"languages,list"`
	// Lost are the names of the lost sources; one that nobody names has none.
	Lost    []string `json:"lost" parquet:"lost,list"`
	Origins int64    `json:"origins" parquet:"origins"`
	Edges   int64    `json:"edges" parquet:"edges"`
	Links   int64    `json:"links" parquet:"links"`
	Claims  int64    `json:"claims" parquet:"claims"`
	Changes int64    `json:"changes" parquet:"changes"`
	Partial bool     `json:"partial" parquet:"partial"`
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// articleRow is the row of an article.
func articleRow(a *stemma.Article, story string) (row, error) {
	captured, _ := capturedAt(a)
	line, err := json.Marshal(ArticleRow{
		ID: a.ID, Input: a.Input, URL: a.URL, Outlet: a.Outlet, Title: a.Title, Byline: a.Byline, Lang: a.Lang,
		Published: moment(a.Published), Precision: string(a.PublishedPrecision), Updated: moment(a.Updated),
		Captured: moment(captured), Story: story, Text: a.Text,
	})
	if err != nil {
		return row{}, fmt.Errorf("article %s: %w", a.ID, err)
	}
	return row{Table: tableArticles, Day: DayOf(a), Key: a.ID, Line: line}, nil
}

// passageRow is the row of a passage; it is of the later article's day.
func passageRow(l *Link) (row, error) {
	return linkRow(max(l.DayA, l.DayB), &LinkRow{
		A: l.A, B: l.B, Kind: "passage", AStart: int64(l.ASpan.Start), AEnd: int64(l.ASpan.End), BStart: int64(l.BSpan.Start), BEnd: int64(l.BSpan.End),
		Words: int64(l.Words), Same: l.Same, Weight: l.Weight, Score: l.Score,
	})
}

func linkRow(day Day, l *LinkRow) (row, error) {
	line, err := json.Marshal(l)
	key := fmt.Sprintf("%s\x00%s\x00%s\x00%010d\x00%010d\x00%d\x00%d\x00%s", l.A, l.B, l.Kind, l.AStart, l.BStart, l.AEnd, l.BEnd, l.Story)
	return row{Table: tableLinks, Day: day, Key: key, Line: line}, err
}

// badRow is the row of what could not be done.
func badRow(b Bad) row {
	line, _ := json.Marshal(b) // strings
	return row{Table: tableBad, Day: Undated, Key: b.Input + "\x00" + b.Problem, Line: line}
}

func formulaRow(f *Formula) row {
	line, _ := json.Marshal(f) // strings and a number
	return row{Table: tableFormulas, Day: Undated, Key: f.Kind + "\x00" + f.From + "\x00" + f.Hash, Line: line}
}

// storyRows returns the rows of a story, of which the result is: its own, its
// edges and its links. It has all of them or none.
func storyRows(r *stemma.Result) ([]row, error) {
	s := &r.Stories[0]
	line, err := contract(r)
	if err != nil {
		return nil, fmt.Errorf("story %s: %w", s.ID, err)
	}
	told := newTold(r)
	flat, err := json.Marshal(told.row())
	if err != nil {
		return nil, fmt.Errorf("story %s: %w", s.ID, err)
	}
	rows := []row{{Table: tableStories, Day: told.day, Key: s.ID, Line: line, Flat: flat}}
	for i := range s.Edges {
		e := told.edge(&s.Edges[i])
		line, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("story %s: %w", s.ID, err)
		}
		key := strings.Join([]string{s.ID, e.Child, e.Parent, e.Kind}, "\x00")
		rows = append(rows, row{Table: tableEdges, Day: told.dayOf(e.Child), Key: key, Line: line})
	}
	for i := range s.Links {
		l := told.link(&s.Links[i])
		one, err := linkRow(max(told.dayOf(l.A), told.dayOf(l.B)), l)
		if err != nil {
			return nil, fmt.Errorf("story %s: %w", s.ID, err)
		}
		rows = append(rows, one)
	}
	return rows, nil
}

// told is a story with its articles and sources by their ids.
type told struct {
	story    *stemma.Story
	articles map[string]*stemma.Article
	sources  map[string]*stemma.Source
	day      Day // of the first dated article
}

func newTold(r *stemma.Result) *told {
	t := &told{story: &r.Stories[0], articles: map[string]*stemma.Article{}, sources: map[string]*stemma.Source{}, day: Undated}
	for i := range r.Articles {
		a := &r.Articles[i]
		t.articles[a.ID] = a
		if d := DayOf(a); t.day == Undated || d != Undated && d < t.day {
			t.day = d
		}
	}
	for i := range r.Sources {
		t.sources[r.Sources[i].ID] = &r.Sources[i]
	}
	return t
}

// dayOf is the day of an article, and for a source the story's.
func (t *told) dayOf(id string) Day {
	if a := t.articles[id]; a != nil {
		return DayOf(a)
	}
	return t.day
}

func (t *told) row() StoryRow {
	s := t.story
	out := StoryRow{
		ID: s.ID, Title: s.Title, Articles: s.Articles, Origins: int64(s.Origins), Edges: int64(len(s.Edges)),
		Links: int64(len(s.Links)), Claims: int64(len(s.Claims)), Partial: s.Partial,
	}
	for _, c := range s.Claims {
		out.Changes += int64(len(c.Changes))
	}
	var first, last time.Time
	for _, a := range t.articles {
		out.Outlets, out.Languages = append(out.Outlets, a.Outlet), append(out.Languages, a.Lang)
		if when := a.Published; !when.IsZero() {
			if first.IsZero() || when.Before(first) {
				first = when
			}
			if when.After(last) {
				last = when
			}
		}
	}
	for _, src := range t.sources {
		if src.Lost {
			out.Lost = append(out.Lost, src.Name)
		}
	}
	out.First, out.Last = moment(first), moment(last)
	out.Outlets, out.Languages, out.Lost = distinct(out.Outlets), distinct(out.Languages), distinct(out.Lost)
	return out
}

// distinct sorts names and leaves out doubles and empty ones.
func distinct(names []string) []string {
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(s string) bool { return s == "" })
}

func (t *told) edge(e *stemma.Edge) *EdgeRow {
	out := &EdgeRow{
		Story: t.story.ID, Parent: e.Parent, Child: e.Child, Kind: string(e.Kind), Primary: e.Primary,
		Support: e.Support, Rootless: e.Rootless, Reversed: e.Reversed, Uncertain: e.DirectionUncertain,
	}
	out.ParentKind, out.ParentName = t.end(e.Parent)
	out.ChildKind, out.ChildName = t.end(e.Child)
	if src := t.sources[e.Parent]; src != nil {
		out.Lost, out.Inferred = src.Lost, src.Inferred
		if w := src.Window; w != nil {
			out.After, out.Before = moment(w.After), moment(w.Before)
		}
	}
	return out
}

// end says what an end of an edge is, and the name of a source.
func (t *told) end(id string) (kind, name string) {
	if src := t.sources[id]; src != nil {
		return "source", src.Name
	}
	return "article", ""
}

// link is the row of sentences that say the same: from the first one's beginning to the last one's end.
func (t *told) link(l *stemma.Link) *LinkRow {
	a, b := t.span(l.A, l.ASentences), t.span(l.B, l.BSentences)
	return &LinkRow{
		A: l.A, B: l.B, Kind: string(l.Kind), Story: t.story.ID, AStart: int64(a.Start), AEnd: int64(a.End), BStart: int64(b.Start), BEnd: int64(b.End),
		Score: l.Score, Common: l.Common,
	}
}

func (t *told) span(article string, sentences []int) stemma.Span {
	a := t.articles[article]
	if a == nil || len(sentences) == 0 {
		return stemma.Span{}
	}
	first, last := slices.Min(sentences), slices.Max(sentences)
	if first < 0 || last >= len(a.Sentences) {
		return stemma.Span{}
	}
	return stemma.Span{Start: a.Sentences[first].Start, End: a.Sentences[last].End}
}
