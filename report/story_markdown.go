package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/review"
)

// Markdown writes a result in GitHub's Markdown, for a colleague or an issue: what Text
// prints, with the tree in a fence, the claims as a table, what is long folded away, and
// the reports with links. What a text brings with it that Markdown or HTML would take for
// their own is escaped.
func Markdown(w io.Writer, r *stemma.Result, o TextOptions) error {
	all := families(r, o.MinSupport)
	m := &markdown{evidence: o.Evidence, level: 1, reviewed: o.Reviewed}
	m.overview(r, len(all), o.Kept)
	for i, f := range all {
		if len(all) > 1 {
			m.level = 2
			m.heading(fmt.Sprintf("%d. %s", i+1, inMarkdown(display.Isolate(f.Title()))))
		} else {
			m.heading(inMarkdown(display.Isolate(f.Title())))
		}
		m.level++
		m.story(f)
		m.level--
	}
	m.level = 2
	m.others(r)
	_, err := io.WriteString(w, strings.TrimRight(m.out.String(), "\n")+"\n")
	return err
}

// markdown is a page of Markdown.
type markdown struct {
	out      strings.Builder
	level    int // of the next heading
	evidence bool
	reviewed *review.Reviewed
	*claims
}

func (m *markdown) print(format string, a ...any) { fmt.Fprintf(&m.out, format, a...) }

func (m *markdown) heading(s string) { m.print("%s %s\n\n", strings.Repeat("#", m.level), s) }

// para prints a paragraph of what is not Markdown.
func (m *markdown) para(s string) { m.print("%s\n\n", inMarkdown(s)) }

// end ends a line, or a list.
func (m *markdown) end() { m.print("\n") }

// fold opens a part that is shown when it is asked for; its title is ours, for nothing in
// it is read as Markdown.
func (m *markdown) fold(title string) { m.print("<details><summary>%s</summary>\n\n", title) }

func (m *markdown) unfold() { m.print("\n</details>\n\n") }

// overview says what is to come where it is not exactly one story.
func (m *markdown) overview(r *stemma.Result, stories int, kept bool) {
	switch {
	case stories == 1:
	case stories > 1:
		m.heading(fmt.Sprintf("%s tell %s", display.Count(len(r.Articles)-len(r.Unplaced), "report"), display.Count(stories, "story")))
	case len(r.Articles) == 1 && kept:
		m.heading(inMarkdown(display.Isolate(family.Outlet(&r.Articles[0]))))
		m.para("This story has one report so far: a tree needs a second one.")
		m.entry("", &r.Articles[0], family.Published(&r.Articles[0]))
		m.end()
	default:
		m.heading("No story found")
		m.para(display.Count(len(r.Articles), "report") + ", and no two of them tell the same news.")
	}
}

func (m *markdown) story(f *family.Family) {
	p := newPage(0, false)
	p.reviewed = m.reviewed
	m.claims = newClaims(p, f, m.evidence)
	m.print("**%s**\n\n", inMarkdown(f.Headline()))
	for _, s := range f.Remarks() {
		m.para(s)
	}
	m.fenced()
	m.origins()
	m.chains()
	m.theSources()
	m.matrix()
	m.lines()
	m.siblings()
	m.alone()
	m.why()
	m.cautions(f.Distrusted(), f.Partial())
	m.list()
}

// fenced prints the tree as text, in a fence that nothing in it can close.
func (m *markdown) fenced() {
	m.tree(m.Family)
	tree := strings.Trim(m.buf.String(), "\n")
	m.buf.Reset()
	f := fence(tree)
	m.print("%stext\n%s\n%s\n\n", f, tree, f)
}

// fence is longer than any run of its sign in a text.
func fence(text string) string {
	f := "```"
	for strings.Contains(text, f) {
		f += "`"
	}
	return f
}

// origins prints which report depends on which origin, where there are several.
func (m *markdown) origins() {
	all := m.mixed()
	cols := m.shareColumns(all)
	if len(cols) == 0 {
		return
	}
	m.heading("Which report depends on which origin")
	m.print("| report |")
	for _, c := range cols {
		m.print(" %s |", inMarkdown(display.Isolate(c.head)))
	}
	m.print("\n|:--|%s\n", strings.Repeat("--:|", len(cols)))
	for i, d := range all {
		if i == maxShares && !m.evidence {
			break
		}
		m.print("| %s |", inMarkdown(m.Named(d.Article)))
		for _, c := range cols {
			m.print(" %s |", percent(c.of(d)))
		}
		m.end()
	}
	m.end()
	m.more(len(all)-maxShares, "report")
}

// more says what was left out for brevity, if anything was.
func (m *markdown) more(n int, noun string) {
	if n > 0 && !m.evidence {
		m.para(fmt.Sprintf("And %s more.", display.Count(n, noun)))
	}
}

