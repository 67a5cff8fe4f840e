package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the golden document anew")

// TestDocumentIsStable: a change of the interface is a change of testdata/openapi.json, which a review sees.
func TestDocumentIsStable(t *testing.T) {
	s := bareSite(t)
	_, got := s.send(t, http.MethodGet, call{path: "/openapi.json", status: 200})
	golden := filepath.Join("testdata", "openapi.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil { //nolint:gosec // it is for everybody
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("the interface has changed; go test ./server/api -update writes the document anew:\n%.4000s", diff)
	}
	_, again := bareSite(t).send(t, http.MethodGet, call{path: "/openapi.json", status: 200})
	if !bytes.Equal(got, again) {
		t.Error("the document differs from one server to the next")
	}
	r, yaml := s.send(t, http.MethodGet, call{path: "/openapi.yaml", status: 200, has: "openapi: 3.1.0"})
	if len(yaml) < 10_000 || r.Header.Get("ETag") == "" {
		t.Errorf("%d bytes of YAML, ETag %q", len(yaml), r.Header.Get("ETag"))
	}
}

// walk goes through all parts of the document.
func walk(v any, pointer string, visit func(pointer string, o map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(pointer, v)
		for k, e := range v {
			walk(e, pointer+"/"+escape(k), visit)
		}
	case []any:
		for i, e := range v {
			walk(e, fmt.Sprintf("%s/%d", pointer, i), visit)
		}
	}
}

// TestExamples: each example of the document is valid by the schema that it stands beside.
func TestExamples(t *testing.T) {
	c, n := bareSite(t).contract, 0
	check := func(pointer string, v any) {
		n++
		if err := c.schema(t, pointer).Validate(v); err != nil {
			t.Errorf("%s: %v", pointer, err)
		}
	}
	walk(c.doc, "", func(pointer string, o map[string]any) {
		if strings.Contains(pointer, "/example") {
			return
		}
		if v, ok := o["example"]; ok && o["schema"] != nil {
			check(pointer+"/schema", v)
		}
		if all, ok := o["examples"].([]any); ok { // of a schema
			for _, v := range all {
				check(pointer, v)
			}
		}
		if all, ok := o["examples"].(map[string]any); ok { // of a content
			for _, e := range all {
				check(pointer+"/schema", e.(map[string]any)["value"])
			}
		}
	})
	if n < 60 {
		t.Errorf("only %d examples", n)
	}
}

// TestEverythingIsExplained: operations, parameters, schemas and fields say what they are, and there are no schemas that nothing refers to.
func TestEverythingIsExplained(t *testing.T) {
	c := bareSite(t).contract
	used, ids := map[string]bool{}, map[string]bool{}
	walk(c.doc, "", func(pointer string, o map[string]any) {
		if to, ok := o["$ref"].(string); ok {
			used[to[strings.LastIndex(to, "/")+1:]] = true
		}
		if id, ok := o["operationId"].(string); ok {
			if ids[id] || o["summary"] == "" || len(fmt.Sprint(o["description"])) < 20 {
				t.Errorf("%s: %s, %v", id, o["summary"], o["description"])
			}
			ids[id] = true
		}
		if o["in"] != nil && o["name"] != nil && o["description"] == nil {
			t.Errorf("%s: the parameter says nothing", pointer)
		}
	})
	all, _ := c.at("components", "schemas")
	spent := map[string]bool{}
	for name, s := range all.(map[string]any) {
		s := s.(map[string]any)
		if !used[name] {
			t.Errorf("nothing refers to %s", name)
		}
		if strings.HasPrefix(name, "Trace") && name != "TraceRequest" {
			continue // the contract's
		}
		if s["description"] == nil {
			t.Errorf("%s says nothing", name)
		}
		fields, _ := s["properties"].(map[string]any)
		spent[name] = true
		for field, f := range fields {
			spent[field], spent[name+"."+field] = true, true
			if d, _ := f.(map[string]any)["description"].(string); d == "" {
				t.Errorf("%s.%s says nothing", name, field)
			}
		}
	}
	for name := range words {
		if !spent[name] {
			t.Errorf("the words of %s are of nothing", name)
		}
	}
	for name := range choices {
		if !spent[name] {
			t.Errorf("the choices of %s are of nothing", name)
		}
	}
}

// TestContractOfTraces: the schema of traces in the document is that of package report, and not what reflection would make of it.
func TestContractOfTraces(t *testing.T) {
	c := bareSite(t).contract
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(exampleTrace))
	if err != nil {
		t.Fatal(err)
	}
	trace := c.schema(t, "/components/schemas/Trace")
	if err := trace.Validate(v); err != nil {
		t.Error(err)
	}
	v.(map[string]any)["stories"].([]any)[0].(map[string]any)["edges"].([]any)[0].(map[string]any)["support"] = json.Number("1.5")
	if err := trace.Validate(v); err == nil {
		t.Error("a support of 1.5 passes")
	}
}

// TestDocs: the page loads nothing but its style, needs no script, has every operation, problem and schema, and all its links lead somewhere.
func TestDocs(t *testing.T) {
	s := bareSite(t)
	r, body := s.send(t, http.MethodGet, call{path: "/docs", status: 200})
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%v", r.Header)
	}
	page, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	ids, links := map[string]bool{}, []string{}
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" || n.Data == "style" || n.Data == "img" || n.Data == "iframe" {
			t.Errorf("<%s> on the page", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s=%q", a.Key, a.Val)
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("the id %q is there twice", a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "href" || a.Key == "src":
				links = append(links, a.Val)
			}
		}
	}
	for _, l := range links {
		to, within := strings.CutPrefix(l, "#")
		if within && !ids[to] || !within && l != "/" && l != "data:," && !strings.HasPrefix(l, Root+"/") {
			t.Errorf("the link %s leads nowhere", l)
		}
	}
	for _, o := range s.contract.operations() {
		if !ids[o.id] {
			t.Errorf("the page has no %s", o.id)
		}
	}
	for _, k := range kinds {
		if !ids["problem-"+k.name] {
			t.Errorf("the page has no problem %s", k.name)
		}
	}
	s.send(t, http.MethodGet, call{path: "/docs.css", status: 200, has: "prefers-color-scheme"})
	if got, _ := s.send(t, http.MethodGet, call{path: "", status: 200}); got.at.Path != Root+"/docs" {
		t.Errorf("%s leads to %s", Root, got.at)
	}
}

// TestDocsCommands: the commands of the docs ask for addresses that there are.
func TestDocsCommands(t *testing.T) {
	_, doc := build(&service{keys: newKeys()})
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var o object
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	address := regexp.MustCompile(`"\$STEMMA(/api/v1/[^"]*)"`)
	for _, g := range groups(o, nil) {
		for _, op := range g.Operations {
			at := address.FindStringSubmatch(op.Curl)
			if at == nil || strings.ContainsAny(at[1], "{}") {
				t.Errorf("%s: %s", op.ID, op.Curl)
			}
		}
	}
}

// TestProblemsAreListed: each kind of problem is in the docs, with its own name.
func TestProblemsAreListed(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range kinds {
		if seen[k.name] || k.title == "" || k.about == "" || http.StatusText(k.status) == "" {
			t.Errorf("%+v", k)
		}
		seen[k.name] = true
	}
	for _, k := range known {
		if !seen[k.kind.name] {
			t.Errorf("%s is not in the list", k.kind.name)
		}
	}
	if n := len(slices.Collect(maps.Keys(seen))); n != len(kinds) {
		t.Errorf("%d kinds", n)
	}
}
