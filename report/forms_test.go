package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// form writes a result without the edges of less support than a minimum.
type form = func(io.Writer, *stemma.Result, float64) error

// written is what a form of the report is for a result.
func written(t testing.TB, form form, r *stemma.Result, minSupport float64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := form(&b, r, minSupport); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func dot(t testing.TB, r *stemma.Result, minSupport float64) []byte {
	t.Helper()
	return written(t, DOT, r, minSupport)
}

func asMarkdown(t testing.TB, r *stemma.Result, o TextOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Markdown(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asTable is one table.
func asTable(t testing.TB, r *stemma.Result, name string) []byte {
	t.Helper()
	return written(t, func(w io.Writer, r *stemma.Result, s float64) error { return Table(w, r, s, name) }, r, 0)
}

// tables are all tables under each other, without what a file of a repository cannot keep.
func tables(t testing.TB, r *stemma.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, name := range Tables() {
		b.WriteString("# " + name + "\n" + strings.ReplaceAll(strings.TrimPrefix(string(asTable(t, r, name)), "\ufeff"), "\r\n", "\n"))
	}
	return b.Bytes()
}

// linked is a story with addresses, and texts that mean something to whoever reads a form.
func linked() *stemma.Result {
	r := quarry()
	r.Articles[0].URL = "https://herald.example/a_(b)?x=<1>&copy;=2*|`"
	r.Articles[1].URL = "javascript:alert(1)"
	r.Articles[1].Title = "=HYPERLINK(\"https://x.example\";\"45 saved\")"
	r.Articles[2].Title = "1998. ```` </details><script>alert(1)</script> ![x](https://x.example) | ]]>"
	r.Articles[2].Outlet = "+Wire @all"
	r.Stories[0].Edges = []stemma.Edge{
		{Parent: "a", Child: "b", Kind: stemma.EdgeRewrite, Primary: true, Support: 0.9},
		{Parent: "a", Child: "c", Kind: stemma.EdgeTranslation, Primary: true},
	}
	return r
}

func TestForms(t *testing.T) {
	golden(t, "bridge.dot", dot(t, bridge(t), 0))
	golden(t, "bridge.support.dot", dot(t, bridge(t), 0.7))
	golden(t, "two.dot", dot(t, twoStories(), 0))
	golden(t, "bridge.graphml", written(t, GraphML, bridge(t), 0))
	golden(t, "bridge.gexf", written(t, GEXF, bridge(t), 0))
	golden(t, "two.gexf", written(t, GEXF, twoStories(), 0))
	golden(t, "bridge.md", asMarkdown(t, bridge(t), TextOptions{}))
	golden(t, "bridge.evidence.md", asMarkdown(t, bridge(t), TextOptions{Evidence: true}))
	golden(t, "two.md", asMarkdown(t, twoStories(), TextOptions{}))
	golden(t, "linked.md", asMarkdown(t, linked(), TextOptions{}))
	golden(t, "bridge.tables.txt", tables(t, bridge(t)))
	golden(t, "linked.tables.txt", tables(t, linked()))
	golden(t, "bridge.jsonld", written(t, JSONLD, bridge(t), 0))
	golden(t, "linked.jsonld", written(t, JSONLD, linked(), 0))
}

// TestFormsAreRead: each form of every sample is what its readers take it for.
func TestFormsAreRead(t *testing.T) {
	for _, r := range []*stemma.Result{bridge(t), twoStories(), linked(), {}, {Articles: bridge(t).Articles[:1]}} {
		checkForms(t, r)
	}
}

// TestMarkdownOfSiblings: where two reports of one lost source differ neither is a change of the other.
func TestMarkdownOfSiblings(t *testing.T) {
	d := newDraft()
	d.newStory("Kite festival at Orlow")
	d.article("a", "Paper a", "en", "2025-06-01", "", "Kite Wire says 300 kites rose over Orlow.")
	d.article("b", "Paper b", "en", "2025-06-02", "", "Kite Wire says some 400 kites rose over Orlow.")
	d.source(stemma.Source{ID: "src1", Name: "Kite Wire", Kind: stemma.SourceOutlet, Lost: true})
	d.edge("src1", "a", stemma.EdgeCitation, 1)
	d.edge("src1", "b", stemma.EdgeCitation, 1)
	c := d.claim("a 0", "b 0")
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeNumber, "300", "400", 0, 0)}
	c.Changes[0].Sibling = true
	page := string(asMarkdown(t, &d.Result, TextOptions{}))
	has(t, page, "## Where reports of one source differ", "**A Paper a and B Paper b**", "- number: <del>300</del> | <ins>400</ins> (claim 1)")
	if strings.Contains(page, "## What changed") {
		t.Error(page)
	}
}

func TestFence(t *testing.T) {
	for text, want := range map[string]string{"": "```", "a ``` b": "````", "`````": "``````"} {
		if have := fence(text); have != want {
			t.Errorf("%q: %s, want %s", text, have, want)
		}
	}
}

// TestFormsOfALargeStory: thousands of copies, and a chain as deep, take no more than a moment.
func TestFormsOfALargeStory(t *testing.T) {
	const n = 3000
	d := largeStory(n)
	begun := time.Now()
	for _, form := range []form{GraphML, GEXF, DOT, JSONLD, TablesZip} {
		written(t, form, &d.Result, 0)
	}
	page := asMarkdown(t, &d.Result, TextOptions{})
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("%v", took)
	}
	t.Logf("%v, %d bytes of Markdown", time.Since(begun), len(page))
}

