package search

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
)

// attributed is of how many reports the sources are looked for.
const attributed = 200

// attribute finds to whom the sentences of reports are attributed: in what the archive keeps
// of the whole report, where "he" has a name, and else in the sentence by itself.
func (s *Searcher) attribute(ctx context.Context, reports []ClaimReport) error {
	reports = reports[:min(len(reports), attributed)]
	read := make([]bool, len(reports))
	err := onCores(ctx, len(reports), func(i int) (err error) {
		read[i], err = s.attributeRead(ctx, &reports[i])
		return err
	})
	if err != nil {
		return err
	}
	type key struct{ lang, text string }
	at := map[key]int{}
	var first []int // of the reports with one sentence the first
	for i := range reports {
		k := key{reports[i].Lang, reports[i].Text}
		if _, known := at[k]; !read[i] && !known {
			at[k] = i
			first = append(first, i)
		}
	}
	if err := onCores(ctx, len(first), func(i int) error { return attributeAlone(ctx, &reports[first[i]]) }); err != nil {
		return err
	}
	for i := range reports {
		if !read[i] {
			reports[i].Sources = slices.Clone(reports[at[key{reports[i].Lang, reports[i].Text}]].Sources)
		}
	}
	return nil
}

// attributeRead takes the sources of a sentence from what the archive keeps of its report, if that is of
// the form in which it was found.
func (s *Searcher) attributeRead(ctx context.Context, r *ClaimReport) (bool, error) {
	known, found, err := s.archive.Attributions(ctx, r.Article)
	at := stemma.Span{Start: r.Start, End: r.End}
	if err != nil || !found || r.Sentence < 0 || at.End > len(known.Article.Text) || known.Article.Text[at.Start:at.End] != r.Text {
		return false, err
	}
	r.Sources = sourcesAt(at, known.Article.Text, known.Attributions, known.Sources)
	return true, nil
}

// attributeAlone reads a sentence by itself for its sources.
func attributeAlone(ctx context.Context, r *ClaimReport) error {
	d := readOne(stemma.Article{ID: "report", Lang: r.Lang, Published: r.Published, PublishedPrecision: r.Precision}, r.Text)
	all, sources, err := attribution.FindByRules(ctx, d, attribution.Options{})
	if err != nil {
		return fmt.Errorf("sources of %q: %w", r.Text, err)
	}
	r.Sources = sourcesAt(stemma.Span{End: len(d.Article.Text)}, d.Article.Text, all, sources)
	return nil
}

// sourcesAt are the sources of what is said in a part of a text, each once: by name, or as
// the text has it where the source is not named.
func sourcesAt(at stemma.Span, text string, all []stemma.Attribution, sources []stemma.Source) (out []string) {
	for i := range all {
		a := &all[i]
		if a.Content.Overlap(at) == 0 && a.Cue.Overlap(at) == 0 {
			continue
		}
		k := slices.IndexFunc(sources, func(s stemma.Source) bool { return s.ID == a.Source.Source })
		if k < 0 || a.Source.Source == "" {
			continue // a pronoun that points to no one, or hearsay
		}
		if a.Kind == stemma.AttributionWhole && sources[k].Kind != stemma.SourceOutlet {
			continue // who wrote it
		}
		name := sources[k].Name
		if name == "" && a.Source.Start >= 0 && a.Source.Start < a.Source.End && a.Source.End <= len(text) {
			name = strings.Join(strings.Fields(text[a.Source.Start:a.Source.End]), " ")
		}
		out = addOnce(out, name)
	}
	return out
}
