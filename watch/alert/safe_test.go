package alert

import (
	"encoding/json"
	"strings"
	"testing"
)

// nasty is what a report can hold that is to do no harm where an alert is read.
const nasty = "Alva\u202e\u2066 aground\x1b[2J\u009b31m\u2028\r\nof\u0085Larn\x7f"

// TestHarmless: no alert gives a terminal an order, or has a link that a reader would run.
func TestHarmless(t *testing.T) {
	j := NewJudge([]Rule{{Name: "any", Kind: Reach, Articles: 1}}, nil)
	for address, want := range map[string]string{
		"javascript:alert(1)": "", "data:text/html,<script>": "", "file:///etc/passwd": "", "//herald.example/a": "", "https:herald": "", "ftp://herald.example/": "",
		"https://herald.example/\u202e": "", "": "", "https://herald.example/a": "https://herald.example/a", "HTTP://herald.example/b": "HTTP://herald.example/b",
	} {
		r := report("a", "Herald "+nasty, "en", "The ferry "+nasty+" ran aground off Larn.")
		r.URL, r.Title = address, nasty
		a := j.Reach(Story{ID: "s1", Title: nasty, Articles: 1, Undated: true, TreeReports: 1}, noon)[0]
		a.Sentences = []Sentence{sentence(RoleReport, &r, 0)}
		valid(t, &a)
		b, err := a.JSON()
		if err != nil || strings.ContainsFunc(string(b), unsafe) {
			t.Errorf("%v: %q", err, b)
		}
		var again Alert
		if err := json.Unmarshal(b, &again); err != nil || again.Sentences[0].Title != nasty || again.Sentences[0].URL != want || !again.Story.Undated {
			t.Errorf("%v: %+v", err, again)
		}
		a.Sentences[0].URL = address // as an older program kept it
		if e := a.Entry(); len(e.Links) != min(1, len(want)) || strings.ContainsFunc(e.Title, unsafe) || !strings.Contains(e.Title, "Alva aground[2J31m of Larn") {
			t.Errorf("%s: %+v", address, e)
		}
	}
}

func FuzzEscaped(f *testing.F) {
	f.Add(nasty)
	f.Add("плотина \xff\U000e0041")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var want, have string
		if json.Unmarshal(b, &want) != nil || json.Unmarshal(Escaped(b), &have) != nil || have != want || strings.ContainsFunc(string(Escaped(b)), unsafe) {
			t.Errorf("%q becomes %q", want, Escaped(b))
		}
	})
}
