package api

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// apiContract is the document of an API, to hold answers to it. Its schemas are those of all sites of the tests.
type apiContract struct {
	*readDocument
	seen map[string]map[int]int // how often an operation answered by a status
}

// readDocument is a document with its schemas.
type readDocument struct {
	doc      map[string]any
	lock     sync.Mutex
	compiler *jsonschema.Compiler
}

var read = sync.OnceValues(func() (*readDocument, error) {
	_, doc := build(&service{keys: newKeys()})
	b, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	d := &readDocument{doc: v.(map[string]any), compiler: jsonschema.NewCompiler()}
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	d.compiler.AssertFormat()
	return d, d.compiler.AddResource("https://stemma.example/openapi.json", v)
})

func newContract(t *testing.T) *apiContract {
	t.Helper()
	d, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return &apiContract{d, map[string]map[int]int{}}
}

// at returns what is at a place of the document, through references, and where that is.
func (c *apiContract) at(path ...string) (any, string) {
	var v any = c.doc
	pointer := ""
	for _, p := range path {
		m, _ := v.(map[string]any)
		v, pointer = m[p], pointer+"/"+escape(p)
		if m, ok := v.(map[string]any); ok {
			if to, ok := m["$ref"].(string); ok {
				return c.at(append(strings.Split(strings.TrimPrefix(to, "#/"), "/"), path[len(strings.Split(pointer, "/"))-1:]...)...)
			}
		}
	}
	return v, pointer
}

