package genealogy

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode/utf8"
)

//go:embed outlets.txt
var outletsFile string

// press is what invented outlets are put together from; see outlets.txt.
type press struct {
	places []map[string]string // script → name; latn is always there
	names  map[string][][]string
	sorts  int
}

// agencies is how many sorts of outlet, from the first on, are agencies.
const agencies = 3

// parsePress reads outlets.txt. Errors name the line.
func parsePress(text string) (press, error) {
	p := press{names: map[string][][]string{}}
	section := ""
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case line == "[places]":
			section = "places"
		case strings.HasPrefix(line, "[names ") && strings.HasSuffix(line, "]"):
			section = strings.TrimSuffix(strings.TrimPrefix(line, "[names "), "]")
			if !isTag(section) || p.names[section] != nil {
				err = fmt.Errorf("%q is no new language", line)
			}
		case section == "places":
			err = p.addPlace(line)
		case section != "":
			err = p.addName(section, line)
		default:
			err = fmt.Errorf("%q stands in no section", line)
		}
		if err != nil {
			return p, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return p, p.check()
}

func (p *press) addPlace(line string) error {
	forms := listOf(line, "|")
	if len(forms) == 0 {
		return fmt.Errorf("%q names no place", line)
	}
	place := map[string]string{"latn": forms[0]}
	for _, f := range forms[1:] {
		script, name, ok := strings.Cut(f, " ")
		if !ok {
			return fmt.Errorf("%q is no script and name", f)
		}
		place[script] = strings.TrimSpace(name)
	}
	p.places = append(p.places, place)
	return nil
}

func (p *press) addName(lang, line string) error {
	forms := listOf(line, "|")
	for _, f := range forms {
		if strings.Count(f, "{P}")+strings.Count(f, "{I}") != 1 {
			return fmt.Errorf("%q: {P} or {I} once, please", f)
		}
	}
	if len(forms) == 0 {
		return fmt.Errorf("%q names nothing", line)
	}
	p.names[lang] = append(p.names[lang], forms)
	return nil
}

func (p *press) check() error {
	p.sorts = len(p.names["en"])
	if len(p.places) == 0 || p.sorts <= agencies {
		return fmt.Errorf("%d places and %d sorts of outlet in English", len(p.places), p.sorts)
	}
	for _, lang := range sortedKeys(p.names) {
		if len(p.names[lang]) != p.sorts {
			return fmt.Errorf("[names %s] has %d sorts of outlet, English %d", lang, len(p.names[lang]), p.sorts)
		}
	}
	return nil
}

// outlet is who publishes articles of a story.
type outlet struct {
	place, sort int
	lang        string // in which it is at home
	agency      bool
	latin       bool // it goes by a name in Latin letters wherever it is at home
	// foreign outlets publish in any language, under the name they have at home.
	foreign bool
	size    float64
	dates   dateline
}

// names lists the forms of an outlet's name as texts in a language have them:
// an outlet keeps its name among languages of one script.
func (p *press) forms(o *outlet, lang, script, homeScript string) []string {
	home := o.lang
	if p.names[home] == nil || o.latin {
		home, homeScript = "en", "latn"
	}
	if script != homeScript {
		home = "en"
		if script != "latn" && p.names[lang] != nil {
			home = lang
		} else {
			script = "latn"
		}
	}
	place, ok := p.places[o.place][script]
	if !ok {
		place, home = p.places[o.place]["latn"], "en"
	}
	initial, _ := utf8.DecodeRuneInString(place)
	forms := make([]string, 0, 2)
	for _, f := range p.names[home][o.sort] {
		forms = append(forms, strings.NewReplacer("{P}", place, "{I}", string(initial)).Replace(f))
	}
	return forms
}
