package alert

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const someRules = `# what the desk wants to know
[[rule]]
name = "widely told"
outlets = 5
languages = 3
origins_at_most = 1

[[rule]]
name = "وكالات"
cites = ["Norlink", "Норлинк"]
cites_file = "more.txt"
lang = ["ar", "fa"]

[[rule]]
name = "hedges"
hedge = "dropped"
min_score = 0.7

[[rule]]
name = "dam"
each = "report"
claim = """
The dam at Orvel has failed."""
`

func TestParse(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "rules.toml")
	for file, content := range map[string]string{name: someRules, filepath.Join(dir, "more.txt"): "\uFEFF# state agencies\nTarven Wire\n\n 诺林社 \n"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	have, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	want := []Rule{
		{Name: "widely told", Kind: Reach, Outlets: 5, Languages: 3, Origins: 1, MinScore: 0.5},
		{Name: "وكالات", Kind: Cites, Sources: []string{"Norlink", "Норлинк", "Tarven Wire", "诺林社"}, Langs: []string{"ar", "fa"}, MinScore: 0.5},
		{Name: "hedges", Kind: Hedge, MinScore: 0.7},
		{Name: "dam", Kind: Claim, Claim: "The dam at Orvel has failed.", Relations: []string{"says"}, Each: EachReport, MinScore: 0.5},
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("have %+v\nwant %+v", have, want)
	}
}

// TestBadRules: each error names the file, the line, and what to do.
func TestBadRules(t *testing.T) {
	const head = "[[rule]]\nname = \"a\"\n"
	for name, c := range map[string]struct{ rules, line, want string }{
		"empty":            {"", "rules.toml", "begin one with a line [[rule]]"},
		"no TOML":          {head + "outlets = = 5\n", "rules.toml:3:", ""},
		"unclosed":         {head + "claim = \"x\n", "rules.toml:3:", ""},
		"unknown field":    {head + "outlet = 5\n", "rules.toml:3: ", `no field "outlet": give name, outlets`},
		"no such table":    {head + "outlets = 5\n[webhook]\nurl = \"x\"\n", "rules.toml:4", "no field \"webhook"},
		"wrong type":       {head + "outlets = \"five\"\n", "rules.toml:3: rule \"a\"", `outlets = "five": give a whole number without quotes (outlets = 5)`},
		"half an outlet":   {head + "outlets = 2.5\n", "rules.toml:3:", "outlets = 2.5: give a whole number"},
		"one name":         {head + "cites = \"Norlink\"\n", "rules.toml:3:", `cites = "Norlink": give a list of names in quotes (cites = ["Norlink"])`},
		"each what":        {head + "claim = \"x\"\neach = \"day\"\n", "rules.toml:4:", `each = "day": give "story", "outlet" or "report"`},
		"each of a story":  {head + "outlets = 5\neach = \"report\"\n", "rules.toml:4:", "each is for rules with cites or claim"},
		"a list of sorts":  {head + "cites = [\"Norlink\", 5]\n", "rules.toml:3:", "give a list of names"},
		"a name of sorts":  {"[[rule]]\nname = 5\n", "rules.toml:2: rule 1", "name = 5: give a text"},
		"a score in words": {head + "hedge = \"dropped\"\nmin_score = \"high\"\n", "rules.toml:4:", "give a number from 0 to 1 without quotes"},
		"not a table":      {"rule = 5\n", "rules.toml:1:", "begin each rule with a line [[rule]]"},
		"an odd field":     {head + "\"out(lets\" = 5\n", "rules.toml:3:", `no field "out(lets"`},
		"no name":          {"[[rule]]\noutlets = 5\n", "rules.toml:1: rule 1", "give one"},
		"nothing asked":    {head, "rules.toml:1: rule \"a\"", "asks for nothing"},
		"two things":       {head + "outlets = 5\nclaim = \"x\"\n", "rules.toml:1:", "make two rules"},
		"zero":             {head + "outlets = 5\nlanguages = 0\n", "rules.toml:4:", "give 1 or more"},
		"origins alone":    {head + "origins_at_most = 1\n", "rules.toml:3:", "give outlets"},
		"another hedge":    {head + "hedge = \"added\"\n", "rules.toml:3:", `give hedge = "dropped"`},
		"score of no use":  {head + "outlets = 5\nmin_score = 0.5\n", "rules.toml:4:", "leave it out"},
		"no score":         {head + "hedge = \"dropped\"\nmin_score = nan\n", "rules.toml:4:", "0 to 1"},
		"no language":      {head + "outlets = 5\nlang = [\"ar, fa\"]\n", "rules.toml:4:", "no language"},
		"no source":        {head + "cites = []\n", "rules.toml:3:", "names no source"},
		"a nameless one":   {head + "cites = [\"Norlink\", \" \"]\n", "rules.toml:3:", "without a name"},
		"no such file":     {head + "\ncites_file = \"none.txt\"\n", "rules.toml:4:", "none.txt"},
		"no relation":      {head + "claim = \"x\"\nrelation = [\"near\"]\n", "rules.toml:4:", `give "says"`},
		"not a claim":      {head + "outlets = 5\nrelation = [\"says\"]\n", "rules.toml:4:", "leave it out"},
		"a name twice":     {head + "outlets = 5\n\n[[rule]]\noutlets = 6\nname = \"a\"\n", "rules.toml:7:", "its own name"},
		"too long a claim": {head + "claim = \"" + strings.Repeat("x", 3000) + "\"\n", "rules.toml:3:", "one sentence"},
	} {
		_, err := Parse([]byte(c.rules), "rules.toml")
		if err == nil || !strings.HasPrefix(err.Error(), c.line) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s … %s", name, err, c.line, c.want)
		}
	}
}

