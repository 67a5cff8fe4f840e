package alert

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

//go:embed alert-v1.json
var schema []byte

// valid holds an alert to the schema.
func valid(t *testing.T, a *Alert) {
	t.Helper()
	s, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("alert-v1.json", s); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("alert-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	b, err := a.JSON()
	if err != nil || bytes.ContainsRune(b, '\n') {
		t.Fatalf("%v: %s", err, b)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(doc); err != nil {
		t.Errorf("%v\n%s", err, b)
	}
	var again Alert
	if err := json.Unmarshal(b, &again); err != nil || again.Summary != a.Summary || len(again.Sentences) != len(a.Sentences) {
		t.Errorf("%v: %+v", err, again)
	}
}

var (
	noon  = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	ferry = Story{ID: "sferry", Title: "Ferry Alva aground", Lang: "en", Articles: 6, Outlets: 5, Languages: 3, First: noon, Last: noon}
)

func report(id, outlet, lang, body string) stemma.Article {
	return text.Article(stemma.Article{ID: id, Outlet: outlet, Lang: lang, Title: "Alva", URL: "https://" + id + ".example/", Published: noon, PublishedPrecision: stemma.PrecisionSecond, Text: body})
}

func TestReach(t *testing.T) {
	rules := []Rule{
		{Name: "outlets", Kind: Reach, Outlets: 5},
		{Name: "more", Kind: Reach, Outlets: 6},
		{Name: "languages", Kind: Reach, Outlets: 2, Languages: 3},
		{Name: "one origin", Kind: Reach, Articles: 6, Origins: 1},
	}
	j := NewJudge(rules, nil)
	names := func(s Story) string {
		var all []string
		for _, a := range j.Reach(s, noon) {
			a.Show(slices.Values([]stemma.Article{
				report("a", "Larn Herald", "en", "The ferry Alva ran aground off Larn. Nobody was hurt."),
				report("b", "larn herald", "en", "Still aground."), report("c", "", "ar", "جنحت العبّارة ألفا قبالة لارن."),
			}))
			valid(t, &a)
			if len(a.Sentences) != 2 || a.Sentences[0].Text != "The ferry Alva ran aground off Larn." || a.Sentences[1].Article != "c" {
				t.Errorf("shown by %+v", a.Sentences)
			}
			all = append(all, a.Rule)
		}
		return strings.Join(all, ", ")
	}
	if have := names(ferry); have != "outlets, languages" {
		t.Errorf("without a tree: %s", have)
	}
	s := ferry
	s.Origins = 1
	if have := names(s); have != "outlets, languages, one origin" || !j.AsksForTrees() {
		t.Errorf("with one origin: %s", have)
	}
	s.Origins = 2
	if have := names(s); have != "outlets, languages" {
		t.Errorf("with two origins: %s", have)
	}
}

func TestCited(t *testing.T) {
	a := report("a", "Breder Bote", "de", "Die Fähre liegt fest. Norlink meldete am Samstag, niemand sei verletzt.")
	attributions := []stemma.Attribution{{Article: "a", Sentence: 1, Source: stemma.Role{Source: "src1"}}}
	sources := []stemma.Source{
		{ID: "src1", Name: "Норлинк", Aliases: []string{"Norlink"}, Kind: stemma.SourceOutlet},
		{ID: "src2", Name: "Ines Karo", Kind: stemma.SourcePerson},
		{ID: "src3", Name: "NorLink Agency", Kind: stemma.SourceOrganisation},
	}
	same := func(a, b string) bool { return a == "Norlink" && b == "NorLink Agency" }
	for name, c := range map[string]struct {
		rule Rule
		want []string // names of the sources as the article calls them
	}{
		"by an alias, and by what is the same": {Rule{Name: "r", Kind: Cites, Sources: []string{"Norlink"}}, []string{"Норлинк", "NorLink Agency"}},
		"a person by name alone":               {Rule{Name: "r", Kind: Cites, Sources: []string{"INES KARO", "Karo"}}, []string{"Ines Karo"}},
		"another language":                     {Rule{Name: "r", Kind: Cites, Sources: []string{"Norlink"}, Langs: []string{"ar"}}, nil},
		"nobody":                               {Rule{Name: "r", Kind: Cites, Sources: []string{"Tarven Wire"}}, nil},
	} {
		var have []string
		for _, alert := range NewJudge([]Rule{c.rule}, same).Cited(ferry, &a, attributions, sources, noon) {
			valid(t, &alert)
			have = append(have, alert.Source.As)
			if alert.Source.As == "Норлинк" && (len(alert.Sentences) != 1 || !strings.HasPrefix(alert.Sentences[0].Text, "Norlink meldete") || a.Text[alert.Sentences[0].Start:alert.Sentences[0].End] != alert.Sentences[0].Text) {
				t.Errorf("%s: shown by %+v", name, alert.Sentences)
			}
		}
		if !slices.Equal(have, c.want) {
			t.Errorf("%s: %q, want %q", name, have, c.want)
		}
	}
}

func TestTraced(t *testing.T) {
	parent := report("a", "Larn Herald", "en", "The dam has reportedly failed. Nobody was hurt.")
	child := report("b", "Orvel Post", "en", "Nobody was hurt. The dam has failed.")
	zero, one := 0, 1
	change := stemma.Change{From: "a", To: "b", Kind: stemma.ChangeHedge, Before: "reportedly", Detail: "hedge dropped", Score: 0.8, FromSentence: &zero, ToSentence: &one}
	with := func(edit func(*stemma.Change)) *stemma.Result {
		c := change
		edit(&c)
		return &stemma.Result{Articles: []stemma.Article{parent, child}, Stories: []stemma.Story{{Claims: []stemma.Claim{{Changes: []stemma.Change{c}}}}}}
	}
	j := NewJudge([]Rule{{Name: "hedges", Kind: Hedge, MinScore: 0.5}}, nil)
	alerts := j.Traced(ferry, with(func(*stemma.Change) {}), noon)
	if len(alerts) != 1 {
		t.Fatalf("%+v", alerts)
	}
	a := alerts[0]
	valid(t, &a)
	if a.Change.Before != "reportedly" || len(a.Sentences) != 2 || a.Sentences[0].Text != "The dam has reportedly failed." || a.Sentences[1].Text != "The dam has failed." || a.Sentences[1].Role != RoleAfter {
		t.Errorf("%+v", a)
	}
	if want := `Orvel Post has it without "reportedly", which Larn Herald says: "The dam has failed."`; a.Summary != want {
		t.Errorf("have %s\nwant %s", a.Summary, want)
	}
	second := j.Traced(ferry, with(func(c *stemma.Change) { c.ToSentence = &zero }), noon)
	if len(second) != 1 || second[0].Summary == a.Summary || second[0].ID == a.ID {
		t.Errorf("another sentence of the same report looks like the first: %+v", second)
	}
	elsewhere := ferry
	elsewhere.ID = "another"
	if again := j.Traced(elsewhere, with(func(*stemma.Change) {}), noon); len(again) != 1 || again[0].Key() != a.Key() || again[0].ID != a.ID {
		t.Errorf("the same of another story, as after a split: %+v", again)
	}
	for name, edit := range map[string]func(*stemma.Change){
		"unsure":          func(c *stemma.Change) { c.Score = 0.4 },
		"added":           func(c *stemma.Change) { c.Detail, c.Before, c.After = "hedge added", "", "reportedly" },
		"another kind":    func(c *stemma.Change) { c.Kind = stemma.ChangeNumber },
		"an alternative":  func(c *stemma.Change) { c.Alternative = true },
		"of siblings":     func(c *stemma.Change) { c.Sibling = true },
		"of nobody":       func(c *stemma.Change) { c.From = "src1" },
		"without a place": func(c *stemma.Change) { c.ToSentence = nil },
	} {
		if alerts := j.Traced(ferry, with(edit), noon); len(alerts) > 0 {
			t.Errorf("%s: %+v", name, alerts)
		}
	}
	if alerts := j.Traced(ferry, &stemma.Result{}, noon); alerts != nil {
		t.Errorf("no story: %+v", alerts)
	}
}

func TestShortWords(t *testing.T) {
	for text, want := range map[string]string{
		"The dam has failed.":                   "The dam has failed.",
		"The dam at Orvel has failed.":          "The dam at Orvel…",
		strings.Repeat("坝", 10):                 "坝坝坝坝坝坝…",
		strings.Repeat("x", 15) + " " + "yyyyy": "xxxxxxxxxxxxxxx…",
	} {
		if have := shortWords(text, 20); have != want {
			t.Errorf("%s: %s, want %s", text, have, want)
		}
	}
}

func TestSaying(t *testing.T) {
	a := report("a", "Tarven Rook", "fa", "سد شکست. کسی آسیب ندید.")
	j := NewJudge([]Rule{
		{Name: "reach", Kind: Reach, Outlets: 2},
		{Name: "dam", Kind: Claim, Claim: "The dam has failed.", Relations: []string{"says"}},
		{Name: "ferry", Kind: Claim, Claim: "The ferry sank.", Langs: []string{"en"}, Relations: []string{"says"}},
		{Name: "hurt", Kind: Claim, Claim: "Nobody was hurt.", Relations: []string{"denies", "differs"}},
	}, nil)
	if c := j.Claims(); !slices.Equal(c, []string{"The dam has failed.", "The ferry sank.", "Nobody was hurt."}) {
		t.Fatalf("%q", c)
	}
	alerts := j.Saying(ferry, &a, []Said{{0, 0, "says", 0.7}, {0, 1, "says", 0.9}, {0, -1, "denies", 0.95}, {1, 0, "says", 0.9}, {2, 0, "says", 0.9}}, noon)
	if len(alerts) != 1 || alerts[0].Rule != "dam" || alerts[0].Score != 0.9 || alerts[0].Sentences[0].Text != "کسی آسیب ندید." {
		t.Fatalf("%+v", alerts)
	}
	valid(t, &alerts[0])
	alerts = j.Saying(ferry, &a, []Said{{2, -1, "denies", 0.9}}, noon)
	if len(alerts) != 1 || alerts[0].Rule != "hurt" || alerts[0].Sentences[0].Text != "Alva" || !strings.HasPrefix(alerts[0].Summary, `Tarven Rook denies the claim "hurt"`) {
		t.Fatalf("%+v", alerts)
	}
	valid(t, &alerts[0])
}

// TestEach: a source or claim is told once for a story, or once more for each outlet or report, as the rule has it.
func TestEach(t *testing.T) {
	reports := []stemma.Article{
		report("a1", "Selm Gazette", "en", "The dam has failed, Norlink said."),
		report("a2", "SELM Gazette", "en", "The dam has failed, Norlink said."),
		report("b", "Tarven Rook", "en", "The dam has failed, Norlink said."),
		report("b", "Tarven Rook", "en", "The dam has failed, Norlink said. So it is in another form."),
	}
	attributions, sources := []stemma.Attribution{{Source: stemma.Role{Source: "src1"}}}, []stemma.Source{{ID: "src1", Name: "Norlink"}}
	for each, want := range map[Each]int{EachStory: 1, EachOutlet: 2, EachReport: 3} {
		j := NewJudge([]Rule{{Name: "c", Kind: Cites, Sources: []string{"Norlink"}, Each: each}, {Name: "s", Kind: Claim, Claim: "The dam has failed.", Relations: []string{"says"}, Each: each}}, nil)
		keys := map[string]bool{}
		for i := range reports {
			alerts := append(j.Cited(ferry, &reports[i], attributions, sources, noon), j.Saying(ferry, &reports[i], []Said{{0, 0, "says", 0.9}}, noon)...)
			for _, a := range alerts {
				keys[a.Key()] = true
			}
			if len(alerts) != 2 {
				t.Fatalf("%+v", alerts)
			}
		}
		if len(keys) != 2*want {
			t.Errorf("each %q: %d things, want %d of each rule", each, len(keys), want)
		}
	}
}

// TestKeys: the same rule, story and subject give the same key and id, and anything else another; keys of a story
// begin alike.
func TestKeys(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range []string{"a", "b", "a b"} {
		for _, subject := range []string{"", "c", "b c"} {
			a := Alert{Story: ferry, Subject: subject}
			a.finish(&Rule{Name: rule}, noon)
			if seen[a.ID] || !strings.HasPrefix(a.Key(), "sferry/") || a.ID[14] != '8' {
				t.Errorf("%q %q: %s, %s", rule, subject, a.Key(), a.ID)
			}
			seen[a.ID] = true
			again := Alert{Story: ferry, Subject: subject}
			if again.finish(&Rule{Name: rule}, noon.Add(time.Hour)); again.ID != a.ID {
				t.Errorf("%q %q: another time, another id", rule, subject)
			}
		}
	}
}

func TestEntry(t *testing.T) {
	a := Alert{Story: ferry, Summary: "5 outlets", Claim: "The dam has failed.", Sentences: []Sentence{
		{Role: RoleBefore, Article: "a", Outlet: "Larn Herald", Lang: "en", URL: "https://a.example/", Text: "It reportedly failed."},
		{Role: RoleAfter, Article: "b", URL: "https://b.example/", Text: "It failed."},
		{Role: RoleAfter, Article: "b", URL: "https://b.example/", Text: "Failed."},
	}}
	a.finish(&Rule{Name: "hedges", Kind: Hedge}, noon)
	e := a.Entry()
	for _, want := range []string{"Rule: hedges.", "6 reports from 5 outlets in 3 languages", "Claim: The dam", "Larn Herald, en (before): It reportedly failed.", "b (after): It failed."} {
		if !strings.Contains(e.Text, want) {
			t.Errorf("%q is not in %s", want, e.Text)
		}
	}
	if e.ID != "urn:uuid:"+a.ID || len(e.Links) != 2 {
		t.Errorf("%+v", e)
	}
}
