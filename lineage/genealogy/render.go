package genealogy

import (
	"slices"
	"strings"
)

// naming is where a rendered text names a source.
type naming struct {
	said       *said
	start, end int
	behind     bool
}

// rendered is a text with the places of its parts.
type rendered struct {
	text  string
	spans [][2]int // of each item
	names []naming
}

// render writes a body out. Space is what divides sentences.
func (w *world) render(body []item, lang string, space func() string) rendered {
	p := w.phrasesOf(lang)
	var r rendered
	var b strings.Builder
	for i := range body {
		joined := body[i].join && i+1 < len(body)
		text, names := w.renderItem(&body[i], p, joined)
		for k := range names {
			names[k].start += b.Len()
			names[k].end += b.Len()
		}
		r.names = append(r.names, names...)
		r.spans = append(r.spans, [2]int{b.Len(), b.Len() + len(text)})
		b.WriteString(text)
		switch {
		case i+1 == len(body):
		case isCredit(&body[i]) || isCredit(&body[i+1]):
			b.WriteString("\n") // a line of its own, however the rest runs
		case !joined:
			b.WriteString(space())
		default:
			b.WriteString(p.gap())
		}
	}
	r.text = b.String()
	return r
}

// isCredit says that an item is a credit at the foot.
func isCredit(it *item) bool { return !it.isUnit() && it.said[0].form == citeCredit }

// renderItem writes one sentence with whom it names.
func (w *world) renderItem(it *item, p *phrases, joined bool) (string, []naming) {
	text := it.words
	if joined {
		text = strings.TrimSuffix(text, p.stop) + p.merge
	}
	var names []naming
	for i := range it.said {
		s := &it.said[i]
		cited, found := w.renderSaid(s)
		switch {
		case !it.isUnit():
			text, names = cited, append(names, found...)
		case s.form == citeTail:
			var at int
			text, at = behind(text, cited, p)
			names = append(names, shifted(found, at)...)
		default:
			if s.form == citeLead {
				text = following(text, p)
			}
			cited += p.gap()
			names = slices.Concat(found, shifted(names, len(cited)))
			text = cited + text
		}
	}
	slices.SortStableFunc(names, func(a, b naming) int { return a.start - b.start })
	return text, names
}

// gap is what stands between sentences of a paragraph.
func (p *phrases) gap() string {
	if p.solid {
		return ""
	}
	return " "
}

// behind puts words at the end of a sentence, before its full stop, and returns
// where they stand.
func behind(text, words string, p *phrases) (string, int) {
	stop := ""
	if hasStop(text, p) {
		text, stop = strings.TrimSuffix(text, p.stop), p.stop
	}
	if strings.TrimLeft(words, commas) == words {
		text += p.gap() // else a comma stands where the sentence ends
	}
	return text + words + stop, len(text)
}

func shifted(names []naming, by int) []naming {
	for i := range names {
		names[i].start += by
		names[i].end += by
	}
	return names
}

// following takes the capital from a sentence that stands behind a lead.
func following(text string, p *phrases) string {
	first, rest, _ := strings.Cut(text, " ")
	if slices.Contains(p.safe, first) {
		return strings.ToLower(first) + " " + rest
	}
	return text
}

// renderSaid fills in a template, and returns where the names stand.
func (w *world) renderSaid(s *said) (string, []naming) {
	p := w.phrasesOf(s.lang)
	list := p.cites[s.form]
	if len(list) == 0 {
		return s.names[0], []naming{{s, 0, len(s.names[0]), false}}
	}
	rest := list[s.template%len(list)]
	var b strings.Builder
	var names []naming
	for {
		i := strings.IndexByte(rest, '{')
		if i < 0 || i+3 > len(rest) {
			b.WriteString(rest)
			return b.String(), names
		}
		b.WriteString(rest[:i])
		start := b.Len()
		switch rest[i : i+3] {
		case "{X}":
			b.WriteString(s.names[0])
			names = append(names, naming{s, start, b.Len(), false})
		case "{Y}":
			b.WriteString(s.names[1])
			names = append(names, naming{s, start, b.Len(), true})
		case "{D}":
			b.WriteString(p.days[s.day%7])
		}
		rest = rest[i+3:]
	}
}

// spacing draws how an article divides its sentences: each a paragraph, or
// paragraphs of a few.
func (w *world) spacing(lang string) func() string {
	inline := w.phrasesOf(lang).gap()
	paragraph := one(w.dice, []string{"\n", "\n\n"})
	breaks := one(w.dice, []float64{0, 0.3, 0.5, 1})
	return func() string {
		if w.chance(breaks) {
			return paragraph
		}
		return inline
	}
}
