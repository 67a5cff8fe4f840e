package attribution

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// order is where a language puts a verb of speech.
type order uint8

const (
	verbMedial order = iota // X said that …
	verbFirst               // said X that …
	verbFinal               // X … said
)

// language is what a file of lang/ says.
type language struct {
	tag        string
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
	// addresseeEndings are those of the one who is told.
	addresseeEndings []string
	// enclitics are pronouns glued to the end of a verb: dit-il.
	enclitics []string
	// verbSecond: where anything else opens the sentence, the subject follows
	// the verb (On Friday said X …).
	verbSecond bool
	// freeOrder: it may as well, where what is said begins behind it.
	freeOrder bool
	// titlesAfter: a title stands behind the name (Zágon Emil polgármester).
	titlesAfter bool
	// syllableNames: the syllables of names are words of their own (Phan Thanh Sáng).
	syllableNames bool
	// phrases are how many the file has, single those of a script in which a
	// character is a word for the tokeniser.
	phrases, single int
	// thatAfter: the word for "that" stands behind what is said (と, 고).
	thatAfter bool
	// adverbialsFirst: nothing but what is said stands behind a verb, and what
	// a preposition opens before it is no part of the source.
	adverbialsFirst bool
	// sourceEndings are those of lower-case words inside a source; where they
	// are known, other words end it.
	sourceEndings []string
	// dropsSubject: a verb without a subject goes on with the last one.
	dropsSubject bool
	// selves are the words of the first person: I, me, we.
	selves   lexicon
	examples []example
	hearsay  hearsayRules
}

// sections are the classes that a section of a language file gives its words.
var sections = map[string]entry{
	"reported":        {class: verbClass, certainty: stemma.CertaintyReported},
	"asserted":        {class: verbClass, certainty: stemma.CertaintyAsserted},
	"claimed":         {class: verbClass, certainty: stemma.CertaintyClaimed},
	"doubted":         {class: verbClass, certainty: stemma.CertaintyDoubted},
	"telling":         {class: verbClass | tellClass, certainty: stemma.CertaintyReported},
	"telling outlets": {class: verbClass | tellOutletClass},
	"publishing":      {class: verbClass | publishClass, certainty: stemma.CertaintyReported},

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
	"addressee":      {class: addresseeClass}, "as": {class: asClass}, "addressee after": {class: addresseeAfterClass},
	"occasion": {class: occasionClass}, "occasion end": {class: occasionEndClass}, "plural": {class: pluralClass}, "object": {class: objectClass}, "other": {},
	"auxiliary": {class: auxiliaryClass}, "time": {class: timeClass}, "tag": {class: tagClass, certainty: stemma.CertaintyReported},
	"noun reported": {class: sayingClass, certainty: stemma.CertaintyReported},
	"noun asserted": {class: sayingClass, certainty: stemma.CertaintyAsserted},
	"noun claimed":  {class: sayingClass, certainty: stemma.CertaintyClaimed},
	"noun doubted":  {class: sayingClass, certainty: stemma.CertaintyDoubted},
	"content noun":  {class: contentNounClass},
	"going on":      {class: verbClass | goOnClass},
	"first person":  {class: pronounClass}, "first person plural": {class: pronounClass | pluralClass},
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
	case strings.HasPrefix(p.section, "hearsay"):
		return p.hearsay(line)
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
	if key == "language" {
		p.lang.tag, _, _ = strings.Cut(value, " ") // the name is for the reader
		return nil
	}
	if list := p.list(key); list != nil {
		*list = folded(value)
		return nil
	}
	return p.choice(key, value)
}

