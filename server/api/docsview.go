package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/server/access"
)

// groups are the operations by their tags, in the order of the tags and in their own.
func groups(doc object, order []string) (all []groupView) {
	for _, tag := range doc.list("tags") {
		g := groupView{Name: tag.text("name"), About: tag.text("description")}
		for _, path := range doc.of("paths").keys() {
			for _, method := range []string{"get", "post", "delete"} {
				op := doc.of("paths").of(path).of(method)
				if slices.Contains(op.words("tags"), g.Name) {
					g.Operations = append(g.Operations, operationOf(doc, method, path, op))
				}
			}
		}
		slices.SortStableFunc(g.Operations, func(a, b operationView) int { return slices.Index(order, a.ID) - slices.Index(order, b.ID) })
		all = append(all, g)
	}
	return all
}

func operationOf(doc object, method, path string, op object) operationView {
	v := operationView{
		ID: op.text("operationId"), Method: strings.ToUpper(method), Path: Root + path, Summary: op.text("summary"), About: op.text("description"),
	}
	for _, s := range op.list("security") {
		v.Writes = v.Writes || slices.Contains(s.words("token"), string(access.Write))
	}
	for _, p := range op.list("parameters") {
		required, _ := p["required"].(bool)
		v.Parameters = append(v.Parameters, fieldView{
			Name: p.text("name"), In: p.text("in"), About: p.text("description"), Required: required, Type: typeOfSchema(p.of("schema")), Limits: limits(p.of("schema")),
		})
	}
	sent := op.of("requestBody").of("content").of("application/json")
	if sent != nil {
		t := typeOfSchema(sent.of("schema"))
		v.Body = &t
	}
	v.Curl = curl(v.Method, path, op, sent["example"])
	v.answers(doc, op)
	return v
}

// everywhere are headers of all answers, which the page explains once.
var everywhere = []string{"Cache-Control", "ETag", "Vary"}

// answers are what may come: what was asked for, and problems, which are explained elsewhere.
func (v *operationView) answers(doc, op object) {
	responses := op.of("responses")
	for _, status := range responses.keys() {
		r := responses.of(status)
		if status >= "400" {
			name := r.text("$ref")
			v.Problems = append(v.Problems, firstOf(name[strings.LastIndex(name, "/")+1:], doc))
			continue
		}
		if status != "304" {
			v.Answers = append(v.Answers, v.answer(status, r))
		}
	}
}

// firstOf is the first problem of a status.
func firstOf(status string, doc object) problemView {
	i := slices.IndexFunc(kinds, func(k kind) bool { return strconv.Itoa(k.status) == status })
	return problemView{Name: kinds[i].name, Status: kinds[i].status, Title: doc.of("components").of("responses").of(status).text("description")}
}

func (v *operationView) answer(status string, r object) answerView {
	a := answerView{Status: status, About: r.text("description")}
	for _, name := range r.of("headers").keys() {
		if !slices.Contains(everywhere, name) {
			a.Headers = append(a.Headers, fieldView{Name: name, About: r.of("headers").of(name).text("description")})
		}
	}
	for _, form := range r.of("content").keys() {
		a.Forms = append(a.Forms, form)
		m := r.of("content").of(form)
		if form == jsonForm.mediaType || a.Type.Words == "" {
			a.Type = typeOfSchema(m.of("schema"))
		}
		if example, ok := m["example"]; ok && v.Example == "" {
			v.Example = indented(example)
		}
	}
	return a
}

// indented is a value as JSON for people.
func indented(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(v) // it was read from JSON
	return strings.TrimSpace(b.String())
}

// curl is a command that asks for an operation, by the examples of what it needs.
func curl(method, path string, op object, sent any) string {
	query := url.Values{}
	for _, p := range op.list("parameters") {
		required, _ := p["required"].(bool)
		examples := p.of("schema").words("examples")
		switch in := p.text("in"); {
		case len(examples) == 0:
		case in == "path":
			path = strings.ReplaceAll(path, "{"+p.text("name")+"}", url.PathEscape(examples[0]))
		case in == "query" && required:
			query.Set(p.text("name"), examples[0])
		}
	}
	at := "$STEMMA" + Root + path
	if len(query) > 0 {
		at += "?" + query.Encode()
	}
	switch {
	case method == "GET" && strings.HasSuffix(path, "/events"):
		return `curl -N "` + at + `"`
	case method == "GET":
		return `curl "` + at + `"`
	case sent == nil:
		return "curl -X " + method + ` "` + at + `"`
	}
	body := strings.ReplaceAll(indented(sent), "'", `'\''`)
	return `curl "` + at + `" -H 'Content-Type: application/json' -d '` + body + "'"
}

// typeOfSchema is a schema in words.
func typeOfSchema(s object) typeView {
	if to := s.text("$ref"); to != "" {
		name := to[strings.LastIndex(to, "/")+1:]
		return typeView{name, name}
	}
	if e := s.of("items"); s.text("type") == "array" {
		of := typeOfSchema(e)
		return typeView{"list of " + of.Words, of.Schema}
	}
	for _, one := range []string{"oneOf", "allOf"} {
		if all := s.list(one); len(all) > 0 {
			var words []string
			t := typeView{}
			for _, e := range all {
				each := typeOfSchema(e)
				words, t.Schema = append(words, each.Words), cmp.Or(t.Schema, each.Schema)
			}
			t.Words = strings.Join(words, " or ")
			return t
		}
	}
	if all := s.words("enum"); len(all) > 0 {
		return typeView{Words: strings.Join(all, " | ")}
	}
	if c, ok := s["const"]; ok {
		return typeView{Words: fmt.Sprint(c)}
	}
	words := cmp.Or(s.text("type"), strings.Join(s.words("type"), " or "), "anything")
	if f := s.text("format"); f != "" && f != "int64" && f != "double" && f != "int32" {
		words += ", " + f
	}
	return typeView{Words: words}
}

// limits are the bounds of a value in words.
func limits(s object) string {
	var all []string
	for _, l := range []struct{ name, word string }{
		{"default", "default"},
		{"minimum", "at least"},
		{"maximum", "at most"},
		{"minLength", "characters at least"},
		{"maxLength", "characters at most"},
		{"minItems", "entries at least"},
		{"maxItems", "entries at most"},
	} {
		if v, ok := s[l.name]; ok {
			if n, is := v.(float64); is {
				v = fmt.Sprintf("%.0f", n)
			}
			all = append(all, fmt.Sprint(l.word, " ", v))
		}
	}
	return strings.Join(all, ", ")
}

// schemaViews are all schemas of the document.
func schemaViews(doc object) (all []schemaView) {
	list := doc.of("components").of("schemas")
	for _, name := range list.keys() {
		s := list.of(name)
		v := schemaView{Name: name, About: s.text("description"), Type: typeOfSchema(s)}
		required := s.words("required")
		for _, field := range s.of("properties").keys() {
			f := s.of("properties").of(field)
			v.Fields = append(v.Fields, fieldView{
				Name: field, About: f.text("description"), Required: slices.Contains(required, field), Type: typeOfSchema(f), Limits: limits(f),
			})
		}
		all = append(all, v)
	}
	return all
}
