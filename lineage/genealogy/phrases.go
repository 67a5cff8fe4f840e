package genealogy

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed phrases.txt
var phrasesFile string

// phrases is what a newsroom says in one language; see phrases.txt.
type phrases struct {
	cites    map[string][]string // key → templates
	days     []string
	safe     []string
	optional []string
	alike    [][]string
	unnamed  []string
	merge    string
	stop     string
	script   string
	solid    bool // words are written without spaces
}

// The ways in which an article can say whom it has its news from.
const (
	citeLine     = "line"
	citeChain    = "chain"
	citeDay      = "day"
	citeLead     = "lead"
	citeTail     = "tail"
	citeDateline = "dateline"
	citeCredit   = "credit"
)

var citeKeys = []string{citeLine, citeChain, citeDay, citeLead, citeTail, citeDateline, citeCredit}

// parsePhrases reads phrases.txt. Errors name the line.
func parsePhrases(text string) (map[string]*phrases, error) {
	out := map[string]*phrases{}
	var p *phrases
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "["):
			lang, ok := strings.CutSuffix(line[1:], "]")
			if !ok || !isTag(lang) || out[lang] != nil {
				return nil, fmt.Errorf("line %d: %q is no new language", n, line)
			}
			p = &phrases{cites: map[string][]string{}, merge: ";", stop: ".", script: "latn"}
			out[lang] = p
			continue
		case p == nil:
			return nil, fmt.Errorf("line %d: text before the first language", n)
		}
		key, value, _ := strings.Cut(line, " ")
		if err := p.set(key, strings.TrimSpace(value)); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return out, nil
}

func (p *phrases) set(key, value string) error {
	if value == "" {
		return fmt.Errorf("%q says nothing", key)
	}
	switch key {
	case "days":
		p.days = listOf(value, ",")
		if len(p.days) != 7 {
			return fmt.Errorf("%d days", len(p.days))
		}
	case "safe":
		p.safe = listOf(value, ",")
	case "optional":
		p.optional = listOf(value, ",")
	case "alike":
		if list := listOf(value, "|"); len(list) > 1 {
			p.alike = append(p.alike, list)
			return nil
		}
		return fmt.Errorf("%q stands alone", value)
	case "unnamed":
		p.unnamed = append(p.unnamed, value)
	case "merge":
		p.merge = value
	case "stop":
		p.stop = value
	case "script":
		p.script = value
	case "solid":
		p.solid = value == "yes"
	default:
		return p.setCite(key, value)
	}
	return nil
}

func (p *phrases) setCite(key, template string) error {
	if !slices.Contains(citeKeys, key) {
		return fmt.Errorf("no key %q", key)
	}
	want := []string{"{X}"}
	switch key {
	case citeChain:
		want = append(want, "{Y}")
	case citeDay:
		want = append(want, "{D}")
	}
	for _, mark := range want {
		if strings.Count(template, mark) != 1 {
			return fmt.Errorf("%s %q: %s once, please", key, template, mark)
		}
	}
	p.cites[key] = append(p.cites[key], template)
	return nil
}

func listOf(value, by string) []string {
	var list []string
	for s := range strings.SplitSeq(value, by) {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}
