package ingest

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

func TestIdentity(t *testing.T) {
	tests := []struct {
		name    string
		lines   []string
		ids     []string // those that begin with + are derived
		problem string
	}{
		{"own ids", []string{`{"id":"x","text":"A"}`, `{"id":7,"text":"B"}`}, []string{"x", "7"}, ""},
		{"the form of a source's id", []string{`{"id":"src12","text":"A"}`, `{"id":"s1","text":"B"}`}, []string{"a-src12", "s1"}, ""},
		{"derived", []string{`{"text":"A"}`, `{"text":"B"}`}, []string{"+", "+"}, ""},
		{"one id, one content", []string{`{"id":"x","text":"A"}`, `{"id":"x","text":"A"}`}, []string{"x"}, "f.jsonl#2: the same article as f.jsonl#1, and left out"},
		{"one id, two contents", []string{`{"id":"x","text":"A"}`, `{"id":"x","text":"B"}`}, []string{"x", "x-"}, `f.jsonl#2: has the id "x", and so has f.jsonl#1, with other content`},
		{"no id, one content", []string{`{"text":"A"}`, `{"text":"A"}`}, []string{"+"}, "f.jsonl#2: the same article as f.jsonl#1"},
		{"one text, two outlets", []string{`{"outlet":"M","text":"A"}`, `{"outlet":"N","text":"A"}`}, []string{"+", "+"}, ""},
		{"one text, two days", []string{`{"published":"2024-01-01","text":"A"}`, `{"published":"2024-01-02","text":"A"}`}, []string{"+", "+"}, ""},
		{"one text, two ids", []string{`{"id":"x","text":"A"}`, `{"id":"y","text":"A"}`}, []string{"x", "y"}, ""},
		{"one text, one id", []string{`{"id":"x","text":"A"}`, `{"text":"A"}`}, []string{"x"}, "f.jsonl#2: the same article as f.jsonl#1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := ReadFS(t.Context(), files(map[string]string{"f.jsonl": strings.Join(tt.lines, "\n")}), "f.jsonl", Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, problems := list(b)
			checkProblem(t, problems, tt.problem)
			if len(b.Articles) != len(tt.ids) {
				t.Fatalf("%d articles, want %d", len(b.Articles), len(tt.ids))
			}
			for i, a := range b.Articles {
				derived := tt.ids[i] == "+" && len(a.ID) == 11 && a.ID[0] == 'a'
				renamed := strings.HasSuffix(tt.ids[i], "-") && strings.HasPrefix(a.ID, tt.ids[i])
				if a.ID != tt.ids[i] && !derived && !renamed {
					t.Errorf("id %q, want %q", a.ID, tt.ids[i])
				}
			}
		})
	}
}