func escape(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

// schema returns the schema at a place.
func (c *apiContract) schema(t *testing.T, pointer string) *jsonschema.Schema {
	t.Helper()
	s, err := c.compiler.Compile("https://stemma.example/openapi.json#" + pointer)
	if err != nil {
		t.Fatalf("%s: %v", pointer, err)
	}
	return s
}

// operation is an operation of the document.
type documented struct{ id, path, method string }

func (c *apiContract) operations() (all []documented) {
	paths, _ := c.doc["paths"].(map[string]any)
	for path, item := range paths {
		for method, op := range item.(map[string]any) {
			all = append(all, documented{op.(map[string]any)["operationId"].(string), path, method})
		}
	}
	return all
}

// named returns an operation by its id.
func (c *apiContract) named(t *testing.T, id string) documented {
	t.Helper()
	for _, o := range c.operations() {
		if o.id == id {
			return o
		}
	}
	t.Fatalf("the document has no operation %s", id)
	return documented{}
}

// hold holds an answer to what the document says of an operation.
func (c *apiContract) hold(t *testing.T, id string, r reply, body []byte) {
	t.Helper()
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.seen[id] == nil {
		c.seen[id] = map[int]int{}
	}
	c.seen[id][r.StatusCode]++
	o := c.named(t, id)
	said, pointer := c.at("paths", o.path, o.method, "responses", fmt.Sprint(r.StatusCode))
	response, ok := said.(map[string]any)
	if !ok {
		t.Errorf("%s: %d is not declared: %s", id, r.StatusCode, body)
		return
	}
	c.holdHeaders(t, id, response, pointer, r)
	contents, _ := response["content"].(map[string]any)
	if len(contents) == 0 {
		if len(body) > 0 {
			t.Errorf("%s: %d has a body: %s", id, r.StatusCode, body)
		}
		return
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	content, ok := contents[kind].(map[string]any)
	if err != nil || !ok {
		t.Errorf("%s: %d is sent as %q, which is not declared", id, r.StatusCode, r.Header.Get("Content-Type"))
		return
	}
	if _, ok := content["schema"]; !ok {
		t.Errorf("%s: %d has no schema for %s", id, r.StatusCode, kind)
		return
	}
	v := valueOf(t, kind, body)
	if err := c.schema(t, pointer+"/content/"+escape(kind)+"/schema").Validate(v); err != nil {
		t.Errorf("%s: %d: %v\n%.2000s", id, r.StatusCode, err, body)
	}
}

// holdHeaders holds the headers to the document: those that it names are valid where they are sent.
func (c *apiContract) holdHeaders(t *testing.T, id string, response map[string]any, pointer string, r reply) {
	t.Helper()
	headers, _ := response["headers"].(map[string]any)
	for name := range headers {
		if v := r.Header.Get(name); v != "" {
			if err := c.schema(t, pointer+"/headers/"+escape(name)+"/schema").Validate(v); err != nil {
				t.Errorf("%s: %s: %v", id, name, err)
			}
		}
	}
	for name := range r.Header {
		switch name {
		case "Content-Type", "Content-Length", "Content-Disposition", "Content-Security-Policy", "Date", "Cache-Control", "X-Accel-Buffering", "Etag":
			continue
		}
		declared := false
		for as := range headers {
			declared = declared || strings.EqualFold(as, name)
		}
		if !declared {
			t.Errorf("%s: %d has a header %s, which is not declared", id, r.StatusCode, name)
		}
	}
}

// valueOf reads a body as what its schema speaks of.
func valueOf(t *testing.T, kind string, body []byte) any {
	t.Helper()
	switch {
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		return v
	case kind == "text/event-stream":
		return eventsOf(t, body)
	case kind == "application/zip":
		if _, err := zip.NewReader(bytes.NewReader(body), int64(len(body))); err != nil {
			t.Errorf("zip: %v", err)
		}
		return "zip"
	}
	if !utf8.Valid(body) {
		t.Errorf("%s is not UTF-8", kind)
	}
	return string(body)
}

// eventsOf reads server-sent events as the list that the schema speaks of.
func eventsOf(t *testing.T, body []byte) any {
	t.Helper()
	all := []any{}
	for block := range strings.SplitSeq(string(body), "\n\n") {
		event := map[string]any{}
		for line := range strings.Lines(block) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			switch name {
			case "id", "event":
				event[name] = value
			case "data":
				v, err := jsonschema.UnmarshalJSON(strings.NewReader(value))
				if err != nil {
					t.Errorf("data: %v: %s", err, value)
				}
				event[name] = v
			}
		}
		if len(event) > 0 {
			all = append(all, event)
		}
	}
	return all
}

// reply is an answer beside its body.
type reply struct {
	StatusCode    int
	Header        http.Header
	ContentLength int64
	at            *url.URL // where it is from, behind redirections
}

func replyOf(r *http.Response) reply {
	return reply{r.StatusCode, r.Header, r.ContentLength, r.Request.URL}
}

// call is a request, and what is to come of it.
type call struct {
	operation string
	path      string // after Root
	headers   map[string]string
	body      string
	status    int
	kind      string // of a problem
	has       string // in the body
}

// do sends a request, and holds the answer to the document.
func (s *site) do(t *testing.T, c call) (reply, []byte) {
	t.Helper()
	o := s.contract.named(t, c.operation)
	r, body := s.send(t, strings.ToUpper(o.method), c)
	s.contract.hold(t, c.operation, r, body)
	return r, body
}

// send sends a request.
func (s *site) send(t *testing.T, method string, c call) (reply, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+Root+c.path, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.headers {
		if r.Header.Set(k, v); v == "" {
			r.Header.Del(k)
		}
	}
	response, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := replyOf(response)
	if c.status != 0 && got.StatusCode != c.status {
		t.Errorf("%s %s: %d, want %d: %.1000s", method, c.path, got.StatusCode, c.status, body)
	}
	if c.has != "" && !strings.Contains(string(body), c.has) {
		t.Errorf("%s %s has no %q: %.1000s", method, c.path, c.has, body)
	}
	if c.kind != "" || got.StatusCode >= 400 {
		checkProblem(t, method+" "+c.path, c, got, body)
	}
	return got, body
}

// checkProblem: a problem has all that RFC 9457 knows, and is explained in the docs.
func checkProblem(t *testing.T, what string, c call, r reply, body []byte) {
	t.Helper()
	var p Problem
	if err := json.Unmarshal(body, &p); err != nil || r.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s: %d is no problem document: %s %s", what, r.StatusCode, r.Header.Get("Content-Type"), body)
		return
	}
	at := r.at.EscapedPath()
	if p.Status != r.StatusCode || p.Title == "" || p.Detail == "" || p.Instance != at || !strings.HasPrefix(p.Type, Root+"/docs#problem-") {
		t.Errorf("%s: %s", what, body)
	}
	if c.kind != "" && p.Type != Root+"/docs#problem-"+c.kind {
		t.Errorf("%s: the problem is %s, want %s", what, p.Type, c.kind)
	}
}
