package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// citingLine is a report that cites the source that was asked for, in the form stemma/stories/v1.
type citingLine struct {
	Article   string           `json:"article"`
	URL       string           `json:"url,omitempty"`
	Outlet    string           `json:"outlet,omitempty"`
	Lang      string           `json:"lang,omitempty"`
	Published time.Time        `json:"published,omitzero"`
	Precision stemma.Precision `json:"published_precision,omitempty"`
	Passages  []citingPassage  `json:"passages"`
	// Unread says that where it cites the source is not known: an older program put it into its story.
	Unread bool `json:"unread,omitempty"`
	// Told says that it cites the source only if that is an agency or an outlet, which no table says: somebody "told" it
	// something.
	Told bool `json:"told,omitempty"`
}

// citingPassage is an attribution as stemma trace writes it, and the sentence that it is in.
type citingPassage struct {
	stemma.Attribution
	// Name is what the source is called.
	Name string `json:"name"`
	// Text is the sentence; Start and End are where it is in the article's text.
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// shownCiting is how many reports of a story are shown that cite the source, as text; JSON has all.
const shownCiting = 3

// addCiting tells of stories which of their reports cite a source, and where: of so many reports of each at most, for
// each of them is unpacked. Behind them come those that were found to cite it when it was asked for.
func addCiting(ctx context.Context, a *store.Archive, list []storyLine, source string, asked []store.Attributions, most int) error {
	if err := addTold(ctx, a, list, source, asked, most); err != nil {
		return err
	}
	for i := range list {
		ids, err := a.CitedBy(ctx, source, list[i].ID, 0)
		if err != nil {
			return err
		}
		var cited []citingLine
		for _, id := range ids[:min(len(ids), most)] {
			line, err := citing(ctx, a, id, source)
			if err != nil {
				return err
			}
			cited = append(cited, line)
		}
		list[i].cite += len(ids)
		list[i].Citing = slices.Concat(cited, list[i].Citing[:min(len(list[i].Citing), most-len(cited))])
	}
	return nil
}

// addTold tells of those that were found when the source was asked for.
func addTold(ctx context.Context, a *store.Archive, list []storyLine, source string, asked []store.Attributions, most int) error {
	at := make(map[string]*storyLine, len(list))
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	for i := range asked {
		c := &asked[i]
		story, _, err := a.StoryOf(ctx, c.Article.ID)
		if err != nil {
			return err
		}
		s := at[story]
		if s == nil {
			continue
		}
		if s.cite++; len(s.Citing) < most {
			line := lineCiting(c, source)
			line.Told = true
			s.Citing = append(s.Citing, line)
		}
	}
	return nil
}

func citing(ctx context.Context, a *store.Archive, id, source string) (citingLine, error) {
	c, ok, err := a.Attributions(ctx, id)
	if err == nil && !ok {
		c.Article, _, err = a.Article(ctx, id)
	}
	if _, damaged := errors.AsType[*store.ArticleError](err); damaged {
		err = nil // archive check tells of it
	}
	line := lineCiting(&c, source)
	line.Article, line.Unread = id, !ok
	return line, err
}

func lineCiting(c *store.Attributions, source string) citingLine {
	v := &c.Article
	return citingLine{
		Article: v.ID, URL: v.URL, Outlet: v.Outlet, Lang: v.Lang, Published: v.Published, Precision: v.PublishedPrecision, Passages: passagesOf(c, source),
	}
}

// passagesOf are the places where an article cites a source.
func passagesOf(c *store.Attributions, source string) []citingPassage {
	key, names := text.Fold(source), map[string]string{}
	for i := range c.Sources {
		s := &c.Sources[i]
		if s.Kind != stemma.SourceUnnamed && slices.ContainsFunc(append([]string{s.Name}, s.Aliases...), func(name string) bool { return text.Fold(name) == key }) {
			names[s.ID] = s.Name
		}
	}
	out := []citingPassage{}
	for i := range c.Attributions {
		at := &c.Attributions[i]
		name, ok := names[at.Source.Source]
		if !ok || at.Source.Start < 0 || at.Source.End > len(c.Article.Text) || at.Source.Start > at.Source.End {
			continue
		}
		p := citingPassage{Attribution: *at, Name: name}
		p.Start, p.End = sentenceAt(&c.Article, at.Source.Span)
		p.Text = c.Article.Text[p.Start:p.End]
		out = append(out, p)
	}
	return out
}

// sentenceAt is the sentence that holds the beginning of a passage; the passage itself where none does, as of a byline.
func sentenceAt(a *stemma.Article, at stemma.Span) (start, end int) {
	for _, s := range a.Sentences {
		if s.Start >= 0 && s.Start <= at.Start && at.Start < s.End && s.End <= len(a.Text) {
			return s.Start, max(s.End, at.End)
		}
	}
	return at.Start, at.End
}

// citingText shows the reports of a story that cite the source, each with the first sentence in which it does, and how
// many more do.
func citingText(w io.Writer, s *storyLine, style searchStyle) error {
	var b strings.Builder
	for i := range s.Citing {
		c := &s.Citing[i]
		fmt.Fprintln(&b, "    "+strings.Join(known(c.name(), moment(c.Published, c.Precision), printable(c.Lang)), " · "))
		switch {
		case len(c.Passages) > 0:
			fmt.Fprintln(&b, style.wrap(style.passage(&c.Passages[0]), "      "))
		case c.Unread:
			fmt.Fprintln(&b, "      where is not kept: stemma archive reindex reads it anew")
		}
	}
	if more := s.cite - len(s.Citing); more > 0 {
		fmt.Fprintf(&b, "    and %d more\n", more)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (c *citingLine) name() string {
	for _, s := range []string{c.Outlet, c.URL, c.Article} {
		if s != "" {
			return oneLine(s)
		}
	}
	return ""
}

// aroundSource is how many bytes of a long sentence are shown before a source, and behind it.
const aroundSource = 250

// passage shows a sentence with its source marked.
func (s searchStyle) passage(p *citingPassage) string {
	from, to := p.Source.Start-p.Start, p.Source.End-p.Start
	before, behind := max(0, from-aroundSource), min(len(p.Text), to+aroundSource)
	for before > 0 && !utf8.RuneStart(p.Text[before]) {
		before--
	}
	for behind < len(p.Text) && !utf8.RuneStart(p.Text[behind]) {
		behind++
	}
	shown := s.marked(p.Text[before:behind], []stemma.Span{{Start: from - before, End: to - before}})
	if before > 0 {
		shown = "…" + shown
	}
	if behind < len(p.Text) {
		shown += "…"
	}
	return shown
}

// noneCites says why no story is listed that cites a source, and what sources of a name like it there are.
func noneCites(cmd *cobra.Command, a *store.Archive, source string) error {
	ids, err := a.CitedBy(cmd.Context(), source, "", 1)
	if err != nil || len(ids) > 0 {
		return err
	}
	names, err := a.CitedNames(cmd.Context(), source, 5)
	if err != nil {
		return err
	}
	like := make([]string, len(names))
	for i, n := range names {
		like[i] = fmt.Sprintf("%s (%s)", oneLine(n.Name), count(n.Articles, "report"))
	}
	if len(like) == 0 {
		return fmt.Errorf("no report in the archive %s cites a source by the name %q, nor by one with it", a.Dir(), source)
	}
	return fmt.Errorf("no report in the archive %s cites a source by the name %q: cited are %s", a.Dir(), source, strings.Join(like, ", "))
}
