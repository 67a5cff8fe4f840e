// Package storetest holds what every archive must pass, whatever it is kept in.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// Archive is what is tested: an archive as those use it who fill it and read it, packages watch
// and search and the command. The index of search is not in it: see package store.
type Archive interface {
	Add(context.Context, []stemma.Article, ...store.Checkpoint) (store.Added, error)
	Checkpoint(ctx context.Context, input string) (store.Checkpoint, bool, error)
	Articles(context.Context, store.Filter) iter.Seq2[stemma.Article, error]
	Article(ctx context.Context, id string) (stemma.Article, bool, error)
	Revisions(ctx context.Context, id string) ([]stemma.Article, error)
	AtAddress(ctx context.Context, address string) ([]string, error)
	Count(context.Context) (store.Counts, error)

	Unplaced(ctx context.Context, limit int) ([]store.Arrival, error)
	UnplacedAfter(ctx context.Context, after int64, limit int) ([]store.Arrival, error)
	OrderByDate(context.Context, store.OrderOptions) (store.Ordered, error)
	Place(context.Context, store.Placement) error
	Position(context.Context) (placed, last int64, err error)
	PlacedSince(ctx context.Context, after int64, limit int) ([]store.Arrival, error)
	Reoffer(ctx context.Context, ids []string) (int, error)
	Forget(ctx context.Context, before time.Time) (int, error)
	Active(context.Context) iter.Seq2[store.ActiveArticle, error]
	Story(ctx context.Context, id string) (store.Story, bool, error)
	StoryOf(ctx context.Context, article string) (string, bool, error)
	Stories(context.Context, store.StoryFilter) ([]store.Story, error)
	Find(ctx context.Context, what string) (store.Meant, error)
	StoriesPlaced(ctx context.Context, after int64, limit int) (ids []string, upto int64, more bool, err error)
	StoryArticles(ctx context.Context, id string) iter.Seq2[stemma.Article, error]

	Update(context.Context, store.Update) error
	PutState(ctx context.Context, name string, value []byte) error
	PutTrace(context.Context, store.Trace) error
	State(ctx context.Context, name string) ([]byte, bool, error)
	States(ctx context.Context, prefix string) iter.Seq2[store.Named, error]
	Due(ctx context.Context, topic string, now time.Time, limit int) ([]store.Message, error)
	Waiting(ctx context.Context, begins string) ([]store.Waiting, error)
	Trace(ctx context.Context, story string) (store.Trace, bool, error)
	TraceHead(ctx context.Context, story string) (store.Trace, bool, error)
	TraceHeads(ctx context.Context, stories []string) (map[string]store.Trace, error)
	Attributions(ctx context.Context, article string) (store.Attributions, bool, error)
	CitedBy(ctx context.Context, source, story string, limit int) ([]string, error)
	CitedNames(ctx context.Context, part string, limit int) ([]store.CitedName, error)

	Export(context.Context, io.Writer) (store.Exported, error)
	Check(context.Context) ([]string, error)
	Compact(context.Context, store.CompactOptions) (store.Compacted, error)
	Dir() string
	Close() error
}

// Run runs the tests. create makes a new archive, open for writing, and restore one of what
// Export wrote.
func Run(t *testing.T, create func(testing.TB) Archive, restore func(testing.TB, io.Reader) Archive) {
	for name, test := range map[string]func(context.Context, *testing.T, Archive){
		"every field comes back":      testRoundTrip,
		"the same twice":              testKnown,
		"revisions":                   testRevisions,
		"ids that many give":          testRenamed,
		"a page that changes":         testPageChanges,
		"what came last, what is new": testLatest,
		"one address for all":         testWrongAddress,
		"two things at an address":    testOthersAtAddress,
		"stories":                     testStories,
		"what happens to stories":     testEvents,
		"stories, at random":          testRandomStories,
		"lists of stories":            testStoryFilter,
		"pages of a list":             testPages,
		"the story that is meant":     testFind,
		"what has changed":            testStoriesPlaced,
		"what is not placed":          testUnplaced,
		"placing what is not there":   testPlaceErrors,
		"undated and untitled":        testUndated,
		"reading while one places":    testReadWhilePlacing,
		"state":                       testState,
		"outbox":                      testOutbox,
		"outbox and the clock":        testOutboxClock,
		"what was delivered long ago": testForget,
		"what comes next":             testAhead,
		"what comes again":            testReoffer,
		"what comes in any order":     testOrder,
		"trees":                       testTraces,
		"one value, one tree":         testPut,
		"compacting":                  testCompact,
		"who cites whom":              testCites,
		"who cited whom before":       testCitesOfARevision,
		"sentences":                   testDivided,
		"out and in again":            func(ctx context.Context, t *testing.T, a Archive) { testStream(ctx, t, a, restore) },
		"order and filters":           testFilter,
		"checkpoints":                 testCheckpoints,
		"what cannot be kept":         testRefused,
		"adding while one reads":      testReadWhileAdding,
		"cancelled":                   testCancelled,
		"no bytes of a text are lost": testBytes,
	} {
		t.Run(name, func(t *testing.T) {
			a := create(t)
			t.Cleanup(func() { _ = a.Close() })
			test(t.Context(), t, a)
			if faults, err := a.Check(context.Background()); err != nil || len(faults) > 0 {
				t.Errorf("check: %q, %v", faults, err)
			}
		})
	}
}

