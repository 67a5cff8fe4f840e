package attribution

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/stemma-news/stemma"
)

//go:embed lang/*.txt
var languageFiles embed.FS

// order is where a language puts a verb of speech.
type order uint8

const (
	verbMedial order = iota // X said that …
	verbFirst               // said X that …
	verbFinal               // X … said
)

// language is what a file of lang/ says.
type language struct {
	tag, name  string
	order      order
	apostrophe apostrophes
	words      lexicon
	// marksSubject: a word follows the subject (は, ने).
	marksSubject bool
	// endings mark the subject where no word does; they and the particles are
	// no part of a name.
	endings, particles []string
	// capitalNouns: all nouns have capitals, so that one is no sign of a name.
	capitalNouns bool
	// adverbs are endings by which adverbs are known.
	adverbs []string
	// progressive are endings of verbs that an auxiliary does not make passive.
	progressive []string
	// articles are prefixes that make a noun definite (Arabic ال), addressees
	// those that mean "to" (Arabic ل).
	articles, addressees []string
	examples             []example
}

// example is a sentence of a language file with its roles marked. One without
// marks holds no attribution.
type example struct {
	text                   string
	source, cue, content   stemma.Span
	line                   int
	hasSource, hasContents bool
}

// sections are the classes that a section of a language file gives its words.
var sections = map[string]entry{
	"reported":   {class: verbClass, certainty: stemma.CertaintyReported},
	"asserted":   {class: verbClass, certainty: stemma.CertaintyAsserted},
	"claimed":    {class: verbClass, certainty: stemma.CertaintyClaimed},
	"doubted":    {class: verbClass, certainty: stemma.CertaintyDoubted},
	"telling":    {class: verbClass | tellClass, certainty: stemma.CertaintyReported},
	"publishing": {class: verbClass | publishClass, certainty: stemma.CertaintyReported},

	"according before": {class: beforeClass, certainty: stemma.CertaintyReported},
	"according after":  {class: afterClass, certainty: stemma.CertaintyReported},
	"according around": {class: beforeClass | aroundClass, certainty: stemma.CertaintyReported},
	"citing before":    {class: citeClass, certainty: stemma.CertaintyReported},
	"citing after":     {class: citeAfterClass, certainty: stemma.CertaintyReported},

	"agent": {class: agentClass}, "passive": {class: passiveClass}, "that": {class: thatClass}, "skip": {class: skipClass},
	"negation": {class: negateClass}, "stop": {class: stopClass}, "preposition": {class: prepClass}, "of": {class: ofClass},
	"noun mark": {class: nounMarkClass}, "subject": {class: subjectClass}, "definite": {class: definiteClass},
	"pronoun": {class: pronounClass}, "relative": {class: relativeClass}, "anaphor": {class: anaphorClass},
	"unnamed": {class: unnamedClass}, "vague": {class: vagueClass}, "person": {class: personClass},
	"organisation": {class: orgClass}, "outlet": {class: outletClass}, "text": {class: reportClass},
	"credit": {class: creditClass}, "byline": {class: bylineClass}, "photo": {class: photoClass}, "anonymity": {class: anonymityClass},
	"according self": {class: selfClass, certainty: stemma.CertaintyReported},
}

// parseLanguage reads a language file.
func parseLanguage(data string) (*language, error) {
	p := &languageParser{lang: &language{}}
	for line := range strings.Lines(data) {
		p.line++
		if err := p.read(strings.TrimSpace(line)); err != nil {
			return nil, fmt.Errorf("line %d: %w", p.line, err)
		}
	}
	if p.lang.tag == "" {
		return nil, errors.New("no language line")
	}
	return p.lang, nil
}

type languageParser struct {
	lang    *language
	section string
	line    int
}

func (p *languageParser) read(line string) error {
	switch {
	case line == "" || line[0] == '#':
		return nil
	case line[0] == '[' && p.isSection(line):
		p.section = strings.Trim(line, "[]")
		return nil
	case p.section == "":
		return p.header(line)
	case p.section == "examples":
		return p.example(line)
	}
	return p.phrases(line)
}

// isSection tells a section's head from an example that begins with content.
func (p *languageParser) isSection(line string) bool {
	name := strings.Trim(line, "[]")
	_, known := sections[name]
	return known || name == "examples" || p.section != "examples"
}

