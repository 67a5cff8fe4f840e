package attribution

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// The examples of every language file are its tests.
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
	if len(tags) < 20 {
		t.Errorf("%d languages, want at least 20", len(tags))
	}
	for _, tag := range tags {
		t.Run(tag, func(t *testing.T) {
			lang := know.languages[tag]
			if len(lang.examples) < 5 {
				t.Errorf("%d examples, want at least 5", len(lang.examples))
			}
			for _, ex := range lang.examples {
				testExample(t, tag, ex)
			}
		})
	}
}

func testExample(t *testing.T, tag string, ex example) {
	t.Helper()
	d := text.Read(stemma.Article{ID: "a", Lang: tag, Text: ex.text})
	got, _, err := Find(t.Context(), []*text.Document{d})
	if err != nil {
		t.Fatal(err)
	}
	if !ex.hasSource {
		for _, a := range got {
			t.Errorf("line %d: %s\nfound %q %q %q, want none", ex.line, ex.text, of(ex.text, a.Source.Span), of(ex.text, a.Cue.Span), of(ex.text, a.Content.Span))
		}
		return
	}
	for _, a := range got {
		if like(a.Source.Span, ex.source, 0.8) && like(a.Content.Span, ex.content, 0.8) && a.Cue.Overlap(ex.cue) > 0 {
			return
		}
	}
	t.Errorf("line %d: %s", ex.line, ex.text)
	for _, a := range got {
		t.Errorf("   found source %q cue %q content %q", of(ex.text, a.Source.Span), of(ex.text, a.Cue.Span), of(ex.text, a.Content.Span))
	}
}

func of(s string, at stemma.Span) string { return s[at.Start:at.End] }

// like reports whether two spans have at least the given part of their bytes in common.
func like(a, b stemma.Span, part float64) bool {
	both := a.Overlap(b)
	return float64(both) >= part*float64(a.Len()+b.Len()-both)
}
