package attribution

import (
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Asked are names that somebody asks for, in a rule or in a question, and thereby takes for
// sources. Of most citations it shows in the words who is cited, whoever that is: "X reports",
// "according to X". But "a clerk told X" and "sagte ein Beamter X" are no citations, unless
// X is an outlet, and of one that no table has only the asker knows. So an article that names one and
// does not cite it is read again with this name as an agency's. Names near a word of reporting
// cite nothing here (gazetteer): the asker may as well have named a ministry.
//
// It is safe for concurrent use.
type Asked struct {
	below *outlets // the tables without them
	named *outlets // and with them
	names []string
	latin bool // all are in Latin letters
	// heard is which of them words in other scripts sound like, one more than its index.
	mu    sync.Mutex
	heard map[string]int
}

const (
	// maxAsked is how many names are taken; maxAskedFound is how many of them an article is read again for.
	maxAsked      = 100_000
	maxAskedFound = 100
	// maxSounding is how many names are known by their sound, too: each word is compared with those.
	maxSounding = 200
	// maxSounds is how many words are remembered with what they sound like: a language has most of its words in 50,000.
	maxSounds = 100_000
)

// Asked returns names as an article is held against them, over the reader's table. Names that
// a table has are left out. As any name they begin with a capital in the text, where the script has some.
func (o *Outlets) Asked(names []string) (*Asked, error) {
	know, err := loadKnowledge()
	if err != nil {
		return nil, err
	}
	a := &Asked{below: o.over(know.outlets), latin: true, heard: map[string]int{}}
	a.named = newOutlets(a.below, min(len(names), maxAsked))
	for _, name := range names {
		name = strings.TrimSpace(name)
		if key := compactName(name); key == "" || len(key) > maxKey || a.named.has(key) {
			continue
		}
		r, _ := utf8.DecodeRuneInString(name)
		a.names, a.latin = append(a.names, name), a.latin && alphabet(r) == latin
		a.named.ask(name)
		if len(a.names) == maxAsked {
			break
		}
	}
	return a, nil
}

// None reports that no article need be held against them.
func (a *Asked) None() bool { return a == nil || len(a.names) == 0 }

// ask adds a name that somebody asks for, with other forms of it.
func (o *outlets) ask(name string, forms ...string) {
	id := len(o.list)
	o.list = append(o.list, outlet{name: name, agency: true, asked: true})
	for _, form := range append([]string{name}, forms...) {
		o.addName(form, inflects(form), id)
	}
}

// Cites adds to whom an article cites, as FindByRules has found it, those of the names that it
// cites as agencies are cited. It returns what it was given where that is none.
func (a *Asked) Cites(ctx context.Context, d *text.Document, attributions []stemma.Attribution, sources []stemma.Source) ([]stemma.Attribution, []stemma.Source, error) {
	if a.None() {
		return attributions, sources, nil
	}
	know, err := loadKnowledge()
	if err != nil {
		return nil, nil, err
	}
	lang, err := know.language(d.Article.Lang)
	if err != nil {
		return nil, nil, err
	}
	layer := newOutlets(a.below, 1)
	for _, f := range a.in(d, lang) {
		if !a.isCited(f.name, sources) {
			layer.ask(f.name, f.forms...)
		}
	}
	if len(layer.list) == len(a.below.list) {
		return attributions, sources, nil
	}
	more, cited, err := know.findByRules(ctx, d, layer)
	told := func(s stemma.Source) bool { return s.Kind == stemma.SourceOutlet && layer.asks(s.Name) } // "told President X" is of no outlet
	if err != nil || !slices.ContainsFunc(cited, told) {
		return attributions, sources, err
	}
	return more, cited, nil
}

// isCited reports whether a name is that of a source that was found without it.
func (a *Asked) isCited(name string, sources []stemma.Source) bool {
	folded := text.Fold(name)
	return slices.ContainsFunc(sources, func(s stemma.Source) bool {
		return text.Fold(s.Name) == folded || slices.ContainsFunc(s.Aliases, func(alias string) bool { return text.Fold(alias) == folded }) ||
			s.Kind == stemma.SourceOutlet && a.below.same(name, s.Name)
	})
}

// asks reports whether a name is one that somebody asks for.
func (o *outlets) asks(name string) bool {
	return slices.ContainsFunc(o.list[len(o.base.list):], func(v outlet) bool { return v.name == name })
}

// askedIn is a name that an article has, and how it has it in another script.
type askedIn struct {
	name  string
	forms []string
}

// in finds the names that an article has, also as they sound in another script than they were asked in.
func (a *Asked) in(d *text.Document, lang *language) []askedIn {
	var found []askedIn
	at := map[int]int{}
	toks := tokenise(d, lang.apostrophe)
	for i := range toks {
		if toks[i].kind != wordToken || len(found) == maxAskedFound {
			continue
		}
		form := ""
		id, _ := a.named.find(d.Article.Text, toks, i)
		if id--; id < 0 {
			form = d.Article.Text[toks[i].Start:toks[i].End]
			if id = a.sounding(form); id < 0 {
				continue
			}
		}
		k := id - len(a.below.list)
		if k < 0 {
			continue
		}
		if _, known := at[k]; !known {
			at[k] = len(found)
			found = append(found, askedIn{name: a.names[k]})
		}
		if form != "" && !slices.Contains(found[at[k]].forms, form) {
			found[at[k]].forms = append(found[at[k]].forms, form)
		}
	}
	return found
}

// sounding returns the outlet whose name a word of another script sounds like, -1 for none.
func (a *Asked) sounding(word string) int {
	r, _ := utf8.DecodeRuneInString(word)
	if len(a.names) > maxSounding || unicode.IsLower(r) || a.latin && alphabet(r) == latin || utf8.RuneCountInString(word) < minKey {
		return -1
	}
	a.mu.Lock()
	n, known := a.heard[word]
	a.mu.Unlock()
	if known {
		return n - 1
	}
	if id, ok := a.named.sounds.foreign(text.SoundOf(word)); ok {
		n = id + 1
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.heard) >= maxSounds {
		clear(a.heard)
	}
	a.heard[word] = n
	return n - 1
}