// checkForms reads every form of a result back.
func checkForms(t *testing.T, r *stemma.Result) {
	t.Helper()
	all := families(r, 0)
	nodes, edges := 0, 0
	for _, f := range all {
		nodes += len(f.Members)
		for _, m := range f.Members {
			edges += len(m.Edges())
		}
	}
	for _, form := range []form{GraphML, GEXF} {
		checkXML(t, written(t, form, r, 0), nodes, edges)
	}
	for _, name := range Tables() {
		checkTable(t, asTable(t, r, name))
	}
	checkLinkedData(t, written(t, JSONLD, r, 0))
	for _, evidence := range []bool{false, true} {
		checkMarkdown(t, r, asMarkdown(t, r, TextOptions{Evidence: evidence, Kept: true}))
	}
}

// checkXML wants so many nodes and edges, whose ids are there once.
func checkXML(t *testing.T, doc []byte, nodes, edges int) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(doc))
	ids, ends, count := map[string]bool{}, []string{}, map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, doc)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "node" && e.Name.Local != "edge" {
			continue
		}
		count[e.Name.Local]++
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "id":
				if ids[a.Value] {
					t.Fatalf("%s is there twice", a.Value)
				}
				ids[a.Value] = true
			case "source", "target":
				ends = append(ends, a.Value)
			}
		}
	}
	for _, id := range ends {
		if !ids[id] {
			t.Errorf("an edge has an end %s that is not there", id)
		}
	}
	if count["node"] != nodes || count["edge"] != edges {
		t.Errorf("%v, want %d nodes and %d edges", count, nodes, edges)
	}
}

// checkTable wants a byte order mark, as many cells in each row, and none that a
// spreadsheet takes for a formula.
func checkTable(t *testing.T, doc []byte) [][]string {
	t.Helper()
	body, ok := bytes.CutPrefix(doc, []byte("\ufeff"))
	if !ok || bytes.Count(body, []byte("\n")) != bytes.Count(body, []byte("\r\n")) {
		t.Fatalf("no byte order mark, or lines that end otherwise: %q", doc)
	}
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll() // wants the same number of cells
	if err != nil || len(rows) == 0 {
		t.Fatalf("%v: %q", err, doc)
	}
	for _, row := range rows {
		for _, c := range row {
			if c != "" && strings.ContainsAny(strings.TrimSpace(c)[:min(1, len(strings.TrimSpace(c)))], "=+-@\t\r") {
				t.Errorf("a formula: %q", c)
			}
		}
	}
	return rows
}