func (p *languageParser) header(line string) error {
	key, value, _ := strings.Cut(line, " ")
	value = strings.TrimSpace(value)
	if value == "" {
		return fmt.Errorf("%q needs a value", key)
	}
	l := p.lang
	switch key {
	case "language":
		l.tag, l.name, _ = strings.Cut(value, " ")
		return nil
	case "order":
		return choose(value, &l.order, "medial", "first", "final")
	case "capitals":
		l.capitalNouns = value == "nouns"
		if !l.capitalNouns && value != "names" {
			return fmt.Errorf("%q is none of names, nouns", value)
		}
		return nil
	case "apostrophe":
		return choose(value, &l.apostrophe, "inside", "before", "after")
	case "proclitics":
		l.words.proclitics = folded(value)
	case "subject-endings":
		l.endings = folded(value)
	case "particles":
		l.particles = folded(value)
	case "adverb-endings":
		l.adverbs = folded(value)
	case "progressive":
		l.progressive = folded(value)
	case "articles":
		l.articles = folded(value)
	case "addressees":
		l.addressees = folded(value)
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return nil
}

// choose sets *to the index of value among the names.
func choose[T ~uint8](value string, to *T, names ...string) error {
	i := slices.Index(names, value)
	if i < 0 {
		return fmt.Errorf("%q is none of %s", value, strings.Join(names, ", "))
	}
	*to = T(i)
	return nil
}

func folded(s string) []string {
	out := strings.Fields(s)
	for i := range out {
		out[i] = foldWord(out[i])
	}
	return out
}

func (p *languageParser) phrases(line string) error {
	e, ok := sections[p.section]
	if !ok {
		return fmt.Errorf("unknown section %q", p.section)
	}
	if p.lang.tag == "" {
		return errors.New("a section before the language line")
	}
	for phrase := range strings.SplitSeq(line, ",") {
		phrase = strings.TrimSpace(phrase)
		if phrase == "" {
			continue
		}
		words, stem := strings.CutSuffix(phrase, "*")
		parts := forms(words, p.lang.apostrophe)
		if len(parts) == 0 || strings.Contains(words, "*") {
			return fmt.Errorf("no words in %q", phrase)
		}
		p.lang.words.add(parts, stem, e)
		p.lang.marksSubject = p.lang.marksSubject || e.class == subjectClass
	}
	return nil
}

// hasEnding reports whether a folded word is marked as a subject.
func (l *language) hasEnding(form string) bool {
	return slices.ContainsFunc(l.endings, func(e string) bool { return len(form) > len(e)+2 && strings.HasSuffix(form, e) })
}

// isAdverb reports whether a word is an adverb by its ending.
func (l *language) isAdverb(form string) bool {
	return len(form) > 5 && slices.ContainsFunc(l.adverbs, func(e string) bool { return strings.HasSuffix(form, e) })
}

// isActive reports whether a verb is active after an auxiliary: is saying.
func (l *language) isActive(form string) bool {
	return slices.ContainsFunc(l.progressive, func(e string) bool { return strings.HasSuffix(form, e) })
}

// withoutEnding cuts the subject's ending or a particle off a word.
func (l *language) withoutEnding(word string) string {
	for _, list := range [][]string{l.endings, l.particles} {
		for _, e := range list {
			if rest, ok := strings.CutSuffix(word, e); ok && len(rest) > 2 {
				return rest
			}
		}
	}
	return word
}

// example reads a sentence with {source}, <cue> and [content] marked.
func (p *languageParser) example(line string) error {
	ex := example{line: p.line}
	var b strings.Builder
	open := map[rune]int{}
	closed := 0
	for _, r := range line {
		switch r {
		case '{', '<', '[':
			if _, twice := open[r]; twice {
				return fmt.Errorf("example %q: a mark twice", line)
			}
			open[r] = b.Len()
			closed--
		case '}':
			closed++
			ex.source, ex.hasSource = stemma.Span{Start: open['{'], End: b.Len()}, true
		case '>':
			closed++
			ex.cue = stemma.Span{Start: open['<'], End: b.Len()}
		case ']':
			closed++
			ex.content, ex.hasContents = stemma.Span{Start: open['['], End: b.Len()}, true
		default:
			b.WriteRune(r)
		}
	}
	if closed != 0 {
		return fmt.Errorf("example %q: a mark is not closed", line)
	}
	ex.text = b.String()
	p.lang.examples = append(p.lang.examples, ex)
	return nil
}

// knowledge is everything that the data files say.
type knowledge struct {
	languages map[string]*language
	fallback  *language
	outlets   *outlets
}

// loadKnowledge parses the embedded files once, on first use.
var loadKnowledge = sync.OnceValues(func() (*knowledge, error) {
	k := &knowledge{languages: map[string]*language{}, fallback: &language{tag: "und"}}
	files, err := languageFiles.ReadDir("lang")
	if err != nil {
		return nil, fmt.Errorf("read language files: %w", err)
	}
	for _, f := range files {
		data, err := languageFiles.ReadFile("lang/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("read lang/%s: %w", f.Name(), err)
		}
		lang, err := parseLanguage(string(data))
		if err != nil {
			return nil, fmt.Errorf("lang/%s: %w", f.Name(), err)
		}
		k.languages[lang.tag] = lang
	}
	k.outlets, err = parseOutlets(outletData)
	if err != nil {
		return nil, fmt.Errorf("outlets.txt: %w", err)
	}
	return k, nil
})

// language returns what is known of the language of a BCP 47 tag.
func (k *knowledge) language(tag string) *language {
	base, _, _ := strings.Cut(tag, "-")
	if l := k.languages[base]; l != nil {
		return l
	}
	return k.fallback
}
