package api

import (
	"bytes"
	_ "embed" // the page and its style
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma/server/access"
)

var (
	//go:embed docs.gohtml
	docsPage string
	//go:embed docs.css
	docsStyle string
)

// docsPolicy lets the page load its style and nothing else.
const docsPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// documents serves the document, and the docs that are made of it: each is made once, when somebody asks for it.
func (d *door) documents(doc *huma.OpenAPI, order []string) {
	asJSON := sync.OnceValues(func() ([]byte, error) { return json.MarshalIndent(doc, "", " ") })
	d.file("/openapi.json", "application/vnd.oai.openapi+json;version=3.1", asJSON)
	d.file("/openapi.yaml", "application/vnd.oai.openapi;version=3.1", sync.OnceValues(doc.YAML))
	d.file("/docs", "text/html; charset=utf-8", sync.OnceValues(func() ([]byte, error) {
		document, err := asJSON()
		if err != nil {
			return nil, err
		}
		return docs(document, order)
	}))
	d.file("/docs.css", "text/css; charset=utf-8", func() ([]byte, error) { return []byte(docsStyle), nil })
	for _, path := range []string{"", "/{$}"} {
		d.mux.Handle("GET "+Root+path, http.RedirectHandler(Root+"/docs", http.StatusSeeOther))
	}
}

// file serves what stays as it is.
func (d *door) file(path, contentType string, made func() ([]byte, error)) {
	d.mux.Handle("GET "+Root+path, within(access.Read, d.whole(defaultLimit, func(w http.ResponseWriter, _ *http.Request) {
		b, err := made()
		if err != nil {
			panic(err) // it is made of what is ours, and tests make it
		}
		w.Header().Set("Content-Type", contentType)
		if path == "/docs" {
			w.Header().Set("Content-Security-Policy", docsPolicy)
		}
		_, _ = w.Write(b)
	})))
}

// docs writes the page of a document, with its operations in an order.
func docs(document []byte, order []string) ([]byte, error) {
	var doc object
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, err
	}
	p, err := template.New("docs").Funcs(template.FuncMap{"said": said}).Parse(docsPage)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = p.Execute(&b, docsView{
		Root: Root, Version: doc.of("info").text("version"), About: paragraphs(doc.of("info").text("description")),
		Groups: groups(doc, order), Problems: problemViews(), Schemas: schemaViews(doc),
	})
	return b.Bytes(), err
}

// docsView is what the page shows.
type docsView struct {
	Root, Version string
	About         []string
	Groups        []groupView
	Problems      []problemView
	Schemas       []schemaView
}

type groupView struct {
	Name, About string
	Operations  []operationView
}

type operationView struct {
	ID, Method, Path, Summary, About, Curl string
	Writes                                 bool
	Parameters                             []fieldView
	Body                                   *typeView
	Answers                                []answerView
	Problems                               []problemView
	Example                                string
}

type fieldView struct {
	Name, In, About, Limits string
	Required                bool
	Type                    typeView
}

// typeView is a type in words, with the schema that it leads to.
type typeView struct{ Words, Schema string }

type answerView struct {
	Status, About string
	Forms         []string
	Type          typeView
	Headers       []fieldView
}

type problemView struct {
	Name, Title, About string
	Status             int
}

type schemaView struct {
	Name, About string
	Fields      []fieldView
	Type        typeView
}

// object is a part of the document.
type object map[string]any

func (o object) of(name string) object {
	m, _ := o[name].(map[string]any)
	return m
}

func (o object) text(name string) string {
	s, _ := o[name].(string)
	return s
}

func (o object) list(name string) (all []object) {
	l, _ := o[name].([]any)
	for _, e := range l {
		m, _ := e.(map[string]any)
		all = append(all, m)
	}
	return all
}

func (o object) words(name string) (all []string) {
	l, _ := o[name].([]any)
	for _, e := range l {
		all = append(all, fmt.Sprint(e))
	}
	return all
}

// keys are the names of the parts, sorted.
func (o object) keys() (all []string) {
	for k := range o {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// paragraphs divides a text of the document.
func paragraphs(s string) []string {
	var all []string
	for p := range strings.SplitSeq(s, "\n\n") {
		all = append(all, strings.Join(strings.Fields(p), " "))
	}
	return all
}

// piece is a run of words of one kind: "", "code" or "strong".
type piece struct{ Kind, Text string }

// said divides a text of the document at its marks: `code` and **strong**.
func said(s string) (all []piece) {
	for i, part := range strings.Split(s, "`") {
		if i%2 == 1 {
			all = append(all, piece{"code", part})
			continue
		}
		for j, run := range strings.Split(part, "**") {
			if run != "" {
				all = append(all, piece{[]string{"", "strong"}[j%2], run})
			}
		}
	}
	return all
}

func problemViews() (all []problemView) {
	for _, k := range kinds {
		all = append(all, problemView{k.name, k.title, k.about, k.status})
	}
	return all
}
