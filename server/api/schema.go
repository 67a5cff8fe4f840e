package api

import (
	"encoding/json"
	"io"
	"path"
	"reflect"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report"
)

var problemType = reflect.TypeFor[Problem]()

// writeTo writes an answer.
func writeTo(w io.Writer, v any) error { return writeJSON(w, v) }

// named is the name of a type in the document: that of Go, after the package where that alone would not tell.
func named(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	switch of := path.Base(t.PkgPath()); of {
	case "", ".", "v2", "api", "reader", "huma", "review":
		return name
	default:
		return capital(of) + strings.TrimPrefix(name, capital(of))
	}
}

// capital begins a word with a capital.
func capital(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// schemas is where the document has its schemas.
const schemas = "#/components/schemas/"

// contract stands for a type of the vocabulary wherever an answer has one: it is described by the contract of traces, and not by what
// reflection would make of it.
type contract[T any] struct{}

// Schema returns a reference to the contract.
func (contract[T]) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Ref: schemas + contractName(reflect.TypeFor[T]().Name())}
}

// contractName is the name in the document of what the contract of traces defines.
func contractName(of string) string {
	if of == "Result" {
		return "Trace"
	}
	return "Trace" + capital(of)
}

// registerContract puts the JSON Schema of traces into the document, each of its definitions as a schema of its own.
func registerContract(r huma.Registry) {
	var all map[string]any
	if err := json.Unmarshal(report.Schema(), &all); err != nil {
		panic(err) // it ships with the program, and a test reads it
	}
	definitions, _ := all["$defs"].(map[string]any)
	for _, key := range []string{"$defs", "$id", "$schema"} {
		delete(all, key)
	}
	r.Map()[contractName("Result")] = &huma.Schema{Extensions: referring(all).(map[string]any)}
	for name, d := range definitions {
		r.Map()[contractName(name)] = &huma.Schema{Extensions: referring(d).(map[string]any)}
	}
	alias[stemma.Result](r)
	alias[stemma.Article](r)
	alias[stemma.Source](r)
	alias[stemma.Story](r)
	alias[stemma.Edge](r)
	alias[stemma.Link](r)
	alias[stemma.Change](r)
	alias[stemma.Span](r)
	alias[stemma.Alternative](r)
	alias[stemma.Root](r)
}

func alias[T any](r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[T](), reflect.TypeFor[contract[T]]())
}

// referring makes references within the contract those of the document.
func referring(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if to, ok := e.(string); ok && k == "$ref" {
				v[k] = schemas + contractName(strings.TrimPrefix(to, "#/$defs/"))
				continue
			}
			v[k] = referring(e)
		}
	case []any:
		for i := range v {
			v[i] = referring(v[i])
		}
	}
	return v
}

// noNulls says of lists that they are never null: what is sent has empty ones.
func noNulls(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	noNulls(s.Items)
	for _, p := range s.Properties {
		noNulls(p)
	}
	if more, ok := s.AdditionalProperties.(*huma.Schema); ok {
		noNulls(more)
	}
	for _, list := range [][]*huma.Schema{s.OneOf, s.AnyOf, s.AllOf} {
		for _, e := range list {
			noNulls(e)
		}
	}
}

// byPlace sorts parameters: those of the path, of the query, headers.
func byPlace(a, b *huma.Param) int {
	at := func(p *huma.Param) int { return strings.Index("path query header cookie", p.In) }
	return at(a) - at(b)
}

// text is the schema of a text that is no JSON.
func text(about string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: about} }