// texts are reports in many scripts, with what is easily lost: marks of direction,
// joiners, characters beyond the first plane, line breaks and quotation marks.
var texts = []string{
	"The ferry Alva ran aground off Larn.\n\n“Nobody was hurt,” the harbour master said. 2,500 < 3,000 & more.",
	"Die Fähre »Alva« lief vor Larn auf Grund.\r\nVerletzt wurde niemand.",
	"جنحت العبّارة «ألفا» قبالة لارن.\u200f ولم يُصب أحد بأذى، قال المتحدث.",
	"Паром «Алва» сел на мель у Ларна.\tПострадавших нет.",
	"渡轮“阿尔瓦”号在拉恩附近搁浅。𠮷田船长说，无人受伤。",
	"フェリー「アルヴァ」がラーン沖で座礁した。👩‍👩‍👧 けが人はいない。",
	"नौका अल्वा लार्न के पास फँस गई। कोई घायल नहीं हुआ।",
	"เรือเฟอร์รี่อัลวาเกยตื้นนอกชายฝั่งลาร์น ไม่มีผู้บาดเจ็บ",
	"המעבורת אלווה עלתה על שרטון מול לארן. איש לא נפגע.",
	"여객선 알바호가 라른 앞바다에서 좌초했다. 다친 사람은 없다.",
	"Η πορθμείο Άλβα προσάραξε ανοιχτά του Λαρν.",
	"کشتی آلوا در نزدیکی لارن به گل نشست؛ می‌گویند کسی آسیب ندید.",
	"",
}

// article is the n-th invented article.
func article(n int) stemma.Article {
	return stemma.Article{
		ID: fmt.Sprintf("id-%d", n), Input: fmt.Sprintf("reports.jsonl#%d", n), URL: fmt.Sprintf("https://courier.example/%d", n),
		Outlet: "Selm Courier", Title: fmt.Sprintf("Ferry runs aground, part %d", n), Lang: "en",
		Published: time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, n), PublishedPrecision: stemma.PrecisionSecond,
		Text: texts[n%len(texts)],
	}
}

func articles(n int) []stemma.Article {
	all := make([]stemma.Article, n)
	for i := range all {
		all[i] = article(i + 1)
	}
	return all
}

func add(ctx context.Context, t *testing.T, a Archive, batch []stemma.Article, at ...store.Checkpoint) store.Added {
	t.Helper()
	added, err := a.Add(ctx, batch, at...)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func all(ctx context.Context, t *testing.T, a Archive, f store.Filter) []stemma.Article {
	t.Helper()
	var have []stemma.Article
	for article, err := range a.Articles(ctx, f) {
		if err != nil {
			t.Fatal(err)
		}
		have = append(have, article)
	}
	return have
}

// full sets every field of a value, whatever fields there will be. n makes values
// differ.
func full(v reflect.Value, n int) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2025, 3, 4, 18, 20, n%60, 123456789, time.FixedZone("", 3*3600+1800))))
		return
	case json.RawMessage:
		v.Set(reflect.ValueOf(json.RawMessage(`{"<b>":[1.50,null,"é\n"]}`)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%d: %s", n, texts[n%len(texts)]))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n + 1))
	case reflect.Float64:
		v.SetFloat(float64(n) + 0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			full(v.Index(i), n+i)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			full(key, n+i)
			full(value, n+i)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			full(v.Field(i), n+i)
		}
	default:
		panic("a field of a kind that this test does not know: " + v.Type().String())
	}
}

// sameMoments compares times by the moment and the distance from UTC: zones have no names in an
// archive.
var sameMoments = cmp.Comparer(func(x, y time.Time) bool {
	_, east := x.Zone()
	_, other := y.Zone()
	return x.Equal(y) && east == other
})

func testRoundTrip(ctx context.Context, t *testing.T, a Archive) {
	want := make([]stemma.Article, len(texts))
	for i := range want {
		full(reflect.ValueOf(&want[i]).Elem(), i)
	}
	want = append(want, stemma.Article{ID: "bare"})
	if added := add(ctx, t, a, want); added.New != len(want) {
		t.Errorf("added %+v, want %d new", added, len(want))
	}
	if diff := cmp.Diff(want, all(ctx, t, a, store.Filter{}), sameMoments); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	for _, w := range want {
		have, ok, err := a.Article(ctx, w.ID)
		if err != nil || !ok || !cmp.Equal(w, have, sameMoments) {
			t.Errorf("article %q: %v, %v, %s", w.ID, ok, err, cmp.Diff(w, have, sameMoments))
		}
	}
	if _, ok, err := a.Article(ctx, "no such id"); ok || err != nil {
		t.Errorf("no such id: %v, %v", ok, err)
	}
}

