package alert

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// file is the form of a file of rules. Their fields are read one by one, so that one that is wrong hides no other.
type file struct {
	Rules []map[string]any `toml:"rule"`
}

// fields are those of a rule, in the order in which the documentation has them.
const fields = "name, outlets, languages, articles, origins_at_most, cites, cites_file, hedge, min_score, claim, relation, each or lang"

// Parse reads rules. name is what they are called in errors; files that they name are looked for beside it.
func Parse(data []byte, name string) ([]Rule, error) {
	w := wrongs{file: name}
	f, err := decode(data, &w)
	switch {
	case err != nil:
		return nil, err
	case len(f.Rules) == 0 && len(w.all) == 0:
		return nil, fmt.Errorf("%s has no rules: begin one with a line [[rule]]", name)
	case len(f.Rules) > MaxRules:
		return nil, fmt.Errorf("%s has %d rules: give %d or fewer", name, len(f.Rules), MaxRules)
	}
	rules, seen := make([]Rule, len(f.Rules)), map[string]bool{}
	for i, given := range f.Rules {
		var r record
		errs := r.fill(given)
		if len(errs) == 0 {
			rules[i], errs = r.checked(filepath.Dir(name), seen)
		}
		seen[strings.TrimSpace(r.Name)] = true
		for _, err := range errs {
			w.add(lineOf(data, i, err), fmt.Errorf("rule %s: %w", called(r.Name, i), err))
		}
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	return rules, nil
}

// decode reads the tables of a file; w is told of those that are no rules.
func decode(data []byte, w *wrongs) (f file, err error) {
	err = toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&f)
	strict, ok := errors.AsType[*toml.StrictMissingError](err)
	if err != nil && !ok {
		return f, syntax(err, w.file)
	}
	if ok {
		for i := range strict.Errors {
			row, _ := strict.Errors[i].Position()
			w.add(row, unknown(strings.Join(strict.Errors[i].Key(), ".")))
		}
	}
	return f, nil
}

// checked is the rule, whose name must be none of those before it.
func (r *record) checked(dir string, seen map[string]bool) (Rule, []error) {
	rule, err := r.rule(dir)
	if err == nil && seen[rule.Name] {
		err = fieldError{"name", fmt.Errorf("another rule is called %q, too: give each its own name", rule.Name)}
	}
	if err != nil {
		return Rule{}, []error{err}
	}
	return rule, nil
}

func unknown(key string) error {
	return fmt.Errorf("there is no field %q: give %s, under [[rule]]", key, fields)
}

// wrongs are what is wrong with a file.
type wrongs struct {
	file string
	all  []wrong
}

type wrong struct {
	row int
	err error
}

func (w *wrongs) add(row int, err error) { w.all = append(w.all, wrong{row, err}) }

// maxWrongs is how many are told.
const maxWrongs = 20

// err is all that is wrong, by line; nil if nothing is.
func (w *wrongs) err() error {
	slices.SortStableFunc(w.all, func(a, b wrong) int { return cmp.Compare(a.row, b.row) })
	var errs []error
	for i, e := range w.all {
		if i == maxWrongs {
			errs = append(errs, fmt.Errorf("%s: and %d more", w.file, len(w.all)-i))
			break
		}
		errs = append(errs, fmt.Errorf("%s:%d: %w", w.file, e.row, e.err))
	}
	return errors.Join(errs...)
}

// syntax puts the place into an error of the parser.
func syntax(err error, name string) error {
	e, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return fmt.Errorf("%s: %s: write rules in TOML, each under a line [[rule]]", name, strings.TrimPrefix(err.Error(), "toml: "))
	}
	row, column := e.Position()
	text := strings.TrimPrefix(e.Error(), "toml: ")
	if strings.HasPrefix(text, "cannot ") { // of the parser's own types: only "rule" has one
		text = "rule is not a list of tables: begin each rule with a line [[rule]], in two brackets"
	}
	return fmt.Errorf("%s:%d:%d: %s", name, row, column, text)
}

// fill takes the fields of a rule, and tells of all that it cannot take.
func (r *record) fill(given map[string]any) []error {
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if want := r.take(key, given[key]); want == noField {
			errs = append(errs, fieldError{key, unknown(key)})
		} else if want != "" {
			errs = append(errs, fieldError{key, fmt.Errorf("%s = %s: give %s", key, shown(given[key]), want)})
		}
	}
	return errs
}

const noField = "no field"

// take sets a field, or says what is wanted of it.
func (r *record) take(key string, v any) (want string) {
	switch key {
	case "name":
		return takeText(&r.Name, v, `a text in quotes (name = "agencies")`)
	case "outlets":
		return takeCount(&r.Outlets, v, key)
	case "languages":
		return takeCount(&r.Languages, v, key)
	case "articles":
		return takeCount(&r.Articles, v, key)
	case "origins_at_most":
		return takeCount(&r.Origins, v, key)
	case "cites":
		return takeList(&r.Cites, v, `a list of names in quotes (cites = ["Norlink"])`)
	case "cites_file":
		return takeText(&r.CitesFile, v, `the name of a file in quotes (cites_file = "agencies.txt")`)
	case "hedge":
		return takeText(&r.Hedge, v, `hedge = "dropped"`)
	case "min_score":
		return takeScore(&r.MinScore, v)
	case "claim":
		return takeText(&r.Claim, v, "a sentence in quotes")
	case "relation":
		return takeList(&r.Relation, v, `a list (relation = ["says", "denies"])`)
	case "each":
		return takeText(&r.Each, v, `each = "outlet", or "report"`)
	case "lang":
		return takeList(&r.Lang, v, `a list of languages (lang = ["ar", "fa"])`)
	}
	return noField
}

func takeText(to *string, v any, want string) string {
	s, ok := v.(string)
	if !ok {
		return want
	}
	*to = s
	return ""
}

func takeCount(to **int, v any, key string) string {
	n, ok := v.(int64)
	if !ok || n > math.MaxInt32 || n < math.MinInt32 {
		return "a whole number without quotes (" + key + " = 5)"
	}
	count := int(n)
	*to = &count
	return ""
}

func takeScore(to **float64, v any) string {
	var f float64
	switch n := v.(type) {
	case float64:
		f = n
	case int64:
		f = float64(n)
	default:
		return "a number from 0 to 1 without quotes (min_score = 0.7)"
	}
	*to = &f
	return ""
}

func takeList(to *[]string, v any, want string) string {
	all, ok := v.([]any)
	if !ok {
		return want
	}
	list := make([]string, len(all))
	for i := range all {
		if list[i], ok = all[i].(string); !ok {
			return want
		}
	}
	*to = list
	return ""
}

// shown is a value as an error quotes it.
func shown(v any) string {
	if s, ok := v.(string); ok {
		return strconv.Quote(short(s, 60))
	}
	return short(fmt.Sprint(v), 60)
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
		if m := regexp.MustCompile(`(?m)^[ \t]*["']?` + regexp.QuoteMeta(f.field) + `["']?[ \t]*[=.]`).FindIndex(data[begin:end]); m != nil {
			begin += m[0]
		}
	}
	return 1 + bytes.Count(data[:begin], []byte("\n"))
}
