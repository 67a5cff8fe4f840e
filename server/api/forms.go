package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/server/job"
)

// form is a form that an answer may have beside JSON.
type form struct {
	name, mediaType string
	// file is how the name of a file of it ends; "" for what is looked at.
	file  string
	about string
}

var (
	jsonForm = form{"json", "application/json", "", "All there is, by a schema that stays"}
	pageForm = form{"html", "text/html", "", "One page with everything, which opens from a disk and needs no network"}
	textForm = form{"markdown", "text/markdown", "", "For an issue or a colleague"}

	// traceForms are those of a trace: what stemma trace --format writes.
	traceForms = []form{
		jsonForm, pageForm,
		{"svg", "image/svg+xml", "", "The drawing of the tree on its own"},
		textForm,
		{"graphml", "application/graphml+xml", ".graphml", "The tree for Gephi, yEd, Cytoscape"},
		{"gexf", "application/gexf+xml", ".gexf", "The tree for Gephi, with times"},
		{"dot", "text/vnd.graphviz", ".dot", "The tree for Graphviz"},
		{"csv", "application/zip", ".zip", "All tables for a spreadsheet, as CSV in a zip"},
		{"jsonld", "application/ld+json", "", "The claims in the words of schema.org, for a fact-checker's ClaimReview; they are not rated"},
	}
	diffForms = []form{jsonForm, pageForm, textForm}
)

// chosen is the form that is asked for: by format, or else by the header Accept.
func chosen(ctx context.Context, format string, forms []form) (form, error) {
	accept := askedIn(ctx).accept
	if format != "" {
		if i := slices.IndexFunc(forms, func(f form) bool { return f.name == format }); i >= 0 {
			return forms[i], nil
		}
	}
	if accept == "" {
		return forms[0], nil
	}
	best, quality := form{}, 0.0
	for _, f := range forms {
		if q := liking(accept, f.mediaType); q > quality {
			best, quality = f, q
		}
	}
	if quality == 0 {
		var all []string
		for _, f := range forms {
			all = append(all, f.mediaType)
		}
		return form{}, notAcceptable.of("Accept has none of %s.", strings.Join(all, ", "))
	}
	return best, nil
}

// liking is how much an Accept wants a type, from 0 to 1: by the range that names it most closely (RFC 9110, 12.5.1).
func liking(accept, mediaType string) float64 {
	closest, quality := -1, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		of, parameters, _ := strings.Cut(part, ";")
		of = strings.ToLower(strings.TrimSpace(of))
		near := -1
		switch main, _, _ := strings.Cut(mediaType, "/"); of {
		case mediaType:
			near = 2
		case main + "/*":
			near = 1
		case "*/*":
			near = 0
		}
		if near > closest {
			closest, quality = near, weight(parameters)
		}
	}
	return quality
}

// weight is the q of a part of an Accept; 1 where it has none.
func weight(parameters string) float64 {
	for p := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return q
	}
	return 1
}

// writeTrace writes a trace in a form.
func writeTrace(w io.Writer, r *stemma.Result, f form, minSupport float64) error {
	switch f.name {
	case "html":
		return report.HTML(w, r, minSupport)
	case "svg":
		return report.SVG(w, r, minSupport)
	case "markdown":
		return report.Markdown(w, r, report.TextOptions{MinSupport: minSupport})
	case "graphml":
		return report.GraphML(w, r, minSupport)
	case "gexf":
		return report.GEXF(w, r, minSupport)
	case "dot":
		return report.DOT(w, r, minSupport)
	case "csv":
		return report.TablesZip(w, r, minSupport)
	case "jsonld":
		return report.JSONLD(w, r, minSupport)
	}
	return report.JSONLine(w, r)
}

// written is the body of an answer in a form, and the headers that say so. A page of a report is kept from running anything: it brings a policy
// of its own, and what is around it sets another.
//
// What goes wrong in between is a fault of ours: the door keeps the answer until it is whole, and tells it.
func written(f form, name string, write func(io.Writer) error) *streamed {
	return &streamed{func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", f.contentType())
		if f.file != "" {
			ctx.SetHeader("Content-Disposition", `attachment; filename="`+name+f.file+`"`)
		}
		if f == pageForm {
			ctx.SetHeader("Content-Security-Policy", pagePolicy)
		}
		ctx.SetHeader("Vary", "Accept")
		ctx.SetStatus(http.StatusOK)
		if err := write(ctx.BodyWriter()); err != nil {
			panic(err)
		}
	}}
}

// drawn answers with a trace in a form, or that who asks has it: of tells it from other traces.
func (s *service) drawn(ctx context.Context, r *stemma.Result, name, of string, f form, minSupport float64) (*streamed, error) {
	asked := askedIn(ctx)
	tag := tagOf(fmt.Appendf(nil, "%s\n%s\n%s\n%v", s.Version, of, f.name, minSupport))
	if matches(asked.known, tag) {
		return &streamed{func(ctx huma.Context) {
			ctx.SetHeader("ETag", tag)
			ctx.SetHeader("Vary", "Accept")
			ctx.SetStatus(http.StatusNotModified)
		}}, nil
	}
	if err := asked.load.forAnswer(ctx, job.Size(r)); err != nil {
		return nil, err
	}
	out := written(f, name, func(w io.Writer) error { return writeTrace(w, r, f, minSupport) })
	return out.with("ETag", tag), nil
}

// with adds a header, unless it is empty.
func (s *streamed) with(name, value string) *streamed {
	if value == "" {
		return s
	}
	return &streamed{func(ctx huma.Context) { ctx.SetHeader(name, value); s.Body(ctx) }}
}

// pagePolicy is that of a report that is looked at here: it stands by itself, with its style in it, and is a document of no site.
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-popups"

func (f form) contentType() string {
	if strings.HasPrefix(f.mediaType, "text/") {
		return f.mediaType + "; charset=utf-8"
	}
	return f.mediaType
}

// content says in the document which forms a trace has.
func content(forms []form) map[string]*huma.MediaType {
	out := map[string]*huma.MediaType{}
	for _, f := range forms {
		switch {
		case f == jsonForm:
			out[f.mediaType] = &huma.MediaType{Schema: &huma.Schema{Ref: schemas + "Trace"}, Example: exampleTrace}
		case f.name == "jsonld":
			out[f.mediaType] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeObject, Description: f.about}}
		case f.name == "csv":
			out[f.mediaType] = &huma.MediaType{Schema: &huma.Schema{Description: f.about, Extensions: map[string]any{"contentMediaType": f.mediaType}}}
		default:
			out[f.mediaType] = &huma.MediaType{Schema: text(f.about)}
		}
	}
	return out
}
