package distrust_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/distrust"
	"github.com/stemma-news/stemma/text"
)

const report = "The ferry Alva ran aground on the Skerry reef off Larn on Saturday with 83 passengers aboard. All of them were taken off by lifeboats."

// read reads articles as a trace does.
func read(articles ...stemma.Article) []*text.Document {
	docs := make([]*text.Document, len(articles))
	for i, a := range articles {
		if a.ID == "" {
			a.ID = fmt.Sprintf("a%d", i+1)
		}
		seen := text.See(a.Text)
		if seen != nil {
			a.Text = seen.Text
		}
		docs[i] = text.Read(a)
		docs[i].Seen = seen
	}
	return docs
}

func on(day, text string) stemma.Article {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return stemma.Article{Outlet: "Larn Herald", Text: text, Published: at, PublishedPrecision: stemma.PrecisionDay}
}

// TestFind: what is no report's is told, by article and kind.
func TestFind(t *testing.T) {
	good := on("2025-03-01", report)
	for _, c := range []struct {
		name     string
		articles []stemma.Article
		edges    []stemma.Edge
		want     []string
	}{
		{"nothing", []stemma.Article{good, on("2025-03-02", report), on("1998-03-02", report)}, nil, nil},
		{"1970", []stemma.Article{on("1970-01-01", report), good}, nil, []string{"a1 date 1970-01-01"}},
		{"2090", []stemma.Article{good, on("2090-05-01", report)}, nil, []string{"a2 date 2090-05-01"}},
		{"year one", []stemma.Article{on("0001-01-02", report)}, nil, []string{"a1 date 0001-01-02"}},
		{"a slip of the year", []stemma.Article{good, good, good, on("2047-03-01", report)}, nil, []string{"a4 date 2047-03-01"}},
		{
			"dated before what it has its text from",
			[]stemma.Article{good, on("2025-02-20", report)},
			[]stemma.Edge{{Parent: "a1", Child: "a2", Primary: true, Support: 0.9}},
			[]string{"a2 date 2025-02-20"},
		},
		{
			"dated before, as a time zone explains",
			[]stemma.Article{good, on("2025-02-28", report)},
			[]stemma.Edge{{Parent: "a1", Child: "a2", Primary: true, Support: 0.9}},
			nil,
		},
		{
			"dated before, and not sure which came first",
			[]stemma.Article{good, on("2025-02-20", report)},
			[]stemma.Edge{{Parent: "a1", Child: "a2", Primary: true, Support: 0.9, DirectionUncertain: true}},
			nil,
		},
		{"without width", []stemma.Article{{Text: spread(report, "\u200b")}}, nil, []string{"a1 hidden "}},
		{"one word", []stemma.Article{{Text: strings.Repeat("x", 1_000_000)}}, nil, []string{"a1 size "}},
		{"quotation marks", []stemma.Article{{Text: report + strings.Repeat("“", 100_000)}}, nil, []string{"a1 size "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var have []string
			for _, d := range distrust.Find(read(c.articles...), c.edges) {
				have = append(have, fmt.Sprintf("%s %s %s", d.Article, d.Kind, d.Value))
				if d.Detail == "" {
					t.Errorf("%v says nothing", d)
				}
			}
			if diff := cmp.Diff(c.want, have); diff != "" {
				t.Errorf("(-want +have)\n%s", diff)
			}
		})
	}
}

func spread(s, by string) string { return strings.Join(strings.Split(s, ""), by) }

// TestOutlets: an address tells whose a report is only where its site is called
// like another outlet of the story.
func TestOutlets(t *testing.T) {
	herald := stemma.Article{Outlet: "Pellmar Herald", URL: "https://www.pellmar-herald.example/a", Text: report}
	for _, c := range []struct{ name, outlet, url, want string }{
		{"another's site", "Norlink", "https://pellmarherald.example/b", "Pellmar Herald"},
		{"a site of its own", "Norlink", "https://norlink.example/b", ""},
		{"its initials", "Brede Public News", "https://bpn.example/b", ""},
		{"a site of no outlet here", "Norlink", "https://portal.example/b", ""},
		{"no address", "Norlink", "", ""},
		{"no outlet", "", "https://pellmarherald.example/b", ""},
		{"a part of the paper", "Herald Sport", "https://pellmarherald.example/b", ""},
		{"another script", "Вестник Пеллмара", "https://pellmarherald.example/b", ""},
		{"letters of another alphabet", "Pеllmаr Herаld", "https://elsewhere.example/b", ""},
	} {
		docs := read(herald, stemma.Article{Outlet: c.outlet, URL: c.url, Text: report})
		if have := distrust.Impostors(docs); have[0] != "" || have[1] != c.want {
			t.Errorf("%s: %q, want the second to be of %q", c.name, have, c.want)
		}
		told := distrust.Find(docs, nil)
		if want := c.want != "" || strings.Contains(c.name, "letters"); (len(told) == 1 && told[0].Kind == stemma.DistrustOutlet && told[0].Article == "a2") != want || !want && len(told) > 0 {
			t.Errorf("%s: %+v", c.name, told)
		}
	}
}

// TestFloods: many reports of nearly one text are a flood where they are of one
// outlet, whatever order their sentences have, and none where an agency is printed
// by many.
func TestFloods(t *testing.T) {
	var of []string
	for i := range 12 {
		of = append(of, fmt.Sprintf("In quarter %d of the town of Larn the water rose to %d centimetres, said warden %c.", i, 40+7*i, 'A'+i))
	}
	flood := func(outlet func(i int) string) []stemma.Article {
		var all []stemma.Article
		for i := range 80 {
			turned := append(append([]string{}, of[i%len(of):]...), of[:i%len(of)]...)
			all = append(all, stemma.Article{ID: fmt.Sprintf("f%02d", i), Outlet: outlet(i), Text: strings.Join(turned, " ") + fmt.Sprintf(" Version %d.", i)})
		}
		return all
	}
	one := distrust.Find(read(flood(func(int) string { return "Larn Mill" })...), nil)
	if len(one) != 1 || one[0].Kind != stemma.DistrustFlood || one[0].Article != "f00" || !strings.Contains(one[0].Detail, "80 reports") {
		t.Errorf("80 reports of one outlet: %+v", one)
	}
	if many := distrust.Find(read(flood(func(i int) string { return fmt.Sprintf("Paper %d", i) })...), nil); many != nil {
		t.Errorf("80 papers: %+v", many)
	}
	var differ []stemma.Article
	for i := range 80 {
		differ = append(differ, stemma.Article{Outlet: "Larn Herald", Text: strings.NewReplacer("water", fmt.Sprintf("w%d", i), "town", fmt.Sprintf("t%d", i), "rose", fmt.Sprintf("r%d", i)).Replace(strings.Join(of[i%8:i%8+4], " "))})
	}
	if have := distrust.Find(read(differ...), nil); have != nil {
		t.Errorf("80 different reports: %+v", have)
	}
}
