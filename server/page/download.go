package page

import (
	"bytes"
	"io"
	"net/http"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/reader"
)

// form is a form of a result that can be downloaded.
type form struct {
	Name, Label, kind, ext string
	write                  func(io.Writer, *stemma.Result, *review.Reviewed) error
}

// inferred is a form that has what the program infers, and nothing of what reviewers say: other programs read it.
func inferred(write func(io.Writer, *stemma.Result, float64) error) func(io.Writer, *stemma.Result, *review.Reviewed) error {
	return func(w io.Writer, r *stemma.Result, _ *review.Reviewed) error { return write(w, r, 0) }
}

// reviewed is a form for people, which shows beside it what reviewers say.
func reviewed(write func(io.Writer, *stemma.Result, float64, *review.Reviewed) error) func(io.Writer, *stemma.Result, *review.Reviewed) error {
	return func(w io.Writer, r *stemma.Result, said *review.Reviewed) error { return write(w, r, 0, said) }
}

// forms are what a result can be downloaded as.
var forms = []form{
	{"html", "Page", "text/html; charset=utf-8", "html", reviewed(report.HTMLReviewed)},
	{"json", "JSON", "application/json", "json", func(w io.Writer, r *stemma.Result, _ *review.Reviewed) error { return report.JSON(w, r) }},
	{"markdown", "Markdown", "text/markdown; charset=utf-8", "md", func(w io.Writer, r *stemma.Result, said *review.Reviewed) error {
		return report.Markdown(w, r, report.TextOptions{Reviewed: said, Kept: said != nil}) // the archive knows who is asked, a trace has nobody
	}},
	{"csv", "Tables", "application/zip", "zip", inferred(report.TablesZip)},
	{"svg", "SVG", "image/svg+xml", "svg", reviewed(report.SVGReviewed)},
	{"graphml", "GraphML", "application/graphml+xml", "graphml", inferred(report.GraphML)},
	{"gexf", "GEXF", "application/gexf+xml", "gexf", inferred(report.GEXF)},
	{"dot", "DOT", "text/vnd.graphviz; charset=utf-8", "dot", inferred(report.DOT)},
	{"jsonld", "JSON-LD", "application/ld+json", "jsonld", inferred(report.JSONLD)},
}

// downloads are links to all forms.
func downloads(base string) (out []option) {
	for _, f := range forms {
		out = append(out, option{Value: base + "/download/" + f.Name, Label: f.Label})
	}
	return out
}

// downloadStory gives the tree of a story as a file.
func (s *site) downloadStory(w http.ResponseWriter, r *http.Request) {
	t, err := s.Reader.Tree(r.Context(), r.PathValue("id"))
	switch {
	case err != nil:
		s.fail(w, r, err)
	case t.Result == nil:
		s.tell(w, r, http.StatusServiceUnavailable, problem{
			Heading: "The story is being traced", Text: "There is no tree to download yet.", Remedy: "Come back in a minute.",
			Link: storyPath(t.Story.ID), Label: "The story",
		})
	default:
		s.download(w, r, t, "story-"+t.Story.ID)
	}
}

// downloadTrace gives what a trace found as a file.
func (s *site) downloadTrace(w http.ResponseWriter, r *http.Request) {
	result, err := s.Jobs.Result(r.PathValue("job"))
	switch {
	case err != nil:
		s.fail(w, r, err)
	case result == nil:
		http.Redirect(w, r, "/traces/"+r.PathValue("job"), http.StatusSeeOther)
	default:
		s.download(w, r, &reader.Tree{Result: result}, "trace")
	}
}

// download writes a result in the form that is asked for. It is written as a whole first, so that a form that fails half-way is no file.
func (s *site) download(w http.ResponseWriter, r *http.Request, t *reader.Tree, name string) {
	for _, f := range forms {
		if f.Name != r.PathValue("format") {
			continue
		}
		var b bytes.Buffer
		if err := f.write(&b, t.Result, t.Reviewed); err != nil {
			s.fail(w, r, err)
			return
		}
		personal(w)
		w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(name)+"."+f.ext+`"`)
		send(w, r, f.kind, http.StatusOK, tagOf(b.Bytes()), b.Bytes())
		return
	}
	s.nowhere(w, r)
}

// fileName keeps letters and digits of a name.
func fileName(name string) string {
	b := []byte(name)
	for i, c := range b {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' {
			b[i] = '_'
		}
	}
	return string(b[:min(len(b), 100)])
}
