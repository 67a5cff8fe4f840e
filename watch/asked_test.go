package watch

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/watch/alert"
)

// TestAskedSources: a source that rules name counts as an agency where somebody "told" it something, whatever tables say,
// and the archive knows it from then on.
func TestAskedSources(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	w := newWeb()
	w.feeds["https://post.example/feed"] = func(v fetch.Validators) (*fetch.Response, error) {
		return answer("https://post.example/feed", rss("Post", item("post-1", "Train derails near Harlund", "A goods train derailed near Harlund on Sunday, a railway official told Norlink.", time.Now().Add(-time.Hour))), v), nil
	}
	rules := []alert.Rule{{Name: "others", Kind: alert.Cites, Sources: []string{"Harbour Wire"}}}
	var lines bytes.Buffer
	o := Options{
		Archive: a, Lists: NewLists([]string{"https://post.example/feed"}), Web: w, Once: true, Alerts: &lines, NoTrees: true,
		Rules: func() ([]alert.Rule, error) {
			return append(rules, alert.Rule{Name: "agencies", Kind: alert.Cites, Sources: []string{"Norlink"}}), nil
		},
	}
	if sum, err := Run(t.Context(), o); err != nil || sum.Alerts != 1 || !strings.Contains(lines.String(), `"source":{"name":"Norlink","as":"Norlink","kind":"outlet"}`) {
		t.Errorf("%+v, %v: %s", sum, err, lines.String())
	}
	if ids, err := a.CitedBy(t.Context(), "Norlink", "", 0); err != nil || len(ids) != 1 {
		t.Errorf("cited by %q, %v", ids, err)
	}
}