// TestAllThatIsWrong: everything wrong with a file is told at once, by line, and in no words of Go.
func TestAllThatIsWrong(t *testing.T) {
	const rules = `[[rule]]
name = "widely told"
outlet = 5

[[rule]]
name = "agencies"
outlets = "five"
cites = "Norlink"

[[rule]]
name = "good"
outlets = 5

[[rule]]
name = "hedges"
hedge = "gone"

[webhook]
url = "x"
`
	const want = `desk.toml:3: rule "widely told": there is no field "outlet": give name, outlets, languages, articles, origins_at_most, cites, cites_file, hedge, min_score, claim, relation, each or lang, under [[rule]]
desk.toml:7: rule "agencies": outlets = "five": give a whole number without quotes (outlets = 5)
desk.toml:8: rule "agencies": cites = "Norlink": give a list of names in quotes (cites = ["Norlink"])
desk.toml:16: rule "hedges": hedge = "gone": give hedge = "dropped"
desk.toml:18: there is no field "webhook": give name, outlets, languages, articles, origins_at_most, cites, cites_file, hedge, min_score, claim, relation, each or lang, under [[rule]]`
	if _, err := Parse([]byte(rules), "desk.toml"); err == nil || err.Error() != want {
		t.Errorf("have %v\nwant %s", err, want)
	}
	_, err := Parse([]byte(strings.Repeat("[[rule]]\n", 50)), "desk.toml")
	if n := strings.Count(err.Error(), "\n"); n != maxWrongs || !strings.HasSuffix(err.Error(), "desk.toml: and 30 more") {
		t.Errorf("%d lines: %v", n, err)
	}
}

func TestNoSuchFile(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(filepath.Join(dir, "desk.toml"))
	if want := "rules: there is no file " + filepath.Join(dir, "desk.toml") + ": give the name of one that is there"; err == nil || err.Error() != want || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("have %v, want %s", err, want)
	}
	_, err = Parse([]byte("[[rule]]\nname = \"a\"\ncites_file = \"none.txt\"\n"), filepath.Join(dir, "desk.toml"))
	if err == nil || !strings.Contains(err.Error(), "there is no file "+filepath.Join(dir, "none.txt")) {
		t.Error(err)
	}
}

func TestOpenNothing(t *testing.T) {
	for _, name := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none.toml")} {
		if _, err := Open(name); err == nil || !strings.HasPrefix(err.Error(), "rules: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzParse: whatever is in a file of rules, what is read can be used, and an error names the file.
func FuzzParse(f *testing.F) {
	for _, s := range []string{someRules, "[[rule]]\nname=\"a\"\noutlets=1", "rule = [{name=\"a\", claim=\"b\"}]", "[[rule]]\nname=\"\xff\"", "a.b.c=1", "[[rule]]\n\"a(\"=1\nname=2", "[rule]\n", "rule=[{}, {outlets=[[]]}]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Contains(string(data), "cites_file") {
			return // no files of the machine
		}
		rules, err := Parse(data, "rules.toml")
		if err != nil && !strings.Contains(err.Error(), "rules.toml") {
			t.Error(err)
		}
		j := NewJudge(rules, nil)
		for i := range rules {
			if rules[i].Name == "" || rules[i].Kind == "" || len(j.Claims()) > len(rules) {
				t.Errorf("%+v", rules[i])
			}
		}
	})
}
