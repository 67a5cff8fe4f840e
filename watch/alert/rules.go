package alert

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	// Each is for what an alert is given once: EachStory, EachOutlet or EachReport (cites, claim).
	Each Each
	// Langs are the languages that count; all if empty.
	Langs []string
}

// Each is for what an alert of a source or a claim is given once.
type Each string

// What alerts are given once for.
const (
	EachStory  Each = ""       // a story: its first report that cites the source, or says the claim
	EachOutlet Each = "outlet" // an outlet, in a story
	EachReport Each = "report" // a report
)

// Limits on what a file of rules may have.
const (
	MaxRules   = 1000
	maxSize    = 4 << 20
	maxSources = 100_000
	maxClaim   = 2000 // bytes
)

// record is a rule as the file has it.
type record struct {
	Name                                  string
	Outlets, Languages, Articles, Origins *int
	Cites                                 []string
	CitesFile, Hedge                      string
	MinScore                              *float64
	Claim, Each                           string
	Relation, Lang                        []string
}

// Open reads a file of rules. Its errors name the file, the line and the remedy; all that is wrong is told at once, a line
// for each.
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
		return nil, inWords(err, name)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file: give one", name)
	case info.Size() > maxSize:
		return nil, fmt.Errorf("%s has %d bytes: give a file of %d or fewer", name, info.Size(), maxSize)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, inWords(err, name)
	}
	return b, nil
}

// inWords says what to do about a file that is not there, or not to be read.
func inWords(err error, name string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &fileError{"there is no file " + name + ": give the name of one that is there", err}
	case errors.Is(err, fs.ErrPermission):
		return &fileError{name + " may not be read: ask its owner for leave, or give a copy", err}
	}
	return fmt.Errorf("%s cannot be read: %w", name, err)
}

// fileError is an error of a file in plain words, for those who read it, and its cause, for those who handle it.
type fileError struct {
	words string
	err   error
}

func (e *fileError) Error() string { return e.words }
func (e *fileError) Unwrap() error { return e.err }

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
	if out.Each, err = r.each(); err != nil {
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
	if r.Each != "" && k != Claim && k != Cites {
		return fieldError{"each", errors.New("each is for rules with cites or claim: leave it out")}
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

// each is for what the rule tells once: a story where it does not say.
func (r *record) each() (Each, error) {
	switch e := Each(r.Each); e {
	case EachStory, EachOutlet, EachReport:
		return e, nil
	case "story":
		return EachStory, nil
	}
	return "", fieldError{"each", fmt.Errorf(`each = %q: give "story", "outlet" or "report"`, r.Each)}
}

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
