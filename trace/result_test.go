package trace_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report"
)

// checkResult holds a result to what every reader of one relies on: ids that exist,
// offsets inside texts, numbers in their range, a tree that is one.
func checkResult(t testing.TB, r *stemma.Result) {
	t.Helper()
	c := checker{TB: t, r: r, articles: map[string]*stemma.Article{}, sources: map[string]bool{}, broken: map[string]bool{}}
	for i := range r.Articles {
		c.article(&r.Articles[i])
	}
	for _, s := range r.Sources {
		c.wants(s.ID != "" && !c.sources[s.ID], "source %q twice, or without an id", s.ID)
		c.sources[s.ID] = true
	}
	for i := range r.Sources {
		c.source(&r.Sources[i])
	}
	for _, a := range r.Attributions {
		of := c.articleOf(a.Article)
		c.sentences(a.Article, []int{a.Sentence})
		for _, role := range []stemma.Role{a.Source, a.Cue, a.Content} {
			c.inside(of, role.Span)
			for _, part := range role.Parts {
				c.inside(of, stemma.Span{Start: part[0], End: part[1]})
			}
		}
		c.wants(a.Source.Source == "" || c.sources[a.Source.Source], "source %q of an attribution", a.Source.Source)
	}
	placed := map[string]bool{}
	for i := range r.Stories {
		c.story(&r.Stories[i], placed)
	}
	for _, id := range r.Unplaced {
		c.wants(!placed[id], "%s is placed twice", id)
		placed[id] = true
	}
	c.wants(len(placed) == len(r.Articles), "%d articles have a place, of %d", len(placed), len(r.Articles))
	c.cautions()
}

type checker struct {
	testing.TB
	r        *stemma.Result
	articles map[string]*stemma.Article
	sources  map[string]bool
	broken   map[string]bool // articles whose text is no UTF-8: asked once, for texts are long
}

func (c *checker) wants(ok bool, format string, a ...any) {
	c.Helper()
	if !ok {
		c.Errorf(format, a...)
	}
}

func (c *checker) articleOf(id string) *stemma.Article {
	c.Helper()
	if a := c.articles[id]; a != nil {
		return a
	}
	c.Errorf("there is no article %q", id)
	return &stemma.Article{}
}

func (c *checker) article(a *stemma.Article) {
	c.wants(a.ID != "" && c.articles[a.ID] == nil, "article %q twice, or without an id", a.ID)
	c.articles[a.ID], c.broken[a.ID] = a, !utf8.ValidString(a.Text)
	end := 0
	for _, s := range a.Sentences {
		c.wants(s.Start >= end && s.End > s.Start && s.End <= len(a.Text), "%s: sentence %v after %d of %d", a.ID, s, end, len(a.Text))
		end = s.End
	}
	for _, s := range a.Boilerplate {
		c.inside(a, s)
	}
}

func (c *checker) inside(a *stemma.Article, s stemma.Span) {
	c.Helper()
	if s.Start < 0 || s.Start > s.End || s.End > len(a.Text) {
		c.Errorf("%s: %v of %d", a.ID, s, len(a.Text))
		return
	}
	if !c.broken[a.ID] {
		c.wants(utf8.ValidString(a.Text[s.Start:s.End]), "%s: %v cuts a character", a.ID, s)
	}
}

func (c *checker) sentences(id string, list []int) {
	c.Helper()
	of := c.articleOf(id)
	for _, i := range list {
		c.wants(0 <= i && i < len(of.Sentences), "%s: sentence %d of %d", id, i, len(of.Sentences))
	}
}

func (c *checker) source(s *stemma.Source) {
	for _, id := range s.CitedBy {
		c.articleOf(id)
	}
	for _, id := range s.Cites {
		c.wants(c.sources[id], "%s cites %q", s.ID, id)
	}
	if s.Article != "" {
		c.articleOf(s.Article)
	}
	if s.Window != nil {
		for _, p := range s.Window.Said {
			c.sentences(p.Article, p.Sentences)
		}
	}
}

func (c *checker) isNode(id string) bool { return c.articles[id] != nil || c.sources[id] }

func (c *checker) share(x float64, what string) {
	c.Helper()
	c.wants(x >= 0 && x <= 1+1e-9 && !math.IsNaN(x), "%s is %v", what, x)
}

func (c *checker) story(s *stemma.Story, placed map[string]bool) {
	for _, id := range s.Articles {
		c.articleOf(id)
		c.wants(!placed[id], "%s is placed twice", id)
		placed[id] = true
	}
	for _, id := range s.Sources {
		c.wants(c.sources[id], "source %q of story %s", id, s.ID)
	}
	c.tree(s)
	for _, l := range s.Links {
		c.share(l.Score, "score")
		c.sentences(l.A, l.ASentences)
		c.sentences(l.B, l.BSentences)
		for _, x := range l.Stretches {
			c.inside(c.articleOf(l.A), x.A)
			c.inside(c.articleOf(l.B), x.B)
		}
	}
	for _, cl := range s.Claims {
		for _, p := range cl.Passages {
			c.sentences(p.Article, p.Sentences)
		}
		for i := range cl.Changes {
			c.change(&cl.Changes[i])
		}
	}
	for _, d := range s.Descents {
		sum := d.Own
		for _, f := range d.From {
			c.wants(c.isNode(f.Origin), "origin %q", f.Origin)
			c.sentences(d.Article, f.Sentences)
			sum += f.Share
		}
		c.wants(math.Abs(sum-1) < 1e-6, "%s: shares sum to %v", d.Article, sum)
	}
}

