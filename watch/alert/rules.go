package alert

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Kind is what a rule asks for.
type Kind string

// The kinds of rules.
const (
	Reach Kind = "reach" // a story reaches a number of outlets, languages, articles
	Cites Kind = "cites" // an article cites a source
	Hedge Kind = "hedge" // a retelling drops a hedge
	Claim Kind = "claim" // an article says what a saved claim says
)

// Rule is one wish to be told.
type Rule struct {
	Name string
	Kind Kind
	// Outlets, Languages and Articles are what a story must reach, and Origins is how many origins it may have at the
	// most; 0 stands for any.
	Outlets, Languages, Articles, Origins int
	// Sources are the names of those that are cited.
	Sources []string
	// MinScore is how sure the drop of a hedge must be.
	MinScore float64
	// Claim is a sentence, and Relations are how what is told must stand to it: "says", "denies", "differs".
	Claim     string
	Relations []string
	// Langs are the languages that count; all if empty.
	Langs []string
}

// Limits on what a file of rules may have.
const (
	MaxRules   = 1000
	maxSize    = 4 << 20
	maxSources = 100_000
	maxClaim   = 2000 // bytes
)

// file is the form of a file of rules.
type file struct {
	Rules []record `toml:"rule"`
}

type record struct {
	Name      string   `toml:"name"`
	Outlets   *int     `toml:"outlets"`
	Languages *int     `toml:"languages"`
	Articles  *int     `toml:"articles"`
	Origins   *int     `toml:"origins_at_most"`
	Cites     []string `toml:"cites"`
	CitesFile string   `toml:"cites_file"`
	Hedge     string   `toml:"hedge"`
	MinScore  *float64 `toml:"min_score"`
	Claim     string   `toml:"claim"`
	Relation  []string `toml:"relation"`
	Lang      []string `toml:"lang"`
}

// Open reads a file of rules. Its errors name the file, the line and the remedy.
func Open(name string) ([]Rule, error) {
	b, err := readFile(name)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	return Parse(b, name)
}

func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file: give one", name)
	case info.Size() > maxSize:
		return nil, fmt.Errorf("%s has %d bytes: give a file of %d or fewer", name, info.Size(), maxSize)
	}
	return os.ReadFile(name)
}

// Parse reads rules. name is what they are called in errors; files that they name are looked for beside it.
func Parse(data []byte, name string) ([]Rule, error) {
	var f file
	d := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, explain(err, name)
	}
	switch {
	case len(f.Rules) == 0:
		return nil, fmt.Errorf("%s has no rules: begin one with a line [[rule]]", name)
	case len(f.Rules) > MaxRules:
		return nil, fmt.Errorf("%s has %d rules: give %d or fewer", name, len(f.Rules), MaxRules)
	}
	rules, seen := make([]Rule, len(f.Rules)), map[string]bool{}
	for i := range f.Rules {
		r := &f.Rules[i]
		rule, err := r.rule(filepath.Dir(name))
		if err == nil && seen[rule.Name] {
			err = fieldError{"name", fmt.Errorf("another rule is called %q, too: give each its own name", rule.Name)}
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: rule %s: %w", name, lineOf(data, i, err), called(r.Name, i), err)
		}
		rules[i], seen[rule.Name] = rule, true
	}
	return rules, nil
}

// explain puts the place into an error of the parser.
func explain(err error, name string) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		e := &strict.Errors[0]
		row, _ := e.Position()
		return fmt.Errorf("%s:%d: there is no field %q: give name, outlets, languages, articles, origins_at_most, cites, cites_file, hedge, min_score, claim, relation or lang, under [[rule]]",
			name, row, strings.TrimPrefix(strings.Join(e.Key(), "."), "rule."))
	}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, column := e.Position()
		return fmt.Errorf("%s:%d:%d: %s", name, row, column, strings.TrimPrefix(e.Error(), "toml: "))
	}
	return fmt.Errorf("%s: %w", name, err)
}

func called(name string, i int) string {
	if name == "" {
		return strconv.Itoa(i + 1)
	}
	return fmt.Sprintf("%q", name)
}

// fieldError is what is wrong with a field of a rule.
type fieldError struct {
	field string
	error
}

func (e fieldError) Unwrap() error { return e.error }

var reRule = regexp.MustCompile(`(?m)^[ \t]*\[\[[ \t]*rule[ \t]*\]\]`)

// lineOf is the line of the field that is wrong in the i-th rule, or of the rule's beginning.
func lineOf(data []byte, i int, err error) int {
	at := reRule.FindAllIndex(data, i+2)
	if i >= len(at) {
		return 1 // the rules are written in another way
	}
	begin, end := at[i][0], len(data)
	if i+1 < len(at) {
		end = at[i+1][0]
	}
	if f, ok := errors.AsType[fieldError](err); ok && f.field != "" {
		if m := regexp.MustCompile(`(?m)^[ \t]*` + f.field + `[ \t]*=`).FindIndex(data[begin:end]); m != nil {
			begin += m[0]
		}
	}
	return 1 + bytes.Count(data[:begin], []byte("\n"))
}

