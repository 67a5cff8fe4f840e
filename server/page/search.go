package page

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/reader"
)

// hitsOnPage is how many reports a search shows, and how many more each time that more are asked for, up to mostHits.
const (
	hitsOnPage = 20
	mostHits   = 200
)

// searchView is what a search found.
type searchView struct {
	Query, Claim string // Claim is the address of who says it, where what was asked for is a sentence
	Filter       searchFilter
	Hits         []hitView
	Indexed      int
	More         string // address of a page with more
	Problem      string
	Asked        bool
}

// searchFilter is the form of a search.
type searchFilter struct {
	Langs, By            []option
	Outlets              []string
	Outlet, Since, Until string
	Narrow               bool // one of them is filled in
}

type hitView struct {
	search.Hit
	Link     string // the report on the page of its story
	Snippets []snippetView
	Why      string
}

// snippetView is a sentence with its marked pieces.
type snippetView struct {
	Pieces []piece
	Dir    string
	Link   string
}

type piece struct {
	Text   string
	Marked bool
}

// search is the page of a search by words and meaning.
func (s *site) search(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	v := &searchView{Query: strings.TrimSpace(asked.Get("q")), Filter: s.searchFilter(r, asked)}
	o, problem := searchOptions(asked, time.Now())
	v.Asked = v.Query != ""
	switch {
	case problem != "":
		v.Problem = problem
	case v.Asked:
		found, err := s.Reader.Search(r.Context(), v.Query, o)
		if err != nil && !badWords(err) {
			s.fail(w, r, err)
			return
		}
		if err != nil {
			v.Problem = sentence(err)
			break
		}
		v.take(found, o.Limit, asked)
	default:
		if err := s.Reader.Ready(r.Context()); errors.Is(err, reader.ErrNoArchive) {
			s.fail(w, r, err)
			return
		}
	}
	if isSentence(v.Query) {
		v.Claim = "/claim?" + claimQuery(v.Query, asked)
	}
	title := "Search"
	if v.Asked {
		title = "Search: " + v.Query
	}
	s.render(w, r, "search", view{Title: title, Query: v.Query, Status: statusOf(v.Problem), Data: v})
}

func statusOf(problem string) int {
	if problem != "" {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// badWords says that a query cannot be read, which is for who typed it to know.
func badWords(err error) bool {
	return errors.Is(err, search.ErrEmpty) || errors.Is(err, search.ErrLong)
}

// sentence makes one of an error.
func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func (v *searchView) take(found *search.Result, limit int, asked url.Values) {
	v.Indexed = found.Indexed
	for _, h := range found.Hits {
		v.Hits = append(v.Hits, hitOf(h))
	}
	if len(found.Hits) >= limit && limit < mostHits {
		v.More = with(asked, "limit", strconv.Itoa(min(limit+hitsOnPage, mostHits)))
	}
}

func hitOf(h search.Hit) hitView {
	v := hitView{Hit: h, Link: reportPath(h.Story, h.Article, -1)}
	v.Why = "by " + strings.Join(h.By, " and ")
	for _, n := range h.Snippets {
		if n.Sentence >= 0 {
			v.Snippets = append(v.Snippets, snippetView{pieces(n.Text, n.Marks), direction(n.Text), reportPath(h.Story, h.Article, n.Sentence)})
		}
	}
	return v
}

// pieces cuts a text at its marks.
func pieces(text string, marks []stemma.Span) (out []piece) {
	at := 0
	for _, m := range marks {
		if m.Start < at || m.End > len(text) || m.Start >= m.End {
			continue
		}
		out = append(out, piece{steady(text[at:m.Start]), false}, piece{steady(text[m.Start:m.End]), true})
		at = m.End
	}
	return append(out, piece{steady(text[at:]), false})
}

// searchOptions reads the form of a search or a claim; problem says what is wrong with it.
func searchOptions(asked url.Values, now time.Time) (o search.Options, problem string) {
	var ok bool
	o.Langs, o.Outlets = given(asked["lang"]), given(asked["outlet"])
	if o.From, _, ok = date.Period(strings.TrimSpace(asked.Get("since")), now); !ok {
		return o, "Published since: " + date.PeriodForms + "."
	}
	if _, o.To, ok = date.Period(strings.TrimSpace(asked.Get("until")), now); !ok {
		return o, "Published until: " + date.PeriodForms + "."
	}
	if by := asked.Get("by"); by == search.ByWords || by == search.ByMeaning {
		o.By = by
	}
	n, err := strconv.Atoi(or(asked.Get("limit"), strconv.Itoa(hitsOnPage)))
	if err != nil || n < 1 {
		n = hitsOnPage
	}
	o.Limit = min(n, mostHits)
	return o, ""
}

func (s *site) searchFilter(r *http.Request, asked url.Values) searchFilter {
	f := filterOf(asked, s.facets(r.Context()))
	out := searchFilter{Langs: f.Langs, Outlets: f.Outlets, Outlet: f.Outlet, Since: asked.Get("since"), Until: asked.Get("until")}
	out.By = choose([]option{{Label: "words and meaning"}, {Value: search.ByWords, Label: "words"}, {Value: search.ByMeaning, Label: "meaning"}}, asked.Get("by"))
	for _, name := range []string{"outlet", "since", "until", "by", "lang"} {
		out.Narrow = out.Narrow || len(given(asked[name])) > 0
	}
	return out
}

// isSentence says that a query is long enough to be something that somebody says: five words, or twelve characters of a script that
// writes without spaces.
func isSentence(q string) bool {
	if strings.ContainsAny(q, `"*`) {
		return false
	}
	together := 0
	for _, c := range q {
		if unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			together++
		}
	}
	return len(strings.Fields(q)) >= 5 || together >= 12
}

func claimQuery(text string, asked url.Values) string {
	q := url.Values{"text": {text}}
	for _, name := range []string{"lang", "outlet", "since", "until"} {
		if kept := given(asked[name]); len(kept) > 0 {
			q[name] = kept
		}
	}
	return q.Encode()
}

// reportPath is where a report is shown in its story, at a sentence by its number from 0; "" where it is in none.
func reportPath(story, article string, sentence int) string {
	if story == "" {
		return ""
	}
	p := storyPath(story) + "/reports/" + url.PathEscape(article)
	if sentence >= 0 {
		p += "#s" + strconv.Itoa(sentence+1)
	}
	return p
}
