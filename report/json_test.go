package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/stemma-news/stemma"
)

func compileSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("trace-v1.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("trace-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func toJSON(t testing.TB, r *stemma.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJSONKeepsTheContract(t *testing.T) {
	schema := compileSchema(t)
	for name, r := range map[string]*stemma.Result{
		"nothing":     {},
		"bare":        {Articles: []stemma.Article{{ID: "a"}}, Sources: []stemma.Source{{ID: "src1", Kind: stemma.SourceOutlet, Window: &stemma.Window{Said: []stemma.Passage{{Article: "a"}}}}}, Stories: []stemma.Story{{ID: "s1", Descents: []stemma.Descent{{Article: "a"}, {Article: "b", From: []stemma.Share{{Origin: "a"}}}}, Edges: []stemma.Edge{{Parent: "a", Child: "b", Kind: stemma.EdgeCopy}}, Links: []stemma.Link{{A: "a", B: "b", Kind: stemma.LinkVerbatim}}, Claims: []stemma.Claim{{ID: "c1", Passages: []stemma.Passage{{Article: "a"}}}}}}},
		"bridge":      bridge(t),
		"quarry":      quarry(),
		"two stories": twoStories(),
		"in part":     cautioned(t),
	} {
		have := toJSON(t, r)
		if bytes.Contains(have, []byte("null")) {
			t.Errorf("%s: a list is null\n%s", name, have)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(have))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var line, compact bytes.Buffer
		if err := errors.Join(JSONLine(&line, r), json.Compact(&compact, have)); err != nil {
			t.Fatal(err)
		}
		if want := compact.String() + "\n"; line.String() != want {
			t.Errorf("%s: in one line\n%s\nwant\n%s", name, line.String(), want)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compileSchema(t)
	valid := string(toJSON(t, bridge(t)))
	for name, c := range map[string][2]string{
		"another schema":     {`"stemma/trace/v1"`, `"stemma/trace/v2"`},
		"an unknown kind":    {`"kind": "translation"`, `"kind": "theft"`},
		"support over one":   {`"support": 0.97`, `"support": 97`},
		"a negative offset":  {`"start": 0`, `"start": -1`},
		"a missing list":     {`"cites": [`, `"quotes": [`},
		"a date of its own":  {`"2025-05-02T08:10:00Z"`, `"2 May 2025"`},
		"sentences by words": {`"a_sentences": [`, `"a_sentences": ["one",`},
	} {
		broken := strings.Replace(valid, c[0], c[1], 1)
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
		if err != nil || broken == valid {
			t.Fatal(name, err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("%s is valid", name)
		}
	}
}

func TestJSONReadsBack(t *testing.T) {
	want := bridge(t)
	var have stemma.Result
	if err := json.Unmarshal(toJSON(t, want), &have); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(filled(want), &have); diff != "" {
		t.Errorf("(-written +read)\n%s", diff)
	}
}

func TestJSONLeavesTheResultAlone(t *testing.T) {
	r := bridge(t)
	toJSON(t, r)
	if diff := cmp.Diff(bridge(t), r); diff != "" {
		t.Errorf("changed (-before +after)\n%s", diff)
	}
}