// list returns where the endings or letters of a key are kept, or nil.
func (p *languageParser) list(key string) *[]string {
	l := p.lang
	return map[string]*[]string{
		"proclitics": &l.words.proclitics, "verb-proclitics": &l.words.verbProclitics, "endings": &l.words.endings, "enclitics": &l.enclitics,
		"subject-endings": &l.endings, "source-endings": &l.sourceEndings, "addressee-endings": &l.addresseeEndings, "adverb-endings": &l.adverbs,
		"particles": &l.particles, "progressive": &l.progressive, "articles": &l.articles, "addressees": &l.addressees,
	}[key]
}

// choice reads a key that has one of a few values, the first of which holds
// where the key is not given.
func (p *languageParser) choice(key, value string) error {
	l := p.lang
	flags := map[string]struct {
		values []string
		to     *bool
	}{
		"capitals": {[]string{"names", "nouns"}, &l.capitalNouns}, "subject": {[]string{"kept", "dropped"}, &l.dropsSubject},
		"that": {[]string{"before", "after"}, &l.thatAfter}, "titles": {[]string{"before", "after"}, &l.titlesAfter},
		"names": {[]string{"words", "syllables"}, &l.syllableNames}, "adverbials": {[]string{"anywhere", "before"}, &l.adverbialsFirst},
	}
	if f, ok := flags[key]; ok {
		i, err := choose(value, f.values...)
		*f.to = i == 1
		return err
	}
	switch key {
	case "order":
		i, err := choose(value, "medial", "first", "final", "second", "free")
		if l.verbSecond, l.freeOrder = i == 3, i == 4; i < 3 {
			l.order = order(i) //nolint:gosec // one of five
		}
		return err
	case "apostrophe":
		i, err := choose(value, "inside", "before", "after")
		l.apostrophe = apostrophes(i) //nolint:gosec // one of three
		return err
	}
	return fmt.Errorf("unknown key %q", key)
}

// choose returns the index of value among the names; 0 if it is none.
func choose(value string, names ...string) (int, error) {
	i := slices.Index(names, value)
	if i < 0 {
		return 0, fmt.Errorf("%q is none of %s", value, strings.Join(names, ", "))
	}
	return i, nil
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
		if err := p.phrase(phrase, e); err != nil {
			return err
		}
		p.lang.marksSubject = p.lang.marksSubject || e.class == subjectClass
	}
	return nil
}

// phrase enters one phrase: words, the last of which may be a stem (word*); a
// compound's last part (*word); or a verb in two pieces (words … word).
func (p *languageParser) phrase(phrase string, e entry) error {
	lex := &p.lang.words
	if strings.HasPrefix(p.section, firstPerson) {
		lex = &p.lang.selves
	}
	if first, _ := utf8.DecodeRuneInString(phrase); isSingle(first) {
		p.lang.single++
	}
	p.lang.phrases++
	suffix := p.lang.apostrophe == apostropheAfter && strings.HasPrefix(phrase, "'")
	words, second, split := strings.Cut(phrase, "…")
	words, stem := strings.CutSuffix(strings.TrimSpace(words), "*")
	words, head := strings.CutPrefix(words, "*")
	parts, closer := forms(words, p.lang.apostrophe), forms(second, p.lang.apostrophe)
	if suffix && len(parts) > 0 {
		parts[0] = "'" + parts[0]
	}
	switch {
	case len(parts) == 0 || strings.Contains(words+second, "*"):
		return fmt.Errorf("no words in %q", phrase)
	case split && (len(closer) != 1 || e.class&verbClass == 0 || stem || head):
		return fmt.Errorf("%q is no verb and one word", phrase)
	case split:
		lex.add(parts, false, entry{pieces: []piece{{closer[0], e.class, e.certainty}}})
	case head && (stem || len(parts) != 1):
		return fmt.Errorf("%q is more than the end of one word", phrase)
	case head:
		lex.addHead(parts[0], e)
	default:
		lex.add(parts, stem, e)
	}
	return nil
}

// isUnspaced reports whether the language is written without spaces, so that
// more units stand for a word.
func (l *language) isUnspaced() bool { return 2*l.single > l.phrases }

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