// rule checks a record; dir is where the files are that it names.
func (r *record) rule(dir string) (Rule, error) {
	if strings.TrimSpace(r.Name) == "" {
		return Rule{}, fieldError{"name", errors.New(`it has no name: give one (name = "…"), which its alerts are told by`)}
	}
	out := Rule{Name: strings.TrimSpace(r.Name), Langs: r.Lang, MinScore: 0.5}
	var err error
	if out.Kind, err = r.kind(); err != nil {
		return Rule{}, err
	}
	if err := r.onlyOf(out.Kind); err != nil {
		return Rule{}, err
	}
	switch out.Kind {
	case Reach:
		err = r.reach(&out)
	case Cites:
		out.Sources, err = r.sources(dir)
	case Hedge:
		err = r.hedge(&out)
	case Claim:
		err = r.claim(&out)
	}
	return out, err
}

// kind tells what a rule asks for; it is one thing.
func (r *record) kind() (Kind, error) {
	var all []Kind
	if r.Outlets != nil || r.Languages != nil || r.Articles != nil || r.Origins != nil {
		all = append(all, Reach)
	}
	if r.Cites != nil || r.CitesFile != "" {
		all = append(all, Cites)
	}
	if r.Hedge != "" {
		all = append(all, Hedge)
	}
	if r.Claim != "" {
		all = append(all, Claim)
	}
	switch len(all) {
	case 0:
		return "", fieldError{"", errors.New(`it asks for nothing: give outlets, languages or articles; or cites; or hedge = "dropped"; or claim`)}
	case 1:
		return all[0], nil
	}
	return "", fieldError{"", fmt.Errorf("it asks for two things, %s and %s: make two rules of it", all[0], all[1])}
}

// onlyOf refuses what means nothing in a rule of a kind.
func (r *record) onlyOf(k Kind) error {
	if r.MinScore != nil && k != Hedge {
		return fieldError{"min_score", errors.New("min_score is for rules with hedge: leave it out")}
	}
	if r.Relation != nil && k != Claim {
		return fieldError{"relation", errors.New("relation is for rules with claim: leave it out")}
	}
	for _, l := range r.Lang {
		if l = strings.TrimSpace(l); l == "" || strings.ContainsAny(l, " ,;") {
			return fieldError{"lang", fmt.Errorf(`%q is no language: give tags as lang = ["en", "zh-Hant"]`, l)}
		}
	}
	return nil
}

// DefaultRelation is how what is told stands to a claim where the rule does not say.
const DefaultRelation = "says"

func (r *record) claim(out *Rule) error {
	out.Claim, out.Relations = strings.TrimSpace(r.Claim), r.Relation
	if out.Claim == "" || len(out.Claim) > maxClaim {
		return fieldError{"claim", fmt.Errorf("a claim of %d bytes: give one sentence", len(out.Claim))}
	}
	for _, relation := range r.Relation {
		if !slices.Contains([]string{DefaultRelation, "denies", "differs"}, relation) {
			return fieldError{"relation", fmt.Errorf(`relation %q: give "says", "denies" or "differs"`, relation)}
		}
	}
	if len(r.Relation) == 0 {
		out.Relations = []string{DefaultRelation}
	}
	return nil
}

func (r *record) reach(out *Rule) error {
	for _, f := range []struct {
		name  string
		given *int
		to    *int
	}{
		{"outlets", r.Outlets, &out.Outlets},
		{"languages", r.Languages, &out.Languages},
		{"articles", r.Articles, &out.Articles},
		{"origins_at_most", r.Origins, &out.Origins},
	} {
		if f.given == nil {
			continue
		}
		if *f.given < 1 {
			return fieldError{f.name, fmt.Errorf("%s = %d: give 1 or more", f.name, *f.given)}
		}
		*f.to = *f.given
	}
	if out.Outlets+out.Languages+out.Articles == 0 {
		return fieldError{"origins_at_most", errors.New("origins_at_most alone is so of nearly every story: give outlets, languages or articles, too")}
	}
	return nil
}

func (r *record) hedge(out *Rule) error {
	if r.Hedge != "dropped" {
		return fieldError{"hedge", fmt.Errorf(`hedge = %q: give hedge = "dropped"`, r.Hedge)}
	}
	if r.MinScore != nil {
		out.MinScore = *r.MinScore
	}
	if !(out.MinScore >= 0 && out.MinScore <= 1) { // so that NaN is none
		return fieldError{"min_score", fmt.Errorf("min_score = %v: give a number from 0 to 1", out.MinScore)}
	}
	return nil
}

// sources are the names in the rule and in the file that it names.
func (r *record) sources(dir string) ([]string, error) {
	all := slices.Clone(r.Cites)
	if r.CitesFile != "" {
		more, err := readList(r.CitesFile, dir)
		if err != nil {
			return nil, fieldError{"cites_file", err}
		}
		all = append(all, more...)
	}
	for i, name := range all {
		if all[i] = strings.TrimSpace(name); all[i] == "" {
			return nil, fieldError{"cites", errors.New("a source without a name: leave it out")}
		}
	}
	switch {
	case len(all) == 0:
		return nil, fieldError{"cites", errors.New(`cites names no source: give cites = ["…"]`)}
	case len(all) > maxSources:
		return nil, fieldError{"cites", fmt.Errorf("%d sources: give %d or fewer", len(all), maxSources)}
	}
	return all, nil
}

// readList reads names, one a line.
func readList(name, dir string) ([]string, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	b, err := readFile(name)
	if err != nil {
		return nil, err
	}
	var all []string
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(b, []byte("\uFEFF"))))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all, lines.Err()
}
