package attribution

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// The examples of every language file are its tests: all that they mark must be
// found, and nothing else.
func TestLanguageExamples(t *testing.T) {
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	tags := make([]string, 0, len(know.languages))
	for tag := range know.languages {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	for tag := range strings.FieldsSeq("en ar id ms es fr de ru uk zh ja ko fa tr pt it nl pl cs ro el he hi ur vi") {
		if !slices.Contains(tags, tag) {
			t.Errorf("no file for %s", tag)
		}
	}
	for _, tag := range tags {
		t.Run(tag, func(t *testing.T) {
			lang, err := know.language(tag)
			if err != nil {
				t.Fatal(err)
			}
			with, without := 0, 0
			for _, ex := range lang.examples {
				if len(ex.want) > 0 {
					with++
				} else {
					without++
				}
				t.Run(fmt.Sprint(ex.line), func(t *testing.T) { testExample(t, tag, ex) })
			}
			if with < 10 || without < 5 {
				t.Errorf("%d examples with an attribution and %d without, want at least 10 and 5", with, without)
			}
		})
	}
}

func testExample(t *testing.T, tag string, ex example) {
	t.Helper()
	got, sources, err := Find(t.Context(), []*text.Document{text.Read(stemma.Article{ID: "a", Lang: tag, Text: ex.text})}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	left := slices.Clone(got)
	before := ""
	for _, want := range ex.want {
		i := slices.IndexFunc(left, func(a stemma.Attribution) bool { return want.matches(ex.text, a) })
		if i < 0 {
			t.Errorf("line %d: not found: %s", want.line, want.show(ex.text))
			continue
		}
		for _, complaint := range want.differs(left[i], sources, before) {
			t.Errorf("line %d: %s", want.line, complaint)
		}
		before = left[i].Source.Source
		left = slices.Delete(left, i, i+1)
	}
	for _, a := range left {
		t.Errorf("line %d: found, but not marked: %s", ex.line, show(ex.text, a))
	}
	if t.Failed() {
		t.Log(ex.text)
	}
}

// matches reports whether an attribution has the marked spans, but for
// quotation marks and other punctuation at their ends.
func (x expected) matches(s string, a stemma.Attribution) bool {
	content := piecesOf(a.Content)
	if len(content) != len(x.content) || bare(s, a.Source.Span) != bare(s, x.source) || bare(s, a.Cue.Span) != bare(s, x.cue) {
		return false
	}
	for i := range content {
		if bare(s, content[i]) != bare(s, x.content[i]) {
			return false
		}
	}
	return true
}

// differs says what else the line knows and the attribution does not have.
func (x expected) differs(a stemma.Attribution, sources []stemma.Source, before string) []string {
	var out []string
	at := slices.IndexFunc(sources, func(s stemma.Source) bool { return s.ID == a.Source.Source })
	var source stemma.Source
	if at >= 0 {
		source = sources[at]
	}
	if x.kind != "" && a.Kind != x.kind {
		out = append(out, fmt.Sprintf("kind %s, want %s", a.Kind, x.kind))
	}
	if x.certainty != "" && a.Certainty != x.certainty {
		out = append(out, fmt.Sprintf("certainty %s, want %s", a.Certainty, x.certainty))
	}
	if x.sourceKind != "" && source.Kind != x.sourceKind {
		out = append(out, fmt.Sprintf("source of kind %q, want %s", source.Kind, x.sourceKind))
	}
	if x.is != "" && source.Name != x.is {
		out = append(out, fmt.Sprintf("source is %q, want %q", source.Name, x.is))
	}
	if x.relayed && !slices.ContainsFunc(sources, func(s stemma.Source) bool { return s.ID == before && slices.Contains(s.Cites, source.ID) }) {
		out = append(out, "the source of the line before does not cite this one")
	}
	return out
}

// bare is a span without punctuation and spaces at its ends.
func bare(s string, at stemma.Span) stemma.Span {
	edge := func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r) }
	t := s[at.Start:at.End]
	at.Start += len(t) - len(strings.TrimLeftFunc(t, edge))
	at.End -= len(t) - len(strings.TrimRightFunc(t, edge))
	if at.End <= at.Start {
		return stemma.Span{}
	}
	return at
}

func piecesOf(r stemma.Role) []stemma.Span {
	if len(r.Parts) == 0 && r.Len() > 0 {
		return []stemma.Span{r.Span}
	}
	var out []stemma.Span
	for _, p := range r.Parts {
		out = append(out, stemma.Span{Start: p[0], End: p[1]})
	}
	return out
}

func (x expected) show(s string) string {
	var parts []string
	for _, c := range x.content {
		parts = append(parts, of(s, c))
	}
	return fmt.Sprintf("{%s} <%s> %q", of(s, x.source), of(s, x.cue), parts)
}

func show(s string, a stemma.Attribution) string {
	return expected{source: a.Source.Span, cue: a.Cue.Span, content: piecesOf(a.Content)}.show(s) + fmt.Sprintf(" %s, %s", a.Kind, a.Certainty)
}

func of(s string, at stemma.Span) string { return s[at.Start:at.End] }
