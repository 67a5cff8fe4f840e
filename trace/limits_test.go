package trace_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// after is a limit that is reached when it has been asked so often.
func after(n int64) func() bool {
	var asked atomic.Int64
	return func() bool { return asked.Add(1) > n }
}

func traced(t testing.TB, articles []stemma.Article, o trace.Options) *stemma.Result {
	t.Helper()
	r, err := trace.Run(t.Context(), articles, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestLimitsThatAreNotReached leave a trace as it is.
func TestLimitsThatAreNotReached(t *testing.T) {
	articles := demo(t)
	want := run(t, articles)
	if len(want.Partial) > 0 || want.Stories[0].Partial {
		t.Fatalf("the demo is partial: %+v", want.Partial)
	}
	for _, limit := range []time.Duration{-1, time.Hour} {
		sameResult(t, want, traced(t, articles, trace.Options{ArticleTime: limit, StoryTime: limit}))
	}
}

// TestStoryTime: a trace whose time is over returns what is there, says what is
// not, and is a whole result in all else; wherever it is cut.
func TestStoryTime(t *testing.T) {
	articles := demo(t)
	for _, n := range []int64{0, 1, 5, 20, 60, 150} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			r := traced(t, articles, trace.Options{OneStory: true}.Spending(after(n)))
			checkResult(t, r)
			checkReports(t, r)
			if len(r.Partial) == 0 || !r.Stories[0].Partial {
				t.Errorf("cut after %d questions, and partial: %v, %+v", n, r.Stories[0].Partial, r.Partial)
			}
		})
	}
}

// TestStoryTimeOfTheClock: nothing is done once no time is left, and each step says
// so; the same in two runs.
func TestStoryTimeOfTheClock(t *testing.T) {
	o := trace.Options{OneStory: true, StoryTime: 1, ArticleTime: -1}
	first := traced(t, demo(t), o)
	checkResult(t, first)
	checkReports(t, first)
	sameResult(t, first, traced(t, demo(t), o))
	var steps []stemma.Step
	for _, p := range first.Partial {
		if p.Story != first.Stories[0].ID || p.Detail == "" {
			t.Errorf("%+v", p)
		}
		steps = append(steps, p.Step)
	}
	for _, want := range []stemma.Step{stemma.StepAttribution, stemma.StepLinks} {
		if !slices.Contains(steps, want) {
			t.Errorf("%s did not say what it left out: %v", want, steps)
		}
	}
}

// TestArticleTime: an article that takes too long is read up to there.
func TestArticleTime(t *testing.T) {
	r := traced(t, demo(t), trace.Options{OneStory: true, ArticleTime: 1})
	checkResult(t, r)
	for _, a := range r.Articles {
		if len(a.Sentences) > 0 || a.Text == "" {
			t.Errorf("%s has %d sentences", a.ID, len(a.Sentences))
		}
	}
	if len(r.Partial) < len(r.Articles) || r.Partial[0].Step != stemma.StepRead || !strings.Contains(r.Partial[0].Detail, "the time for one article was over") {
		t.Errorf("%+v", r.Partial)
	}
}

// TestTextWithoutMeasure: of a text that is longer than any report, the beginning is
// read, the same in each run; the others of its story are read in full.
func TestTextWithoutMeasure(t *testing.T) {
	articles := demo(t)
	long := &articles[0]
	long.Text += "\n" + strings.Repeat("The mill is old. ", 300_000)
	r := traced(t, articles, trace.Options{OneStory: true, Rounds: 2})
	checkResult(t, r)
	for _, a := range r.Articles {
		if got := len(a.Sentences); a.ID == long.ID && got != trace.MaxSentences || a.ID != long.ID && got > 100 {
			t.Errorf("%s has %d sentences", a.ID, got)
		}
	}
	read := slices.IndexFunc(r.Partial, func(p stemma.Partial) bool { return p.Step == stemma.StepRead })
	if read < 0 || !cmp.Equal(r.Partial[read].Articles, []string{long.ID}) || r.Partial[read].Story != r.Stories[0].ID {
		t.Errorf("partial: %+v", r.Partial)
	}
	if len(r.Distrusted) != 1 || r.Distrusted[0].Article != long.ID || r.Distrusted[0].Kind != stemma.DistrustSize {
		t.Errorf("distrusted: %+v", r.Distrusted)
	}
}

// TestTextOfQuotationMarks: what is beyond the measure is not looked at for what is
// hidden in it, either, and the offset up to which it was read is that of the text
// that came.
func TestTextOfQuotationMarks(t *testing.T) {
	articles := demo(t)[:3]
	long := &articles[0]
	long.Text = strings.Repeat("“", trace.MaxText)
	r := traced(t, articles, trace.Options{OneStory: true, Rounds: 2})
	checkResult(t, r)
	var details []string
	for _, d := range r.Distrusted {
		details = append(details, d.Detail)
	}
	marks := trace.MaxText / len("“")
	for _, want := range []string{fmt.Sprintf("%d quotation marks", marks), fmt.Sprintf("read up to byte %d of %d", marks*len("“"), len(long.Text))} {
		if !slices.ContainsFunc(details, func(d string) bool { return strings.Contains(d, want) }) {
			t.Errorf("no %q in %q", want, details)
		}
	}
}

// TestUpdateAfterTheTimeWasOver: a story whose trace was cut short goes on, and is
// whole once there is time.
func TestUpdateAfterTheTimeWasOver(t *testing.T) {
	articles := demo(t)
	hurried := true
	s := trace.NewStory(trace.Options{}.Spending(func() bool { return hurried }))
	first := update(t, s, articles)
	if !first.Stories[0].Partial {
		t.Fatal("not partial")
	}
	hurried = false
	whole := traced(t, articles, trace.Options{OneStory: true})
	sameResult(t, whole, update(t, s, articles))
}

// TestUpdateOfALargeStory: of a story that is not traced as a whole each time, too,
// what was read in part for want of time is read again once there is time.
func TestUpdateOfALargeStory(t *testing.T) {
	articles := generated(t, 40, 1, 3)
	hurried := true
	s := trace.NewStory(trace.Options{Rounds: 2}.Spending(func() bool { return hurried }))
	if first := update(t, s, articles); !first.Stories[0].Partial {
		t.Fatal("not partial")
	}
	hurried = false
	later := update(t, s, articles)
	if len(later.Partial) > 0 || later.Stories[0].Partial {
		t.Errorf("still partial: %+v", later.Partial)
	}
	for _, a := range later.Articles {
		if len(a.Sentences) == 0 {
			t.Errorf("%s was not read", a.ID)
		}
	}
}