func testBytes(ctx context.Context, t *testing.T, a Archive) {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	want := stemma.Article{ID: "bytes", Title: "broken \xff title", Text: string(every)}
	add(ctx, t, a, []stemma.Article{want})
	have, _, err := a.Article(ctx, "bytes")
	if err != nil || have.Text != want.Text || have.Title != "broken \uFFFD title" {
		t.Errorf("have %q, %q, %v", have.Title, have.Text, err)
	}
	if added := add(ctx, t, a, []stemma.Article{want}); added.Known != 1 {
		t.Errorf("again: %+v, want known", added)
	}
}

func testKnown(ctx context.Context, t *testing.T, a Archive) {
	batch := articles(20)
	add(ctx, t, a, batch)
	other := slices.Clone(batch)
	for i := range other { // read by another way, and by a newer program
		other[i].Input, other[i].Lang = "crawl.warc#77", "fr"
		other[i].Sentences = []stemma.Span{{Start: 0, End: 3}}
		other[i].Extra = map[string]json.RawMessage{"captured": json.RawMessage(`"2025"`)}
	}
	if diff := cmp.Diff(store.Added{Known: 40}, add(ctx, t, a, append(other, batch...))); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	if diff := cmp.Diff(batch, all(ctx, t, a, store.Filter{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	if n, err := a.Count(ctx); err != nil || n != (store.Counts{Articles: 20, Revisions: 20, Unplaced: 20}) {
		t.Errorf("%+v, %v", n, err)
	}
}

func testRevisions(ctx context.Context, t *testing.T, a Archive) {
	first := article(1)
	second, third := first, first
	second.Text, second.Title = "The ferry Alva is afloat again.", "Ferry afloat"
	third.Lang, third.Outlet = "ga", "Larn Herald"
	want := store.Added{New: 1, Known: 2, Changed: 2}
	if diff := cmp.Diff(want, add(ctx, t, a, []stemma.Article{first, second, first, third, second})); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	have, err := a.Revisions(ctx, first.ID)
	if diff := cmp.Diff([]stemma.Article{first, second, third}, have); diff != "" || err != nil {
		t.Errorf("%v (-want +have)\n%s", err, diff)
	}
	if diff := cmp.Diff([]stemma.Article{third}, all(ctx, t, a, store.Filter{Outlets: []string{"Larn Herald"}})); diff != "" {
		t.Errorf("the latest (-want +have)\n%s", diff)
	}
	if old := all(ctx, t, a, store.Filter{Outlets: []string{first.Outlet}}); len(old) > 0 {
		t.Errorf("by what it was: %+v", old)
	}
}

func testRenamed(ctx context.Context, t *testing.T, a Archive) {
	first, second, third := article(1), article(2), article(3)
	second.ID, third.ID, third.URL = first.ID, first.ID, ""
	batch := []stemma.Article{first, second, third}
	added := add(ctx, t, a, batch)
	if added.New != 3 || len(added.Renamed) != 2 {
		t.Fatalf("added %+v", added)
	}
	if again := add(ctx, t, a, batch); again.Known != 3 || !cmp.Equal(again.Renamed, added.Renamed) {
		t.Errorf("again: %+v", again)
	}
	second.Text += " It is afloat again."
	if changed := add(ctx, t, a, []stemma.Article{second}); changed.Changed != 1 {
		t.Errorf("a revision of one that was renamed: %+v", changed)
	}
	have, err := a.Revisions(ctx, added.Renamed[0].As)
	if err != nil || len(have) != 2 || have[1].Text != second.Text {
		t.Errorf("%+v, %v", have, err)
	}
}

func testFilter(ctx context.Context, t *testing.T, a Archive) {
	want := articles(1000) // more than a page
	want[3].Published = time.Time{}
	want[5].Lang, want[6].Lang, want[7].Lang = "zh-Hant", "zh", "zha"
	for batch := range slices.Chunk(want, 300) {
		add(ctx, t, a, batch)
	}
	if diff := cmp.Diff(want, all(ctx, t, a, store.Filter{})); diff != "" {
		t.Errorf("all (-want +have)\n%s", diff)
	}
	for name, c := range map[string]struct {
		f    store.Filter
		want []stemma.Article
	}{
		"languages":     {store.Filter{Langs: []string{"ZH", "ga"}}, want[5:7]},
		"outlets":       {store.Filter{Outlets: []string{"Larn Herald"}}, nil},
		"from":          {store.Filter{From: want[998].Published}, []stemma.Article{want[3], want[998], want[999]}},
		"to":            {store.Filter{To: want[2].Published}, []stemma.Article{want[0], want[1], want[3]}},
		"a moment late": {store.Filter{From: want[999].Published.Add(1)}, want[3:4]},
		"together":      {store.Filter{Langs: []string{"zh"}, To: want[6].Published}, want[5:6]},
	} {
		if diff := cmp.Diff(c.want, all(ctx, t, a, c.f)); diff != "" {
			t.Errorf("%s (-want +have)\n%s", name, diff)
		}
	}
	for _, err := range a.Articles(ctx, store.Filter{}) {
		if err != nil {
			t.Error(err)
		}
		break // leaves nothing open
	}
}