// tree checks that each child has one main parent, and that no way along them comes
// round again.
func (c *checker) tree(s *stemma.Story) {
	up := map[string]string{}
	for _, e := range s.Edges {
		c.wants(c.isNode(e.Parent) && c.isNode(e.Child), "edge %q to %q", e.Parent, e.Child)
		c.share(e.Support, "support")
		if e.Primary {
			c.wants(up[e.Child] == "", "%s has two main parents", e.Child)
			up[e.Child] = e.Parent
		}
		for _, v := range e.Evidence {
			if c.articles[e.Child] != nil {
				c.sentences(e.Child, v.ChildSentences)
			}
			if c.articles[e.Parent] != nil {
				c.sentences(e.Parent, v.ParentSentences)
			}
		}
	}
	for id := range up {
		steps := 0
		for at := id; at != "" && steps <= len(up)+1; at = up[at] {
			steps++
		}
		c.wants(steps <= len(up)+1, "%s is its own ancestor", id)
	}
	for _, root := range s.Roots {
		c.wants(c.isNode(root.Origin) && up[root.Origin] == "", "root %q", root.Origin)
		c.share(root.Support, "support of a root")
	}
	c.wants(s.Origins >= 1 && s.Origins <= len(s.Articles)+len(s.Sources), "%d origins", s.Origins)
}

func (c *checker) change(ch *stemma.Change) {
	c.share(ch.Score, "score of a change")
	for _, side := range []struct {
		id       string
		span     *stemma.Span
		sentence *int
	}{{ch.From, ch.BeforeSpan, ch.FromSentence}, {ch.To, ch.AfterSpan, ch.ToSentence}} {
		of := c.articleOf(side.id)
		if side.span != nil {
			c.inside(of, *side.span)
		}
		if side.sentence != nil {
			c.sentences(side.id, []int{*side.sentence})
		}
	}
}

func (c *checker) cautions() {
	for _, d := range c.r.Distrusted {
		of := c.articleOf(d.Article)
		for _, s := range d.Spans {
			c.inside(of, s)
		}
	}
	partial := map[string]bool{}
	for _, p := range c.r.Partial {
		for _, id := range p.Articles {
			c.articleOf(id)
		}
		partial[p.Story] = true
	}
	for _, s := range c.r.Stories {
		c.wants(s.Partial == partial[s.ID], "story %s is partial: %v, and said to be: %v", s.ID, s.Partial, partial[s.ID])
	}
}

// checkReports writes every form of a report, and reads those back that are of a
// format; no form for people has a character that does something.
func checkReports(t testing.TB, r *stemma.Result) {
	t.Helper()
	for name, form := range map[string]func(io.Writer) error{
		"text":     func(w io.Writer) error { return report.Text(w, r, report.TextOptions{Evidence: true}) },
		"short":    func(w io.Writer) error { return report.Text(w, r, report.TextOptions{Width: 72}) },
		"markdown": func(w io.Writer) error { return report.Markdown(w, r, report.TextOptions{Evidence: true}) },
		"html":     func(w io.Writer) error { return report.HTML(w, r, 0) },
		"json":     func(w io.Writer) error { return report.JSON(w, r) },
		"jsonld":   func(w io.Writer) error { return report.JSONLD(w, r, 0) },
		"dot":      func(w io.Writer) error { return report.DOT(w, r, 0) },
		"graphml":  func(w io.Writer) error { return report.GraphML(w, r, 0) },
		"gexf":     func(w io.Writer) error { return report.GEXF(w, r, 0) },
		"svg":      func(w io.Writer) error { return report.SVG(w, r, 0) },
		"tables":   func(w io.Writer) error { return report.TablesZip(w, r, 0) },
		"diff":     func(w io.Writer) error { return diffOf(w, r) },
	} {
		var b bytes.Buffer
		if err := form(&b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		checkForm(t, name, b.Bytes())
	}
}

func diffOf(w io.Writer, r *stemma.Result) error {
	if len(r.Articles) < 2 {
		return nil
	}
	return report.Diff(w, r, r.Articles[0].ID, r.Articles[1].ID, report.DiffOptions{})
}

func checkForm(t testing.TB, name string, page []byte) {
	t.Helper()
	switch name {
	case "text", "short", "markdown", "diff":
		for _, c := range string(page) {
			if c != '\n' && (unicode.IsControl(c) || 0x202A <= c && c <= 0x202E || c == 0x2028 || c == 0x2029 || c == utf8.RuneError && !strings.Contains(string(page), "\ufffd")) {
				t.Errorf("%s has %U", name, c)
				return
			}
		}
	case "json", "jsonld":
		if !json.Valid(page) {
			t.Errorf("%s is not JSON", name)
		}
	case "graphml", "gexf", "svg":
		for d := xml.NewDecoder(bytes.NewReader(page)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
		}
	}
}
