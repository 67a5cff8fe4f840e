package alert

import (
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
		{Name: "dam", Kind: Claim, Claim: "The dam at Orvel has failed.", Relations: []string{"says"}, MinScore: 0.5},
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
		"unknown field":    {head + "outlet = 5\n", "rules.toml:3: ", `no field "outlet"`},
		"no such table":    {head + "outlets = 5\n[webhook]\nurl = \"x\"\n", "rules.toml:4", "no field \"webhook"},
		"wrong type":       {head + "outlets = \"five\"\n", "rules.toml:3:", ""},
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

func TestOpenNothing(t *testing.T) {
	for _, name := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none.toml")} {
		if _, err := Open(name); err == nil || !strings.HasPrefix(err.Error(), "rules: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzParse: whatever is in a file of rules, what is read can be used, and an error names the file.
func FuzzParse(f *testing.F) {
	for _, s := range []string{someRules, "[[rule]]\nname=\"a\"\noutlets=1", "rule = [{name=\"a\", claim=\"b\"}]", "[[rule]]\nname=\"\xff\"", "a.b.c=1"} {
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
