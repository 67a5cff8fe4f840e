package lineage

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// No list of phrases has all the ways in which a report credits an agency. But
// one report of several says it in words that attribution knows, and then the
// others are searched for the name.

const (
	// maxSought is how many names are searched for, those of the sources first
	// that most reports cite.
	maxSought = 64
	// maxSearched is how many bytes of an article are searched.
	maxSearched = 1 << 16
	// namesIn is in how many reports a name must stand as only credits do for
	// its bearer to be an outlet.
	namesIn = 2
)

// mention is a place where an article names a source.
type mention struct {
	sentence int
	// alone: with few words beside it, or in brackets of its own; edge: so, in
	// the first or last sentence of the article.
	alone, edge bool
}

// readMentions adds the citations of outlets that are not among the articles
// where attribution found none in the article.
func (c *citations) readMentions(s Story) {
	for _, k := range soughtSources(s, c.targets, stemma.SourceOutlet) {
		for i, d := range s.Docs {
			if slices.ContainsFunc(c.byArticle[i], func(x citation) bool { return x.source == k }) {
				continue
			}
			found := mentionsOf(&s.Sources[k], d)
			if len(found) == 0 {
				continue
			}
			x := citation{source: k}
			for _, m := range found {
				x.sentences = append(x.sentences, m.sentence)
				x.credit = x.credit || m.alone
			}
			c.byArticle[i] = append(c.byArticle[i], x)
		}
	}
}

// withOutlets makes outlets of the people and organisations whose names stand
// in several reports as only credits do: in brackets before the text or in a
// line of their own behind it. It leaves the story given as it is.
func (s Story) withOutlets() Story {
	cloned := false
	for _, k := range soughtSources(s, sourceArticles(s), stemma.SourcePerson, stemma.SourceOrganisation) {
		if s.isByline(&s.Sources[k]) {
			continue
		}
		count := 0
		for _, d := range s.Docs {
			if slices.ContainsFunc(mentionsOf(&s.Sources[k], d), func(m mention) bool { return m.edge }) {
				count++
			}
		}
		if count < namesIn {
			continue
		}
		if !cloned {
			s.Sources, cloned = slices.Clone(s.Sources), true
		}
		s.Sources[k].Kind = stemma.SourceOutlet
	}
	return s
}

// isByline says that an article is by the source.
func (s Story) isByline(x *stemma.Source) bool {
	return slices.ContainsFunc(s.Docs, func(d *text.Document) bool {
		return d.Article.Byline != "" && strings.Contains(foldName(d.Article.Byline), foldName(x.Name))
	})
}

// soughtSources lists the sources of some kinds that are not among the articles
// and have a name to search for.
func soughtSources(s Story, targets [][]int, kinds ...stemma.SourceKind) []int {
	var list []int
	for k := range s.Sources {
		x := &s.Sources[k]
		if slices.Contains(kinds, x.Kind) && len(targets[k]) == 0 && len(x.CitedBy) > 0 && isProper(x.Name) {
			list = append(list, k)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return len(s.Sources[b].CitedBy) - len(s.Sources[a].CitedBy) })
	return list[:min(len(list), maxSought)]
}

// isProper says that a name is one for sure: "Larn Times", and not "media".
// Writing without capitals does not show it.
func isProper(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(first) && utf8.RuneCountInString(name) >= tellingLetters
}

// mentionsOf finds where an article names a source, in order.
func mentionsOf(x *stemma.Source, d *text.Document) []mention {
	var list []mention
	for _, name := range append([]string{x.Name}, x.Aliases[:min(len(x.Aliases), maxForms)]...) {
		if utf8.RuneCountInString(name) < tellingSigns {
			continue
		}
		whole := d.Article.Text[:min(len(d.Article.Text), maxSearched)]
		for at := 0; ; {
			k := strings.Index(whole[at:], name)
			if k < 0 {
				break
			}
			span := stemma.Span{Start: at + k, End: at + k + len(name)}
			at = span.End
			if m, ok := mentionAt(d, span); ok {
				list = append(list, m)
			}
		}
	}
	slices.SortFunc(list, func(a, b mention) int { return a.sentence - b.sentence })
	return list
}

// mentionAt reads the surroundings of a name. Within a longer word it is none.
func mentionAt(d *text.Document, span stemma.Span) (mention, bool) {
	s := d.Article.Text
	before, _ := utf8.DecodeLastRuneInString(s[:span.Start])
	after, _ := utf8.DecodeRuneInString(s[span.End:])
	first, _ := utf8.DecodeRuneInString(s[span.Start:])
	if !isUnspaced(first) && (unicode.IsLetter(before) && !isUnspaced(before) || unicode.IsLetter(after) && !isUnspaced(after)) {
		return mention{}, false
	}
	j := sort.Search(len(d.Sentences), func(i int) bool { return d.Sentences[i].End > span.Start })
	if j == len(d.Sentences) || d.Sentences[j].Start > span.Start {
		return mention{}, false
	}
	sentence := d.Sentences[j].Span
	m := mention{sentence: j}
	m.alone = 2*span.Len() >= sentence.Len() || strings.ContainsRune(")）]", after) && isBracketed(s[max(0, span.Start-longestAside):span.Start])
	m.edge = m.alone && (j == 0 && span.Start-sentence.Start < 4 || j == len(d.Sentences)-1 && 2*span.Len() >= sentence.Len())
	return m, true
}

// longestAside is how many bytes may stand before a name in its brackets:
// "(haber: Larn Times)".
const longestAside = 24

func isBracketed(before string) bool {
	open := strings.LastIndexAny(before, "(（[)）]")
	if open < 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(before[open:])
	return strings.ContainsRune("(（[", r)
}