// chains prints every report with whom it cites.
func (m *markdown) chains() {
	m.heading("Who cites whom")
	shown := 0
	for _, r := range m.Members {
		if r.Article == nil || r.Hidden {
			continue
		}
		if shown++; shown > maxCiting && !m.evidence {
			continue
		}
		m.print("- **%s** %s", r.Letter, inMarkdown(display.Isolate(family.Outlet(r.Article))))
		chains, quoted := m.Chains(r)
		if len(chains) == 0 {
			m.print(": no source found")
		}
		if len(chains) > 0 {
			m.print(" ← %s", inMarkdown(strings.Join(chains, "; ← ")))
		}
		if len(quoted) > 0 {
			m.print("; quotes %s", inMarkdown(display.List(quoted, maxQuoted)))
		}
		m.end()
	}
	m.end()
	m.more(shown-maxCiting, "report")
}

// theSources prints the sources that the story rests on.
func (m *markdown) theSources() {
	all := m.MainSources()
	if len(all) == 0 {
		return
	}
	m.heading("The sources")
	for i, s := range all {
		if i == maxSources && !m.evidence {
			break
		}
		lead := ""
		switch r := m.ByID[s.Article]; {
		case s.Lost:
			lead = "◌ "
		case r != nil:
			lead = "**" + r.Letter + "** "
		}
		m.print("- %s%s, %s", lead, inMarkdown(m.sourceTitle(s)), inMarkdown(m.sourceSaid(s)))
		if others := m.Aliases(s.Source); len(others) > 0 {
			m.print("; also %s", inMarkdown(display.List(others, maxAliases)))
		}
		m.end()
	}
	m.end()
	m.more(len(all)-maxSources, "source")
	m.para("◌ lost: not among the reports.")
}

// list prints the reports with where they are to be found.
func (m *markdown) list() {
	m.heading("The reports")
	for _, r := range m.Members {
		if r.Article != nil {
			m.entry(r.Letter, r.Article, r.Published())
		}
	}
	m.end()
}

// entry is a report in a list.
func (m *markdown) entry(letter string, a *stemma.Article, published string) {
	m.print("- ")
	if letter != "" {
		m.print("**%s** ", letter)
	}
	m.print("%s, %s, %s", inMarkdown(display.Isolate(family.Outlet(a))), inMarkdown(family.LanguageName(a.Lang)), published)
	title := inMarkdown(display.Isolate(display.Clean(a.Title)))
	switch at := family.Address(a); {
	case at != "" && title != "":
		m.print(", “[%s](<%s>)”", title, target.Replace(at))
	case at != "":
		m.print(", [original](<%s>)", target.Replace(at))
	case title != "":
		m.print(", “%s”", title)
	}
	if input := display.Clean(family.InputName(a.Input)); input != "" {
		m.print(", %s", inMarkdown(display.Isolate(input)))
	}
	m.end()
}

// target writes an address as the target of a link: without what would end it, open a
// span of code or a cell, or be read as an escape or an entity.
var target = strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C", "`", "%60", "|", "%7C", "&", "&amp;")

// cautions prints what the result does not go by, and what a limit left out.
func (m *markdown) cautions(distrusted, partial []string) {
	m.cautioned(family.NotReliedOn, family.NotReliedOnAside, distrusted)
	m.cautioned(family.LeftOut, family.LeftOutAside, partial)
}

func (m *markdown) cautioned(title, aside string, lines []string) {
	if len(lines) == 0 {
		return
	}
	m.heading(title)
	m.para(strings.ToUpper(aside[:1]) + aside[1:] + ".")
	for i, l := range lines {
		if i == maxCautions && !m.evidence {
			break
		}
		m.print("- %s\n", inMarkdown(l))
	}
	m.end()
	if n := len(lines) - maxCautions; n > 0 && !m.evidence {
		m.para(fmt.Sprintf("And %d more.", n))
	}
}

// others prints the reports of no story, and the inputs that were not read.
func (m *markdown) others(r *stemma.Result) {
	x := family.NewIndex(r)
	if len(r.Unplaced) > 0 && len(r.Stories) > 0 {
		m.heading("Left out")
		m.para(display.Count(len(r.Unplaced), "report") + " whose news no other tells:")
		for i, id := range r.Unplaced {
			if a := x.Articles[id]; a != nil && i < maxClaims {
				m.entry("", a, family.Published(a))
			}
		}
		m.end()
		m.more(len(r.Unplaced)-maxClaims, "report")
	}
	m.cautions(x.DistrustedAlone(r.Unplaced), x.PartialAlone())
	if len(r.Errors) > 0 {
		m.heading("Input problems")
		for _, e := range r.Errors {
			m.print("- %s: %s\n", inMarkdown(display.Isolate(display.Clean(e.Input))), inMarkdown(display.Isolate(display.Clean(e.Problem))))
		}
		m.end()
	}
	if r.Vectors != "" && !builtIn.MatchString(r.Vectors) {
		m.para("Sentence vectors: " + display.Clean(r.Vectors))
	}
}