func TestDates(t *testing.T) {
	tests := []struct{ published, precision, want string }{
		{`"2024-11-06T18:40:12+01:00"`, "", "2024-11-06T18:40:12+01:00 second"},
		{`"2024-11-06T18:40Z"`, "", "2024-11-06T18:40:00Z minute"},
		{`"2024-11-06"`, "", "2024-11-06T00:00:00Z day"},
		{`"2024-11"`, "", "2024-11-01T00:00:00Z month"},
		{`2024`, "", "2024-01-01T00:00:00Z year"},
		{`"2024-11-06T00:00:00Z"`, "", "2024-11-06T00:00:00Z day"},
		{`"2024-11-06T00:00:00Z"`, "second", "2024-11-06T00:00:00Z second"},
		{`"2024-11-06T18:40:12Z"`, "month", "2024-11-01T00:00:00Z month"},
		{`"2024-11-06T18:40:12Z"`, "minute", "2024-11-06T18:40:00Z minute"},
		{`"2024-11"`, "second", "2024-11-01T00:00:00Z month"},
		{`"2024-11-06"`, "none", "none"},
		{`"Wed, 06 Nov 2024 18:40:12 GMT"`, "", "2024-11-06T18:40:12Z second"},
		{`"6 Nov 2024"`, "", "2024-11-06T00:00:00Z day"},
		{`"November 6, 2024"`, "", "2024-11-06T00:00:00Z day"},
		{`"20241106"`, "", "2024-11-06T00:00:00Z day"},
		{`1730918412`, "", "2024-11-06T18:40:12Z second"},
		{`1730918412000`, "", "2024-11-06T18:40:12Z second"},
		{`null`, "", "none"},
		{`""`, "", "none"},
		{`"06/11/2024"`, "", "none!"},
		{`"06-11-2024"`, "", "none!"},
		{`"6 listopada 2024"`, "", "none!"}, // which is October in Croatian
		{`"6 listopada 2024","lang":"pl"`, "", "2024-11-06T00:00:00Z day"},
		{`"2024年11月6日 下午6:40"`, "", "2024-11-06T18:40:00Z minute"},
		{`"2 hours ago"`, "", "none!"},
		{`"soon"`, "", "none!"},
		{`{"at":1}`, "", "none!"},
	}
	for _, tt := range tests {
		line := `{"text":"A","published":` + tt.published
		if tt.precision != "" {
			line += `,"published_precision":"` + tt.precision + `"`
		}
		b, err := ReadFS(t.Context(), files(map[string]string{"f.jsonl": line + "}"}), "f.jsonl", Options{})
		if err != nil || len(b.Articles) != 1 {
			t.Fatal(b, err)
		}
		a := b.Articles[0]
		got := string(a.PublishedPrecision)
		if !a.Published.IsZero() {
			got = a.Published.Format(time.RFC3339) + " " + got
		}
		if len(b.Errors) > 0 {
			got += "!"
		}
		if got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.published, tt.precision, got, tt.want)
		}
	}
}

// TestUpdated: when an article was last changed is read like its date; what
// cannot be read is passed through.
func TestUpdated(t *testing.T) {
	for updated, want := range map[string]string{
		`"2024-11-07T09:00:00+01:00"`: "2024-11-07T09:00:00+01:00",
		`"2024-11-07"`:                `"2024-11-07" in extra`, // midnight would be made up
		`1730918412`:                  "2024-11-06T18:40:12Z",
		`null`:                        "",
		`""`:                          "",
		`"2024-11"`:                   `"2024-11" in extra`,
		`"last week"`:                 `"last week" in extra`,
		`true`:                        `true in extra`,
	} {
		b, err := ReadFS(t.Context(), files(map[string]string{"f.jsonl": `{"text":"A","updated":` + updated + "}"}), "f.jsonl", Options{})
		if err != nil || len(b.Articles) != 1 || len(b.Errors) != 0 {
			t.Fatal(b, err)
		}
		a, got := b.Articles[0], ""
		if !a.Updated.IsZero() {
			got = a.Updated.Format(time.RFC3339)
		}
		if x := a.Extra["updated"]; x != nil {
			got += string(x) + " in extra"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", updated, got, want)
		}
	}
}

// TestRoundTrip reads what a trace writes and gets the same articles.
func TestRoundTrip(t *testing.T) {
	first, err := Read(t.Context(), []string{"testdata/folder"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := json.Marshal(stemma.Result{Schema: stemma.Schema, Articles: first.Articles})
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	for _, a := range first.Articles {
		if err := json.NewEncoder(&lines).Encode(a); err != nil {
			t.Fatal(err)
		}
	}
	for name, in := range map[string]io.Reader{"result": bytes.NewReader(result), "lines": &lines} {
		again, err := Read(t.Context(), []string{"-"}, Options{Stdin: in})
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(stemma.Result{Schema: stemma.Schema, Articles: again.Articles})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(result), string(got)); diff != "" || len(again.Errors) > 0 {
			t.Errorf("%s: %s %v", name, diff, again.Errors)
		}
	}
}
