package attribution

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/stemma-news/stemma/attribution/tagger"
	"github.com/stemma-news/stemma/text"
)

//go:embed lang/*.txt
var languageFiles embed.FS

// knowledge is everything that the data files say. A language is parsed when
// the first article in it comes.
type knowledge struct {
	languages map[string]func() (*language, error) // by BCP 47 tag, the file's name
	fallback  *language
	outlets   *outlets
}

// loadKnowledge reads what all languages share, once.
var loadKnowledge = sync.OnceValues(func() (*knowledge, error) {
	k := &knowledge{languages: map[string]func() (*language, error){}, fallback: &language{tag: "und"}}
	files, err := languageFiles.ReadDir("lang")
	if err != nil {
		return nil, fmt.Errorf("read language files: %w", err)
	}
	for _, f := range files {
		tag := strings.TrimSuffix(f.Name(), ".txt")
		k.languages[tag] = sync.OnceValues(func() (*language, error) { return loadLanguage(tag) })
	}
	k.outlets, err = parseOutlets(outletData, nil)
	if err != nil {
		return nil, fmt.Errorf("outlets.txt: %w", err)
	}
	return k, nil
})

func loadLanguage(tag string) (*language, error) {
	name := path.Join("lang", tag+".txt")
	data, err := languageFiles.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	lang, err := parseLanguage(string(data))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case lang.tag != tag:
		return nil, fmt.Errorf("%s is of language %q", name, lang.tag)
	}
	return lang, nil
}

// language returns what is known of the language of a BCP 47 tag.
func (k *knowledge) language(tag string) (*language, error) {
	base, _, _ := strings.Cut(tag, "-")
	if load := k.languages[base]; load != nil {
		return load()
	}
	return k.fallback, nil
}

// read prepares an article for the rules of its language, and for its model.
func (k *knowledge) read(d *text.Document, seen *outlets) (*reading, error) {
	lang, err := k.language(d.Article.Lang)
	if err != nil {
		return nil, err
	}
	r := newReading(lang, seen, d)
	if lang.tag == "en" {
		r.tagger, err = tagger.Default()
	}
	return r, err
}

// unread stands for an article that there was no time to read.
func (k *knowledge) unread(d *text.Document, seen *outlets) (*reading, error) {
	lang, err := k.language(d.Article.Lang)
	if err != nil {
		return nil, err
	}
	return bareReading(lang, seen, d), nil
}
