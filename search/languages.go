package search

import (
	_ "embed" // the languages
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"

	"github.com/stemma-news/stemma/text"
)

//go:embed languages.txt
var languagesFile string

// language is how the words of a language are brought to one form.
type language struct {
	stem               func(*snowballstem.Env) bool
	prefixes, suffixes []string // folded, the longest first
	elisions           []string
	cutsApostrophe     bool
}

// stemmers are Snowball's. Not among them is the Turkish one, which needs the dotless i
// that folding takes away, and which writers do.
func stemmerOf(name string) (func(*snowballstem.Env) bool, bool) {
	s, ok := map[string]func(*snowballstem.Env) bool{
		"arabic": arabic.Stem, "danish": danish.Stem, "dutch": dutch.Stem, "english": english.Stem, "finnish": finnish.Stem,
		"french": french.Stem, "german": german.Stem, "hungarian": hungarian.Stem, "irish": irish.Stem, "italian": italian.Stem,
		"norwegian": norwegian.Stem, "portuguese": portuguese.Stem, "romanian": romanian.Stem, "russian": russian.Stem,
		"spanish": spanish.Stem, "swedish": swedish.Stem, "tamil": tamil.Stem,
	}[name]
	return s, ok
}

// languages are read once, by the first caller.
var languages = sync.OnceValue(func() map[string]*language {
	all, err := parseLanguages(languagesFile)
	if err != nil {
		panic(err) // a test reads the file
	}
	for _, lang := range []string{"bg", "cs", "el", "pl", "sr", "uk", "hr", "bs", "sk", "be"} {
		if all[lang] == nil {
			if endings := text.CaseEndings(lang); len(endings) > 0 {
				all[lang] = &language{suffixes: affixes(strings.Join(endings, ","))}
			}
		}
	}
	return all
})

func parseLanguages(file string) (map[string]*language, error) {
	all := map[string]*language{}
	var l *language
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[' && strings.HasSuffix(line, "]"):
			l = new(language)
			all[line[1:len(line)-1]] = l
		default:
			if err := l.set(line); err != nil {
				return nil, fmt.Errorf("languages.txt:%d: %w", i+1, err)
			}
		}
	}
	return all, nil
}

func (l *language) set(line string) error {
	name, value, found := strings.Cut(line, " = ")
	if l == nil || !found {
		return fmt.Errorf("%q: give [language], then name = value", line)
	}
	switch name {
	case "stemmer":
		var ok bool
		if l.stem, ok = stemmerOf(value); !ok {
			return fmt.Errorf("no stemmer %q", value)
		}
	case "prefixes":
		l.prefixes = affixes(value)
	case "suffixes":
		l.suffixes = affixes(value)
	case "elisions":
		l.elisions = affixes(value)
	case "endings after an apostrophe":
		l.cutsApostrophe = value == "yes"
	default:
		return fmt.Errorf("no setting %q", name)
	}
	return nil
}

// affixes are a list, folded as words are, the longest first.
func affixes(value string) []string {
	all := strings.Split(value, ",")
	for i := range all {
		all[i] = plain(text.Fold(strings.TrimSpace(all[i])))
	}
	slices.SortStableFunc(all, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	return slices.Compact(all)
}

// form brings a folded word to the form of its language.
func (l *language) form(word string) string {
	if l == nil {
		return plain(strings.TrimSuffix(word, "'s"))
	}
	if i := strings.IndexByte(word, '\''); i > 0 && i < len(word)-1 {
		switch {
		case slices.Contains(l.elisions, word[:i]):
			word = word[i+1:]
		case l.cutsApostrophe && i > 2:
			word = word[:i]
		}
	}
	if l.stem != nil {
		env := snowballstem.NewEnv(word)
		l.stem(env)
		return plain(env.Current())
	}
	return cutSuffix(cutPrefix(plain(word), l.prefixes), l.suffixes)
}

// forms are the forms under which a word may be in the index: of a prefix nobody knows
// whether it is one or the beginning of the word.
func (l *language) forms(word string) []string {
	out := []string{l.form(word)}
	if l == nil || len(l.prefixes) == 0 {
		return out
	}
	whole := cutSuffix(plain(word), l.suffixes)
	for _, f := range []string{whole, l.form(cutPrefix(plain(word), l.prefixes))} {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// least is how many letters an affix leaves of a word.
const least = 3

func cutPrefix(word string, prefixes []string) string {
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(word, p); ok && utf8.RuneCountInString(rest) >= least {
			return rest
		}
	}
	return word
}

func cutSuffix(word string, suffixes []string) string {
	for _, s := range suffixes {
		if rest, ok := strings.CutSuffix(word, s); ok && utf8.RuneCountInString(rest) >= least {
			return rest
		}
	}
	return word
}