// terms are the types of schema.org that are used, with the properties that are: those of
// a Claim and those of a CreativeWork, which a NewsArticle and a Quotation are, too.
var terms = map[string][]string{
	"Claim":        {"text", "inLanguage", "firstAppearance", "appearance"},
	"NewsArticle":  {"url", "headline", "inLanguage", "datePublished", "publisher", "hasPart", "isBasedOn"},
	"Quotation":    {"text", "inLanguage", "exampleOfWork"},
	"Organization": {"name"},
	"":             {}, // a reference
}

func checkLinkedData(t *testing.T, doc []byte) {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(doc, &all); err != nil {
		t.Fatal(err)
	}
	if all["@context"] != "https://schema.org" || len(all) != 2 {
		t.Errorf("context %v, %d keys", all["@context"], len(all))
	}
	defined, used := map[string]bool{}, map[string]bool{}
	var check func(v any, top bool)
	check = func(v any, top bool) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				check(e, top)
			}
		case map[string]any:
			kind, _ := v["@type"].(string)
			known, ok := terms[kind]
			if !ok {
				t.Errorf("a %s", kind)
			}
			if id, _ := v["@id"].(string); id != "" && kind != "" {
				defined[id] = true
			} else if id != "" {
				used[id] = true
			}
			for _, k := range slices.Sorted(maps.Keys(v)) {
				if k != "@type" && k != "@id" && !slices.Contains(known, k) {
					t.Errorf("a %s with %s", kind, k)
				}
				check(v[k], false)
			}
			if top && kind == "Claim" && (len(v["appearance"].([]any)) == 0 || len(v["firstAppearance"].([]any)) == 0) {
				t.Errorf("a claim that appears nowhere: %v", v)
			}
		}
	}
	check(all["@graph"], true)
	for id := range used {
		if !defined[id] {
			t.Errorf("%s is not there", id)
		}
	}
}

var github = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote))

// ours is the HTML that we write into Markdown.
var ours = []string{"<del>", "</del>", "<ins>", "</ins>", "</details>"}

// checkMarkdown reads a page as GitHub does, and wants nothing in it that an article
// brought: no tag, no link but those to the reports, no image, no code but the tree.
func checkMarkdown(t *testing.T, r *stemma.Result, page []byte) {
	t.Helper()
	addresses := map[string]bool{}
	for i := range r.Articles {
		addresses[target.Replace(family.Address(&r.Articles[i]))] = true
	}
	fences, folds := 0, 0
	err := ast.Walk(github.Parser().Parse(gmtext.NewReader(page)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML:
			if tag := string(n.Segments.Value(page)); !slices.Contains(ours, tag) {
				t.Errorf("a tag %q", tag)
			}
		case *ast.HTMLBlock:
			block := strings.TrimSpace(string(n.Lines().Value(page)))
			if strings.HasPrefix(block, "<details><summary>Only in ") {
				folds++
			} else if block != "</details>" {
				t.Errorf("a block of HTML %q", block)
			}
		case *ast.Link:
			if !addresses[string(n.Destination)] {
				t.Errorf("a link to %q", n.Destination)
			}
		case *ast.FencedCodeBlock:
			fences++
		case *ast.Image, *ast.AutoLink, *ast.CodeSpan, *ast.CodeBlock, *ast.Blockquote, *ast.ThematicBreak, *extast.Strikethrough, *extast.TaskCheckBox, *extast.FootnoteLink:
			t.Errorf("a %v", n.Kind())
		case *ast.List:
			if n.IsOrdered() {
				t.Error("an ordered list")
			}
		case *extast.TableRow:
			if n.ChildCount() != n.Parent().FirstChild().ChildCount() {
				t.Errorf("%d cells", n.ChildCount())
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if fences != len(r.Stories) {
		t.Errorf("%d fences, %d stories:\n%s", fences, len(r.Stories), page)
	}
	if t.Failed() {
		t.Logf("%d folded parts in\n%s", folds, page)
	}
}
