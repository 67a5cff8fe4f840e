package main

import (
	"strings"
	"testing"
)

const goldLines = `
{"a":"a1","b":"a2","kind":"copy","edits":["word"],"spans":[{"a":{"start":0,"end":100},"b":{"start":0,"end":100}}]}
{"a":"a3","b":"a4","kind":"clause","spans":[{"a":{"start":50,"end":90},"b":{"start":10,"end":50}}]}
{"a":"f1","b":"f2","kind":"family","spans":[{"a":{"start":0,"end":100},"b":{"start":0,"end":100}}]}
{"a":"f2","b":"f3","kind":"family","spans":[{"a":{"start":0,"end":100},"b":{"start":0,"end":100}}]}
{"a":"f1","b":"f3","kind":"family","spans":[{"a":{"start":0,"end":100},"b":{"start":0,"end":100}}]}
{"a":"a1","kind":"formula","spans":[{"a":{"start":200,"end":240},"b":{"start":0,"end":0}}]}
{"a":"a3","kind":"formula","spans":[{"a":{"start":200,"end":240},"b":{"start":0,"end":0}}]}
`

func scored(t *testing.T, found string) result {
	t.Helper()
	g, err := readGold(strings.NewReader(goldLines))
	if err != nil {
		t.Fatal(err)
	}
	f, err := readFound(strings.NewReader(found))
	if err != nil {
		t.Fatal(err)
	}
	return score(g, f)
}

func TestScore(t *testing.T) {
	tests := []struct {
		name, found string
		kind        string
		recall      float64
		right       int
		formula     int
		wrong       int
		median      string
	}{
		{"nothing", ``, "clause", 0, 0, 0, 0, "–"},
		{"exact", `{"a":{"id":"a3","start":50,"end":90},"b":{"id":"a4","start":10,"end":50}}`, "clause", 1, 1, 0, 0, "0"},
		{"the other way round", `{"a":{"id":"a4","start":10,"end":50},"b":{"id":"a3","start":50,"end":90}}`, "clause", 1, 1, 0, 0, "0"},
		{"three bytes too much", `{"a":"a3","b":"a4","spans":[{"a":{"start":47,"end":93},"b":{"start":7,"end":53}}]}`, "clause", 1, 1, 0, 0, "3"},
		{"two pieces", `{"a":"a3","b":"a4","spans":[{"a":{"start":50,"end":65},"b":{"start":10,"end":25}},{"a":{"start":70,"end":90},"b":{"start":30,"end":50}}]}`, "clause", 1, 2, 0, 0, "0"},
		{"less than half", `{"a":"a3","b":"a4","spans":[{"a":{"start":50,"end":65},"b":{"start":10,"end":25}}]}`, "clause", 0, 1, 0, 0, "–"},
		{"far too much", `{"a":"a3","b":"a4","spans":[{"a":{"start":0,"end":190},"b":{"start":0,"end":190}}]}`, "clause", 1, 0, 0, 1, "50"},
		{"whole articles", `{"a":"a2","b":"a1"}`, "copy", 1, 1, 0, 0, "–"},
		{"whole articles that share nothing", `{"a":"a2","b":"a3"}`, "copy", 0, 0, 0, 1, "–"},
		{"formula", `{"a":{"id":"a1","start":190,"end":240},"b":{"id":"a3","start":200,"end":240}}`, "copy", 0, 0, 1, 0, "–"},
		{"one of three of a family", `{"a":"f1","b":"f2"}`, "family", 1.0 / 3, 1, 0, 0, "–"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := scored(t, test.found)
			if got := r.tally(r.kinds, test.kind).share(); got != test.recall {
				t.Errorf("recall %v, want %v", got, test.recall)
			}
			if r.right != test.right || r.formula != test.formula || len(r.wrong) != test.wrong {
				t.Errorf("%d right, %d formulas, %d wrong; want %d, %d, %d", r.right, r.formula, len(r.wrong), test.right, test.formula, test.wrong)
			}
			if got := r.quantile(0.5); got != test.median {
				t.Errorf("edges %s bytes off, want %s", got, test.median)
			}
		})
	}
}

func TestFamilyIsJoinedByChains(t *testing.T) {
	r := scored(t, `{"a":"f1","b":"f2"}`+"\n"+`{"a":"f3","b":"f2"}`)
	if got := r.joined.share(); got != 1 {
		t.Errorf("a chain of two joins %v of the family's pairs", got)
	}
	if got := r.tally(r.kinds, "family").found; got != 2 {
		t.Errorf("%d pairs found directly, want 2", got)
	}
}

// TestBytes: what is found of a passage counts by its length; two reports of one event may share what they like.
func TestBytes(t *testing.T) {
	r := scored(t, `{"a":"a3","b":"a4","spans":[{"a":{"start":50,"end":70},"b":{"start":10,"end":30}},{"a":{"start":0,"end":20},"b":{"start":100,"end":120}}]}`)
	if r.bytes.covered != 40 || r.bytes.found != 80 || r.justified() != 0.5 {
		t.Errorf("%+v", r.bytes)
	}
	g, err := readGold(strings.NewReader(`{"a":"e1","b":"e2","kind":"event","spans":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	f, err := readFound(strings.NewReader(`{"a":"e2","b":"e1","spans":[{"a":{"start":0,"end":9},"b":{"start":0,"end":9}}]}`))
	if r := score(g, f); err != nil || r.event != 1 || len(r.wrong) != 0 || r.right != 0 || len(r.missed) != 0 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestReadFoundRefuses(t *testing.T) {
	for _, second := range []string{
		`oops`, `{"a":"x","b":"y"} {"a":"x","b":"z"}`, `{"a":7,"b":"y"}`,
		`{"a":{"id":"x","start":9,"end":3},"b":{"id":"y","start":0,"end":3}}`,
		`{"a":"x","b":"y","spans":[{"a":{"start":-1,"end":3},"b":{"start":0,"end":3}}]}`,
		`{"a":"x","b":"y","spans":[{"a":{"start":0,"end":3},"b":{"start":0,"end":4294967296}}]}`,
	} {
		_, err := readFound(strings.NewReader(`{"a":"x","b":"y"}` + "\n" + second + "\n"))
		if err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
			t.Errorf("%s: error %v does not name line 2", second, err)
		}
	}
}

// FuzzScore: whatever is read is scored, with shares between none and all.
func FuzzScore(f *testing.F) {
	f.Add(goldLines)
	f.Add(`{"a":{"id":"a3","start":50,"end":90},"b":{"id":"a4","start":10,"end":50}}`)
	f.Add(`{"a":null,"b":{"start":1,"end":1}}`)
	g, err := readGold(strings.NewReader(goldLines))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		found, err := readFound(strings.NewReader(s))
		if err != nil {
			return
		}
		r := score(g, found)
		for kind, got := range r.kinds {
			if got.found > got.all {
				t.Errorf("%s: %d of %d found", kind, got.found, got.all)
			}
		}
		if x := r.exactness(); x < 0 || x > 1 {
			t.Errorf("precision %v", x)
		}
	})
}
